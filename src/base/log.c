/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line is one write() to a file opened for it: no descriptor is kept that a
 * host could close or a child inherit, and rotation needs no signal. No lock
 * either, which a fork could leave taken: targets are immutable and kept for
 * good, there being as many as different configurations were read.
 */
#include "base/log.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

#define LINE_SIZE 1024

struct target {
	struct target *next;
	char name[];
};

static struct target *_Atomic targets; /* every one there ever was */
static struct target *_Atomic current; /* NULL: log nothing */

static struct target *
target_find(const char *name)
{
	struct target *t = atomic_load(&targets);

	while (t != NULL && strcmp(t->name, name) != 0)
		t = t->next;
	return t;
}

static struct target *
target_add(const char *name)
{
	size_t size = strlen(name) + 1;
	struct target *t = malloc(sizeof(*t) + size);

	if (t == NULL)
		return NULL;
	memcpy(t->name, name, size);
	t->next = atomic_load(&targets);
	while (!atomic_compare_exchange_weak(&targets, &t->next, t))
		;
	return t;
}

void
log_open(const char *name)
{
	struct target *t = NULL;

	if (name[0] != '\0') {
		t = target_find(name);
		if (t == NULL)
			t = target_add(name);
	}
	atomic_store(&current, t);
}

/* A reason may quote an object's label: it must not forge lines. */
static void
make_printable(char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
}

static void
write_file(const char *path, const char *text)
{
	char line[LINE_SIZE + 64];
	char when[32] = "";
	struct tm tm;
	time_t now = time(NULL);
	int fd, len;

	if (gmtime_r(&now, &tm) != NULL)
		strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &tm);
	len = snprintf(line, sizeof(line), "%s claviger[%ld]: %s\n", when,
	    (long)getpid(), text);
	/* Not blocking: a pipe nobody reads must not stop the host. */
	fd = open(path,
	    O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
	    S_IRUSR | S_IWUSR);
	if (fd < 0)
		return;
	if (len > 0 && write(fd, line, (size_t)len) < 0)
		len = 0;
	close(fd);
}

void
log_line(const char *fmt, ...)
{
	struct target *t = atomic_load(&current);
	char text[LINE_SIZE];
	va_list args;
	int len;

	if (t == NULL)
		return;
	va_start(args, fmt);
	len = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (len < 0)
		return;
	make_printable(text);
	if (strcmp(t->name, "syslog") == 0)
		syslog(LOG_AUTHPRIV | LOG_NOTICE, "claviger: %s", text);
	else
		write_file(t->name, text);
}
