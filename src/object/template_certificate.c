/* SPDX-License-Identifier: Apache-2.0 */
/* X.509 certificates: PKCS#11 3.2, 4.6.3. */
#include "object/template_certificate.h"

#include "mech/check_value.h"

/* The last category, and the last security domain, there is. */
#define CATEGORY_MAX 3
#define DOMAIN_MAX 3

static bool
is_given(const struct template *t, CK_ATTRIBUTE_TYPE type)
{
	const struct bytes *value = attrs_get(&t->attrs, type);

	return value != NULL && value->len > 0;
}

static enum err
missing(const char *name)
{
	return refuse(E_TEMPLATE_INCOMPLETE, "CKA_%s is missing", name);
}

/* The certificate itself, or where to find it and what to know it by. */
static enum err
check_value_or_url(const struct template *t)
{
	if (is_given(t, CKA_VALUE))
		return E_OK;
	if (!is_given(t, CKA_URL))
		return missing("VALUE");
	if (!is_given(t, CKA_HASH_OF_SUBJECT_PUBLIC_KEY))
		return missing("HASH_OF_SUBJECT_PUBLIC_KEY");
	if (!is_given(t, CKA_HASH_OF_ISSUER_PUBLIC_KEY))
		return missing("HASH_OF_ISSUER_PUBLIC_KEY");
	return E_OK;
}

static enum err
check_sum(const struct template *t)
{
	const struct bytes *der = attrs_get(&t->attrs, CKA_VALUE);
	const struct bytes *given = attrs_get(&t->attrs, CKA_CHECK_VALUE);
	unsigned char value[CHECK_VALUE_LEN];

	if (given == NULL || given->len == 0 || der == NULL)
		return E_OK;
	TRY(check_value_of(der->data, der->len, value));
	return bytes_equal(given, value, sizeof(value)) ? E_OK
	    : refuse(E_ATTRIBUTE_VALUE,
	    "CKA_CHECK_VALUE does not fit the certificate");
}

enum err
certificate_check(const struct template *t)
{
	const struct attrs *a = &t->attrs;

	if (attrs_ulong(a, CKA_CERTIFICATE_TYPE, CKC_X_509) != CKC_X_509)
		return refuse(E_ATTRIBUTE_VALUE,
		    "only X.509 certificates are supported");
	if (attrs_ulong(a, CKA_CERTIFICATE_CATEGORY, 0) > CATEGORY_MAX ||
	    attrs_ulong(a, CKA_JAVA_MIDP_SECURITY_DOMAIN, 0) > DOMAIN_MAX)
		return refuse(E_ATTRIBUTE_VALUE,
		    "there is no such category or security domain");
	if (attrs_bool(a, CKA_PRIVATE))
		return refuse(E_TEMPLATE_INCONSISTENT,
		    "certificates are public: CKA_PRIVATE must be FALSE");
	if (attrs_get(a, CKA_SUBJECT) == NULL)
		return missing("SUBJECT");
	TRY(check_value_or_url(t));
	return check_sum(t);
}

bool
certificate_may_change(CK_ATTRIBUTE_TYPE type)
{
	static const CK_ATTRIBUTE_TYPE free[] = { CKA_LABEL, CKA_ID,
		CKA_ISSUER, CKA_SERIAL_NUMBER, CKA_TRUSTED, CKA_COPYABLE };

	for (size_t i = 0; i < sizeof(free) / sizeof(free[0]); i++)
		if (free[i] == type)
			return true;
	return false;
}
