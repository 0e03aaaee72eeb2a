/* Lines of every format, and the columns that become of them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "cmd/base/clock.h"
#include "rules/decode.h"
#include "tests/tap.h"

/* 2026-11-24T10:00:00Z */
static const int64_t november = INT64_C(1795514400) * SECOND;

static const char *const used[] = {
	"ip", "session", "level", "event", "origin", "helo", "kind", "text", "command", "argument", "reply", "user", "oip", "name",
	"service", "thread", "date-time", "session-id", "remote-endpoint", "data", "context", "cip", "sender-address",
	"recipient-count", "clientipaddress", "httpstatus", "c-ip", "cs-method", "cs-uri-query", "cs-uri-stem", "sc-status",
	"ipaddress", "winlog.event_id", "src_ip", "username", "us",
};
static struct columns columns;
static struct record record;

static struct decoder *
new_decoder(const char *name)
{
	struct decode_options o = { .columns = &columns, .now = november, .zone = 0 };

	return decoder_new(name, &o);
}

/* The line is copied to memory of its exact size, so that a read beyond it is seen. */
static enum decoded
feed(struct decoder *d, const char *line, size_t n)
{
	static char *copy;
	enum decoded got;

	free(copy);
	copy = malloc(n ? n : 1);
	memcpy(copy, line, n);
	got = decoder_line(d, (struct span){ copy, n }, &record);
	return got;
}

static void
column_is(const char *name, const char *want)
{
	int id = columns_find(&columns, span_of(name));
	char got[512];

	if (!want) {
		ok(id >= 0 && !record.column[id].p, "  no %s", name);
		return;
	}
	if (id < 0 || !record.column[id].p)
		strcpy(got, "(absent)");
	else
		span_printable(record.column[id], got, sizeof got);
	is_text(got, want, name);
}

/* Fields after the time: name, value pairs up to NULL; the value "-" means that the column is absent. */
struct sample {
	const char *format, *line, *time;
	const char *field[16];
};

