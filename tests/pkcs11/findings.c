/* SPDX-License-Identifier: Apache-2.0 */
/* What was found so far, as text. */
#include "findings.h"

#include "support/fixture.h"

#include <stdarg.h>
#include <stdio.h>

static char about[128];
static char text[3500]; /* more than that Check does not take */
static size_t used, count;

void
findings_about(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(about, sizeof(about), format, args);
	va_end(args);
	mark_point();
}

static void
add(const char *line)
{
	int n = snprintf(text + used, sizeof(text) - used, "\n%s", line);

	count++;
	if (n > 0 && (size_t)n < sizeof(text) - used)
		used += (size_t)n;
}

bool
findings_rv(int line, const char *call, CK_RV got, CK_RV want)
{
	char said[512];

	if (got == want)
		return true;
	snprintf(said, sizeof(said), "%s: line %d: %.150s gave 0x%lx, not "
	    "0x%lx: %.100s", about, line, call, got, want, fixture_reason());
	add(said);
	return false;
}

bool
findings_true(int line, const char *what, bool holds)
{
	char said[512];

	if (holds)
		return true;
	snprintf(said, sizeof(said), "%s: line %d: not so: %.200s", about,
	    line, what);
	add(said);
	return false;
}

void
findings_end(void)
{
	ck_assert_msg(count == 0, "%zu findings:%s", count, text);
}
