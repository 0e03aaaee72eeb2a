/* Any bytes as a message, for every program of the shipped packs: captures lie in the message, and a line that is taken
 * with an address has that address in it.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <unistd.h>

#include "cmd/base/paths.h"
#include "rules/match.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool good)
{
	if (!good)
		abort();
}

/* Loaded once, and left to the end of the process. */
static const struct ruleset *
shipped(void)
{
	static struct ruleset *rs;
	char *folder;
	const char *folders[2] = { NULL, NULL };
	struct error e;

	if (rs)
		return rs;
	folder = paths_data("packs");
	folders[0] = access(folder, F_OK) == 0 ? folder : "rules/packs";
	rs = ruleset_load(folders, NULL, &e);
	must(rs != NULL);
	free(folder);
	return rs;
}

static bool
within(struct span part, struct span whole)
{
	return part.p >= whole.p && part.p + part.n <= whole.p + whole.n;
}

static void
examine(const struct hit *h, struct span message)
{
	must(h->captures >= 0 && h->captures <= CAPTURES_MAX && (!h->hostile || h->source.family == 0));
	for (int i = 0; i < h->captures; i++) {
		bool constant = false;

		for (int s = 0; s < h->rule->sets; s++)
			constant |= h->capture[i].text.p == h->rule->set[s].value;
		must(constant || within(h->capture[i].text, message));
		must(h->capture[i].text.n <= CAPTURE_LENGTH_MAX);
	}
	must(h->source.family == 0 || within(hit_field(h, FIELD_SOURCE), message));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct record r;
	static struct matched m;
	const struct ruleset *rs = shipped();
	struct span message = { (const char *)data, size };
	struct near_miss near;

	for (size_t p = 0; p < ruleset_packs(rs); p++)
		for (char **program = ruleset_pack(rs, p)->programs; *program; program++) {
			r.column[COLUMN_PROGRAM] = span_of(*program);
			for (int c = 0; c < ruleset_columns(rs)->count; c++)
				if (c != COLUMN_PROGRAM)
					r.column[c] = message;
			match(rs, &r, &m);
			for (int i = 0; i < m.hits; i++)
				examine(&m.hit[i], message);
			if (m.hits == 0 && match_near(rs, &r, &near))
				must(near.rule && near.offset <= (size > strlen(*program) ? size : strlen(*program)) && near.wanted[0]);
		}
	return 0;
}
