/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sealed form of one row, the same in every table but the head's: format,
 * revision, sealed blob. Table, number and revision are bound to the content,
 * so a row put in another's place does not open. Its last 16 bytes are its
 * tag, by which the index vouches for it.
 */
#ifndef CLAVIGER_STORE_ROW_H
#define CLAVIGER_STORE_ROW_H

#include "crypto/seal.h"
#include "store/engine.h"
#include "store/root_key.h"

#define ROW_FORMAT 1
#define ROW_TAG_LEN SEAL_TAG_LEN

/* What one table's rows are sealed with. */
struct row_seal {
	struct seal_key *key;
	const unsigned char *store_id; /* STORE_ID_LEN */
	enum engine_table table;
};

/* Seal plain as row `number`: *row is replaced, tag filled. */
enum err row_seal(const struct row_seal *s, uint64_t number, uint64_t revision,
    const struct bytes *plain, struct bytes *row,
    unsigned char tag[static ROW_TAG_LEN]) MUST_USE;
/* The tag as it stands in the row, opened or not; zeroes if it is short. */
void row_tag(const struct bytes *row, unsigned char tag[static ROW_TAG_LEN]);
/* Open: *plain is replaced. E_STORE_DAMAGED (without a reason) if it is not
 * authentic. */
enum err row_open(const struct row_seal *s, uint64_t number,
    const struct bytes *row, uint64_t *revision, struct bytes *plain) MUST_USE;

/* What is bound to a row: also used for the head's own form. */
#define ROW_AD_LEN (1 + STORE_ID_LEN + 1 + 8 + 8)
void row_ad(const struct row_seal *s, uint64_t number, uint64_t revision,
    unsigned char out[static ROW_AD_LEN]);

#endif
