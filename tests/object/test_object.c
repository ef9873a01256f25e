/* SPDX-License-Identifier: Apache-2.0 */
/* Objects in the store: what comes back, pairs, and what is not an object. */
#include "object/object.h"

#include "crypto/ec.h"
#include "support/core_fixture.h"

#define NOW UINT64_C(1700000000)
#define TOKEN 5

static struct store *store;
static struct txn *t;

static void
setup(void)
{
	core_place();
	ck_ok(tokens_make_store(core.tokens, &store));
	ck_ok(txn_write(store, &t));
}

static void
teardown(void)
{
	txn_free(t);
	core_end();
}

static struct object *
make(CK_OBJECT_CLASS class, CK_KEY_TYPE type)
{
	SCOPED(material) *m = NULL;
	SCOPED(secret) *value = NULL;
	struct object *o;

	ck_ok(object_new(class, type, &o));
	ck_ok(attrs_set(&o->attrs, CKA_LABEL, "label", 5));
	if (class == CKO_DATA || class == CKO_CERTIFICATE)
		return o;
	ck_ok(key_new(type, NOW, &o->key));
	if (class == CKO_SECRET_KEY) {
		ck_ok(secret_new(32, &value));
		ck_ok(material_from_secret(value, &m));
	} else {
		ck_ok(ec_generate(curve_at(0), &m));
	}
	ck_ok(key_append(o->key, m, STATE_ENABLED, NOW, NULL));
	return o;
}

/* A public object of the pair that private holds. */
static struct object *
public_of(const struct object *private)
{
	struct object *o;

	ck_ok(object_new(CKO_PUBLIC_KEY, CKK_EC, &o));
	o->key = key_ref(private->key);
	o->pair = private->serial;
	return o;
}

START_TEST(a_key_comes_back)
{
	SCOPED(object) *o = make(CKO_SECRET_KEY, CKK_AES), *back = NULL;

	o->private = true;
	ck_ok(object_write(t, TOKEN, o));
	ck_assert_uint_ne(o->serial, 0);
	ck_ok(object_read(t, o->serial, &back));
	ck_assert_uint_eq(back->class, CKO_SECRET_KEY);
	ck_assert_uint_eq(back->key_type, CKK_AES);
	ck_assert(back->private);
	ck_assert_uint_eq(back->serial, o->serial);
	ck_assert_uint_eq(back->revision, o->revision);
	ck_assert_mem_eq(back->uid, o->uid, 16);
	ck_assert_str_eq(back->key->id, o->key->id);
	ck_assert(bytes_equal(attrs_get(&back->attrs, CKA_LABEL), "label",
	    5));
}
END_TEST

START_TEST(data_has_no_key)
{
	SCOPED(object) *o = make(CKO_DATA, CK_UNAVAILABLE_INFORMATION);
	SCOPED(object) *back = NULL;

	ck_ok(object_write(t, TOKEN, o));
	ck_ok(object_read(t, o->serial, &back));
	ck_assert_ptr_null(back->key);
	ck_assert_uint_eq(back->key_type, CK_UNAVAILABLE_INFORMATION);
}
END_TEST

START_TEST(a_serial_that_is_not_there_is_not_found)
{
	SCOPED(object) *back = NULL;

	ck_refused(object_read(t, 999, &back), E_NOT_FOUND);
}
END_TEST

START_TEST(a_public_object_shows_its_pairs_key)
{
	SCOPED(object) *private = make(CKO_PRIVATE_KEY, CKK_EC);
	SCOPED(object) *public = NULL, *back = NULL;

	ck_ok(object_write(t, TOKEN, private));
	public = public_of(private);
	ck_ok(object_write(t, TOKEN, public));
	ck_ok(object_read(t, public->serial, &back));
	ck_assert_str_eq(back->key->id, private->key->id);
	ck_assert_uint_eq(back->pair, private->serial);
	ck_assert_uint_eq(back->pair_revision, private->revision);
}
END_TEST

START_TEST(a_public_object_without_its_pair_is_gone)
{
	SCOPED(object) *private = make(CKO_PRIVATE_KEY, CKK_EC);
	SCOPED(object) *public = NULL, *back = NULL;

	ck_ok(object_write(t, TOKEN, private));
	public = public_of(private);
	ck_ok(object_write(t, TOKEN, public));
	ck_ok(txn_remove(t, private->serial));
	ck_refused(object_read(t, public->serial, &back), E_NOT_FOUND);
}
END_TEST

START_TEST(a_certificate_without_its_pair_remains)
{
	SCOPED(object) *o = make(CKO_CERTIFICATE, CK_UNAVAILABLE_INFORMATION);
	SCOPED(object) *back = NULL;

	o->pair = 999;
	o->bound = 3;
	ck_ok(object_write(t, TOKEN, o));
	ck_ok(object_read(t, o->serial, &back));
	ck_assert_ptr_null(back->key);
	ck_assert_uint_eq(back->bound, 3);
}
END_TEST

/* ---- what the index tells ---- */

static uint32_t
flags_of(const struct object *o)
{
	struct entry entry;

	ck_ok(txn_entry(t, o->serial, &entry));
	return entry.flags;
}

START_TEST(the_index_tells_visibility)
{
	SCOPED(object) *o = make(CKO_SECRET_KEY, CKK_AES);

	ck_ok(object_write(t, TOKEN, o));
	ck_assert_uint_eq(flags_of(o), 0);
	o->private = true;
	ck_ok(object_write(t, TOKEN, o));
	ck_assert_uint_eq(flags_of(o), RECORD_PRIVATE);
}
END_TEST

