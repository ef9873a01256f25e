/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the configuration comes from: pReserved, the environment, the default
 * places, the defaults. What a file may say is in conf_file.c.
 */
#include "base/conf.h"
#include "base/conf_file.h"

#include <fcntl.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define AEAD_BUFFER_DEFAULT ((size_t)256 << 20)
#define ETC "/etc/claviger"
#define PASSWD_BUFFER 16384

/* The directories of whoever runs us; "" where there is none. */
struct places {
	char config[PATH_MAX];
	char data[PATH_MAX];
};

/* false if it does not fit. */
static bool PRINTF_LIKE(2, 3)
path_set(char out[static PATH_MAX], const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(out, PATH_MAX, fmt, args);
	va_end(args);
	if (len >= 0 && len < PATH_MAX)
		return true;
	out[0] = '\0';
	return false;
}

/* A variable that holds an absolute path, else NULL: so the base directory
 * specification has it. */
static const char *
env_path(const char *name)
{
	const char *value = secure_getenv(name);

	return value != NULL && value[0] == '/' ? value : NULL;
}

static void
home_find(char out[static PATH_MAX])
{
	const char *home = env_path("HOME");
	char buffer[PASSWD_BUFFER];
	struct passwd entry, *found = NULL;

	out[0] = '\0';
	if (home == NULL &&
	    getpwuid_r(geteuid(), &entry, buffer, sizeof(buffer), &found) == 0 &&
	    found != NULL && entry.pw_dir != NULL && entry.pw_dir[0] == '/')
		home = entry.pw_dir;
	if (home != NULL)
		(void)path_set(out, "%s", home);
}

static void
place_find(const char *variable, const char *below_home,
    char out[static PATH_MAX])
{
	const char *base = env_path(variable);
	char home[PATH_MAX];

	if (base != NULL) {
		(void)path_set(out, "%s/claviger", base);
		return;
	}
	home_find(home);
	out[0] = '\0';
	if (home[0] != '\0')
		(void)path_set(out, "%s/%s/claviger", home, below_home);
}

static void
places_find(struct places *p)
{
	place_find("XDG_CONFIG_HOME", ".config", p->config);
	place_find("XDG_DATA_HOME", ".local/share", p->data);
}

/* The value of the only word pReserved may hold; "" if there is none. */
static enum err
args_read(const char *args, char path[static PATH_MAX])
{
	static const char key[] = "configfile=";
	static const char blanks[] = " \t\r\n";
	const char *at = args;
	size_t len, klen = sizeof(key) - 1;

	path[0] = '\0';
	for (at += strspn(at, blanks); *at != '\0'; at += strspn(at, blanks)) {
		len = strcspn(at, blanks);
		if (len <= klen || strncmp(at, key, klen) != 0 ||
		    at[klen] != '/')
			return refuse(E_ARGUMENTS, "\"%.*s\" in pReserved is "
			    "not configfile=/PATH",
			    len < 64 ? (int)len : 64, at);
		if (path[0] != '\0' || len - klen >= PATH_MAX)
			return refuse(E_ARGUMENTS, "configfile in pReserved is "
			    "given twice or too long");
		memcpy(path, at + klen, len - klen);
		path[len - klen] = '\0';
		at += len;
	}
	return E_OK;
}

static enum err
read_named(const char *path, struct conf *out)
{
	if (path[0] != '/')
		return refuse(E_CONFIGURATION,
		    "CLAVIGER_CONF is \"%.400s\", not an absolute path", path);
	if (!path_set(out->source, "%s", path))
		return refuse(E_CONFIGURATION, "CLAVIGER_CONF is too long");
	return conf_file_read(path, out);
}

static bool
readable(const char *path)
{
	return path[0] != '\0' &&
	    faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0;
}

/* One of the places nobody named: what cannot be opened is not there. */
static enum err
read_place(const char *path, struct conf *out, bool *found)
{
	*found = readable(path);
	if (!*found)
		return E_OK;
	return read_named(path, out);
}

static enum err
read_file(const char *args, const struct places *p, struct conf *out)
{
	char path[PATH_MAX] = "";
	const char *named;
	bool found;

	if (args != NULL)
		TRY(args_read(args, path));
	if (path[0] != '\0')
		return read_named(path, out);
	named = secure_getenv("CLAVIGER_CONF");
	if (named != NULL && named[0] != '\0')
		return read_named(named, out);
	if (p->config[0] != '\0')
		(void)path_set(path, "%s/claviger.conf", p->config);
	TRY(read_place(path, out, &found));
	if (found)
		return E_OK;
	return read_place(ETC "/claviger.conf", out, &found);
}

/* false if it is not set and there is no default for it. */
static bool
fill_path(char out[static PATH_MAX], const char *for_root, const char *dir,
    const char *tail)
{
	if (out[0] != '\0')
		return true;
	if (geteuid() == 0)
		return path_set(out, "%s", for_root);
	return dir[0] != '\0' && path_set(out, "%s%s", dir, tail);
}

static bool
fill_defaults(const struct places *p, struct conf *out)
{
	bool store, key;

	store = fill_path(out->store, "/var/lib/claviger", p->data, "");
	key = fill_path(out->root_key, ETC "/root.key", p->config, "/root.key");
	if (out->aead_buffer == 0)
		out->aead_buffer = AEAD_BUFFER_DEFAULT;
	return store && key;
}

enum err
conf_read(const char *args, struct conf *out)
{
	struct places p;
	enum err e;

	*out = (struct conf){ 0 };
	places_find(&p);
	e = read_file(args, &p, out);
	if (!fill_defaults(&p, out) && e == E_OK)
		return refuse(E_CONFIGURATION, "uid %ld has no home directory: "
		    "store and root-key must be set in " ETC "/claviger.conf",
		    (long)geteuid());
	return e;
}
