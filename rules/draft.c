/* Drafts a rule: what looks like an address, a number, a queue id or quoted text becomes a field, the rest stays as it
 * stands. A person goes over it afterwards.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/draft.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/base/log.h"
#include "rules/decode.h"
#include "rules/run.h"

enum { NAMES_SEEN_MAX = 64 };

struct draft {
	FILE *out;
	const char *begin, *p, *end;
	bool source;                  /* it stands already */
	const char *seen[NAMES_SEEN_MAX]; int names; /* fields used: a name stands once */
	bool dots;                    /* mark the last typed field before the source */
	struct addr address;          /* the source */
	bool typed;                   /* a typed field stands before it */
};

/* What a text before a value says about it. */
static const struct { const char *before, *field; } hints[] = {
	{ "from=", "sender" }, { "sender=", "sender" }, { "to=", "recipient" }, { "rcpt=", "recipient" }, { "recipient=", "recipient" },
	{ "helo=", "helo" }, { "ehlo=", "helo" }, { "user=", "account" }, { "username=", "account" }, { "sasl_username=", "account" },
	{ "login=", "account" }, { "account=", "account" }, { "authid=", "account" }, { "set_id=", "account" }, { "user ", "account" },
};

static bool
seen(struct draft *d, const char *name)
{
	for (int i = 0; i < d->names; i++)
		if (strcmp(d->seen[i], name) == 0)
			return true;
	if (d->names < NAMES_SEEN_MAX)
		d->seen[d->names++] = name;
	return false;
}

/* The field that what stands before p speaks of; "text" where nothing does. */
static const char *
hinted(struct draft *d, const char *p)
{
	while (p > d->begin && (p[-1] == '<' || p[-1] == '"' || p[-1] == '\''))
		p--;
	for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
		size_t n = strlen(hints[i].before);

		if ((size_t)(p - d->begin) >= n && memcmp(p - n, hints[i].before, n) == 0 && !seen(d, hints[i].field))
			return hints[i].field;
	}
	return "text";
}

static void
literal(struct draft *d, size_t n)
{
	for (; n && d->p < d->end; n--, d->p++) {
		if (*d->p == '{' || *d->p == '}' || *d->p == '\'')
			fputc(*d->p, d->out);
		fputc(*d->p, d->out);
	}
}

static void
typed_field(struct draft *d, const char *name)
{
	bool mark = d->dots && !d->source;

	d->typed |= !d->source;
	fprintf(d->out, "{%s%s}", name, mark ? "..." : "");
}

/* Each reads what stands at d->p and writes a field for it; false: it is something else. */
static bool
read_address(struct draft *d)
{
	size_t n = type_run(type_find(SPAN_LIT("source")), d->p, d->end);
	struct addr a;

	if (*d->p == '[')
		return false; /* brackets stay in the text: the proof wants to see them */
	while (n > 2 && (d->p[n - 1] == '.' || d->p[n - 1] == ':'))
		n--; /* the end of a sentence, or of what a sentence says */
	if (n < 3 || !addr_parse((struct span){ d->p, n }, &a)) {
		const char *colon = n ? memrchr(d->p, ':', n) : NULL; /* a port follows? */

		n = colon ? (size_t)(colon - d->p) : 0;
		if (n < 3 || !addr_parse((struct span){ d->p, n }, &a))
			return false;
	}
	d->p += n;
	fputs(d->source ? "{other:ip}" : "{source}", d->out);
	if (!d->source)
		d->address = a;
	d->source = true;
	return true;
}

/* host[address] */
static bool
read_host(struct draft *d)
{
	const struct type *host = type_find(SPAN_LIT("host"));
	size_t n = type_run(host, d->p, d->end);
	const char *bracket = d->p + n;
	struct addr a;

	if (n == 0 || bracket >= d->end || *bracket != '[')
		return false;
	const char *close = memchr(bracket, ']', (size_t)(d->end - bracket));
	if (!close || !addr_parse((struct span){ bracket + 1, (size_t)(close - bracket - 1) }, &a))
		return false;
	fputs(seen(d, "host") ? "{peer:host}" : "{host}", d->out);
	d->p += n;
	return true;
}

