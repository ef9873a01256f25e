/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loading the module. It is loaded as it is, never through p11-kit: what the
 * command administers must be the module that was named, and its vendor
 * functions do not pass a proxy.
 */
#include "module.h"

#include "option.h"
#include "outcome.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static enum status
module_path(struct context *c)
{
	const char *path = option_value(c, "module");

	if (path == NULL)
		path = secure_getenv("CLAVIGER_MODULE");
	if (path == NULL || path[0] == '\0')
		path = MODULE_PATH_INSTALLED;
	/* Without a slash dlopen would search elsewhere. */
	c->module = realpath(path, NULL);
	if (c->module == NULL)
		return refused(c, FAILED, "cannot load %s: %s", path,
		    strerror(errno));
	return DONE;
}

static enum status
module_load(const struct context *c, CK_C_GetInterface *out)
{
	void *library, *symbol;

	library = dlopen(c->module, RTLD_NOW | RTLD_LOCAL);
	if (library == NULL)
		return refused(c, FAILED, "cannot load %s: %s", c->module,
		    dlerror());
	symbol = dlsym(library, "C_GetInterface");
	if (symbol == NULL)
		return refused(c, FAILED, "%s is not Claviger's module: it has "
		    "no C_GetInterface", c->module);
	/* A function pointer out of a pointer, as POSIX allows. */
	memcpy(out, &symbol, sizeof(*out));
	return DONE;
}

static const void *
interface_list(CK_C_GetInterface get, const char *name, CK_BYTE major,
    CK_BYTE minor)
{
	CK_VERSION version = { major, minor };
	CK_INTERFACE *found = NULL;
	char copy[32];

	(void)strncpy(copy, name, sizeof(copy) - 1);
	copy[sizeof(copy) - 1] = '\0';
	if (get((CK_UTF8CHAR *)copy, &version, &found, 0) != CKR_OK ||
	    found == NULL)
		return NULL;
	return found->pFunctionList;
}

enum status
module_open(struct context *c)
{
	const CK_FUNCTION_LIST_3_2 *p11;
	CK_C_GetInterface get = NULL;
	CK_RV rv;

	DO(module_path(c));
	DO(module_load(c, &get));
	c->clv = interface_list(get, CLV_INTERFACE_NAME, CLV_INTERFACE_MAJOR,
	    CLV_INTERFACE_MINOR);
	p11 = interface_list(get, "PKCS 11", 3, 2);
	if (c->clv == NULL || p11 == NULL)
		return refused(c, FAILED, "%s is not Claviger's module: it has "
		    "no interface \"%s\"", c->module,
		    c->clv == NULL ? CLV_INTERFACE_NAME : "PKCS 11 3.2");
	c->p11 = p11;
	rv = p11->C_Initialize(NULL);
	if (rv != CKR_OK)
		return call_refused(c, rv, "cannot initialise %s", c->module);
	c->initialized = true;
	return DONE;
}

void
module_close(struct context *c)
{
	if (c->session != CK_INVALID_HANDLE)
		(void)c->p11->C_CloseSession(c->session);
	c->session = CK_INVALID_HANDLE;
	if (c->initialized)
		(void)c->p11->C_Finalize(NULL);
	c->initialized = false;
	free(c->module);
	c->module = NULL;
}
