/* `mailreeve panic`: stops the daemon and takes its table out of the kernel with every ban in it. An owned table refuses
 * everybody else, so it has to be claimed first.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netfilter/nfnetlink.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "actions/nft.h"
#include "cmd/mailreeve/cli.h"
#include "cmd/mailreeve/output.h"

enum { STOP_TENTHS = 120 }; /* the daemon promises 10 s */

/* The daemon's process, or 0 if none runs there: it holds a lock, so a number left by one that died means nobody. */
static pid_t
daemon_of(const char *run)
{
	char path[4096], text[32] = "";
	FILE *f;
	pid_t pid;

	snprintf(path, sizeof(path), "%s/mailreeved.pid", run);
	f = fopen(path, "r");
	if (!f)
		return 0;
	if (flock(fileno(f), LOCK_SH | LOCK_NB) == 0 || !fgets(text, sizeof(text), f))
		text[0] = '\0';
	fclose(f);
	pid = (pid_t)strtol(text, NULL, 10);
	return pid > 1 && kill(pid, 0) == 0 ? pid : 0;
}

static bool
stop(pid_t pid)
{
	int i;

	if (kill(pid, SIGTERM) < 0)
		return false;
	for (i = 0; i < STOP_TENTHS && kill(pid, 0) == 0; i++)
		usleep(100000);
	return kill(pid, 0) < 0;
}

int
panic_main(struct cli *cli, int argc, char **argv)
{
	struct mnl_socket *s;
	pid_t pid;
	int error;

	if (cli_options(cli, NULL, argc, argv) > 0)
		return cli_usage("panic", "takes no argument");
	if (geteuid() != 0)
		return cli_usage("panic", "only root can take the table out of the kernel");
	pid = daemon_of(cli->run);
	if (pid && !stop(pid)) {
		fprintf(stderr, "mailreeve: mailreeved (process %d) does not stop: kill it, and try again\n", (int)pid);
		return EXIT_FINDING;
	}
	s = mnl_socket_open(NETLINK_NETFILTER);
	if (!s || mnl_socket_bind(s, 0, MNL_SOCKET_AUTOPID) < 0)
		error = -errno;
	else
		error = nft_delete_table(mnl_socket_get_fd(s));
	if (s)
		mnl_socket_close(s);
	if (error && error != -ENOENT) {
		fprintf(stderr, "mailreeve: the table stays: %s\n", strerror(-error));
		return EXIT_FINDING;
	}
	if (cli->json)
		output_json(json_pack("{s:b, s:b}", "stopped", pid != 0, "deleted", error == 0));
	else
		printf("%s; %s\n", pid ? "mailreeved has stopped" : "mailreeved was not running",
		    error ? "there was no table" : "its table is gone, nobody is banned");
	return EXIT_GOOD;
}
