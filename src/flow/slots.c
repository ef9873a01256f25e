/* SPDX-License-Identifier: Apache-2.0 */
/* Slots, tokens, mechanisms: what a consumer asks before it opens a session. */
#include "flow/slots.h"

#include "mech/mech.h"
#include "token/login.h"

#include <stdio.h>
#include <string.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0.1"
#endif

static void
pad(CK_UTF8CHAR *out, size_t len, const char *text)
{
	size_t n = strlen(text);

	memset(out, ' ', len);
	memcpy(out, text, n < len ? n : len);
}

static CK_VERSION
product_version(void)
{
	unsigned major = 0, minor = 0;

	(void)sscanf(PACKAGE_VERSION, "%u.%u", &major, &minor);
	return (CK_VERSION){ (CK_BYTE)major, (CK_BYTE)minor };
}

enum err
flow_slot_list(struct tokens *t, CK_BBOOL present, CK_SLOT_ID *list,
    CK_ULONG *count)
{
	uint32_t slots[SLOT_MAX];
	size_t n = SLOT_MAX;
	CK_ULONG room;

	if (count == NULL)
		return refuse(E_ARGUMENTS, "the count is NULL");
	(void)present; /* every slot has a token, if only one to initialise */
	TRY(slot_list(t, slots, &n));
	room = *count;
	*count = (CK_ULONG)n;
	if (list == NULL)
		return E_OK;
	if (room < n)
		return E_BUFFER_TOO_SMALL;
	for (size_t i = 0; i < n; i++)
		list[i] = slots[i];
	return E_OK;
}

enum err
flow_slot_info(struct tokens *t, CK_SLOT_ID slot, CK_SLOT_INFO *out)
{
	struct token_record record;
	char text[65];
	enum err e;

	if (out == NULL)
		return refuse(E_ARGUMENTS, "the info pointer is NULL");
	e = slot_read(t, slot, &record);
	if (e != E_OK && e != E_TOKEN_ABSENT && e != E_TOKEN_UNRECOGNIZED)
		return e;
	memset(out, 0, sizeof(*out));
	snprintf(text, sizeof(text), "Claviger slot %lu", (unsigned long)slot);
	pad(out->slotDescription, sizeof(out->slotDescription), text);
	pad(out->manufacturerID, sizeof(out->manufacturerID), "Claviger");
	/* The free slot counts as holding an uninitialised token: that is how
	 * consumers find a place to initialise one. */
	out->flags = CKF_TOKEN_PRESENT;
	out->hardwareVersion = product_version();
	out->firmwareVersion = product_version();
	return E_OK;
}

/* ---- C_GetTokenInfo ---- */

static CK_FLAGS
record_flags(const struct token_record *r)
{
	return CKF_RNG | CKF_LOGIN_REQUIRED | CKF_TOKEN_INITIALIZED |
	    CKF_RESTORE_KEY_NOT_NEEDED |
	    (r->user_pin_set ? CKF_USER_PIN_INITIALIZED : 0);
}

static void
token_time(CK_UTF8CHAR out[static 16])
{
	/* No clock on the token: the field is only meant for those that have
	 * one (CKF_CLOCK_ON_TOKEN). */
	memset(out, '0', 16);
}

static void
info_common(CK_TOKEN_INFO *out)
{
	memset(out, 0, sizeof(*out));
	pad(out->label, sizeof(out->label), "");
	pad(out->manufacturerID, sizeof(out->manufacturerID), "Claviger");
	pad(out->model, sizeof(out->model), "Claviger");
	pad(out->serialNumber, sizeof(out->serialNumber), "");
	out->ulMaxSessionCount = CK_EFFECTIVELY_INFINITE;
	out->ulMaxRwSessionCount = CK_EFFECTIVELY_INFINITE;
	out->ulMaxPinLen = TOKEN_PIN_MAX;
	out->ulMinPinLen = TOKEN_PIN_MIN;
	out->ulTotalPublicMemory = CK_UNAVAILABLE_INFORMATION;
	out->ulFreePublicMemory = CK_UNAVAILABLE_INFORMATION;
	out->ulTotalPrivateMemory = CK_UNAVAILABLE_INFORMATION;
	out->ulFreePrivateMemory = CK_UNAVAILABLE_INFORMATION;
	out->hardwareVersion = product_version();
	out->firmwareVersion = product_version();
	token_time(out->utcTime);
}

