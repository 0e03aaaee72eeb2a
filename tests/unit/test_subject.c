/* Small things as text: subjects, errors, and where the shipped files are.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/base/error.h"
#include "cmd/base/paths.h"
#include "cmd/base/subject.h"
#include "tests/tap.h"

static void
test_subject(void)
{
	struct subject address = { .kind = SUBJECT_ADDRESS }, account = { .kind = SUBJECT_ACCOUNT, .name = "alice\x1b" };
	struct subject server = { .kind = SUBJECT_SERVER }, longest = { .kind = SUBJECT_ACCOUNT };
	char text[SUBJECT_TEXT_MAX];

	addr_parse_prefix(SPAN_LIT("2001:db8::/64"), &address.addr);
	is_text(subject_format(&address, text), "2001:db8::/64", "an address");
	is_text(subject_format(&account, text), "account:alice\\x1b", "an account, printable");
	is_text(subject_format(&server, text), "server", "this server");
	is_text(subject_format(&(struct subject){ 0 }, text), "none", "nobody");
	memset(longest.name, '\xff', sizeof(longest.name)); /* no NUL at all */
	is_int((long long)strlen(subject_format(&longest, text)), 8 + SUBJECT_NAME_MAX * 4, "the longest name fits");
}

static void
test_error(void)
{
	struct error e;
	char text[800], small[8];

	ok(!error_set(&e, "a.yaml", 3, 7, "wanted %d", 5), "an error is false");
	is_text(error_text(&e, text, sizeof(text)), "a.yaml:3:7: wanted 5", "all known");
	error_set(&e, "a.yaml", 3, 0, "x");
	is_text(error_text(&e, text, sizeof(text)), "a.yaml:3: x", "no column");
	error_set(&e, "a.yaml", 0, 0, "x");
	is_text(error_text(&e, text, sizeof(text)), "a.yaml: x", "no line");
	error_set(&e, NULL, 0, 0, "x");
	is_text(error_text(&e, text, sizeof(text)), "x", "no file");
	error_set(&e, NULL, 3, 7, "x");
	is_text(error_text(&e, text, sizeof(text)), "3:7: x", "a place without a file");
	is_text(error_text(&e, small, 5), "3:7:", "cut where there is no room");
	ok(!error_set(NULL, "a", 1, 1, "x"), "nobody needs to listen");
}

static void
test_paths(void)
{
	char self[PATH_MAX] = "", want[PATH_MAX + 20], *name, *path;
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);

	name = n > 0 ? strrchr(self, '/') + 1 : self;
	path = paths_program(name);
	is_text(path, self, "a program beside this one");
	free(path);
	path = paths_program("no-such-program");
	is_text(path, LIBEXECDIR "/no-such-program", "or where it is installed");
	free(path);
	*(name - 1) = '\0';
	snprintf(want, sizeof(want), "%s/data", self);
	path = paths_data("packs");
	if (access(want, F_OK) == 0)
		strcat(want, "/packs");
	else
		snprintf(want, sizeof(want), "%s", DATADIR "/packs");
	is_text(path, want, "data beside this program, or where it is installed");
	free(path);
}

int
main(void)
{
	test_subject();
	test_error();
	test_paths();
	return done_testing();
}
