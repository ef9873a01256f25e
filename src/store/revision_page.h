/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One mapped page that every process of a store shares, so that one atomic
 * load tells whether anything has been committed since. It is a hint for
 * speed: nothing is believed because of it, and the head is read again once a
 * second whatever it says.
 */
#ifndef CLAVIGER_STORE_REVISION_PAGE_H
#define CLAVIGER_STORE_REVISION_PAGE_H

#include "store/place.h"

#include <stdint.h>

struct revision_page;

/*
 * Map it. A process that may write makes it or repairs it; NULL with E_OK if
 * there is none to be had, which costs speed and nothing else. repair: false
 * to look only.
 */
enum err revision_page_open(const struct place *p, bool repair,
    struct revision_page **out) MUST_USE;
void revision_page_close(struct revision_page *page);

/* NULL reads as 0. */
uint64_t revision_page_load(const struct revision_page *page);
/*
 * After a commit, under the writer lock: show the revision, or, if the page
 * was not behind it when the transaction began (`before`), a value that was
 * never shown. Returns what is shown now. Nothing happens without a page or a
 * right to write.
 */
uint64_t revision_page_raise(struct revision_page *page, uint64_t before,
    uint64_t revision);
/* Show the revision, unless the page no longer shows `seen`. */
void revision_page_correct(struct revision_page *page, uint64_t seen,
    uint64_t revision);

#endif
