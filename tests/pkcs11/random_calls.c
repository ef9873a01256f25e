/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random calls of all functions, with arguments right and wrong, in several
 * sessions of a token that is now and then logged out of, closed and begun
 * anew. Whatever comes: no crash, no hang, nothing written beyond what a
 * buffer is said to have, and an answer that the standard knows and that does
 * not blame the device.
 *
 *	random_calls [CALLS [SEED]]
 *
 * 20,000 calls by default, a million with CHECK_SCALE=full. What was called
 * last is said when it fails; VERBOSE=1 counts the answers.
 */
#include "random.h"
#include "support/suite.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CALLS 20000UL
#define CALLS_FULL 1000000UL
#define SEED 1
#define PATIENCE 300 /* seconds, for one call */

static unsigned long calls = CALLS, seed = SEED, done;

/* ---- what the standard knows ---- */

static const CK_RV answers[] = { CKR_OK, CKR_SLOT_ID_INVALID,
	CKR_FUNCTION_FAILED, CKR_ARGUMENTS_BAD, CKR_NO_EVENT,
	CKR_ATTRIBUTE_READ_ONLY, CKR_ATTRIBUTE_SENSITIVE,
	CKR_ATTRIBUTE_TYPE_INVALID, CKR_ATTRIBUTE_VALUE_INVALID,
	CKR_ACTION_PROHIBITED, CKR_DATA_INVALID, CKR_DATA_LEN_RANGE,
	CKR_ENCRYPTED_DATA_INVALID, CKR_ENCRYPTED_DATA_LEN_RANGE,
	CKR_AEAD_DECRYPT_FAILED, CKR_FUNCTION_NOT_PARALLEL,
	CKR_FUNCTION_NOT_SUPPORTED, CKR_KEY_HANDLE_INVALID,
	CKR_KEY_SIZE_RANGE, CKR_KEY_TYPE_INCONSISTENT, CKR_KEY_NOT_NEEDED,
	CKR_KEY_INDIGESTIBLE, CKR_KEY_FUNCTION_NOT_PERMITTED,
	CKR_KEY_NOT_WRAPPABLE, CKR_KEY_UNEXTRACTABLE, CKR_MECHANISM_INVALID,
	CKR_MECHANISM_PARAM_INVALID, CKR_OBJECT_HANDLE_INVALID,
	CKR_OPERATION_ACTIVE, CKR_OPERATION_NOT_INITIALIZED,
	CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE, CKR_PIN_LOCKED,
	CKR_SESSION_CLOSED, CKR_SESSION_COUNT, CKR_SESSION_HANDLE_INVALID,
	CKR_SESSION_PARALLEL_NOT_SUPPORTED, CKR_SESSION_READ_ONLY,
	CKR_SESSION_EXISTS, CKR_SESSION_READ_ONLY_EXISTS,
	CKR_SESSION_READ_WRITE_SO_EXISTS, CKR_SESSION_ASYNC_NOT_SUPPORTED,
	CKR_SIGNATURE_INVALID, CKR_SIGNATURE_LEN_RANGE,
	CKR_TEMPLATE_INCOMPLETE, CKR_TEMPLATE_INCONSISTENT,
	CKR_TOKEN_NOT_PRESENT, CKR_TOKEN_WRITE_PROTECTED,
	CKR_UNWRAPPING_KEY_HANDLE_INVALID, CKR_UNWRAPPING_KEY_SIZE_RANGE,
	CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT, CKR_USER_ALREADY_LOGGED_IN,
	CKR_USER_NOT_LOGGED_IN, CKR_USER_PIN_NOT_INITIALIZED,
	CKR_USER_TYPE_INVALID, CKR_USER_ANOTHER_ALREADY_LOGGED_IN,
	CKR_WRAPPED_KEY_INVALID, CKR_WRAPPED_KEY_LEN_RANGE,
	CKR_WRAPPING_KEY_HANDLE_INVALID, CKR_WRAPPING_KEY_SIZE_RANGE,
	CKR_WRAPPING_KEY_TYPE_INCONSISTENT, CKR_RANDOM_SEED_NOT_SUPPORTED,
	CKR_DOMAIN_PARAMS_INVALID, CKR_CURVE_NOT_SUPPORTED,
	CKR_PARAMETER_SET_NOT_SUPPORTED, CKR_BUFFER_TOO_SMALL,
	CKR_SAVED_STATE_INVALID, CKR_STATE_UNSAVEABLE,
	CKR_CRYPTOKI_NOT_INITIALIZED, CKR_CRYPTOKI_ALREADY_INITIALIZED,
	CKR_OPERATION_CANCEL_FAILED, CKR_KEY_EXHAUSTED };

static unsigned long counts[128][ATTR_COUNT(answers)];

/* ---- what was called last ---- */

#define TRACE 12
static struct {
	unsigned long number;
	size_t row;
	CK_ULONG a[CALL_ARGS];
	CK_MECHANISM_TYPE mechanism;
	CK_RV rv;
} trace[TRACE];

