/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything that holds a secret is mapped here, with the advice that keeps
 * it out of core dumps, swap and children. The bookkeeping is outside of
 * what a fork wipes, but for the links of free blocks, which lie in them.
 */
#include "crypto/arena.h"
#include "crypto/ct.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define REGION_SIZE ((size_t)256 << 10)
#define SMALLEST ((size_t)32)
#define CLASSES 8 /* 32 to 4096 */

struct block {
	struct block *next;
};

struct region {
	struct region *next;
	unsigned char *base;
	size_t used; /* bytes ever handed out, from the start */
	size_t live; /* blocks in use */
};

static struct {
	pthread_mutex_t lock;
	struct region *regions; /* the one blocks are cut from first */
	struct block *free[CLASSES];
	unsigned number;
	bool unlocked; /* some page could not be locked */
	struct region *inherited; /* by a child, never touched */
} arena = { .lock = PTHREAD_MUTEX_INITIALIZER };

static unsigned char *
map(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return NULL;
	/* Advice: kernels that lack one are served without it. */
	(void)madvise(at, size, MADV_DONTDUMP);
	(void)madvise(at, size, MADV_WIPEONFORK);
	if (mlock(at, size) != 0)
		arena.unlocked = true;
	return at;
}

static size_t
class_of(size_t len)
{
	size_t class = 0;

	while (class < CLASSES && (SMALLEST << class) < len)
		class++;
	return class;
}

static bool
region_add(void)
{
	struct region *r = malloc(sizeof(*r));

	if (r == NULL)
		return false;
	*r = (struct region){ .base = map(REGION_SIZE) };
	if (r->base == NULL) {
		free(r);
		return false;
	}
	r->next = arena.regions;
	arena.regions = r;
	return true;
}

static struct region *
region_of(const unsigned char *data)
{
	struct region *r = arena.regions;

	while (r != NULL &&
	    (data < r->base || data >= r->base + REGION_SIZE))
		r = r->next;
	return r;
}

static unsigned char *
cut(size_t size)
{
	struct region *r = arena.regions;
	unsigned char *data;

	if (r == NULL || REGION_SIZE - r->used < size) {
		if (!region_add())
			return NULL;
		r = arena.regions;
	}
	data = r->base + r->used;
	r->used += size;
	r->live++;
	return data;
}

static unsigned char *
take_small(size_t class)
{
	struct block *b = arena.free[class];

	if (b == NULL)
		return cut(SMALLEST << class);
	arena.free[class] = b->next;
	b->next = NULL;
	region_of((unsigned char *)b)->live++;
	return (unsigned char *)b;
}

unsigned char *
arena_take(size_t len, unsigned *number)
{
	size_t class = class_of(len);
	unsigned char *data;

	pthread_mutex_lock(&arena.lock);
	data = class < CLASSES ? take_small(class) : map(len);
	*number = arena.number;
	pthread_mutex_unlock(&arena.lock);
	return data;
}

static void
give_small(unsigned char *data, size_t class)
{
	struct block *b = (struct block *)(void *)data;

	b->next = arena.free[class];
	arena.free[class] = b;
	region_of(data)->live--;
}

void
arena_give(unsigned char *data, size_t len, unsigned number)
{
	size_t class = class_of(len);

	ct_wipe(data, len);
	pthread_mutex_lock(&arena.lock);
	if (class == CLASSES)
		(void)munmap(data, len);
	else if (number == arena.number)
		give_small(data, class);
	pthread_mutex_unlock(&arena.lock);
}

bool
arena_locked(void)
{
	bool locked;

	pthread_mutex_lock(&arena.lock);
	locked = !arena.unlocked;
	pthread_mutex_unlock(&arena.lock);
	return locked;
}

/* Take the blocks of regions nobody uses off the lists. */
static void
drop_blocks(size_t class)
{
	struct block **at = &arena.free[class];

	while (*at != NULL) {
		if (region_of((unsigned char *)*at)->live == 0)
			*at = (*at)->next;
		else
			at = &(*at)->next;
	}
}

void
arena_trim(void)
{
	struct region **at = &arena.regions, *r;

	pthread_mutex_lock(&arena.lock);
	for (size_t class = 0; class < CLASSES; class++)
		drop_blocks(class);
	while ((r = *at) != NULL) {
		if (r->live > 0) {
			at = &r->next;
			continue;
		}
		*at = r->next;
		(void)munmap(r->base, REGION_SIZE);
		free(r);
	}
	pthread_mutex_unlock(&arena.lock);
}

/*
 * The lock may be held, and a list be half changed, by a thread that did not
 * come along: nothing inherited is walked. The regions stay mapped, because
 * somebody may still look at a secret he remembers, and reads zeroes.
 */
void
arena_abandon(void)
{
	static const pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;

	memcpy(&arena.lock, &fresh, sizeof(arena.lock));
	memset(arena.free, 0, sizeof(arena.free));
	arena.inherited = arena.regions;
	arena.regions = NULL;
	arena.number++;
	arena.unlocked = false;
}
