#!/bin/sh
# Every example and every look-alike of every shipped pack.
# SPDX-License-Identifier: GPL-2.0-or-later
exec "${BUILD:-build}/mailreeve" check
