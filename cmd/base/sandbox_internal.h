/* The two locks of sandbox.c.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include "cmd/base/sandbox.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0 /* a build with AddressSanitizer, whose run time makes calls of its own */
#endif

bool sandbox_names(const char *const *list, const char *name);
/* Fatal on failure, but for a kernel without Landlock. */
void landlock_lock(const struct sandbox *s);
void seccomp_lock(const struct sandbox *s);
