/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The public half of a pair. It is an object of its own and can be destroyed;
 * the private key knows it all the same.
 */
#include "key_public.h"

#include "outcome.h"
#include "search.h"

#include <stdlib.h>
#include <string.h>

static enum status
object_of(const struct context *c, const struct key *key,
    const CK_OBJECT_CLASS *class, const CK_ULONG *version,
    CK_OBJECT_HANDLE *out)
{
	struct search s = { .count = 0 };
	struct objects found = { 0 };
	enum status status;

	search_add(&s, CKA_CLASS, class, sizeof(*class));
	search_add(&s, CKA_CLV_KEY_ID, key_id(key), strlen(key_id(key)));
	if (*version != 0)
		search_add(&s, CKA_CLV_VERSION, version, sizeof(*version));
	status = search_run(c, &s, &found);
	*out = status == DONE && found.count > 0 ? found.list[0] :
						   CK_INVALID_HANDLE;
	objects_clear(&found);
	return status;
}

void
public_key_read(const struct context *c, CK_OBJECT_HANDLE object,
    struct public_key *out)
{
	CK_ATTRIBUTE version = { CKA_CLV_VERSION, &out->version,
		sizeof(out->version) };

	out->info = attribute_read(c, object, CKA_PUBLIC_KEY_INFO,
	    &out->info_len);
	if (c->p11->C_GetAttributeValue(c->session, object, &version, 1) !=
	    CKR_OK)
		out->version = 0;
}

enum status
public_key_of(const struct context *c, const struct key *key,
    CK_ULONG version, struct public_key *out)
{
	static const CK_OBJECT_CLASS public_class = CKO_PUBLIC_KEY;
	static const CK_OBJECT_CLASS private_class = CKO_PRIVATE_KEY;
	CK_OBJECT_HANDLE teller;

	if (!key_is_pair(key))
		return refused(c, FAILED, "\"%s\" is a secret key: it has no "
		    "public half", key_label(key));
	if (version != 0 && key_version(key, version) == NULL)
		return refused(c, NOT_FOUND, "\"%s\" has no version %lu",
		    key_label(key), version);
	DO(object_of(c, key, &public_class, &version, &out->object));
	teller = out->object;
	if (teller == CK_INVALID_HANDLE)
		DO(object_of(c, key, &private_class, &version, &teller));
	if (teller != CK_INVALID_HANDLE)
		public_key_read(c, teller, out);
	return DONE;
}

/* Whether the private key signs; its public half then verifies. */
static CK_BBOOL
verifies(const struct key *key)
{
	const json_t *usage = json_object_get(key->about, "usage"), *word;
	size_t i;

	json_array_foreach(usage, i, word)
		if (json_is_string(word) &&
		    strcmp(json_string_value(word), "sign") == 0)
			return CK_TRUE;
	return CK_FALSE;
}

enum status
public_key_restore(const struct context *c, const struct key *key)
{
	static const CK_ATTRIBUTE_TYPE shared[] = { CKA_KEY_TYPE, CKA_LABEL,
		CKA_ID, CKA_EC_PARAMS, CKA_EC_POINT };
	CK_OBJECT_CLASS class = CKO_PUBLIC_KEY;
	CK_BBOOL yes = CK_TRUE, verify = verifies(key);
	CK_ATTRIBUTE t[3 + sizeof(shared) / sizeof(shared[0])] = {
		{ CKA_CLASS, &class, sizeof(class) },
		{ CKA_TOKEN, &yes, sizeof(yes) },
		{ CKA_VERIFY, &verify, sizeof(verify) },
	};
	CK_ULONG count = 3;
	CK_OBJECT_HANDLE made;
	CK_RV rv;

	for (size_t i = 0; i < sizeof(shared) / sizeof(shared[0]); i++) {
		t[count].type = shared[i];
		t[count].pValue = attribute_read(c, key->handle, shared[i],
		    &t[count].ulValueLen);
		count += t[count].pValue != NULL;
	}
	rv = c->p11->C_CreateObject(c->session, t, count, &made);
	while (count > 3)
		free(t[--count].pValue);
	if (rv != CKR_OK)
		return call_refused(c, rv, "cannot bring back the public key "
		    "of \"%s\"", key_label(key));
	return DONE;
}

void
public_key_clear(struct public_key *p)
{
	free(p->info);
	p->info = NULL;
}
