#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"
#include "profiles/write/write.h"

static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "password",
	[AUTH_ENCRYPTED] = "cram-md5",
	[AUTH_GSSAPI] = "gssapi",
	[AUTH_NTLM] = "ntlm",
};

/*
 * A string ends at the next quote, even behind a backslash: both are written
 * as \xHH, of exactly two digits.
 */
static void
add_string(struct buf *out, const char *s)
{
	buf_add_str(out, "\"");
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			buf_printf(out, "\\x%02x", (unsigned)*s);
		else
			buf_add(out, s, 1);
	}
	buf_add_str(out, "\"");
}

static void
add_server(struct buf *out, const struct endpoint *e, const char *auth)
{
	buf_add_str(out, "\npoll ");
	add_string(out, e->host);
	buf_printf(out, " service %u protocol %s auth %s", e->port,
	    e->protocol == PROTO_IMAP ? "imap" : "pop3", auth);
	/* Tells mail that was left on the server from new mail. */
	if (e->protocol == PROTO_POP3)
		buf_add_str(out, " uidl");
	buf_add_str(out, "\n");
}

/* Without a version of TLS fetchmail takes a server that offers none. */
static void
add_user(struct buf *out, const struct account *a)
{
	const struct endpoint *e = a->incoming;
	bool delete =
	    e->protocol == PROTO_POP3 && a->retention == RETENTION_DELETE;

	buf_add_str(out, "\tuser ");
	add_string(out, e->username);
	if (a->password != NULL) {
		buf_add_str(out, " password ");
		add_string(out, secret_text(a->password));
	}
	buf_printf(out, "\n\t%ssslproto \"TLS1.2+\" sslcertck\n\t%s\n",
	    e->security == SECURITY_TLS ? "ssl " : "no ssl ",
	    delete ? "no keep" : "keep");
}

static int
write_fetchmail(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	const char *auth = write_auth(&fetchmail_writer, a->incoming);

	(void)err;
	write_comment(out, a, o);
	buf_add_str(out, "# Save as ~/.fetchmailrc, readable for you alone.\n");
	if (a->password == NULL && strcmp(auth, auths[AUTH_GSSAPI]) != 0)
		buf_add_str(out,
		    "# fetchmail asks for the password. To start it by itself, "
		    "add\n# password \"...\" behind the user, with \\x22 for "
		    "a quote, \\x5c for a backslash.\n");
	buf_add_str(out,
	    "# Mail goes to the mail system of this computer; another way is "
	    "a line\n# mda \"/usr/bin/procmail -d %T\" at the end.\n");
	add_server(out, a->incoming, auth);
	add_user(out, a);
	return 0;
}

const struct writer fetchmail_writer = {
	.name = "fetchmail",
	.summary = N_("configuration of fetchmail, to fetch mail for the mail "
		      "system of this computer"),
	.client = "fetchmail 6.4+",
	.platforms = ON_LINUX,
	.verified = VERIFIED_LOGIN,
	.test = "integration/client-movers.t",
	.file = "{address}.fetchmailrc",
	.protocols = WRITES_IMAP | WRITES_POP3,
	.retentions = LEAVES_NONE | LEAVES_ALL,
	.incoming = true,
	.password = true,
	.auths = auths,
	.write = write_fetchmail,
};
