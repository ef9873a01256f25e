/* SPDX-License-Identifier: Apache-2.0 */
/* The length protocol of PKCS#11 3.2, 5.2. */
#include "session/out_buf.h"

#include "support/suite.h"

static unsigned char out[8];

static const struct {
	bool buffer;
	CK_ULONG room, needed;
	enum err e;
	bool go;
	CK_ULONG told;
} rows[] = {
	/* buffer room needed  answer              go     *len after */
	{ false, 0, 5, E_OK,               false, 5 },
	{ false, 9, 5, E_OK,               false, 5 },
	{ false, 0, 0, E_OK,               false, 0 },
	{ true,  4, 5, E_BUFFER_TOO_SMALL, false, 5 },
	{ true,  0, 1, E_BUFFER_TOO_SMALL, false, 1 },
	{ true,  5, 5, E_OK,               true,  5 },
	{ true,  8, 5, E_OK,               true,  8 },
	{ true,  0, 0, E_OK,               true,  0 },
};

START_TEST(room_is_judged)
{
	CK_ULONG len = rows[_i].room;
	bool go = !rows[_i].go;

	ck_assert_int_eq(out_room(rows[_i].buffer ? out : NULL, &len,
	    rows[_i].needed, &go), rows[_i].e);
	ck_assert_int_eq(go, rows[_i].go);
	ck_assert_uint_eq(len, rows[_i].told);
}
END_TEST

START_TEST(a_null_length_is_refused)
{
	bool go = true;

	ck_assert_int_eq(out_room(out, NULL, 1, &go), E_ARGUMENTS);
	ck_assert(!go);
	ck_assert_int_eq(out_copy("a", 1, out, NULL), E_ARGUMENTS);
}
END_TEST

START_TEST(a_value_is_copied_with_its_length)
{
	CK_ULONG len = sizeof(out);

	ck_assert_int_eq(out_copy("abc", 3, out, &len), E_OK);
	ck_assert_uint_eq(len, 3);
	ck_assert_mem_eq(out, "abc", 3);
}
END_TEST

START_TEST(a_short_buffer_stays_as_it_was)
{
	CK_ULONG len = 2;

	out[0] = 'x';
	ck_assert_int_eq(out_copy("abc", 3, out, &len), E_BUFFER_TOO_SMALL);
	ck_assert_uint_eq(len, 3);
	ck_assert_uint_eq(out[0], 'x');
}
END_TEST

SUITE("session/out_buf",
    tcase_add_loop_test(tc, room_is_judged, 0,
	(int)(sizeof(rows) / sizeof(rows[0])));
    tcase_add_test(tc, a_null_length_is_refused);
    tcase_add_test(tc, a_value_is_copied_with_its_length);
    tcase_add_test(tc, a_short_buffer_stays_as_it_was))
