/* Tests of hiding secrets: none of a password is left, all of the rest is.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "rules/mask.h"
#include "tests/tap.h"

static void
check(const char *line, const char *want, const char *what)
{
	char out[1024], once[1024], twice[1024];
	size_t n = strlen(line);

	mask_printable(span_of(line), out, sizeof out);
	is_text(out, want, what);
	mask_secrets(strcpy(once, line), n);
	mask_secrets(strcpy(twice, once), n);
	is_text(twice, once, "and once more changes nothing");
}

int
main(void)
{
	char cut[64];

	check("vpopmail[7]: vchkpw-smtp: password fail (pass: 'se') cret') bob@one.example:192.0.2.7",
	      "vpopmail[7]: vchkpw-smtp: password fail (pass: '*********') bob@one.example:192.0.2.7",
	      "vpopmail, with the delimiter in the password");
	check("auth-worker(9): sql(bob,192.0.2.7): Password mismatch (given password: a)b)",
	      "auth-worker(9): sql(bob,192.0.2.7): Password mismatch (given password: ***)", "Dovecot, plain");
	check("auth: passwd-file(bob,192.0.2.7): unknown user (SHA1 of given password: f638ff)",
	      "auth: passwd-file(bob,192.0.2.7): unknown user (SHA1 of given password: ******)", "Dovecot, a hash");
	check("courieresmtpd: error,relay=::ffff:192.0.2.7,msg=\"535 Authentication failed.\",cmd: AUTH PLAIN AGJvYgBzZWNyZXQ=",
	      "courieresmtpd: error,relay=::ffff:192.0.2.7,msg=\"535 Authentication failed.\",cmd: AUTH PLAIN ****************",
	      "Courier");
	check("failed-command command=\"AUTH LOGIN c2VjcmV0\" result=\"535\"",
	      "failed-command command=\"AUTH LOGIN ********\" result=\"535\"", "a quoted command");
	check("SMTP-IN\tA.MAI\t816\t192.0.2.7\tAUTH\tc2VjcmV0\t535 Invalid",
	      "SMTP-IN\\x09A.MAI\\x09816\\x09192.0.2.7\\x09AUTH\\x09********\\x09535 Invalid", "MailEnable");
	check("\"POP3D\"\t9\t\"192.0.2.7\"\t\"RECEIVED: PASS secret\"",
	      "\"POP3D\"\\x099\\x09\"192.0.2.7\"\\x09\"RECEIVED: PASS ******\"", "hMailServer");
	check("\"POP3D\"\t9\t\"192.0.2.7\"\t\"RECEIVED: PASS se\"cr\\et\"",
	      "\"POP3D\"\\x099\\x09\"192.0.2.7\"\\x09\"RECEIVED: PASS ********\"", "with a quotation mark and a backslash in it");
	check("login failed password=se\\cr\"et ip=192.0.2.7", "login failed password=******** ip=192.0.2.7", "here as well");
	check("login failed password=\"my secret\" ip=192.0.2.7", "login failed password=\"*********\" ip=192.0.2.7", "one of two words");
	check("login failed password=\"se\"cret\" ip=192.0.2.7", "login failed password=\"*******\" ip=192.0.2.7", "with a quotation mark in it");
	check("login failed password='my secret' ip=192.0.2.7", "login failed password='*********' ip=192.0.2.7", "between apostrophes");
	strcpy(cut, "password=\"se\\\"cret\" ip=1");
	mask_secrets(cut, strlen(cut));
	is_text(cut, "password=\"********\" ip=1", "with an escaped quotation mark");
	strcpy(cut, "{\"m\":\"password=\\\"my secret\\\" x\"}");
	mask_secrets(cut, strlen(cut));
	is_text(cut, "{\"m\":\"password=\\\"*********\\\" x\"}", "in a quoted text");
	check("login failed \"password=\\\"my secret\\\" ip\"", "login failed \"password=\\\\\"*********\\\\\" ip\"", "as it is shown");
	check("login failed user=bob password=secret ip=192.0.2.7", "login failed user=bob password=****** ip=192.0.2.7",
	      "a key and its value");
	check("postfix/postscreen[7]: PASS NEW [192.0.2.7]:4711", "postfix/postscreen[7]: PASS NEW [192.0.2.7]:4711",
	      "no command of POP3's");
	check("improper command pipelining after AUTH from unknown[192.0.2.7]: x",
	      "improper command pipelining after AUTH from unknown[192.0.2.7]: x", "nothing secret");
	mask_printable(SPAN_LIT("fail (pass: 'a password that is cut off before its end') bob"), cut, 40);
	is_text(cut, "fail (pass: '**************************", "a secret that is cut off");
	return done_testing();
}
