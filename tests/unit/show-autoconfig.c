// layer: profiles
#include <stdio.h>
#include <stdlib.h>

#include "probe/base/mem.h"
#include "profiles/reader.h"
#include "profiles/settings.h"

/* Prints what the reader makes of each file: for tests/cli/ispdb.t. */

static void
show(const char *path, const char *bytes, size_t len)
{
	const char *why = NULL;
	const struct endpoint *e;
	struct settings *s;
	size_t i;

	s = read_autoconfig(bytes, len, "anna@example.org", &why);
	printf("file %s %s\n", path, s == NULL ? why : "ok");
	if (s == NULL)
		return;
	STAILQ_FOREACH (e, &s->endpoints, entry) {
		printf("%s %s %d %s %s", protocol_name(e->protocol), e->host,
		    e->port, security_name(e->security),
		    e->username == NULL ? "-" : e->username);
		for (i = 0; i < e->nauths; i++)
			printf(" %s", auth_name(e->auths[i]));
		printf("\n");
	}
	settings_free(&s);
}

int
main(int argc, char **argv)
{
	char *bytes = xmalloc(READER_BYTES_MAX + 1);
	FILE *f;
	int i;

	for (i = 1; i < argc; i++) {
		f = fopen(argv[i], "rb");
		if (f == NULL) {
			perror(argv[i]);
			return 2;
		}
		show(argv[i], bytes, fread(bytes, 1, READER_BYTES_MAX + 1, f));
		fclose(f);
	}
	free(bytes);
	return 0;
}
