/* SPDX-License-Identifier: Apache-2.0 */
/* Small JSON values, and the way out. */
#include "flow/json.h"

#include "session/out_buf.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

enum err
json_answer(json_t *j, CK_UTF8CHAR *out, CK_ULONG *len)
{
	char *text = j == NULL ? NULL : json_dumps(j, JSON_COMPACT);
	enum err e;

	json_decref(j);
	if (text == NULL)
		return E_NO_MEMORY;
	e = out_copy(text, strlen(text), out, len);
	free(text);
	return e;
}

json_t *
json_time(uint64_t when)
{
	time_t t = (time_t)when;
	struct tm tm;
	char text[32];

	if (when == 0 || gmtime_r(&t, &tm) == NULL ||
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		return json_null();
	return json_string(text);
}

json_t *
json_hex(const void *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *bytes = data;
	char *text = malloc(2 * len + 1);
	json_t *j;

	if (text == NULL)
		return NULL;
	for (size_t i = 0; i < len; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	j = json_stringn(text, 2 * len);
	free(text);
	return j;
}

static void
replace(char *text, size_t len, char which, char mask)
{
	for (size_t i = 0; i < len; i++)
		if ((text[i] & mask) == which)
			text[i] = '?';
}

json_t *
json_text(const void *data, size_t len)
{
	char *copy;
	json_t *j;

	if (len == 0)
		return json_string("");
	copy = malloc(len);
	if (copy == NULL)
		return NULL;
	memcpy(copy, data, len);
	replace(copy, len, '\0', (char)0xff);
	j = json_stringn(copy, len);
	if (j == NULL) { /* not UTF-8, or no memory */
		replace(copy, len, (char)0x80, (char)0x80);
		j = json_stringn(copy, len);
	}
	free(copy);
	return j;
}
