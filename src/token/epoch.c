/* SPDX-License-Identifier: Apache-2.0 */
/* The domain record between bytes and arrays. */
#include "token/epoch.h"

#include "base/reader.h"
#include "base/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DOMAIN_FORMAT 1
#define DOMAIN_NAME "domain"

void
epoch_drop_grants(struct epoch *e)
{
	for (size_t i = 0; i < e->count; i++)
		bytes_clear(&e->grants[i].sealed);
	free(e->grants);
	e->grants = NULL;
	e->count = 0;
	bytes_clear(&e->recovery);
}

void
domain_clear(struct domain *d)
{
	for (size_t i = 0; i < d->count; i++) {
		epoch_drop_grants(&d->epochs[i]);
		bytes_clear(&d->epochs[i].previous);
	}
	free(d->epochs);
	*d = (struct domain){ 0 };
}

struct epoch *
domain_current(const struct domain *d)
{
	return d->count > 0 ? &d->epochs[d->count - 1] : NULL;
}

enum err
domain_append(struct domain *d, struct epoch **out)
{
	struct epoch *epochs = reallocarray(d->epochs, d->count + 1,
	    sizeof(*epochs));

	if (epochs == NULL)
		return E_NO_MEMORY;
	d->epochs = epochs;
	epochs[d->count] = (struct epoch){ .number = (uint32_t)d->count + 1 };
	*out = &epochs[d->count++];
	return E_OK;
}

static struct grant *
grant_find(const struct epoch *e, const char *name)
{
	for (size_t i = 0; i < e->count; i++)
		if (strcmp(e->grants[i].name, name) == 0)
			return &e->grants[i];
	return NULL;
}

const struct grant *
epoch_grant(const struct epoch *e, const char *name)
{
	return grant_find(e, name);
}

enum err
epoch_add_grant(struct epoch *e, const char *name, struct grant **out)
{
	struct grant *g = grant_find(e, name);
	struct grant *grants;

	if (g != NULL) {
		bytes_clear(&g->sealed);
		*out = g;
		return E_OK;
	}
	grants = reallocarray(e->grants, e->count + 1, sizeof(*grants));
	if (grants == NULL)
		return E_NO_MEMORY;
	e->grants = grants;
	g = &grants[e->count++];
	*g = (struct grant){ 0 };
	snprintf(g->name, sizeof(g->name), "%s", name);
	*out = g;
	return E_OK;
}

/* ---- bytes ---- */

static enum err
read_bytes(struct reader *r, struct bytes *out)
{
	size_t len;
	const unsigned char *data = reader_block(r, &len);

	return bytes_set(out, data, len);
}

static enum err
read_grant(struct reader *r, struct epoch *e)
{
	struct grant *g;
	char name[PRINCIPAL_NAME_MAX + 1] = "";
	size_t len;
	const unsigned char *text = reader_block(r, &len);

	if (!principal_name_valid(text, len)) {
		reader_fail(r);
		return E_OK;
	}
	memcpy(name, text, len);
	if (grant_find(e, name) != NULL)
		reader_fail(r);
	TRY(epoch_add_grant(e, name, &g));
	return read_bytes(r, &g->sealed);
}

static enum err
read_epoch(struct reader *r, struct domain *d)
{
	struct epoch *e;
	uint32_t grants;

	TRY(domain_append(d, &e));
	if (reader_u32(r) != e->number)
		reader_fail(r);
	reader_copy(r, e->commitment, DOMAIN_COMMITMENT_LEN);
	reader_copy(r, e->signature, P256_SIGNATURE_LEN);
	TRY(read_bytes(r, &e->previous));
	TRY(read_bytes(r, &e->recovery));
	grants = reader_u32(r);
	for (uint32_t i = 0; i < grants && !r->failed; i++)
		TRY(read_grant(r, e));
	return E_OK;
}

static enum err
domain_decode(const struct bytes *body, struct domain *out)
{
	struct reader r;
	uint32_t epochs;

	reader_init(&r, body->data, body->len);
	if (reader_u16(&r) != DOMAIN_FORMAT)
		reader_fail(&r);
	epochs = reader_u32(&r);
	for (uint32_t i = 0; i < epochs && !r.failed; i++)
		TRY(read_epoch(&r, out));
	if (!reader_done(&r) || epochs == 0)
		return refuse(E_STORE_DAMAGED, "the domain record has a form "
		    "this version does not know");
	return E_OK;
}

static void
write_epoch(struct writer *w, const struct epoch *e)
{
	writer_u32(w, e->number);
	writer_raw(w, e->commitment, DOMAIN_COMMITMENT_LEN);
	writer_raw(w, e->signature, P256_SIGNATURE_LEN);
	writer_block(w, e->previous.data, e->previous.len);
	writer_block(w, e->recovery.data, e->recovery.len);
	writer_u32(w, (uint32_t)e->count);
	for (size_t i = 0; i < e->count; i++) {
		const struct grant *g = &e->grants[i];

		writer_block(w, g->name, strlen(g->name));
		writer_block(w, g->sealed.data, g->sealed.len);
	}
}

static enum err
domain_encode(const struct domain *d, struct bytes *out)
{
	struct writer w;

	writer_init(&w, out);
	writer_u16(&w, DOMAIN_FORMAT);
	writer_u32(&w, (uint32_t)d->count);
	for (size_t i = 0; i < d->count; i++)
		write_epoch(&w, &d->epochs[i]);
	return writer_done(&w);
}

enum err
domain_read(struct txn *t, uint32_t token, struct domain *out)
{
	SCOPED_VALUE(record) record = { 0 };
	SCOPED_VALUE(domain) found = { 0 };
	uint64_t serial;

	TRY(txn_find(t, RECORD_DOMAIN, token, DOMAIN_NAME,
	    sizeof(DOMAIN_NAME) - 1, &serial));
	TRY(txn_get(t, serial, &record));
	TRY(domain_decode(&record.body, &found));
	found.serial = serial;
	*out = found;
	found = (struct domain){ 0 };
	return E_OK;
}

enum err
domain_write(struct txn *t, uint32_t token, struct domain *d)
{
	SCOPED_VALUE(record) record = {
		.serial = d->serial,
		.token = token,
		.kind = RECORD_DOMAIN,
		.key_type = UINT32_MAX,
	};

	TRY(bytes_set(&record.name, DOMAIN_NAME, sizeof(DOMAIN_NAME) - 1));
	TRY(domain_encode(d, &record.body));
	TRY(txn_put(t, &record));
	d->serial = record.serial;
	return E_OK;
}
