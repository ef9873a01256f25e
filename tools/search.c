/* SPDX-License-Identifier: Apache-2.0 */
/* Searching the token for objects, and reading their attributes. */
#include "search.h"

#include "outcome.h"

#include <stdlib.h>

#define BATCH 64

void
search_add(struct search *s, CK_ATTRIBUTE_TYPE type, const void *value,
    size_t len)
{
	CK_ATTRIBUTE *a = &s->attributes[s->count++];

	a->type = type;
	a->pValue = (void *)(size_t)value;
	a->ulValueLen = (CK_ULONG)len;
}

static CK_RV
batch_read(const struct context *c, struct objects *out, CK_ULONG *got)
{
	CK_OBJECT_HANDLE *more;
	CK_RV rv;

	more = realloc(out->list, (out->count + BATCH) * sizeof(*more));
	if (more == NULL)
		return CKR_HOST_MEMORY;
	out->list = more;
	rv = c->p11->C_FindObjects(c->session, more + out->count, BATCH, got);
	if (rv == CKR_OK)
		out->count += *got;
	return rv;
}

enum status
search_run(const struct context *c, struct search *s, struct objects *out)
{
	CK_ULONG got = 0;
	CK_RV rv;

	rv = c->p11->C_FindObjectsInit(c->session, s->attributes, s->count);
	if (rv != CKR_OK)
		return call_refused(c, rv, "cannot search the token");
	do
		rv = batch_read(c, out, &got);
	while (rv == CKR_OK && got > 0);
	(void)c->p11->C_FindObjectsFinal(c->session);
	if (rv != CKR_OK)
		return call_refused(c, rv, "cannot search the token");
	return DONE;
}

void
objects_clear(struct objects *o)
{
	free(o->list);
	o->list = NULL;
	o->count = 0;
}

CK_BYTE *
attribute_read(const struct context *c, CK_OBJECT_HANDLE object,
    CK_ATTRIBUTE_TYPE type, CK_ULONG *len)
{
	CK_ATTRIBUTE a = { type, NULL, 0 };
	CK_BYTE *value;
	CK_RV rv;

	*len = 0;
	rv = c->p11->C_GetAttributeValue(c->session, object, &a, 1);
	if (rv != CKR_OK || a.ulValueLen == 0 ||
	    a.ulValueLen == CK_UNAVAILABLE_INFORMATION)
		return NULL;
	value = malloc(a.ulValueLen + 1);
	if (value == NULL)
		return NULL;
	a.pValue = value;
	rv = c->p11->C_GetAttributeValue(c->session, object, &a, 1);
	if (rv != CKR_OK || a.ulValueLen == CK_UNAVAILABLE_INFORMATION) {
		free(value);
		return NULL;
	}
	value[a.ulValueLen] = '\0';
	*len = a.ulValueLen;
	return value;
}