static const struct {
	enum state state;
	bool hidden;
} states[] = {
	{ STATE_ENABLED, false },
	{ STATE_DISABLED, false },
	{ STATE_SCHEDULED, true },
	{ STATE_PURGED, true },
	{ STATE_PURGING, true },
};

START_TEST(a_key_is_hidden_by_its_state)
{
	SCOPED(object) *o = make(CKO_SECRET_KEY, CKK_AES);

	o->key->state = states[_i].state;
	ck_assert_int_eq(object_hidden(o), states[_i].hidden);
	ck_ok(object_write(t, TOKEN, o));
	ck_assert_uint_eq(flags_of(o), states[_i].hidden ? RECORD_HIDDEN : 0);
}
END_TEST

START_TEST(a_certificate_is_never_hidden)
{
	SCOPED(object) *o = make(CKO_SECRET_KEY, CKK_AES);

	o->class = CKO_CERTIFICATE;
	o->key->state = STATE_SCHEDULED;
	ck_assert(!object_hidden(o));
}
END_TEST

static const struct {
	CK_OBJECT_CLASS class;
	bool owns;
} classes[] = {
	{ CKO_SECRET_KEY, true },
	{ CKO_PRIVATE_KEY, true },
	{ CKO_PUBLIC_KEY, false },
	{ CKO_CERTIFICATE, false },
	{ CKO_DATA, false },
};

START_TEST(owners_are_guarded_on_a_token)
{
	SCOPED(object) *o = NULL;

	ck_ok(object_new(classes[_i].class, CKK_EC, &o));
	ck_assert_int_eq(object_owns_key(o), classes[_i].owns);
	ck_assert(!object_guarded(o));
	o->serial = 1;
	ck_assert_int_eq(object_guarded(o), classes[_i].owns);
}
END_TEST

/* ---- damage ---- */

static enum err
read_body(const void *body, size_t len)
{
	struct record r = { .token = TOKEN, .kind = RECORD_OBJECT,
		.class = CKO_SECRET_KEY, .key_type = CKK_AES };
	SCOPED(object) *o = NULL;
	enum err e;

	ck_ok(bytes_set(&r.body, body, len));
	ck_ok(txn_put(t, &r));
	e = object_read(t, r.serial, &o);
	record_clear(&r);
	return e;
}

static void
body_of(const struct object *o, struct bytes *out)
{
	struct record r = { 0 };

	ck_ok(txn_get(t, o->serial, &r));
	ck_ok(bytes_set(out, r.body.data, r.body.len));
	record_clear(&r);
}

START_TEST(no_truncated_body_is_an_object)
{
	SCOPED(object) *o = make(CKO_SECRET_KEY, CKK_AES);
	struct bytes body = { 0 };

	ck_ok(object_write(t, TOKEN, o));
	body_of(o, &body);
	for (size_t len = 1; len < body.len; len++) {
		reason_clear();
		ck_refused(read_body(body.data, len), E_STORE_DAMAGED);
		ck_assert_str_ne(reason_text(), "");
	}
	bytes_clear(&body);
}
END_TEST

START_TEST(a_body_with_something_behind_it_is_refused)
{
	SCOPED(object) *o = make(CKO_SECRET_KEY, CKK_AES);
	struct bytes body = { 0 };

	ck_ok(object_write(t, TOKEN, o));
	body_of(o, &body);
	ck_ok(bytes_append(&body, "", 1));
	ck_refused(read_body(body.data, body.len), E_STORE_DAMAGED);
	bytes_clear(&body);
}
END_TEST

START_TEST(an_owner_without_its_key_is_refused)
{
	SCOPED(object) *o = make(CKO_DATA, CK_UNAVAILABLE_INFORMATION);
	struct bytes body = { 0 };

	ck_ok(object_write(t, TOKEN, o));
	body_of(o, &body);
	body.data[9] = CKO_SECRET_KEY; /* the class's last byte */
	ck_refused(read_body(body.data, body.len), E_STORE_DAMAGED);
	bytes_clear(&body);
}
END_TEST

START_TEST(another_kind_of_record_is_no_object)
{
	struct record r = { .kind = RECORD_DOMAIN, .token = TOKEN,
		.key_type = UINT32_MAX };
	SCOPED(object) *o = NULL;

	ck_ok(bytes_set(&r.body, "x", 1));
	ck_ok(txn_put(t, &r));
	ck_refused(object_read(t, r.serial, &o), E_NOT_FOUND);
	record_clear(&r);
}
END_TEST

SUITE("object/object",
    core_suite(tc);
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, a_key_comes_back);
    tcase_add_test(tc, data_has_no_key);
    tcase_add_test(tc, a_serial_that_is_not_there_is_not_found);
    tcase_add_test(tc, a_public_object_shows_its_pairs_key);
    tcase_add_test(tc, a_public_object_without_its_pair_is_gone);
    tcase_add_test(tc, a_certificate_without_its_pair_remains);
    tcase_add_test(tc, the_index_tells_visibility);
    tcase_add_loop_test(tc, a_key_is_hidden_by_its_state, 0, 5);
    tcase_add_test(tc, a_certificate_is_never_hidden);
    tcase_add_loop_test(tc, owners_are_guarded_on_a_token, 0, 5);
    tcase_add_test(tc, no_truncated_body_is_an_object);
    tcase_add_test(tc, a_body_with_something_behind_it_is_refused);
    tcase_add_test(tc, an_owner_without_its_key_is_refused);
    tcase_add_test(tc, another_kind_of_record_is_no_object))
