/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The structures of PKCS #11 3.0 to 3.2 that the installed header may lack.
 * configure looks for each (HAVE_CK_...). Included by cryptoki.h only.
 */
#ifndef CLAVIGER_CRYPTOKI_TYPES_H
#define CLAVIGER_CRYPTOKI_TYPES_H

#ifndef HAVE_CK_INTERFACE
typedef struct CK_INTERFACE {
	CK_UTF8CHAR_PTR pInterfaceName;
	CK_VOID_PTR pFunctionList;
	CK_FLAGS flags;
} CK_INTERFACE;
typedef CK_INTERFACE *CK_INTERFACE_PTR;
typedef CK_INTERFACE_PTR *CK_INTERFACE_PTR_PTR;
#endif

#ifndef HAVE_CK_ASYNC_DATA
typedef struct CK_ASYNC_DATA {
	CK_ULONG ulVersion;
	CK_BYTE_PTR pValue;
	CK_ULONG ulValue;
	CK_OBJECT_HANDLE hObject;
	CK_OBJECT_HANDLE hAdditionalObject;
} CK_ASYNC_DATA;
typedef CK_ASYNC_DATA *CK_ASYNC_DATA_PTR;
#endif

/* Plain numbers: a repeated typedef of the same type is harmless in C11. */
typedef CK_FLAGS *CK_FLAGS_PTR;
typedef CK_ULONG CK_SESSION_VALIDATION_FLAGS_TYPE;
typedef CK_ULONG CK_GENERATOR_FUNCTION;
typedef CK_ULONG CK_HEDGE_TYPE;
typedef CK_ULONG CK_PROFILE_ID;

#ifndef HAVE_CK_GCM_MESSAGE_PARAMS
typedef struct CK_GCM_MESSAGE_PARAMS {
	CK_BYTE_PTR pIv;
	CK_ULONG ulIvLen;
	CK_ULONG ulIvFixedBits;
	CK_GENERATOR_FUNCTION ivGenerator;
	CK_BYTE_PTR pTag;
	CK_ULONG ulTagBits;
} CK_GCM_MESSAGE_PARAMS;
#endif

#ifndef HAVE_CK_GCM_WRAP_PARAMS
typedef struct CK_GCM_WRAP_PARAMS {
	CK_BYTE_PTR pIv;
	CK_ULONG ulIvLen;
	CK_ULONG ulIvFixedBits;
	CK_GENERATOR_FUNCTION ivGenerator;
	CK_BYTE_PTR pAAD;
	CK_ULONG ulAADLen;
	CK_ULONG ulTagBits;
} CK_GCM_WRAP_PARAMS;
#endif

#ifndef HAVE_CK_CCM_PARAMS
typedef struct CK_CCM_PARAMS {
	CK_ULONG ulDataLen;
	CK_BYTE_PTR pNonce;
	CK_ULONG ulNonceLen;
	CK_BYTE_PTR pAAD;
	CK_ULONG ulAADLen;
	CK_ULONG ulMACLen;
} CK_CCM_PARAMS;
#endif

#ifndef HAVE_CK_CCM_MESSAGE_PARAMS
typedef struct CK_CCM_MESSAGE_PARAMS {
	CK_ULONG ulDataLen;
	CK_BYTE_PTR pNonce;
	CK_ULONG ulNonceLen;
	CK_ULONG ulNonceFixedBits;
	CK_GENERATOR_FUNCTION nonceGenerator;
	CK_BYTE_PTR pMAC;
	CK_ULONG ulMACLen;
} CK_CCM_MESSAGE_PARAMS;
#endif

#ifndef HAVE_CK_CCM_WRAP_PARAMS
typedef struct CK_CCM_WRAP_PARAMS {
	CK_ULONG ulDataLen;
	CK_BYTE_PTR pNonce;
	CK_ULONG ulNonceLen;
	CK_ULONG ulNonceFixedBits;
	CK_GENERATOR_FUNCTION nonceGenerator;
	CK_BYTE_PTR pAAD;
	CK_ULONG ulAADLen;
	CK_ULONG ulMACLen;
} CK_CCM_WRAP_PARAMS;
#endif

#ifndef HAVE_CK_CHACHA20_PARAMS
typedef struct CK_CHACHA20_PARAMS {
	CK_BYTE_PTR pBlockCounter;
	CK_ULONG blockCounterBits;
	CK_BYTE_PTR pNonce;
	CK_ULONG ulNonceBits;
} CK_CHACHA20_PARAMS;
#endif

/* p11-kit 0.25 has these with a member's name changed: ours take their place,
 * which is the same in memory. */
#define CK_SALSA20_CHACHA20_POLY1305_PARAMS \
	CLV_SALSA20_CHACHA20_POLY1305_PARAMS
#define CK_SALSA20_CHACHA20_POLY1305_MSG_PARAMS \
	CLV_SALSA20_CHACHA20_POLY1305_MSG_PARAMS
typedef struct CK_SALSA20_CHACHA20_POLY1305_PARAMS {
	CK_BYTE_PTR pNonce;
	CK_ULONG ulNonceLen;
	CK_BYTE_PTR pAAD;
	CK_ULONG ulAADLen;
} CK_SALSA20_CHACHA20_POLY1305_PARAMS;
typedef struct CK_SALSA20_CHACHA20_POLY1305_MSG_PARAMS {
	CK_BYTE_PTR pNonce;
	CK_ULONG ulNonceLen;
	CK_BYTE_PTR pTag;
} CK_SALSA20_CHACHA20_POLY1305_MSG_PARAMS;

