/* SPDX-License-Identifier: Apache-2.0 */
/* Checking and packing material into new key objects. */
#include "flow/import.h"

#include "base/clock.h"
#include "mech/check_value.h"

#include <string.h>

#define GENERIC_MAX 4096

static bool
length_fits(CK_KEY_TYPE type, size_t len)
{
	if (type == CKK_AES)
		return len == 16 || len == 24 || len == 32;
	return len > 0 && len <= GENERIC_MAX;
}

static enum err
check_length(const struct template *t, size_t len)
{
	CK_ULONG wanted = template_number(t, CKA_VALUE_LEN);

	if (!length_fits(t->key_type, len))
		return refuse(E_ATTRIBUTE_VALUE,
		    "a key of this type cannot have %zu bytes", len);
	if (wanted != 0 && wanted != len)
		return refuse(E_TEMPLATE_INCONSISTENT, "CKA_VALUE_LEN is %lu, "
		    "the value has %zu bytes", (unsigned long)wanted, len);
	return E_OK;
}

static enum err
check_given(const struct template *t, const struct material *m)
{
	const CK_ATTRIBUTE *given = template_part(t, CKA_CHECK_VALUE);
	unsigned char value[CHECK_VALUE_LEN];
	size_t len;

	if (given == NULL || given->ulValueLen == 0)
		return E_OK;
	TRY(check_value(t->key_type, m, value, &len));
	if (given->ulValueLen != len || memcmp(given->pValue, value, len) != 0)
		return refuse(E_ATTRIBUTE_VALUE,
		    "CKA_CHECK_VALUE does not fit the value");
	return E_OK;
}

enum err
import_secret(const struct template *t, const struct secret *value,
    struct material **out)
{
	SCOPED(material) *m = NULL;

	TRY(check_length(t, secret_len(value)));
	TRY(material_from_secret(value, &m));
	TRY(check_given(t, m));
	*out = m;
	m = NULL;
	return E_OK;
}

enum err
import_object(struct template *t, struct material *m, struct object **out)
{
	SCOPED(object) *o = NULL;
	uint64_t now = clock_now();

	TRY(template_object(t, &o));
	TRY(key_new(t->key_type, now, &o->key));
	TRY(key_append(o->key, m, STATE_ENABLED, now, NULL));
	*out = o;
	o = NULL;
	return E_OK;
}
