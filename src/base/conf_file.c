/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The grammar of the configuration file. A key is a row with the function
 * that understands its value; a function says what is wrong in a few words
 * and knows neither file nor line.
 */
#include "base/conf_file.h"

#include "base/bytes.h"
#include "base/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX ((size_t)64 << 10)
#define AEAD_BUFFER_MIN ((uint64_t)64 << 10)
#define AEAD_BUFFER_MAX ((uint64_t)1 << 30)

/* Each returns what is wrong with the value, or NULL. */
typedef const char *set_value(struct conf *c, const char *value);

static const char *
set_path(char out[static PATH_MAX], const char *value)
{
	size_t len = strlen(value);

	if (value[0] != '/')
		return "must be an absolute path";
	if (len >= PATH_MAX)
		return "is too long";
	memcpy(out, value, len + 1);
	return NULL;
}

static const char *
set_store(struct conf *c, const char *value)
{
	return set_path(c->store, value);
}

static const char *
set_root_key(struct conf *c, const char *value)
{
	return set_path(c->root_key, value);
}

static const char *
set_log(struct conf *c, const char *value)
{
	if (strcmp(value, "syslog") == 0) {
		strcpy(c->log, value);
		return NULL;
	}
	if (value[0] != '/')
		return "must be syslog or an absolute path";
	return set_path(c->log, value);
}

static const char *
set_init_token(struct conf *c, const char *value)
{
	static const char blanks[] = " \t";
	size_t len;

	for (;;) {
		value += strspn(value, blanks);
		len = strcspn(value, ", \t");
		if (len == 7 && strncmp(value, "sandbox", len) == 0)
			c->init_sandbox = true;
		else if (len == 17 &&
		    strncmp(value, "allow-extractable", len) == 0)
			c->init_allow_extractable = true;
		else
			return "takes sandbox and allow-extractable, separated "
			       "by commas";
		value += len;
		value += strspn(value, blanks);
		if (*value == '\0')
			return NULL;
		if (*value++ != ',')
			return "needs a comma between two words";
	}
}

static unsigned
suffix_shift(const char **at)
{
	static const char suffixes[] = "KMG";
	const char *found = **at != '\0' ? strchr(suffixes, **at) : NULL;

	if (found == NULL)
		return 0;
	(*at)++;
	return 10 * (unsigned)(found - suffixes + 1);
}

static const char *
set_aead_buffer(struct conf *c, const char *value)
{
	static const char what[] = "must be a number of bytes, 64K to 1G";
	const char *at = value;
	uint64_t n = 0;

	for (; *at >= '0' && *at <= '9' && n <= AEAD_BUFFER_MAX; at++)
		n = n * 10 + (uint64_t)(*at - '0');
	if (at == value)
		return what;
	n <<= suffix_shift(&at);
	if (*at != '\0' || n < AEAD_BUFFER_MIN || n > AEAD_BUFFER_MAX)
		return what;
	c->aead_buffer = (size_t)n;
	return NULL;
}

static const struct key {
	const char *name;
	set_value *set;
} keys[] = {
	{ "store", set_store },
	{ "root-key", set_root_key },
	{ "log", set_log },
	{ "init-token", set_init_token },
	{ "aead-buffer", set_aead_buffer },
};
#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

struct parse {
	const char *path;
	size_t line;
	struct conf *conf;
	bool seen[KEY_COUNT];
	enum err result; /* of the first bad line */
};

/* Only the first one is told: it is what has to be mended first. */
static void
complain(struct parse *p, const char *subject, const char *what)
{
	if (p->result == E_OK)
		p->result = refuse(E_CONFIGURATION, "%.300s:%zu: %.64s %s",
		    p->path, p->line, subject, what);
}

static char *
trim(char *text)
{
	static const char blanks[] = " \t\r";
	size_t len;

	text += strspn(text, blanks);
	len = strlen(text);
	while (len > 0 && strchr(blanks, text[len - 1]) != NULL)
		text[--len] = '\0';
	return text;
}

static void
set_one(struct parse *p, const char *name, const char *value)
{
	const char *wrong;
	size_t i = 0;

	while (i < KEY_COUNT && strcmp(keys[i].name, name) != 0)
		i++;
	if (i == KEY_COUNT) {
		complain(p, name, "is not a known key");
		return;
	}
	if (p->seen[i])
		wrong = "is set twice";
	else if (value[0] == '\0')
		wrong = "has no value";
	else
		wrong = keys[i].set(p->conf, value);
	p->seen[i] = true;
	if (wrong != NULL)
		complain(p, name, wrong);
}

static void
parse_line(struct parse *p, char *line)
{
	char *equals;

	line = trim(line);
	if (line[0] == '\0' || line[0] == '#')
		return;
	equals = strchr(line, '=');
	if (equals == NULL || equals == line) {
		complain(p, "the line", "is not of the form key = value");
		return;
	}
	*equals = '\0';
	set_one(p, trim(line), trim(equals + 1));
}

/* text is len bytes and a NUL. */
static void
parse_text(struct parse *p, char *text, size_t len)
{
	char *end = text + len, *newline;

	for (char *line = text; line < end; line = newline + 1) {
		newline = memchr(line, '\n', (size_t)(end - line));
		if (newline == NULL)
			newline = end;
		*newline = '\0';
		p->line++;
		if (strlen(line) != (size_t)(newline - line))
			complain(p, "the line", "holds a NUL");
		else
			parse_line(p, line);
	}
}

static enum err
read_all(int fd, const char *path, struct bytes *out)
{
	ssize_t n;

	for (;;) {
		if (out->len > FILE_MAX)
			return refuse(E_CONFIGURATION, "%.300s is too large",
			    path);
		TRY(bytes_reserve(out, 4096));
		n = read(fd, out->data + out->len, 4096);
		if (n == 0)
			return bytes_append(out, "", 1);
		if (n > 0)
			out->len += (size_t)n;
		else if (errno != EINTR)
			return refuse(E_CONFIGURATION, "cannot read %.300s: "
			    "%s", path, strerror(errno));
	}
}

enum err
conf_file_read(const char *path, struct conf *out)
{
	struct parse p = { .path = path, .conf = out };
	SCOPED_VALUE(bytes) text = { 0 };
	enum err e;
	int fd;

	/* Not blocking, in case it is a pipe. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return refuse(E_CONFIGURATION, "cannot open %.300s: %s", path,
		    strerror(errno));
	e = read_all(fd, path, &text);
	close(fd);
	if (e != E_OK)
		return e;
	parse_text(&p, (char *)text.data, text.len - 1);
	return p.result;
}
