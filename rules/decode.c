/* Which format is this line? What fitted the last line is tried first, then the others in a fixed order.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "cmd/base/log.h"
#include "rules/decode_internal.h"

/* The narrow ones first: a later format may take a line that an earlier one would read better. */
#define FORMATS(X) \
	X("exchange", decode_exchange, "not a record of an Exchange log", false) \
	X("zimbra", decode_zimbra, "not a line of a Zimbra log", false) \
	X("haraka", decode_haraka, "not a line of Haraka", false) \
	X("stalwart", decode_stalwart, "not a line of Stalwart", false) \
	X("rspamd", decode_rspamd, "not a line of Rspamd", false) \
	X("w3c", decode_w3c, "no #Fields yet", false) \
	X("exim", decode_exim, "no time stamp of Exim's", false) \
	X("dovecot", decode_dovecot, "not a line of Dovecot's own log", false) \
	X("mdaemon", decode_mdaemon, "no time stamp of MDaemon's", false) \
	X("nginx", decode_nginx, "not a line of nginx's error log", false) \
	X("maddy", decode_maddy, "not a line of Maddy", false) \
	X("axigen", decode_axigen, "not a line of Axigen", false) \
	X("syslog", decode_syslog, "neither a time stamp nor program[pid]", false) \
	X("bare", decode_bare, "not a message that names its program", false) \
	X("container", decode_container, "nothing that a container runtime puts before a line", false) \
	X("tai64n", decode_tai64n, "no TAI64N stamp", false) \
	X("json", decode_json, "not a JSON object", false) \
	X("hmailserver", decode_hmailserver, "no quoted kind and tabs", false) \
	X("mailenable", decode_mailenable, "no date and tabs", false) \
	X("iis", decode_iis, "not a record in the IIS format", false) \
	X("ncsa", decode_ncsa, "not a record in the NCSA format", false) \
	X("tine20", decode_tine, "no identifiers, user and time", false) \
	X("smartermail", decode_smartermail, "no time, address and session", false) \
	X("logfmt", decode_logfmt, "not key=value", false) \
	X("oracle", decode_oracle, "not an entry of Oracle's messaging server", false) \
	X("stamped", decode_stamped, "no prefix that is known", false) \
	X("plain", decode_plain, "no time stamp", true)

static const struct format formats[] = {
#define AS_FORMAT(name, read, refusal, shy) { name, read, refusal, shy },
	FORMATS(AS_FORMAT)
};
enum { FORMAT_COUNT = sizeof formats / sizeof *formats };

static const char *const names[] = {
#define AS_NAME(name, read, refusal, shy) name,
	FORMATS(AS_NAME)
	NULL
};

struct decoder *
decoder_new(const char *name, const struct decode_options *o)
{
	const struct format *forced = NULL;
	struct decoder *d;

	for (size_t i = 0; name && i < FORMAT_COUNT; i++)
		if (strcmp(formats[i].name, name) == 0)
			forced = &formats[i];
	if (name && !forced)
		return NULL;
	d = xcalloc(1, sizeof *d);
	d->columns = o->columns;
	d->forced = forced;
	d->reason = "";
	header_init(&d->header);
	stamper_init(&d->stamp, o->now ? o->now : clock_now(), o->year, o->zone);
	return d;
}

void
decoder_free(struct decoder *d)
{
	if (!d)
		return;
	json_decref(d->json);
	free(d->scratch.p);
	free(d);
}

void
decoder_set_now(struct decoder *d, int64_t now)
{
	stamper_set_now(&d->stamp, now);
}

const char *
decoder_name(const struct decoder *d)
{
	return d->last ? d->last->name : "none";
}

const char *
decoder_reason(const struct decoder *d)
{
	return d->reason;
}

const char *const *
decoder_names(void)
{
	return names;
}

static void
record_clear(struct record *r)
{
	r->time = 0;
	r->repeat = 1;
	for (int i = 0; i < COLUMN_SETS; i++) {
		for (uint64_t left = r->set[i]; left; left &= left - 1)
			r->column[i * 64 + __builtin_ctzll(left)] = (struct span){ 0 };
		r->set[i] = 0;
	}
}

static enum decoded
try_all(struct decoder *d, struct span line, struct record *r, const struct format *but, const struct format **fitted)
{
	for (const struct format *f = formats; f < formats + FORMAT_COUNT; f++) {
		/* what one reader knew and refused is not for those that take anything */
		bool skip = f == but || (f->shy && *d->reason);
		enum decoded got = skip ? DECODED_NOT : f->read(d, line, r);

		if (got != DECODED_NOT) {
			*fitted = f;
			return got;
		}
	}
	return DECODED_NOT;
}

static enum decoded
read_line(struct decoder *d, struct span line, struct record *r)
{
	const struct format *first = d->forced ? d->forced : d->last && !d->last->shy ? d->last : NULL;
	enum decoded got = first ? first->read(d, line, r) : DECODED_NOT;

	if (got == DECODED_NOT && d->forced) {
		d->last = d->forced;
		d->reason = *d->reason ? d->reason : d->forced->refusal;
	} else if (got == DECODED_NOT) {
		got = try_all(d, line, r, first, &d->last);
		if (got == DECODED_NOT && !*d->reason)
			d->reason = "no time stamp and no format that is known";
	} else {
		d->last = first;
	}
	return got;
}

