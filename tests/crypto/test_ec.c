/* SPDX-License-Identifier: Apache-2.0 */
/* Points and private values in all the forms callers use. */
#include "crypto/der.h"
#include "crypto/ec.h"
#include "crypto/hex.h"
#include "crypto/library.h"
#include "support/suite.h"

#define ROWS 2

/* A pair on each curve: RFC 6979, A.2.5 and A.2.6. */
static const struct {
	const char *scalar, *x, *y;
	const char *compressed; /* its first byte */
	const char *octets, *bits; /* heads of DER strings of the point */
	const char *order;
} rows[ROWS] = {
	{ "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
	    "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
	    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
	    "03", "0441", "034200",
	    "ffffffff00000000ffffffffffffffffbce6faada7179e84"
	    "f3b9cac2fc632551" },
	{ "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba"
	    "9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5",
	    "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e"
	    "06aae5286b300c64def8f0ea9055866064a254515480bc13",
	    "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9"
	    "f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720",
	    "02", "0461", "036200",
	    "ffffffffffffffffffffffffffffffffffffffffffffffff"
	    "c7634d81f4372ddf581a0db248b0a77aecec196accc52973" },
};

/* Up to four pieces of hex in a row. */
static struct hex
join(const char *a, const char *b, const char *c, const char *d)
{
	char text[2 * HEX_MAX + 1];

	snprintf(text, sizeof(text), "%s%s%s%s", a, b, c, d);
	return hex(text);
}

static struct material *
private_new(int i)
{
	SCOPED(secret) *value = hex_secret(rows[i].scalar);
	struct material *m;

	ck_assert_int_eq(ec_from_private(curve_at((size_t)i), value, &m),
	    E_OK);
	return m;
}

START_TEST(a_new_pair_is_on_its_curve)
{
	const struct curve *c = curve_at((size_t)_i);
	SCOPED(material) *m = NULL;

	ck_assert_int_eq(ec_generate(c, &m), E_OK);
	ck_assert_ptr_eq(curve_of(m), c);
	ck_assert_int_eq(material_kind(m), MATERIAL_PRIVATE);
	ck_assert_uint_eq(material_bits(m), c->bits);
}
END_TEST

START_TEST(a_new_pair_gives_its_parts_back)
{
	const struct curve *c = curve_at((size_t)_i);
	SCOPED(material) *m = NULL;
	SCOPED(material) *back = NULL;
	SCOPED(secret) *value = NULL;
	SCOPED_VALUE(bytes) a = { 0 };
	SCOPED_VALUE(bytes) b = { 0 };

	ck_assert_int_eq(ec_generate(c, &m), E_OK);
	ck_assert_int_eq(ec_private(m, &value), E_OK);
	ck_assert_int_eq(ec_from_private(c, value, &back), E_OK);
	ck_assert_int_eq(ec_point(m, &a), E_OK);
	ck_assert_int_eq(ec_point(back, &b), E_OK);
	ck_assert(bytes_equal(&a, b.data, b.len));
}
END_TEST

START_TEST(a_new_pair_survives_PKCS8)
{
	const struct curve *c = curve_at((size_t)_i);
	SCOPED(material) *m = NULL;
	SCOPED(material) *back = NULL;
	SCOPED(secret) *der = NULL;

	ck_assert_int_eq(ec_generate(c, &m), E_OK);
	ck_assert_int_eq(material_export(m, &der), E_OK);
	ck_assert_int_eq(material_from_pkcs8(der, &back), E_OK);
	ck_assert_ptr_eq(curve_of(back), c);
	ck_assert_uint_eq(material_bits(back), c->bits);
}
END_TEST

/* Raw, in an OCTET STRING and in a BIT STRING. */
START_TEST(a_new_point_is_taken_in_every_form)
{
	const struct curve *c = curve_at((size_t)_i);
	unsigned char forms[3][EC_POINT_MAX + 4];
	size_t lens[3] = { 0 };
	SCOPED(material) *m = NULL;
	struct ec_octets raw, back;

	ck_assert_int_eq(ec_generate(c, &m), E_OK);
	ck_assert_int_eq(ec_public(m, &raw), E_OK);
	ck_assert_uint_eq(raw.len, curve_point_len(c));
	lens[1] = der_head(TAG_OCTET_STRING, raw.len, forms[1]);
	lens[2] = der_head(TAG_BIT_STRING, raw.len + 1, forms[2]);
	forms[2][lens[2]++] = 0;
	for (int i = 0; i < 3; i++) {
		SCOPED(material) *public = NULL;

		memcpy(forms[i] + lens[i], raw.at, raw.len);
		ck_assert_int_eq(ec_from_point(c, forms[i], lens[i] + raw.len,
		    &public), E_OK);
		ck_assert_int_eq(ec_public(public, &back), E_OK);
		ck_assert_uint_eq(back.len, raw.len);
		ck_assert_mem_eq(back.at, raw.at, raw.len);
	}
}
END_TEST

