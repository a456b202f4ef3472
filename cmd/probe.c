#include <stdlib.h>

#include "cmd/job/job.h"
#include "cmd/job/password.h"
#include "cmd/options/address.h"
#include "cmd/options/options.h"
#include "cmd/term/cmd.h"
#include "profiles/base/arena.h"
#include "profiles/base/err.h"
#include "profiles/base/mem.h"

/* Recipients count against sending limits, so it has to be wished for. */
static int
probe_sender(struct job *j)
{
	const struct options *o = j->options;
	struct err err;

	if (!o->login.send_check)
		return 0;
	if (o->login.user == NULL)
		return cmd_trouble(_("--send-check needs --user"));
	if (address_check(o->login.user, false, &err) == -1)
		return cmd_trouble_err(&err);
	j->run.sender = o->login.user;
	return 0;
}

/* A password goes only to a server the user named, for a user the user
 * named. */
static int
probe_password(struct job *j)
{
	const struct options *o = j->options;

	if (o->login.user == NULL && password_given(&o->login))
		return cmd_trouble(_("a login needs --user"));
	if (o->login.user == NULL || o->login.no_login)
		return 0;
	return job_password(j, o->login.user);
}

static int
probe_urls(struct job *j, struct arena *a, const struct endpoint **list)
{
	const struct options *o = j->options;
	struct endpoint *e;
	struct err err;
	size_t i;

	for (i = 0; i < o->nargs; i++) {
		if (endpoint_parse_url(a, o->args[i], &e, &err) == -1)
			return cmd_trouble_err(&err);
		list[i] = e;
	}
	j->run.endpoints = list;
	j->run.nendpoints = o->nargs;
	if (probe_sender(j) != 0 || probe_password(j) != 0)
		return EXIT_TROUBLE;
	return job_run(j);
}

int
cmd_probe(const struct options *o)
{
	const struct endpoint **list;
	struct arena arena = { NULL };
	struct job j;
	int status;

	if (o->nargs == 0)
		return cmd_trouble(_("probe takes at least one URL, such as "
				     "imaps://imap.example.org"));
	list = xcalloc(o->nargs, sizeof(*list));
	job_start(&j, o);
	status = probe_urls(&j, &arena, list);
	job_stop(&j);
	arena_clear(&arena);
	free(list);
	return status;
}
