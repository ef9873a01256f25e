/* SPDX-License-Identifier: Apache-2.0 */
/* To add a function: a row, if it needs anything to work. */
#include "every_right.h"

#include "findings.h"

#include <string.h>

/* ---- what is given ---- */

static CK_BYTE iv[16], in[40], out[512], text[] = "text";
static CK_ULONG out_len, listed;
static CK_OBJECT_HANDLE handle;
static union {
	CK_INFO info;
	CK_TOKEN_INFO token;
	CK_ASYNC_DATA async;
	CK_ULONG list[4];
	CK_INTERFACE interfaces[8];
} result;

static CK_OBJECT_CLASS data_class = CKO_DATA, secret_class = CKO_SECRET_KEY;
static CK_KEY_TYPE generic = CKK_GENERIC_SECRET;
static CK_ULONG length = 16;
static CK_BYTE p256[] = { 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7 };
static CK_ATTRIBUTE labelled[] = { { CKA_LABEL, text, 4 } };
CK_ATTRIBUTE right_data[] = { ATTR(CKA_CLASS, data_class) };
static CK_ATTRIBUTE sized[] = { ATTR(CKA_VALUE_LEN, length) };
static CK_ATTRIBUTE curve[] = { ATTR(CKA_EC_PARAMS, p256) };
static CK_ATTRIBUTE secret[] = { ATTR(CKA_CLASS, secret_class),
	ATTR(CKA_KEY_TYPE, generic), ATTR(CKA_VALUE_LEN, length) };
static CK_ATTRIBUTE unwrapped[] = { ATTR(CKA_CLASS, secret_class),
	ATTR(CKA_KEY_TYPE, generic) };
static CK_BYTE read_to[64];

static CK_ECDH1_DERIVE_PARAMS kem = { CKD_NULL, 0, NULL, 0, NULL };
static CK_BYTE tag[16];
static CK_GCM_MESSAGE_PARAMS message = { iv, 12, 0, CKG_NO_GENERATE, tag,
	128 };
static CK_MECHANISM cbc = { CKM_AES_CBC, iv, 16 };
static CK_MECHANISM gcm = { CKM_AES_GCM, NULL, 0 };
static CK_MECHANISM cmac = { CKM_AES_CMAC, NULL, 0 };
static CK_MECHANISM sha256 = { CKM_SHA256, NULL, 0 };
static CK_MECHANISM rsa = { CKM_RSA_PKCS, NULL, 0 };
static CK_MECHANISM aes_gen = { CKM_AES_KEY_GEN, NULL, 0 };
static CK_MECHANISM ec_gen = { CKM_EC_KEY_PAIR_GEN, NULL, 0 };
static CK_MECHANISM kwp = { CKM_AES_KEY_WRAP_KWP, NULL, 0 };
static CK_MECHANISM hash_key = { CKM_SHA256_KEY_DERIVATION, NULL, 0 };
static CK_MECHANISM ecdh = { CKM_ECDH1_DERIVE, &kem, sizeof(kem) };
static CK_MECHANISM gcm_wrap = { CKM_AES_GCM, &message, sizeof(message) };

/* ---- what has to come before ---- */

CK_OBJECT_HANDLE right_aes;

void
begin_encrypt(CK_SESSION_HANDLE s)
{
	OK(P11(EncryptInit, s, &cbc, right_aes));
}

static void
begin_decrypt(CK_SESSION_HANDLE s)
{
	OK(P11(DecryptInit, s, &cbc, right_aes));
}

void
begin_digest(CK_SESSION_HANDLE s)
{
	OK(P11(DigestInit, s, &sha256));
}

static void
begin_sign(CK_SESSION_HANDLE s)
{
	OK(P11(SignInit, s, &cmac, right_aes));
}

static void
begin_verify(CK_SESSION_HANDLE s)
{
	OK(P11(VerifyInit, s, &cmac, right_aes));
}

static void
begin_sign_recover(CK_SESSION_HANDLE s)
{
	OK(P11(SignRecoverInit, s, &rsa, every_key(CKK_RSA).priv));
}

