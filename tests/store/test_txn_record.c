/* SPDX-License-Identifier: Apache-2.0 */
/* Records by serial, uid, name, label and id. */
#include "store_fixture.h"

static struct store *store;
static struct txn *t;

static void
setup(void)
{
	scratch_setup();
	store = create_store();
	OK(txn_write(store, &t));
}

static void
teardown(void)
{
	txn_free(t);
	store_close(store);
	scratch_teardown();
}

static uint64_t
put(const char *name, const char *label, const char *id)
{
	SCOPED_VALUE(record) r = { 0 };

	fill_record(&r, label, id, "body");
	OK(bytes_set(&r.name, name, strlen(name)));
	OK(txn_put(t, &r));
	return r.serial;
}

/* Commit, and start again with nothing in memory. */
static void
again(void)
{
	OK(txn_commit(&t));
	store_close(store);
	store = open_store();
	OK(txn_write(store, &t));
}

static unsigned
by_label(const char *label)
{
	unsigned count = 0;

	OK(txn_each_label(t, 1, label, strlen(label), count_visit, &count));
	return count;
}

static unsigned
by_id(const char *id)
{
	unsigned count = 0;

	OK(txn_each_id(t, 1, id, strlen(id), count_visit, &count));
	return count;
}

START_TEST(record_comes_back_whole)
{
	SCOPED_VALUE(record) r = { 0 };
	uint64_t serial = put("name", "label", "id");

	again();
	OK(txn_get(t, serial, &r));
	ck_assert_uint_eq(r.serial, serial);
	ck_assert_uint_eq(r.revision, 2);
	ck_assert_int_eq(r.kind, RECORD_OBJECT);
	ck_assert(bytes_equal(&r.name, "name", 4));
	ck_assert(bytes_equal(&r.body, "body", 4));
}
END_TEST

START_TEST(absent_serial_is_not_found)
{
	SCOPED_VALUE(record) r = { 0 };
	struct entry e;

	GIVES(E_NOT_FOUND, txn_get(t, 7, &r));
	GIVES(E_NOT_FOUND, txn_entry(t, 7, &e));
	GIVES(E_NOT_FOUND, txn_remove(t, 7));
}
END_TEST

START_TEST(uid_leads_back_to_its_record)
{
	SCOPED_VALUE(record) r = { 0 };
	uint64_t serial = put("", "label", ""), found;

	OK(txn_get(t, serial, &r));
	OK(txn_find_uid(t, r.uid, &found));
	ck_assert_uint_eq(found, serial);
	r.uid[15] ^= 1;
	GIVES(E_NOT_FOUND, txn_find_uid(t, r.uid, &found));
}
END_TEST

START_TEST(name_finds_its_record)
{
	uint64_t serial = put("name", "", ""), found;

	again();
	OK(txn_find(t, RECORD_OBJECT, 1, "name", 4, &found));
	ck_assert_uint_eq(found, serial);
	GIVES(E_NOT_FOUND, txn_find(t, RECORD_OBJECT, 2, "name", 4, &found));
	GIVES(E_NOT_FOUND, txn_find(t, RECORD_DOMAIN, 1, "name", 4, &found));
	GIVES(E_NOT_FOUND, txn_find(t, RECORD_OBJECT, 1, "nam", 3, &found));
}
END_TEST

START_TEST(taken_name_is_refused_and_the_transaction_goes_on)
{
	SCOPED_VALUE(record) r = { 0 };

	put("name", "", "");
	fill_record(&r, "", "", "");
	OK(bytes_set(&r.name, "name", 4));
	GIVES(E_GENERAL, txn_put(t, &r));
	ck_assert_uint_eq(r.serial, 0);
	put("other", "", "");
	OK(txn_commit(&t));
}
END_TEST

START_TEST(equal_labels_by_the_hundreds_are_all_found)
{
	unsigned i;

	for (i = 0; i < 700; i++)
		put("", "the same", i % 2 == 0 ? "even" : "odd");
	put("", "another", "even");
	again();
	ck_assert_uint_eq(by_label("the same"), 700);
	ck_assert_uint_eq(by_label("another"), 1);
	ck_assert_uint_eq(by_label("no such"), 0);
	ck_assert_uint_eq(by_id("even"), 351);
}
END_TEST

