/* A log that was compressed before all of it was read: the part that is missing, as a file to be read like any other.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "cmd/base/log.h"
#include "rules/tail_parts.h"

static bool
keep(int out, const char *p, size_t n, uint64_t at)
{
	while (n > 0) {
		ssize_t written = pwrite(out, p, n, (off_t)at);

		if (written <= 0)
			return false;
		p += written;
		n -= (size_t)written;
		at += (uint64_t)written;
	}
	return true;
}

/* What is neither at the start nor behind `offset` is left out: a hole, which takes no memory. */
static bool
copy(gzFile in, int out, uint64_t offset)
{
	char *buffer = xcalloc(1, TAIL_READ_SIZE);
	uint64_t at = 0;
	bool good = true;
	int n = 0;

	while (good && at <= offset + TAIL_UNPACK_MAX && (n = gzread(in, buffer, TAIL_READ_SIZE)) > 0) {
		if (at == 0 || at + (uint64_t)n >= offset)
			good = keep(out, buffer, (size_t)n, at);
		at += (uint64_t)n;
	}
	free(buffer);
	return good && n == 0;
}

int
tail_unpack(int fd, const struct tail_file *was)
{
	gzFile in = gzdopen(fd, "rb"); /* takes fd */
	int out = memfd_create("log", MFD_CLOEXEC);

	if (in == NULL)
		close(fd);
	if (in == NULL || out < 0) {
		log_warn("%s: its compressed successor cannot be read", was->path);
		if (in)
			gzclose(in);
		if (out >= 0)
			close(out);
		return -1;
	}
	if (!copy(in, out, was->offset))
		log_warnx("%s: its compressed successor is damaged, or over %d bytes of it wait: the rest is not read", was->path,
		          TAIL_UNPACK_MAX);
	gzclose(in);
	return out;
}