#ifndef HAVE_CK_EDDSA_PARAMS
typedef struct CK_EDDSA_PARAMS {
	CK_BBOOL phFlag;
	CK_ULONG ulContextDataLen;
	CK_BYTE_PTR pContextData;
} CK_EDDSA_PARAMS;
#endif

#ifndef HAVE_CK_HKDF_PARAMS
typedef struct CK_HKDF_PARAMS {
	CK_BBOOL bExtract;
	CK_BBOOL bExpand;
	CK_MECHANISM_TYPE prfHashMechanism;
	CK_ULONG ulSaltType;
	CK_BYTE_PTR pSalt;
	CK_ULONG ulSaltLen;
	CK_OBJECT_HANDLE hSaltKey;
	CK_BYTE_PTR pInfo;
	CK_ULONG ulInfoLen;
} CK_HKDF_PARAMS;
#endif

#ifndef HAVE_CK_RSA_AES_KEY_WRAP_PARAMS
typedef struct CK_RSA_AES_KEY_WRAP_PARAMS {
	CK_ULONG ulAESKeyBits;
	CK_RSA_PKCS_OAEP_PARAMS_PTR pOAEPParams;
} CK_RSA_AES_KEY_WRAP_PARAMS;
#endif

#ifndef HAVE_CK_ECDH_AES_KEY_WRAP_PARAMS
typedef struct CK_ECDH_AES_KEY_WRAP_PARAMS {
	CK_ULONG ulAESKeyBits;
	CK_ULONG kdf;
	CK_ULONG ulSharedDataLen;
	CK_BYTE_PTR pSharedData;
} CK_ECDH_AES_KEY_WRAP_PARAMS;
#endif

#ifndef HAVE_CK_PKCS5_PBKD2_PARAMS2
typedef struct CK_PKCS5_PBKD2_PARAMS2 {
	CK_ULONG saltSource;
	CK_VOID_PTR pSaltSourceData;
	CK_ULONG ulSaltSourceDataLen;
	CK_ULONG iterations;
	CK_ULONG prf;
	CK_VOID_PTR pPrfData;
	CK_ULONG ulPrfDataLen;
	CK_UTF8CHAR_PTR pPassword;
	CK_ULONG ulPasswordLen;
} CK_PKCS5_PBKD2_PARAMS2;
#endif

#ifndef HAVE_CK_SIGN_ADDITIONAL_CONTEXT
typedef struct CK_SIGN_ADDITIONAL_CONTEXT {
	CK_HEDGE_TYPE hedgeVariant;
	CK_BYTE_PTR pContext;
	CK_ULONG ulContextLen;
} CK_SIGN_ADDITIONAL_CONTEXT;
#endif

#ifndef HAVE_CK_HASH_SIGN_ADDITIONAL_CONTEXT
typedef struct CK_HASH_SIGN_ADDITIONAL_CONTEXT {
	CK_HEDGE_TYPE hedgeVariant;
	CK_BYTE_PTR pContext;
	CK_ULONG ulContextLen;
	CK_MECHANISM_TYPE hash;
} CK_HASH_SIGN_ADDITIONAL_CONTEXT;
#endif

#ifndef HAVE_CK_PRF_DATA_PARAM
typedef struct CK_PRF_DATA_PARAM {
	CK_ULONG type;
	CK_VOID_PTR pValue;
	CK_ULONG ulValueLen;
} CK_PRF_DATA_PARAM;
#endif

#ifndef HAVE_CK_SP800_108_COUNTER_FORMAT
typedef struct CK_SP800_108_COUNTER_FORMAT {
	CK_BBOOL bLittleEndian;
	CK_ULONG ulWidthInBits;
} CK_SP800_108_COUNTER_FORMAT;
#endif

#ifndef HAVE_CK_SP800_108_DKM_LENGTH_FORMAT
typedef struct CK_SP800_108_DKM_LENGTH_FORMAT {
	CK_ULONG dkmLengthMethod;
	CK_BBOOL bLittleEndian;
	CK_ULONG ulWidthInBits;
} CK_SP800_108_DKM_LENGTH_FORMAT;
#endif

#ifndef HAVE_CK_DERIVED_KEY
typedef struct CK_DERIVED_KEY {
	CK_ATTRIBUTE_PTR pTemplate;
	CK_ULONG ulAttributeCount;
	CK_OBJECT_HANDLE_PTR phKey;
} CK_DERIVED_KEY;
#endif

#ifndef HAVE_CK_SP800_108_KDF_PARAMS
typedef struct CK_SP800_108_KDF_PARAMS {
	CK_MECHANISM_TYPE prfType;
	CK_ULONG ulNumberOfDataParams;
	CK_PRF_DATA_PARAM *pDataParams;
	CK_ULONG ulAdditionalDerivedKeys;
	CK_DERIVED_KEY *pAdditionalDerivedKeys;
} CK_SP800_108_KDF_PARAMS;
#endif

#ifndef HAVE_CK_SP800_108_FEEDBACK_KDF_PARAMS
typedef struct CK_SP800_108_FEEDBACK_KDF_PARAMS {
	CK_MECHANISM_TYPE prfType;
	CK_ULONG ulNumberOfDataParams;
	CK_PRF_DATA_PARAM *pDataParams;
	CK_ULONG ulIVLen;
	CK_BYTE_PTR pIV;
	CK_ULONG ulAdditionalDerivedKeys;
	CK_DERIVED_KEY *pAdditionalDerivedKeys;
} CK_SP800_108_FEEDBACK_KDF_PARAMS;
#endif

#endif
