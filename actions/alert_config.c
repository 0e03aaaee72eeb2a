/* Reads whom alerts go to. Everything here may end up in a protocol's header, so it is checked for that.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "actions/alert_config.h"
#include "cmd/base/config_internal.h"
#include "cmd/base/log.h"

#define FIELD(name) offsetof(struct alert_config, name)

static const char *const severities[] = {
	[SEVERITY_INFO] = "info", [SEVERITY_WARNING] = "warning", [SEVERITY_CRITICAL] = "critical",
};

/* Each name must satisfy `good`; at most `most` of them. */
static bool
read_checked(const struct reading *x, const struct yaml *y, void *field, size_t most, bool (*good)(const char *),
             const char *wanted)
{
	if (!config_is_list(x, y, most, wanted) || !config_read_names(x, y, field))
		return false;
	for (size_t i = 0; i < config_items(y); i++)
		if (!good((*(char ***)field)[i]))
			return config_refuse(x, config_item(y, i), wanted);
	return config_items(y) > 0 || error_set(x->e, x->file, y->line, y->column, "%s", wanted);
}

static bool
one_line(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return false;
	return true;
}

static bool
starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0 && s[strlen(with)] != '\0';
}

static bool
is_word(const char *s)
{
	return one_line(s) && strchr(s, ' ') == NULL;
}

static bool
is_mailbox(const char *s)
{
	return is_word(s) && strpbrk(s, "<>,;\"()") == NULL && s[0] != '-';
}

static bool is_server(const char *s) { return is_word(s) && (starts(s, "smtp://") || starts(s, "smtps://")); }
static bool is_url(const char *s) { return is_word(s) && (starts(s, "https://") || starts(s, "http://")); }
static bool is_header(const char *s) { return one_line(s) && strchr(s, ':') > s; }
static bool any_text(const char *s) { return s != NULL; }

static bool
read_mailboxes(const struct reading *x, const struct yaml *y, void *field)
{
	return read_checked(x, y, field, CONFIG_NAMES_MAX, is_mailbox, "wanted mail addresses, as ops@example.org");
}

static bool
read_mailbox(const struct reading *x, const struct yaml *y, void *field)
{
	return read_checked(x, y, field, 1, is_mailbox, "wanted one mail address");
}

static bool
read_server(const struct reading *x, const struct yaml *y, void *field)
{
	return read_checked(x, y, field, 1, is_server, "wanted a server, as smtp://localhost or smtps://mx.example.org");
}

static bool
read_secret(const struct reading *x, const struct yaml *y, void *field)
{
	return read_checked(x, y, field, 1, one_line, "wanted a text of one line");
}

static bool
read_url(const struct reading *x, const struct yaml *y, void *field)
{
	return read_checked(x, y, field, 1, is_url, "wanted a URL, as https://chat.example.org/hook");
}

static bool
read_headers(const struct reading *x, const struct yaml *y, void *field)
{
	return read_checked(x, y, field, CONFIG_NAMES_MAX, is_header, "wanted headers, as 'Authorization: Bearer abc'");
}

static bool
read_program(const struct reading *x, const struct yaml *y, void *field)
{
	const char *wanted = "wanted a program with its arguments, as [/usr/local/bin/page, duty]";

	if (!read_checked(x, y, field, CONFIG_NAMES_MAX, any_text, wanted))
		return false;
	return (*(char ***)field)[0][0] == '/' || config_refuse(x, config_item(y, 0), wanted);
}

static bool
read_least(const struct reading *x, const struct yaml *y, void *field)
{
	for (uint32_t i = SEVERITY_INFO; i <= SEVERITY_CRITICAL; i++)
		if (span_is(yaml_span(y), severities[i])) {
			*(enum severity *)field = i;
			return true;
		}
	return config_refuse(x, y, "wanted info, warning or critical");
}

static const struct key mail_keys[] = {
	{ "to", read_mailboxes, FIELD(mail.to) },
	{ "from", read_mailbox, FIELD(mail.from) },
	{ "server", read_server, FIELD(mail.server) },
	{ "user", read_secret, FIELD(mail.user) },
	{ "password", read_secret, FIELD(mail.password) },
	{ NULL, NULL, 0 },
};

static const struct key webhook_keys[] = {
	{ "url", read_url, FIELD(webhook.url) },
	{ "header", read_headers, FIELD(webhook.header) },
	{ NULL, NULL, 0 },
};

static bool
read_mail(const struct reading *x, const struct yaml *y, void *base)
{
	struct alert_config *a = base;

	if (!config_read_map(x, y, mail_keys, base))
		return false;
	if (!a->mail.to || !a->mail.from || !a->mail.server)
		return error_set(x->e, x->file, y->line, y->column, "mail needs to, from and server");
	if (!a->mail.user != !a->mail.password)
		return error_set(x->e, x->file, y->line, y->column, "user and password come together");
	return true;
}

static bool
read_webhook(const struct reading *x, const struct yaml *y, void *base)
{
	const struct alert_config *a = base;

	if (!config_read_map(x, y, webhook_keys, base))
		return false;
	return a->webhook.url || error_set(x->e, x->file, y->line, y->column, "a webhook needs its url");
}

static const struct key keys[] = {
	{ "least", read_least, FIELD(least) },
	{ "mail", read_mail, 0 },
	{ "webhook", read_webhook, 0 },
	{ "program", read_program, FIELD(program) },
	{ NULL, NULL, 0 },
};

struct alert_config *
alert_config_read(const struct config *c, struct error *e)
{
	const struct yaml *section = yaml_get(c->tree, "alerts");
	const struct reading x = { .file = c->file, .e = e };
	struct alert_config *a = xcalloc(1, sizeof(*a));

	a->least = SEVERITY_WARNING;
	if (yaml_is_null(section) || config_read_map(&x, section, keys, a))
		return a;
	alert_config_free(a);
	return NULL;
}

void
alert_config_free(struct alert_config *a)
{
	char **lists[] = { a->mail.to, a->mail.from, a->mail.server, a->mail.user, a->mail.password, a->webhook.url,
	                   a->webhook.header, a->program };

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		config_free_names(lists[i]);
	free(a);
}