static void
begin_verify_recover(CK_SESSION_HANDLE s)
{
	OK(P11(VerifyRecoverInit, s, &rsa, every_key(CKK_RSA).pub));
}

static void
begin_signature(CK_SESSION_HANDLE s)
{
	OK(P11(VerifySignatureInit, s, &cmac, right_aes, in, 16));
}

static void
begin_find(CK_SESSION_HANDLE s)
{
	OK(P11(FindObjectsInit, s, labelled, 1));
}

static void
begin_digest_encrypt(CK_SESSION_HANDLE s)
{
	begin_digest(s);
	begin_encrypt(s);
}

static void
begin_decrypt_digest(CK_SESSION_HANDLE s)
{
	begin_decrypt(s);
	begin_digest(s);
}

static void
begin_sign_encrypt(CK_SESSION_HANDLE s)
{
	begin_sign(s);
	begin_encrypt(s);
}

static void
begin_decrypt_verify(CK_SESSION_HANDLE s)
{
	begin_decrypt(s);
	begin_verify(s);
}

static void
begin_messages_out(CK_SESSION_HANDLE s)
{
	OK(P11(MessageEncryptInit, s, &gcm, right_aes));
}

static void
begin_message_out(CK_SESSION_HANDLE s)
{
	begin_messages_out(s);
	OK(P11(EncryptMessageBegin, s, &message, sizeof(message), in, 20));
}

static void
begin_messages_in(CK_SESSION_HANDLE s)
{
	OK(P11(MessageDecryptInit, s, &gcm, right_aes));
}

static void
begin_message_in(CK_SESSION_HANDLE s)
{
	begin_messages_in(s);
	OK(P11(DecryptMessageBegin, s, &message, sizeof(message), in, 20));
}

static void
begin_messages_signed(CK_SESSION_HANDLE s)
{
	OK(P11(MessageSignInit, s, &cmac, right_aes));
}

static void
begin_message_signed(CK_SESSION_HANDLE s)
{
	begin_messages_signed(s);
	OK(P11(SignMessageBegin, s, NULL, 0));
}

static void
begin_messages_verified(CK_SESSION_HANDLE s)
{
	OK(P11(MessageVerifyInit, s, &cmac, right_aes));
}

static void
begin_message_verified(CK_SESSION_HANDLE s)
{
	begin_messages_verified(s);
	OK(P11(VerifyMessageBegin, s, NULL, 0));
}

/* ---- the rows ---- */

