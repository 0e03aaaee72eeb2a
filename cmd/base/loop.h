/* The one event loop of each program: libev on epoll, which sleeps until something happens.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <ev.h>

/* A loop (EVBACKEND_EPOLL, no environment) with one far-future periodic, so that libev's own once-a-minute check for
 * clock jumps does not wake an idle program. Fatal on failure. SIGTERM and SIGINT break it. Lives until exit. */
struct ev_loop *loop_new(void);
