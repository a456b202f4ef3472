#include "profiles/settings/advice.h"

#include <assert.h>
#include <string.h>

#include "profiles/settings/hint.h"

enum { NEARLY_FULL = 90 }; /* percent */

/*
 * The situation is one word of bits: needs, what the server offers, what
 * follows from them, and at last the choice.  Rows ask for bits that are all
 * there and for bits of which none is.
 */
enum situation {
	/* needs */
	DEVICES, /* several of them */
	TEAM,
	CONFIDENTIAL,
	ONE_COMPUTER,
	KEEP,
	SPACE,
	OFFLINE,
	ARCHIVE,
	LOCAL_ARCHIVE,
	SENT_SHARED,
	/* offer */
	NO_IMAP,
	NO_POP3,
	NO_SMTP,
	PROVEN,
	NO_UIDL,
	EXPIRES,
	EXPIRES_AT_ONCE,
	ASKS_DELETE,
	INTERVAL,
	INTERVAL_HINT,
	HIDES,
	PAID,
	ENDS,
	FULL,
	SENT_NAMED,
	SENT_UNNAMED,
	SENT_LARGE,
	/* what follows */
	SHARED,	      /* more than one device or person */
	LOCAL,	      /* the mail belongs on a computer */
	CANNOT_LEAVE, /* POP3 cannot leave fetched mail on the server */
	/* the choice */
	IMAP,
	POP3,
	AT_ONCE,
	FOR_DAYS,
	FOR_EVER
};

#define B(bit) (UINT64_C(1) << (bit))

/* One of any makes all of adds. */
static const struct {
	uint64_t any, adds;
} implied[] = {
	{ B(DEVICES) | B(TEAM) | B(SENT_SHARED), B(SHARED) },
	{ B(CONFIDENTIAL) | B(ONE_COMPUTER), B(LOCAL) },
	{ B(NO_UIDL) | B(EXPIRES_AT_ONCE), B(CANNOT_LEAVE) },
};

/* The first row that fits decides. */
static const struct {
	uint64_t all, none;
	enum protocol protocol;
	enum retention retention;
	enum advice_code reason;
} choices[] = {
	{ B(CONFIDENTIAL), B(SHARED) | B(KEEP) | B(NO_POP3), PROTO_POP3,
	    RETENTION_DELETE, ADVICE_CLOSED },
	/* There is no choice of protocol. */
	{ B(NO_IMAP) | B(CANNOT_LEAVE), 0, PROTO_POP3, RETENTION_DELETE,
	    ADVICE_POP3_ONLY },
	{ B(NO_IMAP) | B(KEEP), 0, PROTO_POP3, RETENTION_KEEP,
	    ADVICE_POP3_ONLY },
	{ B(NO_IMAP), 0, PROTO_POP3, RETENTION_DAYS, ADVICE_POP3_ONLY },
	{ B(NO_POP3), 0, PROTO_IMAP, RETENTION_KEEP, ADVICE_IMAP_ONLY },
	/* The mail has to be where all find it. */
	{ B(KEEP), 0, PROTO_IMAP, RETENTION_KEEP, ADVICE_KEEP },
	{ B(TEAM), 0, PROTO_IMAP, RETENTION_KEEP, ADVICE_TEAM },
	{ B(SENT_SHARED), 0, PROTO_IMAP, RETENTION_KEEP, ADVICE_SENT },
	{ B(ONE_COMPUTER) | B(DEVICES), B(CANNOT_LEAVE), PROTO_POP3,
	    RETENTION_DAYS, ADVICE_MIDDLE },
	{ B(DEVICES), 0, PROTO_IMAP, RETENTION_KEEP, ADVICE_DEVICES },
	/* One person with one device. */
	{ B(ONE_COMPUTER) | B(CANNOT_LEAVE), 0, PROTO_POP3, RETENTION_DELETE,
	    ADVICE_ONE_COMPUTER },
	{ B(ONE_COMPUTER), 0, PROTO_POP3, RETENTION_DAYS, ADVICE_ONE_COMPUTER },
	{ B(SPACE) | B(CANNOT_LEAVE), 0, PROTO_POP3, RETENTION_DELETE,
	    ADVICE_SPACE },
	{ B(SPACE), 0, PROTO_POP3, RETENTION_DAYS, ADVICE_SPACE },
	{ 0, 0, PROTO_IMAP, RETENTION_KEEP, ADVICE_IMAP_USUAL },
};

enum { NCHOICES = sizeof(choices) / sizeof(choices[0]) };

