#include <stdio.h>
#include <string.h>

#include "probe/base/buf.h"
#include "probe/base/err.h"
#include "profiles/hint.h"
#include "profiles/write.h"

/*
 * What the customer types into a mail program, as plain text for paper or a
 * letter.  One value on a line, so that it can be copied; the password is
 * never among them.
 */

enum { COLUMNS = 72, VALUE_COLUMN = 22 };

/* What the password is: the provider's page calls it by other names, too. */
static const char *const auths[AUTH_COUNT] = {
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

struct sheet {
	struct buf *out;
	const char *(*tr)(const char *text);
};

static size_t
width(const char *s, size_t len)
{
	size_t i, n = 0;

	for (i = 0; i < len; i++)
		n += ((unsigned char)s[i] & 0xc0) != 0x80;
	return n;
}

static void
pad(struct buf *out, size_t n)
{
	while (n-- > 0)
		buf_add(out, " ", 1);
}

/* A paragraph broken at blanks; lines begin with indent blanks, the first
 * one with lead, which is as wide. */
static void
wrap(struct buf *out, const char *lead, const char *text)
{
	size_t indent = strlen(lead), column = indent, n, w;
	bool first = true;

	buf_add_str(out, lead);
	while (*(text += strspn(text, " ")) != '\0') {
		n = strcspn(text, " ");
		w = width(text, n);
		if (!first && column + 1 + w > COLUMNS) {
			buf_add_str(out, "\n");
			pad(out, indent);
			column = indent;
			first = true;
		}
		if (!first)
			buf_add_str(out, " ");
		buf_add(out, text, n);
		column += w + !first;
		first = false;
		text += n;
	}
	buf_add_str(out, "\n");
}

/* A label and its value, untouched; a long value has a line of its own. */
static void
row(struct sheet *s, const char *label, const char *value)
{
	size_t w;

	label = s->tr(label);
	w = 2 + width(label, strlen(label));
	buf_printf(s->out, "  %s", label);
	if (VALUE_COLUMN + width(value, strlen(value)) > COLUMNS) {
		buf_add_str(s->out, "\n");
		pad(s->out, 4);
	} else {
		pad(s->out, w < VALUE_COLUMN ? VALUE_COLUMN - w : 1);
	}
	buf_printf(s->out, "%s\n", value);
}

static void
heading(struct sheet *s, const char *text)
{
	buf_printf(s->out, "\n%s\n", s->tr(text));
}

static void
line(struct buf *out)
{
	size_t i;

	for (i = 0; i < COLUMNS; i++)
		buf_add(out, "=", 1);
	buf_add_str(out, "\n");
}

static bool
have_hint(const struct account *a, const char *code)
{
	size_t i;

	for (i = 0; i < a->nhints; i++)
		if (strcmp(a->hints[i], code) == 0)
			return true;
	return false;
}

static const char *
password_note(const struct account *a)
{
	const struct endpoint *e;
	enum auth kind;

	e = a->incoming != NULL ? a->incoming : a->outgoing;
	if (write_auth_kind(&writer_sheet, e, &kind) && kind == AUTH_OAUTH2)
		return N_("that of the web page; do not enter it elsewhere");
	if (have_hint(a, "app-password"))
		return N_("the app password, see below");
	if (have_hint(a, "bridge-program"))
		return N_("the one that the bridge program shows");
	if (have_hint(a, "authorisation-code"))
		return N_("the authorisation code, see below");
	if (have_hint(a, "separate-mail-password"))
		return N_("the password for mail, see below");
	return N_("that of your mailbox");
}

static void
add_person(struct sheet *s, const struct account *a)
{
	buf_printf(s->out, "%s\n", s->tr(N_("Settings for your mail program")));
	line(s->out);
	if (*a->provider != '\0')
		row(s, N_("Provider"), a->provider);
	if (*a->name != '\0')
		row(s, N_("Name"), a->name);
	row(s, N_("E-mail address"), a->address);
	row(s, N_("Password"), s->tr(password_note(a)));
}

static void
add_server(struct sheet *s, const char *title, const struct endpoint *e)
{
	char port[16];

	snprintf(port, sizeof(port), "%u", e->port);
	heading(s, title);
	row(s, N_("Server"), e->host);
	row(s, N_("Port"), port);
	row(s, N_("Encryption"), security_title(e->security));
	row(s, N_("Authentication"), s->tr(write_auth(&writer_sheet, e)));
	if (!write_is_open(&writer_sheet, e))
		row(s, N_("User name"), e->username);
}

static const char *
incoming_title(const struct endpoint *e)
{
	return e->protocol == PROTO_IMAP ? N_("Incoming mail server (IMAP)")
					 : N_("Incoming mail server (POP3)");
}

static void
add_first_steps(struct sheet *s, const struct account *a)
{
	const char *text;
	bool titled = false;
	size_t i;

	for (i = 0; i < a->nhints; i++) {
		text = hint_sentence(a->hints[i]);
		if (text == NULL)
			continue;
		if (!titled)
			heading(s, N_("Before you begin"));
		titled = true;
		wrap(s->out, "  - ", s->tr(text));
	}
}

/* What happens to fetched mail on the server, in one sentence. */
static const char *
retention_text(const struct account *a)
{
	switch (a->retention) {
	case RETENTION_DELETE:
		return N_("Set the mail program to delete fetched mail from "
			  "the server at once: keep a backup of this device.");
	case RETENTION_KEEP:
		return N_("Set the mail program to leave mail on the server, "
			  "and look from time to time whether the mailbox is "
			  "getting full.");
	case RETENTION_DAYS:
		break;
	}
	if (a->retention_days == 1)
		return N_("Set the mail program to leave mail on the server "
			  "for one day; until then, other devices can fetch "
			  "it too.");
	return N_("Set the mail program to leave mail on the server for "
		  "{days} days; until then, other devices can fetch it too.");
}

/* A paragraph: text, then what happens to fetched mail. */
static void
wrap_retention(struct sheet *s, const char *text, const struct account *a)
{
	const char *what = s->tr(retention_text(a)), *place;
	struct buf b;

	buf_init(&b, s->out->ceiling);
	buf_printf(&b, "%s ", text);
	place = strstr(what, "{days}");
	if (place == NULL)
		buf_add_str(&b, what);
	else
		buf_printf(&b, "%.*s%d%s", (int)(place - what), what,
		    a->retention_days, place + strlen("{days}"));
	wrap(s->out, "  ", buf_text(&b));
	buf_clear(&b);
}

static void
add_advice(struct sheet *s, const struct account *a)
{
	if (a->incoming == NULL)
		return;
	heading(s, N_("IMAP or POP3?"));
	if (a->incoming->protocol == PROTO_IMAP) {
		wrap(s->out, "  ",
		    s->tr(N_("With IMAP, mail, folders and sent mail stay on "
			     "the server, and all your devices show the same. "
			     "POP3 fetches mail to one device, and what you "
			     "send from there is kept there only.")));
		return;
	}
	wrap_retention(s,
	    s->tr(N_("POP3 fetches mail to this device, and what you send "
		     "from here is kept here only.")),
	    a);
}

static void
add_alternative(struct sheet *s, const struct account *a)
{
	const struct endpoint *e = a->alternative;

	if (e == NULL)
		return;
	add_server(s,
	    e->protocol == PROTO_IMAP
		? N_("Only if you want IMAP instead of POP3")
		: N_("Only if you want POP3 instead of IMAP"),
	    e);
	if (e->protocol == PROTO_POP3)
		wrap_retention(s, "", a);
}

static int
write_sheet(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	struct sheet s = { out, o->translate };

	(void)err;
	add_person(&s, a);
	if (a->incoming != NULL)
		add_server(&s, incoming_title(a->incoming), a->incoming);
	if (a->outgoing != NULL)
		add_server(&s, N_("Outgoing mail server (SMTP)"), a->outgoing);
	add_first_steps(&s, a);
	add_advice(&s, a);
	add_alternative(&s, a);
	if (a->documentation != NULL) {
		heading(&s, N_("Help of the provider"));
		buf_printf(out, "  %s\n", a->documentation);
	}
	line(out);
	buf_printf(out, "%s\n", o->tool);
	return 0;
}

const struct writer writer_sheet = {
	.name = "sheet",
	.summary = N_("sheet with the settings, for the customer to read"),
	.client = "a person",
	.platforms = ON_WINDOWS | ON_MAC | ON_IPHONE | ON_ANDROID | ON_LINUX,
	.verified = VERIFIED_RULES,
	.test = "unit/test-writer.c",
	.file = "{address}.txt",
	.protocols = WRITES_ALL,
	.retentions = LEAVES_NONE | LEAVES_DAYS | LEAVES_ALL,
	.auths = auths,
	.write = write_sheet,
};
