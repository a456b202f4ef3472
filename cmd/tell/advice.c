#include "cmd/tell/advice.h"

#include <stdio.h>
#include <string.h>

#include "cmd/tell/tell.h"
#include "cmd/term/cmd.h"
#include "cmd/term/language.h"
#include "probe/report/quota.h"
#include "probe/report/report.h"
#include "profiles/base/buf.h"
#include "profiles/base/str.h"
#include "profiles/settings/hint.h"
#include "profiles/settings/settings.h"

enum { PERCENT_MAX = 9999 };

#define NEED(m) offsetof(struct advice_needs, m)

const struct need_row advice_need_rows[] = {
	{ "team", N_("Several people work with the mailbox."), NEED(team) },
	{ "confidential",
	    N_("Mail is confidential and belongs on one protected computer."),
	    NEED(confidential) },
	{ "one-computer", N_("One computer has to hold everything."),
	    NEED(one_computer) },
	{ "keep-on-server", N_("The mail has to remain on the server."),
	    NEED(keep) },
	{ "little-space", N_("There is little space on the server."),
	    NEED(little_space) },
	{ "often-offline", N_("There is often no connection."), NEED(offline) },
	{ "archive", N_("Mail has to be archived or backed up."),
	    NEED(archive) },
	{ "local-archive", N_("There is an archive on the computer already."),
	    NEED(local_archive) },
	{ "sent-shared", N_("Others read sent mail, too."), NEED(sent_shared) },
	{ NULL, NULL, 0 },
};

