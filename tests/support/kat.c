/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a vector file at once and cuts it up where it stands. */
#include "support/kat.h"

#include <check.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
path_of(const char *name, char path[static PATH_MAX])
{
	const char *source = getenv("SRC");

	snprintf(path, PATH_MAX, "%s/tests/vectors/%s.txt",
	    source != NULL ? source : ".", name);
}

bool
kat_exists(const char *name)
{
	char path[PATH_MAX];
	FILE *f;

	path_of(name, path);
	f = fopen(path, "re");
	if (f == NULL)
		return false;
	fclose(f);
	return true;
}

static char *
file_text(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;

	ck_assert_msg(f != NULL, "%s cannot be read", path);
	ck_assert_msg(getdelim(&text, &size, '\0', f) > 0, "%s is empty",
	    path);
	fclose(f);
	return text;
}

static struct kat_case *
case_add(struct kat *k, unsigned line)
{
	k->cases = realloc(k->cases, (k->count + 1) * sizeof(*k->cases));
	ck_assert_ptr_nonnull(k->cases);
	k->cases[k->count] = (struct kat_case){ .line = line };
	return &k->cases[k->count++];
}

static void
field_add(struct kat_case *c, char *line)
{
	char *equals = strstr(line, " =");
	char *value;

	ck_assert_msg(equals != NULL && c->count < KAT_FIELDS,
	    "bad line in the case at %u: %s", c->line, line);
	value = equals + 2;
	*equals = '\0';
	value += strspn(value, " ");
	c->fields[c->count++] =
	    (struct kat_field){ .name = line, .text = value };
}

struct kat
kat_load(const char *name)
{
	char path[PATH_MAX], *rest, *line;
	struct kat k = { .text = NULL };
	struct kat_case *c = NULL;
	unsigned number = 0;

	path_of(name, path);
	k.text = file_text(path);
	rest = k.text;
	while ((line = strsep(&rest, "\n")) != NULL) {
		number++;
		if (*line == '\0')
			c = NULL;
		if (*line == '\0' || *line == '#')
			continue;
		if (c == NULL)
			c = case_add(&k, number);
		field_add(c, line);
	}
	ck_assert_msg(k.count > 0, "%s holds no case", path);
	return k;
}

void
kat_free(struct kat *k)
{
	for (size_t i = 0; i < k->count; i++)
		for (size_t j = 0; j < k->cases[i].count; j++)
			free(k->cases[i].fields[j].bytes);
	free(k->cases);
	free(k->text);
	*k = (struct kat){ .text = NULL };
}

static size_t
field_at(const struct kat_case *c, const char *field)
{
	size_t i = 0;

	while (i < c->count && strcmp(c->fields[i].name, field) != 0)
		i++;
	return i;
}

bool
kat_has(const struct kat_case *c, const char *field)
{
	return field_at(c, field) < c->count;
}

const char *
kat_text(const struct kat_case *c, const char *field)
{
	size_t i = field_at(c, field);

	ck_assert_msg(i < c->count, "the case at line %u has no %s", c->line,
	    field);
	return c->fields[i].text;
}

static unsigned char
hex_byte(const char *two)
{
	char digits[3] = { two[0], two[1], '\0' };
	char *end;
	unsigned long byte = strtoul(digits, &end, 16);

	ck_assert_msg(end == digits + 2, "'%s' is not hexadecimal", digits);
	return (unsigned char)byte;
}

const unsigned char *
kat_bytes(struct kat_case *c, const char *field, size_t *len)
{
	const char *text = kat_text(c, field);
	struct kat_field *f = &c->fields[field_at(c, field)];

	if (f->bytes == NULL) {
		f->len = strlen(text) / 2;
		/* Exactly as long: a byte too many read is found. */
		f->bytes = malloc(f->len > 0 ? f->len : 1);
		ck_assert_ptr_nonnull(f->bytes);
		for (size_t i = 0; i < f->len; i++)
			f->bytes[i] = hex_byte(text + 2 * i);
	}
	*len = f->len;
	return f->bytes;
}

unsigned long
kat_number(const struct kat_case *c, const char *field,
    unsigned long otherwise)
{
	if (!kat_has(c, field))
		return otherwise;
	return strtoul(kat_text(c, field), NULL, 10);
}

bool
kat_valid(const struct kat_case *c)
{
	const char *result = kat_text(c, "result");

	if (strcmp(result, "valid") == 0)
		return true;
	ck_assert_msg(strcmp(result, "invalid") == 0,
	    "the case at line %u has result %s", c->line, result);
	return false;
}
