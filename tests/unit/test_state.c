/* Tests of the state buffer and its file: what was put comes back, and what is damaged is refused.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "rules/state.h"
#include "tests/tap.h"

static void
fill(struct state *s)
{
	state_mark(s, "numbers", 3);
	state_put_u64(s, 0x0123456789abcdefULL);
	state_put_u32(s, 0xdeadbeefU);
	state_put_double(s, -0.125);
	state_put_span(s, (struct span){ "a\0b", 3 });
	state_put_span(s, (struct span){ NULL, 0 });
}

static void
test_round_trip(void)
{
	struct state s = { 0 };
	struct span text;

	fill(&s);
	ok(state_expect(&s, "numbers", 3), "the mark is found");
	ok(state_get_u64(&s) == 0x0123456789abcdefULL, "64 bits come back");
	ok(state_get_u32(&s) == 0xdeadbeefU, "32 bits come back");
	ok(state_get_double(&s) == -0.125, "a double comes back");
	text = state_get_span(&s, 3);
	ok(text.n == 3 && memcmp(text.p, "a\0b", 3) == 0, "a text with a NUL comes back");
	ok(state_get_span(&s, 3).n == 0 && !s.bad, "an empty text comes back");
	ok(state_get_u32(&s) == 0 && s.bad, "reading past the end gives zero and is noticed");
	ok(s.p[4 + 7 + 4] == 0xef, "numbers are little-endian");
	state_free(&s);
}

static void
test_refusals(void)
{
	struct state s = { 0 };

	fill(&s);
	ok(!state_expect(&s, "numbers", 4) && s.bad, "another version is refused");
	s.at = 0, s.bad = false;
	ok(!state_expect(&s, "scores", 3), "another section is refused");
	s.at = 0, s.bad = false;
	state_free(&s);
	state_put_u32(&s, 0xffffffffU);
	ok(state_get_span(&s, SIZE_MAX).n == 0 && s.bad, "a text longer than the buffer is refused");
	s.at = 0, s.bad = false, s.n = 0;
	state_put_span(&s, SPAN_LIT("four"));
	ok(state_get_span(&s, 3).n == 0 && s.bad, "a text longer than allowed is refused");
	state_free(&s);
}

static void
damage(int dir, off_t at)
{
	int fd = openat(dir, "x.state", O_RDWR);
	unsigned char c = 0;

	if (pread(fd, &c, 1, at) == 1) {
		c ^= 1;
		if (pwrite(fd, &c, 1, at) != 1)
			perror("pwrite");
	}
	close(fd);
}

static void
test_file(int dir)
{
	static const off_t PLACES[] = { 0, 8, 12, 16, 24, 40 };
	struct state s = { 0 }, back;
	int fd;

	fill(&s);
	is_int(state_write_file(&s, dir, "x.state"), 0, "the file is written");
	ok(faccessat(dir, "x.state.new", F_OK, 0) != 0, "the draft is gone");
	is_int(state_read_file(&back, dir, "x.state"), 0, "the file is read");
	ok(back.n == s.n && memcmp(back.p, s.p, s.n) == 0, "its contents are the same");
	state_free(&back);
	for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++) {
		damage(dir, PLACES[i]);
		ok(state_read_file(&back, dir, "x.state") == -EBADMSG && back.p == NULL,
		   "a flipped bit at %d is noticed", (int)PLACES[i]);
		damage(dir, PLACES[i]);
	}
	fd = openat(dir, "x.state", O_RDWR | O_APPEND);
	ok(ftruncate(fd, 30) == 0 && state_read_file(&back, dir, "x.state") == -EBADMSG, "a torn file is noticed");
	ok(ftruncate(fd, 7) == 0 && state_read_file(&back, dir, "x.state") == -EBADMSG, "a torn head is noticed");
	close(fd);
	is_int(state_read_file(&back, dir, "none.state"), -ENOENT, "a missing file is no damage");
	is_int(state_write_file(&s, -1, "x/y.state"), -EBADF, "a file that cannot be made is an error");
	state_free(&s);
}

int
main(void)
{
	char folder[] = "/tmp/test_state.XXXXXX";
	int dir = mkdtemp(folder) ? open(folder, O_RDONLY | O_DIRECTORY) : -1;

	test_round_trip();
	test_refusals();
	test_file(dir);
	unlinkat(dir, "x.state", 0);
	close(dir);
	rmdir(folder);
	return done_testing();
}