/* Every row that fits is told, once, in this order. */
static const struct {
	uint64_t all, none;
	enum advice_code code;
} remarks[] = {
	{ B(IMAP) | B(KEEP), 0, ADVICE_KEEP },
	{ B(IMAP) | B(TEAM), 0, ADVICE_TEAM },
	{ B(IMAP) | B(DEVICES), 0, ADVICE_DEVICES },
	{ B(IMAP) | B(SENT_SHARED), 0, ADVICE_SENT },
	{ B(IMAP) | B(TEAM), 0, ADVICE_SENT },
	{ B(IMAP) | B(SHARED) | B(SENT_NAMED), 0, ADVICE_SENT_NAMED },
	{ B(FOR_DAYS) | B(DEVICES) | B(ONE_COMPUTER), B(NO_IMAP),
	    ADVICE_MIDDLE_OTHERS },
	{ B(FOR_DAYS), B(SHARED), ADVICE_LEAVE_DAYS },
	{ B(FOR_DAYS) | B(SHARED) | B(NO_IMAP), 0, ADVICE_LEAVE_OTHERS },
	{ B(IMAP) | B(OFFLINE), 0, ADVICE_OFFLINE_COPY },
	{ B(POP3) | B(OFFLINE), 0, ADVICE_OFFLINE_FETCHED },
	{ B(IMAP) | B(ARCHIVE), 0, ADVICE_ARCHIVE_PLACE },
	{ B(IMAP) | B(LOCAL_ARCHIVE), 0, ADVICE_LOCAL_STAYS },
	{ B(POP3) | B(LOCAL_ARCHIVE), 0, ADVICE_LOCAL_GROWS },
	{ 0, 0, ADVICE_SENDING },

	{ B(CONFIDENTIAL) | B(SHARED), 0, ADVICE_CLOSED_SHARED },
	{ B(CONFIDENTIAL) | B(KEEP), 0, ADVICE_CLOSED_SHARED },
	{ B(IMAP) | B(LOCAL) | B(NO_POP3), 0, ADVICE_LOCAL_IMAP },
	{ B(IMAP) | B(ONE_COMPUTER) | B(DEVICES) | B(CANNOT_LEAVE), B(NO_POP3),
	    ADVICE_MIDDLE_IMPOSSIBLE },
	{ B(POP3) | B(SHARED) | B(NO_IMAP), 0, ADVICE_POP3_DEVICES },
	{ B(AT_ONCE), 0, ADVICE_SINGLE },
	{ B(FOR_DAYS), 0, ADVICE_SINGLE_LATER },
	{ B(AT_ONCE), 0, ADVICE_SECOND_DEVICE },
	{ B(POP3), 0, ADVICE_SENT_LOCAL },
	{ B(FOR_EVER), 0, ADVICE_KEEP_FILLS },
	{ B(FULL), B(AT_ONCE) | B(FOR_DAYS), ADVICE_NEARLY_FULL },
	{ B(IMAP) | B(SPACE), 0, ADVICE_SPACE_CLEAR },
	{ B(POP3) | B(NO_UIDL), 0, ADVICE_UIDL },
	{ B(POP3) | B(EXPIRES_AT_ONCE), 0, ADVICE_EXPIRE_AT_ONCE },
	{ B(POP3) | B(EXPIRES), B(AT_ONCE), ADVICE_EXPIRE_DAYS },
	{ B(POP3) | B(ASKS_DELETE), B(AT_ONCE), ADVICE_ASKS_DELETE },
	{ B(POP3) | B(INTERVAL), 0, ADVICE_INTERVAL },
	{ B(POP3) | B(INTERVAL_HINT), B(INTERVAL), ADVICE_INTERVAL_HINT },
	{ B(POP3) | B(HIDES), 0, ADVICE_HIDES },
	{ B(IMAP) | B(SHARED) | B(SENT_UNNAMED), 0, ADVICE_SENT_UNNAMED },
	{ B(IMAP) | B(SENT_LARGE), 0, ADVICE_SENT_LARGE },
	{ B(IMAP) | B(ARCHIVE), 0, ADVICE_ARCHIVE_COPY },
	{ B(POP3) | B(ARCHIVE), 0, ADVICE_ARCHIVE_COMPUTER },
	{ B(IMAP) | B(LOCAL_ARCHIVE), 0, ADVICE_LOCAL_BACKUP },
	{ B(PAID), B(PROVEN), ADVICE_PAID },
	{ B(ENDS), 0, ADVICE_SERVICE_ENDS },
	{ B(NO_SMTP), 0, ADVICE_NO_SENDING },
};

enum { NREMARKS = sizeof(remarks) / sizeof(remarks[0]) };

/* What the provider database says in code words. */
static const struct {
	enum hint_id id;
	uint64_t bits;
} hints[] = {
	{ HINT_MINIMUM_INTERVAL, B(INTERVAL_HINT) },
	{ HINT_POP_HIDES_MAIL, B(HIDES) },
	{ HINT_PAID_PLAN_ONLY, B(PAID) },
	{ HINT_SERVICE_ENDS, B(ENDS) },
	{ HINT_NO_STANDARD_PROTOCOL, B(NO_IMAP) | B(NO_POP3) },
};

