/* The configuration: defaults, every key, and what each refuses.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cmd/base/clock.h"
#include "cmd/base/config.h"
#include "tests/tap.h"

static struct config *
read_config(const char *text)
{
	struct error e = { .text = "" };
	struct config *c = config_read(span_of(text), "m.yaml", &e);

	if (c == NULL)
		printf("Bail out! %s: %s\n", text, e.text);
	return c;
}

static void
test_defaults(void)
{
	static const uint16_t ports[] = { 25, 465, 587, 110, 143, 993, 995, 4190 };
	static const int64_t ladder[] = { 10 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY };
	static const char *const texts[] = { "", "# nothing\n", "mode:\nlogs: auto\nnever:\nports:\nladder: ~\nrun_as:\n" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct config *c = read_config(texts[i]);
		bool good = c->rungs == 5;

		ok(!c->enforce, "observes only");
		ok(c->logs_auto && c->logs == 0 && c->nevers == 0, "finds its logs, spares nobody");
		ok(c->ports == 8 && memcmp(c->port, ports, sizeof(ports)) == 0, "the mail ports");
		for (size_t r = 0; good && r < c->rungs; r++)
			good = c->rung[r].length == ladder[r] && !c->rung[r].throttle && c->rung[r].all_ports == (r == 4);
		ok(good, "10 min, 1 h, 6 h, 1 d, 7 d all ports");
		ok(c->memory == 30 * DAY, "remembers 30 days");
		ok(!*c->operators && !*c->unused_accounts && !*c->role_accounts && !*c->disable && !*c->local_domains,
		   "empty lists, not NULL");
		is_text(c->watch_user.name, "mailreeve-watch", "user of the watcher");
		is_text(c->enforce_user.name, "mailreeve", "user of the enforcer");
		is_text(c->notify_user.name, "mailreeve-notify", "user of the notifier");
		is_text(c->rules_dir, "/etc/mailreeve/rules", "the site's rules");
		is_text(c->file, "m.yaml", "where it came from");
		config_free(c);
	}
}

static void
test_every_key(void)
{
	struct config *c = read_config("mode: enforce\n"
	                               "never: [192.0.2.7/24, '2001:db8::/32', 198.51.100.1]\n"
	                               "ban_private: [10.8.0.0/16, 'fd00::/8']\n"
	                               "ports: [25, 2525]\n"
	                               "operators: [alice, group:wheel, 1000]\n"
	                               "unused_accounts: [Postmaster, AZ@Mail.Example]\n"
	                               "role_accounts: scanner\n"
	                               "local_domains: [Mail.Example]\n"
	                               "disable: [postfix/Relay, probe-http]\n"
	                               "run_as: {watch: 1001, notify: nobody}\n"
	                               "ladder: [throttle 5m, 1h30m, 2w  all-ports]\n"
	                               "memory: 60d\n"
	                               "rules: /srv/rules\n"
	                               "policy: {relay: 50}\n"
	                               "alerts: [whatever]\n");
	char text[ADDR_TEXT_MAX];

	ok(c->enforce, "mode");
	is_int((long long)c->nevers, 3, "three nevers");
	is_text(addr_format(&c->never[0], text), "192.0.2.0/24", "host bits are cleared");
	is_text(addr_format(&c->never[1], text), "2001:db8::/32", "an IPv6 prefix");
	is_text(addr_format(&c->never[2], text), "198.51.100.1", "an address");
	ok(c->ban_privates == 2 && c->ban_private[1].family == 6 && c->ban_private[1].bits == 8, "private ranges that are named");
	ok(c->ports == 2 && c->port[1] == 2525, "ports");
	is_text(c->operators[1], "group:wheel", "operators");
	is_text(c->operators[2], "1000", "by number too");
	is_text(c->unused_accounts[1], "az@mail.example", "accounts in lower case");
	is_text(c->role_accounts[0], "scanner", "one name is a list of one");
	is_text(c->local_domains[0], "mail.example", "domains in lower case");
	is_text(c->disable[0], "postfix/Relay", "rules as they are");
	is_text(c->watch_user.name, "1001", "a user by number");
	is_text(c->enforce_user.name, "mailreeve", "the others keep their default");
	ok(c->rungs == 3 && c->rung[0].throttle && c->rung[0].length == 5 * MINUTE && !c->rung[0].all_ports, "throttle");
	ok(!c->rung[1].throttle && c->rung[1].length == 90 * MINUTE && !c->rung[1].all_ports, "a plain rung");
	ok(!c->rung[2].throttle && c->rung[2].length == 14 * DAY && c->rung[2].all_ports, "all ports");
	ok(c->memory == 60 * DAY, "memory");
	is_text(c->rules_dir, "/srv/rules", "rules");
	ok(yaml_get(yaml_get(c->tree, "policy"), "relay") && yaml_get(c->tree, "alerts"), "others' keys stay in the tree");
	config_free(c);
}

static void
test_logs(void)
{
	struct config *c = read_config("logs:\n"
	                               "  - /var/log/mail.log\n"
	                               "  - {path: /srv/ex/RECV*.LOG, packs: [exchange-smtp], poll: 5s}\n"
	                               "  - {journal: [postfix, dovecot]}\n"
	                               "  - journal: all\n");

	ok(!c->logs_auto && c->logs == 4, "four logs");
	ok(strcmp(c->log[0].path, "/var/log/mail.log") == 0 && !c->log[0].packs && !c->log[0].poll, "a path");
	ok(strcmp(c->log[1].path, "/srv/ex/RECV*.LOG") == 0 && c->log[1].poll == 5 * SECOND, "a glob that is polled");
	ok(strcmp(c->log[1].packs[0], "exchange-smtp") == 0 && !c->log[1].packs[1], "with its packs");
	ok(!c->log[2].path && strcmp(c->log[2].journal[1], "dovecot") == 0 && !c->log[2].journal[2], "identifiers");
	ok(!c->log[3].path && !c->log[3].journal, "the whole journal");
	config_free(c);
	c = read_config("logs: /var/log/maillog\n");
	ok(c->logs == 1 && !c->logs_auto, "one path is a list of one");
	config_free(c);
}

static const struct { const char *text, *says; } refusals[] = {
	{ "prots: [25]", "m.yaml:1:1: unknown key 'prots' (did you mean 'ports'?)" },
	{ "[1]", "m.yaml:1:1: wanted keys with values, not a list" },
	{ "mode: Enforce", "m.yaml:1:7: wanted observe or enforce, not 'Enforce'" },
	{ "mode: [enforce]", "m.yaml:1:7: wanted observe or enforce, not a list" },
	{ "never: [mail.example]",
	  "m.yaml:1:9: names are never looked up, write the addresses instead: 'mail.example'" },
	{ "never:\n  - 192.0.2.7\n  - 192.0.2.0/33",
	  "m.yaml:3:5: wanted an address or a prefix such as 192.0.2.0/24 or '2001:db8::' (in quotes), not '192.0.2.0/33'" },
	{ "never:\n  - 2001:db8::",
	  "m.yaml:2:5: wanted an address or a prefix such as 192.0.2.0/24 or '2001:db8::' (in quotes), not keys with values" },
	{ "never: {a: b}", "m.yaml:1:8: wanted a list of addresses, not keys with values" },
	{ "ban_private: [10.8.0.0/16, 192.0.2.0/24]",
	  "m.yaml:1:28: not within a private range: nothing to allow here: '192.0.2.0/24'" },
	{ "ban_private: 172.16.0.0/11", "m.yaml:1:14: not within a private range: nothing to allow here: '172.16.0.0/11'" },
	{ "ban_private: [vpn.example]",
	  "m.yaml:1:15: names are never looked up, write the addresses instead: 'vpn.example'" },
	{ "ports: [25, 0]", "m.yaml:1:13: wanted a whole number from 1 to 65535, not '0'" },
	{ "ports: [65536]", "m.yaml:1:9: wanted a whole number from 1 to 65535, not '65536'" },
	{ "ports: [25, 25]", "m.yaml:1:13: this port stands twice: '25'" },
	{ "ports: []", "m.yaml:1:8: wanted one port at least" },
	{ "operators: [a b]", "m.yaml:1:13: wanted a user's name or number, or group:NAME, not 'a b'" },
	{ "operators: ['group:']", "m.yaml:1:13: wanted a user's name or number, or group:NAME, not 'group:'" },
	{ "operators: [team:wheel]", "m.yaml:1:13: wanted a user's name or number, or group:NAME, not 'team:wheel'" },
	{ "operators: [[a]]", "m.yaml:1:13: wanted a name, not a list" },
	{ "run_as: root", "m.yaml:1:9: wanted keys with values, not 'root'" },
	{ "run_as: {wacth: a}", "m.yaml:1:10: unknown key 'wacth' (did you mean 'watch'?)" },
	{ "run_as: {watch: ''}", "m.yaml:1:17: wanted a user's name or number, not ''" },
	{ "ladder: [soon]", "m.yaml:1:10: wanted a rung such as '10m', 'throttle 10m' or '7d all-ports', not 'soon'" },
	{ "ladder: [0]", "m.yaml:1:10: wanted a rung such as '10m', 'throttle 10m' or '7d all-ports', not '0'" },
	{ "ladder: [all-ports]",
	  "m.yaml:1:10: wanted a rung such as '10m', 'throttle 10m' or '7d all-ports', not 'all-ports'" },
	{ "ladder: [throttle10m]",
	  "m.yaml:1:10: wanted a rung such as '10m', 'throttle 10m' or '7d all-ports', not 'throttle10m'" },
	{ "ladder: [1h all-ports, 1d]", "m.yaml:1:10: only the last rung may take all ports: '1h all-ports'" },
	{ "ladder: [throttle 1h all-ports]", "m.yaml:1:10: a throttle never takes all ports: 'throttle 1h all-ports'" },
	{ "ladder: []", "m.yaml:1:9: wanted one rung at least" },
	{ "ladder: [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]", "m.yaml:1:9: more than 16 entries" },
	{ "memory: 0", "m.yaml:1:9: wanted a duration above zero, not '0'" },
	{ "memory: long", "m.yaml:1:9: wanted a duration such as 90s, 10m, 1h30m or 7d (at most 10 years), not 'long'" },
	{ "rules: rules", "m.yaml:1:8: wanted an absolute path, not 'rules'" },
	{ "logs: []", "m.yaml:1:7: wanted one log at least" },
	{ "logs: [mail.log]", "m.yaml:1:8: wanted an absolute path, not 'mail.log'" },
	{ "logs: [{poll: 5s}]", "m.yaml:1:8: wanted either a path or a journal" },
	{ "logs: [{path: /a, journal: all}]", "m.yaml:1:8: wanted either a path or a journal" },
	{ "logs: [{journal: all, poll: 1s}]", "m.yaml:1:8: a journal is not polled" },
	{ "logs: [{journal: []}]", "m.yaml:1:8: wanted the journal's identifiers, or all" },
	{ "logs: [{path: /a, packs: []}]", "m.yaml:1:8: wanted one pack at least, or no `packs`" },
	{ "logs: [{path: /a, pol: 1s}]", "m.yaml:1:19: unknown key 'pol' (did you mean 'poll'?)" },
	{ "unused_accounts: {a: b}", "m.yaml:1:18: wanted a list of names, not keys with values" },
};

static void
test_refusals(void)
{
	char text[800];

	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		struct error e = { .text = "accepted" };

		ok(!config_read(span_of(refusals[i].text), "m.yaml", &e), "refused");
		is_text(error_text(&e, text, sizeof(text)), refusals[i].says, refusals[i].text);
	}
}

static void
test_missing_file(void)
{
	struct error e = { .text = "" };

	ok(!config_load("/nonexistent/mailreeve.yaml", &e) && strstr(e.text, "No such file"), "a missing file is told");
	config_free(NULL);
}

int
main(void)
{
	test_defaults();
	test_every_key();
	test_logs();
	test_refusals();
	test_missing_file();
	return done_testing();
}