static const struct sample samples[] = {
	{ "syslog", "Nov 24 09:00:01 mx postfix/submission/smtpd[812]: connect from unknown[192.0.2.7]", "2026-11-24T09:00:01Z",
	  { "program", "postfix/submission/smtpd", "pid", "812", "host", "mx", "message", "connect from unknown[192.0.2.7]" } },
	{ "syslog", "<22>Nov  4 09:00:01 mx dovecot: imap-login: Login", "2026-11-04T09:00:01Z",
	  { "program", "dovecot", "pid", "-", "host", "mx", "message", "imap-login: Login" } },
	{ "syslog", "Nov 24 09:00:01 <mail.info> bsd sm-mta[7]: x", "2026-11-24T09:00:01Z", { "program", "sm-mta", "host", "bsd" } },
	{ "syslog", "2026-11-24T10:00:01.000001+01:00 mx smtpd[9]: a: b: c", "2026-11-24T09:00:01.000001Z",
	  { "program", "smtpd", "message", "a: b: c" } },
	{ "syslog", "Nov 24 09:00:01 sogod [26818]: SOGoRootPage Login", "2026-11-24T09:00:01Z",
	  { "program", "sogod", "pid", "26818", "host", "-", "message", "SOGoRootPage Login" } },
	{ "syslog", "Nov 24 09:00:01 mx postfix/smtpd[1]: message repeated 3 times: [ warning: x]", "2026-11-24T09:00:01Z",
	  { "message", "warning: x" } },
	{ "syslog", "<165>1 2026-11-24T09:00:01.003Z mx postfix/smtpd 17 ID47 [a@32473 k=\"x]\\\"y\"][b] connect", "2026-11-24T09:00:01.003000Z",
	  { "program", "postfix/smtpd", "pid", "17", "host", "mx", "message", "connect" } },
	{ "syslog", "<165>1 - - app - - -", NULL, { "program", "app", "pid", "-", "host", "-", "message", "" } },
	{ "syslog", "mail.example.com exim[3751842]: 2026-07-17 23:20:49 no host name", "2026-07-17T23:20:49Z",
	  { "program", "exim", "pid", "3751842", "host", "mail.example.com", "message", "no host name" } },
	{ "syslog", "sm-mta[20900]: QID: ruleset=check_mail", NULL, { "program", "sm-mta", "message", "QID: ruleset=check_mail" } },
	{ "syslog", "Nov 24 09:00:01 mx exim[7]: [7] 1abcde-000001-AB H=x", "2026-11-24T09:00:01Z", { "message", "1abcde-000001-AB H=x" } },
	{ "syslog", "Nov 24 09:00:01 mx qmail: 1157520813.485077 rblsmtpd: 192.0.2.7 pid 1: 451 x", "2026-11-24T09:00:01Z",
	  { "program", "rblsmtpd", "message", "192.0.2.7 pid 1: 451 x" } },
	{ "syslog", "Nov 24 09:00:01 mx haraka[1]: [NOTICE] [6D6E3E4E-4B00-A4E1-871D-37E87BD70001.2] [core] disconnect ip=192.0.2.7 helo=\"a b\"",
	  "2026-11-24T09:00:01Z", { "program", "haraka", "ip", "192.0.2.7", "helo", "a b",
	                            "session", "6D6E3E4E-4B00-A4E1-871D-37E87BD70001", "host", "mx" } },
	{ "bare", "c1a89cb774083905 smtp connected address=192.0.2.7 host=<unknown>", NULL,
	  { "program", "smtpd", "message", "c1a89cb774083905 smtp connected address=192.0.2.7 host=<unknown>" } },
	{ "bare", "Inbound authentication failed with error LogonDenied for Receive connector X.", NULL, { "program", "exchange-event" } },
	{ "container", "mail-1  | Nov 24 09:00:01 mx postfix/smtpd[1]: x", "2026-11-24T09:00:01Z", { "program", "postfix/smtpd" } },
	{ "container", "2026-11-24T09:00:02.5Z stdout F Nov 24 09:00:01 mx postfix/smtpd[1]: x", "2026-11-24T09:00:02.500000Z",
	  { "program", "postfix/smtpd", "host", "mx" } },
	{ "exim", "2026-11-24 09:00:01 +0000 [13314] 1abcde-000001-AB H=(x) [192.0.2.7]: rejected", "2026-11-24T09:00:01Z",
	  { "program", "exim", "pid", "13314", "message", "1abcde-000001-AB H=(x) [192.0.2.7]: rejected" } },
	{ "exim", "2026-11-24 09:00:01.250 +0100 [192.0.2.7] is no pid", "2026-11-24T08:00:01.250000Z",
	  { "pid", "-", "message", "[192.0.2.7] is no pid" } },
	{ "dovecot", "Nov 24 09:00:01 imap-login: Info: Disconnected: user=<a: Info: b>", "2026-11-24T09:00:01Z",
	  { "program", "dovecot", "message", "imap-login: Disconnected: user=<a: Info: b>" } },
	{ "dovecot", "2026-11-24 09:00:01 imap(bob)<1><x>: Error: oops", "2026-11-24T09:00:01Z", { "message", "imap(bob)<1><x>: oops" } },
	{ "dovecot", "Nov 24 09:00:01 imap(a: Error: b): Info: x", "2026-11-24T09:00:01Z", { "message", "imap(a: b): Info: x" } },
	{ "tai64n", "@400000004c91b044077a9e94 tcpserver: pid 19 from 192.0.2.7", "2010-09-16T05:50:50.125476Z",
	  { "program", "tcpserver", "message", "pid 19 from 192.0.2.7" } },
	{ "tai64n", "@400000004c91b044077a9e94 imap-login: Info: x", "2010-09-16T05:50:50.125476Z",
	  { "program", "dovecot", "message", "imap-login: x" } },
	{ "exchange", "2026-11-24T09:00:01.000Z,EX\\Front End,08DA0000000000AB,5,192.0.2.1:25,198.51.100.7:1000,<,\"EHLO x,\"\"9\"\",>,535\",",
	  "2026-11-24T09:00:01Z", { "program", "exchange-smtp-receive", "remote-endpoint", "198.51.100.7:1000", "event", "<",
	                            "data", "EHLO x,\"9\",>,535", "context", "" } },
	{ "exchange", "2026-11-24T09:00:01.000Z,Out,08DA0000000000AB,5,192.0.2.1:40000,198.51.100.7:25,>,QUIT,", "2026-11-24T09:00:01Z",
	  { "program", "exchange-smtp-send" } },
	{ "exchange", "2026-11-24T09:00:01.000Z,R,08DA0000000000AB,5,192.0.2.1:25,198.51.100.7:25,<,QUIT,", "2026-11-24T09:00:01Z",
	  { "program", "exchange-smtp-receive" } },
	{ "exchange", "2026-11-24T09:00:01.000Z,00000000000000A0,2,192.0.2.1:993,198.51.100.7:5000,bob,1,2,3,login,*****,\"R=\"\"a2 NO\"\"\",",
	  "2026-11-24T09:00:01Z", { "program", "exchange-imap", "cip", "198.51.100.7:5000", "context", "R=\"a2 NO\"", "user", "bob" } },
	{ "exchange", "2026-11-24T09:00:01.000Z,00000000000000A0,2,[2001:db8::1]:995,[2001:db8::7]:5000,bob,1,2,3,pass,*****,R=ok", "2026-11-24T09:00:01Z",
	  { "program", "exchange-pop", "cip", "[2001:db8::7]:5000" } },
	{ "zimbra", "2026-11-24 09:00:01,435 WARN  [qtp1:https://m.example/service/soap/] [name=a@b.example;oip=192.0.2.9, 192.0.2.7;ua=x;oip=198.51.100.1;] security - cmd=Auth;",
	  "2026-11-24T09:00:01.435000Z", { "program", "zimbra", "ip", "192.0.2.7", "oip", "192.0.2.9, 192.0.2.7", "name", "a@b.example",
	                            "message", "security - cmd=Auth;" } },
	{ "haraka", "2026-11-24 09:00:01.5  [NOTICE] [core] disconnect ip=2001:db8::7 helo=\"x\\\" ip=192.0.2.1\" ip=192.0.2.2", "2026-11-24T09:00:01.500000Z",
	  { "program", "haraka", "ip", "2001:db8::7", "helo", "x\" ip=192.0.2.1", "session", "-", "origin", "core" } },
	{ "stalwart", "2026-11-24T09:00:01Z WARN Authentication failed (auth.failed) id = \"a, remoteIp = 192.0.2.1\", remoteIp = 192.0.2.7",
	  "2026-11-24T09:00:01Z", { "program", "stalwart", "event", "auth.failed", "ip", "192.0.2.7", "level", "WARN" } },
	{ "rspamd", "2026-11-24 09:00:01 #20124(normal) <92984e>; task; rspamd_task_write_log: id", "2026-11-24T09:00:01Z",
	  { "program", "rspamd", "pid", "20124", "message", "<92984e>; task; rspamd_task_write_log: id" } },
	{ "nginx", "2026/11/24 09:00:01 [info] 13#13: *282249 client login failed", "2026-11-24T09:00:01Z",
	  { "program", "nginx", "pid", "13", "message", "client login failed" } },
	{ "maddy", "smtp: authentication failed\t{\"src_ip\":\"192.0.2.7:51234\",\"username\":\"a\"}", NULL,
	  { "program", "maddy", "message", "smtp: authentication failed", "src_ip", "192.0.2.7:51234", "username", "a" } },
	{ "axigen", "07-22 12:55:44 +0300 02 mx SMTP-IN:0000001B: New mail", "2026-07-22T09:55:44Z",
	  { "program", "axigen", "service", "SMTP-IN", "session", "0000001B", "host", "mx", "message", "New mail" } },
	{ "hmailserver", "\"SMTPD\"\t1\t2\t\"2026-11-24 09:00:01.000\"\t\"203.0.113.66\"\t\"RECEIVED: HELO a\"\t\"198.51.100.1\"\t\"SENT: 535\"",
	  "2026-11-24T09:00:01Z", { "program", "hmailserver", "kind", "SMTPD", "session", "2", "ip", "203.0.113.66", "text",
	    "RECEIVED: HELO a\"\\x09\"198.51.100.1\"\\x09\"SENT: 535" } },
	{ "hmailserver", "\"TCPIP\"\t1\t\"2026-11-24 09:00:01.000\"\t\"TCP - 192.0.2.7 connected\"", "2026-11-24T09:00:01Z",
	  { "kind", "TCPIP", "session", "-", "ip", "-", "message", "TCP - 192.0.2.7 connected" } },
	{ "mailenable", "11/24/26 09:00:01\tSMTP-IN\tA.MAI\t816\t192.0.2.7\tRCPT\tRCPT TO:<a\t250 OK>\t503 No\t34\t14\tbob\t", "2026-11-24T09:00:01Z",
	  { "program", "mailenable", "argument", "RCPT TO:<a\\x09250 OK>", "message", "503 No", "user", "bob" } },
	{ "mailenable", "11/24/26 09:00:01\tSMTP-IN\tA.MAI\t816\t192.0.2.7\tAUTH\tMTIz\t535 Invalid\t34\t14\tbob\t", "2026-11-24T09:00:01Z",
	  { "program", "mailenable", "kind", "SMTP-IN", "ip", "192.0.2.7", "command", "AUTH", "argument", "MTIz", "message", "535 Invalid", "user", "bob" } },
	{ "iis", "192.0.2.7, a.example, 11/24/26, 9:00:01, SMTPSVC1, MX, 192.0.2.1, 90, 42, 0, 250, 0, MAIL FROM, -, FROM:<b@a.example>,",
	  "2026-11-24T09:00:01Z", { "program", "iis-smtp", "c-ip", "192.0.2.7", "sc-status", "250", "cs-uri-query", "FROM:<b@a.example>", "cs-uri-stem", "-" } },
	{ "ncsa", "192.0.2.7 - a.example [24/Nov/2026:09:00:01 +0000] \"RCPT -?+TO:+<b@a.example> SMTP\" 550 32", "2026-11-24T09:00:01Z",
	  { "program", "iis-smtp", "c-ip", "192.0.2.7", "sc-status", "550", "cs-method", "RCPT" } },
	{ "logfmt", "level=NOTICE uuid=AB origin=core message=disconnect ip=192.0.2.7", NULL, { "program", "haraka", "message", "disconnect", "ip", "192.0.2.7" } },
	{ "oracle", "<co ts=\"2026-11-24T09:00:01.94\" mi=\"Bad password\" us=\"bob\"/>", "2026-11-24T09:00:01.940000Z",
	  { "program", "oracle-ims", "message", "Bad password", "us", "bob" } },
	{ "smartermail", "09:00:01 [192.0.2.7][123] rsp: 535 Authentication failed", "2026-11-24T09:00:01Z",
	  { "program", "smartermail", "ip", "192.0.2.7", "session", "123" } },
	{ "tine20", "78017 00cff -- none -- - 2026-11-24T09:00:01+00:00 WARN (4): Tinebase_Controller::login::106 x", "2026-11-24T09:00:01Z",
	  { "program", "tine20", "message", "Tinebase_Controller::login::106 x" } },
	{ "stamped", "[24/Nov/2026 09:00:01] Relay attempt from IP address 192.0.2.7", "2026-11-24T09:00:01Z", { "program", "kerio" } },
	{ "stamped", "[24-Nov-2026 09:00:01 +0000]: Failed login for x", "2026-11-24T09:00:01Z", { "program", "roundcube", "message", "Failed login for x" } },
	{ "stamped", "Nov-24-26 09:00:01 Blocking 192.0.2.7", "2026-11-24T09:00:01Z", { "program", "assp" } },
	{ "stamped", "2026-11-24 09:00:01   smtp: a b [192.0.2.7] authentication failure", "2026-11-24T09:00:01Z",
	  { "program", "domino", "message", "smtp: a b [192.0.2.7] authentication failure" } },
	{ "stamped", "[05BC:0006-0720] 11/24/2026 09:00:01 AM  SMTP Server: x", "2026-11-24T09:00:01Z", { "program", "domino" } },
	{ "json", "{\"log\":\"Nov 24 09:00:01 mx postfix/smtpd[1]: x\\n\",\"stream\":\"stdout\",\"time\":\"2026-11-24T09:00:02Z\"}",
	  "2026-11-24T09:00:01Z", { "program", "postfix/smtpd", "message", "x" } },
	{ "json", "{\"__REALTIME_TIMESTAMP\":\"1795510801000000\",\"SYSLOG_IDENTIFIER\":\"smtpd\",\"_PID\":\"7\",\"_HOSTNAME\":\"mx\",\"MESSAGE\":[97,255,10,98]}",
	  "2026-11-24T09:00:01Z", { "program", "smtpd", "pid", "7", "host", "mx", "message", "a\\xff\\x0ab" } },
	{ "json", "{\"message\":\"2026-11-24T09:00:01Z,R,08DA0000000000AB,5,192.0.2.1:25,198.51.100.7:1000,<,AUTH LOGIN,\",\"host\":{\"name\":\"ex\"}}",
	  "2026-11-24T09:00:01Z", { "program", "exchange-smtp-receive", "host", "ex", "data", "AUTH LOGIN" } },
	{ "json", "{\"winlog\":{\"event_id\":4625,\"provider_name\":\"Sec\",\"event_data\":{\"IpAddress\":\"192.0.2.7\"}},\"message\":\"failed\"}", NULL,
	  { "program", "Sec", "winlog.event_id", "4625", "ipaddress", "192.0.2.7", "message", "failed" } },
	{ "json", "{\"SYSLOG_IDENTIFIER\":\"smtpd\",\"MESSAGE\":\"x \xff y\"}", NULL, { "message", "x ? y" } },
	{ "json", "{\"SYSLOG_IDENTIFIER\":\"smtpd\",\"MESSAGE\":\"Nov 24 09:00:01 mx other[1]: typed\"}", NULL,
	  { "program", "smtpd", "message", "Nov 24 09:00:01 mx other[1]: typed" } },
	{ "haraka", "[NOTICE] [6D6E3E4E-4B00-A4E1-871D-37E87BD70001] [rcpt] disconnect ip=198.51.100.1", NULL, { "origin", "rcpt", "ip", "-" } },
	{ "plain", "2026-11-24 09:00:01,435 no level", "2026-11-24T09:00:01.435000Z", { "message", "no level", "program", "-" } },
	{ "plain", "2026-11-24T09:00:01Z (something)", "2026-11-24T09:00:01Z", { "program", "-", "message", "(something)" } },
};

