/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PINs. A descriptor or a file gives its next line, read byte by byte so that
 * one descriptor can hold several PINs, one a line.
 */
#include "pin.h"

#include "help.h"
#include "json.h"
#include "option.h"
#include "outcome.h"
#include "prompt.h"
#include "text.h"
#include "token.h"
#include "uri.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void
pin_clear(struct pin *pin)
{
	explicit_bzero(pin, sizeof(*pin));
}

static enum status
read_line(const struct context *c, int fd, const char *from, struct pin *out)
{
	CK_UTF8CHAR byte = 0;
	ssize_t n;

	for (;;) {
		n = read(fd, &byte, 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return refused(c, FAILED, "cannot read a PIN from %s: "
			    "%s", from, strerror(errno));
		if (n == 0 || byte == '\n')
			break;
		if (out->len == PIN_MAX)
			return refused(c, FAILED, "the PIN from %s is too long",
			    from);
		out->text[out->len++] = byte;
	}
	explicit_bzero(&byte, sizeof(byte));
	if (out->len == 0)
		return refused(c, FAILED, "there is no PIN in %s", from);
	return DONE;
}

static enum status
read_file(const struct context *c, const char *path, struct pin *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	enum status s;

	if (fd < 0)
		return refused(c, FAILED, "cannot read a PIN from %s: %s",
		    path, strerror(errno));
	s = read_line(c, fd, path, out);
	(void)close(fd);
	return s;
}

static enum status
ask_terminal(const struct context *c, const struct pin_ask *ask,
    struct pin *out)
{
	SCOPED_VALUE(pin) again = { .len = 0 };
	char prompt[128];

	(void)snprintf(prompt, sizeof(prompt), "%s%s: ",
	    ask->fresh ? "New " : "", ask->whose);
	DO(prompt_pin(c, prompt, ask->option, out));
	if (out->len == 0)
		return refused(c, LOGIN_FAILED, "no PIN was given");
	if (!ask->fresh)
		return DONE;
	(void)snprintf(prompt, sizeof(prompt), "New %s, again: ", ask->whose);
	DO(prompt_pin(c, prompt, ask->option, &again));
	if (again.len != out->len ||
	    memcmp(again.text, out->text, out->len) != 0)
		return refused(c, FAILED, "the two PINs differ; nothing was "
		    "changed");
	return DONE;
}

enum status
pin_get(const struct context *c, const struct pin_ask *ask, struct pin *out)
{
	char fd_option[32], file_option[32], from[32];
	const char *fd, *file;

	out->len = 0;
	(void)snprintf(fd_option, sizeof(fd_option), "%s-fd", ask->option);
	(void)snprintf(file_option, sizeof(file_option), "%s-file",
	    ask->option);
	fd = option_value(c, fd_option);
	file = option_value(c, file_option);
	if (fd != NULL && file != NULL)
		return usage_refused(c, "--%s and --%s exclude each other",
		    fd_option, file_option);
	if (fd != NULL) {
		(void)snprintf(from, sizeof(from), "descriptor %s", fd);
		return read_line(c, (int)option_number(c, fd_option), from,
		    out);
	}
	if (file == NULL && ask->from_uri)
		file = uri_pin_file(c);
	return file != NULL ? read_file(c, file, out) :
			      ask_terminal(c, ask, out);
}

enum status
pin_prefix(const struct context *c, const char *name, struct pin *pin)
{
	size_t len = strlen(name);

	if (len + 1 > PIN_MAX - pin->len)
		return refused(c, FAILED, "the PIN is too long");
	memmove(pin->text + len + 1, pin->text, pin->len);
	memcpy(pin->text, name, len);
	pin->text[len] = ':';
	pin->len += len + 1;
	return DONE;
}

enum status
pin_check_user(const struct context *c, const struct pin *pin)
{
	/* C_Login takes what stands before a ':' for a name. */
	if (memchr(pin->text, ':', pin->len) != NULL)
		return refused(c, FAILED, "the user's PIN may not contain ':'");
	return DONE;
}

enum status
pin_report(const struct context *c, const char *name)
{
	if (name == NULL)
		name = PIN_DEFAULT_USER;
	if (option_given(c, "json"))
		return json_print(c, json_pack("{s:o, s:s}", "token",
		    json_padded(c->token.label, sizeof(c->token.label)),
		    "name", name));
	(void)printf("The PIN of ");
	text_print(stdout, name);
	(void)puts(" is changed.");
	return DONE;
}
