/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text on a terminal. Labels and reasons come from files and from callers of
 * the module: a control sequence in one must not reach the terminal.
 */
#include "text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#define FIELD_WIDTH 18

/*
 * The next character of text: how many bytes it has and how many columns it
 * takes. Returns false for a byte that has to be shown as \xHH.
 */
static bool
next_character(const char *text, size_t *bytes, int *columns)
{
	mbstate_t state = { 0 };
	wchar_t wide = 0;
	size_t n = mbrtowc(&wide, text, strlen(text), &state);

	if (n == 0 || n > strlen(text) || !iswprint((wint_t)wide) ||
	    wcwidth(wide) < 0) {
		*bytes = 1;
		*columns = 4;
		return false;
	}
	*bytes = n;
	*columns = wcwidth(wide);
	return true;
}

void
text_print(FILE *to, const char *text)
{
	size_t bytes;
	int columns;

	for (; *text != '\0'; text += bytes)
		if (next_character(text, &bytes, &columns))
			(void)fwrite(text, 1, bytes, to);
		else
			(void)fprintf(to, "\\x%02X", (unsigned char)*text);
}

static int
text_width(const char *text)
{
	int width = 0, columns;
	size_t bytes;

	for (; *text != '\0'; text += bytes) {
		(void)next_character(text, &bytes, &columns);
		width += columns;
	}
	return width;
}

void
text_field(const char *name, const char *fmt, ...)
{
	char value[4096];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(value, sizeof(value), fmt, args);
	va_end(args);
	(void)printf("%-*s", FIELD_WIDTH, name);
	text_print(stdout, value);
	(void)putchar('\n');
}

void
table_init(struct table *t, size_t columns)
{
	*t = (struct table){ .columns = columns };
}

void
table_row(struct table *t, const char *const *cells)
{
	size_t used = t->rows * t->columns;
	char **more;

	more = realloc(t->cells, (used + t->columns) * sizeof(*more));
	if (more == NULL) {
		t->failed = true;
		return;
	}
	t->cells = more;
	for (size_t i = 0; i < t->columns; i++) {
		more[used + i] = strdup(cells[i]);
		if (more[used + i] == NULL)
			t->failed = true;
	}
	t->rows++;
}

static const char *
cell(const struct table *t, size_t row, size_t column)
{
	const char *text = t->cells[row * t->columns + column];

	return text != NULL ? text : "";
}

static int
column_width(const struct table *t, size_t column)
{
	int width = 0, w;

	for (size_t row = 0; row < t->rows; row++) {
		w = text_width(cell(t, row, column));
		if (w > width)
			width = w;
	}
	return width;
}

bool
table_print(const struct table *t, FILE *to, int indent)
{
	int widths[TABLE_COLUMNS_MAX] = { 0 };
	const char *text;

	for (size_t i = 0; i + 1 < t->columns; i++)
		widths[i] = column_width(t, i);
	for (size_t row = 0; row < t->rows; row++) {
		(void)fprintf(to, "%*s", indent, "");
		for (size_t i = 0; i < t->columns; i++) {
			text = cell(t, row, i);
			text_print(to, text);
			if (i + 1 < t->columns)
				(void)fprintf(to, "%*s",
				    widths[i] - text_width(text) + 2, "");
		}
		(void)fputc('\n', to);
	}
	return !t->failed;
}

void
table_clear(struct table *t)
{
	for (size_t i = 0; i < t->rows * t->columns; i++)
		free(t->cells[i]);
	free(t->cells);
	table_init(t, 0);
}