static void
check(const struct sample *s)
{
	char got[CLOCK_TEXT_MAX] = "";

	if (s->time || record.time)
		clock_rfc3339(record.time, got);
	is_text(got, s->time ? s->time : "", "  time");
	for (int i = 0; i + 1 < 16 && s->field[i]; i += 2)
		column_is(s->field[i], strcmp(s->field[i + 1], "-") == 0 ? NULL : s->field[i + 1]);
}

/* Each line finds its own format, in a decoder of its own and in one that has seen all the others before. */
static void
test_samples(void)
{
	struct decoder *all = new_decoder(NULL), *own;

	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
		const struct sample *s = &samples[i];

		own = new_decoder(NULL);
		is_int(feed(own, s->line, strlen(s->line)), DECODED, s->line);
		is_text(decoder_name(own), s->format, "  format");
		check(s);
		decoder_free(own);
		own = new_decoder(s->format);
		is_int(feed(own, s->line, strlen(s->line)), DECODED, "  with its format forced");
		check(s);
		decoder_free(own);
		feed(all, s->line, strlen(s->line));
		is_text(decoder_name(all), s->format, "  after all the others");
		check(s);
	}
	decoder_free(all);
}

static void
lines_are(struct decoder *d, const char *line, enum decoded want)
{
	is_int(feed(d, line, strlen(line)), want, line);
}

