/* Writes the programs' log, and stops them when memory is out.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "cmd/base/log.h"
#include "cmd/base/span.h"

enum { LOG_LINE_MAX = 2048, EXIT_FATAL = 2 };

static struct {
	const char *name;
	int to_syslog, debug;
	bool priorities; /* lines begin with <N>, which the journal understands (sd-daemon(3)) */
} log_to = { .name = "mailreeve" };

/* True if standard error is the journal's own stream (systemd.exec(5), JOURNAL_STREAM). */
static bool
is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat st;

	return stream && sscanf(stream, "%llu:%llu", &device, &inode) == 2 && fstat(STDERR_FILENO, &st) == 0 &&
	       st.st_dev == device && st.st_ino == inode;
}

void
log_open(const char *name, int to_syslog)
{
	log_to.name = name;
	log_to.to_syslog = to_syslog;
	log_to.priorities = is_journal();
	if (to_syslog)
		openlog(name, LOG_PID | LOG_NDELAY, LOG_MAIL);
}

void
log_debug_on(void)
{
	log_to.debug = 1;
}

static void
emit(int priority, const char *text)
{
	char safe[LOG_LINE_MAX], head[8] = "", line[LOG_LINE_MAX + 80];
	int n;

	if (!span_is_printable(span_of(text))) { /* what is escaped already stays as it is */
		span_printable(span_of(text), safe, sizeof(safe));
		text = safe;
	}
	if (log_to.to_syslog) {
		syslog(priority, "%s", text);
		return;
	}
	if (log_to.priorities)
		snprintf(head, sizeof(head), "<%d>", priority);
	n = snprintf(line, sizeof(line), "%s%.60s: %s\n", head, log_to.name, text);
	if (write(STDERR_FILENO, line, (size_t)n) < 0)
		return; /* nobody is left to tell */
}

/* error 0: no strerror is appended. */
__attribute__((format(printf, 3, 0))) static void
write_log(int priority, int error, const char *format, va_list args)
{
	char text[LOG_LINE_MAX];
	int saved = errno;
	size_t n;

	vsnprintf(text, sizeof(text), format, args);
	n = strlen(text);
	if (error)
		snprintf(text + n, sizeof(text) - n, ": %s", strerror(error));
	emit(priority, text);
	errno = saved;
}

void
log_debug(const char *format, ...)
{
	va_list args;

	if (!log_to.debug)
		return;
	va_start(args, format);
	write_log(LOG_DEBUG, 0, format, args);
	va_end(args);
}

void
log_info(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	write_log(LOG_INFO, 0, format, args);
	va_end(args);
}

void
log_warn(const char *format, ...)
{
	int error = errno;
	va_list args;

	va_start(args, format);
	write_log(LOG_WARNING, error, format, args);
	va_end(args);
}

void
log_warnx(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	write_log(LOG_WARNING, 0, format, args);
	va_end(args);
}

void
fatal(const char *format, ...)
{
	int error = errno;
	va_list args;

	va_start(args, format);
	write_log(LOG_CRIT, error, format, args);
	va_end(args);
	exit(EXIT_FATAL);
}

void
fatalx(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	write_log(LOG_CRIT, 0, format, args);
	va_end(args);
	exit(EXIT_FATAL);
}

static void *
needed(void *p)
{
	if (p == NULL)
		fatalx("out of memory");
	return p;
}

void *
xcalloc(size_t count, size_t size)
{
	return needed(calloc(count ? count : 1, size ? size : 1));
}

void *
xaligned(size_t alignment, size_t size)
{
	return needed(aligned_alloc(alignment, size));
}

void *
xrealloc(void *p, size_t size)
{
	return needed(realloc(p, size ? size : 1));
}

char *
xstrdup(const char *s)
{
	return needed(strdup(s));
}

char *
xstrndup(const char *s, size_t n)
{
	return needed(strndup(s, n));
}