static const char *const sentences[ADVICE_CODES] = {
	[ADVICE_IMAP_USUAL] =
	    N_("IMAP leaves the mail on the server, and every device shows "
	       "the same folders."),
	[ADVICE_IMAP_ONLY] = N_("Only IMAP comes into question here: POP3 is "
				"not offered, or was not proven."),
	[ADVICE_POP3_ONLY] = N_("Only POP3 comes into question here: IMAP is "
				"not offered, or was not proven."),
	[ADVICE_DEVICES] =
	    N_("{devices} devices read the mailbox. With IMAP, all of them "
	       "show the same mail and the same folders."),
	[ADVICE_TEAM] =
	    N_("Several people work with the mailbox. With IMAP, everyone "
	       "sees what has been read, answered and filed."),
	[ADVICE_SENT] = N_("With IMAP, sent mail lies on the server as well, "
			   "where the others see it."),
	[ADVICE_KEEP] = N_("The mail has to remain on the server, and IMAP "
			   "leaves it there."),
	[ADVICE_CLOSED] =
	    N_("The mail belongs on one protected computer only. POP3 "
	       "fetches it there and deletes it on the server."),
	[ADVICE_ONE_COMPUTER] = N_("One computer has to hold everything, and "
				   "POP3 fetches the mail there."),
	[ADVICE_SPACE] = N_("There is little space on the server. POP3 "
			    "fetches the mail and makes room."),
	[ADVICE_MIDDLE] =
	    N_("One computer has to hold everything, and other devices read "
	       "new mail. This works when POP3 leaves fetched mail on the "
	       "server for {days}."),
	[ADVICE_MIDDLE_OTHERS] =
	    N_("Set up the other devices with IMAP. They show mail that is "
	       "no older than {days}."),
	[ADVICE_LEAVE_DAYS] =
	    N_("Fetched mail stays on the server for {days}, in case the "
	       "computer fails."),
	[ADVICE_LEAVE_OTHERS] =
	    N_("Fetched mail stays on the server for {days}. Until then, the "
	       "other devices can fetch it as well."),
	[ADVICE_OFFLINE_COPY] =
	    N_("With IMAP, most mail programs keep an offline copy. Mail can "
	       "then be read and written without a connection."),
	[ADVICE_OFFLINE_FETCHED] =
	    N_("Fetched mail lies on the computer and can be read without a "
	       "connection."),
	[ADVICE_ARCHIVE_PLACE] =
	    N_("Received and sent mail lie in one place on the server, from "
	       "where they can be archived."),
	[ADVICE_LOCAL_STAYS] =
	    N_("The existing archive stays in the local folders of the mail "
	       "program. New mail comes beside it by IMAP."),
	[ADVICE_LOCAL_GROWS] =
	    N_("New mail joins the existing archive on the computer."),
	[ADVICE_SENT_NAMED] =
	    N_("The server names its folder for sent mail, so that all mail "
	       "programs use the same one."),
	[ADVICE_SENDING] =
	    N_("Sending is always done by SMTP, whether mail is read by IMAP "
	       "or by POP3."),
	[ADVICE_CLOSED_SHARED] =
	    N_("A closed set-up means one computer. With several devices or "
	       "people, and with mail that remains on the server, the mail "
	       "lies with the provider, too."),
	[ADVICE_LOCAL_IMAP] =
	    N_("Without POP3, mail stays with the provider until it is moved "
	       "into local folders of the mail program."),
	[ADVICE_MIDDLE_IMPOSSIBLE] =
	    N_("This server cannot leave mail that POP3 has fetched, so the "
	       "other devices would miss it. Copy mail into local folders of "
	       "the computer instead."),
	[ADVICE_POP3_DEVICES] =
	    N_("With POP3, each device has mail of its own. What is read, "
	       "filed or deleted on one is not so on the others."),
	[ADVICE_SINGLE] =
	    N_("After fetching, the computer holds the only copy. Back it up "
	       "regularly."),
	[ADVICE_SINGLE_LATER] =
	    N_("Mail that is older than {days} is on the computer only. Back "
	       "it up regularly."),
	[ADVICE_SECOND_DEVICE] =
	    N_("A second device would find only the mail that the computer "
	       "has not fetched yet."),
	[ADVICE_SENT_LOCAL] =
	    N_("With POP3, sent mail is kept only on the device that sent "
	       "it."),
	[ADVICE_KEEP_FILLS] =
	    N_("Mail that stays on the server fills the mailbox. Delete what "
	       "is no longer needed from time to time."),
	[ADVICE_NEARLY_FULL] =
	    N_("{percent} percent of the space in the mailbox is used. Make "
	       "room before new mail is refused."),
	[ADVICE_SPACE_CLEAR] =
	    N_("There is little space on the server. Move old mail into "
	       "local folders from time to time, and back these up."),
	[ADVICE_UIDL] = N_("The server lacks UIDL, by which mail programs "
			   "recognise fetched mail. It cannot be left there."),
	[ADVICE_EXPIRE_DAYS] =
	    N_("The server itself deletes fetched mail after {expire}, "
	       "whatever the mail program is set to."),
	[ADVICE_EXPIRE_AT_ONCE] =
	    N_("The server itself deletes mail as soon as it is fetched, "
	       "whatever the mail program is set to."),
	[ADVICE_ASKS_DELETE] =
	    N_("The provider asks mail programs not to leave fetched mail on "
	       "the server."),
	[ADVICE_INTERVAL] =
	    N_("The server wants at least {interval} between two POP3 "
	       "logins. Let the mail program fetch no more often."),
	[ADVICE_INTERVAL_HINT] =
	    N_("The server refuses POP3 logins that follow each other too "
	       "soon. Let the mail program fetch every 15 minutes at most."),
	[ADVICE_HIDES] =
	    N_("This provider shows only part of the mail by POP3. Look into "
	       "the settings of the webmail to see which part."),
	[ADVICE_SENT_UNNAMED] =
	    N_("The server does not name a folder for sent mail. Choose the "
	       "same folder in every mail program."),
	[ADVICE_SENT_LARGE] =
	    N_("A message above {megabytes} MB can be sent, but the server "
	       "does not keep it in the folder for sent mail."),
	[ADVICE_ARCHIVE_COPY] =
	    N_("What one device deletes is gone on all. Whoever has to "
	       "archive needs a copy apart from the mailbox."),
	[ADVICE_ARCHIVE_COMPUTER] =
	    N_("The duty to archive then rests on the computer, sent mail "
	       "included."),
	[ADVICE_LOCAL_BACKUP] =
	    N_("The archive on the computer is not on the server. Back it up "
	       "regularly."),
	[ADVICE_PAID] = N_("Mail programs have access only with a paid plan."),
	[ADVICE_SERVICE_ENDS] =
	    N_("The provider is ending this mail service: save the mail and "
	       "move to another address."),
	[ADVICE_NO_SENDING] = N_("No server for sending was found."),
};

bool *
advice_need_member(struct advice_needs *n, const struct need_row *row)
{
	return (bool *)((char *)n + row->offset);
}

bool
advice_need_is(const struct advice_needs *n, const struct need_row *row)
{
	return *(const bool *)((const char *)n + row->offset);
}

