/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes that are computed from the key, for attr_table.c. */
#ifndef CLAVIGER_OBJECT_ATTR_READ_H
#define CLAVIGER_OBJECT_ATTR_READ_H

#include "object/object.h"

enum err read_class(const struct view *, struct bytes *) MUST_USE;
enum err read_key_type(const struct view *, struct bytes *) MUST_USE;
enum err read_token(const struct view *, struct bytes *) MUST_USE;
enum err read_unique_id(const struct view *, struct bytes *) MUST_USE;
enum err read_name_hash(const struct view *, struct bytes *) MUST_USE;
enum err read_key_gen_mechanism(const struct view *, struct bytes *) MUST_USE;
enum err read_value_len(const struct view *, struct bytes *) MUST_USE;
enum err read_key_id(const struct view *, struct bytes *) MUST_USE;
enum err read_version(const struct view *, struct bytes *) MUST_USE;
enum err read_state(const struct view *, struct bytes *) MUST_USE;
enum err read_permitted(const struct view *, struct bytes *) MUST_USE;
enum err read_created(const struct view *, struct bytes *) MUST_USE;
enum err read_deletion_date(const struct view *, struct bytes *) MUST_USE;
enum err read_current_version(const struct view *, struct bytes *) MUST_USE;
enum err read_versions(const struct view *, struct bytes *) MUST_USE;
enum err read_raw_used(const struct view *, struct bytes *) MUST_USE;

/* attr_read_key.c: of the material. Private components are
 * E_ATTRIBUTE_SENSITIVE unless the key may show them. */
enum err read_value(const struct view *, struct bytes *) MUST_USE;
enum err read_check_value(const struct view *, struct bytes *) MUST_USE;
enum err read_public_key_info(const struct view *, struct bytes *) MUST_USE;
enum err read_ec_params(const struct view *, struct bytes *) MUST_USE;
enum err read_ec_point(const struct view *, struct bytes *) MUST_USE;
enum err read_modulus(const struct view *, struct bytes *) MUST_USE;
enum err read_modulus_bits(const struct view *, struct bytes *) MUST_USE;
enum err read_public_exponent(const struct view *, struct bytes *) MUST_USE;
enum err read_private_exponent(const struct view *, struct bytes *) MUST_USE;
enum err read_prime_1(const struct view *, struct bytes *) MUST_USE;
enum err read_prime_2(const struct view *, struct bytes *) MUST_USE;
enum err read_exponent_1(const struct view *, struct bytes *) MUST_USE;
enum err read_exponent_2(const struct view *, struct bytes *) MUST_USE;
enum err read_coefficient(const struct view *, struct bytes *) MUST_USE;
enum err read_parameter_set(const struct view *, struct bytes *) MUST_USE;
enum err read_seed(const struct view *, struct bytes *) MUST_USE;
enum err read_crc64(const struct view *, struct bytes *) MUST_USE;

#endif
