/*
 * A tool of the build: writes to stdout the completion that goes into the file
 * named on the command line.
 */
#include <stdio.h>
#include <string.h>

#include "cmd/completion/shell.h"

static const struct {
	const char *file;
	void (*write)(FILE *f);
} shells[] = {
	{ "postlotse.bash", completion_bash },
	{ "_postlotse", completion_zsh },
	{ "postlotse.fish", completion_fish },
};

int
main(int argc, char *argv[])
{
	size_t i;

	for (i = 0; i < sizeof(shells) / sizeof(shells[0]); i++)
		if (argc == 2 && strcmp(argv[1], shells[i].file) == 0) {
			shells[i].write(stdout);
			return ferror(stdout) != 0 || fflush(stdout) != 0;
		}
	fprintf(stderr, "usage: complete FILE\n");
	return 2;
}
