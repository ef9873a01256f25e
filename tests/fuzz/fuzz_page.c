/* SPDX-License-Identifier: Apache-2.0 */
/* A page of the index, leaf or inner: what is read can be written and read. */
#include "fuzz/fuzz.h"

#include "store/page.h"

#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct page *first = NULL, *second = NULL;
	struct bytes in = { 0 }, once = { 0 }, twice = { 0 };

	HOLDS(bytes_set(&in, data, size) == E_OK);
	HOLDS(page_new(1, &first) == E_OK && page_new(1, &second) == E_OK);
	if (page_decode(&in, first) == E_OK) {
		HOLDS(page_encode(first, &once) == E_OK);
		HOLDS(page_decode(&once, second) == E_OK);
		HOLDS(page_encode(second, &twice) == E_OK);
		HOLDS(bytes_equal(&once, twice.data, twice.len));
	}
	page_free(first);
	page_free(second);
	bytes_clear(&in);
	bytes_clear(&once);
	bytes_clear(&twice);
	return 0;
}

static void
fill_leaf(struct page *p)
{
	struct index_entry e = { .kind = RECORD_OBJECT, .token = 1 };

	for (unsigned char i = 0; i < 5; i++) {
		memset(e.hash, i + 1, sizeof(e.hash));
		e.type = i % 2 == 0 ? ENTRY_SERIAL : ENTRY_LABEL;
		e.serial = i;
		HOLDS(page_insert(p, page_seek(p, &e), &e) == E_OK);
	}
}

static void
fill_inner(struct page *p)
{
	unsigned char hash[HASH_LEN] = { 0xab };

	HOLDS(page_make_inner(p, hash, 2) == E_OK);
	for (unsigned char i = 0; i < PAGE_FANOUT; i += 3) {
		p->child[i].number = 10u + i;
		p->child[i].entries = i;
		memset(p->child[i].tag, i, sizeof(p->child[i].tag));
	}
}

bool
fuzz_seed(unsigned n, struct bytes *out)
{
	struct page *p = NULL;

	if (n >= 2)
		return false;
	HOLDS(page_new(1, &p) == E_OK);
	if (n == 0)
		fill_leaf(p);
	else
		fill_inner(p);
	HOLDS(page_encode(p, out) == E_OK);
	page_free(p);
	return true;
}
