#include "cmd/profile/origin.h"

#include "cmd/file/input.h"
#include "cmd/options/options.h"
#include "cmd/tell/advice.h"
#include "cmd/tell/tell.h"
#include "cmd/term/cmd.h"
#include "probe/report/report.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/provider/provider.h"
#include "profiles/read/local.h"
#include "profiles/settings/hint.h"
#include "profiles/settings/settings.h"

void
origin_misread(
    const char *address, const char *source, enum protocol p, const char *value)
{
	cmd_trouble(_("%s: %s names the %s server with values that cannot be "
		      "used: %s"),
	    address, source, protocol_title(p), value);
}

/* The wish, with the advice where nothing was wished. */
static struct account_wish
advised(const struct account_wish *wish, const struct options *o,
    const struct settings *s)
{
	struct account_wish w = *wish;
	struct advice_offer offer;

	advice_of_settings(&offer, s);
	advice_wish(&w, &o->needs, &offer);
	return w;
}

/* --settings FILE */
static int
from_file(struct origin *g, const struct options *o,
    const struct account_wish *wish, struct err *err)
{
	const char *path = o->search.settings;
	struct document *d = &g->document;
	struct account_wish w;
	struct err inner;
	struct buf bytes;
	int rc;

	buf_init(&bytes, DOCUMENT_MAX_BYTES);
	rc = input_read(path, o->login.command_timeout, &bytes, err);
	if (rc == 0 &&
	    document_read(
		buf_text(&bytes), bytes.len, wish->address, d, &inner) == -1)
		rc = err_wrap(err, path, &inner);
	buf_clear(&bytes);
	if (rc == -1)
		return -1;
	w = advised(wish, o, d->settings);
	if (w.name == NULL)
		w.name = d->name;
	if (d->retention_days > 0 && !w.retention_wished) {
		w.retention = d->retention;
		w.retention_days = d->retention_days;
	}
	return account_from_settings(
	    &g->account, &g->arena, &w, d->settings, err);
}

/* An entry without servers says why in its hints. */
static int
no_servers(const struct provider *p, struct err *err)
{
	const char *why = "";
	size_t i;

	for (i = p->nhints; i-- > 0;)
		if (hint_sentence(p->hints[i]) != NULL)
			why = hint_sentence(p->hints[i]);
	return err_set_word(
	    err, 2, "no servers are known for %s. %s", p->name, why);
}

static void
warn_of_misread(struct origin *g, const char *address, const char *source)
{
	const struct settings *s = g->settings;
	const char *value;
	int i;

	for (i = 0; i < PROTO_COUNT; i++) {
		value = misread_of(&g->arena, &s->misread, (enum protocol)i);
		if (*value != '\0' &&
		    settings_first(s, (enum protocol)i) == NULL)
			origin_misread(
			    address, source, (enum protocol)i, value);
	}
}

/* Returns 1 when there is no file for the domain. */
static int
from_local(struct origin *g, const struct options *o,
    const struct account_wish *wish, struct err *err)
{
	struct account_wish w;
	const char *path;

	if (local_read(&g->arena, g->account.domain, wish->address,
		&g->settings, &path, err) == -1) {
		settings_free(&g->settings);
		return -1;
	}
	if (g->settings == NULL)
		return 1;
	if (STAILQ_EMPTY(&g->settings->endpoints)) {
		settings_free(&g->settings); /* names no mail server */
		return 1;
	}
	warn_of_misread(g, wish->address, path);
	w = advised(wish, o, g->settings);
	return account_from_settings(
	    &g->account, &g->arena, &w, g->settings, err);
}

/* Returns 1 when neither a file nor the database knows the domain. */
static int
from_database(struct origin *g, const struct options *o,
    const struct provider_db *db, const struct account_wish *wish,
    struct err *err)
{
	struct account_wish w;
	const struct endpoint *none[PROTO_COUNT] = { NULL };
	struct provider *p;
	int rc;

	/* For the domain in A-labels. */
	if (account_make(&g->account, &g->arena, wish, none, err) == -1 &&
	    g->account.domain == NULL)
		return -1;
	rc = from_local(g, o, wish, err);
	if (rc != 1)
		return rc;
	p = provider_db_domain(db, g->account.domain);
	if (p == NULL)
		return 1;
	if (p->nservers == 0) {
		rc = no_servers(p, err);
	} else {
		g->settings = provider_settings(
		    p, account_login(&g->arena, wish->address));
		w = advised(wish, o, g->settings);
		rc = account_from_settings(
		    &g->account, &g->arena, &w, g->settings, err);
	}
	provider_free(&p);
	return rc;
}

int
origin_find(struct origin *g, const struct options *o,
    const struct provider_db *db, const struct account_wish *wish,
    struct err *err)
{
	if (o->search.settings != NULL)
		return from_file(g, o, wish, err);
	return from_database(g, o, db, wish, err);
}

void
origin_clear(struct origin *g)
{
	document_clear(&g->document);
	settings_free(&g->settings);
	report_free(&g->report);
	arena_clear(&g->arena);
}
