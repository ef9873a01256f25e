/* SPDX-License-Identifier: Apache-2.0 */
/* Login, logout and PINs. What can be refused without stretching is. */
#include "flow/sessions.h"

#include "flow/operation.h"
#include "flow/upkeep.h"
#include "object/table.h"
#include "token/enrol.h"
#include "token/login.h"

#include <string.h>

struct credentials {
	char name[PRINCIPAL_NAME_MAX + 1];
	const unsigned char *secret;
	size_t len;
};

/* ---- C_Login, C_LoginUser ---- */

static struct principal
who_is_in(struct session *s)
{
	struct principal who;

	pthread_rwlock_rdlock(&s->token->lock);
	who = s->token->who;
	pthread_rwlock_unlock(&s->token->lock);
	return who;
}

static enum err
login_possible(struct session *s, enum principal_kind kind, const char *name)
{
	struct principal who = who_is_in(s);

	if (who.kind == kind && strcmp(who.name, name) == 0)
		return refuse(E_ALREADY_LOGGED_IN, "%s is logged in already",
		    name);
	if (who.kind != PRINCIPAL_NOBODY)
		return refuse(E_ANOTHER_LOGGED_IN, "%s is logged in",
		    who.name);
	if (kind == PRINCIPAL_OFFICER && atomic_load(&s->token->sessions) !=
	    atomic_load(&s->token->writable_sessions))
		return refuse(E_SESSION_RO_EXISTS, "a read-only session is "
		    "open");
	return E_OK;
}

static enum err
login_as(struct session *s, enum principal_kind kind,
    const struct credentials *c)
{
	TRY(login_possible(s, kind, c->name));
	TRY(login_principal(s->token, kind, c->name, c->secret, c->len));
	upkeep_if_due(s->token->store);
	return E_OK;
}

/* One login per operation, for keys with CKA_ALWAYS_AUTHENTICATE. */
static enum err
login_operation(struct session *s, const struct credentials *c)
{
	bool wanted = false;

	for (size_t i = 0; i < OPERATION_COUNT; i++)
		wanted = wanted || operation_wants_login(&s->operations[i]);
	if (!wanted)
		return refuse(E_OPERATION_NONE, "no operation wants a login");
	TRY(login_check(s->token, c->name, c->secret, c->len));
	for (size_t i = 0; i < OPERATION_COUNT; i++)
		if (operation_wants_login(&s->operations[i]))
			s->operations[i].authenticated = true;
	return E_OK;
}

static enum err
login_specific(struct session *s, struct credentials *c, bool named)
{
	struct principal who = who_is_in(s);

	if (who.kind == PRINCIPAL_NOBODY)
		return refuse(E_NOT_LOGGED_IN, "nobody is logged in");
	if (!named)
		memcpy(c->name, who.name, sizeof(c->name));
	else if (strcmp(c->name, who.name) != 0)
		return refuse(E_ANOTHER_LOGGED_IN, "%s is logged in",
		    who.name);
	return login_operation(s, c);
}

static enum err
login_any(struct session *s, CK_USER_TYPE user, struct credentials *c,
    bool named)
{
	switch (user) {
	case CKU_SO:
		memcpy(c->name, PRINCIPAL_SO, sizeof(PRINCIPAL_SO));
		return login_as(s, PRINCIPAL_OFFICER, c);
	case CKU_USER:
		return login_as(s, PRINCIPAL_USER, c);
	case CKU_CONTEXT_SPECIFIC:
		return login_specific(s, c, named);
	default:
		return refuse(E_USER_TYPE, "user type %lu does not exist",
		    (unsigned long)user);
	}
}

enum err
flow_login(struct session *s, CK_USER_TYPE user, const CK_UTF8CHAR *pin,
    CK_ULONG pin_len)
{
	struct credentials c = { .secret = pin, .len = pin_len };

	if (pin == NULL)
		return refuse(E_ARGUMENTS, "the PIN is NULL");
	if (user != CKU_SO)
		TRY(login_split(pin, pin_len, c.name, &c.secret, &c.len));
	return login_any(s, user, &c, c.secret != pin);
}

enum err
flow_login_user(struct session *s, CK_USER_TYPE user, const CK_UTF8CHAR *pin,
    CK_ULONG pin_len, const CK_UTF8CHAR *name, CK_ULONG name_len)
{
	struct credentials c = { .secret = pin, .len = pin_len };

	if (pin == NULL || (name == NULL && name_len != 0))
		return refuse(E_ARGUMENTS, "the PIN or the name is NULL");
	if (name_len > PRINCIPAL_NAME_MAX ||
	    (name_len != 0 && memchr(name, '\0', name_len) != NULL))
		return refuse(E_PIN_INCORRECT, "no principal has that name");
	if (name_len == 0)
		memcpy(c.name, PRINCIPAL_DEFAULT, sizeof(PRINCIPAL_DEFAULT));
	else
		memcpy(c.name, name, name_len);
	return login_any(s, user, &c, true);
}

enum err
flow_logout(struct session_table *sessions, struct session *s)
{
	struct token *t = s->token;

	pthread_rwlock_wrlock(&t->lock);
	if (t->who.kind == PRINCIPAL_NOBODY) {
		pthread_rwlock_unlock(&t->lock);
		return refuse(E_NOT_LOGGED_IN, "nobody is logged in");
	}
	atomic_fetch_add(&t->logins, 1);
	table_drop_private(t->objects);
	login_end(t);
	pthread_rwlock_unlock(&t->lock);
	session_abort_private(sessions, t, s);
	return E_OK;
}

/* ---- PINs ---- */

enum err
flow_init_pin(struct session *s, const CK_UTF8CHAR *pin, CK_ULONG pin_len)
{
	if (who_is_in(s).kind != PRINCIPAL_OFFICER)
		return refuse(E_NOT_LOGGED_IN,
		    "only the security officer sets the user's first PIN");
	if (pin == NULL)
		return refuse(E_ARGUMENTS, "the PIN is NULL");
	return enrol_user_pin(s->token, pin, pin_len);
}

/* The new PIN may repeat the name; the secret is what follows. */
static void
new_secret(const char *name, const CK_UTF8CHAR *pin, CK_ULONG len,
    struct credentials *out)
{
	size_t prefix = strlen(name);

	out->secret = pin;
	out->len = len;
	if (strcmp(name, PRINCIPAL_DEFAULT) != 0 && len > prefix &&
	    memcmp(pin, name, prefix) == 0 && pin[prefix] == ':') {
		out->secret = pin + prefix + 1;
		out->len = len - prefix - 1;
	}
}

enum err
flow_set_pin(struct session *s, const CK_UTF8CHAR *old, CK_ULONG old_len,
    const CK_UTF8CHAR *new, CK_ULONG new_len)
{
	struct principal who = who_is_in(s);
	struct credentials from = { .secret = old, .len = old_len }, to;

	TRY(session_may_write(s));
	if (old == NULL || new == NULL)
		return refuse(E_ARGUMENTS, "a PIN is NULL");
	if (who.kind != PRINCIPAL_OFFICER)
		TRY(login_split(old, old_len, from.name, &from.secret,
		    &from.len));
	if (who.kind != PRINCIPAL_NOBODY) {
		if (from.secret != old && strcmp(from.name, who.name) != 0)
			return refuse(E_PIN_INCORRECT, "%s is logged in",
			    who.name);
		memcpy(from.name, who.name, sizeof(from.name));
	}
	new_secret(from.name, new, new_len, &to);
	return enrol_set_pin(s->token, from.name, from.secret, from.len,
	    to.secret, to.len);
}
