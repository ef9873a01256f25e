/* SPDX-License-Identifier: Apache-2.0 */
/* Which state serves which use, and what an ended operation leaves. */
#include "session/operation.h"

#include "crypto/library.h"
#include "support/core_fixture.h"

static const struct {
	enum use use;
	enum operation_kind kind;
} kinds[] = {
	{ USE_ENCRYPT, OPERATION_ENCRYPT },
	{ USE_DECRYPT, OPERATION_DECRYPT },
	{ USE_SIGN, OPERATION_SIGN },
	{ USE_SIGN_RECOVER, OPERATION_SIGN },
	{ USE_VERIFY, OPERATION_VERIFY },
	{ USE_VERIFY_RECOVER, OPERATION_VERIFY },
	{ USE_DIGEST, OPERATION_DIGEST },
	{ USE_WRAP, OPERATION_COUNT },
	{ USE_UNWRAP, OPERATION_COUNT },
	{ USE_DERIVE, OPERATION_COUNT },
	{ USE_GENERATE, OPERATION_COUNT },
	{ USE_GENERATE_PAIR, OPERATION_COUNT },
	{ USE_ENCAPSULATE, OPERATION_COUNT },
	{ USE_DECAPSULATE, OPERATION_COUNT },
};

START_TEST(a_use_has_its_state)
{
	ck_assert_int_eq(operation_kind(kinds[_i].use), kinds[_i].kind);
}
END_TEST

/* Recovery has none: what it would cancel is another's. */
static const enum operation_kind message_kinds[USE_COUNT] = {
	[USE_ENCRYPT] = OPERATION_MESSAGE_ENCRYPT,
	[USE_DECRYPT] = OPERATION_MESSAGE_DECRYPT,
	[USE_SIGN] = OPERATION_MESSAGE_SIGN,
	[USE_VERIFY] = OPERATION_MESSAGE_VERIFY,
};

START_TEST(some_uses_take_messages)
{
	enum operation_kind want = message_kinds[_i] != 0 ? message_kinds[_i]
	    : OPERATION_COUNT;

	ck_assert_int_eq(operation_message_kind((enum use)_i), want);
}
END_TEST

START_TEST(every_use_is_in_the_table)
{
	ck_assert_uint_eq(sizeof(kinds) / sizeof(kinds[0]), USE_COUNT);
}
END_TEST

static struct object *
begin(struct operation *op)
{
	CK_MECHANISM m = { CKM_SHA256, NULL, 0 };
	SCOPED(secret) *value = NULL;
	struct object *o;

	ck_ok(library_open());
	op->active = op->started = op->authenticated = true;
	ck_ok(run_begin(&op->run, USE_DIGEST, &m));
	ck_ok(run_start(&op->run, NULL));
	ck_ok(secret_new(16, &value));
	ck_ok(material_from_secret(value, &op->material));
	ck_ok(object_new(CKO_DATA, CK_UNAVAILABLE_INFORMATION, &o));
	op->view.object = object_ref(o);
	ck_ok(bytes_set(&op->held, "held", 4));
	ck_ok(bytes_set(&op->signature, "signed", 6));
	ck_ok(secret_new(16, &op->result));
	op->tag = (struct message_tag){ op->held.data, 4 };
	op->holds = op->within = true;
	op->verdict.count = 1;
	return o;
}

START_TEST(an_ended_operation_holds_nothing)
{
	struct operation op = { .active = false };
	struct object *o = begin(&op);

	operation_end(&op);
	ck_assert(!op.active && !op.started && !op.authenticated);
	ck_assert_ptr_null(op.material);
	ck_assert_ptr_null(op.view.object);
	ck_assert(!op.holds && !op.within);
	ck_assert_uint_eq(op.held.len, 0);
	ck_assert_uint_eq(op.signature.len, 0);
	ck_assert_ptr_null(op.result);
	ck_assert_ptr_null(op.tag.at);
	ck_assert_uint_eq(op.verdict.count, 0);
	ck_assert_uint_eq(atomic_load(&o->refs), 1);
	object_free(o);
	library_close();
}
END_TEST

START_TEST(after_a_message_the_next_may_come)
{
	struct operation op = { .active = false };
	struct object *o = begin(&op);

	operation_end_message(&op);
	ck_assert(op.active && op.material != NULL);
	ck_assert(!op.within && !op.started && !op.authenticated);
	ck_assert_uint_eq(op.held.len, 0);
	ck_assert_ptr_null(op.tag.at);
	operation_end(&op);
	object_free(o);
	library_close();
}
END_TEST

START_TEST(ending_twice_is_fine)
{
	struct operation op = { .active = false };

	operation_end(&op);
	object_free(begin(&op));
	operation_end(&op);
	operation_end(&op);
	library_close();
}
END_TEST

SUITE("session/operation",
    tcase_add_loop_test(tc, a_use_has_its_state, 0, USE_COUNT);
    tcase_add_loop_test(tc, some_uses_take_messages, 0, USE_COUNT);
    tcase_add_test(tc, every_use_is_in_the_table);
    tcase_add_test(tc, an_ended_operation_holds_nothing);
    tcase_add_test(tc, after_a_message_the_next_may_come);
    tcase_add_test(tc, ending_twice_is_fine))