static void
test_headers(void)
{
	struct decoder *d = new_decoder(NULL);
	unsigned char memo[8192];
	size_t n;

	lines_are(d, "\xef\xbb\xbf#Software: Microsoft Exchange Server\r", DECODED_HEADER);
	lines_are(d, "#Log-type: SMTP Send Protocol Log", DECODED_HEADER);
	lines_are(d, "#Fields: date-time,session-id,data,remote-endpoint,a,b,c,d,e", DECODED_HEADER);
	lines_are(d, "2026-11-24T09:00:01Z,S1,\"a,b\",192.0.2.7:25,,,,,\r", DECODED);
	column_is("program", "exchange-smtp-send");
	column_is("data", "a,b");
	column_is("remote-endpoint", "192.0.2.7:25");
	lines_are(d, "2026-11-24T09:00:01Z,S1,x", DECODED_NOT);
	is_text(decoder_reason(d), "fewer columns than #Fields", "the reason");
	column_is("data", NULL);
	n = decoder_save(d, memo, sizeof memo);
	decoder_free(d);
	d = new_decoder(NULL);
	ok(n && decoder_load(d, memo, n), "a header survives a restart");
	lines_are(d, "2026-11-24T09:00:01Z,S1,y,192.0.2.7:25,,,,,", DECODED);
	column_is("data", "y");
	column_is("program", "exchange-smtp-send");
	ok(!decoder_load(d, memo, n - 1), "a damaged state is refused");
	decoder_free(d);
}

