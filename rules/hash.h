/* 64-bit hashes of small things, the same on every machine and in every run (they stand in checkpoints).
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "cmd/base/span.h"

/* The finalizer of MurmurHash3 (public domain, Austin Appleby): every input bit reaches every output bit. */
static inline uint64_t
hash_u64(uint64_t v)
{
	v ^= v >> 33;
	v *= 0xff51afd7ed558ccdULL;
	v ^= v >> 33;
	v *= 0xc4ceb9fe1a85ec53ULL;
	return v ^ v >> 33;
}

static inline uint64_t
hash_two(uint64_t a, uint64_t b)
{
	return hash_u64(a * 0x9e3779b97f4a7c15ULL + hash_u64(b));
}

static inline uint64_t
hash_span(uint64_t seed, struct span s)
{
	uint64_t word, h = seed ^ s.n;

	for (; s.n >= 8; s.p += 8, s.n -= 8) {
		memcpy(&word, s.p, 8);
		h = hash_two(h, word);
	}
	word = 0;
	if (s.n > 0)
		memcpy(&word, s.p, s.n);
	return hash_two(h, word);
}
