#include <string.h>

#include "probe/lint/row.h"
#include "probe/lint/seen.h"
#include "probe/report/report.h"
#include "profiles/base/buf.h"
#include "profiles/base/str.h"

/* The servers themselves: what the run found, in five questions. */

enum topic {
	TOPIC_NAME,
	TOPIC_REACH,
	TOPIC_CERTIFICATE,
	TOPIC_TLS,
	TOPIC_LOGIN
};

/* Findings by the beginning of their ids, the longest first; what is not
 * listed is about reaching the server. */
static const struct {
	const char *prefix;
	enum topic topic;
} topics[] = {
	{ "dns.", TOPIC_NAME },
	{ "tls.cert.", TOPIC_CERTIFICATE },
	{ "tls.", TOPIC_TLS },
	{ "starttls.", TOPIC_TLS },
	{ "auth.", TOPIC_LOGIN },
	{ "sasl.", TOPIC_LOGIN },
	{ "provider.", TOPIC_LOGIN },
};

static enum topic
topic_of(const struct finding *f)
{
	const char *name = finding_name(f->id);
	size_t i;

	for (i = 0; i < sizeof(topics) / sizeof(topics[0]); i++)
		if (strncmp(name, topics[i].prefix, strlen(topics[i].prefix)) ==
		    0)
			return topics[i].topic;
	return TOPIC_REACH;
}

static bool
is_ready(const struct endpoint_result *e)
{
	const struct address_result *a;

	STAILQ_FOREACH (a, &e->addresses, entry)
		if (a->ready)
			return true;
	return false;
}

/* The worst finding of the topic; an error is one, a warning could be
 * better. */
static const struct finding *
find(const struct endpoint_result *e, enum topic topic)
{
	const struct finding *f, *worst = NULL;

	STAILQ_FOREACH (f, &e->findings.list, entry)
		if (topic_of(f) == topic && f->severity > SEV_INFO &&
		    (worst == NULL || f->severity > worst->severity))
			worst = f;
	return worst;
}

static bool
judge(const struct endpoint_result *e, enum topic topic, struct lint_said *said)
{
	const struct finding *f = find(e, topic);
	enum lint_class class;

	if (f == NULL)
		return is_ready(e);
	class = f->severity == SEV_ERROR ? LINT_ERROR : LINT_MISS;
	/* Its sentence speaks of the provider database. */
	if (f->id == FINDING_PROVIDER_DRIFT)
		return lint_say(said, class, f->evidence);
	said->finding = f;
	return lint_say(said, class, finding_name(f->id));
}

static bool
judge_name(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct endpoint_result *e = subject;

	(void)l;
	return judge(e, TOPIC_NAME, said) || !STAILQ_EMPTY(&e->addresses);
}

static bool
judge_reach(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct endpoint_result *e = subject;

	(void)l;
	if (judge(e, TOPIC_REACH, said))
		return true;
	/* Something else stood in the way, or time. */
	if (findings_worst(&e->findings) == SEV_ERROR)
		return false;
	return lint_say(said, LINT_ERROR, "no answer in time");
}

static bool
judge_certificate(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct endpoint_result *e = subject;

	(void)l;
	if (e->endpoint.security == SECURITY_NONE)
		return false;
	return judge(e, TOPIC_CERTIFICATE, said);
}

static bool
judge_tls(struct lint *l, const void *subject, struct lint_said *said)
{
	(void)l;
	return judge(subject, TOPIC_TLS, said);
}

static bool
judge_login(struct lint *l, const void *subject, struct lint_said *said)
{
	(void)l;
	return judge(subject, TOPIC_LOGIN, said);
}

static const struct lint_check checks[] = {
	{ LINT_SERVER_NAME, judge_name },
	{ LINT_SERVER_REACHABLE, judge_reach },
	{ LINT_SERVER_CERTIFICATE, judge_certificate },
	{ LINT_SERVER_TLS, judge_tls },
	{ LINT_SERVER_LOGIN, judge_login },
	{ LINT_COUNT, NULL },
};

enum lint_id
lint_server_fault(struct lint *l, const struct endpoint *e)
{
	const struct endpoint_result *r = NULL;
	const struct lint_check *c;
	struct lint_said said;

	if (l->servers != NULL)
		STAILQ_FOREACH (r, &l->servers->endpoints, entry)
			if (endpoint_equal(&r->endpoint, e))
				break;
	for (c = checks; r != NULL && c->judge != NULL; c++) {
		said = (struct lint_said){ LINT_PASS, "", false, NULL };
		if (c->judge(l, r, &said) && said.class == LINT_ERROR)
			return c->id;
	}
	return LINT_COUNT;
}

void
lint_judge_servers(struct lint *l)
{
	const struct endpoint_result *e;

	if (l->servers == NULL)
		return;
	STAILQ_FOREACH (e, &l->servers->endpoints, entry)
		lint_check(l, checks, e,
		    arena_printf(&l->arena, "%s://%s:%d",
			endpoint_scheme(&e->endpoint), e->endpoint.host,
			e->endpoint.port));
}
