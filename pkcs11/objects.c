/* SPDX-License-Identifier: Apache-2.0 */
/* Objects and searches for them (PKCS#11 3.2, 5.7). */
#include "call.h"
#include "flow/objects.h"

CK_RV
C_CreateObject(CK_SESSION_HANDLE session, CK_ATTRIBUTE *template,
    CK_ULONG count, CK_OBJECT_HANDLE *out)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CreateObject, session,
	    (template != NULL || count == 0) && out != NULL);

	if (e == E_OK)
		e = flow_object_create(call.session, template, count, out);
	return call_leave(&call, e);
}

CK_RV
C_CopyObject(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
    CK_ATTRIBUTE *template, CK_ULONG count, CK_OBJECT_HANDLE *out)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CopyObject, session,
	    (template != NULL || count == 0) && out != NULL);

	if (e == E_OK)
		e = flow_object_copy(call.session, object, template, count,
		    out);
	return call_leave(&call, e);
}

CK_RV
C_DestroyObject(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object)
{
	struct call call;
	enum err e = call_enter(&call, CALL_DestroyObject, session, true);

	if (e == E_OK)
		e = flow_object_destroy(call.session, object);
	return call_leave(&call, e);
}

CK_RV
C_GetObjectSize(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
    CK_ULONG *size)
{
	struct call call;
	enum err e = call_enter(&call, CALL_GetObjectSize, session,
	    size != NULL);

	if (e == E_OK)
		e = flow_object_size(call.session, object, size);
	return call_leave(&call, e);
}

CK_RV
C_GetAttributeValue(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
    CK_ATTRIBUTE *template, CK_ULONG count)
{
	struct call call;
	enum err e = call_enter(&call, CALL_GetAttributeValue, session,
	    template != NULL || count == 0);

	if (e == E_OK)
		e = flow_object_get(call.session, object, template, count);
	return call_leave(&call, e);
}

CK_RV
C_SetAttributeValue(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object,
    CK_ATTRIBUTE *template, CK_ULONG count)
{
	struct call call;
	enum err e = call_enter(&call, CALL_SetAttributeValue, session,
	    template != NULL || count == 0);

	if (e == E_OK)
		e = flow_object_set(call.session, object, template, count);
	return call_leave(&call, e);
}

CK_RV
C_FindObjectsInit(CK_SESSION_HANDLE session, CK_ATTRIBUTE *template,
    CK_ULONG count)
{
	struct call call;
	enum err e = call_enter(&call, CALL_FindObjectsInit, session,
	    template != NULL || count == 0);

	if (e == E_OK)
		e = flow_find_begin(call.session, template, count);
	return call_leave(&call, e);
}

CK_RV
C_FindObjects(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE *list, CK_ULONG max,
    CK_ULONG *count)
{
	struct call call;
	enum err e = call_enter(&call, CALL_FindObjects, session,
	    (list != NULL || max == 0) && count != NULL);

	if (e == E_OK)
		e = flow_find_next(call.session, list, max, count);
	return call_leave(&call, e);
}

CK_RV
C_FindObjectsFinal(CK_SESSION_HANDLE session)
{
	struct call call;
	enum err e = call_enter(&call, CALL_FindObjectsFinal, session, true);

	if (e == E_OK)
		e = flow_find_end(call.session);
	return call_leave(&call, e);
}
