/* The lines that begin with '#' in Microsoft's logs (#Fields ...): they name the columns of what follows.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdint.h>

#include "rules/record.h"

enum { HEADER_TEXT_MAX = 3584 }; /* so that it fits into DECODER_SAVE_MAX */

enum log_kind {
	LOG_RECEIVE, LOG_SEND, LOG_TRACKING, LOG_IMAP, LOG_POP, LOG_HTTP, LOG_OTHER, LOG_KINDS
};
struct layout {
	int count;              /* 0: not made yet */
	int16_t id[RECORD_COLUMNS_MAX]; /* column ids, -1 where no rule uses it */
};
struct log_header {
	bool csv, w3c;          /* what the last #Fields said; neither: none seen */
	enum log_kind kind;
	int64_t day, last;      /* of #Date, and of the last record without a date, us */
	int date, time, stem;   /* W3C: where these columns stand, -1: nowhere */
	struct layout own, known[LOG_KINDS]; /* of #Fields; of records whose header is lost */
	size_t n;
	char text[HEADER_TEXT_MAX]; /* the value of #Fields, kept for a restart */
};

struct decoder;
void header_init(struct log_header *h);
/* True if it was a header line; a #Fields that is too long is refused. */
bool header_line(struct decoder *d, struct span line);
/* The value of a #Fields, from the log or from a saved state. */
bool header_fields(struct decoder *d, struct span value);
int64_t w3c_time(struct decoder *d, struct span date, struct span time);
/* Makes the layout of column names, separated so. */
void layout_make(struct decoder *d, struct layout *l, struct span names, char separator);
