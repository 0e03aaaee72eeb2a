/* The limits of following files that only tail itself needs to know; the others stand in tail.h.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

enum {
	TAIL_PRINT_BYTES = 256,  /* a file's first bytes, which it is known by */
	TAIL_PRINT_LEAST = 32,   /* so many does a file not share with another one by chance */
	TAIL_REMEMBERED_MAX = 2 * TAIL_FILES_MAX,
	TAIL_FOLDERS_MAX = 512,  /* folders watched; what stands in others is polled */
	TAIL_REFUSED_MAX = 256,  /* files that could not be opened, so that nobody is asked twice */
	TAIL_MISSED_MAX = 16,    /* rotated files looked at when a name went to another file */
	TAIL_UNPACK_MAX = 64 << 20, /* bytes read of a log that was compressed before all of it was read */
	TAIL_QUIET = 10,         /* s without a new line after which a renamed file is done with */
	TAIL_GONE = 3600,        /* the same, where no successor came */
	TAIL_FALLBACK_POLL = 1,  /* s between looks where a folder may not be watched */
	TAIL_NETWORK_POLL = 5,   /* s between looks at network file systems, which tell of nothing */
	TAIL_ASK_AGAIN = 60,     /* s until the opener of a polled file is asked again: it may have been rotated */
};
