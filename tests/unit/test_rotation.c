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

/* True if each line came once. */
static bool
one_round(unsigned seed, bool copies)
{
	struct world w = { .random = seed * 2654435761U + 1, .fd = -1 };
	bool good = true;

	strcpy(w.folder, "/tmp/test_rotation.XXXXXX");
	if (mkdtemp(w.folder) == NULL)
		fatal("mkdtemp");
	snprintf(w.log, sizeof w.log, "%s/mail.log", w.folder);
	w.loop = ev_loop_new(EVBACKEND_EPOLL | EVFLAG_NOENV);
	reopen(&w);
	begin(&w, NULL);
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
	close(w.fd);
	tail_free(w.tail);
	ev_loop_destroy(w.loop);
	nftw(w.folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	return good;
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
	return done_testing();
}
