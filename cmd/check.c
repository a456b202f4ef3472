#include "cmd/job/job.h"
#include "cmd/job/prepare.h"
#include "cmd/options/address.h"
#include "cmd/options/options.h"
#include "cmd/profile/save.h"
#include "cmd/term/cmd.h"
#include "profiles/base/err.h"

/* Now, or when the run asks for it. */
static int
log_in(struct job *j, const char *address)
{
	switch (prepare_login(j->options, address)) {
	case PREPARE_LATER:
		j->run.secret = SECRET_FIRST;
		return 0;
	case PREPARE_PASSWORD:
		return job_password(j, address);
	default:
		return 0;
	}
}

static int
check_address(struct job *j, const char *address)
{
	const struct options *o = j->options;
	int status, written;

	j->run.address = address;
	if (!o->login.no_send_check)
		j->run.sender = address;
	if (!o->login.no_login && log_in(j, address) != 0)
		return EXIT_TROUBLE;
	status = job_run(j);
	if (status == EXIT_TROUBLE || !o->profile.write)
		return status;
	written = save_report(o, j->report, j->password);
	return written == EXIT_FINE ? status : written;
}

int
cmd_check(const struct options *o)
{
	struct job j;
	struct err err;
	int status;

	if (o->nargs != 1)
		return cmd_trouble(_("check takes one address"));
	if (address_check(o->args[0], false, &err) == -1)
		return cmd_trouble_err(&err);
	if (save_check(&o->profile.sign) != 0)
		return EXIT_TROUBLE;
	job_start(&j, o);
	status = check_address(&j, o->args[0]);
	job_stop(&j);
	return status;
}
