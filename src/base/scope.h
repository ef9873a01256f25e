/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Things that end with their block. SCOPED(secret) *s = NULL; declares a
 * struct secret * that secret_free() gets when the block is left. Hand
 * ownership over by setting the variable to NULL.
 */
#ifndef CLAVIGER_BASE_SCOPE_H
#define CLAVIGER_BASE_SCOPE_H

#define SCOPED(type) __attribute__((cleanup(type##_scope_end))) struct type
/* For a type with type_free(struct type *), which accepts NULL. */
#define SCOPED_DEFINE(type) \
	static inline void type##_scope_end(struct type **p) \
	{ \
		type##_free(*p); \
	}
/* For a value (not a pointer) with type_clear(struct type *). */
#define SCOPED_VALUE(type) \
	__attribute__((cleanup(type##_clear))) struct type

#endif