static void
test_w3c(void)
{
	struct decoder *d = new_decoder("w3c");

	lines_are(d, "2026-11-24 09:00:01 192.0.2.7 RCPT", DECODED_NOT);
	is_text(decoder_reason(d), "no #Fields yet", "the reason");
	lines_are(d, "#Date: 2026-11-23 22:00:00", DECODED_HEADER);
	lines_are(d, "#Fields: time c-ip cs-method cs-uri-stem sc-status", DECODED_HEADER);
	lines_are(d, "23:59:59 192.0.2.7 RCPT - 550", DECODED);
	is_int(record.time / SECOND, 1795478399, "the date of #Date");
	column_is("program", "iis-smtp");
	column_is("cs-uri-stem", NULL);
	lines_are(d, "00:00:01 192.0.2.7 QUIT - 240", DECODED);
	is_int(record.time / SECOND, 1795478401, "midnight has passed");
	lines_are(d, "#Fields: date time c-ip sc-status cs-uri-stem", DECODED_HEADER);
	lines_are(d, "2026-11-24 09:00:01 192.0.2.7 401 /owa/", DECODED);
	column_is("program", "iis-w3svc");
	column_is("sc-status", "401");
	column_is("cs-method", NULL);
	decoder_free(d);
}

static void
test_blocks(void)
{
	struct decoder *d = new_decoder(NULL);

	lines_are(d, "Tue 2026-11-24 09:00:01: 05: Session 0901; child 1", DECODED);
	lines_are(d, "Tue 2026-11-24 09:00:01: 05: Accepting SMTP connection from [192.0.2.7:2767] to [192.0.2.1:25]", DECODED);
	lines_are(d, "Tue 2026-11-24 09:00:02: 03: --> 535 5.7.8 Authentication failed", DECODED);
	column_is("ip", "192.0.2.7:2767");
	column_is("session", "0901");
	column_is("message", "--> 535 5.7.8 Authentication failed");
	lines_are(d, "Tue 2026-11-24 09:00:02: ----------", DECODED_HEADER);
	lines_are(d, "Tue 2026-11-24 09:00:02: 03: <-- QUIT", DECODED);
	column_is("ip", NULL);
	lines_are(d, "Tue 2026-11-24 09:00:03: Accepting SMTP connection from 192.0.2.8:1 to 192.0.2.1:25", DECODED);
	lines_are(d, "Tue 2026-11-24 08:00:02: 03: <-- an older block", DECODED);
	column_is("ip", NULL);

	lines_are(d, "2026-11-24 09:00:01 H=(x) [192.0.2.7] rejected DATA", DECODED);
	lines_are(d, "Envelope-from: <a@b.example>", DECODED_HEADER);
	lines_are(d, "P Received: from x", DECODED_HEADER);
	lines_are(d, "\tby 2026-11-24 09:00:01 H=(x) [198.51.100.1] rejected", DECODED_HEADER);
	lines_are(d, "  Subject: 2026-11-24 09:00:01 x", DECODED_HEADER);
	lines_are(d, "no dump", DECODED_NOT);
	decoder_free(d);
}

