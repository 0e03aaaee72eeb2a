/* Where the servers that we know write passwords, and how far these reach.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/mask.h"

enum extent {
	TO_LAST, /* to where `end` stands last in the line, as the secret may hold it too; without it: to the line's end */
	BASE64,  /* a word of that alphabet */
	WORD,    /* up to a space, a quotation mark or an escaped byte */
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
	{ "RECEIVED: PASS ", WORD, NULL },  /* hMailServer's POP3 */
	{ "password=", WORD, NULL },
	{ "\\x09AUTH\\x09", BASE64, NULL }, /* MailEnable's command column; the tabs are printed so */
};

static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

static char *
find_last(char *text, const char *what)
{
	char *found = NULL;

	for (char *p = text; (p = strstr(p, what)) != NULL; p++)
		found = p;
	return found;
}

static size_t
extent_of(const struct secret *s, char *text)
{
	char *end;

	if (s->extent == BASE64)
		return strspn(text, ALPHABET);
	if (s->extent == WORD)
		return strcspn(text, " \"\\");
	end = find_last(text, s->end);
	return end ? (size_t)(end - text) : strlen(text);
}

void
mask_secrets(char *line)
{
	for (size_t i = 0; i < sizeof SECRETS / sizeof *SECRETS; i++) {
		const struct secret *s = &SECRETS[i];

		for (char *p = line; (p = strstr(p, s->begin)) != NULL; ) {
			p += strlen(s->begin);
			memset(p, '*', extent_of(s, p));
		}
	}
}

size_t
mask_printable(struct span line, char *out, size_t cap)
{
	size_t n = span_printable(line, out, cap);

	mask_secrets(out);
	return n;
}
