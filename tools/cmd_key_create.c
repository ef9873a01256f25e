/* SPDX-License-Identifier: Apache-2.0 */
/* claviger key create: a new key that never leaves the token. */
#include "command_table.h"
#include "help.h"
#include "key.h"
#include "key_type.h"
#include "option.h"
#include "outcome.h"
#include "search.h"

#include <stdlib.h>
#include <string.h>

#define ID_RANDOM 8
#define ID_MAX 64
#define TEMPLATE_MAX 20

static const CK_BBOOL yes = CK_TRUE, no = CK_FALSE;

/* What the new key is to be. */
struct plan {
	const struct key_type *type;
	unsigned usage;
	const char *label;
	CK_BYTE id[ID_MAX];
	CK_ULONG id_len;
};

struct template {
	CK_ATTRIBUTE list[TEMPLATE_MAX];
	CK_ULONG count;
};

static int
hex_digit(char digit)
{
	static const char digits[] = "0123456789abcdef";
	const char *at;

	if (digit >= 'A' && digit <= 'F')
		digit = (char)(digit - 'A' + 'a');
	at = digit != '\0' ? strchr(digits, digit) : NULL;
	return at != NULL ? (int)(at - digits) : -1;
}

static enum status
id_read(const struct context *c, struct plan *plan)
{
	const char *hex = option_value(c, "id");
	size_t len = strlen(hex);
	int high, low;

	if (len == 0 || len % 2 != 0 || len > sizeof(plan->id) * 2)
		return usage_refused(c, "--id takes 1 to %d bytes in "
		    "hexadecimal", ID_MAX);
	for (size_t i = 0; i < len; i += 2) {
		high = hex_digit(hex[i]);
		low = hex_digit(hex[i + 1]);
		if (high < 0 || low < 0)
			return usage_refused(c, "\"%s\" is not hexadecimal",
			    hex);
		plan->id[i / 2] = (CK_BYTE)(high << 4 | low);
	}
	plan->id_len = len / 2;
	return DONE;
}

static enum status
plan_read(const struct context *c, struct plan *plan)
{
	CK_RV rv;

	plan->label = operand(c, 0);
	if (plan->label[0] == '\0')
		return usage_refused(c, "LABEL is empty");
	DO(key_type_read(c, &plan->type));
	DO(key_usage_read(c, plan->type, &plan->usage));
	if (option_given(c, "id"))
		return id_read(c, plan);
	plan->id_len = ID_RANDOM;
	rv = c->p11->C_GenerateRandom(c->session, plan->id, ID_RANDOM);
	if (rv != CKR_OK)
		return call_refused(c, rv, "cannot make an id");
	return DONE;
}

static void
add(struct template *t, CK_ATTRIBUTE_TYPE type, const void *value, size_t len)
{
	CK_ATTRIBUTE *a = &t->list[t->count++];

	a->type = type;
	a->pValue = (void *)(size_t)value;
	a->ulValueLen = (CK_ULONG)len;
}

static void
add_common(struct template *t, const struct plan *plan)
{
	add(t, CKA_TOKEN, &yes, sizeof(yes));
	add(t, CKA_LABEL, plan->label, strlen(plan->label));
	add(t, CKA_ID, plan->id, plan->id_len);
}

static void
add_trait(struct template *t, const struct key_type *type)
{
	static const CK_ATTRIBUTE_TYPE attributes[] = {
		[TRAIT_BYTES] = CKA_VALUE_LEN,
		[TRAIT_MODULUS] = CKA_MODULUS_BITS,
		[TRAIT_CURVE] = CKA_EC_PARAMS,
		[TRAIT_SET] = CKA_PARAMETER_SET,
	};

	if (type->trait == TRAIT_CURVE)
		add(t, CKA_EC_PARAMS, type->curve.data, type->curve.len);
	else
		add(t, attributes[type->trait], &type->number,
		    sizeof(type->number));
}

/* Say of each usage that fits the type whether the key has it. */
static void
add_usages(struct template *t, const struct plan *plan, bool of_public,
    bool of_private)
{
	for (const struct key_usage *u = key_usages; u->name != NULL; u++) {
		if ((plan->type->allowed & u->bit) == 0 ||
		    !(u->is_public ? of_public : of_private))
			continue;
		add(t, u->attribute, plan->usage & u->bit ? &yes : &no,
		    sizeof(CK_BBOOL));
	}
}

static void
add_protection(struct template *t)
{
	add(t, CKA_PRIVATE, &yes, sizeof(yes));
	add(t, CKA_SENSITIVE, &yes, sizeof(yes));
	add(t, CKA_EXTRACTABLE, &no, sizeof(no));
}

static CK_RV
make_secret(const struct context *c, const struct plan *plan,
    CK_OBJECT_HANDLE *out)
{
	CK_MECHANISM mechanism = { plan->type->mechanism, NULL, 0 };
	struct template t = { .count = 0 };

	add_common(&t, plan);
	add_protection(&t);
	add_trait(&t, plan->type);
	add_usages(&t, plan, true, true);
	return c->p11->C_GenerateKey(c->session, &mechanism, t.list, t.count,
	    out);
}

static CK_RV
make_pair(const struct context *c, const struct plan *plan,
    CK_OBJECT_HANDLE *out)
{
	CK_MECHANISM mechanism = { plan->type->mechanism, NULL, 0 };
	struct template of_public = { .count = 0 }, of_private = { .count = 0 };
	CK_OBJECT_HANDLE public_key;

	add_common(&of_public, plan);
	add_trait(&of_public, plan->type);
	add_usages(&of_public, plan, true, false);
	add_common(&of_private, plan);
	add_protection(&of_private);
	add_usages(&of_private, plan, false, true);
	return c->p11->C_GenerateKeyPair(c->session, &mechanism, of_public.list,
	    of_public.count, of_private.list, of_private.count, &public_key,
	    out);
}

static enum status
run(struct context *c)
{
	struct plan plan = { .type = NULL };
	struct key key = { 0 };
	enum status s;
	CK_RV rv;

	DO(plan_read(c, &plan));
	rv = key_type_is_pair(plan.type) ? make_pair(c, &plan, &key.handle)
	    : make_secret(c, &plan, &key.handle);
	if (rv != CKR_OK)
		return call_refused(c, rv, "cannot make the key \"%s\"",
		    plan.label);
	DO(key_describe(c, &key));
	s = key_report(c, &key, "%s", key_id(&key));
	key_clear(&key);
	return s;
}

static const struct option options[] = {
	{ "type", "TYPE", "aes-256 (usual), rsa-3072, ec-p256, ed25519, x25519, "
	    "hmac-sha256, generic-256, ml-dsa-65, ...", 0 },
	{ "usage", "USAGE,...", "encrypt, decrypt, wrap, unwrap, sign, verify, "
	    "derive, encapsulate, decapsulate", 0 },
	{ "id", "HEX", "CKA_ID; a random one without this", 0 },
	{ NULL, NULL, NULL, 0 },
};

const struct command cmd_key_create = {
	.name = "key create",
	.args = "LABEL",
	.summary = "make a key and print its key id",
	.needs = NEEDS_USER | ASKS_CHANGE,
	.options = options,
	.run = run,
};
