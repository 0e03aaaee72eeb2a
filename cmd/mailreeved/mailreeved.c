/* mailreeved: opens what only root can, starts the three parts under their own users, and keeps them running.
 * It reads no log and no hostile byte.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "cmd/base/loop.h"
#include "cmd/mailreeved/house.h"
#include "cmd/mailreeved/reload.h"
#include "cmd/mailreeved/systemd.h"

enum { EXIT_FATAL = 2, ERROR_TEXT_MAX = 1024 };

struct options {
	bool foreground;
	char *config, *state, *run;
	int parent; /* background: what waits for our `ready` */
};

static void __attribute__((noreturn))
usage(int status)
{
	fprintf(status ? stderr : stdout, "usage: mailreeved [-f] [-c FILE] [--state DIR] [--run DIR]\n");
	exit(status);
}

static char *
absolute(const char *path)
{
	char *here, *out;

	if (path[0] == '/')
		return xstrdup(path);
	here = getcwd(NULL, 0);
	if (!here || asprintf(&out, "%s/%s", here, path) < 0)
		fatal("%s", path);
	free(here);
	return out;
}

static struct options
read_options(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "state", required_argument, NULL, 's' }, { "run", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
	};
	const char *config = CONFIG_PATH, *state = "/var/lib/mailreeve", *run = "/run/mailreeve";
	struct options o = { .parent = -1 };
	int c;

	while ((c = getopt_long(argc, argv, "fc:h", longs, NULL)) != -1) {
		if (c == 'f')
			o.foreground = true;
		else if (c == 'c')
			config = optarg;
		else if (c == 's')
			state = optarg;
		else if (c == 'r')
			run = optarg;
		else
			usage(c == 'h' ? 0 : EXIT_FATAL);
	}
	if (optind != argc)
		usage(EXIT_FATAL);
	o.config = absolute(config);
	o.state = absolute(state);
	o.run = absolute(run);
	return o;
}

/* Descriptors 0 to 2 exist, so that nothing of ours becomes one of them. */
static void
fill_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd < 0)
		fatal("/dev/null");
	close(fd);
}

/* Standard error of the parts: each of their writes is one line, and /dev/log takes one line a datagram. */
static void
redirect_to_syslog(void)
{
	const struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = "/dev/log" };
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0)
		fatal("/dev/null");
	if (fd < 0 || connect(fd, (const struct sockaddr *)&a, sizeof(a)) < 0)
		fd = null;
	if (dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 || dup2(fd, STDERR_FILENO) < 0)
		fatal("standard descriptors");
	close(fd);
	if (fd != null)
		close(null);
}

/* The caller gets our exit status, or 0 once we are ready. */
static int
go_to_background(void)
{
	int pipes[2], status;
	pid_t child;
	char byte;

	if (pipe2(pipes, O_CLOEXEC) < 0 || (child = fork()) < 0)
		fatal("going to the background");
	if (child == 0) {
		close(pipes[0]);
		setsid();
		redirect_to_syslog();
		return pipes[1];
	}
	close(pipes[1]);
	if (read(pipes[0], &byte, 1) == 1)
		exit(0);
	if (waitpid(child, &status, 0) < 0 || !WIFEXITED(status))
		status = EXIT_FATAL << 8;
	log_warnx("it did not start; the system's log says why");
	exit(WEXITSTATUS(status));
}

static void
tell_ready(struct house *h)
{
	struct options *o = h->context;

	systemd_tell("READY=1\nSTATUS=watching");
	log_info("ready");
	if (o->foreground) {
		puts("ready");
		fflush(stdout);
	} else if (o->parent >= 0) {
		if (write(o->parent, "r", 1) < 0)
			log_warn("nobody waits for us");
		close(o->parent);
		o->parent = -1;
	}
}

static void
on_hangup(struct ev_loop *loop, ev_signal *w, int events)
{
	(void)loop, (void)events;
	reload_begin(w->data);
}

static int
work(struct options *o, struct config *config)
{
	struct house h = { .loop = loop_new(), .config_file = o->config, .state = o->state, .run = o->run,
	                   .ready = tell_ready, .context = o };
	struct reload reload;
	ev_signal hangup;

	house_build(&h, config);
	reload_init(&reload, &h);
	ev_signal_init(&hangup, on_hangup, SIGHUP);
	hangup.data = &reload;
	ev_signal_start(h.loop, &hangup);
	house_start(&h);
	ev_run(h.loop, 0); /* until SIGTERM, or a part that cannot start */
	systemd_tell("STOPPING=1");
	ev_signal_stop(h.loop, &hangup);
	reload_cancel(&reload);
	house_stop(&h);
	while (!house_is_empty(&h))
		ev_run(h.loop, EVRUN_ONCE);
	house_free(&h);
	return h.status;
}

int
main(int argc, char **argv)
{
	struct config *config;
	struct options o;
	struct error e;
	char text[ERROR_TEXT_MAX];
	int status;

	fill_standard_descriptors();
	log_open("mailreeved", 0);
	o = read_options(argc, argv);
	if (geteuid() != 0)
		fatalx("must be started as root: the parts then run as their own users");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || chdir("/") < 0)
		fatal("starting");
	umask(022);
	config = config_load(o.config, &e);
	if (!config)
		fatalx("%s", error_text(&e, text, sizeof(text)));
	if (!o.foreground) {
		o.parent = go_to_background();
		log_open("mailreeved", 1);
	}
	status = work(&o, config);
	free(o.config);
	free(o.state);
	free(o.run);
	return status;
}
