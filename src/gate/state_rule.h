/* SPDX-License-Identifier: Apache-2.0 */
/* What each state allows: one table, for keys and for versions. */
#ifndef CLAVIGER_GATE_STATE_RULE_H
#define CLAVIGER_GATE_STATE_RULE_H

#include "key/key.h"

/* Whether a key or version in this state may be used at all. named: the caller
 * holds a handle of exactly this version (staged ones need that). */
bool state_permits(enum state s, bool named);

#endif
