/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every function of the 3.2 list, so that what holds for all of them is said
 * once: its name, and a letter for each thing it is given.
 *
 *	S session		L slot
 *	M mechanism		K key, W wrapping key, U unwrapping key
 *	O object		T template and count, V one to be filled in
 *	I bytes and length	D, G wrapped key, signature: never NULL
 *	P PIN, N name (UTF-8 and length)
 *	B buffer and pointer to its length
 *	C list and pointer to its count
 *	F list, its room and a pointer to the count of what is in it
 *	Q buffer and length	H where a handle goes
 *	R where a result goes	X message parameter and length
 *	l label of 32 bytes	v pointer that may be NULL
 *	0 pointer that has to be NULL
 *	A C_Initialize's	u kind of user
 *	t mechanism type	f flags
 *	o handle that may be 0	n number
 *
 * Two-argument letters are I, D, G, P, N, T, V, B, C, Q, X; F has three.
 */
#ifndef CLAVIGER_TESTS_EVERY_CALL_H
#define CLAVIGER_TESTS_EVERY_CALL_H

#include "cryptoki.h"

#include <stddef.h>

#define CALL_ARGS 14

struct every_call {
	const char *name; /* without C_ */
	const char *args;
	size_t size; /* of what R, or an entry of C, is */
};

/* In the list's order: rows and entries have the same index. */
extern const struct every_call every_call[];
extern const size_t every_call_count;

/* The row of this name, without C_; asserts that there is one. */
size_t every_call_find(const char *name);
/* How many arguments a letter stands for. */
size_t every_call_width(char letter);
/* Where the n-th (from 0) thing called so stands among the arguments;
 * CALL_ARGS if there are not as many. */
size_t every_call_place(size_t row, char letter, size_t n);

/* Call entry `row` of a function list. Pointers are cast to CK_ULONG, which
 * all machines of ours pass alike. */
CK_RV every_call_run(const void *list, size_t row,
    const CK_ULONG args[static CALL_ARGS]);

#endif
