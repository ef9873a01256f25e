/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For loops over many rows: what is wrong is collected and told in one piece,
 * so that one failure does not hide the next.
 */
#ifndef CLAVIGER_TESTS_FINDINGS_H
#define CLAVIGER_TESTS_FINDINGS_H

#include "cryptoki.h"

#include <stdbool.h>

/* What is looked at now; said with each finding from here on. */
void findings_about(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
/* True if the call gave what it should. */
bool findings_rv(int line, const char *call, CK_RV got, CK_RV want);
bool findings_true(int line, const char *what, bool holds);
/* Fail if anything was found. */
void findings_end(void);

#define WANT(rv, call) findings_rv(__LINE__, #call, (call), (rv))
#define HOLDS(condition) findings_true(__LINE__, #condition, (condition))

#endif
