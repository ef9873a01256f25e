/* SPDX-License-Identifier: Apache-2.0 */
/* A restored copy is refused until somebody says that it was meant. */
#include "flow/rollback.h"

#include "base/log.h"

#define REASON_MAX 256

static enum err
refused_as_older(struct tokens *t)
{
	struct store *s;
	enum err e = tokens_store(t, &s);

	if (e == E_OK)
		return refuse(E_ARGUMENTS, "the store in %s is not refused: "
		    "there is nothing to accept", t->conf.store);
	return e == E_STORE_ROLLED_BACK ? E_OK : e;
}

enum err
flow_accept_rollback(struct tokens *t, const CK_UTF8CHAR *reason,
    CK_ULONG len)
{
	enum err e;

	if (len == 0 || len > REASON_MAX)
		return refuse(E_ARGUMENTS, "a reason of 1 to %d bytes is "
		    "needed", REASON_MAX);
	TRY(refused_as_older(t));
	pthread_mutex_lock(&t->lock);
	e = store_accept_rollback(t->conf.store, t->conf.root_key);
	pthread_mutex_unlock(&t->lock);
	if (e == E_OK)
		log_line("the older store in %s is accepted: %.*s",
		    t->conf.store, (int)len, (const char *)reason);
	return e;
}
