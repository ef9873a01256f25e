/* SPDX-License-Identifier: Apache-2.0 */
/* A key with its versions: what is read can be written and read. */
#include "fuzz/fuzz.h"

#include "key/key.h"

#include <string.h>

static void
encode(const struct key *k, struct bytes *out)
{
	struct writer w;

	bytes_clear(out);
	writer_init(&w, out);
	key_encode(k, &w);
	HOLDS(writer_done(&w) == E_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct key *first = NULL, *second = NULL;
	struct bytes once = { 0 }, twice = { 0 };
	struct reader r;

	reader_init(&r, data, size);
	if (key_decode(&r, &first) == E_OK && first != NULL) {
		encode(first, &once);
		reader_init(&r, once.data, once.len);
		HOLDS(key_decode(&r, &second) == E_OK && reader_done(&r));
		encode(second, &twice);
		HOLDS(bytes_equal(&once, twice.data, twice.len));
		HOLDS(key_live_versions(first) <= KEY_VERSIONS_MAX);
		(void)key_current(first);
	}
	key_free(first);
	key_free(second);
	bytes_clear(&once);
	bytes_clear(&twice);
	return 0;
}

/* Versions without material: enough for the stored form. */
static void
add_versions(struct key *k, size_t count)
{
	k->versions = calloc(count, sizeof(*k->versions));
	HOLDS(k->versions != NULL);
	k->count = count;
	k->current = (uint32_t)count;
	for (size_t i = 0; i < count; i++) {
		struct version *v = &k->versions[i];

		v->number = (uint32_t)i + 1;
		v->state = STATE_ENABLED;
		v->created = 1700000000;
		v->leaf = (uint32_t)i;
		v->epoch = 1;
		v->check_value_len = CHECK_VALUE_LEN;
		HOLDS(bytes_set(&v->sealed, "sealed material", 15) == E_OK);
		if (k->type == CKK_EC)
			HOLDS(bytes_set(&v->spki, "public half", 11) == E_OK);
	}
}

bool
fuzz_seed(unsigned n, struct bytes *out)
{
	struct key *k = NULL;

	if (n >= 2)
		return false;
	HOLDS(key_new(n == 0 ? CKK_AES : CKK_EC, 1700000000, &k) == E_OK);
	k->bits = 256;
	add_versions(k, n + 2u);
	encode(k, out);
	key_free(k);
	return true;
}
