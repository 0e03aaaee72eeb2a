/* JSON lines: agents (NXLog, Winlogbeat, Filebeat), Docker's json-file, the journal's export, servers that log JSON.
 * A text inside is decoded by its own format; the object's other values become columns by their last name and their path.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <inttypes.h>
#include <stdio.h>

#include "rules/decode_internal.h"

enum { KEYS_MAX = 512, NESTING_MAX = 5, PATH_BYTES = 128, NUMBER_MAX = 24, BYTES_MAX = 64 << 10 };

/* Where the ones that we want stand, the better name first; a dot goes down into an object. */
static const char *const text_names[] = {
	"MESSAGE", "message", "log", "Message", "msg", "full_log", "short_message", "event.original", NULL
};
static const char *const program_names[] = {
	"SYSLOG_IDENTIFIER", "program", "syslog.appname", "appname", "ident", "SourceName", "winlog.provider_name", "process.name",
	"_COMM", "app", NULL
};
static const char *const pid_names[] = { "_PID", "SYSLOG_PID", "pid", "process.pid", "ProcessID", "procid", NULL };
static const char *const host_names[] = {
	"_HOSTNAME", "host.name", "hostname", "Hostname", "host", "Computer", "computer_name", "winlog.computer_name", NULL
};
static const char *const time_names[] = {
	"_SOURCE_REALTIME_TIMESTAMP", "__REALTIME_TIMESTAMP", "@timestamp", "time", "timestamp", "EventTime", "ts", NULL
};

static json_t *
at_path(json_t *object, const char *path)
{
	json_t *v = json_object_get(object, path);
	const char *dot = strchr(path, '.');
	char first[32];

	if (v || !dot || (size_t)(dot - path) >= sizeof first)
		return v;
	memcpy(first, path, (size_t)(dot - path));
	first[dot - path] = '\0';
	v = json_object_get(object, first);
	return json_is_object(v) ? json_object_get(v, dot + 1) : NULL;
}

/* The journal writes a text with bytes that are no UTF-8 as an array of numbers. */
static struct span
bytes_text(struct decoder *d, json_t *array)
{
	size_t n = json_array_size(array);
	char *p = n && n <= BYTES_MAX ? decode_scratch(d, n) : NULL;

	for (size_t i = 0; p && i < n; i++) {
		json_t *v = json_array_get(array, i);

		if (!json_is_integer(v) || json_integer_value(v) < 0 || json_integer_value(v) > 255)
			return (struct span){ 0 };
		p[i] = (char)json_integer_value(v);
	}
	return (struct span){ p, p ? n : 0 };
}

/* A scalar as text; absent for objects, null and arrays that are no bytes. */
static struct span
value_text(struct decoder *d, json_t *v)
{
	char *p;

	if (json_is_string(v))
		return (struct span){ json_string_value(v), json_string_length(v) };
	if (json_is_boolean(v))
		return json_is_true(v) ? SPAN_LIT("true") : SPAN_LIT("false");
	if (json_is_array(v))
		return bytes_text(d, v);
	if (!json_is_number(v) || !(p = decode_scratch(d, NUMBER_MAX)))
		return (struct span){ 0 };
	if (json_is_integer(v))
		return (struct span){ p, (size_t)snprintf(p, NUMBER_MAX, "%" JSON_INTEGER_FORMAT, json_integer_value(v)) };
	return (struct span){ p, (size_t)snprintf(p, NUMBER_MAX, "%.10g", json_real_value(v)) };
}

static struct span
first_of(struct decoder *d, json_t *object, const char *const *names)
{
	struct span s = { 0 };

	for (; *names && !s.p; names++)
		s = value_text(d, at_path(object, *names));
	return s;
}

/* ISO text, or a number since 1970 in seconds, milliseconds or microseconds, by its size. */
static int64_t
time_of(struct decoder *d, struct span s)
{
	struct span t = s;
	int64_t us = 0, v = 0;
	char *p = s.n && s.n < STAMP_TEXT_MAX ? decode_scratch(d, s.n + 1) : NULL;

	if (!p)
		return 0;
	memcpy(p, s.p, s.n);
	p[s.n] = ' ';
	if (stamp_iso(&d->stamp, (struct span){ p, s.n + 1 }, &us))
		return us;
	for (; t.n && *t.p >= '0' && *t.p <= '9' && v < INT64_C(10000000000000000); text_advance(&t, 1))
		v = v * 10 + *t.p - '0';
	if (v < INT64_C(100000000000))
		return v * 1000000;
	return v < INT64_C(100000000000000) ? v * 1000 : v;
}

