/* SPDX-License-Identifier: Apache-2.0 */
/* DER as text: PEM (RFC 7468), which is base64 between two lines. */
#include "key_public.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE 64

/* Up to three bytes as four characters. */
static void
quantum(const CK_BYTE *in, size_t len, char *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned long bits = (unsigned long)in[0] << 16;

	if (len > 1)
		bits |= (unsigned long)in[1] << 8;
	if (len > 2)
		bits |= in[2];
	out[0] = digits[bits >> 18 & 63];
	out[1] = digits[bits >> 12 & 63];
	out[2] = len > 1 ? digits[bits >> 6 & 63] : '=';
	out[3] = len > 2 ? digits[bits & 63] : '=';
}

char *
pem_write(const char *label, const CK_BYTE *der, size_t len)
{
	size_t characters = (len + 2) / 3 * 4;
	size_t room = characters + characters / LINE + 2 * strlen(label) + 64;
	char *text = malloc(room), *at = text;

	if (text == NULL)
		return NULL;
	at += snprintf(at, room, "-----BEGIN %s-----\n", label);
	for (size_t i = 0, column = 0; i < len; i += 3) {
		quantum(der + i, len - i, at);
		at += 4;
		column += 4;
		if (column == LINE || i + 3 >= len) {
			*at++ = '\n';
			column = 0;
		}
	}
	(void)snprintf(at, room - (size_t)(at - text), "-----END %s-----\n",
	    label);
	return text;
}