START_TEST(two_new_pairs_agree)
{
	const struct curve *c = curve_at((size_t)_i);
	SCOPED(material) *a = NULL;
	SCOPED(material) *b = NULL;
	SCOPED(secret) *ab = NULL;
	SCOPED(secret) *ba = NULL;

	ck_assert_int_eq(ec_generate(c, &a), E_OK);
	ck_assert_int_eq(ec_generate(c, &b), E_OK);
	if (c->kind == CURVE_EDWARDS) {
		ck_assert_int_eq(ec_agree(a, b, &ab), E_KEY_TYPE);
		return;
	}
	ck_assert_int_eq(ec_agree(a, b, &ab), E_OK);
	ck_assert_int_eq(ec_agree(b, a, &ba), E_OK);
	ck_assert_uint_eq(secret_len(ab), (c->bits + 7) / 8);
	ck_assert(secret_equal(ab, ba));
}
END_TEST

START_TEST(pairs_on_two_curves_do_not_agree)
{
	SCOPED(material) *a = private_new(0);
	SCOPED(material) *b = private_new(1);
	struct secret *shared = NULL;

	ck_assert_int_eq(ec_agree(a, b, &shared), E_KEY_TYPE);
	ck_assert_ptr_null(shared);
}
END_TEST

START_TEST(a_public_half_alone_does_not_agree)
{
	struct hex point = join("04", rows[0].x, rows[0].y, "");
	SCOPED(material) *m = private_new(0);
	SCOPED(material) *public = NULL;
	struct secret *shared = NULL;

	ck_assert_int_eq(ec_from_point(curve_at(0), point.at, point.len,
	    &public), E_OK);
	ck_assert_int_eq(ec_agree(public, m, &shared), E_KEY_TYPE);
}
END_TEST

/* RFC 7748, 6: all zeroes come out, whatever the private key. */
START_TEST(a_point_of_small_order_is_refused)
{
	static const unsigned char zero[56];
	const struct curve *c = curve_at((size_t)_i);
	SCOPED(material) *own = NULL;
	SCOPED(material) *peer = NULL;
	struct secret *shared = NULL;

	if (c->kind != CURVE_MONTGOMERY)
		return;
	ck_assert_int_eq(ec_generate(c, &own), E_OK);
	ck_assert_int_eq(ec_from_point(c, zero, curve_point_len(c), &peer),
	    E_OK);
	ck_assert_int_eq(ec_agree(own, peer, &shared), E_DATA);
	ck_assert_ptr_null(shared);
}
END_TEST

static enum err
try_raw(const struct curve *c, size_t len)
{
	SCOPED(secret) *value = NULL;
	SCOPED(material) *m = NULL;

	ck_assert_int_eq(secret_new(len, &value), E_OK);
	return ec_from_private(c, value, &m);
}

START_TEST(raw_private_values_have_one_length)
{
	const struct curve *c = curve_at((size_t)_i);
	size_t len = curve_point_len(c);

	if (c->kind == CURVE_WEIERSTRASS)
		return;
	ck_assert_int_eq(try_raw(c, len), E_OK);
	ck_assert_int_eq(try_raw(c, len - 1), E_ATTRIBUTE_VALUE);
	ck_assert_int_eq(try_raw(c, len + 1), E_ATTRIBUTE_VALUE);
	ck_assert_int_eq(try_raw(c, 0), E_ATTRIBUTE_VALUE);
}
END_TEST

static int
curve_count(void)
{
	int n = 0;

	while (curve_at((size_t)n) != NULL)
		n++;
	return n;
}

START_TEST(the_public_half_is_computed)
{
	SCOPED(material) *m = private_new(_i);
	SCOPED_VALUE(bytes) point = { 0 };
	struct hex expected = join(rows[_i].octets, "04", rows[_i].x,
	    rows[_i].y);

	ck_assert_int_eq(ec_point(m, &point), E_OK);
	ck_assert(bytes_equal(&point, expected.at, expected.len));
}
END_TEST