/* Functions not named here need nothing and say CKR_OK. */
static const struct expectation expectations[] = {
	{ "Initialize", ALONE, .answer = CKR_OK },
	{ "Finalize", ALONE, .answer = CKR_OK },
	{ "InitToken", ALONE, .answer = CKR_OK },
	{ "InitPIN", ALONE, .answer = CKR_OK },
	{ "SetPIN", ALONE, .answer = CKR_OK },
	{ "Login", ALONE, .answer = CKR_OK },
	{ "LoginUser", ALONE, .answer = CKR_OK },
	{ "Logout", ALONE, .answer = CKR_OK },
	{ "CloseAllSessions", ALONE, .answer = CKR_OK },
	{ "DestroyObject", ALONE, .answer = CKR_OK },
	{ "GetOperationState", STAYS, begin_digest, .answer = CKR_OK },
	{ "SetOperationState", .answer = CKR_SAVED_STATE_INVALID },
	{ "CreateObject", .template = right_data, .count = 1, .answer = CKR_OK },
	{ "FindObjectsInit", .template = right_data, .count = 1, .answer = CKR_OK },
	{ "FindObjects", STAYS, begin_find, .answer = CKR_OK },
	{ "FindObjectsFinal", STAYS, begin_find, .answer = CKR_OK },
	{ "EncryptInit", 0, NULL, &cbc, CKK_AES, .answer = CKR_OK },
	{ "Encrypt", 0, begin_encrypt, .answer = CKR_OK },
	{ "EncryptUpdate", 0, begin_encrypt, .answer = CKR_OK },
	{ "EncryptFinal", 0, begin_encrypt, .answer = CKR_OK },
	{ "DecryptInit", 0, NULL, &cbc, CKK_AES, .answer = CKR_OK },
	{ "Decrypt", 0, begin_decrypt, .answer = CKR_OK },
	{ "DecryptUpdate", 0, begin_decrypt, .answer = CKR_OK },
	{ "DecryptFinal", 0, begin_decrypt, .answer = CKR_OK },
	{ "DigestInit", 0, NULL, &sha256, .answer = CKR_OK },
	{ "Digest", 0, begin_digest, .answer = CKR_OK },
	{ "DigestUpdate", 0, begin_digest, .answer = CKR_OK },
	{ "DigestKey", 0, begin_digest, .key = CKK_AES, .answer = CKR_OK },
	{ "DigestFinal", 0, begin_digest, .answer = CKR_OK },
	{ "SignInit", 0, NULL, &cmac, CKK_AES, .answer = CKR_OK },
	{ "Sign", 0, begin_sign, .answer = CKR_OK },
	{ "SignUpdate", 0, begin_sign, .answer = CKR_OK },
	{ "SignFinal", 0, begin_sign, .answer = CKR_OK },
	{ "SignRecoverInit", 0, NULL, &rsa, CKK_RSA, .answer = CKR_OK },
	{ "SignRecover", 0, begin_sign_recover, .answer = CKR_OK },
	{ "VerifyInit", 0, NULL, &cmac, CKK_AES, .answer = CKR_OK },
	{ "Verify", 0, begin_verify, .answer = CKR_SIGNATURE_INVALID },
	{ "VerifyUpdate", 0, begin_verify, .answer = CKR_OK },
	{ "VerifyFinal", 0, begin_verify, .answer = CKR_SIGNATURE_INVALID },
	{ "VerifyRecoverInit", 0, NULL, &rsa, CKK_RSA, .answer = CKR_OK },
	{ "VerifyRecover", 0, begin_verify_recover,
	    .answer = CKR_SIGNATURE_LEN_RANGE },
	{ "DigestEncryptUpdate", 0, begin_digest_encrypt, .answer = CKR_OK },
	{ "DecryptDigestUpdate", 0, begin_decrypt_digest, .answer = CKR_OK },
	{ "SignEncryptUpdate", 0, begin_sign_encrypt, .answer = CKR_OK },
	{ "DecryptVerifyUpdate", 0, begin_decrypt_verify, .answer = CKR_OK },
	{ "GenerateKey", 0, NULL, &aes_gen, 0, sized, 1, CKR_OK },
	{ "GenerateKeyPair", 0, NULL, &ec_gen, 0, curve, 1, CKR_OK },
	{ "WrapKey", 0, NULL, &kwp, CKK_AES, .answer = CKR_OK },
	{ "UnwrapKey", 0, NULL, &kwp, CKK_AES, unwrapped, 2,
	    CKR_WRAPPED_KEY_INVALID },
	{ "DeriveKey", 0, NULL, &hash_key, CKK_GENERIC_SECRET, secret, 3,
	    CKR_OK },
	{ "SeedRandom", .answer = CKR_RANDOM_SEED_NOT_SUPPORTED },
	{ "GetFunctionStatus", .answer = CKR_FUNCTION_NOT_PARALLEL },
	{ "CancelFunction", .answer = CKR_FUNCTION_NOT_PARALLEL },
	{ "WaitForSlotEvent", .answer = CKR_FUNCTION_NOT_SUPPORTED },
	{ "MessageEncryptInit", 0, NULL, &gcm, CKK_AES, .answer = CKR_OK },
	{ "EncryptMessage", STAYS, begin_messages_out, .answer = CKR_OK },
	{ "EncryptMessageBegin", STAYS, begin_messages_out,
	    .answer = CKR_OK },
	{ "EncryptMessageNext", 0, begin_message_out, .answer = CKR_OK },
	{ "MessageEncryptFinal", 0, begin_messages_out, .answer = CKR_OK },
	{ "MessageDecryptInit", 0, NULL, &gcm, CKK_AES, .answer = CKR_OK },
	{ "DecryptMessage", STAYS, begin_messages_in,
	    .answer = CKR_AEAD_DECRYPT_FAILED },
	{ "DecryptMessageBegin", STAYS, begin_messages_in, .answer = CKR_OK },
	{ "DecryptMessageNext", 0, begin_message_in, .answer = CKR_OK },
	{ "MessageDecryptFinal", 0, begin_messages_in, .answer = CKR_OK },
	{ "MessageSignInit", 0, NULL, &cmac, CKK_AES, .answer = CKR_OK },
	{ "SignMessage", STAYS, begin_messages_signed, .answer = CKR_OK },
	{ "SignMessageBegin", STAYS, begin_messages_signed,
	    .answer = CKR_OK },
	{ "SignMessageNext", LATER, begin_message_signed, .answer = CKR_OK },
	{ "MessageSignFinal", 0, begin_messages_signed, .answer = CKR_OK },
	{ "MessageVerifyInit", 0, NULL, &cmac, CKK_AES, .answer = CKR_OK },
	{ "VerifyMessage", STAYS, begin_messages_verified,
	    .answer = CKR_SIGNATURE_INVALID },
	{ "VerifyMessageBegin", STAYS, begin_messages_verified,
	    .answer = CKR_OK },
	{ "VerifyMessageNext", LATER, begin_message_verified,
	    .answer = CKR_SIGNATURE_INVALID },
	{ "MessageVerifyFinal", 0, begin_messages_verified,
	    .answer = CKR_OK },
	{ "EncapsulateKey", 0, NULL, &ecdh, CKK_EC, secret, 3, CKR_OK },
	{ "DecapsulateKey", 0, NULL, &ecdh, CKK_EC, secret, 3,
	    CKR_WRAPPED_KEY_INVALID },
	{ "VerifySignatureInit", 0, NULL, &cmac, CKK_AES, .answer = CKR_OK },
	{ "VerifySignature", 0, begin_signature,
	    .answer = CKR_SIGNATURE_INVALID },
	{ "VerifySignatureUpdate", 0, begin_signature, .answer = CKR_OK },
	{ "VerifySignatureFinal", 0, begin_signature,
	    .answer = CKR_SIGNATURE_INVALID },
	{ "AsyncComplete", DECLINED, .answer = CKR_FUNCTION_NOT_SUPPORTED },
	{ "AsyncGetID", DECLINED, .answer = CKR_FUNCTION_NOT_SUPPORTED },
	{ "AsyncJoin", DECLINED, .answer = CKR_FUNCTION_NOT_SUPPORTED },
	{ "WrapKeyAuthenticated", 0, NULL, &gcm_wrap, CKK_AES,
	    .answer = CKR_OK },
	{ "UnwrapKeyAuthenticated", 0, NULL, &gcm_wrap, CKK_AES, unwrapped, 2,
	    CKR_WRAPPED_KEY_INVALID },
};

