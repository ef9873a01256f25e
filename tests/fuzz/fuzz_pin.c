/* SPDX-License-Identifier: Apache-2.0 */
/* What C_Login is given: a name before the first ':', or none. */
#include "fuzz/fuzz.h"

#include "token/login.h"

#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char name[PRINCIPAL_NAME_MAX + 1];
	const unsigned char *secret = NULL;
	const unsigned char *colon = size > 0 ? memchr(data, ':', size) : NULL;
	size_t len = 0, named;

	reason_clear();
	if (login_split(data, size, name, &secret, &len) != E_OK) {
		HOLDS(reason_text()[0] != '\0' && colon != NULL);
		return 0;
	}
	if (colon == NULL) {
		HOLDS(len == size && strcmp(name, "user") == 0);
		return 0;
	}
	named = strlen(name);
	HOLDS(named > 0 && named + 1 + len == size);
	HOLDS(memcmp(name, data, named) == 0 && data + named == colon);
	HOLDS(secret == colon + 1);
	return 0;
}

bool
fuzz_seed(unsigned n, struct bytes *out)
{
	static const char *const seeds[] = {
		"1234", "alice:secret", "a.b_c@d-e:with:colons", ":", "user:",
		"no spaces:x", "",
	};

	if (n >= sizeof(seeds) / sizeof(seeds[0]))
		return false;
	HOLDS(bytes_set(out, seeds[n], strlen(seeds[n])) == E_OK);
	return true;
}
