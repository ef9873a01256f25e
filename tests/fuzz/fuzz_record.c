/* SPDX-License-Identifier: Apache-2.0 */
/* The plaintext of a record's row: what is read can be written and read. */
#include "fuzz/fuzz.h"

#include "store/record.h"

#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record first = { 0 }, second = { 0 };
	struct bytes in = { 0 }, once = { 0 }, twice = { 0 };

	HOLDS(bytes_set(&in, data, size) == E_OK);
	if (record_decode(&in, &first) == E_OK) {
		HOLDS(record_encode(&first, &once) == E_OK);
		HOLDS(record_decode(&once, &second) == E_OK);
		HOLDS(record_encode(&second, &twice) == E_OK);
		HOLDS(bytes_equal(&once, twice.data, twice.len));
	}
	record_clear(&first);
	record_clear(&second);
	bytes_clear(&in);
	bytes_clear(&once);
	bytes_clear(&twice);
	return 0;
}

bool
fuzz_seed(unsigned n, struct bytes *out)
{
	struct record r = { 0 };

	if (n >= 2)
		return false;
	r.serial = 7;
	r.token = 1;
	r.kind = n == 0 ? RECORD_TOKEN : RECORD_OBJECT;
	r.key_type = 0xffffffff;
	HOLDS(bytes_set(&r.name, "a name", 6) == E_OK);
	HOLDS(bytes_set(&r.label, "a label", 7) == E_OK);
	HOLDS(bytes_set(&r.id, "\1\2\3", 3) == E_OK);
	HOLDS(bytes_set(&r.body, "what its owner puts there", 25) == E_OK);
	HOLDS(record_encode(&r, out) == E_OK);
	record_clear(&r);
	return true;
}
