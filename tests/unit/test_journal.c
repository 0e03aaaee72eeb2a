/* Tests of following the journal, with journal files made from its export format by systemd-journal-remote.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "rules/journal.h"
#include "tests/tap.h"

#define REMOTE "/lib/systemd/systemd-journal-remote"

enum { GOT_MAX = 1 << 16 };

struct world {
	struct ev_loop *loop;
	struct journal *journal;
	char folder[64];
	char got[GOT_MAX];
	size_t n;
	unsigned lines;
	struct tail_place last;
};

static void
line(void *context, struct span l)
{
	struct world *w = context;

	w->lines++;
	w->last = journal_place(w->journal);
	if (w->n + l.n + 2 > GOT_MAX)
		return;
	memcpy(w->got + w->n, l.p, l.n);
	w->n += l.n;
	w->got[w->n++] = '|';
	w->got[w->n] = '\0';
}

static void
export_text(FILE *f, const char *name, const char *value)
{
	uint64_t n = strlen(value);

	if (strchr(value, '\n') == NULL) {
		fprintf(f, "%s=%s\n", name, value);
		return;
	}
	fprintf(f, "%s\n", name); /* the binary form: a little-endian length and the bytes */
	for (int i = 0; i < 8; i++)
		fputc((int)(n >> (8 * i) & 0xff), f);
	fprintf(f, "%s\n", value);
}

/* One more entry, in seconds after a fixed time. */
static void
entry(struct world *w, const char *file, int second, const char *program, const char *message)
{
	char command[300];
	FILE *f;

	snprintf(command, sizeof command, REMOTE " -o %s/%s.journal - >/dev/null 2>&1", w->folder, file);
	f = popen(command, "w");
	if (f == NULL)
		fatal("popen");
	fprintf(f, "__REALTIME_TIMESTAMP=%lld\n", 1764000000000000LL + second * 1000000LL + 250000);
	fprintf(f, "__MONOTONIC_TIMESTAMP=%lld\n", 5000000LL + second * 1000000LL);
	fprintf(f, "_BOOT_ID=0123456789abcdef0123456789abcdef\n_HOSTNAME=mx\n_PID=812\n");
	export_text(f, "SYSLOG_IDENTIFIER", program);
	export_text(f, "MESSAGE", message);
	fprintf(f, "\n");
	if (pclose(f) != 0)
		printf("# " REMOTE " failed\n");
}

static void
begin(struct world *w, const char *const *identifiers)
{
	const struct journal_hooks hooks = { line, NULL, w };

	w->journal = journal_new(w->loop, w->folder, identifiers, &hooks);
	if (w->journal == NULL)
		fatal("%s", w->folder);
}

static void
new_world(struct world *w)
{
	memset(w, 0, sizeof *w);
	strcpy(w->folder, "/tmp/test_journal.XXXXXX");
	if (mkdtemp(w->folder) == NULL)
		fatal("mkdtemp");
	w->loop = ev_loop_new(EVBACKEND_EPOLL | EVFLAG_NOENV);
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static void
end_world(struct world *w)
{
	journal_free(w->journal);
	ev_loop_destroy(w->loop);
	nftw(w->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void
expect(struct world *w, const char *lines, const char *what)
{
	for (int i = 0; i < 20; i++) {
		ev_run(w->loop, EVRUN_NOWAIT);
		usleep(2000);
	}
	is_text(w->got, lines, what);
	w->n = w->lines = 0;
	w->got[0] = '\0';
}

static void
test_follow(void)
{
	static struct world w;
	static const char *const POSTFIX[] = { "postfix", NULL };

	new_world(&w);
	entry(&w, "a", 1, "postfix/smtpd", "old");
	begin(&w, POSTFIX);
	is_int(journal_start(w.journal), 0, "the journal is opened");
	expect(&w, "", "what stood there is not read");
	entry(&w, "a", 2, "postfix/smtpd", "connect from unknown[192.0.2.7]");
	expect(&w, "2025-11-24T16:00:02.250000Z mx postfix/smtpd[812]: connect from unknown[192.0.2.7]|",
	       "an entry becomes a line of syslog's shape");
	ok(w.last.device == 0 && w.last.offset == 1764000002250000ULL, "its place is its time");
	entry(&w, "a", 3, "postfix/smtpd", "warning: x\nNov 24 10:00:01 mx forged\r: y");
	expect(&w, "2025-11-24T16:00:03.250000Z mx postfix/smtpd[812]: warning: x#012Nov 24 10:00:01 mx forged#015: y|",
	       "a message with newlines stays one line");
	entry(&w, "a", 4, "sshd", "of no interest");
	entry(&w, "a", 5, "postfixer", "nor this");
	entry(&w, "a", 6, "mailreeve-watch", "nor what we say ourselves");
	entry(&w, "a", 7, "postfix-out/smtp", "yes");
	expect(&w, "2025-11-24T16:00:07.250000Z mx postfix-out/smtp[812]: yes|", "identifiers are heeded");
	entry(&w, "b", 8, "postfix", "in another file");
	expect(&w, "2025-11-24T16:00:08.250000Z mx postfix[812]: in another file|", "a new journal file is noticed");
	end_world(&w);
}

static void
restart(struct world *w)
{
	struct state s = { 0 };

	journal_save(w->journal, &s);
	journal_free(w->journal);
	entry(w, "a", 3, "bad ]: id", "between");
	begin(w, NULL);
	ok(journal_load(w->journal, &s) && s.at == s.n, "the cursor is read");
	is_int(journal_start(w->journal), 0, "started again");
	s.at = 0, s.n--;
	ok(!journal_load(w->journal, &s), "a torn state is refused");
	state_free(&s);
}

static void
test_restart(void)
{
	static struct world w;

	new_world(&w);
	entry(&w, "a", 1, "dovecot", "old");
	begin(&w, NULL);
	journal_start(w.journal);
	entry(&w, "a", 2, "dovecot", "1");
	expect(&w, "2025-11-24T16:00:02.250000Z mx dovecot[812]: 1|", "before");
	restart(&w);
	entry(&w, "a", 4, "dovecot", "after");
	expect(&w, "2025-11-24T16:00:03.250000Z mx bad____id[812]: between|"
	       "2025-11-24T16:00:04.250000Z mx dovecot[812]: after|", "after a restart nothing is read twice, nothing skipped");
	restart(&w);
	expect(&w, "2025-11-24T16:00:03.250000Z mx bad____id[812]: between|", "and again");
	end_world(&w);
}

static void
test_lost_cursor(void)
{
	static struct world w;
	struct state s = { 0 };

	new_world(&w);
	entry(&w, "a", 1, "dovecot", "read");
	entry(&w, "b", 2, "dovecot", "the next");
	state_mark(&s, "journal", 1);
	state_put_span(&s, SPAN_LIT("s=0123456789abcdef0123456789abcdef;i=7;b=0123456789abcdef0123456789abcdef;"
	                            "m=632ea0;t=6445941792360;x=0"));
	begin(&w, NULL);
	ok(journal_load(w.journal, &s), "a cursor whose entry is gone");
	state_free(&s);
	is_int(journal_start(w.journal), 0, "is started from");
	expect(&w, "2025-11-24T16:00:02.250000Z mx dovecot[812]: the next|", "at the entry that comes after it in time");
	end_world(&w);
}

int
main(void)
{
	log_open("test_journal", 0);
	if (access(REMOTE, X_OK) != 0) {
		printf("1..0 # SKIP " REMOTE " is not installed\n");
		return 0;
	}
	test_follow();
	test_restart();
	test_lost_cursor();
	return done_testing();
}
