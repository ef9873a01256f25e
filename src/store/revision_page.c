/* SPDX-License-Identifier: Apache-2.0 */
/* The shared page that shows the revision. */
#include "store/revision_page.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME "revision"
#define MAGIC "CLVREV01"
#define PAGE_LEN 4096

/* As in the file: of this machine's byte order, which is the only one that
 * can share it. */
struct shown {
	char magic[8];
	unsigned char zero[56];
	_Atomic uint64_t revision; /* on a cache line of its own */
};

_Static_assert(sizeof(struct shown) <= PAGE_LEN, "one page");
_Static_assert(offsetof(struct shown, revision) == 64, "as FORMAT.md says");

struct revision_page {
	struct shown *shown;
	bool writable;
};

/* Grown in place, with its blocks: a page without one would kill who maps it
 * on a full disk. Never shrunk or replaced: others have it mapped. */
static bool
make_whole(int fd, const struct stat *st)
{
	char magic[sizeof MAGIC - 1];

	if (st->st_size < PAGE_LEN && posix_fallocate(fd, 0, PAGE_LEN) != 0)
		return false;
	if (pread(fd, magic, sizeof magic, 0) == (ssize_t)sizeof magic &&
	    memcmp(magic, MAGIC, sizeof magic) == 0)
		return true;
	return pwrite(fd, MAGIC, sizeof magic, 0) == (ssize_t)sizeof magic;
}

static bool
is_whole(int fd, const struct stat *st)
{
	char magic[sizeof MAGIC - 1];

	return st->st_size >= PAGE_LEN &&
	    pread(fd, magic, sizeof magic, 0) == (ssize_t)sizeof magic &&
	    memcmp(magic, MAGIC, sizeof magic) == 0;
}

static enum err
map(int fd, bool write, struct revision_page **out)
{
	struct revision_page *page;
	void *at = mmap(NULL, PAGE_LEN, PROT_READ | (write ? PROT_WRITE : 0),
	    MAP_SHARED, fd, 0);

	if (at == MAP_FAILED)
		return E_OK;
	page = malloc(sizeof *page);
	if (page == NULL) {
		munmap(at, PAGE_LEN);
		return E_NO_MEMORY;
	}
	page->shown = at;
	page->writable = write;
	*out = page;
	return E_OK;
}

static enum err
map_opened(int fd, bool write, struct revision_page **out)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return E_OK;
	if (!(write ? make_whole(fd, &st) : is_whole(fd, &st)))
		return E_OK;
	return map(fd, write, out);
}

/* -1 if there is none that may be used. */
static int
open_file(const struct place *p, bool *write)
{
	int fd = -1;

	if (*write && place_open(p, NAME, O_RDWR | O_CREAT, &fd) == E_OK)
		return fd;
	*write = false;
	return place_open(p, NAME, O_RDONLY, &fd) == E_OK ? fd : -1;
}

enum err
revision_page_open(const struct place *p, bool repair,
    struct revision_page **out)
{
	struct revision_page *page = NULL;
	bool write = repair && p->writable;
	int fd = open_file(p, &write);
	enum err e = E_OK;

	if (fd >= 0) {
		e = map_opened(fd, write, &page);
		close(fd);
	}
	if (e == E_OK)
		*out = page;
	return e;
}

void
revision_page_close(struct revision_page *page)
{
	if (page == NULL)
		return;
	munmap(page->shown, PAGE_LEN);
	free(page);
}

uint64_t
revision_page_load(const struct revision_page *page)
{
	return page == NULL ? 0 :
	    atomic_load_explicit(&page->shown->revision, memory_order_acquire);
}

uint64_t
revision_page_raise(struct revision_page *page, uint64_t before,
    uint64_t revision)
{
	uint64_t next = revision;

	if (page == NULL || !page->writable)
		return revision_page_load(page);
	if (before >= revision)
		next = revision_page_load(page) + 1;
	atomic_store_explicit(&page->shown->revision, next,
	    memory_order_release);
	return next;
}

void
revision_page_correct(struct revision_page *page, uint64_t seen,
    uint64_t revision)
{
	if (page != NULL && page->writable)
		atomic_compare_exchange_strong(&page->shown->revision, &seen,
		    revision);
}
