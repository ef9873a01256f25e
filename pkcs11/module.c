/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a host gets at the rest: the function lists, and the three functions
 * that hand them out. None of these needs C_Initialize.
 */
#include "cryptoki.h"
#include "pkcs11-claviger.h"
#include "vendor.h"

#include <stdbool.h>
#include <string.h>

#define ENTRY(name) .name = name,

static const CK_FUNCTION_LIST list_2_40 = {
	.version = { 2, 40 },
	CK_EACH_2_40(ENTRY)
};

static const CK_FUNCTION_LIST_3_0 list_3_0 = {
	.version = { 3, 0 },
	CK_EACH_2_40(ENTRY)
	CK_EACH_3_0(ENTRY)
};

static const CK_FUNCTION_LIST_3_2 list_3_2 = {
	.version = { 3, 2 },
	CK_EACH_2_40(ENTRY)
	CK_EACH_3_0(ENTRY)
	CK_EACH_3_2(ENTRY)
};

static const struct CLV_FUNCTION_LIST list_vendor = {
	.version = { CLV_INTERFACE_MAJOR, CLV_INTERFACE_MINOR },
	CLV_EACH(ENTRY)
};

#define STANDARD "PKCS 11"

/* The first is what one gets who does not say what he wants. Flags are 0
 * throughout: a forked child has to initialise again. */
static const CK_INTERFACE interfaces[] = {
	{ (void *)STANDARD, (void *)&list_3_2, 0 },
	{ (void *)STANDARD, (void *)&list_3_0, 0 },
	{ (void *)STANDARD, (void *)&list_2_40, 0 },
	{ (void *)CLV_INTERFACE_NAME, (void *)&list_vendor, 0 },
};

#define INTERFACES (sizeof(interfaces) / sizeof(interfaces[0]))

static bool
fits(const CK_INTERFACE *interface, const char *name,
    const CK_VERSION *version)
{
	/* Every list starts with its version. */
	const CK_VERSION *has = interface->pFunctionList;

	if (strcmp((const char *)interface->pInterfaceName, name) != 0)
		return false;
	return version == NULL ||
	    (version->major == has->major && version->minor == has->minor);
}

CK_RV
C_GetFunctionList(CK_FUNCTION_LIST **out)
{
	if (out == NULL)
		return CKR_ARGUMENTS_BAD;
	*out = (CK_FUNCTION_LIST *)&list_2_40;
	return CKR_OK;
}

CK_RV
C_GetInterfaceList(CK_INTERFACE *list, CK_ULONG *count)
{
	CK_ULONG room;

	if (count == NULL)
		return CKR_ARGUMENTS_BAD;
	room = *count;
	*count = INTERFACES;
	if (list == NULL)
		return CKR_OK;
	if (room < INTERFACES)
		return CKR_BUFFER_TOO_SMALL;
	memcpy(list, interfaces, sizeof(interfaces));
	return CKR_OK;
}

CK_RV
C_GetInterface(CK_UTF8CHAR *name, CK_VERSION *version, CK_INTERFACE **out,
    CK_FLAGS flags)
{
	const char *wanted = name != NULL ? (const char *)name : STANDARD;

	if (out == NULL)
		return CKR_ARGUMENTS_BAD;
	for (size_t i = 0; flags == 0 && i < INTERFACES; i++)
		if (fits(&interfaces[i], wanted, version)) {
			*out = (CK_INTERFACE *)&interfaces[i];
			return CKR_OK;
		}
	return CKR_FUNCTION_FAILED;
}
