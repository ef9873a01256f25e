/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys, points and certificates as callers bring them: what is read can be
 * written and read again, and a point that is taken is on its curve.
 */
#include "fuzz/fuzz.h"

#include "crypto/ec.h"
#include "crypto/library.h"
#include "crypto/x509.h"

#include <string.h>

enum { PKCS8, SPKI, CERTIFICATE, POINT, PARAMS, PRIVATE, KINDS };

static void
round_trip(const struct material *m)
{
	struct bytes once = { 0 }, twice = { 0 };
	struct material *again = NULL;

	HOLDS(material_spki(m, &once) == E_OK);
	HOLDS(material_from_spki(once.data, once.len, &again) == E_OK);
	HOLDS(material_spki(again, &twice) == E_OK);
	HOLDS(bytes_equal(&once, twice.data, twice.len));
	material_free(again);
	bytes_clear(&once);
	bytes_clear(&twice);
}

static void
feed_private(const struct secret *s)
{
	struct material *m = NULL;
	struct secret *der = NULL;

	if (material_from_pkcs8(s, &m) != E_OK)
		return;
	if (material_export(m, &der) == E_OK)
		HOLDS(secret_len(der) > 0);
	secret_free(der);
	round_trip(m);
	material_free(m);
}

static void
feed_point(const struct curve *c, const uint8_t *data, size_t size)
{
	struct material *m = NULL;
	struct bytes point = { 0 };

	if (ec_from_point(c, data, size, &m) != E_OK)
		return;
	HOLDS(curve_of(m) == c);
	HOLDS(ec_point(m, &point) == E_OK);
	round_trip(m);
	bytes_clear(&point);
	material_free(m);
}

static void
feed_value(const struct curve *c, const struct secret *s)
{
	struct material *m = NULL;

	if (ec_from_private(c, s, &m) == E_OK)
		round_trip(m);
	material_free(m);
}

static const struct curve *
choose(uint8_t n)
{
	size_t count = 0;

	while (curve_at(count) != NULL)
		count++;
	return curve_at(n % count);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct material *m = NULL;
	struct bytes spki = { 0 };
	struct secret *s = NULL;
	const struct curve *c;

	if (size < 3)
		return 0;
	HOLDS(library_open() == E_OK);
	c = choose(data[1]);
	HOLDS(secret_from(data + 2, size - 2, &s) == E_OK);
	switch (data[0] % KINDS) {
	case PKCS8:
		feed_private(s);
		break;
	case SPKI:
		if (material_from_spki(data + 2, size - 2, &m) == E_OK)
			round_trip(m);
		break;
	case CERTIFICATE:
		if (x509_spki(data + 2, size - 2, &spki) == E_OK)
			HOLDS(spki.len > 0);
		break;
	case POINT:
		feed_point(c, data + 2, size - 2);
		break;
	case PARAMS:
		(void)curve_by_params(data + 2, size - 2);
		break;
	default:
		feed_value(c, s);
		break;
	}
	material_free(m);
	bytes_clear(&spki);
	secret_free(s);
	return 0;
}

static void
seed_key(const struct curve *c, unsigned kind, struct bytes *out)
{
	struct material *m = NULL;
	struct secret *s = NULL;
	struct bytes public = { 0 };

	HOLDS(ec_generate(c, &m) == E_OK);
	if (kind == PKCS8)
		HOLDS(material_export(m, &s) == E_OK);
	else if (kind == PRIVATE)
		HOLDS(ec_private(m, &s) == E_OK);
	else if (kind == SPKI)
		HOLDS(material_spki(m, &public) == E_OK);
	else
		HOLDS(ec_point(m, &public) == E_OK);
	if (s != NULL)
		HOLDS(bytes_append(out, secret_peek(s), secret_len(s)) ==
		    E_OK);
	else
		HOLDS(bytes_append(out, public.data, public.len) == E_OK);
	secret_free(s);
	bytes_clear(&public);
	material_free(m);
}

bool
fuzz_seed(unsigned n, struct bytes *out)
{
	static const unsigned kinds[] = { PKCS8, SPKI, POINT, PRIVATE,
	    PARAMS };
	unsigned char head[2];
	const struct curve *c = curve_at(n / 5);

	if (c == NULL)
		return false;
	HOLDS(library_open() == E_OK);
	head[0] = (unsigned char)kinds[n % 5];
	head[1] = (unsigned char)(n / 5);
	HOLDS(bytes_set(out, head, sizeof(head)) == E_OK);
	if (head[0] == PARAMS)
		HOLDS(bytes_append(out, c->oid, c->oid_len) == E_OK);
	else
		seed_key(c, head[0], out);
	return true;
}
