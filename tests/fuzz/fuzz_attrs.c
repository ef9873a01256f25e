/* SPDX-License-Identifier: Apache-2.0 */
/* An object's stored attributes: what is read can be written and read. */
#include "fuzz/fuzz.h"

#include "object/attrs.h"

#include <string.h>

static void
encode(const struct attrs *a, struct bytes *out)
{
	struct writer w;

	bytes_clear(out);
	writer_init(&w, out);
	attrs_encode(a, &w);
	HOLDS(writer_done(&w) == E_OK);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct attrs first = { 0 }, second = { 0 };
	struct bytes once = { 0 }, twice = { 0 };
	struct reader r;

	reader_init(&r, data, size);
	if (attrs_decode(&r, &first) == E_OK) {
		encode(&first, &once);
		reader_init(&r, once.data, once.len);
		HOLDS(attrs_decode(&r, &second) == E_OK && reader_done(&r));
		encode(&second, &twice);
		HOLDS(bytes_equal(&once, twice.data, twice.len));
	}
	attrs_clear(&first);
	attrs_clear(&second);
	bytes_clear(&once);
	bytes_clear(&twice);
	return 0;
}

bool
fuzz_seed(unsigned n, struct bytes *out)
{
	struct attrs a = { 0 };

	if (n >= 1)
		return false;
	HOLDS(attrs_set_ulong(&a, CKA_CLASS, CKO_SECRET_KEY) == E_OK);
	HOLDS(attrs_set_ulong(&a, CKA_KEY_TYPE, CKK_AES) == E_OK);
	HOLDS(attrs_set_bool(&a, CKA_ENCRYPT, true) == E_OK);
	HOLDS(attrs_set(&a, CKA_LABEL, "a label", 7) == E_OK);
	HOLDS(attrs_set(&a, CKA_ID, "\1\2", 2) == E_OK);
	HOLDS(attrs_set(&a, CKA_START_DATE, "20260101", 8) == E_OK);
	encode(&a, out);
	attrs_clear(&a);
	return true;
}
