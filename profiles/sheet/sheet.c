#include "profiles/sheet/sheet.h"

#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/settings/hint.h"
#include "profiles/sheet/clients.h"
#include "profiles/write/write.h"

enum { TEXT_MAX = 8192 };

/* What the password is: the provider's page calls it by other names, too. */
const char *const sheet_auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = N_("normal password"),
	[AUTH_ENCRYPTED] = N_("encrypted password"),
	[AUTH_SCRAM] = N_("encrypted password"),
	[AUTH_OAUTH2] = N_("OAuth2 (sign in on the page that opens)"),
	[AUTH_GSSAPI] = N_("Kerberos / GSSAPI"),
	[AUTH_NTLM] = N_("NTLM"),
	[AUTH_CLIENT_CERT] = N_("TLS certificate"),
	[AUTH_CLIENT_IP] = N_("none (only from the provider's own network)"),
	[AUTH_NONE] = N_("none"),
};

/* A sheet in the making. */
struct maker {
	struct sheet *sheet;
	const struct writer *writer;
	const struct account *account;
	const struct writer_options *options;
	struct sheet_section *section; /* the last one */
};

static const char *
tr(const struct maker *m, const char *text)
{
	return m->options->translate(m->options->language, text);
}

/* Titles and labels that come here are translated. */
static void
section(struct maker *m, const char *title)
{
	m->section = arena_alloc(&m->sheet->arena, sizeof(*m->section));
	m->section->title = title;
	STAILQ_INIT(&m->section->items);
	STAILQ_INSERT_TAIL(&m->sheet->sections, m->section, entry);
}

static void
add(struct maker *m, enum sheet_kind kind, const char *label, const char *text)
{
	struct sheet_item *i;

	i = arena_alloc(&m->sheet->arena, sizeof(*i));
	i->kind = kind;
	i->label = label;
	i->text = text;
	STAILQ_INSERT_TAIL(&m->section->items, i, entry);
}

/* text with value in the place, if it has one. */
static const char *
fill(struct maker *m, const char *text, const char *place, const char *value)
{
	const char *at = strstr(text, place);

	if (at == NULL)
		return text;
	return arena_printf(&m->sheet->arena, "%.*s%s%s", (int)(at - text),
	    text, value, at + strlen(place));
}

static const char *
number(struct maker *m, int n)
{
	return arena_printf(&m->sheet->arena, "%d", n);
}

static bool
have_hint(const struct account *a, enum hint_id id)
{
	size_t i;

	for (i = 0; i < a->nhints; i++)
		if (strcmp(a->hints[i], hint_code(id)) == 0)
			return true;
	return false;
}

static const char *
password_note(const struct maker *m)
{
	const struct account *a = m->account;
	const struct endpoint *e;
	enum auth kind;

	e = a->incoming != NULL ? a->incoming : a->outgoing;
	if (write_auth_kind(m->writer, e, &kind) && kind == AUTH_OAUTH2)
		return N_("that of the web page; do not enter it elsewhere");
	if (have_hint(a, HINT_APP_PASSWORD))
		return N_("the app password, see below");
	if (have_hint(a, HINT_BRIDGE_PROGRAM))
		return N_("the one that the bridge program shows");
	if (have_hint(a, HINT_AUTHORISATION_CODE))
		return N_("the authorisation code, see below");
	if (have_hint(a, HINT_SEPARATE_MAIL_PASSWORD))
		return N_("the password for mail, see below");
	return N_("that of your mailbox");
}

static void
add_person(struct maker *m)
{
	const struct account *a = m->account;

	section(m, NULL);
	if (*a->provider != '\0')
		add(m, SHEET_NAME, tr(m, N_("Provider")), a->provider);
	if (*a->name != '\0')
		add(m, SHEET_NAME, tr(m, N_("Name")), a->name);
	add(m, SHEET_VALUE, tr(m, N_("E-mail address")), a->address);
	add(m, SHEET_WORDS, tr(m, N_("Password")), tr(m, password_note(m)));
}

/* What the provider asks, either before anything else or besides. */
static void
add_hints(struct maker *m, const char *title, bool first)
{
	const struct account *a = m->account;
	const char *text;
	bool titled = false;
	size_t i;

	for (i = 0; i < a->nhints; i++) {
		text = hint_sentence(a->hints[i]);
		if (text == NULL || hint_is_first(a->hints[i]) != first)
			continue;
		if (!titled)
			section(m, title);
		titled = true;
		add(m, SHEET_POINT, NULL, tr(m, text));
	}
}

/* The word of the client, or the neutral one. */
static const char *
word(struct maker *m, const char *own, const char *neutral)
{
	return own != NULL ? own : tr(m, neutral);
}

static void
add_auth(
    struct maker *m, const struct client_words *w, const struct endpoint *e)
{
	enum auth kind = AUTH_PASSWORD;

	write_auth_kind(m->writer, e, &kind);
	add(m, SHEET_WORDS, word(m, w->auth, N_("Authentication")),
	    word(m, w->auths[kind], sheet_auths[kind]));
}

