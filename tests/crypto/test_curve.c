/* SPDX-License-Identifier: Apache-2.0 */
/* Curves by everything they are called. */
#include "crypto/ec.h"
#include "crypto/hex.h"
#include "crypto/library.h"
#include "support/suite.h"

#include <openssl/objects.h>

static int
curve_count(void)
{
	int n = 0;

	while (curve_at((size_t)n) != NULL)
		n++;
	return n;
}

static const struct curve *
by_text(const char *text)
{
	const struct curve *c;

	for (size_t i = 0; (c = curve_at(i)) != NULL; i++)
		if (strcmp(c->text, text) == 0)
			return c;
	ck_abort_msg("no curve %s", text);
}

START_TEST(a_curve_is_found_by_its_oid)
{
	const struct curve *c = curve_at((size_t)_i);

	ck_assert_ptr_eq(curve_by_params(c->oid, c->oid_len), c);
}
END_TEST

START_TEST(the_oid_is_the_one_libcrypto_knows)
{
	const struct curve *c = curve_at((size_t)_i);
	ASN1_OBJECT *known = OBJ_txt2obj(c->name, 0);
	unsigned char der[16], *at = der;

	ck_assert_ptr_nonnull(known);
	ck_assert_int_eq(i2d_ASN1_OBJECT(known, &at), (int)c->oid_len);
	ck_assert_mem_eq(der, c->oid, c->oid_len);
	ASN1_OBJECT_free(known);
}
END_TEST

START_TEST(no_two_curves_have_one_name)
{
	const struct curve *a = curve_at((size_t)_i);

	for (int i = 0; i < _i; i++) {
		const struct curve *b = curve_at((size_t)i);

		ck_assert_str_ne(a->text, b->text);
		ck_assert_str_ne(a->name, b->name);
		ck_assert_str_ne(a->printable, b->printable);
	}
}
END_TEST

static const struct curve *
by_printable(const char *name)
{
	unsigned char der[32] = { 0x13 };
	size_t len = strlen(name);

	der[1] = (unsigned char)len;
	memcpy(der + 2, name, len);
	return curve_by_params(der, len + 2);
}

START_TEST(a_curve_is_found_by_its_printable_name)
{
	const struct curve *c = curve_at((size_t)_i);

	ck_assert_ptr_eq(by_printable(c->printable), c);
}
END_TEST

static const struct {
	const char *name, *text;
} names[] = { { "secp256r1", "p256" }, { "P-256", "p256" },
	{ "P-384", "p384" }, { "P-521", "p521" }, { "P-224", "p224" },
	{ "edwards25519", "ed25519" }, { "Ed25519", "ed25519" },
	{ "id-Ed448", "ed448" }, { "edwards448", "ed448" },
	{ "curve25519", "x25519" }, { "X25519", "x25519" },
	{ "curve448", "x448" }, { "brainpoolP256r1", "bp256r1" } };
#define NAMES ((int)(sizeof(names) / sizeof(names[0])))

START_TEST(a_curve_is_found_by_its_other_names)
{
	ck_assert_ptr_eq(by_printable(names[_i].name), by_text(names[_i].text));
}
END_TEST

START_TEST(old_oids_still_work)
{
	struct hex ed = hex("06092b06010401da470f01");
	struct hex x = hex("060a2b060104019755010501");

	ck_assert_ptr_eq(curve_by_params(ed.at, ed.len), by_text("ed25519"));
	ck_assert_ptr_eq(curve_by_params(x.at, x.len), by_text("x25519"));
}
END_TEST

START_TEST(a_known_mistake_is_understood)
{
	struct hex x = hex("130b63757276653235353139");

	ck_assert_ptr_eq(curve_by_params(x.at, x.len), by_text("x25519"));
	ck_assert_ptr_null(curve_by_params(x.at, x.len - 1));
}
END_TEST

static const char *const strange[] = { "", "06", "0608", "06082a8648ce3d0301",
	"06082a8648ce3d03010700", "06052b81040009", "1305502d323536ff",
	"13810550d323536", "1380", "1307502d32353", "30020500",
	"0c05502d323536", "1300", "06032b6572", "1307656432353531" };
#define STRANGE ((int)(sizeof(strange) / sizeof(strange[0])))

START_TEST(strange_parameters_are_no_curve)
{
	struct hex h = hex(strange[_i]);

	ck_assert_ptr_null(curve_by_params(h.at, h.len));
}
END_TEST

START_TEST(sizes_are_the_standards)
{
	ck_assert_uint_eq(curve_point_len(by_text("p521")), 133);
	ck_assert_uint_eq(curve_point_len(by_text("bp320r1")), 81);
	ck_assert_uint_eq(curve_point_len(by_text("ed25519")), 32);
	ck_assert_uint_eq(curve_point_len(by_text("ed448")), 57);
	ck_assert_uint_eq(curve_point_len(by_text("x25519")), 32);
	ck_assert_uint_eq(curve_point_len(by_text("x448")), 56);
	for (int i = 0; i < curve_count(); i++)
		ck_assert_uint_le(curve_point_len(curve_at((size_t)i)),
		    EC_POINT_MAX);
}
END_TEST

START_TEST(a_secret_is_on_no_curve)
{
	SCOPED(secret) *value = hex_secret("00");
	SCOPED(material) *m = NULL;

	ck_assert_int_eq(material_from_secret(value, &m), E_OK);
	ck_assert_ptr_null(curve_of(m));
}
END_TEST

static void
close_all(void)
{
	library_close();
	secret_trim();
}

SUITE("crypto/curve",
    tcase_add_checked_fixture(tc, NULL, close_all);
    tcase_add_loop_test(tc, a_curve_is_found_by_its_oid, 0, curve_count());
    tcase_add_loop_test(tc, the_oid_is_the_one_libcrypto_knows, 0,
	curve_count());
    tcase_add_loop_test(tc, no_two_curves_have_one_name, 0, curve_count());
    tcase_add_loop_test(tc, a_curve_is_found_by_its_printable_name, 0,
	curve_count());
    tcase_add_loop_test(tc, a_curve_is_found_by_its_other_names, 0, NAMES);
    tcase_add_test(tc, old_oids_still_work);
    tcase_add_test(tc, a_known_mistake_is_understood);
    tcase_add_loop_test(tc, strange_parameters_are_no_curve, 0, STRANGE);
    tcase_add_test(tc, sizes_are_the_standards);
    tcase_add_test(tc, a_secret_is_on_no_curve))
