/* SPDX-License-Identifier: Apache-2.0 */
/* What certificates have to say. */
#include "object/template_certificate.h"

#include "crypto/library.h"
#include "support/core_fixture.h"

#define COUNT(a) (int)(sizeof(a) / sizeof((a)[0]))

static struct template t;
static CK_OBJECT_CLASS class = CKO_CERTIFICATE;
static CK_ULONG x509 = CKC_X_509, attribute = CKC_X_509_ATTR_CERT, four = 4;

static void
setup(void)
{
	ck_ok(library_open());
}

static void
teardown(void)
{
	template_clear(&t);
}

#define STRING(type, text) \
	{ (type), (void *)(uintptr_t)(text), sizeof(text) - 1 }
#define X509 VALUE(CKA_CERTIFICATE_TYPE, x509), STRING(CKA_SUBJECT, "s")
#define DER STRING(CKA_VALUE, "abc")
#define URL STRING(CKA_URL, "http://example.org/")

static const struct {
	const char *what;
	enum err e;
	CK_ULONG count;
	CK_ATTRIBUTE list[5];
} rows[] = {
	{ "the least", E_OK, 3, { X509, DER } },
	{ "no type", E_TEMPLATE_INCOMPLETE, 2, { STRING(CKA_SUBJECT, "s"), DER } },
	{ "an attribute certificate", E_ATTRIBUTE_VALUE, 3,
	    { VALUE(CKA_CERTIFICATE_TYPE, attribute), STRING(CKA_SUBJECT, "s"), DER } },
	{ "no subject", E_TEMPLATE_INCOMPLETE, 2, { VALUE(CKA_CERTIFICATE_TYPE, x509), DER } },
	{ "an empty subject", E_OK, 3, { VALUE(CKA_CERTIFICATE_TYPE, x509), STRING(CKA_SUBJECT, ""), DER } },
	{ "no value", E_TEMPLATE_INCOMPLETE, 2, { X509 } },
	{ "an empty value", E_TEMPLATE_INCOMPLETE, 3, { X509, STRING(CKA_VALUE, "") } },
	{ "a place and hashes", E_OK, 5, { X509, URL, STRING(CKA_HASH_OF_SUBJECT_PUBLIC_KEY, "h"),
	    STRING(CKA_HASH_OF_ISSUER_PUBLIC_KEY, "h") } },
	{ "a place and one hash", E_TEMPLATE_INCOMPLETE, 4,
	    { X509, URL, STRING(CKA_HASH_OF_SUBJECT_PUBLIC_KEY, "h") } },
	{ "a place only", E_TEMPLATE_INCOMPLETE, 3, { X509, URL } },
	{ "private", E_TEMPLATE_INCONSISTENT, 4, { X509, DER, IS(CKA_PRIVATE) } },
	{ "a category there is not", E_ATTRIBUTE_VALUE, 4, { X509, DER, VALUE(CKA_CERTIFICATE_CATEGORY, four) } },
	{ "a domain there is not", E_ATTRIBUTE_VALUE, 4, { X509, DER, VALUE(CKA_JAVA_MIDP_SECURITY_DOMAIN, four) } },
	{ "its check value", E_OK, 4, { X509, DER, STRING(CKA_CHECK_VALUE, "\xa9\x99\x3e") } },
	{ "another check value", E_ATTRIBUTE_VALUE, 4, { X509, DER, STRING(CKA_CHECK_VALUE, "\xa9\x99\x3f") } },
	{ "no check value", E_OK, 4, { X509, DER, STRING(CKA_CHECK_VALUE, "") } },
};

START_TEST(a_certificate_is_judged)
{
	struct template_place place = { 0 };
	CK_ATTRIBUTE list[6] = { VALUE(CKA_CLASS, class) };
	enum err e;

	memcpy(&list[1], rows[_i].list, sizeof(rows[_i].list));
	ck_ok(template_read(AT_CREATE, CK_UNAVAILABLE_INFORMATION,
	    CK_UNAVAILABLE_INFORMATION, list, rows[_i].count + 1, &t));
	e = template_complete(&t, &place, false);
	ck_assert_msg(e == rows[_i].e, "%s: %s", rows[_i].what,
	    reason_text());
}
END_TEST

/* ---- later ---- */

static const struct {
	CK_ATTRIBUTE a;
	enum err e;
} changes[] = {
	{ STRING(CKA_LABEL, "x"), E_OK },
	{ STRING(CKA_ID, "x"), E_OK },
	{ STRING(CKA_ISSUER, "x"), E_OK },
	{ STRING(CKA_SERIAL_NUMBER, "x"), E_OK },
	{ STRING(CKA_SUBJECT, "x"), E_ATTRIBUTE_READ_ONLY },
	{ STRING(CKA_VALUE, "x"), E_ATTRIBUTE_READ_ONLY },
	{ STRING(CKA_CHECK_VALUE, ""), E_ATTRIBUTE_READ_ONLY },
	{ STRING(CKA_PUBLIC_KEY_INFO, "x"), E_ATTRIBUTE_READ_ONLY },
	{ STRING(CKA_START_DATE, "20250101"), E_ATTRIBUTE_READ_ONLY },
	{ VALUE(CKA_CERTIFICATE_CATEGORY, x509), E_ATTRIBUTE_READ_ONLY },
	{ VALUE(CKA_CERTIFICATE_TYPE, x509), E_ATTRIBUTE_READ_ONLY },
};

static struct object *
certificate(bool trusted)
{
	struct object *o;

	ck_ok(object_new(CKO_CERTIFICATE, CK_UNAVAILABLE_INFORMATION, &o));
	ck_ok(attrs_set_bool(&o->attrs, CKA_MODIFIABLE, true));
	ck_ok(attrs_set_bool(&o->attrs, CKA_TRUSTED, trusted));
	return o;
}

START_TEST(a_change_is_judged)
{
	struct template_place place = { 0 };
	SCOPED(object) *o = certificate(false);

	ck_refused(template_modify(o, &changes[_i].a, 1, &place),
	    changes[_i].e);
}
END_TEST

START_TEST(what_cannot_change_cannot_differ_in_a_copy)
{
	CK_ATTRIBUTE subject = TEXT(CKA_SUBJECT, "x"), id = TEXT(CKA_ID, "x");

	ck_refused(template_read(AT_COPY, CKO_CERTIFICATE,
	    CK_UNAVAILABLE_INFORMATION, &subject, 1, &t),
	    E_ATTRIBUTE_READ_ONLY);
	ck_ok(template_read(AT_COPY, CKO_CERTIFICATE,
	    CK_UNAVAILABLE_INFORMATION, &id, 1, &t));
}
END_TEST

START_TEST(a_trusted_certificate_is_the_officers_to_change)
{
	struct template_place place = { 0 };
	SCOPED(object) *o = certificate(true);
	CK_ATTRIBUTE label = TEXT(CKA_LABEL, "x");

	ck_refused(template_modify(o, &label, 1, &place), E_ACTION_PROHIBITED);
	place.officer = true;
	ck_ok(template_modify(o, &label, 1, &place));
}
END_TEST

SUITE("object/template_certificate",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_loop_test(tc, a_certificate_is_judged, 0, COUNT(rows));
    tcase_add_loop_test(tc, a_change_is_judged, 0, COUNT(changes));
    tcase_add_test(tc, what_cannot_change_cannot_differ_in_a_copy);
    tcase_add_test(tc, a_trusted_certificate_is_the_officers_to_change))
