/* libcurl's transfers within our event loop.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

#include <curl/curl.h>
#include <ev.h>

struct curl_loop;

/* Fatal on failure. */
struct curl_loop *curl_loop_new(struct ev_loop *loop);
void curl_loop_free(struct curl_loop *l); /* at exit; NULL is fine. A transfer under way is cut off */
/* A new transfer with the limits that hold for all of ours. Fatal when memory is out. */
CURL *curl_loop_easy(const char *url, const char *protocols);
/* Starts it; at its end cleans the handle up and calls done (error NULL: it went well). Never calls it at once. */
void curl_loop_start(struct curl_loop *l, CURL *easy, void (*done)(void *context, const char *error), void *context);