/* <...>, "..." and, before the source, where a HELO may stand, (...) */
static bool
read_quoted(struct draft *d)
{
	char close = *d->p == '<' ? '>' : *d->p == '"' ? '"' : *d->p == '(' && !d->source ? ')' : '\0';
	const char *end = close ? memchr(d->p + 1, close, (size_t)(d->end - d->p - 1)) : NULL;

	if (!end)
		return false;
	literal(d, 1);
	typed_field(d, hinted(d, d->p));
	d->p = end;
	literal(d, 1);
	return true;
}

/* A value that a hint stands before, to the next blank or comma. */
static bool
read_hinted(struct draft *d)
{
	const char *name, *end = d->p;
	int names = d->names;

	while (end < d->end && !strchr(" ,;)", *end))
		end++;
	if (end == d->p || d->p == d->begin || *d->p == '<' || *d->p == '"' || strcmp(name = hinted(d, d->p), "text") == 0) {
		d->names = names;
		return false;
	}
	typed_field(d, name);
	d->p = end;
	return true;
}

/* A queue id: capitals or figures, with a figure, before a colon at the begin of the line. */
static bool
read_qid(struct draft *d)
{
	size_t n = type_run(type_find(SPAN_LIT("qid")), d->p, d->end);
	size_t digits = 0;

	for (size_t i = 0; i < n; i++)
		digits += isdigit((unsigned char)d->p[i]) != 0;
	if (d->p != d->begin || n < 5 || n > 32 || digits == 0 || d->p + n == d->end || d->p[n] != ':')
		return false;
	fputs("{qid}", d->out);
	d->p += n;
	return true;
}

static bool
read_number(struct draft *d)
{
	size_t n = 0, dots = 0;

	while (d->p + n < d->end && (isdigit((unsigned char)d->p[n]) || (d->p[n] == '.' && n && isdigit((unsigned char)d->p[n - 1]))))
		dots += d->p[n++] == '.';
	if (n && d->p[n - 1] == '.') {
		n--;
		dots--;
	}
	if (n == 0 || (d->p + n < d->end && (isalnum((unsigned char)d->p[n]) || d->p[n] == '_')))
		return false;
	if (dots == 0 && n > 18)
		return false;
	fputs(dots == 2 && n <= 9 ? "{dsn}" : dots ? "{number}" : n == 3 ? "{code}" : "{int}", d->out);
	d->p += n;
	return true;
}

static bool (*const readers[])(struct draft *d) = {
	read_qid, read_host, read_address, read_quoted, read_hinted, read_number,
};

/* Fields begin where a word does. */
static bool
at_word(const struct draft *d)
{
	return d->p == d->begin || !(isalnum((unsigned char)d->p[-1]) || strchr("._-@+", d->p[-1]));
}

static void
write_template(struct draft *d, struct span text)
{
	d->begin = d->p = text.p;
	d->end = text.p + text.n;
	while (d->p < d->end) {
		size_t i = 0;

		while (at_word(d) && i < sizeof readers / sizeof readers[0] && !readers[i](d))
			i++;
		if (!at_word(d) || i == sizeof readers / sizeof readers[0])
			literal(d, 1);
	}
}

static const char *
guess_signal(struct span text)
{
	static const struct { const char *word, *signal; } words[] = {
		{ "elay", "relay" }, { "uth", "auth-failed" }, { "assword", "auth-failed" }, { "ogin", "auth-failed" },
		{ "nknown", "harvest" }, { "ommand", "bad-command" }, { "too many", "flood" }, { "TLS", "tls-error" },
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (text.n && memmem(text.p, text.n, words[i].word, strlen(words[i].word)))
			return words[i].signal;
	return "rejected";
}

/* A YAML scalar in single quotes; FILE so that it can be any length. */
static void
quoted(FILE *out, struct span text)
{
	fputc('\'', out);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\'')
			fputc('\'', out);
		fputc(text.p[i], out);
	}
	fputc('\'', out);
}

/* The columns of a log without messages: a whole column that is an address is taken as the source. */
static void
write_columns(struct draft *d, const struct columns *columns, const struct record *r)
{
	char take[COLUMN_NAME_MAX] = "";

	fputs("    where:\n", d->out);
	for (int c = COLUMN_FIXED; c < columns->count; c++) {
		struct span text = r->column[c];
		struct addr a;

		if (text.n == 0)
			continue;
		if (run_endpoint(text, &a)) {
			if (!d->source) {
				snprintf(take, sizeof take, "%s", columns->name[c]);
				d->address = a;
			}
			d->source = true;
			continue;
		}
		fprintf(d->out, "      '%s': '", columns->name[c]);
		write_template(d, text);
		fputs("'\n", d->out);
	}
	if (take[0])
		fprintf(d->out, "    take: {source: '%s'}\n", take);
}

