/* The programs' own log: standard error in the foreground (with the program's name), or syslog(3).
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <stddef.h>

#define LOG_FORMAT __attribute__((format(printf, 1, 2)))

/* name must live for ever. to_syslog false: standard error. */
void log_open(const char *name, int to_syslog);
void log_debug_on(void);

void log_debug(const char *format, ...) LOG_FORMAT;
void log_info(const char *format, ...) LOG_FORMAT;
void log_warn(const char *format, ...) LOG_FORMAT;  /* appends strerror(errno) */
void log_warnx(const char *format, ...) LOG_FORMAT; /* does not */
/* Only while starting: says why and exits with status 2. */
void fatal(const char *format, ...) LOG_FORMAT __attribute__((noreturn));  /* with errno */
void fatalx(const char *format, ...) LOG_FORMAT __attribute__((noreturn));

/* Allocation that cannot fail: fatal when memory is out. */
void *xcalloc(size_t count, size_t size);
void *xaligned(size_t alignment, size_t size); /* not cleared */
void *xrealloc(void *p, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