/* hMailServer in UTF-16LE, as lines are cut at the byte '\n'. */
static void
test_wide(void)
{
	static const char text[] = "\"SMTPD\"\t1\t2\t\"2026-11-24 09:00:01.000\"\t\"192.0.2.7\"\t\"RECEIVED: HELO \xe4\"\r\n";
	struct decoder *d = new_decoder(NULL);
	char wide[2 * sizeof text + 2] = "\xff\xfe";
	size_t n = 2;

	for (size_t i = 0; text[i]; i++) {
		wide[n++] = text[i];
		wide[n++] = '\0';
	}
	is_int(feed(d, wide, n - 2), DECODED, "UTF-16 with its mark");
	column_is("ip", "192.0.2.7");
	column_is("message", "RECEIVED: HELO \xc3\xa4");
	wide[1] = '\0'; /* as if the zero of the newline before */
	is_int(feed(d, wide + 1, n - 3), DECODED, "the next line");
	column_is("message", "RECEIVED: HELO \xc3\xa4");
	lines_are(d, "Nov 24 09:00:01 mx smtpd[1]: bytes again", DECODED);
	column_is("message", "bytes again");
	is_int(feed(d, "Nov 24 09:00:01 mx smtpd[1]: a\0b", 32), DECODED, "a NUL in a line of bytes");
	column_is("message", "a\\x00b");
	decoder_free(d);
}

