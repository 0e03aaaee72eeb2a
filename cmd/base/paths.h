/* Where the shipped files are: beside the programs in a build folder, or where `make install` put them.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/* A path below the data folder ("packs", "policy.yaml"): <folder of this program>/data/NAME where that folder exists,
 * else DATADIR/NAME. A program of ours ("mailreeve-watch"): beside this one, else in LIBEXECDIR.
 * The caller frees. */
char *paths_data(const char *name);
char *paths_program(const char *name);
