/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An engine for tests of the index: pages in memory, counted reads, no
 * transactions and no other tables.
 */
#ifndef CLAVIGER_TESTS_ENGINE_MEMORY_H
#define CLAVIGER_TESTS_ENGINE_MEMORY_H

#include "store/page_pool.h"
#include "store_fixture.h"

#define MEMORY_ROWS 65536

struct engine_state {
	struct bytes rows[MEMORY_ROWS];
	unsigned reads, writes;
};

static inline enum err
memory_get(struct engine_state *m, enum engine_table table, uint64_t number,
    struct bytes *out)
{
	(void)table;
	ck_assert_uint_lt(number, MEMORY_ROWS);
	m->reads++;
	if (m->rows[number].len == 0)
		return E_NOT_FOUND;
	return bytes_set(out, m->rows[number].data, m->rows[number].len);
}

static inline enum err
memory_put(struct engine_state *m, enum engine_table table, uint64_t number,
    const void *data, size_t len)
{
	(void)table;
	ck_assert_uint_lt(number, MEMORY_ROWS);
	m->writes++;
	return bytes_set(&m->rows[number], data, len);
}

static inline enum err
memory_remove(struct engine_state *m, enum engine_table table,
    uint64_t number)
{
	(void)table;
	ck_assert_msg(m->rows[number].len != 0, "removed what was not there");
	bytes_clear(&m->rows[number]);
	return E_OK;
}

static const struct store_engine engine_memory = {
	.name = "memory",
	.get = memory_get,
	.put = memory_put,
	.remove = memory_remove,
};

/* A pool over such an engine, and the top of an index in it. */
static struct engine_state *memory;
static struct row_seal memory_seal;
static struct page_pool *pool;
static struct link top;
static uint64_t next_page, revision;

static inline void
pool_setup(void)
{
	static const unsigned char id[STORE_ID_LEN] = { 1 };
	SCOPED(secret) *key = NULL;

	OK(library_open());
	memory = calloc(1, sizeof *memory);
	ck_assert_ptr_nonnull(memory);
	OK(secret_random(32, &key));
	memory_seal = (struct row_seal){ .store_id = id, .table = TABLE_PAGE };
	OK(seal_key_new(key, &memory_seal.key));
	OK(page_pool_new(&engine_memory, memory, &memory_seal, &pool));
	top = (struct link){ 0 };
	next_page = 1;
	revision = 1;
	page_pool_begin(pool, &next_page);
}

static inline void
pool_teardown(void)
{
	size_t i;

	page_pool_free(pool);
	seal_key_free(memory_seal.key);
	for (i = 0; i < MEMORY_ROWS; i++)
		bytes_clear(&memory->rows[i]);
	free(memory);
	library_close();
}

/* As a commit does. */
static inline void
pool_commit(void)
{
	OK(page_pool_write(pool, &top, ++revision));
	page_pool_keep(pool);
	page_pool_begin(pool, &next_page);
}

/* With nothing in memory, as after opening again. */
static inline void
pool_reopen(void)
{
	page_pool_free(pool);
	OK(page_pool_new(&engine_memory, memory, &memory_seal, &pool));
	page_pool_begin(pool, &next_page);
}

#endif