/* What a client typed must neither choose the decoder nor move a column. */
static void
test_hostile(void)
{
	struct decoder *d = new_decoder(NULL);

	lines_are(d, "2026-11-24 09:00:01 H=(a postfix/smtpd[12]: NOQUEUE: x) [192.0.2.7] rejected EHLO", DECODED);
	column_is("program", "exim");
	lines_are(d, "2026-11-24 09:00:01 mx postfix/smtpd[12]: connect from unknown[192.0.2.7]", DECODED);
	column_is("program", "postfix/smtpd");
	lines_are(d, "\"SMTPD\"\t1\t2\t\"2026-11-24 09:00:01.000\"\t\"192.0.2.7\"\t\"SENT: 220\"", DECODED);
	lines_are(d, "2026-11-24T09:00:01Z mx prog[1]: helo x\t{\"src_ip\":\"198.51.100.1:2\"}", DECODED);
	column_is("program", "prog");
	column_is("src_ip", NULL);
	lines_are(d, "F from evil[1]: x", DECODED_NOT);
	lines_are(d, "\tfolded evil[1]: x", DECODED_NOT);
	lines_are(d, "Nov 24 09:00:01 mx postfix/smtpd[1]: warning: x: Info: 2026-11-24T09:00:01Z,R,08DA0000000000AB,5", DECODED);
	column_is("program", "postfix/smtpd");
	lines_are(d, "2026-11-24 09:00:01,435 INFO  [Pop3-1] [ip=192.0.2.7;] security - x", DECODED);
	lines_are(d, "\tat com.zimbra.cs.account (oip=198.51.100.1)", DECODED_HEADER);
	decoder_free(d);
}

static void
test_odd(void)
{
	struct decoder *d = new_decoder(NULL);

	lines_are(d, "", DECODED_HEADER);
	lines_are(d, "\r", DECODED_HEADER);
	lines_are(d, "hello", DECODED_NOT);
	is_text(decoder_reason(d), "no time stamp and no format that is known", "the reason");
	lines_are(d, "Nov 24 09:00:01 mx postfix/smtpd[1]: message repeated 1000000000000 times: [ x]", DECODED);
	is_int(record.repeat, 100000, "repeats have a limit");
	lines_are(d, "Nov 24 09:00:01 mx postfix/smtpd[1]: message repeated 3 times: [ x]", DECODED);
	is_int(record.repeat, 3, "repeat");
	lines_are(d, "Nov 24 09:00:01 mx postfix/smtpd[1]: {\"a\":", DECODED);
	column_is("message", "{\"a\":");
	is_int(record.repeat, 1, "no repeat");
	ok(decoder_new("nonsense", &(struct decode_options){ .columns = &columns }) == NULL, "no such format");
	decoder_free(d);
}

int
main(void)
{
	columns_init(&columns);
	for (size_t i = 0; i < sizeof used / sizeof *used; i++)
		columns_add(&columns, span_of(used[i]));
	test_samples();
	test_headers();
	test_w3c();
	test_blocks();
	test_wide();
	test_hostile();
	test_odd();
	return done_testing();
}
