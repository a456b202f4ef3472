#ifndef TESTS_FUZZ_CHECK_SETTINGS_H
#define TESTS_FUZZ_CHECK_SETTINGS_H

#include <stdlib.h>
#include <string.h>

#include "profiles/base/str.h"
#include "profiles/settings/settings.h"
#include "profiles/settings/value.h"

/* What a reader may hand on of any bytes at all; else the target ends. */

static inline void
check_host(const char *host)
{
	if (str_is_ip(host) ? value_is_private_ip(host)
			    : !str_is_host(host, false))
		abort();
}

/* No blank, no control, no letter beyond ASCII. */
static inline void
check_url(const char *url, bool secure)
{
	const char *p;

	if (strncmp(url, "https://", 8) != 0 &&
	    (secure || strncmp(url, "http://", 7) != 0))
		abort();
	for (p = url; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || strchr("<>\"\\", *p) != NULL)
			abort();
}

/* What is shown: nothing that commands, reorders or hides. */
static inline void
check_text(const char *text)
{
	if (text != NULL && str_fault(text) > STR_BLANK)
		abort();
}

static inline void
check_settings(const struct settings *s)
{
	const struct oauth *o = &s->oauth;
	const struct endpoint *e;
	const struct service *v;
	const char *p;
	const struct help *h;
	int n = 0;
	size_t i;

	STAILQ_FOREACH (e, &s->endpoints, entry) {
		check_host(e->host);
		if (e->port == 0 || e->nauths > ENDPOINT_AUTHS ||
		    e->protocol >= PROTO_COUNT || e->leave_days < 0 ||
		    e->leave_days > LEAVE_DAYS_MAX ||
		    (e->username != NULL &&
			(strchr(e->username, '%') != NULL ||
			    str_fault(e->username) != STR_FINE)))
			abort();
	}
	STAILQ_FOREACH (v, &s->services, entry) {
		if ((v->url == NULL) == (v->host == NULL) ||
		    ++n > SETTINGS_SERVICES)
			abort();
		if (v->url != NULL)
			check_url(v->url, false);
		else
			check_host(v->host);
	}
	for (i = 0; i < s->misread.n; i++)
		for (p = s->misread.list[i].text; *p != '\0'; p++)
			if ((unsigned char)*p < ' ' || *p == 0x7f)
				abort();
	if (o->auth_url != NULL)
		check_url(o->auth_url, true);
	if (o->token_url != NULL)
		check_url(o->token_url, true);
	if (o->issuer != NULL && strstr(o->issuer, "://") != NULL)
		check_url(o->issuer, true);
	else if (o->issuer != NULL)
		check_host(o->issuer);
	check_text(o->scopes);
	check_text(s->provider);
	check_text(s->short_name);
	check_text(s->documentation);
	STAILQ_FOREACH (h, &s->help, entry) {
		check_text(h->url);
		check_text(h->text);
	}
}

#endif