START_TEST(the_private_half_comes_back)
{
	SCOPED(material) *m = private_new(_i);
	SCOPED(secret) *value = NULL;

	ck_assert_int_eq(ec_private(m, &value), E_OK);
	ck_hex_secret(value, rows[_i].scalar);
}
END_TEST

START_TEST(a_computed_pair_survives_PKCS8)
{
	SCOPED(material) *m = private_new(_i);
	SCOPED(material) *back = NULL;
	SCOPED(secret) *der = NULL;
	SCOPED(secret) *value = NULL;

	ck_assert_int_eq(material_export(m, &der), E_OK);
	ck_assert_int_eq(material_from_pkcs8(der, &back), E_OK);
	ck_assert_ptr_eq(curve_of(back), curve_at((size_t)_i));
	ck_assert_int_eq(ec_private(back, &value), E_OK);
	ck_hex_secret(value, rows[_i].scalar);
}
END_TEST

START_TEST(a_short_private_value_is_padded)
{
	SCOPED(secret) *value = hex_secret("05");
	SCOPED(material) *m = NULL;
	SCOPED(secret) *back = NULL;
	size_t len = curve_at((size_t)_i)->bits / 8;

	ck_assert_int_eq(ec_from_private(curve_at((size_t)_i), value, &m),
	    E_OK);
	ck_assert_int_eq(ec_private(m, &back), E_OK);
	ck_assert_uint_eq(secret_len(back), len);
	ck_assert_uint_eq(secret_peek(back)[len - 1], 5);
}
END_TEST

static enum err
try_private(int i, const char *text)
{
	SCOPED(secret) *value = hex_secret(text);
	SCOPED(material) *m = NULL;

	return ec_from_private(curve_at((size_t)i), value, &m);
}

START_TEST(a_private_value_out_of_range_is_refused)
{
	char longer[200];

	snprintf(longer, sizeof(longer), "00%s", rows[_i].scalar);
	ck_assert_int_eq(try_private(_i, ""), E_ATTRIBUTE_VALUE);
	ck_assert_int_eq(try_private(_i, "0000"), E_ATTRIBUTE_VALUE);
	ck_assert_int_eq(try_private(_i, rows[_i].order), E_ATTRIBUTE_VALUE);
	ck_assert_int_eq(try_private(_i, longer), E_ATTRIBUTE_VALUE);
}
END_TEST

static void
check_point(int i, struct hex form)
{
	SCOPED(material) *m = NULL;
	SCOPED_VALUE(bytes) point = { 0 };
	struct hex expected = join(rows[i].octets, "04", rows[i].x, rows[i].y);

	ck_assert_int_eq(ec_from_point(curve_at((size_t)i), form.at, form.len,
	    &m), E_OK);
	ck_assert_int_eq(material_kind(m), MATERIAL_PUBLIC);
	ck_assert_ptr_eq(curve_of(m), curve_at((size_t)i));
	ck_assert_int_eq(ec_point(m, &point), E_OK);
	ck_assert(bytes_equal(&point, expected.at, expected.len));
}

START_TEST(a_raw_point_is_taken)
{
	check_point(_i, join("04", rows[_i].x, rows[_i].y, ""));
}
END_TEST

START_TEST(a_compressed_point_is_taken)
{
	check_point(_i, join(rows[_i].compressed, rows[_i].x, "", ""));
}
END_TEST

START_TEST(an_octet_string_is_taken)
{
	check_point(_i, join(rows[_i].octets, "04", rows[_i].x, rows[_i].y));
}
END_TEST

START_TEST(a_bit_string_is_taken)
{
	check_point(_i, join(rows[_i].bits, "04", rows[_i].x, rows[_i].y));
}
END_TEST

START_TEST(a_compressed_point_in_a_string_is_taken)
{
	char head[16];

	snprintf(head, sizeof(head), "04%02x",
	    curve_at((size_t)_i)->bits / 8 + 1);
	check_point(_i, join(head, rows[_i].compressed, rows[_i].x, ""));
}
END_TEST

static enum err
try_point(int i, struct hex form)
{
	SCOPED(material) *m = NULL;

	return ec_from_point(curve_at((size_t)i), form.at, form.len, &m);
}

