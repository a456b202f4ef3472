#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "profiles/base/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX = 1 << 20 };

/* Gives each file named to a fuzz target: regressions without a fuzzer. */
int
main(int argc, char **argv)
{
	uint8_t *data, *exact;
	size_t n;
	FILE *f;
	int i;

	for (i = 1; i < argc; i++) {
		f = fopen(argv[i], "rb");
		if (f == NULL) {
			perror(argv[i]);
			return 1;
		}
		data = xmalloc(INPUT_MAX);
		n = fread(data, 1, INPUT_MAX, f);
		fclose(f);
		/* An exact size lets the sanitizers see every overrun. */
		exact = xreallocarray(data, n > 0 ? n : 1, 1);
		LLVMFuzzerTestOneInput(exact, n);
		free(exact);
	}
	return 0;
}
