/* SPDX-License-Identifier: Apache-2.0 */
/* A configuration file: any bytes are read or refused with a reason. */
#include "fuzz/fuzz.h"

#include "base/conf_file.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf *c = calloc(1, sizeof(*c));
	char path[64];
	int fd = memfd_create("conf", MFD_CLOEXEC);
	enum err e;

	HOLDS(c != NULL && fd >= 0);
	HOLDS(write(fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	reason_clear();
	e = conf_file_read(path, c);
	HOLDS(e == E_OK || reason_text()[0] != '\0');
	HOLDS(memchr(c->store, '\0', sizeof(c->store)) != NULL);
	HOLDS(memchr(c->root_key, '\0', sizeof(c->root_key)) != NULL);
	HOLDS(memchr(c->log, '\0', sizeof(c->log)) != NULL);
	close(fd);
	free(c);
	return 0;
}

bool
fuzz_seed(unsigned n, struct bytes *out)
{
	static const char *const seeds[] = {
		"# where things are\n"
		"store = /srv/keys\nroot-key = /etc/claviger/root.key\n\n"
		"log = syslog\ninit-token = sandbox, allow-extractable\n"
		"aead-buffer = 64\n",
		"store=relative\nlog = /var/log/claviger",
	};

	if (n >= sizeof(seeds) / sizeof(seeds[0]))
		return false;
	HOLDS(bytes_set(out, seeds[n], strlen(seeds[n])) == E_OK);
	return true;
}
