/* SPDX-License-Identifier: Apache-2.0 */
/* What a key is for when its template does not say. */
#ifndef CLAVIGER_OBJECT_TEMPLATE_USAGE_H
#define CLAVIGER_OBJECT_TEMPLATE_USAGE_H

#include "object/template.h"

/* A template that names no use at all gets every use its type is made for; one
 * that names some gets no others. */
enum err template_complete_usage(struct template *t) MUST_USE;

#endif
