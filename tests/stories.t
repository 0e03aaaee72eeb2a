#!/bin/sh
# Stories: timed log lines and the verdicts they must bring.
# SPDX-License-Identifier: GPL-2.0-or-later
exec "${BUILD:-build}/tests/stories/run" tests/stories/*.story