static void
tell(void)
{
	for (unsigned long i = done < TRACE ? 0 : done - TRACE + 1;
	    i <= done; i++)
		fprintf(stderr, "%lu: C_%s(%lx, %lx, %lx, %lx...) mechanism "
		    "%lx gave %lx\n", trace[i % TRACE].number,
		    every_call[trace[i % TRACE].row].name,
		    trace[i % TRACE].a[0], trace[i % TRACE].a[1],
		    trace[i % TRACE].a[2], trace[i % TRACE].a[3],
		    trace[i % TRACE].mechanism, trace[i % TRACE].rv);
	fprintf(stderr, "again: random_calls %lu %lu\n", calls, seed);
}

void __sanitizer_set_death_callback(void (*callback)(void))
    __attribute__((weak));

/* Then the signal does what it does. */
static void
tell_signal(int signal_number)
{
	tell();
	raise(signal_number);
}

static void
tell_when_it_dies(void)
{
	struct sigaction action = { .sa_handler = tell_signal,
		.sa_flags = (int)SA_RESETHAND };

	sigaction(SIGALRM, &action, NULL);
	if (__sanitizer_set_death_callback != NULL) {
		__sanitizer_set_death_callback(tell);
		return;
	}
	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGABRT, &action, NULL);
}

static void
wrong(const char *what)
{
	tell();
	ck_abort_msg("call %lu: %s: %s", done, what, fixture_reason());
}

/* ---- what came out ---- */

static void
check_buffer(const CK_ULONG *a, CK_ULONG room, CK_RV rv)
{
	const CK_ULONG *len = (const CK_ULONG *)a[1];

	if (len == NULL)
		return;
	if (rv == CKR_OK && a[0] != 0 && *len > room)
		wrong("more came out than there was room for");
	if (rv == CKR_BUFFER_TOO_SMALL && *len <= room)
		wrong("the buffer was not too small");
}

static void
check_attributes(const CK_ATTRIBUTE *asked, const CK_ULONG *rooms,
    CK_ULONG count, CK_RV rv)
{
	for (CK_ULONG i = 0; i < count; i++)
		if (asked[i].pValue != NULL && rv == CKR_OK &&
		    asked[i].ulValueLen > rooms[i])
			wrong("an attribute is longer than its buffer");
}

/* What lengths were before the call. */
struct rooms {
	CK_ULONG buffer, attributes[16];
};

static struct rooms
rooms_of(const struct random_call *c)
{
	size_t b = every_call_place(c->row, 'B', 0);
	size_t v = every_call_place(c->row, 'V', 0);
	struct rooms out = { 0, { 0 } };

	if (b == CALL_ARGS)
		b = every_call_place(c->row, 'C', 0);
	if (b != CALL_ARGS && c->a[b + 1] != 0)
		out.buffer = *(const CK_ULONG *)c->a[b + 1];
	if (v != CALL_ARGS)
		for (CK_ULONG i = 0; i < c->a[v + 1]; i++)
			out.attributes[i] =
			    ((const CK_ATTRIBUTE *)c->a[v])[i].ulValueLen;
	return out;
}

static void
check_outputs(const struct random_call *c, const struct rooms *rooms, CK_RV rv)
{
	size_t b = every_call_place(c->row, 'B', 0);
	size_t l = every_call_place(c->row, 'C', 0);
	size_t f = every_call_place(c->row, 'F', 0);
	size_t v = every_call_place(c->row, 'V', 0);

	if (b != CALL_ARGS)
		check_buffer(&c->a[b], rooms->buffer, rv);
	if (l != CALL_ARGS)
		check_buffer(&c->a[l], rooms->buffer, rv);
	if (f != CALL_ARGS && rv == CKR_OK &&
	    *(const CK_ULONG *)c->a[f + 2] > c->a[f + 1])
		wrong("more was found than there was room for");
	if (v != CALL_ARGS)
		check_attributes((const CK_ATTRIBUTE *)c->a[v],
		    rooms->attributes, c->a[v + 1], rv);
	if (!blocks_whole())
		wrong("written beyond the end of a buffer");
}

static void
check_answer(size_t row, CK_RV rv)
{
	for (size_t i = 0; i < ATTR_COUNT(answers); i++) {
		if (answers[i] == rv) {
			counts[row][i]++;
			return;
		}
	}
	wrong("an answer that is none");
}

/* ---- one call ---- */

static void
keep_handles(const struct random_call *c)
{
	CK_OBJECT_HANDLE *h;
	size_t at;

	for (size_t n = 0; n < 2; n++) {
		at = every_call_place(c->row, 'H', n);
		h = at == CALL_ARGS ? NULL : (void *)c->a[at];
		if (h == NULL)
			continue;
		if (strcmp(every_call[c->row].name, "OpenSession") != 0)
			pool_put(*h);
		else {
			size_t i = below(ATTR_COUNT(pool.sessions));

			P11(CloseSession, pool.sessions[i]);
			pool.sessions[i] = *h;
		}
	}
}

static void
keep_output(const struct random_call *c)
{
	size_t at = every_call_place(c->row, 'B', 0);

	random_message_done();
	if (at != CALL_ARGS && c->a[at] != 0 && c->a[at + 1] != 0)
		remember(c->mechanism, (const void *)c->a[at],
		    *(const CK_ULONG *)c->a[at + 1]);
}