const struct expectation *
right_expectation(size_t row)
{
	static const struct expectation plain = { .answer = CKR_OK };

	for (size_t i = 0; i < ATTR_COUNT(expectations); i++)
		if (strcmp(expectations[i].name, every_call[row].name) == 0)
			return &expectations[i];
	return &plain;
}

/* ---- calls ---- */

static void
give(struct right *r, size_t at, CK_ULONG first, CK_ULONG second)
{
	r->a[at] = first;
	r->a[at + 1] = second;
}

#define AT(pointer) ((CK_ULONG)(pointer))

static CK_OBJECT_HANDLE
key_for(const struct right *r)
{
	struct pair pair;

	pair = every_key(r->x->key);
	return strcmp(every_call[r->row].name, "VerifyRecoverInit") == 0 ||
	    strcmp(every_call[r->row].name, "EncapsulateKey") == 0 ? pair.pub
	    : pair.priv;
}

static void
give_template(struct right *r, size_t at)
{
	if (r->x->template != NULL)
		give(r, at, AT(r->x->template), r->x->count);
	else
		give(r, at, AT(labelled), 1);
	if (every_call_place(r->row, 'T', 1) == at)
		give(r, at, AT(labelled), 1);
}

/* A message to be signed has no parameter. */
static void
give_message(struct right *r, size_t at)
{
	if (strstr(every_call[r->row].name, "crypt") != NULL)
		give(r, at, AT(&message), sizeof(message));
}

