/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Known answers: tests/vectors/NAME.txt holds cases, separated by blank lines,
 * of lines "field = value". Bytes are in hexadecimal, '#' begins a comment
 * line, which says where the values are from. A file that cannot be read and
 * a field that is not there fail the test.
 */
#ifndef CLAVIGER_TESTS_KAT_H
#define CLAVIGER_TESTS_KAT_H

#include <stdbool.h>
#include <stddef.h>

#define KAT_FIELDS 8

struct kat_field {
	const char *name;
	const char *text;     /* as it stands in the file */
	unsigned char *bytes; /* made when first asked for */
	size_t len;
};

struct kat_case {
	unsigned line; /* where it begins */
	size_t count;
	struct kat_field fields[KAT_FIELDS];
};

struct kat {
	char *text;
	struct kat_case *cases;
	size_t count;
};

bool kat_exists(const char *name);
/* To be ended by kat_free(). */
struct kat kat_load(const char *name);
void kat_free(struct kat *k);

bool kat_has(const struct kat_case *c, const char *field);
const char *kat_text(const struct kat_case *c, const char *field);
const unsigned char *kat_bytes(struct kat_case *c, const char *field,
    size_t *len);
/* A decimal number; otherwise if there is no such field. */
unsigned long kat_number(const struct kat_case *c, const char *field,
    unsigned long otherwise);
/* Whether "result" is "valid" (it may also be "invalid"). */
bool kat_valid(const struct kat_case *c);

#endif
