/* A log that is written, rotated, cut and followed at random, the follower restarted at random: each line comes once.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "rules/tail_parts.h"
#include "tests/tap.h"

enum { ROUNDS = 60, STEPS = 40, LINES_MAX = 4096 };

struct world {
	struct ev_loop *loop;
	struct tail *tail;
	char folder[64], log[96];
	int fd;               /* the writer's */
	unsigned written, rotated;
	unsigned char got[LINES_MAX]; /* how often each line came */
	unsigned random;
	char history[STEPS + 1];
};

/* xorshift32 (Marsaglia 2003): the same steps in every run. */
static unsigned
pick(struct world *w, unsigned below)
{
	w->random ^= w->random << 13;
	w->random ^= w->random >> 17;
	w->random ^= w->random << 5;
	return w->random % below;
}

static void *
opened(void *context, struct tail_file *f, const char *path)
{
	(void)context, (void)path;
	return f;
}

static void
line(void *context, void *log, struct span l)
{
	struct world *w = context;
	unsigned n = 0;

	(void)log;
	for (size_t i = 0; i < l.n && l.p[i] >= '0' && l.p[i] <= '9'; i++)
		n = n * 10 + (unsigned)(l.p[i] - '0');
	if (n < LINES_MAX)
		w->got[n]++;
}

static void
begin(struct world *w, struct state *s)
{
	const struct tail_hooks hooks = { .opened = opened, .line = line, .context = w };

	w->tail = tail_new(w->loop, &hooks);
	tail_add(w->tail, w->log, 0);
	if (s && !tail_load(w->tail, s))
		fatalx("the state cannot be read");
	tail_start(w->tail, false);
}

static void
settle(struct world *w)
{
	for (int i = 0; i < 4 || w->tail->late; i++)
		ev_run(w->loop, EVRUN_NOWAIT);
}

static void
reopen(struct world *w)
{
	close(w->fd);
	w->fd = open(w->log, O_WRONLY | O_CREAT | O_APPEND, 0644);
}

static void
write_line(struct world *w)
{
	dprintf(w->fd, "%u a line of the length that lines of mail logs have, so that files are known by it\n", w->written++);
}

/* mail.log becomes mail.log.1, that mail.log.2 and so on; the writer learns of it later. */
static void
rotate(struct world *w, int copy)
{
	char from[128], to[128], command[300];

	for (int i = 5; i > 0; i--) {
		snprintf(from, sizeof from, "%s.%d", w->log, i);
		snprintf(to, sizeof to, "%s.%d", w->log, i + 1);
		rename(from, to);
	}
	snprintf(to, sizeof to, "%s.1", w->log);
	if (!copy) {
		rename(w->log, to);
		return;
	}
	snprintf(command, sizeof command, "cp %s %s", w->log, to);
	if (system(command) != 0 || truncate(w->log, 0) != 0)
		printf("# %s failed\n", command);
}

static void
restart(struct world *w, bool write_meanwhile)
{
	struct state s = { 0 };

	tail_save(w->tail, &s);
	tail_free(w->tail);
	if (write_meanwhile)
		write_line(w);
	begin(w, &s);
	state_free(&s);
}

static char
step(struct world *w, bool copies)
{
	unsigned what = pick(w, 10);

	if (what < 4)
		write_line(w);
	else if (what < 6)
		settle(w);
	else if (what < 7)
		restart(w, pick(w, 2));
	else if (what < 8 && w->rotated < 4) {
		w->rotated++;
		if (copies) { /* what was never looked at cannot be missed: one line is read, the next is not */
			write_line(w);
			settle(w);
			write_line(w);
		}
		rotate(w, copies);
	}
	else
		reopen(w);
	return "wwwwsstrnn"[what];
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static void
open_world(struct world *w)
{
	strcpy(w->folder, "/tmp/test_rotation.XXXXXX");
	if (mkdtemp(w->folder) == NULL)
		fatal("mkdtemp");
	snprintf(w->log, sizeof w->log, "%s/mail.log", w->folder);
	w->loop = ev_loop_new(EVBACKEND_EPOLL | EVFLAG_NOENV);
	reopen(w);
	begin(w, NULL);
}

static void
close_world(struct world *w)
{
	close(w->fd);
	tail_free(w->tail);
	ev_loop_destroy(w->loop);
	nftw(w->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* True if each line came once. */
static bool
one_round(unsigned seed, bool copies)
{
	struct world w = { .random = seed * 2654435761U + 1, .fd = -1 };
	bool good = true;

	open_world(&w);
	for (int i = 0; i < STEPS; i++)
		w.history[i] = step(&w, copies);
	reopen(&w);
	write_line(&w);
	settle(&w);
	for (unsigned i = 0; i < w.written; i++)
		if (w.got[i] != 1) {
			printf("# seed %u, %s: line %u came %u times: %s\n", seed, copies ? "cut" : "renamed", i, w.got[i], w.history);
			good = false;
		}
	close_world(&w);
	return good;
}

/* Rotated and compressed while nobody looked, `unread` lines after the last that was read. Returns how many came once. */
static unsigned
compressed_meanwhile(unsigned unread, const char *harm)
{
	struct world w = { .fd = -1 };
	struct state s = { 0 };
	char command[400];
	unsigned once = 0;

	open_world(&w);
	for (int i = 0; i < 3000; i++) /* more than is read at once */
		write_line(&w);
	settle(&w);
	tail_save(w.tail, &s);
	tail_free(w.tail);
	for (unsigned i = 0; i < unread; i++)
		write_line(&w);
	rotate(&w, 0);
	snprintf(command, sizeof command, "cd %s && gzip mail.log.1 && echo of another day | gzip >mail.log.2.gz && %s", w.folder,
	         harm);
	if (system(command) != 0)
		fatalx("%s failed", command);
	reopen(&w);
	write_line(&w);
	begin(&w, &s);
	settle(&w);
	state_free(&s);
	for (unsigned i = 0; i < w.written; i++)
		once += w.got[i] == 1;
	ok(w.got[w.written - 1] == 1, "the new file is read");
	close_world(&w);
	return once;
}

static void
test_compressed(void)
{
	is_int(compressed_meanwhile(40, "true"), 3041, "a log that was compressed before it was read is read to its end");
	is_int(compressed_meanwhile(0, "true"), 3001, "one that was read is not read again");
	is_int(compressed_meanwhile(40, "mv mail.log.1.gz mail.log.2.gz"), 3041, "wherever it went");
	is_int(compressed_meanwhile(40, "truncate -s 300 mail.log.1.gz"), 3001, "of a damaged one nothing comes twice");
	is_int(compressed_meanwhile(40, "cp mail.log.2.gz mail.log.1.gz"), 3001, "nor of one that holds something else");
}

int
main(int argc, char **argv)
{
	unsigned first = argc > 1 ? (unsigned)atoi(argv[1]) : 1, rounds = argc > 1 ? 1 : ROUNDS, bad[2] = { 0 };

	log_open("test_rotation", 0);
	for (unsigned i = first; i < first + rounds; i++)
		for (int copies = 0; copies < 2; copies++)
			bad[copies] += !one_round(i, copies);
	is_int(bad[0], 0, "renamed at random, each line comes once");
	is_int(bad[1], 0, "copied and cut at random, each line comes once");
	test_compressed();
	return done_testing();
}