enum decoded
decoder_line(struct decoder *d, struct span line, struct record *r)
{
	record_clear(r);
	d->reason = "";
	text_begin(d, line.n);
	if (d->text != TEXT_BYTES || text_is_wide(line))
		if (!text_convert(d, &line))
			return DECODED_NOT;
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	if (line.n >= 3 && memcmp(line.p, "\xef\xbb\xbf", 3) == 0) {
		line.p += 3;
		line.n -= 3;
	}
	if (line.n == 0 || (*line.p == '#' && header_line(d, line)))
		return DECODED_HEADER;
	return read_line(d, line, r);
}

enum decoded
decode_inner(struct decoder *d, struct span text, struct record *r)
{
	const struct format *fitted;
	enum decoded got;

	while (text.n && (text.p[text.n - 1] == '\r' || text.p[text.n - 1] == '\n'))
		text.n--;
	if (d->depth == DECODE_DEPTH_MAX || text.n == 0)
		return DECODED_NOT;
	if (*text.p == '#' && header_line(d, text))
		return DECODED_HEADER;
	d->depth++;
	got = try_all(d, text, r, NULL, &fitted);
	d->depth--;
	return got;
}

/* --- a message that is a line of its own --- */

/* By its first byte, so that nearly every message is passed over at once. */
static decode_reader *
unwrapper(struct span program, struct span message)
{
	unsigned char c = (unsigned char)*message.p;

	if (c == '{')
		return decode_json;
	if (c == '[')
		return text_starts(program, "exim") ? decode_exim_inner : decode_haraka;
	if (c == '(')
		return decode_rspamd;
	if (c == '@')
		return decode_tai64n;
	if (c >= '0' && c <= '9' && message.n > 20)
		return text_starts(program, "exim") ? decode_exim_inner :
		       message.p[10] == 'T' && message.p[13] == ':' ? decode_exchange :
		       message.p[10] == '.' ? decode_tai64n : NULL;
	return c >= 'A' && c <= 'Z' && text_starts(program, "axigen") ? decode_axigen : NULL;
}

void
decode_unwrap(struct decoder *d, struct record *r)
{
	decode_reader *read = r->column[COLUMN_MESSAGE].n ?
		unwrapper(r->column[COLUMN_PROGRAM], r->column[COLUMN_MESSAGE]) : NULL;

	if (!read || d->depth == DECODE_DEPTH_MAX)
		return;
	d->depth++;
	read(d, r->column[COLUMN_MESSAGE], r);
	d->depth--;
}

/* --- what a restart needs --- */

struct saved {
	uint32_t version, text;
	int32_t last_year, last_month;
	uint32_t csv, w3c, kind, fields;
	int64_t day, last;
	char ip[BLOCK_TEXT_MAX], session[BLOCK_TEXT_MAX];
};
enum { SAVED_VERSION = 1 };
_Static_assert(sizeof(struct saved) + HEADER_TEXT_MAX <= DECODER_SAVE_MAX, "a saved decoder has room");

size_t
decoder_save(const struct decoder *d, void *out, size_t cap)
{
	const struct log_header *h = &d->header;
	struct saved s = {
		.version = SAVED_VERSION, .text = d->text, .last_year = d->stamp.last_year,
		.last_month = d->stamp.last_month, .csv = h->csv, .w3c = h->w3c, .kind = h->kind,
		.fields = (uint32_t)h->n, .day = h->day, .last = h->last,
	};

	if (cap < sizeof s + h->n)
		return 0;
	memcpy(s.ip, d->block.ip, sizeof s.ip);
	memcpy(s.session, d->block.session, sizeof s.session);
	memcpy(out, &s, sizeof s);
	memcpy((char *)out + sizeof s, h->text, h->n);
	return sizeof s + h->n;
}

bool
decoder_load(struct decoder *d, const void *in, size_t n)
{
	struct saved s;

	if (n < sizeof s)
		return false;
	memcpy(&s, in, sizeof s);
	if (s.version != SAVED_VERSION || s.text > TEXT_UTF16BE || s.kind > LOG_OTHER || n != sizeof s + s.fields ||
	    s.last_month < 0 || s.last_month > 12 || s.last_year < 0 || s.last_year > 9999)
		return false;
	d->header.kind = s.kind;
	d->header.day = s.day;
	if (s.fields && !header_fields(d, (struct span){ (const char *)in + sizeof s, s.fields }))
		return false;
	d->header.last = s.last;
	d->header.csv = s.csv;
	d->header.w3c = s.w3c;
	d->text = s.text;
	d->stamp.last_year = s.last_year;
	d->stamp.last_month = s.last_month;
	memcpy(d->block.ip, s.ip, sizeof s.ip - 1);
	memcpy(d->block.session, s.session, sizeof s.session - 1);
	return true;
}