bool
advice_needs_given(const struct advice_needs *n)
{
	const struct need_row *row;

	for (row = advice_need_rows; row->name != NULL; row++)
		if (advice_need_is(n, row))
			return true;
	return n->devices > 0;
}

/* --- what the server offers --- */

/* What is published of an endpoint. */
static void
take_published(struct advice_offer *o, const struct endpoint *e)
{
	if (e->protocol != PROTO_POP3)
		return;
	o->interval = e->min_interval;
	o->leave = e->leave;
	o->leave_days = e->leave_days;
}

int
advice_percent(const struct mailbox_result *m)
{
	int percent = quota_percent(m);

	return percent > PERCENT_MAX ? PERCENT_MAX : percent;
}

static void
take_imap(struct advice_offer *o, const struct mailbox_result *m)
{
	o->percent = advice_percent(m);
	o->append_limit = m->append_limit;
	o->sent_named = m->folders.sent != NULL;
	/* Without an answer about folders, nothing is known of them. */
	o->sent_unnamed = !o->sent_named && m->folders.delimiter != '\0';
}

static void
take_pop3(struct advice_offer *o, const struct mailbox_result *m)
{
	int minutes = (m->login_delay + 59) / 60;

	o->uidl_missing = m->uidl == MAILBOX_NO;
	o->expire_days = m->expire_days < 0 ? -1 : m->expire_days;
	if (m->login_delay > 0 && minutes > o->interval)
		o->interval = minutes;
}

/* "SIZE 52428800" (RFC 1870); without a number there is no limit. */
static void
take_smtp(struct advice_offer *o, const struct words *w)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		if (str_starts_nocase(w->list[i], "SIZE "))
			(void)str_number(
			    w->list[i] + 5, 1, INT64_MAX, &o->size_limit);
}

static void
take_proven(struct advice_offer *o, const struct endpoint_result *e)
{
	const struct address_result *used = e->used;
	enum protocol p = e->endpoint.protocol;

	o->services[p] = SERVICE_PROVEN;
	take_published(o, &e->endpoint);
	if (p == PROTO_SMTP && used != NULL)
		take_smtp(o, &used->after_tls);
	if (used == NULL || used->mailbox == NULL)
		return;
	if (p == PROTO_IMAP)
		take_imap(o, used->mailbox);
	else if (p == PROTO_POP3)
		take_pop3(o, used->mailbox);
}

/* Is a server of the protocol named by anything but a guess? */
static const struct endpoint_result *
named(const struct report *r, enum protocol p)
{
	const struct endpoint_result *e;

	STAILQ_FOREACH (e, &r->endpoints, entry)
		if (e->endpoint.protocol == p && !e->guessed)
			return e;
	return NULL;
}

static void
take_hints(struct advice_offer *o, const char *const *hints, size_t n)
{
	o->hints = hints;
	o->nhints = n;
}

/* Was the mailbox's server found in order, but no login tried? */
static bool
unasked(const struct report *r, enum protocol p)
{
	const struct endpoint_result *e = r->settings[p];

	return r->address != NULL && e != NULL &&
	    e->login.outcome == LOGIN_SKIPPED &&
	    e->login.skip == SKIP_NO_PASSWORD;
}

void
advice_of_logins(struct advice_offer *o, const struct report *r)
{
	const struct endpoint_result *e;
	int p;

	advice_offer_init(o);
	for (p = 0; p < PROTO_COUNT; p++) {
		e = tell_proven(r, (enum protocol)p);
		if (e != NULL) {
			take_proven(o, e);
		} else if (unasked(r, (enum protocol)p)) {
			o->services[p] = SERVICE_OFFERED;
			take_published(o, &r->settings[p]->endpoint);
		} else if (p != PROTO_SMTP) {
			o->services[p] = SERVICE_ABSENT;
		}
	}
	take_hints(o, r->hints.list, r->hints.n);
}

/* A source names a server of it, with a value that nobody can use. */
static bool
is_misread(const struct report *r, enum protocol p)
{
	const struct source_result *s;

	STAILQ_FOREACH (s, &r->sources, entry)
		if (s->misread[p] != NULL)
			return true;
	return false;
}

