/* SPDX-License-Identifier: Apache-2.0 */
/* A record's fields as the plaintext of its row. */
#ifndef CLAVIGER_STORE_RECORD_H
#define CLAVIGER_STORE_RECORD_H

#include "store/store.h"

/* *out is replaced. */
enum err record_encode(const struct record *r, struct bytes *out) MUST_USE;
/* Fills all but revision and uid; E_STORE_DAMAGED (without a reason) if it is
 * not well formed. */
enum err record_decode(const struct bytes *in, struct record *out) MUST_USE;

#endif
