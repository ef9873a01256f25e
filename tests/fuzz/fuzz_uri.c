/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RFC 7512 URIs as the command's arguments: parsed by p11-kit, refused or
 * honoured whole. What uri.c needs of the rest of the command stands here.
 */
#include "fuzz/fuzz.h"

#include "../../tools/help.h"
#include "../../tools/option.h"
#include "../../tools/outcome.h"
#include "../../tools/uri.h"

#include <string.h>

static const char *argument;
static unsigned refusals;

enum status
usage_refused(const struct context *c, const char *fmt, ...)
{
	(void)c;
	HOLDS(fmt[0] != '\0');
	refusals++;
	return USAGE;
}

enum status
out_of_memory(const struct context *c)
{
	(void)c;
	abort();
}

const char *
option_value(const struct context *c, const char *name)
{
	(void)c;
	return strcmp(name, "token") == 0 ? argument : NULL;
}

const char *
operand(const struct context *c, size_t index)
{
	(void)c;
	return index == 0 ? argument : NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct command command = { .args = "KEY" };
	struct context c = { .command = &command };
	char *text = malloc(size + 8);
	enum status s;

	HOLDS(text != NULL);
	memcpy(text, "pkcs11:", 7);
	if (size > 0)
		memcpy(text + 7, data, size);
	text[7 + size] = '\0';
	argument = text;
	refusals = 0;
	s = uris_read(&c);
	HOLDS((s == DONE) == (refusals == 0));
	if (s == DONE) {
		const char *file = uri_pin_file(&c);

		HOLDS(file == NULL || strlen(file) <= size);
		(void)uri_allows(&c, CKO_PRIVATE_KEY);
	}
	uris_free(&c);
	free(text);
	return 0;
}

bool
fuzz_seed(unsigned n, struct bytes *out)
{
	static const char *const seeds[] = {
		"token=a%20token;object=key;type=private",
		"id=%01%02;type=public?pin-source=file:/etc/pin",
		"slot-id=3;library-version=3.2?pin-value=1234",
		"manufacturer=m;model=n;serial=0123456789abcdef",
		"object=a;x-vendor=1?module-name=claviger",
		"token=t?pin-source=|cat%20/etc/pin",
	};

	if (n >= sizeof(seeds) / sizeof(seeds[0]))
		return false;
	HOLDS(bytes_set(out, seeds[n], strlen(seeds[n])) == E_OK);
	return true;
}
