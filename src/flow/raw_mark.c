/* SPDX-License-Identifier: Apache-2.0 */
/* One commit per key, at its first such use. */
#include "flow/raw_mark.h"

#include "flow/common.h"

static enum err
mark(void *arg, struct txn *t, struct object *o)
{
	(void)arg;
	(void)t;
	/* Rotated since the gate was asked. */
	if (key_live_versions(o->key) > 1)
		return refuse(E_KEY_VERSIONS, "key %s has several versions by "
		    "now", o->key->id);
	o->key->raw_used = true;
	return E_OK;
}

enum err
flow_mark_raw(struct session *s, uint64_t serial)
{
	return flow_change(s, serial, mark, NULL);
}
