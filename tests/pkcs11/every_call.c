/* SPDX-License-Identifier: Apache-2.0 */
/* The functions of PKCS#11 3.2, in the order of its list. */
#include "every_call.h"

#include <check.h>
#include <string.h>

/* clang-format off */
const struct every_call every_call[] = {
	{ "Initialize",            "A",       0 },
	{ "Finalize",              "0",       0 },
	{ "GetInfo",               "R",       sizeof(CK_INFO) },
	{ "GetFunctionList",       "R",       sizeof(void *) },
	{ "GetSlotList",           "nC",      sizeof(CK_SLOT_ID) },
	{ "GetSlotInfo",           "LR",      sizeof(CK_SLOT_INFO) },
	{ "GetTokenInfo",          "LR",      sizeof(CK_TOKEN_INFO) },
	{ "GetMechanismList",      "LC",      sizeof(CK_MECHANISM_TYPE) },
	{ "GetMechanismInfo",      "LtR",     sizeof(CK_MECHANISM_INFO) },
	{ "InitToken",             "LPl",     0 },
	{ "InitPIN",               "SP",      0 },
	{ "SetPIN",                "SPP",     0 },
	{ "OpenSession",           "LfvvH",   0 },
	{ "CloseSession",          "S",       0 },
	{ "CloseAllSessions",      "L",       0 },
	{ "GetSessionInfo",        "SR",      sizeof(CK_SESSION_INFO) },
	{ "GetOperationState",     "SB",      0 },
	{ "SetOperationState",     "SDoo",    0 },
	{ "Login",                 "SuP",     0 },
	{ "Logout",                "S",       0 },
	{ "CreateObject",          "STH",     0 },
	{ "CopyObject",            "SOTH",    0 },
	{ "DestroyObject",         "SO",      0 },
	{ "GetObjectSize",         "SOR",     sizeof(CK_ULONG) },
	{ "GetAttributeValue",     "SOV",     0 },
	{ "SetAttributeValue",     "SOT",     0 },
	{ "FindObjectsInit",       "ST",      0 },
	{ "FindObjects",           "SF",      0 },
	{ "FindObjectsFinal",      "S",       0 },
	{ "EncryptInit",           "SMK",     0 },
	{ "Encrypt",               "SIB",     0 },
	{ "EncryptUpdate",         "SIB",     0 },
	{ "EncryptFinal",          "SB",      0 },
	{ "DecryptInit",           "SMK",     0 },
	{ "Decrypt",               "SIB",     0 },
	{ "DecryptUpdate",         "SIB",     0 },
	{ "DecryptFinal",          "SB",      0 },
	{ "DigestInit",            "SM",      0 },
	{ "Digest",                "SIB",     0 },
	{ "DigestUpdate",          "SI",      0 },
	{ "DigestKey",             "SK",      0 },
	{ "DigestFinal",           "SB",      0 },
	{ "SignInit",              "SMK",     0 },
	{ "Sign",                  "SIB",     0 },
	{ "SignUpdate",            "SI",      0 },
	{ "SignFinal",             "SB",      0 },
	{ "SignRecoverInit",       "SMK",     0 },
	{ "SignRecover",           "SIB",     0 },
	{ "VerifyInit",            "SMK",     0 },
	{ "Verify",                "SIG",     0 },
	{ "VerifyUpdate",          "SI",      0 },
	{ "VerifyFinal",           "SG",      0 },
	{ "VerifyRecoverInit",     "SMK",     0 },
	{ "VerifyRecover",         "SGB",     0 },
	{ "DigestEncryptUpdate",   "SIB",     0 },
	{ "DecryptDigestUpdate",   "SIB",     0 },
	{ "SignEncryptUpdate",     "SIB",     0 },
	{ "DecryptVerifyUpdate",   "SIB",     0 },
	{ "GenerateKey",           "SMTH",    0 },
	{ "GenerateKeyPair",       "SMTTHH",  0 },
	{ "WrapKey",               "SMWKB",   0 },
	{ "UnwrapKey",             "SMUDTH",  0 },
	{ "DeriveKey",             "SMKTH",   0 },
	{ "SeedRandom",            "SI",      0 },
	{ "GenerateRandom",        "SQ",      0 },
	{ "GetFunctionStatus",     "S",       0 },
	{ "CancelFunction",        "S",       0 },
	{ "WaitForSlotEvent",      "fR0",     sizeof(CK_SLOT_ID) },
	/* 3.0 */
	{ "GetInterfaceList",      "C",       sizeof(CK_INTERFACE) },
	{ "GetInterface",          "vvRf",    sizeof(CK_INTERFACE *) },
	{ "LoginUser",             "SuPN",    0 },
	{ "SessionCancel",         "Sf",      0 },
	{ "MessageEncryptInit",    "SMK",     0 },
	{ "EncryptMessage",        "SXIIB",   0 },
	{ "EncryptMessageBegin",   "SXI",     0 },
	{ "EncryptMessageNext",    "SXIBf",   0 },
	{ "MessageEncryptFinal",   "S",       0 },
	{ "MessageDecryptInit",    "SMK",     0 },
	{ "DecryptMessage",        "SXIIB",   0 },
	{ "DecryptMessageBegin",   "SXI",     0 },
	{ "DecryptMessageNext",    "SXIBf",   0 },
	{ "MessageDecryptFinal",   "S",       0 },
	{ "MessageSignInit",       "SMK",     0 },
	{ "SignMessage",           "SXIB",    0 },
	{ "SignMessageBegin",      "SX",      0 },
	{ "SignMessageNext",       "SXIB",    0 },
	{ "MessageSignFinal",      "S",       0 },
	{ "MessageVerifyInit",     "SMK",     0 },
	{ "VerifyMessage",         "SXIG",    0 },
	{ "VerifyMessageBegin",    "SX",      0 },
	{ "VerifyMessageNext",     "SXIG",    0 },
	{ "MessageVerifyFinal",    "S",       0 },
	/* 3.2 */
	{ "EncapsulateKey",        "SMKTBH",  0 },
	{ "DecapsulateKey",        "SMKTDH",  0 },
	{ "VerifySignatureInit",   "SMKG",    0 },
	{ "VerifySignature",       "SI",      0 },
	{ "VerifySignatureUpdate", "SI",      0 },
	{ "VerifySignatureFinal",  "S",       0 },
	{ "GetSessionValidationFlags", "SnR", sizeof(CK_FLAGS) },
	{ "AsyncComplete",         "SvR",     sizeof(CK_ASYNC_DATA) },
	{ "AsyncGetID",            "SvR",     sizeof(CK_ULONG) },
	{ "AsyncJoin",             "SvnI",    0 },
	{ "WrapKeyAuthenticated",  "SMWKIB",  0 },
	{ "UnwrapKeyAuthenticated", "SMUDTIH", 0 },
};
/* clang-format on */