static void
add_security(
    struct maker *m, const struct client_words *w, const struct endpoint *e)
{
	const char *own = w->securities[e->security];

	add(m, own == NULL ? SHEET_VALUE : SHEET_WORDS,
	    word(m, w->security, N_("Encryption")),
	    own == NULL ? security_title(e->security) : own);
}

/* The rows of one server, in the order in which forms ask for them. */
static void
add_server(
    struct maker *m, const struct client_words *w, const struct endpoint *e)
{
	bool smtp = e->protocol == PROTO_SMTP;
	const char *const *extra = smtp ? w->outgoing_extra : w->incoming_extra;
	const char *server = w->server, *user = w->user;

	if (smtp && w->smtp_server != NULL)
		server = w->smtp_server;
	if (smtp && w->smtp_user != NULL)
		user = w->smtp_user;
	if (!smtp && w->protocol != NULL)
		add(m, SHEET_VALUE, w->protocol, protocol_title(e->protocol));
	add(m, SHEET_VALUE, word(m, server, N_("Server")), e->host);
	add(m, SHEET_VALUE, word(m, w->port, N_("Port")), number(m, e->port));
	add_security(m, w, e);
	add_auth(m, w, e);
	if (!write_is_open(m->writer, e))
		add(m, SHEET_VALUE, word(m, user, N_("User name")),
		    e->username);
	if (extra[0] != NULL && (!smtp || !write_is_open(m->writer, e)))
		add(m, SHEET_WORDS, extra[0], tr(m, extra[1]));
}

static const struct client_words neutral;

static const char *
incoming_title(const struct endpoint *e)
{
	return e->protocol == PROTO_IMAP ? N_("Incoming mail server (IMAP)")
					 : N_("Incoming mail server (POP3)");
}

static void
add_servers(struct maker *m)
{
	const struct account *a = m->account;

	if (a->incoming != NULL) {
		section(m, tr(m, incoming_title(a->incoming)));
		add_server(m, &neutral, a->incoming);
	}
	if (a->outgoing != NULL) {
		section(m, tr(m, N_("Outgoing mail server (SMTP)")));
		add_server(m, &neutral, a->outgoing);
	}
}

/* What happens to fetched mail on the server, in one sentence. */
static const char *
retention_text(struct maker *m)
{
	const struct account *a = m->account;
	const char *text;

	switch (a->retention) {
	case RETENTION_DELETE:
		return tr(m,
		    N_("Set the mail program to delete fetched mail "
		       "from the server at once: keep a backup of "
		       "this device."));
	case RETENTION_KEEP:
		return tr(m,
		    N_("Set the mail program to leave mail on the "
		       "server, and look from time to time whether "
		       "the mailbox is getting full."));
	case RETENTION_DAYS:
		break;
	}
	if (a->retention_days == 1)
		return tr(m,
		    N_("Set the mail program to leave mail on the "
		       "server for one day; until then, other "
		       "devices can fetch it too."));
	text = tr(m,
	    N_("Set the mail program to leave mail on the server for "
	       "{days} days; until then, other devices can fetch it "
	       "too."));
	return fill(m, text, "{days}", number(m, a->retention_days));
}

static void
add_advice(struct maker *m)
{
	const struct account *a = m->account;

	if (a->incoming == NULL)
		return;
	section(m, tr(m, N_("IMAP or POP3?")));
	if (a->incoming->protocol == PROTO_IMAP) {
		add(m, SHEET_TEXT, NULL,
		    tr(m,
			N_("With IMAP, mail, folders and sent mail stay on "
			   "the server, and all your devices show the "
			   "same; POP3 fetches mail to one device, and what "
			   "you send from there is kept there only. Sending "
			   "is always by SMTP.")));
		return;
	}
	add(m, SHEET_TEXT, NULL,
	    arena_printf(&m->sheet->arena, "%s %s",
		tr(m,
		    N_("POP3 fetches mail to this device, and what you send "
		       "from here is kept here only; sending is always by "
		       "SMTP.")),
		retention_text(m)));
}

static void
add_alternative(struct maker *m)
{
	const struct endpoint *e = m->account->alternative;

	if (e == NULL)
		return;
	section(m,
	    tr(m,
		e->protocol == PROTO_IMAP
		    ? N_("Only if you want IMAP instead of POP3")
		    : N_("Only if you want POP3 instead of IMAP")));
	add_server(m, &neutral, e);
	if (e->protocol == PROTO_POP3)
		add(m, SHEET_TEXT, NULL, retention_text(m));
}

/* What a client calls the fate of fetched mail, and what to choose. */
static void
add_leave(struct maker *m, const struct client_words *w)
{
	const struct account *a = m->account;
	const char *choice = w->leaves[a->retention], *on;
	bool too_much; /* is asked: it counts no days */

	if (a->incoming->protocol != PROTO_POP3 || w->leave == NULL)
		return;
	too_much = a->retention == RETENTION_DAYS &&
	    (choice == NULL || strstr(choice, "{days}") == NULL);
	if (too_much)
		choice = w->leaves[RETENTION_KEEP];
	if (choice != NULL)
		choice =
		    fill(m, choice, "{days}", number(m, a->retention_days));
	if (w->leave_switch) {
		on = tr(
		    m, a->retention == RETENTION_DELETE ? N_("off") : N_("on"));
		choice = choice == NULL
		    ? on
		    : arena_printf(&m->sheet->arena, "%s; %s", on, choice);
	}
	if (choice != NULL)
		add(m, SHEET_WORDS, w->leave, choice);
	if (too_much)
		add(m, SHEET_TEXT, NULL,
		    tr(m,
			N_("This mail program does not delete mail on the "
			   "server after some days; it stays until you "
			   "delete it there.")));
}

