/* A growing byte buffer to save state to and load it from: fixed-width little-endian numbers, counted texts.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "cmd/base/span.h"

struct state {
	unsigned char *p;
	size_t n, cap;   /* cap 0: a reader that borrows p */
	size_t at;       /* the reader's place */
	bool bad;        /* the reader went past the end, or a mark was wrong: everything read since is zero */
};

void state_put(struct state *s, const void *p, size_t n);
void state_put_u64(struct state *s, uint64_t v);
void state_put_u32(struct state *s, uint32_t v);
void state_put_double(struct state *s, double v);
void state_put_span(struct state *s, struct span v);
void state_get(struct state *s, void *p, size_t n);
uint64_t state_get_u64(struct state *s);
uint32_t state_get_u32(struct state *s);
double state_get_double(struct state *s);
struct span state_get_span(struct state *s, size_t most); /* borrowed; longer than most: bad */
/* A section's mark: "scores 3" and such; the reader is bad if another stands there. */
void state_mark(struct state *s, const char *name, uint32_t version);
bool state_expect(struct state *s, const char *name, uint32_t version);
void state_free(struct state *s);

/* A file with magic, version, length and checksum (CRC-32 of zlib), replaced atomically (write, fsync, rename).
 * 0 or -errno; load: -EBADMSG if damaged. dir: descriptor of the state folder. */
int state_write_file(const struct state *s, int dir, const char *name);
int state_read_file(struct state *s, int dir, const char *name);