static void
give_letter(struct right *r, char letter, size_t at, CK_SESSION_HANDLE s)
{
	static CK_ATTRIBUTE asked[] = { { CKA_LABEL, read_to,
	    sizeof(read_to) } };

	asked[0].ulValueLen = sizeof(read_to);
	out_len = sizeof(out);
	listed = 2;
	switch (letter) {
	case 'S': r->a[at] = s; break;
	case 'L': r->a[at] = fx.slot; break;
	case 'M': r->a[at] = AT(r->x->mechanism); break;
	case 'K': case 'W': case 'U': r->a[at] = key_for(r); break;
	case 'O': r->a[at] = right_aes; break;
	case 'T': give_template(r, at); break;
	case 'V': give(r, at, AT(asked), 1); break;
	case 'I': give(r, at, AT(in), 32); break;
	case 'D': give(r, at, AT(in), 40); break;
	case 'G': give(r, at, AT(in), 16); break;
	case 'P': case 'N': give(r, at, AT(text), 4); break;
	case 'B': give(r, at, AT(out), AT(&out_len)); break;
	case 'Q': give(r, at, AT(out), 16); break;
	case 'X': give_message(r, at); break;
	case 'H': r->a[at] = AT(&handle); break;
	case 'R': r->a[at] = AT(&result); break;
	case 'l': r->a[at] = AT(out); break;
	case 't': r->a[at] = CKM_AES_CBC; break;
	case 'C': give(r, at, 0, AT(&listed)); break;
	case 'F':
		give(r, at, AT(result.list), 4);
		r->a[at + 2] = AT(&listed);
		break;
	default: break;
	}
}

struct right
right_call(size_t row, CK_SESSION_HANDLE s)
{
	struct right r = { .row = row, .x = right_expectation(row) };
	const char *name = every_call[row].name;
	size_t at = 0;

	for (const char *p = every_call[row].args; *p != '\0'; p++) {
		give_letter(&r, *p, at, s);
		at += every_call_width(*p);
	}
	if (strcmp(name, "OpenSession") == 0)
		r.a[1] = CKF_SERIAL_SESSION;
	findings_about("C_%s", name);
	return r;
}

/* The same in a session of its own, begun or not. */
struct right
right_in_session(size_t row, bool begun)
{
	CK_SESSION_HANDLE s = fixture_open(CKF_RW_SESSION);
	struct right r = right_call(row, s);

	if (begun && r.x->begin != NULL)
		r.x->begin(s);
	return right_call(row, s);
}

CK_RV
right_run(const struct right *r)
{
	return every_call_run(fx.p11, r->row, r->a);
}

CK_RV
right_run_with(const struct right *r, size_t at, CK_ULONG value)
{
	struct right wrong = *r;

	wrong.a[at] = value;
	return right_run(&wrong);
}

void
right_close(const struct right *r)
{
	size_t at = every_call_place(r->row, 'S', 0);

	if (at != CALL_ARGS && strcmp(every_call[r->row].name,
	    "CloseSession") != 0)
		OK(P11(CloseSession, r->a[at]));
}

bool
right_has(size_t row, char letter)
{
	return every_call_place(row, letter, 0) != CALL_ARGS;
}

void
right_check(void)
{
	for (size_t i = 0; i < ATTR_COUNT(expectations); i++)
		every_call_find(expectations[i].name);
}

void
right_setup(void)
{
	fixture_login();
	right_aes = every_key(CKK_AES).priv;
	OK(set_text(right_aes, CKA_LABEL, "text"));
}
