/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PKCS #11 3.2 on whatever header the machine has: the installed p11-kit
 * header (2.40 in 0.24, 3.0 in 0.25) and what it lacks. configure tells what
 * it has: HAVE_CK_INTERFACE, HAVE_CK_FUNCTION_LIST_3_0 and so on, one for
 * each structure in cryptoki_types.h and cryptoki_lists.h.
 */
#ifndef CLAVIGER_CRYPTOKI_H
#define CLAVIGER_CRYPTOKI_H

/*
 * Protected: the C_ functions are exported, but ours always call and list our
 * own, whatever functions of these names the host has loaded before.
 */
#pragma GCC visibility push(protected)

#include <p11-kit/pkcs11.h>

#ifdef __cplusplus
extern "C" {
#endif

/* clang-format off */
#include "cryptoki_numbers.h"
#include "cryptoki_mechanisms.h"
#include "cryptoki_types.h"
#include "cryptoki_lists.h"
/* clang-format on */

#ifdef __cplusplus
}
#endif

#pragma GCC visibility pop

#endif
