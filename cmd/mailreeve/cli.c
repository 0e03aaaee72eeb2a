/* Options, usage and configuration for the subcommands.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/mailreeve/cli.h"

enum { OPTIONS_MAX = 24, FIRST_OWN = 256 };

static void
print_help(const char *name, const struct cli_option *own)
{
	const struct subcommand *c = subcommand_find(name);
	const struct cli_option *o;
	char left[40];

	printf("usage: mailreeve %s [OPTION...] %s\n%s\n\n", name, c ? c->arguments : "", c ? c->help : "");
	for (o = own; o && o->name; o++) {
		snprintf(left, sizeof(left), "--%s%s%s", o->name, o->value ? " " : "", o->value ? o->value : "");
		printf("  %-20s %s\n", left, o->help);
	}
	printf("  %-20s %s\n", "--json", "one JSON object a line");
	printf("  %-20s %s\n", "--run DIR", "where the daemon runs (default /run/mailreeve)");
	printf("  %-20s %s\n", "-c, --config FILE", "the configuration (default " CONFIG_PATH ")");
}

static void
take_own(const struct cli_option *o, const char *value)
{
	if (o->flag)
		*o->flag = true;
	else
		*o->text = value;
}

int
cli_options(struct cli *cli, const struct cli_option *own, int argc, char **argv)
{
	struct option table[OPTIONS_MAX] = { { "json", no_argument, NULL, 'j' }, { "run", required_argument, NULL, 'r' },
		{ "config", required_argument, NULL, 'c' }, { "help", no_argument, NULL, 'h' } };
	int n = 4, i, letter;

	for (i = 0; own && own[i].name && n < OPTIONS_MAX - 1; i++)
		table[n++] = (struct option){ own[i].name, own[i].value ? required_argument : no_argument, NULL, FIRST_OWN + i };
	opterr = 0;
	optind = 1;
	while ((letter = getopt_long(argc, argv, ":jr:c:h", table, NULL)) != -1) {
		if (letter == '?' || letter == ':')
			exit(cli_usage(argv[0], letter == '?' ? "unknown option '%s'" : "'%s' needs a value",
			    argv[optind - 1]));
		if (letter == 'h') {
			print_help(argv[0], own);
			exit(EXIT_GOOD);
		}
		if (letter == 'j')
			cli->json = true;
		else if (letter == 'r')
			cli->run = optarg;
		else if (letter == 'c')
			cli->config_path = optarg;
		else
			take_own(&own[letter - FIRST_OWN], optarg);
	}
	memmove(argv + 1, argv + optind, (size_t)(argc - optind) * sizeof(*argv));
	return argc - optind;
}

int
cli_usage(const char *subcommand, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "mailreeve: %s: ", subcommand);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\ntry: mailreeve help %s\n", subcommand);
	return EXIT_USAGE;
}

struct config *
cli_config(const struct cli *cli)
{
	struct error e;
	char text[800];
	struct config *c = config_load(cli->config_path ? cli->config_path : CONFIG_PATH, &e);

	if (!c) {
		fprintf(stderr, "mailreeve: %s\n", error_text(&e, text, sizeof(text)));
		exit(EXIT_USAGE);
	}
	return c;
}
