/* Makes hostile bytes fit to be shown.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdint.h>

#include "cmd/base/span.h"

struct range { uint32_t first, last; };

/* Valid Unicode that a terminal obeys or a reader cannot see (Unicode 15, general categories Cc, Cf, Zl, Zp). */
static const struct range unseen[] = {
	{ 0x0080, 0x009f },   /* C1 controls: some terminals take U+009B for an escape */
	{ 0x00ad, 0x00ad },   /* soft hyphen */
	{ 0x061c, 0x061c },   /* Arabic letter mark */
	{ 0x180e, 0x180e },   /* Mongolian vowel separator */
	{ 0x200b, 0x200f },   /* zero width, direction marks */
	{ 0x2028, 0x202e },   /* line separators, direction overrides */
	{ 0x2060, 0x206f },   /* invisible operators, direction isolates */
	{ 0xfe00, 0xfe0f },   /* variation selectors */
	{ 0xfeff, 0xfeff },   /* byte order mark */
	{ 0xfff9, 0xfffb },   /* annotations */
	{ 0xe0000, 0xe0fff }, /* tags, more variation selectors */
};

static bool
is_unseen(uint32_t c)
{
	for (size_t i = 0; i < sizeof(unseen) / sizeof(*unseen); i++)
		if (c >= unseen[i].first && c <= unseen[i].last)
			return true;
	return false;
}

/* Length of the well-formed UTF-8 character at p (RFC 3629), 0 if there is none; *c gets the character. */
static size_t
utf8_character(const unsigned char *p, size_t n, uint32_t *c)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = *p < 0x80 ? 1 : *p < 0xc0 ? 0 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : *p < 0xf8 ? 4 : 0;

	if (length == 0 || length > n)
		return 0;
	*c = length == 1 ? *p : *p & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		*c = *c << 6 | (p[i] & 0x3f);
	}
	if (*c < least[length] || *c > 0x10ffff || (*c >= 0xd800 && *c <= 0xdfff))
		return 0;
	return length;
}

/* Length of the character at p if it may be shown as it is, else 0. */
static size_t
shown_length(const unsigned char *p, size_t n)
{
	uint32_t c = 0;
	size_t length = utf8_character(p, n, &c);

	return c < 0x20 || c == 0x7f || is_unseen(c) ? 0 : length;
}

size_t
span_printable(struct span s, char *out, size_t cap)
{
	static const char hex[] = "0123456789abcdef";
	const unsigned char *p = (const unsigned char *)s.p;
	size_t at = 0, length, used;

	if (cap == 0)
		return 0;
	for (size_t i = 0; i < s.n; i += length) {
		char escape[] = { '\\', 'x', hex[p[i] >> 4], hex[p[i] & 15] };
		const char *piece = s.p + i;

		length = used = shown_length(p + i, s.n - i);
		if (length == 0) {
			piece = escape;
			used = sizeof(escape);
			length = 1;
		} else if (p[i] == '\\') {
			piece = "\\\\";
			used = 2;
		}
		if (at + used >= cap)
			break;
		memcpy(out + at, piece, used);
		at += used;
	}
	out[at] = '\0';
	return at;
}

bool
span_is_printable(struct span s)
{
	size_t length;

	for (size_t i = 0; i < s.n; i += length)
		if ((length = shown_length((const unsigned char *)s.p + i, s.n - i)) == 0)
			return false;
	return true;
}