/* A size query makes nothing. */
static bool
made_something(const struct random_call *c)
{
	size_t b = every_call_place(c->row, 'B', 0);

	return b == CALL_ARGS || c->a[b] != 0;
}

static CK_RV
run(struct random_call *c)
{
	struct rooms rooms;
	CK_RV rv;

	random_args(c);
	rooms = rooms_of(c);
	trace[done % TRACE].number = done;
	trace[done % TRACE].row = c->row;
	trace[done % TRACE].mechanism = c->mechanism == NULL ? 0
	    : c->mechanism->type;
	trace[done % TRACE].rv = CK_UNAVAILABLE_INFORMATION;
	memcpy(trace[done % TRACE].a, c->a, sizeof(c->a));
	alarm(PATIENCE);
	rv = every_call_run(fx.p11, c->row, c->a);
	trace[done % TRACE].rv = rv;
	check_answer(c->row, rv);
	check_outputs(c, &rooms, rv);
	if (rv == CKR_OK && made_something(c)) {
		keep_handles(c);
		keep_output(c);
	}
	blocks_free();
	return rv;
}

/* ---- the choice ---- */

static size_t
choose(void)
{
	static unsigned total;
	unsigned at;

	if (total == 0)
		for (size_t i = 0; i < every_call_count; i++)
			total += random_weight(i);
	at = (unsigned)below(total);
	for (size_t i = 0; i < every_call_count; i++) {
		if (at < random_weight(i))
			return i;
		at -= random_weight(i);
	}
	return 0;
}

/* The functions that share a name with this one: C_SignInit, C_SignUpdate. */
static bool
goes_with(const char *begun, const char *other)
{
	size_t len = strlen(begun) - strlen("Init");
	const char *stem = begun;

	if (strncmp(begun, "Message", 7) == 0) {
		stem += 7;
		len -= 7;
		if (strstr(other, "Message") == NULL)
			return false;
	}
	for (; *other != '\0'; other++)
		if (strncmp(other, stem, len) == 0)
			return true;
	return false;
}

static bool
is_init(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && strcmp(name + len - 4, "Init") == 0;
}

static size_t
choose_after(size_t begun)
{
	size_t row;

	for (int i = 0; i < 1000; i++) {
		row = below(every_call_count);
		if (row != begun && goes_with(every_call[begun].name,
		    every_call[row].name))
			return row;
	}
	return choose();
}

/* ---- the run ---- */

/* What was begun is likely to be gone on with, in its session. */
static void
one(void)
{
	static struct random_call begun[4];
	static size_t at;
	struct random_call c = { .row = choose() };
	struct random_call *of = &begun[below(4)];
	CK_RV rv;

	if (chance(65) && of->session != CK_INVALID_HANDLE) {
		c = (struct random_call){ .row = choose_after(of->row),
			.session = of->session, .mechanism = of->mechanism };
	}
	rv = run(&c);
	if (rv == CKR_OPERATION_NOT_INITIALIZED)
		of->session = CK_INVALID_HANDLE;
	if (rv == CKR_OK && is_init(every_call[c.row].name))
		begun[at++ % 4] = c;
}

static void
report(double seconds)
{
	for (size_t row = 0; row < every_call_count; row++)
		for (size_t i = 0; i < ATTR_COUNT(answers); i++)
			if (counts[row][i] != 0)
				printf("%-24s %#6lx %8lu\n",
				    every_call[row].name, answers[i],
				    counts[row][i]);
	printf("%lu calls, seed %lu: %.0f calls/s\n", done, seed,
	    (double)done / seconds);
}

static void
setup(void)
{
	fixture_sandbox();
	fixture_configure("init-token = sandbox, allow-extractable\n");
	tell_when_it_dies();
	every_mechanism_prepare();
	random_upkeep();
}

START_TEST(whatever_is_called_is_answered)
{
	time_t start = time(NULL), now;

	dice_seed(seed);
	for (done = 0; done < calls; done++) {
		if (done % 256 == 0)
			random_upkeep();
		if (done % 4096 == 0)
			random_make_room();
		one();
		if (done % 1024 == 0)
			mark_point();
	}
	now = time(NULL);
	if (getenv("VERBOSE") != NULL)
		report(now > start ? (double)(now - start) : 1);
}
END_TEST

static void
fill(Suite *s, TCase *tc)
{
	(void)s;
	tcase_set_timeout(tc, 0);
	fixture_suite(tc);
	tcase_add_checked_fixture(tc, setup, fixture_end);
	tcase_add_test(tc, whatever_is_called_is_answered);
}

int
main(int argc, char **argv)
{
	const char *scale = getenv("CHECK_SCALE");

	if (scale != NULL && strcmp(scale, "full") == 0)
		calls = CALLS_FULL;
	if (argc > 1)
		calls = strtoul(argv[1], NULL, 10);
	if (argc > 2)
		seed = strtoul(argv[2], NULL, 10);
	return suite_run("pkcs11/random_calls", fill);
}