static const char *const names[ADVICE_CODES] = {
	[ADVICE_IMAP_USUAL] = "imap.usual",
	[ADVICE_IMAP_ONLY] = "imap.only",
	[ADVICE_POP3_ONLY] = "pop3.only",
	[ADVICE_DEVICES] = "devices.several",
	[ADVICE_TEAM] = "team.one-view",
	[ADVICE_SENT] = "sent.on-server",
	[ADVICE_KEEP] = "server.keeps",
	[ADVICE_CLOSED] = "closed.set-up",
	[ADVICE_ONE_COMPUTER] = "one-computer",
	[ADVICE_SPACE] = "space.little",
	[ADVICE_MIDDLE] = "middle.days",
	[ADVICE_MIDDLE_OTHERS] = "middle.others",
	[ADVICE_LEAVE_DAYS] = "leave.days",
	[ADVICE_LEAVE_OTHERS] = "leave.others",
	[ADVICE_OFFLINE_COPY] = "offline.copy",
	[ADVICE_OFFLINE_FETCHED] = "offline.fetched",
	[ADVICE_ARCHIVE_PLACE] = "archive.one-place",
	[ADVICE_LOCAL_STAYS] = "local-archive.stays",
	[ADVICE_LOCAL_GROWS] = "local-archive.grows",
	[ADVICE_SENT_NAMED] = "sent.folder",
	[ADVICE_SENDING] = "sending.smtp",
	[ADVICE_CLOSED_SHARED] = "closed.contradicts",
	[ADVICE_LOCAL_IMAP] = "closed.imap-only",
	[ADVICE_MIDDLE_IMPOSSIBLE] = "middle.impossible",
	[ADVICE_POP3_DEVICES] = "devices.apart",
	[ADVICE_SINGLE] = "single-copy",
	[ADVICE_SINGLE_LATER] = "single-copy.later",
	[ADVICE_SECOND_DEVICE] = "second-device",
	[ADVICE_SENT_LOCAL] = "sent.local",
	[ADVICE_KEEP_FILLS] = "space.fills",
	[ADVICE_SPACE_CLEAR] = "space.clear",
	[ADVICE_NEARLY_FULL] = "space.nearly-full",
	[ADVICE_UIDL] = "uidl.missing",
	[ADVICE_EXPIRE_DAYS] = "expire.days",
	[ADVICE_EXPIRE_AT_ONCE] = "expire.at-once",
	[ADVICE_ASKS_DELETE] = "leave.unwanted",
	[ADVICE_INTERVAL] = "interval.minutes",
	[ADVICE_INTERVAL_HINT] = "interval.some",
	[ADVICE_HIDES] = "pop3.hides-mail",
	[ADVICE_SENT_UNNAMED] = "sent.folder-unnamed",
	[ADVICE_SENT_LARGE] = "sent.too-large",
	[ADVICE_ARCHIVE_COPY] = "archive.deleted",
	[ADVICE_ARCHIVE_COMPUTER] = "archive.computer",
	[ADVICE_LOCAL_BACKUP] = "local-archive.backup",
	[ADVICE_PAID] = "access.paid",
	[ADVICE_SERVICE_ENDS] = "service.ends",
	[ADVICE_NO_SENDING] = "sending.missing",
};

const char *
advice_name(enum advice_code c)
{
	return names[c];
}

const char *
advice_retention_name(enum retention r)
{
	static const char *const list[] = { [RETENTION_DELETE] = "delete",
		[RETENTION_DAYS] = "days",
		[RETENTION_KEEP] = "keep" };

	return list[r];
}

size_t
advice_choices(void)
{
	return NCHOICES;
}

size_t
advice_remarks(void)
{
	return NREMARKS;
}

void
advice_offer_init(struct advice_offer *o)
{
	memset(o, 0, sizeof(*o));
	o->expire_days = o->percent = -1;
	o->append_limit = o->size_limit = -1;
}

static uint64_t
bit(bool on, enum situation which)
{
	return on ? B(which) : 0;
}

static uint64_t
of_needs(const struct advice_needs *n)
{
	return bit(n->devices > 1, DEVICES) | bit(n->team, TEAM) |
	    bit(n->confidential, CONFIDENTIAL) |
	    bit(n->one_computer, ONE_COMPUTER) | bit(n->keep, KEEP) |
	    bit(n->little_space, SPACE) | bit(n->offline, OFFLINE) |
	    bit(n->archive, ARCHIVE) | bit(n->local_archive, LOCAL_ARCHIVE) |
	    bit(n->sent_shared, SENT_SHARED);
}