static enum err
info_of_token(struct tokens *t, const struct token_record *r,
    CK_TOKEN_INFO *out)
{
	struct token *token;
	unsigned long pin_flags = 0;

	TRY(slot_token(t, r->number, &token));
	TRY(login_flags(token->store, r->number, &pin_flags));
	memcpy(out->label, r->label, sizeof(out->label));
	memcpy(out->serialNumber, r->serial_number,
	    sizeof(out->serialNumber));
	out->flags = record_flags(r) | pin_flags;
	out->ulSessionCount = atomic_load(&token->sessions);
	out->ulRwSessionCount = atomic_load(&token->writable_sessions);
	return E_OK;
}

enum err
flow_token_info(struct tokens *t, CK_SLOT_ID slot, CK_TOKEN_INFO *out)
{
	struct token_record record;
	enum err e;

	if (out == NULL)
		return refuse(E_ARGUMENTS, "the info pointer is NULL");
	e = slot_read(t, slot, &record);
	if (e != E_OK && e != E_TOKEN_ABSENT)
		return e;
	info_common(out);
	if (e == E_TOKEN_ABSENT) {
		out->flags = CKF_RNG | CKF_LOGIN_REQUIRED;
		return E_OK;
	}
	return info_of_token(t, &record, out);
}

/* ---- mechanisms ---- */

static enum err
check_slot(struct tokens *t, CK_SLOT_ID slot)
{
	struct token_record record;
	enum err e = slot_read(t, slot, &record);

	return e == E_TOKEN_ABSENT ? E_OK : e;
}

enum err
flow_mechanism_list(struct tokens *t, CK_SLOT_ID slot,
    CK_MECHANISM_TYPE *list, CK_ULONG *count)
{
	CK_ULONG room, n = 0;

	if (count == NULL)
		return refuse(E_ARGUMENTS, "the count is NULL");
	TRY(check_slot(t, slot));
	while (mech_at(n) != NULL)
		n++;
	room = *count;
	*count = n;
	if (list == NULL)
		return E_OK;
	if (room < n)
		return E_BUFFER_TOO_SMALL;
	for (CK_ULONG i = 0; i < n; i++)
		list[i] = mech_at(i)->type;
	return E_OK;
}

/* Whatever signs or verifies does so with messages too, and with messages in
 * parts unless it wants everything at once. */
static CK_FLAGS
message_flags(const struct mech *mech)
{
	CK_FLAGS flags = mech->flags &
	    (CKF_MESSAGE_ENCRYPT | CKF_MESSAGE_DECRYPT);

	if (mech->flags & CKF_SIGN)
		flags |= CKF_MESSAGE_SIGN;
	if (mech->flags & CKF_VERIFY)
		flags |= CKF_MESSAGE_VERIFY;
	if (flags != 0 && !(mech->traits & MECH_ONE_PART))
		flags |= CKF_MULTI_MESSAGE;
	return flags;
}

enum err
flow_mechanism_info(struct tokens *t, CK_SLOT_ID slot, CK_MECHANISM_TYPE type,
    CK_MECHANISM_INFO *out)
{
	const struct mech *mech = mech_find(type);

	if (out == NULL)
		return refuse(E_ARGUMENTS, "the info pointer is NULL");
	TRY(check_slot(t, slot));
	if (mech == NULL)
		return refuse(E_MECHANISM, "mechanism %#lx is not offered",
		    (unsigned long)type);
	out->ulMinKeySize = mech->min;
	out->ulMaxKeySize = mech->max;
	out->flags = mech->flags | message_flags(mech);
	return E_OK;
}

enum err
flow_slot_event(struct tokens *t, CK_FLAGS flags, CK_SLOT_ID *slot)
{
	(void)t;
	if (slot == NULL)
		return refuse(E_ARGUMENTS, "the slot pointer is NULL");
	return flags & CKF_DONT_BLOCK ? E_NO_EVENT : E_UNSUPPORTED;
}
