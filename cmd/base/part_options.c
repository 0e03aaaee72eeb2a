/* What mailreeved tells its parts on their command lines.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/base/config.h"
#include "cmd/base/log.h"
#include "cmd/base/part_options.h"

enum { EXIT_USAGE = 2 };

static void __attribute__((noreturn))
usage(const char *program, bool stateful, int status)
{
	fprintf(status ? stderr : stdout, "usage: %s [-d] [-c FILE]%s   (mailreeved starts it)\n", program,
	        stateful ? " --state DIR" : "");
	exit(status);
}

struct part_options
part_options(const char *program, bool stateful, int argc, char **argv)
{
	static const struct option names[] = {
		{ "state", required_argument, NULL, 's' }, { "unowned", no_argument, NULL, 'u' }, { "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct part_options o = { .config = CONFIG_PATH };
	int c;

	while ((c = getopt_long(argc, argv, "c:dh", names, NULL)) != -1) {
		if (c == 'c')
			o.config = optarg;
		else if (c == 's')
			o.state = optarg;
		else if (c == 'u')
			o.unowned = true;
		else if (c == 'd')
			log_debug_on();
		else
			usage(program, stateful, c == 'h' ? 0 : EXIT_USAGE);
	}
	if (optind != argc || stateful != (o.state != NULL))
		usage(program, stateful, EXIT_USAGE);
	return o;
}
