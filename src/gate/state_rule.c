/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What KMS key states allow. A staged version works only for who asks for
 * it by number: that is how a certificate is made for it before it is current.
 */
#include "gate/state_rule.h"

enum allows {
	NOTHING,
	NAMED, /* through a handle of this very version */
	EVERYTHING,
};

static const enum allows rules[] = {
	[STATE_ENABLED] = EVERYTHING,
	[STATE_DISABLED] = NOTHING,
	[STATE_SCHEDULED] = NOTHING,
	[STATE_PURGED] = NOTHING,
	[STATE_STAGED] = NAMED,
	[STATE_PURGING] = NOTHING,
};

bool
state_permits(enum state s, bool named)
{
	switch (rules[s]) {
	case EVERYTHING:
		return true;
	case NAMED:
		return named;
	case NOTHING:
		break;
	}
	return false;
}
