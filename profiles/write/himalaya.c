#include <stdio.h>

#include "profiles/base/buf.h"
#include "profiles/base/secret.h"
#include "profiles/format/url.h"
#include "profiles/write/toml.h"
#include "profiles/write/write.h"

/* Version 1 has passwords and, with a set-up of its own, OAuth2. */
static const char *const auths_1[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "password",
};

/* Version 2 calls each mechanism by its name. */
static const char *const auths_2[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "plain",
	[AUTH_SCRAM] = "scram-sha-256",
	[AUTH_OAUTH2] = "xoauth2",
	[AUTH_CLIENT_IP] = "",
	[AUTH_NONE] = "",
};

static void
add_head(struct buf *out, const struct writer *w, const struct account *a,
    const struct writer_options *o)
{
	write_comment(out, a, o);
	buf_add_str(out,
	    "# Save as ~/.config/himalaya/config.toml, readable for you "
	    "alone.\n");
	if (a->incoming != NULL)
		write_keyring_comment(out, a, a->incoming);
	if (a->outgoing != NULL && !write_is_open(w, a->outgoing))
		write_keyring_comment(out, a, a->outgoing);
	toml_add_table(out, a);
	buf_add_str(out, "default = true\n");
}

static void
add_folders(struct buf *out, const struct folders *f, const char *prefix)
{
	const char *const names[] = { "sent", "drafts", "trash" };
	const char *const folders[] = { f->sent, f->drafts, f->trash };
	char key[64];
	size_t i;

	snprintf(key, sizeof(key), "%s.inbox", prefix);
	toml_add(out, key, "INBOX");
	for (i = 0; i < 3; i++) {
		if (folders[i] == NULL)
			continue;
		snprintf(key, sizeof(key), "%s.%s", prefix, names[i]);
		toml_add(out, key, folders[i]);
	}
}

/* One server of version 1; prefix is where its keys are. */
static void
add_backend(struct buf *out, const struct account *a, const struct endpoint *e,
    const char *prefix)
{
	const char *encryption =
	    e->security == SECURITY_TLS ? "tls" : "start-tls";
	char key[64];

	buf_printf(
	    out, "\n%s.type = \"%s\"\n", prefix, protocol_name(e->protocol));
	buf_printf(out, "%s.host = \"%s\"\n", prefix, e->host);
	buf_printf(out, "%s.port = %u\n", prefix, e->port);
	buf_printf(out, "%s.encryption.type = \"%s\"\n", prefix, encryption);
	snprintf(key, sizeof(key), "%s.login", prefix);
	toml_add(out, key, e->username);
	buf_printf(out, "%s.auth.type = \"password\"\n", prefix);
	snprintf(key, sizeof(key), "%s.auth.%s", prefix,
	    a->password == NULL ? "cmd" : "raw");
	if (a->password == NULL)
		toml_add_command(out, key, a, e);
	else
		toml_add(out, key, secret_text(a->password));
}

static int
write_himalaya_1(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	struct buf address;

	(void)err;
	add_head(out, &himalaya_writer, a, o);
	buf_init(&address, out->ceiling);
	write_address(&address, a);
	toml_add(out, "email", buf_text(&address));
	buf_clear(&address);
	if (*a->name != '\0')
		toml_add(out, "display-name", a->name);
	add_folders(out, &a->folders, "folder.aliases");
	add_backend(out, a, a->incoming, "backend");
	if (a->outgoing == NULL)
		return 0;
	add_backend(out, a, a->outgoing, "message.send.backend");
	buf_add_str(out, "message.send.save-copy = true\n");
	return 0;
}

/* A list runs without a shell, so the shell is named. */
static void
add_secret(struct buf *out, const struct account *a, const struct endpoint *e,
    const char *key)
{
	struct buf command;

	if (a->password != NULL) {
		buf_printf(out, "%s.raw = ", key);
		write_quoted(out, secret_text(a->password));
		buf_add_str(out, "\n");
		return;
	}
	buf_init(&command, out->ceiling);
	write_password_command(&command, a, e);
	buf_printf(out, "%s.command = [\"sh\", \"-c\", ", key);
	write_quoted(out, buf_text(&command));
	buf_add_str(out, "]\n");
	buf_clear(&command);
}

static int
add_server(struct buf *out, const struct account *a, const struct endpoint *e,
    struct err *err)
{
	const char *name = protocol_name(e->protocol);
	bool starttls = e->security == SECURITY_STARTTLS;
	enum auth kind = write_login_kind(&himalaya_writer_2, e);
	char key[64];

	if (write_check_token(a, e, kind, "himalaya", err) == -1)
		return -1;
	snprintf(key, sizeof(key), "%s%s", name, starttls ? "" : "s");
	buf_printf(out, "\n%s.server = \"", name);
	url_add_place(out, key, e, false);
	buf_add_str(out, "\"\n");
	if (starttls)
		buf_printf(out, "%s.starttls = true\n", name);
	if (write_is_open(&himalaya_writer_2, e))
		return 0;
	snprintf(key, sizeof(key), "%s.sasl.%s.username", name, auths_2[kind]);
	toml_add(out, key, e->username);
	snprintf(key, sizeof(key), "%s.sasl.%s.%s", name, auths_2[kind],
	    kind == AUTH_OAUTH2 ? "token" : "password");
	add_secret(out, a, e, key);
	return 0;
}

static int
write_himalaya_2(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	add_head(out, &himalaya_writer_2, a, o);
	add_folders(out, &a->folders, "mailbox.alias");
	if (add_server(out, a, a->incoming, err) == -1)
		return -1;
	return a->outgoing == NULL ? 0 : add_server(out, a, a->outgoing, err);
}

const struct writer himalaya_writer = {
	.name = "himalaya",
	.summary = N_("configuration of himalaya 1, to read and send mail by "
		      "commands"),
	.client = "himalaya 1.2+",
	.platforms = ON_LINUX,
	.verified = VERIFIED_SCHEMA,
	.test = "clients/toml.t",
	.file = "{address}.himalaya.toml",
	.protocols = WRITES_IMAP | WRITES_SMTP,
	.incoming = true,
	.password = true,
	.auths = auths_1,
	.write = write_himalaya_1,
};

const struct writer himalaya_writer_2 = {
	.name = "himalaya-2",
	.summary = N_("configuration of himalaya 2, to read and send mail by "
		      "commands"),
	.client = "himalaya 2",
	.platforms = ON_LINUX,
	.verified = VERIFIED_SCHEMA,
	.test = "clients/toml.t",
	.file = "{address}.himalaya2.toml",
	.protocols = WRITES_IMAP | WRITES_SMTP,
	.incoming = true,
	.password = true,
	.auths = auths_2,
	.write = write_himalaya_2,
};
