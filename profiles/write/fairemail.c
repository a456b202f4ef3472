#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/secret.h"
#include "profiles/format/uuid.h"
#include "profiles/write/write.h"

/*
 * What FairEmail for Android reads by Settings, Backup, Import: its own
 * backup, not encrypted.  The layout is private to the app, so this writer is
 * an experiment.  Without the password the account is there, and fails
 * until it is typed in.
 */

enum {
	NAME_SIZE = 16 * 1024,
	KEEP_ALIVE_MINUTES = 15,
	SYNC_DAYS = 7,
	KEEP_DAYS = 30,
	POP_DAYS = 0x7fffffff /* all that there is */
};

/* 1 is a password, by any mechanism that the app and the server share. */
static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "1",
	[AUTH_ENCRYPTED] = "1",
	[AUTH_SCRAM] = "1",
};

/* A string of JSON (RFC 8259 section 7); not by json-c, which would leave the
 * password behind in memory. */
static void
add_text(struct buf *out, const char *text)
{
	buf_add_str(out, "\"");
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || strchr("\"\\", *text) != NULL)
			buf_printf(out, "\\u%04x", *text);
		else
			buf_add(out, text, 1);
	buf_add_str(out, "\"");
}

static void
add_member(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, "\"%s\": ", name);
	add_text(out, text);
	buf_add_str(out, ", ");
}

static void
add_uuid(struct buf *out, const char *part, const struct account *a)
{
	char uuid[UUID_SIZE];
	struct buf name;

	buf_init(&name, NAME_SIZE);
	buf_printf(&name, "fairemail %s\n%s\n%s", part,
	    protocol_name(a->incoming->protocol), a->address);
	uuid_make(buf_text(&name), name.len, uuid);
	buf_clear(&name);
	add_member(out, "uuid", uuid);
}

static void
add_server(struct buf *out, const struct account *a, const struct endpoint *e)
{
	add_member(out, "host", e->host);
	buf_printf(out,
	    "\"port\": %d, \"encryption\": %d, \"auth_type\": %s,\n", e->port,
	    e->security == SECURITY_TLS ? 0 : 1,
	    write_auth(&fairemail_writer, e));
	buf_add_str(out, "      ");
	add_member(out, "user", e->username);
	add_member(out, "password",
	    a->password == NULL ? "" : secret_text(a->password));
	buf_add_str(out, "\"synchronize\": true, \"primary\": true,\n");
}

static void
add_identity(struct buf *out, const struct account *a)
{
	struct buf address;

	buf_init(&address, NAME_SIZE);
	write_address(&address, a);
	buf_add_str(out, "      { \"id\": 1, ");
	add_uuid(out, "identity", a);
	add_member(
	    out, "name", *a->name == '\0' ? buf_text(&address) : a->name);
	add_member(out, "email", buf_text(&address));
	add_server(out, a, a->outgoing);
	buf_add_str(out, "      \"self\": true }\n");
	buf_clear(&address);
}

/* Folders are told by the server's own separator. */
static void
add_folder(struct buf *out, const struct account *a, int id, const char *name,
    const char *type)
{
	bool pop = a->incoming->protocol == PROTO_POP3;
	const char *inbox = id == 1 ? "true" : "false";

	if (name == NULL)
		return;
	buf_printf(out, "%s      { \"id\": %d, ", id == 1 ? "" : ",\n", id);
	if (!pop && a->folders.delimiter != '\0')
		buf_printf(out, "\"separator\": %d, ", a->folders.delimiter);
	add_member(out, "name", name);
	add_member(out, "type", type);
	buf_printf(out,
	    "\"synchronize\": %s, \"unified\": %s, \"notify\": %s, "
	    "\"sync_days\": %d, \"keep_days\": %d }",
	    pop ? inbox : "true", inbox, inbox, pop ? POP_DAYS : SYNC_DAYS,
	    pop ? POP_DAYS : KEEP_DAYS);
}

/* With POP3 all but the inbox live on the device, under these names. */
static void
add_folders(struct buf *out, const struct account *a)
{
	bool pop = a->incoming->protocol == PROTO_POP3;
	const struct folders *f = &a->folders;

	add_folder(out, a, 1, "INBOX", "Inbox");
	add_folder(out, a, 2, pop ? "Drafts" : f->drafts, "Drafts");
	add_folder(out, a, 3, pop ? "Sent" : f->sent, "Sent");
	add_folder(out, a, 4, pop ? "Trash" : f->trash, "Trash");
	add_folder(out, a, 5, pop ? NULL : f->junk, "Junk");
	add_folder(out, a, 6, pop ? NULL : f->archive, "All");
	buf_add_str(out, "\n");
}

static int
write_fairemail(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	bool pop = a->incoming->protocol == PROTO_POP3;

	(void)o;
	(void)err;
	buf_add_str(out, "{ \"accounts\": [\n    { ");
	add_uuid(out, "account", a);
	add_member(
	    out, "name", *a->provider == '\0' ? a->address : a->provider);
	buf_printf(out, "\"protocol\": %d,\n      ", pop ? 1 : 0);
	add_server(out, a, a->incoming);
	buf_printf(out, "      \"poll_interval\": %d,", KEEP_ALIVE_MINUTES);
	if (pop)
		buf_printf(out, " \"leave_on_server\": %s,",
		    a->retention == RETENTION_DELETE ? "false" : "true");
	buf_add_str(out, "\n      \"identities\": [\n");
	add_identity(out, a);
	buf_add_str(out, "      ], \"folders\": [\n");
	add_folders(out, a);
	buf_add_str(out,
	    "      ] } ],\n  \"answers\": [], \"searches\": [], "
	    "\"settings\": [] }\n");
	return 0;
}

const struct writer fairemail_writer = {
	.name = "fairemail",
	.summary = N_("import file for FairEmail (experimental)"),
	.client = "FairEmail for Android",
	.platforms = ON_ANDROID,
	.verified = VERIFIED_RULES,
	.test = "clients/publish.t",
	.file = "{address}.fairemail.json",
	.protocols = WRITES_ALL,
	.retentions = LEAVES_NONE | LEAVES_ALL,
	.incoming = true,
	.outgoing = true,
	.password = true,
	.auths = auths,
	.write = write_fairemail,
};
