/* Runs a fuzz target over every seed and every past crash, as TAP: what `make check` does of fuzzing, without clang.
 * The files are those of tests/fuzz/seeds/<target>, from the repository's root; other files may be named as arguments.
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input stands alone in its memory, so that a sanitizer sees a read past its end. */
static int
replay(const char *path)
{
	FILE *f = fopen(path, "rb");
	uint8_t *data;
	long size;

	if (!f || fseek(f, 0, SEEK_END) < 0 || (size = ftell(f)) < 0)
		return -1;
	rewind(f);
	data = malloc(size ? (size_t)size : 1);
	if (!data || fread(data, 1, (size_t)size, f) != (size_t)size)
		return -1;
	fclose(f);
	LLVMFuzzerTestOneInput(data, (size_t)size);
	free(data);
	return 0;
}

static int
not_hidden(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

int
main(int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	char folder[256], path[600];
	struct dirent **file = NULL;
	int n, count = 0, failed = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 1; i < argc; i++) {
		printf("# %s\n", argv[i]);
		failed |= replay(argv[i]) < 0;
		printf("%sok %d - %s\n", failed ? "not " : "", ++count, argv[i]);
	}
	snprintf(folder, sizeof folder, "tests/fuzz/seeds/%s", slash ? slash + 1 : argv[0]);
	n = argc > 1 ? 0 : scandir(folder, &file, not_hidden, alphasort);
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, file[i]->d_name);
		printf("# %s\n", path); /* known, should it be the last thing said */
		int bad = replay(path) < 0;
		printf("%sok %d - %s\n", bad ? "not " : "", ++count, file[i]->d_name);
		failed |= bad;
		free(file[i]);
	}
	free(file);
	if (count == 0)
		printf("not ok %d - no seeds in %s\n", ++count, folder);
	printf("1..%d\n", count);
	return failed || n < 0;
}