START_TEST(what_is_no_point_is_refused)
{
	struct hex off = join("04", rows[_i].x, rows[_i].y, "");
	struct hex hybrid = join("06", rows[_i].x, rows[_i].y, "");
	struct hex more = join(rows[_i].octets, "04", rows[_i].x, rows[_i].y);

	off.at[off.len - 1] ^= 1;
	more.at[more.len++] = 0;
	ck_assert_int_eq(try_point(_i, off), E_ATTRIBUTE_VALUE);
	ck_assert_int_eq(try_point(_i, hybrid), E_ATTRIBUTE_VALUE);
	ck_assert_int_eq(try_point(_i, more), E_ATTRIBUTE_VALUE);
	ck_assert_int_eq(try_point(_i, hex("")), E_ATTRIBUTE_VALUE);
	ck_assert_int_eq(try_point(_i, hex("00")), E_ATTRIBUTE_VALUE);
	ck_assert_int_eq(try_point(_i, hex("0400")), E_ATTRIBUTE_VALUE);
	ck_assert_int_eq(try_point(_i, hex("0300")), E_ATTRIBUTE_VALUE);
	ck_assert_int_eq(try_point(_i, hex("030100")), E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(a_point_of_another_curve_is_refused)
{
	int other = 1 - _i;

	ck_assert_int_eq(try_point(_i, join("04", rows[other].x,
	    rows[other].y, "")), E_ATTRIBUTE_VALUE);
}
END_TEST

START_TEST(other_keys_have_neither_curve_nor_point)
{
	SCOPED(secret) *value = hex_secret("00");
	SCOPED(material) *m = NULL;
	SCOPED_VALUE(bytes) point = { 0 };
	struct secret *out = NULL;

	ck_assert_int_eq(material_from_secret(value, &m), E_OK);
	ck_assert_ptr_null(curve_of(m));
	ck_assert_int_eq(ec_point(m, &point), E_ARGUMENTS);
	ck_assert_int_eq(ec_private(m, &out), E_ARGUMENTS);
}
END_TEST

static void
close_all(void)
{
	library_close();
	secret_trim();
}

static void
pair_tests(TCase *tc)
{
	int n = curve_count();

	tcase_add_loop_test(tc, a_new_pair_is_on_its_curve, 0, n);
	tcase_add_loop_test(tc, a_new_pair_gives_its_parts_back, 0, n);
	tcase_add_loop_test(tc, a_new_pair_survives_PKCS8, 0, n);
	tcase_add_loop_test(tc, a_new_point_is_taken_in_every_form, 0, n);
	tcase_add_loop_test(tc, two_new_pairs_agree, 0, n);
	tcase_add_test(tc, pairs_on_two_curves_do_not_agree);
	tcase_add_test(tc, a_public_half_alone_does_not_agree);
	tcase_add_loop_test(tc, a_point_of_small_order_is_refused, 0, n);
	tcase_add_loop_test(tc, raw_private_values_have_one_length, 0, n);
}

SUITE("crypto/ec",
    tcase_add_checked_fixture(tc, NULL, close_all);
    pair_tests(tc);
    tcase_add_loop_test(tc, the_public_half_is_computed, 0, ROWS);
    tcase_add_loop_test(tc, the_private_half_comes_back, 0, ROWS);
    tcase_add_loop_test(tc, a_computed_pair_survives_PKCS8, 0, ROWS);
    tcase_add_loop_test(tc, a_short_private_value_is_padded, 0, ROWS);
    tcase_add_loop_test(tc, a_private_value_out_of_range_is_refused, 0,
	ROWS);
    tcase_add_loop_test(tc, a_raw_point_is_taken, 0, ROWS);
    tcase_add_loop_test(tc, a_compressed_point_is_taken, 0, ROWS);
    tcase_add_loop_test(tc, an_octet_string_is_taken, 0, ROWS);
    tcase_add_loop_test(tc, a_bit_string_is_taken, 0, ROWS);
    tcase_add_loop_test(tc, a_compressed_point_in_a_string_is_taken, 0,
	ROWS);
    tcase_add_loop_test(tc, what_is_no_point_is_refused, 0, ROWS);
    tcase_add_loop_test(tc, a_point_of_another_curve_is_refused, 0, ROWS);
    tcase_add_test(tc, other_keys_have_neither_curve_nor_point))
