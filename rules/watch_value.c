/* What counts as the same value: addresses, domains and mail hosts in the form in which they are compared.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <ctype.h>

#include "rules/hash.h"
#include "rules/watch.h"

enum { VALUE_MAX = 256 };

static struct span
lower(struct span text, char out[VALUE_MAX])
{
	size_t n = text.n < VALUE_MAX ? text.n : VALUE_MAX;

	for (size_t i = 0; i < n; i++)
		out[i] = (char)(text.p[i] >= 'A' && text.p[i] <= 'Z' ? text.p[i] + 32 : text.p[i]);
	return (struct span){ out, n };
}

uint64_t
text_hash(uint64_t seed, struct span text)
{
	char out[VALUE_MAX];

	return hash_span(seed, lower(text, out));
}

struct span
mail_domain(struct span address)
{
	size_t at = address.n;

	while (at > 0 && address.p[at - 1] != '@')
		at--;
	return at ? (struct span){ address.p + at, address.n - at } : (struct span){ NULL, 0 };
}

uint64_t
relay_hash(struct span relay)
{
	size_t from, dots = 0;

	for (size_t i = 0; i < relay.n; i++) /* mx.far.example[192.0.2.1]:25 */
		if (relay.p[i] == '[' || relay.p[i] == ':' || relay.p[i] == ' ')
			relay.n = i;
	for (from = relay.n; from > 0; from--) {
		dots += relay.p[from - 1] == '.';
		if (dots == 2)
			break;
	}
	return text_hash(0, (struct span){ relay.p + from, relay.n - from });
}

uint64_t
sender_hash(struct span sender)
{
	struct span domain = mail_domain(sender);
	size_t local = domain.p ? sender.n - domain.n - 1 : sender.n;

	for (size_t i = 0; i < local; i++)
		if (sender.p[i] == '+' || sender.p[i] == '=')
			local = i;
	return text_hash(text_hash(0, (struct span){ sender.p, local }), domain);
}

bool
sender_is_own(struct span sender, const struct name *account)
{
	struct span domain = mail_domain(sender);
	struct span local = { sender.p, domain.p ? sender.n - domain.n - 1 : sender.n };
	const char *slash = strrchr(account->text, '\\'), *user = slash ? slash + 1 : account->text; /* DOMAIN\user */
	size_t n = strcspn(user, "@");
	char out[VALUE_MAX];

	if (sender.n == 0 || account->n == 0)
		return true;
	if (span_eq(lower(sender, out), (struct span){ account->text, account->n }))
		return true;
	return user[n] == '\0' && span_eq(lower(local, out), (struct span){ user, n });
}

/* "550 ...", or an enhanced code "5.7.1" (RFC 3463), which stands also where a log splits the reply. */
static bool
is_permanent(struct span reason)
{
	if (reason.n >= 4 && reason.p[0] == '5' && isdigit((unsigned char)reason.p[1]) && isdigit((unsigned char)reason.p[2]) &&
	    (reason.p[3] == ' ' || reason.p[3] == '-'))
		return true;
	for (size_t i = 0; i + 4 < reason.n; i++)
		if (memcmp(reason.p + i, " 5.7.", 5) == 0)
			return true;
	return reason.n > 4 && memcmp(reason.p, "5.7.", 4) == 0;
}

static bool
in_address(char c)
{
	return isxdigit((unsigned char)c) || c == '.' || c == ':';
}

bool
refusal_names_address(struct span reason, struct span relay)
{
	struct addr found, other = { 0 };

	if (!reason.p || !is_permanent(reason))
		return false;
	if (relay.p)
		addr_parse(relay, &other);
	for (size_t from = 0, to, end; from < reason.n; from = to + 1) {
		for (to = from; to < reason.n && in_address(reason.p[to]); to++)
			;
		end = to;
		while (end > from && (reason.p[end - 1] == '.' || reason.p[end - 1] == ':')) /* the sentence's */
			end--;
		if (addr_parse((struct span){ reason.p + from, end - from }, &found) && !addr_equal(&found, &other))
			return true;
	}
	return false;
}
