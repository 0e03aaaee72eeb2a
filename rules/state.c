/* The byte buffer that state is saved to, and the file that holds it: replaced whole or not at all.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "cmd/base/log.h"
#include "rules/state.h"

enum {
	STATE_FORMAT = 1,
	STATE_FILE_MAX = 1 << 30, /* a longer file is not ours */
};

static const char MAGIC[8] = "mailreev";

struct head { /* little-endian on disk */
	char magic[8];
	uint32_t format, checksum;
	uint64_t length;
};

void
state_put(struct state *s, const void *p, size_t n)
{
	if (s->cap - s->n < n) {
		s->cap = (s->n + n) * 2 + 256;
		s->p = xrealloc(s->p, s->cap);
	}
	if (n > 0)
		memcpy(s->p + s->n, p, n);
	s->n += n;
}

void
state_put_u64(struct state *s, uint64_t v)
{
	v = htole64(v);
	state_put(s, &v, sizeof v);
}

void
state_put_u32(struct state *s, uint32_t v)
{
	v = htole32(v);
	state_put(s, &v, sizeof v);
}

void
state_put_double(struct state *s, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof bits);
	state_put_u64(s, bits);
}

void
state_put_span(struct state *s, struct span v)
{
	state_put_u32(s, (uint32_t)v.n);
	state_put(s, v.p, v.n);
}

void
state_get(struct state *s, void *p, size_t n)
{
	if (s->bad || s->n - s->at < n) {
		s->bad = true;
		memset(p, 0, n);
		return;
	}
	if (n > 0)
		memcpy(p, s->p + s->at, n);
	s->at += n;
}

uint64_t
state_get_u64(struct state *s)
{
	uint64_t v;

	state_get(s, &v, sizeof v);
	return le64toh(v);
}

uint32_t
state_get_u32(struct state *s)
{
	uint32_t v;

	state_get(s, &v, sizeof v);
	return le32toh(v);
}

double
state_get_double(struct state *s)
{
	uint64_t bits = state_get_u64(s);
	double v;

	memcpy(&v, &bits, sizeof v);
	return v;
}

struct span
state_get_span(struct state *s, size_t most)
{
	uint32_t n = state_get_u32(s);
	struct span v;

	if (s->bad || n > most || s->n - s->at < n) {
		s->bad = true;
		return (struct span){ "", 0 };
	}
	v = (struct span){ (const char *)s->p + s->at, n };
	s->at += n;
	return v;
}

void
state_mark(struct state *s, const char *name, uint32_t version)
{
	state_put_span(s, span_of(name));
	state_put_u32(s, version);
}

bool
state_expect(struct state *s, const char *name, uint32_t version)
{
	struct span mark = state_get_span(s, 64);

	if (!span_is(mark, name) || state_get_u32(s) != version)
		s->bad = true;
	return !s->bad;
}

void
state_free(struct state *s)
{
	if (s->cap > 0)
		free(s->p);
	*s = (struct state){ 0 };
}

static int
write_all(int fd, const void *data, size_t n)
{
	const char *p = data;
	ssize_t w;

	for (; n > 0; p += w, n -= (size_t)w) {
		w = write(fd, p, n);
		if (w < 0 && errno == EINTR)
			w = 0;
		if (w < 0)
			return -errno;
	}
	return 0;
}

static int
read_all(int fd, void *data, size_t n)
{
	char *p = data;
	ssize_t r;

	for (; n > 0; p += r, n -= (size_t)r) {
		r = read(fd, p, n);
		if (r == 0)
			return -EBADMSG;
		if (r < 0 && errno == EINTR)
			r = 0;
		if (r < 0)
			return -errno;
	}
	return 0;
}

static uint32_t
checksum(const unsigned char *p, size_t n)
{
	return (uint32_t)crc32_z(crc32_z(0, NULL, 0), p, n);
}

int
state_write_file(const struct state *s, int dir, const char *name)
{
	struct head h = { .format = htole32(STATE_FORMAT), .length = htole64(s->n) };
	char draft[128];
	int fd, error;

	memcpy(h.magic, MAGIC, sizeof h.magic);
	h.checksum = htole32(checksum(s->p, s->n));
	if (snprintf(draft, sizeof draft, "%s.new", name) >= (int)sizeof draft)
		return -ENAMETOOLONG;
	fd = openat(dir, draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	error = write_all(fd, &h, sizeof h);
	if (error == 0)
		error = write_all(fd, s->p, s->n);
	if (error == 0 && fsync(fd) != 0)
		error = -errno;
	if (close(fd) != 0 && error == 0)
		error = -errno;
	if (error == 0 && renameat(dir, draft, dir, name) != 0)
		error = -errno;
	if (error != 0) {
		unlinkat(dir, draft, 0);
		return error;
	}
	return fsync(dir) == 0 ? 0 : -errno;
}

static int
read_body(struct state *s, int fd)
{
	struct head h;
	struct stat st;
	uint64_t length;
	int error = read_all(fd, &h, sizeof h);

	if (error != 0)
		return error;
	if (fstat(fd, &st) != 0)
		return -errno;
	length = le64toh(h.length);
	if (memcmp(h.magic, MAGIC, sizeof MAGIC) != 0 || le32toh(h.format) != STATE_FORMAT ||
	    length > STATE_FILE_MAX || length + sizeof h != (uint64_t)st.st_size)
		return -EBADMSG;
	s->cap = length + 1;
	s->p = xcalloc(1, s->cap);
	error = read_all(fd, s->p, length);
	if (error == 0 && checksum(s->p, length) != le32toh(h.checksum))
		error = -EBADMSG;
	s->n = error == 0 ? length : 0;
	return error;
}

int
state_read_file(struct state *s, int dir, const char *name)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	int error;

	*s = (struct state){ 0 };
	if (fd < 0)
		return -errno;
	error = read_body(s, fd);
	close(fd);
	if (error != 0)
		state_free(s);
	return error;
}
