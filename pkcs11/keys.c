/* SPDX-License-Identifier: Apache-2.0 */
/* Making, wrapping, deriving and encapsulating keys (PKCS#11 3.2, 5.18). */
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

CK_RV
C_WrapKeyAuthenticated(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE wrapping, CK_OBJECT_HANDLE key, CK_BYTE *aad,
    CK_ULONG aad_len, CK_BYTE *wrapped, CK_ULONG *wrapped_len)
{
	struct call call;
	enum err e = call_enter(&call, CALL_WrapKeyAuthenticated, session,
	    mechanism != NULL && wrapped_len != NULL);

	if (e == E_OK)
		e = flow_wrap_authenticated(call.session, mechanism, wrapping,
		    key, aad, aad_len, wrapped, wrapped_len);
	return call_leave(&call, e);
}

CK_RV
C_UnwrapKeyAuthenticated(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE unwrapping, CK_BYTE *wrapped, CK_ULONG wrapped_len,
    CK_ATTRIBUTE *template, CK_ULONG count, CK_BYTE *aad, CK_ULONG aad_len,
    CK_OBJECT_HANDLE *out)
{
	struct call call;
	enum err e = call_enter(&call, CALL_UnwrapKeyAuthenticated, session,
	    mechanism != NULL && wrapped != NULL &&
	    is_template(template, count) && out != NULL);

	if (e == E_OK)
		e = flow_unwrap_authenticated(call.session, mechanism,
		    unwrapping, wrapped, wrapped_len, template, count, aad,
		    aad_len, out);
	return call_leave(&call, e);
}

CK_RV
C_DeriveKey(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE base, CK_ATTRIBUTE *template, CK_ULONG count,
    CK_OBJECT_HANDLE *out)
{
	struct call call;
	enum err e = call_enter(&call, CALL_DeriveKey, session,
	    mechanism != NULL && is_template(template, count) && out != NULL);

	if (e == E_OK)
		e = flow_derive(call.session, mechanism, base, template,
		    count, out);
	return call_leave(&call, e);
}

CK_RV
C_EncapsulateKey(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE public, CK_ATTRIBUTE *template, CK_ULONG count,
    CK_BYTE *cipher, CK_ULONG *cipher_len, CK_OBJECT_HANDLE *out)
{
	struct call call;
	enum err e = call_enter(&call, CALL_EncapsulateKey, session,
	    mechanism != NULL && is_template(template, count) &&
	    cipher_len != NULL);

	if (e == E_OK)
		e = flow_encapsulate(call.session, mechanism, public,
		    template, count, cipher, cipher_len, out);
	return call_leave(&call, e);
}

/*
 * The standard has the ciphertext's length here, p11-kit 0.26 a pointer to it:
 * the function is what the header there is says, and takes either.
 */
typedef __typeof__(__builtin_choose_expr(__builtin_types_compatible_p(
    CK_C_DecapsulateKey, CK_RV (*)(CK_SESSION_HANDLE, CK_MECHANISM *,
    CK_OBJECT_HANDLE, CK_ATTRIBUTE *, CK_ULONG, CK_BYTE *, CK_ULONG,
    CK_OBJECT_HANDLE *)), (CK_ULONG)0, (CK_ULONG *)0)) decapsulate_len;

static inline const CK_ULONG *
len_given(const CK_ULONG *len)
{
	return len;
}

static inline const CK_ULONG *
len_pointed(CK_ULONG *const *len)
{
	return *len;
}

CK_RV
C_DecapsulateKey(CK_SESSION_HANDLE session, CK_MECHANISM *mechanism,
    CK_OBJECT_HANDLE private, CK_ATTRIBUTE *template, CK_ULONG count,
    CK_BYTE *cipher, decapsulate_len len, CK_OBJECT_HANDLE *out)
{
	const CK_ULONG *cipher_len = _Generic(&len, CK_ULONG *: len_given,
	    CK_ULONG **: len_pointed)(&len);
	struct call call;
	enum err e = call_enter(&call, CALL_DecapsulateKey, session,
	    mechanism != NULL && is_template(template, count) &&
	    cipher != NULL && cipher_len != NULL && out != NULL);

	if (e == E_OK)
		e = flow_decapsulate(call.session, mechanism, private,
		    template, count, cipher, *cipher_len, out);
	return call_leave(&call, e);
}
