/* SPDX-License-Identifier: Apache-2.0 */
/* The checks every family's parameter needs before its own. */
#include "mech/param.h"

#include <stdlib.h>
#include <string.h>

enum err
param_none(const CK_MECHANISM *mechanism)
{
	if (mechanism->ulParameterLen != 0)
		return refuse(E_MECHANISM_PARAM, "the mechanism takes no "
		    "parameter, one of %lu bytes was given",
		    mechanism->ulParameterLen);
	return E_OK;
}

enum err
param_fixed(const CK_MECHANISM *mechanism, void *out, size_t len)
{
	if (mechanism->pParameter == NULL || mechanism->ulParameterLen != len)
		return refuse(E_MECHANISM_PARAM, "the parameter has %lu "
		    "bytes, not %zu", mechanism->pParameter == NULL ? 0 :
		    mechanism->ulParameterLen, len);
	memcpy(out, mechanism->pParameter, len);
	return E_OK;
}

enum err
param_room(struct run *run, size_t len, unsigned char **out)
{
	unsigned char *room = malloc(len > 0 ? len : 1);

	if (room == NULL)
		return E_NO_MEMORY;
	free(run->param_extra);
	run->param_extra = room;
	run->param_extra_len = len;
	*out = room;
	return E_OK;
}

enum err
param_block(const char *name, const void *data, CK_ULONG len, size_t max)
{
	if (len > max)
		return refuse(E_MECHANISM_PARAM,
		    "%s of %lu bytes, at most %zu are accepted", name, len,
		    max);
	if (data == NULL && len != 0)
		return refuse(E_MECHANISM_PARAM,
		    "%s is NULL with a length of %lu", name, len);
	return E_OK;
}