void
advice_of_discovery(struct advice_offer *o, const struct report *r)
{
	const struct endpoint_result *e;
	bool any = words_have(&r->hints, hint_code(HINT_NO_STANDARD_PROTOCOL));
	int p;

	advice_offer_init(o);
	for (p = 0; p < PROTO_COUNT; p++)
		any = any || named(r, (enum protocol)p) != NULL;
	for (p = 0; any && p < PROTO_COUNT; p++) {
		e = named(r, (enum protocol)p);
		o->services[p] = e == NULL && !is_misread(r, (enum protocol)p)
		    ? SERVICE_ABSENT
		    : SERVICE_OFFERED;
		if (e != NULL)
			take_published(o, &e->endpoint);
	}
	take_hints(o, r->hints.list, r->hints.n);
}

void
advice_of_settings(struct advice_offer *o, const struct settings *s)
{
	const struct endpoint *e;
	int p;

	advice_offer_init(o);
	for (p = 0; p < PROTO_COUNT; p++) {
		e = settings_first(s, (enum protocol)p);
		o->services[p] = e == NULL ? SERVICE_ABSENT : SERVICE_OFFERED;
		if (e != NULL)
			take_published(o, e);
	}
	take_hints(o, s->hints, s->nhints);
}

bool
advice_of_report(const struct report *r, const struct advice_needs *needs,
    struct advice *out)
{
	struct advice_offer offer;

	advice_of_logins(&offer, r);
	return advice_make(needs, &offer, out);
}

void
advice_wish(struct account_wish *w, const struct advice_needs *n,
    const struct advice_offer *o)
{
	struct advice_offer offer = *o;
	struct advice a;

	/* POP3 was wished, so the advice is how to set up POP3. */
	if (w->prefer == PROTO_POP3)
		offer.services[PROTO_IMAP] = SERVICE_ABSENT;
	if (!advice_make(n, &offer, &a))
		return;
	if (w->prefer == PROTO_COUNT) {
		w->prefer = a.protocol;
		w->advised = true;
	}
	if (w->retention_wished || w->prefer != PROTO_POP3 ||
	    a.protocol != PROTO_POP3)
		return;
	w->retention = a.retention;
	w->retention_advised = true;
	if (a.retention == RETENTION_DAYS)
		w->retention_days = a.days;
}

/* --- words --- */

static void
add_days(struct buf *out, int n, const struct language *l)
{
	buf_printf(
	    out, language_plural(l, "%d day", "%d days", (unsigned long)n), n);
}

static void
add_minutes(struct buf *out, int n, const struct language *l)
{
	buf_printf(out,
	    language_plural(l, "%d minute", "%d minutes", (unsigned long)n), n);
}

static void
add_number(struct buf *out, int n, const struct language *l)
{
	(void)l;
	buf_printf(out, "%d", n);
}

/* A place in a sentence, and what stands there. */
static const struct {
	const char *name;
	size_t offset;
	void (*add)(struct buf *out, int n, const struct language *l);
} places[] = {
	{ "{devices}", offsetof(struct advice, needs.devices), add_number },
	{ "{days}", offsetof(struct advice, days), add_days },
	{ "{expire}", offsetof(struct advice, expire_days), add_days },
	{ "{interval}", offsetof(struct advice, interval), add_minutes },
	{ "{percent}", offsetof(struct advice, percent), add_number },
	{ "{megabytes}", offsetof(struct advice, megabytes), add_number },
};

/* Takes the place at the start of text; returns its length, or 0. */
static size_t
fill_place(struct buf *out, const struct advice *a, const char *text,
    const struct language *l)
{
	size_t i, n;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		n = strlen(places[i].name);
		if (strncmp(text, places[i].name, n) != 0)
			continue;
		places[i].add(
		    out, *(const int *)((const char *)a + places[i].offset), l);
		return n;
	}
	return 0;
}

static void
fill(struct buf *out, const struct advice *a, const char *text,
    const struct language *l)
{
	size_t n;

	while (*text != '\0') {
		n = fill_place(out, a, text, l);
		if (n == 0) {
			n = 1 + strcspn(text + 1, "{");
			buf_add(out, text, n);
		}
		text += n;
	}
}

void
advice_sentence(struct buf *out, const struct advice *a, enum advice_code c,
    const struct language *l)
{
	fill(out, a, language_text(l, sentences[c]), l);
}

void
advice_retention(
    struct buf *out, const struct advice *a, const struct language *l)
{
	static const char *const texts[] = {
		[RETENTION_DELETE] = N_("is deleted on the server at once"),
		[RETENTION_DAYS] = N_("stays on the server for {days}"),
		[RETENTION_KEEP] = N_("stays on the server"),
	};

	fill(out, a, language_text(l, texts[a->retention]), l);
}