static bool
client_fetches(const struct sheet_client *c, const struct account *a)
{
	return a->incoming == NULL ||
	    (c->protocols & (1u << a->incoming->protocol)) != 0;
}

static void
add_client(struct maker *m, const struct sheet_client *c)
{
	const struct account *a = m->account;
	const struct client_words *w;

	w = strcmp(m->sheet->language, "de") == 0 ? &c->de : &c->en;
	if (!client_fetches(c, a))
		return;
	section(m, w->title);
	m->section->client = true;
	if (w->add != NULL)
		add(m, SHEET_WORDS, tr(m, N_("Menu")),
		    fill(m, w->add, "{protocol}",
			protocol_title(a->incoming == NULL
				? PROTO_IMAP
				: a->incoming->protocol)));
	if (w->check != NULL)
		add(m, SHEET_WORDS, tr(m, N_("To check later")), w->check);
	if (a->incoming != NULL) {
		add(m, SHEET_GROUP, NULL,
		    word(m, w->incoming, incoming_title(a->incoming)));
		add_server(m, w, a->incoming);
		add_leave(m, w);
	}
	if (a->outgoing != NULL) {
		add(m, SHEET_GROUP, NULL,
		    word(m, w->outgoing, N_("Outgoing mail server (SMTP)")));
		add_server(m, w, a->outgoing);
	}
	if (c->note != NULL)
		add(m, SHEET_TEXT, NULL, tr(m, c->note));
}

static void
add_clients(struct maker *m, const char *name, unsigned parts)
{
	const struct sheet_client *c;
	size_t i;

	if (name == NULL && (parts & SHEET_CLIENTS) == 0)
		return;
	for (i = 0; (c = sheet_client_at(i)) != NULL; i++)
		if (name == NULL || strcmp(name, "all") == 0 ||
		    strcmp(name, c->name) == 0)
			add_client(m, c);
}

/* What the app takes over by its camera, if it can express the account. */
static void
add_code(struct maker *m, const struct writer_options *o)
{
	struct buf text;

	buf_init(&text, TEXT_MAX);
	if (writer_write(&thunderbird_qr_writer, m->account, o, &text, NULL) ==
	    0) {
		section(m, tr(m, N_("QR code for Thunderbird on Android")));
		add(m, SHEET_CODE, tr(m, N_("QR code with these settings")),
		    arena_strdup(&m->sheet->arena, buf_text(&text)));
		add(m, SHEET_TEXT, NULL,
		    tr(m,
			N_("Thunderbird for Android takes the settings over "
			   "from this QR code when you scan it while setting "
			   "up the app. The password is not in it; the app "
			   "asks for it.")));
	}
	buf_clear(&text);
}

static void
add_help(struct maker *m)
{
	const struct account *a = m->account;

	if (a->documentation == NULL)
		return;
	section(m, tr(m, N_("Help of the provider")));
	add(m, SHEET_LINK, NULL, a->documentation);
}

static const char *
foot(struct maker *m, const char *tool)
{
	const char *date = m->account->checked;

	if (date == NULL)
		return tool;
	return arena_printf(&m->sheet->arena, "%s, %s",
	    fill(m, tr(m, N_("provider data of {date}")), "{date}", date),
	    tool);
}

int
sheet_make(struct sheet *s, const struct writer *w, const struct account *a,
    const struct writer_options *o, unsigned parts, struct err *err)
{
	const struct sheet_client *c =
	    o->client == NULL ? NULL : sheet_client_find(o->client);
	struct maker m = { s, w, a, o, NULL };

	memset(s, 0, sizeof(*s));
	if (c != NULL && !client_fetches(c, a))
		return err_set(err,
		    "the mail program %s cannot fetch mail by %s", c->name,
		    protocol_title(a->incoming->protocol));
	STAILQ_INIT(&s->sections);
	/* TRANSLATORS: the tag of this language, such as de (RFC 5646). */
	s->language = tr(&m, N_("en"));
	s->title = tr(&m, N_("Settings for your mail program"));
	s->foot = foot(&m, o->tool);
	add_person(&m);
	add_hints(&m, tr(&m, N_("Before you begin")), true);
	add_servers(&m);
	add_hints(&m, tr(&m, N_("Please note")), false);
	add_advice(&m);
	add_alternative(&m);
	add_help(&m);
	if ((parts & SHEET_CODES) != 0)
		add_code(&m, o);
	add_clients(&m, o->client, parts);
	return 0;
}

void
sheet_clear(struct sheet *s)
{
	arena_clear(&s->arena);
}
