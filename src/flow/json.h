/* SPDX-License-Identifier: Apache-2.0 */
/* JSON answers of the vendor interface, under the length protocol. */
#ifndef CLAVIGER_FLOW_JSON_H
#define CLAVIGER_FLOW_JSON_H

#include "base/err.h"
#include "cryptoki.h"

#include <jansson.h>
#include <stdint.h>

/* Print and hand out; takes the reference to j, which may be NULL (memory). */
enum err json_answer(json_t *j, CK_UTF8CHAR *out, CK_ULONG *len) MUST_USE;
/* Seconds since 1970 as "2026-11-22T18:20:00Z"; null for 0. */
json_t *json_time(uint64_t when);
/* Lower-case hexadecimal. */
json_t *json_hex(const void *data, size_t len);
/* Text of a person's choice: what is not UTF-8, and NULs, which JSON readers
 * refuse, become '?'. */
json_t *json_text(const void *data, size_t len);

#endif
