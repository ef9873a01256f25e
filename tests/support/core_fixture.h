/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a test of the core's upper layers (object, session, flow) needs: a
 * store of its own with a token, its SO and its user, a session that is
 * entered, and the calls most tests begin with. Every step asserts that it
 * succeeds unless it returns an enum err.
 *
 * PINs are slow on purpose: a suite makes each kind of token once, and every
 * test works on a copy.
 */
#ifndef CLAVIGER_TESTS_CORE_FIXTURE_H
#define CLAVIGER_TESTS_CORE_FIXTURE_H

#include "flow/crypt.h"
#include "flow/keys.h"
#include "flow/objects.h"
#include "flow/sessions.h"
#include "flow/slots.h"
#include "flow/versions.h"
#include "support/suite.h"

#include <limits.h>
#include <string.h>

#define CORE_SO_PIN "so-secret-42"
#define CORE_USER_PIN "user-secret-42"
#define CORE_LABEL "core test token                 " /* 32 bytes */

#define ck_ok(call) \
	core_expect(__FILE__, __LINE__, #call, (call), E_OK)
#define ck_refused(call, wanted) \
	core_expect(__FILE__, __LINE__, #call, (call), (wanted))
void core_expect(const char *file, int line, const char *call, enum err got,
    enum err wanted);

/* A process's view of the store. `core` is the test's; another one of the same
 * store behaves as another process would. */
struct world {
	struct tokens *tokens;
	struct session_table *sessions;
	struct token *token; /* in slot 0 */
	struct session *s;   /* read-write, entered */
};
extern struct world core;
/* Where the test's store is. */
extern struct conf core_conf;

/* Add the place where the suite's tokens are kept. */
void core_suite(TCase *tc);

/* Setups; core_end undoes any of them. */
void core_place(void);	  /* no store yet: core.tokens and core.sessions */
void core_session(void);  /* a token and a session, nobody logged in */
void core_login(void);	  /* the user logged in */
void core_officer(void);  /* the SO logged in */
void core_sandbox(void);  /* the user, on a sandbox token */
void core_extractable(void); /* the user, where keys may be extractable */
void core_end(void);

void world_open(struct world *w); /* with a session */
void world_close(struct world *w);
enum err world_login(struct world *w, CK_USER_TYPE user, const char *pin);
/* One more session of the same process, entered. */
struct session *world_session(struct world *w, CK_FLAGS flags);

/* Rows of a template. */
extern CK_BBOOL core_true, core_false;
#define IS(type) { (type), &core_true, sizeof(core_true) }
#define NOT(type) { (type), &core_false, sizeof(core_false) }
#define TEXT(type, text) { (type), (void *)(uintptr_t)(text), strlen(text) }
#define VALUE(type, variable) { (type), &(variable), sizeof(variable) }
#define BYTES(type, data, len) { (type), (void *)(uintptr_t)(data), (len) }
#define LIST(array) (array), sizeof(array) / sizeof((array)[0])

/* Token keys: AES-256 that encrypts, decrypts, wraps and unwraps; an EC pair
 * on P-256 that signs, with CKA_ID as its label. */
CK_OBJECT_HANDLE core_aes(const char *label);
struct core_pair {
	CK_OBJECT_HANDLE public, private;
};
struct core_pair core_ec(const char *label);
/* A session AES key of 32 bytes of this value that may be read. */
CK_OBJECT_HANDLE core_session_aes(unsigned char value);

/* One part, AES-GCM with a fixed IV. *out_len is the room on entry. */
enum err core_gcm(struct session *s, enum use use, CK_OBJECT_HANDLE key,
    const void *in, size_t len, void *out, CK_ULONG *out_len);
const CK_MECHANISM *core_gcm_mechanism(void);
/* Whether GCM ciphertext of core_gcm() opens to this text. */
enum err core_opens(struct session *s, CK_OBJECT_HANDLE key, const void *in,
    size_t len, const char *text);
/* CKM_ECDSA_SHA256 in one part; signatures have 64 bytes. */
enum err core_sign(struct session *s, CK_OBJECT_HANDLE key, const char *text,
    CK_BYTE signature[static 64]);
enum err core_verify(struct session *s, CK_OBJECT_HANDLE key,
    const char *text, const CK_BYTE signature[static 64]);

/* How many objects fit, the first of them in *first (may be NULL). */
size_t core_find(struct session *s, CK_ATTRIBUTE *list, CK_ULONG count,
    CK_OBJECT_HANDLE *first);
/* The one version of the key with this label and class. */
CK_OBJECT_HANDLE core_version(struct session *s, CK_OBJECT_CLASS class,
    const char *label, CK_ULONG version);
CK_ULONG core_ulong(struct session *s, CK_OBJECT_HANDLE object,
    CK_ATTRIBUTE_TYPE type);
bool core_bool(struct session *s, CK_OBJECT_HANDLE object,
    CK_ATTRIBUTE_TYPE type);
/* C_GetAttributeValue for one. */
enum err core_get(struct session *s, CK_OBJECT_HANDLE object,
    CK_ATTRIBUTE_TYPE type, void *out, CK_ULONG *len);

/* A certificate of the public half that this object shows, as small as
 * certificates get (its signature is none), on the token. */
enum err core_certificate(struct session *s, CK_OBJECT_HANDLE key,
    const char *id, CK_OBJECT_HANDLE *out);

#endif
