/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Handles count the profiles, and the mechanisms, by their place in the
 * mechanism table, behind them.
 */
#include "object/builtin.h"

#include "mech/mech.h"
#include "object/attr.h"

#include <string.h>

/* To conform to one more: a row. */
static const struct profile {
	CK_ULONG id;
	CK_MECHANISM_TYPE needs; /* its mechanism, if it has one */
} profiles[] = {
	{ CKP_BASELINE_PROVIDER, CK_UNAVAILABLE_INFORMATION },
	{ CKP_EXTENDED_PROVIDER, CK_UNAVAILABLE_INFORMATION },
	{ CKP_AUTHENTICATION_TOKEN, CK_UNAVAILABLE_INFORMATION },
	{ CKP_PUBLIC_CERTIFICATES_TOKEN, CK_UNAVAILABLE_INFORMATION },
	{ CKP_HKDF_TLS_TOKEN, CKM_HKDF_DATA },
};

#define PROFILES (sizeof(profiles) / sizeof(profiles[0]))

/* What a handle stands for. */
struct builtin {
	CK_OBJECT_CLASS class;
	CK_ATTRIBUTE_TYPE names; /* which attribute tells it from others */
	CK_ULONG id;
};

static bool
profile_holds(const struct profile *p)
{
	return p->needs == CK_UNAVAILABLE_INFORMATION ||
	    mech_find(p->needs) != NULL;
}

static bool
builtin_find(CK_OBJECT_HANDLE h, struct builtin *out)
{
	size_t i = (size_t)h - BUILTIN_FIRST;
	const struct mech *mech;

	if (h < BUILTIN_FIRST || h >= BUILTIN_END)
		return false;
	if (i < PROFILES) {
		*out = (struct builtin){ CKO_PROFILE, CKA_PROFILE_ID,
			profiles[i].id };
		return profile_holds(&profiles[i]);
	}
	mech = mech_at(i - PROFILES);
	if (mech == NULL)
		return false;
	*out = (struct builtin){ CKO_MECHANISM, CKA_MECHANISM_TYPE,
		mech->type };
	return true;
}

/* Profiles we cannot claim leave gaps. */
CK_OBJECT_HANDLE
builtin_next(CK_OBJECT_HANDLE after)
{
	size_t row = after == CK_INVALID_HANDLE ? 0
	    : (size_t)after - BUILTIN_FIRST + 1;
	struct builtin b;

	for (; row < PROFILES || mech_at(row - PROFILES) != NULL; row++)
		if (builtin_find(BUILTIN_FIRST + row, &b))
			return BUILTIN_FIRST + row;
	return CK_INVALID_HANDLE;
}

/* Eight zeroes, class and number: a stored object's is random. */
static void
unique_id(const struct builtin *b, unsigned char out[static 16])
{
	memset(out, 0, 16);
	for (size_t i = 0; i < 4; i++) {
		out[8 + i] = (unsigned char)(b->class >> (24 - 8 * i));
		out[12 + i] = (unsigned char)(b->id >> (24 - 8 * i));
	}
}

enum err
builtin_object(CK_OBJECT_HANDLE h, struct object **out)
{
	SCOPED(object) *o = NULL;
	struct builtin b;

	if (!builtin_find(h, &b))
		return E_OBJECT_HANDLE;
	TRY(object_new(b.class, CK_UNAVAILABLE_INFORMATION, &o));
	unique_id(&b, o->uid);
	TRY(attrs_set_ulong(&o->attrs, b.names, b.id));
	TRY(attrs_set_bool(&o->attrs, CKA_MODIFIABLE, false));
	TRY(attrs_set_bool(&o->attrs, CKA_COPYABLE, false));
	TRY(attrs_set_bool(&o->attrs, CKA_DESTROYABLE, false));
	*out = o;
	o = NULL;
	return E_OK;
}

bool
builtin_asked(const CK_ATTRIBUTE *a)
{
	static const char zeroes[] = "0000000000000000";
	CK_OBJECT_CLASS class;

	if (a->type == CKA_UNIQUE_ID)
		return a->ulValueLen == 32 &&
		    memcmp(a->pValue, zeroes, 16) == 0;
	if (a->type != CKA_CLASS || a->ulValueLen != sizeof(class))
		return false;
	memcpy(&class, a->pValue, sizeof(class));
	return (attr_class(class) & ON_BUILTIN) != 0;
}
