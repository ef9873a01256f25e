/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starting, stopping, what this library is (PKCS#11 3.2, 5.4), and the two
 * functions left over from parallel sessions (5.22).
 */
#include "call.h"
#include "context.h"

#include <stdlib.h>
#include <string.h>

#ifndef PACKAGE_VERSION
#define PACKAGE_VERSION "0.0"
#endif

/* The host may lend us its mutexes, all four or none; we use the system's own
 * and never call them. Nor do we make threads: the flags demand nothing. */
static enum err
read_args(const CK_C_INITIALIZE_ARGS *args, const char **words)
{
	int given;

	*words = NULL;
	if (args == NULL)
		return E_OK;
	given = (args->CreateMutex != NULL) + (args->DestroyMutex != NULL) +
	    (args->LockMutex != NULL) + (args->UnlockMutex != NULL);
	if (given != 0 && given != 4)
		return refuse(E_ARGUMENTS, "%d of four mutex functions", given);
	*words = args->pReserved;
	return E_OK;
}

CK_RV
C_Initialize(CK_VOID_PTR args)
{
	struct call call;
	const char *words;
	enum err e = call_enter(&call, CALL_Initialize, NO_SESSION, true);

	if (e == E_OK)
		e = read_args(args, &words);
	if (e == E_OK)
		e = context_start(words);
	return call_leave(&call, e);
}

CK_RV
C_Finalize(CK_VOID_PTR reserved)
{
	struct call call;
	enum err e = call_enter(&call, CALL_Finalize, NO_SESSION,
	    reserved == NULL);

	if (e == E_OK)
		e = context_stop();
	return call_leave(&call, e);
}

static void
set_padded(unsigned char *field, size_t size, const char *text)
{
	memset(field, ' ', size);
	memcpy(field, text, strlen(text));
}

static void
fill_info(CK_INFO *info)
{
	char *rest;

	*info = (CK_INFO){ .cryptokiVersion = { 3, 2 } };
	set_padded(info->manufacturerID, sizeof(info->manufacturerID),
	    "Claviger");
	set_padded(info->libraryDescription, sizeof(info->libraryDescription),
	    "Claviger virtual HSM");
	info->libraryVersion.major =
	    (CK_BYTE)strtoul(PACKAGE_VERSION, &rest, 10);
	if (*rest == '.')
		info->libraryVersion.minor =
		    (CK_BYTE)strtoul(rest + 1, NULL, 10);
}

CK_RV
C_GetInfo(CK_INFO *info)
{
	struct call call;
	enum err e = call_enter(&call, CALL_GetInfo, NO_SESSION, info != NULL);

	if (e == E_OK)
		fill_info(info);
	return call_leave(&call, e);
}

CK_RV
C_GetFunctionStatus(CK_SESSION_HANDLE session)
{
	struct call call;
	enum err e = call_enter(&call, CALL_GetFunctionStatus, session, true);

	return call_leave(&call, e == E_OK ? E_NOT_PARALLEL : e);
}

CK_RV
C_CancelFunction(CK_SESSION_HANDLE session)
{
	struct call call;
	enum err e = call_enter(&call, CALL_CancelFunction, session, true);

	return call_leave(&call, e == E_OK ? E_NOT_PARALLEL : e);
}
