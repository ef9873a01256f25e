/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A vector that comes twice under one key breaks GCM, CCM and Poly1305: what
 * could bring that about is refused, whatever else the parameter says.
 */
#include "mech/vector.h"

#include "crypto/random.h"
#include "mech/cipher.h"

#include <string.h>

#define VECTOR_MAX 16
#define COUNTER_BITS 64
/* Fewer bits are too few for chance, where the caller could have left more. */
#define RANDOM_BITS 64

_Static_assert(sizeof(((struct run *)0)->vector) == VECTOR_MAX, "fits a run");

static size_t
free_bits(const struct vector_spec *spec)
{
	return spec->len * 8 - spec->fixed_bits;
}

/* ---- the generators: fresh is zero, and as long as the vector ---- */

/* Mix in how many there were, in the last bits. */
static void
count_in(unsigned char *fresh, size_t len, uint64_t count)
{
	for (size_t i = len; i > 0 && count != 0; count >>= 8)
		fresh[--i] ^= (unsigned char)count;
}

static enum err
make_counter(struct run *run, const struct vector_spec *spec,
    unsigned char *fresh)
{
	count_in(fresh, spec->len, run->messages);
	return E_OK;
}

/* Whether two vectors have the same free bits. */
static bool
same(const unsigned char *a, const unsigned char *b,
    const struct vector_spec *spec)
{
	unsigned differ = 0;

	for (size_t i = spec->fixed_bits / 8; i < spec->len; i++) {
		unsigned keep = i == spec->fixed_bits / 8
		    ? 0xffu >> spec->fixed_bits % 8 : 0xffu;

		differ |= (unsigned)(a[i] ^ b[i]) & keep;
	}
	return differ == 0;
}

/*
 * Always the first vector that is mixed with the counter. Callers must give
 * that each time; some leave what they got the last time, which is as good.
 */
static enum err
make_xor(struct run *run, const struct vector_spec *spec, unsigned char *fresh)
{
	unsigned char last[VECTOR_MAX];

	memcpy(last, run->vector, spec->len);
	if (run->messages != 0)
		count_in(last, spec->len, run->messages - 1);
	if (!same(spec->at, run->vector, spec) && !same(spec->at, last, spec))
		return refuse(E_MECHANISM_PARAM, "the vector that is mixed "
		    "with a counter has changed");
	memcpy(fresh, run->vector, spec->len);
	count_in(fresh, spec->len, run->messages);
	return E_OK;
}

static enum err
make_random(struct run *run, const struct vector_spec *spec,
    unsigned char *fresh)
{
	(void)run;
	return random_bytes(fresh, spec->len);
}

/* The last 64 bits count from a start that is random: no two are the same in
 * one run, and the bits before them tell runs apart. */
static enum err
make_any(struct run *run, const struct vector_spec *spec, unsigned char *fresh)
{
	size_t counted = spec->len < 8 ? spec->len : 8;
	size_t apart = spec->len - counted;

	TRY(random_bytes(fresh, apart));
	memcpy(fresh + apart, run->vector, counted);
	count_in(fresh, spec->len, run->messages);
	return E_OK;
}

/* What is remembered of the first message. */
static enum err
first_as_given(struct run *run, const struct vector_spec *spec)
{
	memcpy(run->vector, spec->at, spec->len);
	return E_OK;
}

static enum err
first_random(struct run *run, const struct vector_spec *spec)
{
	(void)spec;
	return random_bytes(run->vector, sizeof(run->vector));
}

static const struct generator {
	CK_ULONG type;
	bool counts; /* from nothing: of no use where there is one message */
	enum err (*first)(struct run *, const struct vector_spec *);
	enum err (*make)(struct run *, const struct vector_spec *,
	    unsigned char *fresh);
} generators[] = {
	{ CKG_GENERATE, false, first_random, make_any },
	{ CKG_GENERATE_COUNTER, true, first_as_given, make_counter },
	{ CKG_GENERATE_RANDOM, false, first_random, make_random },
	{ CKG_GENERATE_COUNTER_XOR, true, first_as_given, make_xor },
};

static const struct generator *
generator_find(CK_ULONG type)
{
	for (size_t i = 0; i < sizeof(generators) / sizeof(*generators); i++)
		if (generators[i].type == type)
			return &generators[i];
	return NULL;
}

/* ---- what is refused ---- */

static enum err
spec_check(const struct vector_spec *spec)
{
	if (spec->len == 0 || spec->len > VECTOR_MAX)
		return refuse(E_MECHANISM_PARAM, "vectors of %lu bytes are not "
		    "generated", spec->len);
	if (spec->fixed_bits > spec->len * 8)
		return refuse(E_MECHANISM_PARAM, "%lu fixed bits are more than "
		    "the vector has", spec->fixed_bits);
	return E_OK;
}

static enum err
generator_check(const struct run *run, const struct vector_spec *spec,
    const struct generator *g)
{
	if (g == NULL)
		return refuse(E_MECHANISM_PARAM, "generator 0x%lx is not known",
		    spec->generator);
	if (g->counts && run->use == USE_WRAP)
		return refuse(E_MECHANISM_PARAM, "each wrapping would begin "
		    "with the same counter");
	if (!g->counts && spec->fixed_bits != 0 &&
	    free_bits(spec) < RANDOM_BITS)
		return refuse(E_MECHANISM_PARAM, "%lu fixed bits leave too few "
		    "to be generated", spec->fixed_bits);
	if (run->messages != 0 && run->generator != g->type)
		return refuse(E_MECHANISM_PARAM, "the generator cannot be "
		    "another one in between");
	if (free_bits(spec) < COUNTER_BITS &&
	    run->messages >> free_bits(spec) != 0)
		return refuse(E_MECHANISM_PARAM, "all vectors of this kind "
		    "have been used");
	return E_OK;
}

/* The free bits of fresh take their place. */
static void
fresh_store(const struct vector_spec *spec, const unsigned char *fresh)
{
	for (size_t i = spec->fixed_bits / 8; i < spec->len; i++) {
		unsigned keep = i == spec->fixed_bits / 8
		    ? 0xffu >> spec->fixed_bits % 8 : 0xffu;

		spec->at[i] = (unsigned char)((spec->at[i] & ~keep) |
		    (fresh[i] & keep));
	}
}

enum err
vector_make(struct run *run, const struct vector_spec *spec)
{
	const struct generator *g = generator_find(spec->generator);
	unsigned char fresh[VECTOR_MAX] = { 0 };

	if (!cipher_encrypts(run) || spec->generator == CKG_NO_GENERATE)
		return E_OK;
	TRY(spec_check(spec));
	TRY(generator_check(run, spec, g));
	if (run->messages == 0)
		TRY(g->first(run, spec));
	TRY(g->make(run, spec, fresh));
	fresh_store(spec, fresh);
	run->generator = g->type;
	run->messages++;
	return E_OK;
}