static char *
write_draft(struct draft *d, const struct columns *columns, const struct record *r, struct span line)
{
	struct span message = r->column[COLUMN_MESSAGE], program = r->column[COLUMN_PROGRAM];
	char *text = NULL, address[ADDR_TEXT_MAX];
	size_t size;

	d->out = open_memstream(&text, &size);
	if (!d->out)
		fatal("memory");
	fputs("# A draft. Give the pack and the rule their names, say which signal it is, shorten what varies to {text},\n"
	      "# add lines that must not match to `ignores`, and run `mailreeve check`.\n"
	      "pack: site\nprograms: [", d->out);
	quoted(d->out, program.n ? program : SPAN_LIT("*"));
	fprintf(d->out, "]\nrules:\n  - id: new-rule\n    signal: %s\n", guess_signal(message.p ? message : line));
	if (message.p) {
		fputs("    line: '", d->out);
		write_template(d, message);
		fputs("'\n", d->out);
	} else {
		write_columns(d, columns, r);
	}
	fputs("    examples:\n      - line: ", d->out);
	quoted(d->out, line);
	fprintf(d->out, "\n        expect: {source: %s}\n    ignores: []\n",
	        d->source ? addr_format(&d->address, address) : "null");
	fclose(d->out);
	return text;
}

/* True if the draft loads, is proved, and takes its own line with its source. */
static bool
stands(const char *text, struct span line, const struct addr *source, struct error *e)
{
	struct ruleset *rs = ruleset_load_text(span_of(text), "draft", e);
	struct decode_options options = { .columns = rs ? ruleset_columns(rs) : NULL };
	struct decoder *decoder;
	struct record *r;
	struct matched *m;
	bool good;

	if (!rs)
		return false;
	decoder = decoder_new(NULL, &options);
	r = xcalloc(1, sizeof *r);
	m = xcalloc(1, sizeof *m);
	good = decoder_line(decoder, line, r) == DECODED;
	if (good)
		match(rs, r, m);
	good = good && m->hits && !m->hit[0].hostile && addr_equal(&m->hit[0].source, source);
	decoder_free(decoder);
	ruleset_free(rs);
	free(r);
	free(m);
	return good || error_set(e, "", 0, 0, "the draft does not take its own line safely: a text of the client seems to "
	                         "stand where the server's should end it; write this rule by hand (mailreeve-rules(5))");
}

/* A control byte cannot stand in a plain YAML text, and shows that this is not a line of a log. */
static bool
plain(struct span line)
{
	for (size_t i = 0; i < line.n; i++)
		if ((unsigned char)line.p[i] < 0x20 && line.p[i] != '\t')
			return false;
	return line.n > 0;
}

/* First with fields that end at their first place, then with dots where the proof asks for them. */
static char *
attempt(const struct columns *columns, const struct record *r, struct span line, struct error *e)
{
	for (int dots = 0; dots <= 1; dots++) {
		struct draft d = { .dots = dots };
		char *text = write_draft(&d, columns, r, line);

		if (d.source && stands(text, line, &d.address, e))
			return text;
		free(text);
		if (!d.source)
			error_set(e, "", 0, 0, "no address stands in the line: nobody could be accused by it; a rule for it needs a "
			          "`thread` whose earlier line names the source");
		if (!d.source || !d.typed)
			break;
	}
	return NULL;
}

char *
draft_rule(const struct columns *columns, struct span line, struct error *e)
{
	struct decode_options options = { .columns = columns };
	struct decoder *decoder = decoder_new(NULL, &options);
	struct record *r = xcalloc(1, sizeof *r);
	char *text = NULL;

	if (!plain(line))
		error_set(e, "", 0, 0, "the line holds control bytes; no draft is made of it");
	else if (decoder_line(decoder, line, r) != DECODED)
		error_set(e, "", 0, 0, "the line is of no known format: %s", decoder_reason(decoder));
	else
		text = attempt(columns, r, line, e);
	decoder_free(decoder);
	free(r);
	return text;
}
