/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asking for a PIN on /dev/tty. While echo is off, signals that would end or
 * stop the command are only noted; they are sent again when the terminal is
 * as it was.
 */
#include "prompt.h"

#include "outcome.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const int caught[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP };

#define CAUGHT (sizeof(caught) / sizeof(caught[0]))

static volatile sig_atomic_t noted;

static void
note_signal(int number)
{
	noted = number;
}

static void
signals_note(struct sigaction *before)
{
	struct sigaction note;

	/* Without SA_RESTART, so that the read ends. */
	memset(&note, 0, sizeof(note));
	note.sa_handler = note_signal;
	(void)sigemptyset(&note.sa_mask);
	noted = 0;
	for (size_t i = 0; i < CAUGHT; i++)
		(void)sigaction(caught[i], &note, &before[i]);
}

static void
signals_restore(const struct sigaction *before)
{
	for (size_t i = 0; i < CAUGHT; i++)
		(void)sigaction(caught[i], &before[i], NULL);
}

/* A line into out; false when the terminal failed, ended or a signal came. */
static bool
terminal_line(int tty, struct pin *out)
{
	CK_UTF8CHAR byte = 0;

	out->len = 0;
	while (read(tty, &byte, 1) == 1) {
		if (byte == '\n' || byte == '\r')
			return true;
		if (out->len < PIN_MAX)
			out->text[out->len++] = byte;
		explicit_bzero(&byte, sizeof(byte));
	}
	return false;
}

static void
say(int tty, const char *text)
{
	size_t len = strlen(text);

	/* A prompt that cannot be shown is followed by a read that fails. */
	if (write(tty, text, len) < 0)
		return;
}

/* Ask once; the number of a signal that came meanwhile, else 0. */
static int
ask_once(int tty, const char *prompt, struct pin *out, bool *ok)
{
	struct sigaction before[CAUGHT];
	struct termios normal, quiet;

	if (tcgetattr(tty, &normal) != 0)
		return 0;
	quiet = normal;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	signals_note(before);
	if (tcsetattr(tty, TCSAFLUSH, &quiet) == 0) {
		say(tty, prompt);
		*ok = terminal_line(tty, out);
		say(tty, "\n");
		(void)tcsetattr(tty, TCSAFLUSH, &normal);
	}
	signals_restore(before);
	return noted;
}

enum status
prompt_pin(const struct context *c, const char *prompt, const char *option,
    struct pin *out)
{
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	bool ok = false;
	int number;

	if (tty < 0)
		return refused(c, LOGIN_FAILED, "there is no terminal to ask "
		    "for a PIN; use --%s-file or --%s-fd", option, option);
	do {
		number = ask_once(tty, prompt, out, &ok);
		if (number != 0) {
			pin_clear(out);
			(void)raise(number);
		}
	} while (number == SIGTSTP);
	(void)close(tty);
	if (!ok || number != 0)
		return refused(c, LOGIN_FAILED, "no PIN was given");
	return DONE;
}