START_TEST(changed_label_is_found_and_the_old_one_is_not)
{
	SCOPED_VALUE(record) r = { 0 };
	uint64_t serial = put("", "old", "id");

	again();
	OK(txn_get(t, serial, &r));
	OK(bytes_set(&r.label, "new", 3));
	OK(txn_put(t, &r));
	again();
	ck_assert_uint_eq(by_label("old"), 0);
	ck_assert_uint_eq(by_label("new"), 1);
	ck_assert_uint_eq(by_id("id"), 1);
}
END_TEST

START_TEST(record_may_keep_or_change_its_name)
{
	SCOPED_VALUE(record) r = { 0 };
	uint64_t serial = put("old", "", ""), found;

	OK(txn_get(t, serial, &r));
	OK(txn_put(t, &r));
	OK(bytes_set(&r.name, "new", 3));
	OK(txn_put(t, &r));
	OK(txn_find(t, RECORD_OBJECT, 1, "new", 3, &found));
	GIVES(E_NOT_FOUND, txn_find(t, RECORD_OBJECT, 1, "old", 3, &found));
}
END_TEST

START_TEST(change_carries_its_revision_and_flags)
{
	SCOPED_VALUE(record) r = { 0 };
	uint64_t serial = put("", "label", "");
	struct entry e;

	again();
	OK(txn_get(t, serial, &r));
	r.flags = RECORD_HIDDEN;
	OK(txn_put(t, &r));
	ck_assert_uint_eq(r.revision, 3);
	again();
	OK(txn_entry(t, serial, &e));
	ck_assert_uint_eq(e.revision, 3);
	ck_assert_uint_eq(e.flags, RECORD_HIDDEN);
	ck_assert_uint_eq(e.class, 3);
}
END_TEST

START_TEST(removed_record_leaves_nothing)
{
	SCOPED_VALUE(record) r = { 0 };
	uint64_t serial = put("name", "label", "id"), found;

	again();
	OK(txn_remove(t, serial));
	again();
	GIVES(E_NOT_FOUND, txn_get(t, serial, &r));
	GIVES(E_NOT_FOUND, txn_find(t, RECORD_OBJECT, 1, "name", 4, &found));
	ck_assert_uint_eq(by_label("label") + by_id("id"), 0);
}
END_TEST

START_TEST(serials_are_never_given_again)
{
	uint64_t first = put("", "", ""), second;

	OK(txn_remove(t, first));
	again();
	second = put("", "", "");
	ck_assert_uint_gt(second, first);
}
END_TEST

START_TEST(records_are_listed_by_kind_and_token)
{
	SCOPED_VALUE(record) r = { .kind = RECORD_TOKEN };
	unsigned count = 0;

	put("", "a", "");
	put("", "b", "");
	OK(txn_put(t, &r));
	OK(txn_each(t, RECORD_OBJECT, 1, count_visit, &count));
	ck_assert_uint_eq(count, 2);
	OK(txn_each(t, RECORD_TOKEN, 0, count_visit, &count));
	ck_assert_uint_eq(count, 3);
	OK(txn_each(t, RECORD_OBJECT, 2, count_visit, &count));
	ck_assert_uint_eq(count, 3);
}
END_TEST

static enum err
put_while_walking(void *arg, const struct entry *e)
{
	SCOPED_VALUE(record) r = { .kind = RECORD_OBJECT };

	(void)arg;
	(void)e;
	return txn_put(t, &r);
}

START_TEST(visitor_may_not_write)
{
	put("", "a", "");
	GIVES(E_GENERAL, txn_each(t, RECORD_OBJECT, 1, put_while_walking,
	    NULL));
}
END_TEST

static enum err
get_while_walking(void *arg, const struct entry *e)
{
	SCOPED_VALUE(record) r = { 0 };

	OK(txn_get(t, e->serial, &r));
	++*(unsigned *)arg;
	return E_OK;
}

START_TEST(visitor_may_read)
{
	unsigned count = 0, i;

	for (i = 0; i < 300; i++)
		put("", "a", "");
	again();
	OK(txn_each_label(t, 1, "a", 1, get_while_walking, &count));
	ck_assert_uint_eq(count, 300);
}
END_TEST

