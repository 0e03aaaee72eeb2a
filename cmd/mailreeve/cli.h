/* What the subcommands of the operator's tool share: options, exit statuses, and the table that main walks.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stdbool.h>

#include "cmd/base/config.h"

enum { EXIT_GOOD = 0, EXIT_FINDING = 1, EXIT_USAGE = 2 };

struct cli {
	const char *config_path; /* -c; NULL: CONFIG_PATH, empty where that is missing */
	const char *run;         /* --run */
	bool json;
};

/* An option of one subcommand. Exactly one of flag and text is set. */
struct cli_option {
	const char *name;  /* long name; NULL ends the list */
	const char *value; /* what it takes, for help; NULL: a flag */
	const char *help;
	bool *flag;
	const char **text;
};

struct subcommand {
	const char *name, *arguments, *help;
	int (*run)(struct cli *cli, int argc, char **argv); /* argv[0] is the subcommand's name */
};
extern const struct subcommand subcommands[]; /* ended by a NULL name */

/* Reads the options (the common ones --json, --run, -c among them) in any order; `options` may be NULL. Returns the number of
 * arguments left, moved to argv[1]...; prints and exits with EXIT_USAGE on a wrong one, prints help and exits on --help. */
int cli_options(struct cli *cli, const struct cli_option *options, int argc, char **argv);
/* "mailreeve: NAME: ..." and "try: mailreeve help NAME" on standard error; returns EXIT_USAGE. */
int cli_usage(const char *subcommand, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The configuration named, or the default one; exits with EXIT_USAGE and the place of the error. */
struct config *cli_config(const struct cli *cli);
const struct subcommand *subcommand_find(const char *name);

int bans_main(struct cli *, int, char **), why_main(struct cli *, int, char **), lift_main(struct cli *, int, char **);
int ban_main(struct cli *, int, char **), allow_main(struct cli *, int, char **), alerts_main(struct cli *, int, char **);
int status_main(struct cli *, int, char **), campaigns_main(struct cli *, int, char **);
int check_main(struct cli *, int, char **), explain_main(struct cli *, int, char **), replay_main(struct cli *, int, char **);
int new_rule_main(struct cli *, int, char **), panic_main(struct cli *, int, char **), import_main(struct cli *, int, char **);
int tune_main(struct cli *, int, char **), help_main(struct cli *, int, char **);
