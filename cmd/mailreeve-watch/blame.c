/* The mapped file, and what is done about a line that crashes.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "cmd/mailreeve-watch/blame.h"

enum { CRASHES_TO_SKIP = 2 };

#define BLAME_FILE "watch.line"

static const char MAGIC[8] = "line 1\n";

enum skipped { SKIPPED_NOT, SKIPPED, SKIPPED_SAVING };

struct crash { struct tail_place place; uint32_t times, skipped; };
struct page { /* one build of one machine reads it: host byte order */
	char magic[8];
	_Atomic uint32_t reading; /* a line is being read, and stands at: */
	struct tail_place place;
	struct crash crash[BLAME_CRASHES_MAX];
};
struct blame {
	int state;
	struct page *page;
	struct page none;    /* stands in where the file cannot be mapped */
	bool any;            /* some place is to be skipped */
	unsigned skipped;
};

static bool
same(struct tail_place a, struct tail_place b)
{
	return a.device == b.device && a.inode == b.inode && a.offset == b.offset;
}

static struct crash *
find(struct blame *b, struct tail_place place)
{
	for (size_t i = 0; i < BLAME_CRASHES_MAX; i++)
		if (b->page->crash[i].times > 0 && same(b->page->crash[i].place, place))
			return &b->page->crash[i];
	return NULL;
}

/* The last run ended within a line. */
static void
note_crash(struct blame *b)
{
	struct page *page = b->page;
	struct crash *c = find(b, page->place);

	if (c == NULL) {
		memmove(&page->crash[1], &page->crash[0], sizeof page->crash - sizeof *c);
		c = &page->crash[0];
		*c = (struct crash){ .place = page->place };
	}
	c->times++;
	log_warnx("the last run ended within the line at byte %" PRIu64 " of the file with inode %" PRIu64 "%s",
	          c->place.offset, c->place.inode, c->times >= CRASHES_TO_SKIP ? " again: it will be skipped" : "");
}

static struct page *
map(int state)
{
	int fd = openat(state, BLAME_FILE, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	void *p = MAP_FAILED;

	if (fd >= 0 && ftruncate(fd, sizeof(struct page)) == 0)
		p = mmap(NULL, sizeof(struct page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		log_warn("%s cannot be mapped: a line that crashes this program will not be known", BLAME_FILE);
	if (fd >= 0)
		close(fd);
	return p == MAP_FAILED ? NULL : p;
}

struct blame *
blame_open(int state)
{
	struct blame *b = xcalloc(1, sizeof *b);

	b->state = state;
	b->page = map(state);
	if (b->page == NULL)
		b->page = &b->none;
	if (memcmp(b->page->magic, MAGIC, sizeof MAGIC) != 0) {
		memset(b->page, 0, sizeof *b->page);
		memcpy(b->page->magic, MAGIC, sizeof MAGIC);
	}
	if (b->page->reading)
		note_crash(b);
	b->page->reading = 0;
	for (size_t i = 0; i < BLAME_CRASHES_MAX; i++)
		b->any = b->any || b->page->crash[i].times >= CRASHES_TO_SKIP;
	return b;
}

void
blame_close(struct blame *b)
{
	if (b->page != &b->none)
		munmap(b->page, sizeof *b->page);
	free(b);
}

static void
keep(struct blame *b, const char *log, struct span line)
{
	char name[64];
	int fd;

	snprintf(name, sizeof name, "crash-%" PRId64 ".txt", clock_now());
	fd = openat(b->state, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0 || dprintf(fd, "%s\n", log) < 0 || write(fd, line.p, line.n) != (ssize_t)line.n)
		log_warn("%s cannot be written", name);
	if (fd >= 0)
		close(fd);
	log_warnx("%s: a line that crashed this program twice is skipped and kept in %s", log, name);
}

static bool
must_skip(struct blame *b, struct tail_place place, const char *log, struct span line)
{
	struct crash *c = find(b, place);

	if (c == NULL || c->times < CRASHES_TO_SKIP)
		return false;
	b->skipped++;
	if (c->skipped == SKIPPED_NOT)
		keep(b, log, line);
	c->skipped = SKIPPED;
	return true;
}

bool
blame_enter(struct blame *b, struct tail_place place, const char *log, struct span line)
{
	if (b->any && must_skip(b, place, log, line))
		return false;
	b->page->place = place;
	atomic_store_explicit(&b->page->reading, 1, memory_order_release);
	return true;
}

void
blame_leave(struct blame *b)
{
	atomic_store_explicit(&b->page->reading, 0, memory_order_release);
}

void
blame_saving(struct blame *b)
{
	for (size_t i = 0; b->any && i < BLAME_CRASHES_MAX; i++)
		if (b->page->crash[i].skipped == SKIPPED)
			b->page->crash[i].skipped = SKIPPED_SAVING;
}

void
blame_saved(struct blame *b)
{
	if (!b->any)
		return;
	b->any = false;
	for (size_t i = 0; i < BLAME_CRASHES_MAX; i++) {
		struct crash *c = &b->page->crash[i];

		if (c->skipped == SKIPPED_SAVING)
			*c = (struct crash){ 0 };
		b->any = b->any || c->times >= CRASHES_TO_SKIP;
	}
}

unsigned
blame_skipped(const struct blame *b)
{
	return b->skipped;
}
