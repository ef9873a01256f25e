/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes that are computed from the key, for attr_table.c. */
#ifndef CLAVIGER_OBJECT_ATTR_READ_H
#define CLAVIGER_OBJECT_ATTR_READ_H

#include "object/object.h"

enum err read_class(const struct view *, struct bytes *) MUST_USE;
enum err read_key_type(const struct view *, struct bytes *) MUST_USE;
enum err read_token(const struct view *, struct bytes *) MUST_USE;
enum err read_unique_id(const struct view *, struct bytes *) MUST_USE;
enum err read_value(const struct view *, struct bytes *) MUST_USE;
enum err read_value_len(const struct view *, struct bytes *) MUST_USE;
enum err read_check_value(const struct view *, struct bytes *) MUST_USE;
enum err read_public_key_info(const struct view *, struct bytes *) MUST_USE;
enum err read_ec_params(const struct view *, struct bytes *) MUST_USE;
enum err read_ec_point(const struct view *, struct bytes *) MUST_USE;
enum err read_key_id(const struct view *, struct bytes *) MUST_USE;
enum err read_version(const struct view *, struct bytes *) MUST_USE;
enum err read_state(const struct view *, struct bytes *) MUST_USE;
enum err read_permitted(const struct view *, struct bytes *) MUST_USE;
enum err read_created(const struct view *, struct bytes *) MUST_USE;
enum err read_deletion_date(const struct view *, struct bytes *) MUST_USE;
enum err read_current_version(const struct view *, struct bytes *) MUST_USE;
enum err read_versions(const struct view *, struct bytes *) MUST_USE;
enum err read_raw_used(const struct view *, struct bytes *) MUST_USE;

#endif