static uint64_t
of_hints(const struct advice_offer *o)
{
	uint64_t all = 0;
	size_t i, j;

	for (i = 0; i < o->nhints; i++)
		for (j = 0; j < sizeof(hints) / sizeof(hints[0]); j++)
			if (strcmp(o->hints[i], hint_code(hints[j].id)) == 0)
				all |= hints[j].bits;
	return all;
}

/* A message that may be sent may be too large to be kept. */
static bool
keeps_less(const struct advice_offer *o)
{
	return o->append_limit > 0 && o->size_limit > o->append_limit;
}

static uint64_t
of_offer(const struct advice_offer *o)
{
	const enum advice_service *s = o->services;

	return of_hints(o) | bit(s[PROTO_IMAP] == SERVICE_ABSENT, NO_IMAP) |
	    bit(s[PROTO_POP3] == SERVICE_ABSENT, NO_POP3) |
	    bit(s[PROTO_SMTP] == SERVICE_ABSENT, NO_SMTP) |
	    bit(s[PROTO_IMAP] == SERVICE_PROVEN, PROVEN) |
	    bit(s[PROTO_POP3] == SERVICE_PROVEN, PROVEN) |
	    bit(o->uidl_missing, NO_UIDL) | bit(o->expire_days > 0, EXPIRES) |
	    bit(o->expire_days == 0, EXPIRES_AT_ONCE) |
	    bit(o->leave == LEAVE_NO, ASKS_DELETE) |
	    bit(o->interval > 0, INTERVAL) |
	    bit(o->percent >= NEARLY_FULL, FULL) |
	    bit(o->sent_named, SENT_NAMED) |
	    bit(o->sent_unnamed, SENT_UNNAMED) | bit(keeps_less(o), SENT_LARGE);
}

static uint64_t
of_choice(const struct advice *a)
{
	static const uint64_t kept[] = { [RETENTION_DELETE] = B(AT_ONCE),
		[RETENTION_DAYS] = B(FOR_DAYS),
		[RETENTION_KEEP] = B(FOR_EVER) };

	return a->protocol == PROTO_IMAP ? B(IMAP)
					 : B(POP3) | kept[a->retention];
}

static bool
fits(uint64_t situation, uint64_t all, uint64_t none)
{
	return (situation & all) == all && (situation & none) == 0;
}

static void
add(struct advice *a, enum advice_code code)
{
	bool warns = code >= ADVICE_CLOSED_SHARED;
	enum advice_code *list = warns ? a->warnings : a->reasons;
	size_t *n = warns ? &a->nwarnings : &a->nreasons, i;

	for (i = 0; i < *n; i++)
		if (list[i] == code)
			return;
	assert(*n < ADVICE_MAX);
	list[(*n)++] = code;
}

/* As long as the provider asks for, no longer than the server allows. */
static int
days_of(const struct advice_offer *o)
{
	int days = o->leave_days > 0 ? o->leave_days : RETENTION_DAYS_DEFAULT;

	return o->expire_days > 0 && o->expire_days < days ? o->expire_days
							   : days;
}

static void
choose(struct advice *a, const struct advice_offer *o, uint64_t situation)
{
	size_t i = 0;

	while (!fits(situation, choices[i].all, choices[i].none))
		i++; /* the last row always fits */
	a->choice = i;
	a->protocol = choices[i].protocol;
	a->retention = choices[i].retention;
	if (a->retention == RETENTION_DAYS)
		a->days = days_of(o);
	add(a, choices[i].reason);
}

static void
remark(struct advice *a, uint64_t situation)
{
	size_t i;

	for (i = 0; i < NREMARKS; i++) {
		if (!fits(situation, remarks[i].all, remarks[i].none))
			continue;
		a->remarks |= B(i);
		add(a, remarks[i].code);
	}
}

bool
advice_make(const struct advice_needs *needs, const struct advice_offer *offer,
    struct advice *out)
{
	uint64_t situation = of_needs(needs) | of_offer(offer);
	size_t i;

	if ((situation & B(NO_IMAP)) != 0 && (situation & B(NO_POP3)) != 0)
		return false;
	for (i = 0; i < sizeof(implied) / sizeof(implied[0]); i++)
		if ((situation & implied[i].any) != 0)
			situation |= implied[i].adds;
	memset(out, 0, sizeof(*out));
	out->needs = *needs;
	if (out->needs.devices < 1)
		out->needs.devices = 1;
	out->percent = offer->percent;
	out->interval = offer->interval;
	out->expire_days = offer->expire_days;
	if (offer->append_limit > 0)
		out->megabytes = (int)(offer->append_limit / 1000000);
	choose(out, offer, situation);
	remark(out, situation | of_choice(out));
	return true;
}
