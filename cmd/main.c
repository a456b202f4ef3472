#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/commands.h"
#include "cmd/options/options.h"
#include "cmd/term/cmd.h"
#include "cmd/term/guard.h"
#include "cmd/term/language.h"
#include "profiles/base/late.h"
#include "profiles/base/secret.h"

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define SANITIZED
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED
#endif

/* Nothing else may be given the number of a standard stream that the caller
 * closed; to use one fails as before. */
static void
keep_standard_streams(void)
{
	int fd;

	for (fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) == -1 &&
		    open("/dev/null",
			fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			return;
}

/* A report cut short by a full disk or a closed pipe is no success. */
static int
finish_output(int status)
{
	if (guard_finish() == -1)
		return cmd_trouble(_("cannot write the output: %s"),
		    errno != 0 ? strerror(errno) : _("write error"));
	return status;
}

static void
end_without_library(const char *why)
{
	exit(cmd_trouble(_("a library cannot be loaded: %s"), why));
}

int
main(int argc, char *argv[])
{
	struct options o;
	int status;

	keep_standard_streams();
	/* The leak checker traces its own process, which hardening forbids. */
#ifndef SANITIZED
	secret_harden();
#endif
	guard_start();
	signal(SIGPIPE, SIG_IGN);
	language_start(options_lang(argc, argv));
	late_on_missing(end_without_library);
	status = options_parse(&o, commands_all, argc, argv);
	if (status == -1)
		status = o.command->run(&o);
	options_clear(&o);
	return finish_output(status);
}
