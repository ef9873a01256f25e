/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a command is: a row that says how it is called and what it needs, and
 * a function that is run when that is there. main.c reads the arguments,
 * opens what the row needs, runs it and closes everything again.
 */
#ifndef CLAVIGER_TOOLS_COMMAND_H
#define CLAVIGER_TOOLS_COMMAND_H

#include "base/err.h"
#include "cryptoki.h"
#include "pkcs11-claviger.h"

#include <p11-kit/uri.h>

#include <stdbool.h>
#include <stddef.h>

/* Exit statuses; err.def gives one to every outcome of the module. */
enum status {
	DONE = 0,
	FAILED = 1,
	USAGE = 2,
	NOT_FOUND = 3, /* or several found */
	INTEGRITY = 4,
	LOGIN_FAILED = 5,
	TEMPORARY = 6,
};

/* Leave with the status unless it is DONE. What went wrong was said by
 * whoever noticed. */
#define DO(call) \
	do { \
		enum status do_ = (call); \
		if (do_ != DONE) \
			return do_; \
	} while (0)

/* What a row needs; the larger ones include what they rest on. */
#define NEEDS_MODULE 0x01u /* loaded and initialised */
#define ASKS_TOKEN 0x02u   /* one token chosen, a session open on it */
#define ASKS_CHANGE 0x04u  /* that session is read-write */
#define ASKS_PIN 0x08u	   /* the user's PIN is used */
#define ASKS_SO_PIN 0x10u  /* the security officer's PIN is used */
#define ASKS_USER 0x20u	   /* the user is logged in */
#define ASKS_SO 0x40u	   /* the security officer is logged in */
#define NEEDS_TOKEN (NEEDS_MODULE | ASKS_TOKEN)
#define NEEDS_USER (NEEDS_TOKEN | ASKS_PIN | ASKS_USER)
#define NEEDS_SO (NEEDS_TOKEN | ASKS_CHANGE | ASKS_SO_PIN | ASKS_SO)

/* An option "--name VALUE", or a plain "--name" when value is NULL. */
struct option {
	const char *name;
	const char *value; /* its placeholder; "N": a whole number from 1 */
	const char *summary;
	unsigned with; /* common options: named in the help of rows that
			* need one of these; 0: of all rows */
};

#define ARGS_WORDS_MAX 8
#define ARGS_OPTIONS_MAX 24

/* What the command line said. */
struct args {
	const char *words[ARGS_WORDS_MAX]; /* operands */
	size_t count;
	struct {
		const struct option *row;
		const char *value;
	} given[ARGS_OPTIONS_MAX];
	size_t given_count;
};

struct context;

struct command {
	const char *name;    /* one or two words */
	const char *args;    /* operands: "LABEL", "KEY VERSION", "[NAME]" */
	const char *summary; /* in a few words */
	unsigned needs;
	const struct option *options; /* up to a row without a name; or NULL */
	enum status (*run)(struct context *c);
};

/* All commands, in the order they are shown, up to NULL. */
extern const struct command *const commands[];

/* One run of the command: what was asked and what is open for it. */
struct context {
	const struct command *command; /* NULL until it is known */
	struct args args;
	P11KitUri *key_uri;   /* the operand KEY, when it is a URI */
	P11KitUri *token_uri; /* --token, when it is a URI */
	char *module;	      /* the path of the module */
	const CK_FUNCTION_LIST_3_2 *p11; /* NULL: nothing is loaded */
	const struct CLV_FUNCTION_LIST *clv;
	bool initialized;
	CK_SLOT_ID slot;
	CK_TOKEN_INFO token;
	CK_SESSION_HANDLE session; /* CK_INVALID_HANDLE: none */
};

#endif