const size_t every_call_count = sizeof(every_call) / sizeof(every_call[0]);

size_t
every_call_find(const char *name)
{
	for (size_t i = 0; i < every_call_count; i++)
		if (strcmp(every_call[i].name, name) == 0)
			return i;
	ck_abort_msg("there is no function C_%s", name);
	return 0;
}

size_t
every_call_width(char letter)
{
	if (letter == 'F')
		return 3;
	return strchr("IDGPNTVBCQX", letter) != NULL ? 2 : 1;
}

size_t
every_call_place(size_t row, char letter, size_t n)
{
	size_t at = 0;

	for (const char *p = every_call[row].args; *p != '\0'; p++) {
		if (*p == letter && n-- == 0)
			return at;
		at += every_call_width(*p);
	}
	return CALL_ARGS;
}

typedef CK_RV any_call(CK_ULONG, CK_ULONG, CK_ULONG, CK_ULONG, CK_ULONG,
    CK_ULONG, CK_ULONG, CK_ULONG, CK_ULONG, CK_ULONG, CK_ULONG, CK_ULONG,
    CK_ULONG, CK_ULONG);

/* p11-kit 0.26 has C_DecapsulateKey take a pointer to the length of what is
 * decapsulated, the standard the length. */
#define POINTS_AT_LEN (!__builtin_types_compatible_p(CK_C_DecapsulateKey, \
    CK_RV (*)(CK_SESSION_HANDLE, CK_MECHANISM *, CK_OBJECT_HANDLE, \
    CK_ATTRIBUTE *, CK_ULONG, CK_BYTE *, CK_ULONG, CK_OBJECT_HANDLE *)))

#ifdef __clang__
__attribute__((no_sanitize("undefined")))
#endif
CK_RV
every_call_run(const void *list, size_t row,
    const CK_ULONG args[static CALL_ARGS])
{
	CK_ULONG a[CALL_ARGS];
	size_t len = every_call_place(row, 'D', 0) + 1;
	any_call *call;

	memcpy(a, args, sizeof(a));
	if (POINTS_AT_LEN && strcmp(every_call[row].name,
	    "DecapsulateKey") == 0)
		a[len] = (CK_ULONG)&args[len];
	memcpy(&call, (const char *)list + sizeof(void *) * (row + 1),
	    sizeof(call));
	return call(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8],
	    a[9], a[10], a[11], a[12], a[13]);
}
