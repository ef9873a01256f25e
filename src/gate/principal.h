/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks. Login (token/) produces one; the gate judges by it. */
#ifndef CLAVIGER_GATE_PRINCIPAL_H
#define CLAVIGER_GATE_PRINCIPAL_H

#define PRINCIPAL_NAME_MAX 64
#define PRINCIPAL_DEFAULT "user"
#define PRINCIPAL_SO "so"

enum principal_kind {
	PRINCIPAL_NOBODY, /* a public session: anonymous */
	PRINCIPAL_OFFICER, /* SO: administers, never uses keys */
	PRINCIPAL_USER,	  /* crypto user */
};

struct principal {
	enum principal_kind kind;
	char name[PRINCIPAL_NAME_MAX + 1];
};

#endif
