/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starting and stopping, and noticing a fork without asking for the process
 * id: what says "initialised" lives, with its lock, in a page that the kernel
 * wipes in a child. A child so finds an open lock and a module that was not
 * initialised, whatever the threads of its parent were doing; that zeroes are
 * a valid lock is asserted by a test.
 */
#include "context.h"

#include "base/conf.h"
#include "base/log.h"
#include "crypto/library.h"
#include "crypto/secret.h"
#include "flow/sessions.h"
#include "session/session.h"
#include "token/slot.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct mark {
	pthread_rwlock_t lock;
	atomic_bool ready;
	bool known; /* this process has looked at context below */
};

static struct mark *_Atomic mark; /* in the page; NULL before the first call */

/* What a parent had, kept reachable: freeing it might wait for a lock that a
 * thread of the parent holds. */
struct inherited {
	struct inherited *next;
	struct tokens *tokens;
	struct session_table *sessions;
};

static struct {
	struct tokens *tokens;
	struct session_table *sessions; /* made once, kept */
	struct inherited *inherited;
	bool known; /* some process, perhaps a parent, has used it */
} context;

static void
mark_wipe(void)
{
	memset((void *)atomic_load(&mark), 0, sizeof(struct mark));
}

static struct mark *
mark_map(void)
{
	struct mark *none = NULL, *page;
	bool wiped;

	page = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		return NULL;
	wiped = madvise(page, sizeof(*page), MADV_WIPEONFORK) == 0;
	if (!atomic_compare_exchange_strong(&mark, &none, page)) {
		munmap(page, sizeof(*page));
		return none;
	}
	/* Kernels that do not wipe leave the children of fork(3) to us. */
	if (!wiped)
		pthread_atfork(NULL, NULL, mark_wipe);
	return page;
}

bool
context_ready(void)
{
	struct mark *page = atomic_load_explicit(&mark, memory_order_acquire);

	return page != NULL &&
	    atomic_load_explicit(&page->ready, memory_order_acquire);
}

enum err
context_lock(bool alone)
{
	struct mark *page = atomic_load(&mark);

	if (page == NULL)
		page = mark_map();
	if (page == NULL)
		return refuse(E_NO_MEMORY, "no page for the module's state");
	if (alone)
		pthread_rwlock_wrlock(&page->lock);
	else
		pthread_rwlock_rdlock(&page->lock);
	return E_OK;
}

void
context_unlock(void)
{
	pthread_rwlock_unlock(&atomic_load(&mark)->lock);
}

/* What a parent had is neither ours to use nor to free. */
static enum err
disown(void)
{
	struct inherited *old = malloc(sizeof(*old));

	if (old == NULL)
		return refuse(E_NO_MEMORY, "out of memory after a fork");
	*old = (struct inherited){ context.inherited, context.tokens,
		context.sessions };
	context.inherited = old;
	context.tokens = NULL;
	context.sessions = NULL;
	secret_abandon();
	library_abandon();
	if (old->tokens != NULL)
		tokens_abandon(old->tokens);
	return E_OK;
}

/* The first start of this process, be it a forked child or not. */
static enum err
first_start(struct mark *page)
{
	if (context.known)
		TRY(disown());
	else
		store_fork_init();
	context.known = true;
	page->known = true;
	return E_OK;
}

static enum err
configure(const char *args, struct tokens **out)
{
	struct conf conf = { 0 };
	enum err e = conf_read(args, &conf);

	if (e != E_OK && e != E_CONFIGURATION)
		return e;
	log_open(conf.log);
	if (e == E_CONFIGURATION)
		log_line("C_Initialize: no slots: %s", reason_text());
	return tokens_new(&conf, e, out);
}

enum err
context_start(const char *args)
{
	struct mark *page = atomic_load(&mark);

	if (page->ready)
		return E_ALREADY_INITIALIZED;
	if (!page->known)
		TRY(first_start(page));
	if (context.sessions == NULL)
		TRY(session_table_new(&context.sessions));
	TRY(configure(args, &context.tokens));
	page->ready = true;
	return E_OK;
}

enum err
context_stop(void)
{
	struct mark *page = atomic_load(&mark);
	struct tokens *tokens = context.tokens;

	if (!page->ready)
		return E_NOT_INITIALIZED;
	page->ready = false;
	flow_close(tokens, context.sessions);
	context.tokens = NULL; /* a fork from here on finds nothing half gone */
	tokens_free(tokens);
	library_close();
	secret_trim();
	log_open("");
	return E_OK;
}

struct session_table *
context_sessions(void)
{
	return context.sessions;
}

struct tokens *
context_tokens(void)
{
	return context.tokens;
}
