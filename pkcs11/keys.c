/* SPDX-License-Identifier: Apache-2.0 */
/* Making, wrapping and unwrapping keys (PKCS#11 3.2, 5.18). */
#include "call.h"
#include "flow/keys.h"

static bool
is_template(const CK_ATTRIBUTE *template, CK_ULONG count)
{
	return template != NULL || count == 0;
}

CK_RV
C_GenerateKey(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_ATTRIBUTE *template, CK_ULONG count, CK_OBJECT_HANDLE *out)
{
	struct call call;
	enum err e = call_enter(&call, CALL_GenerateKey, session,
	    mechanism != NULL && is_template(template, count) && out != NULL);

	if (e == E_OK)
		e = flow_generate(call.session, mechanism, template, count,
		    out);
	return call_leave(&call, e);
}

CK_RV
C_GenerateKeyPair(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_ATTRIBUTE *pub, CK_ULONG pub_count, CK_ATTRIBUTE *priv,
    CK_ULONG priv_count, CK_OBJECT_HANDLE *out_pub, CK_OBJECT_HANDLE *out_priv)
{
	struct call call;
	enum err e = call_enter(&call, CALL_GenerateKeyPair, session,
	    mechanism != NULL && is_template(pub, pub_count) &&
	    is_template(priv, priv_count) && out_pub != NULL &&
	    out_priv != NULL);

	if (e == E_OK)
		e = flow_generate_pair(call.session, mechanism, pub, pub_count,
		    priv, priv_count, out_pub, out_priv);
	return call_leave(&call, e);
}

CK_RV
C_WrapKey(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE wrapping, CK_OBJECT_HANDLE key, CK_BYTE *wrapped,
    CK_ULONG *wrapped_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_WrapKey, session,
	    mechanism != NULL && wrapped_len != NULL);

	if (e == E_OK)
		e = flow_wrap(call.session, mechanism, wrapping, key, wrapped,
		    wrapped_len);
	return call_leave(&call, e);
}

CK_RV
C_UnwrapKey(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE unwrapping, CK_BYTE *wrapped, CK_ULONG wrapped_len,
    CK_ATTRIBUTE *template, CK_ULONG count, CK_OBJECT_HANDLE *out)
{
	struct call call;
	enum err e = call_enter(&call, CALL_UnwrapKey, session,
	    mechanism != NULL && wrapped != NULL &&
	    is_template(template, count) && out != NULL);

	if (e == E_OK)
		e = flow_unwrap(call.session, mechanism, unwrapping, wrapped,
		    wrapped_len, template, count, out);
	return call_leave(&call, e);
}
