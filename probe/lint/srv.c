#include <string.h>

#include "probe/lint/row.h"
#include "probe/lint/seen.h"
#include "profiles/base/str.h"

/* SRV records: RFC 2782, RFC 6186, RFC 8314 section 5.1. */

static const uint16_t registered[] = { 110, 143, 465, 587, 993, 995 };

static bool
judge_published(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_srv *s = subject;
	const char *trouble = s->done ? dns_trouble(s->status)
				      : "the resolver did not answer in time";
	const char *text = s->refused ? "." : NULL;
	size_t i;

	if (trouble != NULL)
		return lint_say(said, LINT_ERROR, trouble);
	for (i = 0; i < s->n; i++)
		text = arena_printf(&l->arena, "%s%s%s:%d",
		    text == NULL ? "" : text, text == NULL ? "" : ", ",
		    s->targets[i].host, s->targets[i].port);
	if (text != NULL)
		return lint_say(said, LINT_PASS, text);
	/* The record of autodiscover may be absent. */
	return s->mail && lint_say(said, LINT_MISS, "");
}

/* RFC 2782: "." says that there is nothing, and stands alone. */
static bool
judge_alone(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_srv *s = subject;

	(void)l;
	if (!s->refused)
		return false;
	if (s->n > 0)
		return lint_say(said, LINT_ERROR, s->targets[0].host);
	return true;
}

/* A port that is registered for something else does not fit the name. */
static bool
fits(const struct lint_srv *s, uint16_t port)
{
	size_t i;

	if (port == 0)
		return false;
	if (!s->mail || port == endpoint_port(s->protocol, s->security))
		return true;
	for (i = 0; i < sizeof(registered) / sizeof(registered[0]); i++)
		if (port == registered[i])
			return false;
	return true;
}

static bool
judge_port(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_srv *s = subject;
	size_t i;

	for (i = 0; i < s->n; i++)
		if (!fits(s, s->targets[i].port))
			return lint_say(said, LINT_ERROR,
			    arena_printf(&l->arena, "%s:%d", s->targets[i].host,
				s->targets[i].port));
	return s->n > 0;
}

/* Why the target leads nowhere; NULL when it has an address. */
static const char *
dead_end(const struct lint_name *n)
{
	const char *trouble;
	int i;

	if (n == NULL || n->ip[0] != '\0')
		return NULL;
	for (i = 0; i < HOST_FAMILIES; i++) {
		if (n->host.open[i])
			return "the resolver did not answer in time";
		trouble = dns_trouble(n->host.status[i]);
		if (trouble != NULL)
			return trouble;
	}
	return n->host.status[HOST_IPV4] == DNS_NXDOMAIN
	    ? "no such name"
	    : "the name has no address";
}

static bool
judge_target(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_srv *s = subject;
	const char *why;
	size_t i;

	for (i = 0; i < s->n; i++) {
		why = dead_end(s->targets[i].where);
		if (why != NULL)
			return lint_say(said, LINT_ERROR,
			    arena_printf(
				&l->arena, "%s: %s", s->targets[i].host, why));
	}
	return s->n > 0;
}

static bool
judge_cname(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_srv *s = subject;
	const struct lint_name *n;
	size_t i;

	for (i = 0; i < s->n; i++) {
		n = s->targets[i].where;
		if (n != NULL && n->canonical != NULL)
			return lint_say(said, LINT_ERROR,
			    arena_printf(&l->arena, "%s CNAME %s", n->name,
				n->canonical));
	}
	return s->n > 0;
}

/* RFC 6186 section 6: what plain DNS says of other domains, anyone can say. */
static bool
judge_dnssec(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_srv *s = subject;
	size_t i;

	for (i = 0; i < s->n && !s->secure; i++)
		if (!str_host_inside(s->targets[i].host, l->domain))
			return lint_say(said, LINT_MISS, s->targets[i].host);
	return s->n > 0;
}

static bool
leads_to(const struct lint_srv *s, const struct lint_target *t,
    const struct endpoint *e)
{
	return s->protocol == e->protocol && t->port == e->port &&
	    strcmp(t->host, e->host) == 0;
}

/* A record under the wrong name names a right server when the port says how
 * to talk to it: it is read as of the other name. */
static bool
is_right_port(const struct lint_srv *s, const struct endpoint *e)
{
	return fits(s, e->port) ||
	    e->port == endpoint_port(e->protocol, e->security);
}

enum lint_id
lint_srv_fault(const struct lint *l, const struct endpoint *e)
{
	const struct lint_srv *s;
	const struct lint_target *t;
	size_t i, k;

	for (i = 0; i < ENDPOINT_SRV_COUNT; i++)
		for (s = &l->srvs[i], k = 0; k < s->n; k++) {
			t = &s->targets[k];
			if (!leads_to(s, t, e))
				continue;
			if (!is_right_port(s, e))
				return LINT_SRV_PORT;
			if (dead_end(t->where) != NULL)
				return LINT_SRV_TARGET;
		}
	return LINT_COUNT;
}

/* A record without a right port means some server of its protocol, or of the
 * one that the port belongs to. */
void
lint_srv_unsure(
    const struct lint *l, const struct lint_srv *s, bool unsure[PROTO_COUNT])
{
	uint16_t port;
	size_t i;
	int p;

	(void)l;
	for (i = 0; s->mail && i < s->n; i++) {
		port = s->targets[i].port;
		if (fits(s, port))
			continue;
		unsure[s->protocol] = true;
		for (p = 0; p < PROTO_COUNT; p++)
			if (port ==
				endpoint_port((enum protocol)p, SECURITY_TLS) ||
			    port ==
				endpoint_port(
				    (enum protocol)p, SECURITY_STARTTLS))
				unsure[p] = true;
	}
}

static const struct lint_check checks[] = {
	{ LINT_SRV_PUBLISHED, judge_published },
	{ LINT_SRV_ALONE, judge_alone },
	{ LINT_SRV_PORT, judge_port },
	{ LINT_SRV_TARGET, judge_target },
	{ LINT_SRV_CNAME, judge_cname },
	{ LINT_SRV_DNSSEC, judge_dnssec },
	{ LINT_COUNT, NULL },
};

void
lint_judge_srv(struct lint *l)
{
	size_t i;

	for (i = 0; i < LINT_SRVS; i++)
		lint_check(l, checks, &l->srvs[i], l->srvs[i].record);
}