struct flatten { struct decoder *d; struct record *r; char path[PATH_BYTES]; int keys; };

static void
flatten(struct flatten *f, json_t *object, size_t at, int depth)
{
	const char *key;
	json_t *v;

	json_object_foreach(object, key, v) {
		size_t n = strlen(key);
		int leaf, whole;
		struct span text;

		if (f->keys++ >= KEYS_MAX || at + n + 1 >= sizeof f->path)
			return;
		memcpy(f->path + at, key, n);
		if (json_is_object(v) && depth < NESTING_MAX) {
			f->path[at + n] = '.';
			flatten(f, v, at + n + 1, depth + 1);
			continue;
		}
		leaf = decode_column(f->d, (struct span){ key, n });
		whole = at ? decode_column(f->d, (struct span){ f->path, at + n }) : -1;

		if (leaf < 0 && whole < 0)
			continue;
		text = value_text(f->d, v);
		decode_fill(f->r, leaf, text);
		decode_fill(f->r, whole, text);
	}
}

/* Other bytes than UTF-8 are not JSON, but what an attacker typed must not hide the line: they become '?'. */
static json_t *
load(struct decoder *d, struct span line)
{
	json_error_t e;
	json_t *v = json_loadb(line.p, line.n, JSON_ALLOW_NUL | JSON_DISABLE_EOF_CHECK, &e);
	char *p;

	if (v || json_error_code(&e) != json_error_invalid_utf8)
		return v;
	p = decode_scratch(d, line.n);
	for (size_t i = 0; p && i < line.n; i++)
		p[i] = (unsigned char)line.p[i] < 0x80 ? line.p[i] : '?';
	return p ? json_loadb(p, line.n, JSON_ALLOW_NUL | JSON_DISABLE_EOF_CHECK, &e) : NULL;
}

/* The text is a line of some format, unless the object says which program wrote it: then it is that program's message. */
static enum decoded
read_text(struct decoder *d, struct span text, struct span program, struct record *r)
{
	enum decoded got = text.p && !program.p && !r->column[COLUMN_PROGRAM].p ? decode_inner(d, text, r) : DECODED_NOT;

	if (got != DECODED_NOT)
		return got;
	while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
		text.n--;
	decode_fill(r, COLUMN_PROGRAM, program);
	if (text.p) {
		decode_set(r, COLUMN_MESSAGE, text);
		decode_unwrap(d, r);
	}
	return DECODED;
}

enum decoded
decode_json(struct decoder *d, struct span line, struct record *r)
{
	struct flatten f = { .d = d, .r = r };
	struct span text, program;
	json_t *root;
	enum decoded got;
	int64_t time;

	if (*line.p != '{' || !(root = load(d, line)))
		return DECODED_NOT;
	if (!d->json)
		d->json = json_array();
	if (!json_is_object(root) || json_array_append_new(d->json, root) < 0)
		return DECODED_NOT;
	text = first_of(d, root, text_names);
	program = first_of(d, root, program_names);
	time = time_of(d, first_of(d, root, time_names));
	got = read_text(d, text, program, r);
	if (got != DECODED)
		return got;
	r->time = r->time ? r->time : time;
	decode_fill(r, COLUMN_PID, first_of(d, root, pid_names));
	decode_fill(r, COLUMN_HOST, first_of(d, root, host_names));
	flatten(&f, root, 0, 0);
	return DECODED;
}

/* Maddy: "module: text<TAB>{json}", with or without a stamp. */
enum decoded
decode_maddy(struct decoder *d, struct span line, struct record *r)
{
	struct flatten f = { .d = d, .r = r };
	struct span t = line, message, module, rest;
	int64_t time = 0;
	json_t *root;
	size_t n = stamp_iso(&d->stamp, t, &time);

	if (n && n + 1 < t.n && t.p[n] == ' ')
		text_advance(&t, n + 1);
	rest = t;
	module = text_word(&rest);
	message = text_until(&t, "\t{");
	if (!message.p || module.n < 2 || module.p[module.n - 1] != ':' || memchr(module.p, ']', module.n))
		return DECODED_NOT;
	root = load(d, (struct span){ t.p - 1, t.n + 1 });
	if (!root)
		return DECODED_NOT;
	if (!d->json)
		d->json = json_array();
	if (json_array_append_new(d->json, root) < 0)
		return DECODED_NOT;
	r->time = time;
	decode_set(r, COLUMN_MESSAGE, message);
	decode_set(r, COLUMN_PROGRAM, SPAN_LIT("maddy"));
	flatten(&f, root, 0, 0);
	return DECODED;
}
