/* SPDX-License-Identifier: Apache-2.0 */
/* CLV_DescribeKey and CLV_Maintain: what a key is, what was done, in JSON. */
#include "flow/versions.h"

#include "flow/common.h"
#include "flow/json.h"
#include "flow/upkeep.h"
#include "session/out_buf.h"

/* ---- CLV_DescribeKey ---- */

static json_t *
describe_version(const struct key *k, const struct version *v)
{
	return json_pack("{s:i, s:s, s:o, s:o, s:b, s:o}",
	    "version", (int)v->number,
	    "state", state_name(v->state),
	    "created", json_time(v->created),
	    "deletionDate", json_time(v->deletion),
	    "current", v->number == k->current,
	    "checkValue", json_hex(v->check_value, v->check_value_len));
}

static json_t *
describe_versions(const struct key *k)
{
	json_t *list = json_array();

	for (size_t i = 0; i < k->count; i++)
		if (json_array_append_new(list,
		    describe_version(k, &k->versions[i])) != 0) {
			json_decref(list);
			return NULL;
		}
	return list;
}

static json_t *
describe_usage(const struct attrs *a)
{
	json_t *list = json_array();

	for (size_t i = 0; i < USE_COUNT; i++)
		if (use_table[i].usage != CK_UNAVAILABLE_INFORMATION &&
		    attrs_bool(a, use_table[i].usage))
			(void)json_array_append_new(list,
			    json_string(use_table[i].name));
	return list;
}

static json_t *
attr_text(const struct attrs *a, CK_ATTRIBUTE_TYPE type)
{
	const struct bytes *v = attrs_get(a, type);

	return v == NULL ? json_string("") : json_text(v->data, v->len);
}

static json_t *
attr_hex(const struct attrs *a, CK_ATTRIBUTE_TYPE type)
{
	const struct bytes *v = attrs_get(a, type);

	return v == NULL ? json_string("") : json_hex(v->data, v->len);
}

static const char *
class_name(const struct object *o)
{
	if (o->class == CKO_SECRET_KEY)
		return "secret";
	return o->class == CKO_PRIVATE_KEY ? "pair" : "public";
}

static json_t *
describe(const struct object *o)
{
	const struct key *k = o->key;
	char type[32];

	return json_pack("{s:s, s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:i, "
	    "s:b, s:o}",
	    "keyId", k->id,
	    "label", attr_text(&o->attrs, CKA_LABEL),
	    "id", attr_hex(&o->attrs, CKA_ID),
	    "type", key_type_name(k, type, sizeof(type)),
	    "class", class_name(o),
	    "state", state_name(k->state),
	    "usage", describe_usage(&o->attrs),
	    "created", json_time(k->created),
	    "deletionDate", json_time(k->deletion),
	    "currentVersion", (int)k->current,
	    "rawUsed", k->raw_used,
	    "versions", describe_versions(k));
}

enum err
flow_key_describe(struct session *s, CK_OBJECT_HANDLE key, CK_UTF8CHAR *json,
    CK_ULONG *len)
{
	struct view v = { 0 };
	enum err e;

	TRY(flow_key(s, key, E_KEY_HANDLE, &v));
	e = json_answer(describe(v.object), json, len);
	view_clear(&v);
	return e;
}

/* ---- CLV_Maintain ---- */

/* Room for {"purged":[...],"due":[]} and for one row of it. */
#define REPORT_FRAME 32
#define REPORT_ROW 80

static void
note_purged(void *arg, const char *key_id, uint32_t version)
{
	(void)json_array_append_new(arg, json_pack("{s:s, s:i}", "keyId",
	    key_id, "version", (int)version));
}

/* What was done is told by the call that does it: it works only when there is
 * room for all it may have to tell. */
enum err
flow_maintain(struct session *s, CK_FLAGS flags, CK_UTF8CHAR *json,
    CK_ULONG *len)
{
	json_t *purged;
	size_t due;
	bool go;
	enum err e;

	if (flags != 0)
		return refuse(E_ARGUMENTS, "there are no flags");
	TRY(upkeep_count(s->token->store, &due));
	e = out_room(json, len, REPORT_FRAME + due * REPORT_ROW, &go);
	if (!go)
		return e;
	purged = json_array();
	e = upkeep_run(s->token->store, note_purged, purged);
	if (e != E_OK) {
		json_decref(purged);
		return e;
	}
	return json_answer(json_pack("{s:o, s:[]}", "purged", purged, "due"),
	    json, len);
}
