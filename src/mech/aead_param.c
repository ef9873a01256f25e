/* SPDX-License-Identifier: Apache-2.0 */
/* The vector and the additional data stand one after the other, in the run
 * or, if they are long, in memory that is the run's. */
#include "mech/aead_param.h"

#include "mech/param.h"

#include <stdlib.h>
#include <string.h>

/* Longer vectors and additional data are some mistake. */
#define BLOCK_MAX ((size_t)1 << 28)

#define LENGTHS 4
#define PARAM_INLINE (MECH_PARAM_MAX - LENGTHS * sizeof(CK_ULONG))

struct kept {
	CK_ULONG vector_len, extra_len, tag_len, text_len;
	unsigned char bytes[PARAM_INLINE];
};
_Static_assert(sizeof(struct kept) <= MECH_PARAM_MAX, "fits a run");

static enum err
room_for(struct run *run, size_t len, unsigned char **out)
{
	struct kept *kept = (void *)run->param.bytes;

	if (len > sizeof(kept->bytes))
		return param_room(run, len, out);
	free(run->param_extra);
	run->param_extra = NULL;
	run->param_extra_len = 0;
	*out = kept->bytes;
	return E_OK;
}

enum err
aead_param_check(const struct aead_param *given)
{
	TRY(param_block("the vector", given->vector, given->vector_len,
	    BLOCK_MAX));
	return param_block("additional data", given->extra, given->extra_len,
	    BLOCK_MAX);
}

enum err
aead_param_set(struct run *run, const struct aead_param *given)
{
	struct kept *kept = (void *)run->param.bytes;
	unsigned char *to;

	TRY(room_for(run, given->vector_len + given->extra_len, &to));
	if (given->vector_len != 0)
		memcpy(to, given->vector, given->vector_len);
	if (given->extra_len != 0)
		memcpy(to + given->vector_len, given->extra, given->extra_len);
	kept->vector_len = given->vector_len;
	kept->extra_len = given->extra_len;
	kept->tag_len = given->tag_len;
	kept->text_len = given->text_len;
	return E_OK;
}

struct aead_param
aead_param_get(const struct run *run)
{
	const struct kept *kept = (const void *)run->param.bytes;
	const unsigned char *at = run->param_extra != NULL ? run->param_extra
	    : kept->bytes;

	return (struct aead_param){
		.vector = at,
		.vector_len = kept->vector_len,
		.extra = at + kept->vector_len,
		.extra_len = kept->extra_len,
		.tag_len = kept->tag_len,
		.text_len = kept->text_len,
	};
}

size_t
aead_tag_len(const struct run *run)
{
	const struct kept *kept = (const void *)run->param.bytes;

	return kept->tag_len;
}

enum err
aead_tag_at(const struct run *run, CK_BYTE *at, CK_ULONG len,
    struct message_tag *tag)
{
	if (len != aead_tag_len(run))
		return refuse(E_MECHANISM_PARAM, "the tag's length cannot "
		    "change within a message");
	*tag = (struct message_tag){ at, len };
	return E_OK;
}