START_TEST(read_transaction_does_not_write)
{
	SCOPED_VALUE(record) r = { .kind = RECORD_OBJECT };
	uint32_t leaf;

	OK(txn_commit(&t));
	OK(txn_read(store, &t));
	GIVES(E_GENERAL, txn_put(t, &r));
	GIVES(E_GENERAL, txn_remove(t, 1));
	GIVES(E_GENERAL, txn_new_leaf(t, &leaf));
}
END_TEST

START_TEST(record_too_large_is_refused)
{
	SCOPED_VALUE(record) r = { .kind = RECORD_OBJECT };

	r.body.data = calloc(1, 16 << 20);
	r.body.len = 16 << 20;
	GIVES(E_DATA_LEN, txn_put(t, &r));
	r.body.len = 14 << 20;
	OK(txn_put(t, &r));
	OK(txn_commit(&t));
}
END_TEST

/* ---- against a list, with everything random ---- */

#define OBJECTS 400
static struct {
	uint64_t serial;
	unsigned label, id;
} model[OBJECTS];

static void
change(unsigned i)
{
	SCOPED_VALUE(record) r = { 0 };
	char label[16], id[16];

	if (model[i].serial != 0 && random() % 3 == 0) {
		OK(txn_remove(t, model[i].serial));
		model[i].serial = 0;
		return;
	}
	model[i].label = (unsigned)random() % 5;
	model[i].id = (unsigned)random() % 50;
	snprintf(label, sizeof label, "%u", model[i].label);
	snprintf(id, sizeof id, "%u", model[i].id);
	fill_record(&r, label, model[i].id == 0 ? "" : id, "body");
	r.serial = model[i].serial;
	OK(txn_put(t, &r));
	model[i].serial = r.serial;
}

static void
compare(void)
{
	unsigned i, k, labels[5] = { 0 }, ids[50] = { 0 };
	SCOPED_VALUE(record) r = { 0 };
	char text[16];

	for (i = 0; i < OBJECTS; i++) {
		if (model[i].serial == 0)
			continue;
		OK(txn_get(t, model[i].serial, &r));
		labels[model[i].label]++;
		ids[model[i].id]++;
	}
	for (k = 0; k < 5; k++) {
		snprintf(text, sizeof text, "%u", k);
		ck_assert_uint_eq(by_label(text), labels[k]);
	}
	for (k = 1; k < 50; k++) {
		snprintf(text, sizeof text, "%u", k);
		ck_assert_uint_eq(by_id(text), ids[k]);
	}
}

START_TEST(random_changes_agree_with_a_list)
{
	unsigned round, i;

	memset(model, 0, sizeof model);
	for (round = 0; round < 8 * scale(); round++) {
		for (i = 0; i < 400; i++)
			change((unsigned)random() % OBJECTS);
		again();
		compare();
	}
	txn_free(t);
	t = NULL;
	assert_store_is_clean();
}
END_TEST

SUITE("store/txn_record",
    tcase_add_checked_fixture(tc, setup, teardown);
    tcase_add_test(tc, record_comes_back_whole);
    tcase_add_test(tc, absent_serial_is_not_found);
    tcase_add_test(tc, uid_leads_back_to_its_record);
    tcase_add_test(tc, name_finds_its_record);
    tcase_add_test(tc, taken_name_is_refused_and_the_transaction_goes_on);
    tcase_add_test(tc, equal_labels_by_the_hundreds_are_all_found);
    tcase_add_test(tc, changed_label_is_found_and_the_old_one_is_not);
    tcase_add_test(tc, record_may_keep_or_change_its_name);
    tcase_add_test(tc, change_carries_its_revision_and_flags);
    tcase_add_test(tc, removed_record_leaves_nothing);
    tcase_add_test(tc, serials_are_never_given_again);
    tcase_add_test(tc, records_are_listed_by_kind_and_token);
    tcase_add_test(tc, visitor_may_not_write);
    tcase_add_test(tc, visitor_may_read);
    tcase_add_test(tc, read_transaction_does_not_write);
    tcase_add_test(tc, record_too_large_is_refused);
    tcase_add_test(tc, random_changes_agree_with_a_list))
