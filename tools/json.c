/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSON from the module and to the caller. The first buffer is large enough
 * for nearly every answer, so that a call is made once and not to learn a
 * size first.
 */
#include "json.h"

#include "outcome.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_ANSWER 16384
#define TRIES 4

JSON_ASKER(ask_status)
{
	(void)arg;
	return c->clv->CLV_GetStatus(text, len);
}

static CK_RV
json_read(const CK_UTF8CHAR *text, CK_ULONG len, json_t **out)
{
	json_t *got;

	if (len == 0) {
		*out = NULL;
		return CKR_OK;
	}
	got = json_loadb((const char *)text, len, JSON_REJECT_DUPLICATES,
	    NULL);
	if (!json_is_object(got)) {
		json_decref(got);
		return CKR_GENERAL_ERROR;
	}
	*out = got;
	return CKR_OK;
}

CK_RV
json_ask(const struct context *c, JSON_ASKER((*ask)), void *arg, json_t **out)
{
	CK_ULONG len = FIRST_ANSWER, size = 0;
	CK_UTF8CHAR *buffer = NULL, *more;
	CK_RV rv = CKR_BUFFER_TOO_SMALL;

	for (int i = 0; i < TRIES && rv == CKR_BUFFER_TOO_SMALL; i++) {
		size = len > size ? len : size * 2;
		more = realloc(buffer, size);
		if (more == NULL) {
			free(buffer);
			return CKR_HOST_MEMORY;
		}
		buffer = more;
		len = size;
		rv = ask(c, arg, buffer, &len);
	}
	if (rv == CKR_OK)
		rv = json_read(buffer, len, out);
	free(buffer);
	return rv;
}

const char *
json_text(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text != NULL ? text : "";
}

json_int_t
json_number(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

bool
json_flag(const json_t *object, const char *name)
{
	return json_is_true(json_object_get(object, name));
}

json_t *
json_string_of(const void *bytes, size_t len)
{
	json_t *string = json_stringn(bytes, len);
	char *copy;

	if (string != NULL)
		return string;
	copy = malloc(len + 1);
	if (copy == NULL)
		return NULL;
	memcpy(copy, bytes, len);
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)copy[i] > 0x7E)
			copy[i] = '?';
	string = json_stringn(copy, len);
	free(copy);
	return string;
}

enum status
json_print(const struct context *c, json_t *document)
{
	int failed;

	if (document == NULL)
		return out_of_memory(c);
	failed = json_dumpf(document, stdout, JSON_INDENT(2));
	json_decref(document);
	if (failed != 0)
		return refused(c, FAILED, "cannot write the answer");
	(void)putchar('\n');
	return DONE;
}
