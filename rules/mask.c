/* Where the servers that we know write passwords, and how far these reach.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/mask.h"

enum extent {
	TO_LAST, /* to where `end` stands last in the line, as the secret may hold it too; without it: to the line's end */
	BASE64,  /* a word of that alphabet */
	WORD,    /* up to a space or a control byte; nothing if it begins with a quotation mark */
	QUOTED,  /* to where `end` stands first with nothing but a separator behind it, not escaped; else to the line's end */
};

static const struct secret {
	const char *begin;
	enum extent extent;
	const char *end;
} SECRETS[] = {
	{ "(pass: '", TO_LAST, "') " },     /* vpopmail: vchkpw-smtp: password fail (pass: '...') user@d:address */
	{ "given password: ", TO_LAST, ")" }, /* Dovecot with auth_verbose_passwords; a hash of it as well */
	{ "AUTH PLAIN ", BASE64, NULL },    /* Courier's cmd:, hMailServer, OpenSMTPD's command= */
	{ "AUTH LOGIN ", BASE64, NULL },
	{ "RECEIVED: PASS ", TO_LAST, "\"" }, /* hMailServer's POP3 */
	{ "password=", WORD, NULL },
	{ "password=\"", QUOTED, "\"" },
	{ "password='", QUOTED, "'" },
	{ "password=\\\"", QUOTED, "\\\"" }, /* in a quoted text */
	{ "\tAUTH\t", BASE64, NULL },       /* MailEnable's command column */
};

static bool
in_base64(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
}

static size_t
to_last(struct span text, const char *end)
{
	size_t length = strlen(end);

	for (size_t at = text.n; at-- > 0; )
		if (text.n - at >= length && memcmp(text.p + at, end, length) == 0)
			return at;
	return text.n;
}

static bool
separates(char c)
{
	return (unsigned char)c <= ' ' || c == 0x7f || strchr(",;)]}\"", c) != NULL;
}

static size_t
quoted(struct span text, const char *end)
{
	size_t length = strlen(end);

	for (size_t at = 0; at + length <= text.n; at++)
		if (memcmp(text.p + at, end, length) == 0 && (at == 0 || text.p[at - 1] != '\\') &&
		    (at + length == text.n || separates(text.p[at + length])))
			return at;
	return text.n;
}

/* Quotation marks, also escaped ones, have entries of their own. */
static bool
goes_on(enum extent extent, struct span text, char c)
{
	if (extent == BASE64)
		return in_base64(c);
	return (unsigned char)c > ' ' && c != 0x7f && text.p[0] != '"' && text.p[0] != '\'' &&
	       (text.n < 2 || memcmp(text.p, "\\\"", 2) != 0);
}

static size_t
extent_of(const struct secret *s, struct span text)
{
	size_t n = 0;

	if (s->extent == TO_LAST)
		return to_last(text, s->end);
	if (s->extent == QUOTED)
		return quoted(text, s->end);
	while (n < text.n && goes_on(s->extent, text, text.p[n]))
		n++;
	return n;
}

void
mask_secrets(char *line, size_t n)
{
	char *end = line + n;

	for (size_t i = 0; i < sizeof SECRETS / sizeof *SECRETS; i++) {
		const struct secret *s = &SECRETS[i];
		size_t length = strlen(s->begin);

		for (char *p = line; (p = memmem(p, (size_t)(end - p), s->begin, length)) != NULL; ) {
			p += length;
			memset(p, '*', extent_of(s, (struct span){ p, (size_t)(end - p) }));
		}
	}
}

size_t
mask_printable(struct span line, char *out, size_t cap)
{
	char written[MASKED_MAX];
	size_t n = line.n < MASKED_MAX ? line.n : MASKED_MAX;

	if (n > 0)
		memcpy(written, line.p, n);
	mask_secrets(written, n);
	return span_printable((struct span){ written, n }, out, cap);
}
