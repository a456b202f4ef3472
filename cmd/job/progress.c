#include "cmd/job/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmd/tell/tell.h"
#include "cmd/term/cmd.h"
#include "cmd/term/guard.h"
#include "cmd/term/prompt.h"
#include "profiles/base/buf.h"

static bool
is_terminal(int fd)
{
	const char *term = getenv("TERM");

	return isatty(fd) && term != NULL && *term != '\0' &&
	    strcmp(term, "dumb") != 0;
}

/* https://no-color.org: set and not empty. */
bool
progress_wants_colour(int fd)
{
	const char *no = getenv("NO_COLOR");

	return (no == NULL || *no == '\0') && is_terminal(fd);
}

void
progress_start(struct progress *p, bool quiet)
{
	struct winsize size;

	memset(p, 0, sizeof(*p));
	p->live = !quiet && is_terminal(STDERR_FILENO);
	p->columns = 80;
	p->rows = 24;
	if (p->live && ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 &&
	    size.ws_col > 0 && size.ws_row > 1) {
		p->columns = size.ws_col;
		p->rows = size.ws_row;
	}
}

static const struct step_result *
last_step(const struct endpoint_result *e)
{
	const struct address_result *a = tell_address(e);
	const struct step_result *s, *last = NULL;

	if (a != NULL)
		STAILQ_FOREACH (s, &a->steps, entry)
			last = s;
	return last;
}

static void
move(const char *sequence)
{
	guard_pass(stderr, sequence, strlen(sequence));
}

/* Host names and step names are ASCII: bytes are columns here. */
static void
draw_line(const struct progress *p, const struct endpoint_result *e)
{
	const struct step_result *s = last_step(e);
	struct buf line;

	buf_init(&line, 1024);
	tell_url(&line, &e->endpoint);
	if (s != NULL)
		buf_printf(&line, "  %s %lld ms", s->name, (long long)s->ms);
	move("\r\033[K");
	fprintf(stderr, "%.*s\n", p->columns - 1, buf_text(&line));
	buf_clear(&line);
}

static void
go_up(struct progress *p)
{
	char up[32];

	snprintf(up, sizeof(up), "\033[%dA", p->drawn);
	if (p->drawn > 0)
		move(up);
	p->drawn = 0;
}

void
progress_step(void *arg, const struct report *report,
    const struct endpoint_result *e, const struct address_result *a,
    const struct step_result *step)
{
	struct progress *p = arg;
	const struct endpoint_result *each;

	(void)e;
	(void)a;
	(void)step;
	if (!p->live)
		return;
	go_up(p);
	STAILQ_FOREACH (each, &report->endpoints, entry) {
		if (p->drawn == p->rows - 1)
			break;
		draw_line(p, each);
		p->drawn++;
	}
	fflush(stderr);
}

void
progress_stop(struct progress *p)
{
	if (!p->live || p->drawn == 0)
		return;
	go_up(p);
	move("\r\033[J");
}

bool
progress_ask_trust(void *arg, const char *domain, const char *host)
{
	struct buf question;
	bool yes;

	progress_stop(arg);
	buf_init(&question, 4096);
	buf_printf(&question,
	    _("Only an unprotected hint says that the server %s belongs to "
	      "this address.\nMay the password go to %s? [y/N] "),
	    host, domain);
	yes = prompt_yes(buf_text(&question));
	buf_clear(&question);
	return yes;
}
