#include "cmd/provider/facts.h"

#include "cmd/provider/line.h"
#include "cmd/term/cmd.h"
#include "profiles/base/buf.h"

enum { LINE_MAX_BYTES = 16 * 1024 };

static void
tell_pop3(const struct endpoint *e)
{
	unsigned long n = (unsigned long)e->min_interval;

	if (e->min_interval > 0)
		line_format(_("POP3 login"),
		    ngettext("every %d minute at most",
			"every %d minutes at most", n),
		    e->min_interval);
	n = (unsigned long)e->leave_days;
	if (e->leave_days > 0)
		line_format(_("POP3 mail"),
		    ngettext("stays on the server for %d day",
			"stays on the server for %d days", n),
		    e->leave_days);
	else if (e->leave != LEAVE_UNSTATED)
		line_text(_("POP3 mail"),
		    e->leave == LEAVE_YES
			? _("stays on the server after it was fetched")
			: _("is deleted on the server once it was fetched"));
}

void
provider_tell_rules(const struct provider *p)
{
	bool pop3 = false, limit = false;
	size_t i;
	int n;

	for (i = 0; i < p->nservers; i++) {
		if (p->servers[i].endpoint.protocol == PROTO_POP3 && !pop3) {
			tell_pop3(&p->servers[i].endpoint);
			pop3 = true;
		}
		n = p->servers[i].max_recipients;
		if (n > 0 && !limit) {
			line_format(_("Recipients"),
			    ngettext("%d in one message at most",
				"%d in one message at most", (unsigned long)n),
			    n);
			limit = true;
		}
	}
}

static void
tell_oauth(const struct oauth *oauth)
{
	const char *const rows[] = { oauth->issuer, oauth->scopes,
		oauth->auth_url, oauth->token_url };
	const char *label = "OAuth 2.0";
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i] == NULL)
			continue;
		line_text(label, rows[i]);
		label = "";
	}
}

static void
tell_evidence(const struct provider *p)
{
	const char *label = _("Evidence");
	size_t i, k;

	for (i = 0; i < p->nevidence; i++) {
		const struct provider_evidence *e = &p->evidence[i];
		struct buf b;

		buf_init(&b, LINE_MAX_BYTES);
		buf_printf(&b, "%s %s (%s", e->date, e->source, e->method);
		for (k = 0; k < e->nfields; k++)
			buf_printf(
			    &b, "%s %s", k == 0 ? ":" : ",", e->fields[k]);
		buf_printf(&b, ")");
		line_text(label, buf_text(&b));
		buf_clear(&b);
		label = "";
	}
}

static void
tell_disagreement(const char *label, const struct provider_disagreement *d)
{
	size_t i;

	for (i = 0; i < d->nvalues; i++) {
		struct buf b;

		buf_init(&b, LINE_MAX_BYTES);
		buf_printf(&b, "%s: %s (%s %s)", d->field, d->values[i].value,
		    d->values[i].date, d->values[i].source);
		line_text(i == 0 ? label : "", buf_text(&b));
		buf_clear(&b);
	}
	if (d->note != NULL)
		line_text("", d->note);
}

void
provider_tell_sources(const struct provider *p)
{
	const char *checked = provider_checked(p, NULL);
	size_t i;

	if (p->oauth.issuer != NULL)
		tell_oauth(&p->oauth);
	if (checked != NULL)
		line_text(_("Last checked"), checked);
	tell_evidence(p);
	for (i = 0; i < p->ndisagreements; i++)
		tell_disagreement(
		    i == 0 ? _("Sources differ") : "", &p->disagreements[i]);
}
