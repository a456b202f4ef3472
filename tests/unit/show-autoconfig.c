// room: profiles/read
#include <stdio.h>
#include <stdlib.h>

#include "profiles/base/mem.h"
#include "profiles/read/reader.h"
#include "profiles/settings/settings.h"

/* Prints what the reader makes of each file: for tests/cli/ispdb.t. */

static const char *
or_dash(const char *text)
{
	return text == NULL ? "-" : text;
}

static void
show_servers(const struct settings *s)
{
	static const char *const leaves[] = { "", " leave", " delete" };
	const struct endpoint *e;
	size_t i;

	STAILQ_FOREACH (e, &s->endpoints, entry) {
		printf("%s %s %d %s %s", protocol_name(e->protocol), e->host,
		    e->port, security_name(e->security), or_dash(e->username));
		for (i = 0; i < e->nauths; i++)
			printf(" %s", auth_name(e->auths[i]));
		printf("%s", leaves[e->leave]);
		if (e->leave_days > 0)
			printf(" %ddays", e->leave_days);
		if (e->min_interval > 0)
			printf(" %dmin", e->min_interval);
		printf("\n");
	}
}

static void
show_others(const struct settings *s)
{
	const struct oauth *o = &s->oauth;
	const struct service *v;
	const struct help *h;

	printf("name %s\n", or_dash(s->provider));
	printf("short %s\n", or_dash(s->short_name));
	STAILQ_FOREACH (h, &s->help, entry)
		printf("%s %s %s %s\n", h->enable ? "enable" : "page",
		    or_dash(h->url), or_dash(h->lang), or_dash(h->text));
	STAILQ_FOREACH (v, &s->services, entry)
		printf("service %s %s\n", v->kind,
		    v->url == NULL ? v->host : v->url);
	if (o->issuer != NULL)
		printf("oauth %s %s %s %s\n", o->issuer, or_dash(o->scopes),
		    or_dash(o->auth_url), or_dash(o->token_url));
}

static void
show(const char *path, const char *bytes, size_t len)
{
	const char *why = NULL;
	const struct served *name;
	struct settings *s;

	s = read_autoconfig(bytes, len, "anna@example.org", &why);
	printf("file %s %s\n", path, s == NULL ? why : "ok");
	if (s == NULL)
		return;
	STAILQ_FOREACH (name, &s->served, entry)
		printf("%s %s\n", name->mx ? "mx" : "domain", name->name);
	show_servers(s);
	show_others(s);
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
