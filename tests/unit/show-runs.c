// room: cmd
#include <libgen.h>
#include <libintl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/tell/teller.h"
#include "cmd/term/language.h"
#include "probe/net/engine.h"
#include "probe/net/loop.h"
#include "probe/net/task.h"
#include "probe/run/run.h"
#include "profiles/base/arena.h"
#include "profiles/base/err.h"
#include "profiles/base/mem.h"
#include "profiles/base/secret.h"

/*
 * show-runs RESOLVER CA-FILE USER < JOBS: many runs at once on one engine, for
 * tests/server/runs.t.  The password is the first line of the input, then
 * comes a job a line: FILE LANGUAGE TIMEOUT-MS HOW URL.  HOW is
 *
 *	now	  the password is there from the start
 *	then	  the same, and the run begins when the one before has ended
 *	later	  it is given some time after it was asked for
 *	never	  the answer to that question is that there is none
 *	step=NAME the run is freed when it tells of that step
 *	ask	  it is freed when it asks for the password
 *	hold	  it waits there; when all such runs do, that is the end, with
 *		  a line on how much memory the process has
 *
 * The report of each goes to FILE as JSON.  One line of output each tells what
 * happened: steps, questions, findings and the end.
 */

enum { JOBS_MAX = 1000, LATER_MS = 300 };

struct job {
	char file[256], language[8], how[64], url[256];
	long timeout_ms;
	const struct endpoint *endpoint;
	struct run *run;
	struct task *timer;
	struct report *report;
	int steps, questions, findings, ends, after;
	bool freed;
};

static struct engine *engine;
static struct job jobs[JOBS_MAX];
static size_t njobs, open_jobs, holding;
static const char *password, *user;
static struct secret *secret;

static void
over(void)
{
	if (--open_jobs == 0)
		engine_stop(engine);
}

static void
free_now(struct job *j)
{
	j->freed = true;
	run_free(&j->run);
	over();
}

static void
on_step(void *arg, const struct report *report, const struct endpoint_result *e,
    const struct address_result *a, const struct step_result *step)
{
	struct job *j = arg;

	(void)report;
	(void)e;
	(void)a;
	j->steps++;
	j->after += j->freed;
	if (strncmp(j->how, "step=", 5) == 0 && !j->freed &&
	    strcmp(j->how + 5, step->name) == 0)
		free_now(j);
}

static void
give(struct job *j)
{
	struct secret *s = secret_new(password, strlen(password));

	run_give_secret(j->run, &s);
}

static void
on_later(struct task *t, int events, void *arg)
{
	struct job *j = arg;

	(void)t;
	(void)events;
	task_stop(&j->timer);
	give(j);
}

/* Resident memory, see proc_pid_statm(5). */
static void
tell_memory(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	long all, resident;

	if (f == NULL || fscanf(f, "%ld %ld", &all, &resident) != 2)
		abort();
	fclose(f);
	printf(
	    "held %zu bytes %ld\n", holding, resident * sysconf(_SC_PAGESIZE));
}

static void
hold(void)
{
	if (++holding < open_jobs)
		return;
	tell_memory();
	engine_stop(engine);
}

static void
on_question(void *arg, struct run *r, const struct question *q)
{
	struct job *j = arg;
	struct secret *none = NULL;

	j->questions++;
	j->after += j->freed;
	if (q->kind != QUESTION_SECRET)
		run_answer(r, q, false);
	else if (strcmp(j->how, "ask") == 0)
		free_now(j);
	else if (strcmp(j->how, "hold") == 0)
		hold();
	else if (strcmp(j->how, "never") == 0)
		run_give_secret(r, &none);
	else
		j->timer = task_start(engine->loop, -1, 0,
		    loop_now(engine->loop) + LATER_MS, on_later, j);
}

static void
on_finding(void *arg, const struct report *report,
    const struct endpoint_result *e, const struct finding *f)
{
	struct job *j = arg;

	(void)report;
	(void)e;
	(void)f;
	j->findings++;
	j->after += j->freed;
}

static void start(struct job *j);

static void
on_done(void *arg, struct run *r, struct report *report)
{
	struct job *j = arg, *next = j + 1;

	(void)r;
	j->ends++;
	j->report = report;
	if (next < jobs + njobs && strcmp(next->how, "then") == 0)
		start(next);
	over();
}

static void
start(struct job *j)
{
	static const struct run_events events = { on_step, on_question,
		on_finding, on_done };
	struct run_options o = {
		.endpoints = &j->endpoint,
		.nendpoints = 1,
		.username = user,
		.timeout_ms = j->timeout_ms,
		.max_logins = 1,
	};

	if (strcmp(j->how, "now") == 0 || strcmp(j->how, "then") == 0)
		o.password = secret;
	else
		o.secret = SECRET_LATE;
	j->run = run_start(engine, &o, &events, j);
}

static void
tell(struct job *j)
{
	struct tell_options how = { .language = language_find(j->language) };
	FILE *f;

	printf("%s steps %d questions %d findings %d ends %d after %d\n",
	    j->file, j->steps, j->questions, j->findings, j->ends, j->after);
	if (j->report == NULL)
		return;
	f = fopen(j->file, "w");
	if (f == NULL)
		abort();
	tell_json(f, j->report, &how);
	fclose(f);
	report_free(&j->report);
}

static void
read_jobs(struct arena *a)
{
	struct endpoint *e;
	struct job *j;
	char line[1024];

	while (njobs < JOBS_MAX && fgets(line, sizeof(line), stdin) != NULL) {
		j = &jobs[njobs++];
		if (sscanf(line, "%255s %7s %ld %63s %255s", j->file,
			j->language, &j->timeout_ms, j->how, j->url) != 5 ||
		    endpoint_parse_url(a, j->url, &e, NULL) == -1)
			abort();
		j->endpoint = e;
	}
}

/* Those that were built with this program. */
static void
find_catalogues(void)
{
	char exe[PATH_MAX] = "", dir[PATH_MAX + 16];

	if (readlink("/proc/self/exe", exe, sizeof(exe) - 1) == -1)
		abort();
	snprintf(dir, sizeof(dir), "%s/../locale", dirname(exe));
	bindtextdomain("postlotse", dir);
}

int
main(int argc, char **argv)
{
	struct arena arena = { NULL };
	struct err err;
	char line[256];
	size_t i;

	if (argc != 4 || fgets(line, sizeof(line), stdin) == NULL)
		return 2;
	line[strcspn(line, "\n")] = '\0';
	find_catalogues();
	password = line;
	secret = secret_new(line, strlen(line));
	read_jobs(&arena);
	if (engine_new(
		&(struct reach){ .resolver = argv[1], .ca_file = argv[2] },
		&engine, &err) == -1)
		return 2;
	open_jobs = njobs;
	user = argv[3];
	for (i = 0; i < njobs; i++)
		if (strcmp(jobs[i].how, "then") != 0)
			start(&jobs[i]);
	if (njobs > 0)
		engine_turn(engine);
	for (i = 0; i < njobs; i++) {
		task_stop(&jobs[i].timer);
		run_free(&jobs[i].run);
		tell(&jobs[i]);
	}
	engine_free(&engine);
	secret_free(&secret);
	arena_clear(&arena);
	return 0;
}
