/* SPDX-License-Identifier: Apache-2.0 */
/* The length protocol. */
#include "session/out_buf.h"

#include <string.h>

enum err
out_room(const void *out, CK_ULONG *len, size_t needed, bool *go)
{
	CK_ULONG room;

	*go = false;
	if (len == NULL)
		return refuse(E_ARGUMENTS, "the length pointer is NULL");
	room = *len;
	if (out == NULL || room < needed) {
		*len = (CK_ULONG)needed;
		return out == NULL ? E_OK : E_BUFFER_TOO_SMALL;
	}
	*go = true;
	return E_OK;
}

enum err
out_copy(const void *value, size_t value_len, void *out, CK_ULONG *len)
{
	bool go;

	TRY(out_room(out, len, value_len, &go));
	if (go) {
		memcpy(out, value, value_len);
		*len = (CK_ULONG)value_len;
	}
	return E_OK;
}
