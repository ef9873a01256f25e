/* SPDX-License-Identifier: Apache-2.0 */
/* CRC-64 of ECMA-182: CKA_PUBLIC_CRC64_VALUE, which tells public keys apart
 * and protects nothing. */
#ifndef CLAVIGER_OBJECT_CRC64_H
#define CLAVIGER_OBJECT_CRC64_H

#include <stddef.h>
#include <stdint.h>

uint64_t crc64(const unsigned char *data, size_t len);

#endif
