/* SPDX-License-Identifier: Apache-2.0 */
/* RFC 7512 URIs among the arguments. */
#ifndef CLAVIGER_TOOLS_URI_H
#define CLAVIGER_TOOLS_URI_H

#include "command.h"

/* Parse --token and the operand KEY where they are URIs, into c. What this
 * command could not honour is refused. */
enum status uris_read(struct context *c) MUST_USE;
void uris_free(struct context *c);

/* Whether a URI allows this token; NULL allows every one. */
bool uri_fits_token(const struct context *c, P11KitUri *uri, CK_SLOT_ID slot,
    const CK_TOKEN_INFO *token);
/* Whether the URI that is KEY allows keys of this class: a pair is meant by
 * its private and by its public key. */
bool uri_allows(const struct context *c, CK_OBJECT_CLASS class);
/* The file named by pin-source; NULL if there is none. */
const char *uri_pin_file(const struct context *c);

#endif
