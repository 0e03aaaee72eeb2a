/* The table of messages, and the one reader that checks all of it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include "cmd/base/log.h"
#include "cmd/base/msg.h"

enum { MSG_HEAD = offsetof(struct msg, verdict) };

#define IS_TEXT(array) is_text((array), sizeof(array))

static bool
is_text(const char *p, size_t cap)
{
	size_t n = strnlen(p, cap);

	return n < cap && span_is_printable((struct span){ p, n });
}

static bool
is_addr(const struct addr *a)
{
	struct addr cut = *a;

	if ((a->family != 4 && a->family != 6) || a->bits > (a->family == 4 ? 32 : 128))
		return false;
	cut.bits = 128;
	cut = addr_masked(cut, a->bits);
	return addr_equal(&cut, a); /* no bit is set beyond the prefix */
}

/* A login is shown through span_printable wherever it is shown; here it may hold any byte. */
static bool
is_subject(const struct subject *s)
{
	static const struct addr none;

	switch (s->kind) {
	case SUBJECT_ADDRESS:
		return is_addr(&s->addr) && s->name[0] == '\0';
	case SUBJECT_ACCOUNT:
		return addr_equal(&s->addr, &none) && s->name[0] && memchr(s->name, '\0', sizeof(s->name)) != NULL;
	case SUBJECT_SERVER:
		return addr_equal(&s->addr, &none) && s->name[0] == '\0';
	default:
		return false;
	}
}

static bool
is_severity(uint32_t severity)
{
	return severity >= SEVERITY_INFO && severity <= SEVERITY_CRITICAL;
}

static bool
sane_verdict(const struct msg *m)
{
	const struct msg_verdict *v = &m->verdict;

	return v->kind >= VERDICT_BAN && v->kind <= VERDICT_RELEASE && is_severity(v->severity) && v->time >= 0 &&
	       isfinite(v->score) && is_subject(&v->subject) && v->why[0] && IS_TEXT(v->why) && IS_TEXT(v->detail);
}

static bool
sane_evidence(const struct msg *m)
{
	const struct msg_evidence *e = &m->evidence;

	return is_addr(&e->subject) && e->time >= 0 && isfinite(e->points) && IS_TEXT(e->signal) && IS_TEXT(e->rule) &&
	       IS_TEXT(e->line);
}

static bool
sane_stat(const struct msg *m)
{
	const struct msg_stat *s = &m->stat;

	return s->kind >= STAT_LOG && s->kind <= STAT_NOTE && s->last >= 0 && s->name[0] && IS_TEXT(s->name) &&
	       IS_TEXT(s->text);
}

static bool
sane_answer(const struct msg *m)
{
	const struct msg_answer *a = &m->answer;

	return isfinite(a->points) && isfinite(a->value) && a->time >= 0 && IS_TEXT(a->signal) && IS_TEXT(a->rule) &&
	       IS_TEXT(a->line);
}

static bool
sane_sanctioned(const struct msg *m)
{
	return is_subject(&m->sanctioned.subject) && m->sanctioned.time >= 0 && m->sanctioned.until >= 0;
}

static bool
sane_forgiven(const struct msg *m)
{
	return is_subject(&m->forgiven.subject) && m->forgiven.time >= 0;
}

static bool
sane_ask(const struct msg *m)
{
	uint32_t what = m->ask.what;

	return what >= ASK_WHY && what <= ASK_CAMPAIGNS && (what != ASK_WHY || is_subject(&m->ask.subject));
}

static bool
sane_notice(const struct msg *m)
{
	const struct msg_notice *n = &m->notice;

	return is_severity(n->severity) && n->time >= 0 && is_subject(&n->subject) && n->watch[0] && IS_TEXT(n->watch) &&
	       IS_TEXT(n->text);
}

static const struct kind {
	const char *name;
	size_t body;
	enum msg_part sender;
	bool (*sane)(const struct msg *m);
} kinds[MSG_TYPES] = {
	[MSG_VERDICT] = { "verdict", sizeof(struct msg_verdict), PART_WATCH, sane_verdict },
	[MSG_EVIDENCE] = { "evidence", sizeof(struct msg_evidence), PART_WATCH, sane_evidence },
	[MSG_STAT] = { "stat", sizeof(struct msg_stat), PART_WATCH, sane_stat },
	[MSG_ANSWER] = { "answer", sizeof(struct msg_answer), PART_WATCH, sane_answer },
	[MSG_SANCTIONED] = { "sanctioned", sizeof(struct msg_sanctioned), PART_ENFORCE, sane_sanctioned },
	[MSG_FORGIVEN] = { "forgiven", sizeof(struct msg_forgiven), PART_ENFORCE, sane_forgiven },
	[MSG_ASK] = { "ask", sizeof(struct msg_ask), PART_ENFORCE, sane_ask },
	[MSG_NOTICE] = { "notice", sizeof(struct msg_notice), PART_ENFORCE, sane_notice },
};

static const struct kind *
find_kind(uint32_t type)
{
	return type > 0 && type < MSG_TYPES ? &kinds[type] : NULL;
}

const char *
msg_name(uint32_t type)
{
	const struct kind *k = find_kind(type);

	return k ? k->name : "unknown";
}

void
msg_init(struct msg *m, enum msg_type type)
{
	memset(m, 0, sizeof(*m));
	m->type = type;
	m->size = (uint32_t)(MSG_HEAD + kinds[type].body);
}

int
msg_send(int fd, const struct msg *m)
{
	return send(fd, m, m->size, MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/* What is wrong with n bytes that came from there; NULL: nothing. */
const char *
msg_objection(const struct msg *m, size_t n, enum msg_part from)
{
	const struct kind *k = n >= MSG_HEAD ? find_kind(m->type) : NULL;

	if (k == NULL)
		return "of unknown type";
	if (k->sender != from)
		return "from the wrong sender";
	if (n != MSG_HEAD + k->body || m->size != n)
		return "of the wrong size";
	return k->sane(m) ? NULL : "with contents that cannot be";
}

int
msg_receive(int fd, enum msg_part from, struct msg *m)
{
	const char *objection;
	ssize_t n = recv(fd, m, sizeof(*m), MSG_DONTWAIT | MSG_TRUNC);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	if (n == 0)
		return -ECONNRESET;
	objection = msg_objection(m, (size_t)n, from);
	if (objection == NULL)
		return 1;
	log_warnx("dropped a message (%s) %s", n >= (ssize_t)MSG_HEAD ? msg_name(m->type) : "cut short", objection);
	return -EPROTO;
}
