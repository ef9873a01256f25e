/* SPDX-License-Identifier: Apache-2.0 */
/* What a certificate's template has to say, and what of it stays. */
#ifndef CLAVIGER_OBJECT_TEMPLATE_CERTIFICATE_H
#define CLAVIGER_OBJECT_TEMPLATE_CERTIFICATE_H

#include "object/template.h"

/* A new one: E_TEMPLATE_INCOMPLETE, E_TEMPLATE_INCONSISTENT,
 * E_ATTRIBUTE_VALUE. */
enum err certificate_check(const struct template *t) MUST_USE;
/* Whether C_SetAttributeValue may change it. */
bool certificate_may_change(CK_ATTRIBUTE_TYPE type);

#endif
