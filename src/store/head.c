/* SPDX-License-Identifier: Apache-2.0 */
/* The head's written form, and the time it keeps. */
#include "store/head.h"

#include "base/clock.h"
#include "base/reader.h"
#include "base/writer.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define MAGIC "CLVH"
#define RESERVED 32
/* A clock further ahead than this has jumped and is not believed. */
#define JUMP (UINT64_C(25) * 3600)

void
head_init(struct head *h)
{
	*h = (struct head){
		.revision = 1,
		.next_serial = 1,
		.next_page = 1,
	};
}

static enum err
write_clear_part(const unsigned char store_id[static STORE_ID_LEN],
    struct bytes *row)
{
	struct writer w;

	row->len = 0;
	writer_init(&w, row);
	writer_raw(&w, MAGIC, sizeof MAGIC - 1);
	writer_u16(&w, HEAD_FORMAT);
	writer_raw(&w, store_id, STORE_ID_LEN);
	return writer_done(&w);
}

enum err
head_begin(const unsigned char store_id[static STORE_ID_LEN],
    struct bytes *row)
{
	return write_clear_part(store_id, row);
}

enum err
head_clear_part(const struct bytes *row,
    unsigned char store_id[static STORE_ID_LEN], bool *made)
{
	struct reader r;
	const unsigned char *magic;
	uint16_t format;

	reader_init(&r, row->data, row->len);
	magic = reader_take(&r, sizeof MAGIC - 1);
	format = reader_u16(&r);
	if (magic == NULL || memcmp(magic, MAGIC, sizeof MAGIC - 1) != 0)
		return refuse(E_STORE_DAMAGED, "the store's head is not one");
	if (format != HEAD_FORMAT)
		return refuse(E_STORE_DAMAGED,
		    "the store has format %u; this version knows format %u",
		    format, HEAD_FORMAT);
	reader_copy(&r, store_id, STORE_ID_LEN);
	if (r.failed)
		return refuse(E_STORE_DAMAGED, "the store's head is cut short");
	*made = r.left > 0;
	return E_OK;
}

static enum err
encode(const struct head *h, struct bytes *out)
{
	static const unsigned char reserved[RESERVED];
	struct writer w;

	writer_init(&w, out);
	writer_u64(&w, h->top.number);
	writer_raw(&w, h->top.tag, ROW_TAG_LEN);
	writer_u16(&w, h->top.entries);
	writer_u64(&w, h->revision);
	writer_u64(&w, h->next_serial);
	writer_u64(&w, h->next_page);
	writer_u32(&w, h->next_leaf);
	writer_u64(&w, h->generation);
	writer_u64(&w, h->time);
	writer_u64(&w, h->due);
	writer_raw(&w, h->boot_id, sizeof h->boot_id);
	writer_u64(&w, h->boot_clock);
	writer_u64(&w, h->boot_time);
	writer_raw(&w, reserved, sizeof reserved);
	return writer_done(&w);
}

static bool
decode(const struct bytes *in, struct head *h)
{
	struct reader r;

	reader_init(&r, in->data, in->len);
	h->top.number = reader_u64(&r);
	reader_copy(&r, h->top.tag, ROW_TAG_LEN);
	h->top.entries = reader_u16(&r);
	h->revision = reader_u64(&r);
	h->next_serial = reader_u64(&r);
	h->next_page = reader_u64(&r);
	h->next_leaf = reader_u32(&r);
	h->generation = reader_u64(&r);
	h->time = reader_u64(&r);
	h->due = reader_u64(&r);
	reader_copy(&r, h->boot_id, sizeof h->boot_id);
	h->boot_clock = reader_u64(&r);
	h->boot_time = reader_u64(&r);
	(void)reader_take(&r, RESERVED);
	return reader_done(&r) && h->revision != 0;
}

/* The clear part is not bound to the sealed one beyond the store id, which is
 * what the keys and the associated data are made of. */
enum err
head_seal(const struct row_seal *s, const struct head *h, struct bytes *row)
{
	SCOPED_VALUE(bytes) plain = { 0 };
	unsigned char ad[ROW_AD_LEN];

	TRY(encode(h, &plain));
	TRY(write_clear_part(s->store_id, row));
	row_ad(s, HEAD_NUMBER, 0, ad);
	return seal_blob(s->key, ad, sizeof ad, plain.data, plain.len, row);
}

enum err
head_open(const struct row_seal *s, const struct bytes *row, struct head *out)
{
	unsigned char ad[ROW_AD_LEN], store_id[STORE_ID_LEN];
	SCOPED_VALUE(bytes) plain = { 0 };
	struct head h;
	enum err e;
	bool made;

	TRY(head_clear_part(row, store_id, &made));
	if (memcmp(store_id, s->store_id, STORE_ID_LEN) != 0)
		return refuse(E_STORE_DAMAGED,
		    "the store's head is another store's");
	row_ad(s, HEAD_NUMBER, 0, ad);
	e = seal_open(s->key, ad, sizeof ad, row->data + HEAD_CLEAR_LEN,
	    row->len - HEAD_CLEAR_LEN, &plain);
	if (e == E_STORE_DAMAGED || (e == E_OK && !decode(&plain, &h)))
		return refuse(E_STORE_DAMAGED,
		    "the store's head is not authentic");
	TRY(e);
	*out = h;
	return E_OK;
}

/* ---- time ---- */

uint64_t
head_now(const struct head *h)
{
	uint64_t now = clock_now();

	return now > h->time ? now : h->time;
}

/* The kernel's number of this boot; zeroes where it does not tell. */
static void
boot_id(unsigned char out[static 16])
{
	char text[64];
	int fd = open("/proc/sys/kernel/random/boot_id",
	    O_RDONLY | O_CLOEXEC);
	ssize_t i, n = fd < 0 ? 0 : read(fd, text, sizeof text);
	unsigned digits = 0;

	if (fd >= 0)
		close(fd);
	memset(out, 0, 16);
	for (i = 0; i < n && digits < 32; i++) {
		const char *hex = "0123456789abcdef", *at;

		at = memchr(hex, text[i], 16);
		if (at == NULL)
			continue;
		out[digits / 2] = (unsigned char)(out[digits / 2] << 4 |
		    (at - hex));
		digits++;
	}
}

void
head_tick(struct head *h)
{
	uint64_t now = clock_now();

	if (h->time == 0 || (now > h->time && now - h->time <= JUMP))
		h->time = now;
}

void
head_note_boot(struct head *h)
{
	unsigned char boot[16];

	boot_id(boot);
	if (memcmp(boot, h->boot_id, sizeof boot) == 0)
		return;
	memcpy(h->boot_id, boot, sizeof boot);
	h->boot_clock = clock_boot();
	h->boot_time = h->time;
}
