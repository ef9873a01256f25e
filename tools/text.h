/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text on a terminal: columns that line up, and names of others that cannot
 * play with the terminal.
 */
#ifndef CLAVIGER_TOOLS_TEXT_H
#define CLAVIGER_TOOLS_TEXT_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Write a text; what is not printable is shown as \xHH. */
void text_print(FILE *to, const char *text);

/* Write "name  value" (printf-like) with the values below each other. */
void text_field(const char *name, const char *fmt, ...) PRINTF_LIKE(2, 3);

#define TABLE_COLUMNS_MAX 8

/* Rows of cells, written at once when every width is known. */
struct table {
	size_t columns;
	size_t rows;
	char **cells; /* rows * columns, owned */
	bool failed;  /* out of memory: a row is missing */
};

/* Begin a table with this many columns. */
void table_init(struct table *t, size_t columns);
/* Add a row; the cells, as many as there are columns, are copied. */
void table_row(struct table *t, const char *const *cells);
/* Write it, each line after `indent` blanks; false: a row is missing. */
bool table_print(const struct table *t, FILE *to, int indent);
void table_clear(struct table *t);

#endif
