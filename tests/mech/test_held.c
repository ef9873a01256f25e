/* SPDX-License-Identifier: Apache-2.0 */
#include "mech/held.h"

#include "support/suite.h"

#include <stdbool.h>
#include <string.h>

#define TEXT 48

static unsigned char text[TEXT];
static struct held h;

static void
setup(void)
{
	for (size_t i = 0; i < TEXT; i++)
		text[i] = (unsigned char)(i + 1);
	memset(&h, 0, sizeof(h));
}

/* Hold `before`, add `len`, let go n: in the input's place or apart. */
static void
passes(size_t before, size_t len, size_t n, bool in_place)
{
	unsigned char in[TEXT] = { 0 }, apart[TEXT] = { 0 };
	unsigned char *out = in_place ? in : apart;
	const unsigned char *from;

	memcpy(h.bytes, text, before);
	h.len = before;
	memcpy(in, text + before, len);
	from = held_pass(&h, in, len, out, n);
	ck_assert(from == in || from == out);
	ck_assert_mem_eq(from, text, n);
	ck_assert_uint_eq(h.len, before + len - n);
	ck_assert_mem_eq(h.bytes, text + n, h.len);
}

START_TEST(bytes_keep_their_order)
{
	for (size_t before = 0; before <= HELD_MAX; before++) {
		for (size_t len = 0; before + len <= TEXT; len++) {
			size_t total = before + len;
			size_t least = total > HELD_MAX ? total - HELD_MAX : 0;

			for (size_t n = least; n <= total; n++)
				passes(before, len, n, _i != 0);
		}
	}
}
END_TEST

START_TEST(nothing_is_copied_if_nothing_was_held)
{
	unsigned char out[TEXT] = { 0 };
	unsigned char zeros[TEXT] = { 0 };

	ck_assert_ptr_eq(held_pass(&h, text, TEXT, out, 32), text);
	ck_assert_mem_eq(out, zeros, TEXT);
}
END_TEST

SUITE("mech/held",
    tcase_add_checked_fixture(tc, setup, NULL);
    tcase_add_loop_test(tc, bytes_keep_their_order, 0, 2);
    tcase_add_test(tc, nothing_is_copied_if_nothing_was_held))
