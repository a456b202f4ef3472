#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/format/url.h"
#include "profiles/write/write.h"

/* alpine chooses among what the server offers. */
static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "",
	[AUTH_ENCRYPTED] = "",
	[AUTH_SCRAM] = "",
	[AUTH_CLIENT_IP] = "",
	[AUTH_NONE] = "",
};

/*
 * Quotes, backslashes and names after $ mean something else at each place of
 * the file, and what alpine does with them differs.
 */
static int
check_value(
    const char *what, const char *value, const char *unsafe, struct err *err)
{
	if (write_has_outer_blanks(value) || strpbrk(value, unsafe) != NULL)
		return err_set_word(err, 1,
		    "alpine cannot be sure to read a %s with outer blanks or "
		    "one of %s",
		    what, unsafe);
	return 0;
}

/* The server and how to get in: host:port/tls/user=name. */
static void
add_place(struct buf *out, const struct endpoint *e, const char *service)
{
	bool tls = e->security == SECURITY_TLS;

	url_add_host(out, e->host);
	buf_printf(out, ":%u%s/%s", e->port, service, tls ? "ssl" : "tls");
	if (!write_is_open(&alpine_writer, e))
		buf_printf(out, "/user=\"%s\"", e->username);
}

static void
add_folder(struct buf *out, const struct account *a, const char *name,
    const char *folder)
{
	buf_printf(out, "%s={", name);
	add_place(out, a->incoming,
	    a->incoming->protocol == PROTO_IMAP ? "/imap" : "/pop3");
	buf_printf(out, "}%s\n", folder);
}

static void
add_incoming(struct buf *out, const struct account *a)
{
	const struct folders *f = &a->folders;

	add_folder(out, a, "inbox-path", "INBOX");
	if (a->incoming->protocol != PROTO_IMAP)
		return;
	/* An item of a list: a nickname, and the place in quotes. */
	buf_add_str(out, "folder-collections=Mail {");
	add_place(out, a->incoming, "/imap");
	buf_add_str(out, "}[]\n");
	add_folder(out, a, "default-fcc", f->sent == NULL ? "Sent" : f->sent);
	add_folder(out, a, "postponed-folder",
	    f->drafts == NULL ? "Drafts" : f->drafts);
}

static void
add_outgoing(struct buf *out, const struct endpoint *e)
{
	buf_add_str(out, "smtp-server=");
	add_place(out, e, "");
	buf_add_str(out, "\n");
}

/* The name may be changed in a header only where this feature allows it. */
static void
add_identity(struct buf *out, const struct account *a)
{
	if (*a->name != '\0')
		buf_printf(out, "personal-name=%s\n", a->name);
	buf_printf(out, "user-domain=%s\ncustomized-hdrs=From: ", a->domain);
	if (*a->name != '\0')
		buf_printf(out, "\"%s\" <", a->name);
	write_address(out, a);
	buf_add_str(out, *a->name != '\0' ? ">\n" : "\n");
	buf_add_str(out, "feature-list=allow-changing-from\n");
}

static int
check(const struct account *a, struct err *err)
{
	static const char unsafe[] = "\"\\$,{}";
	const struct folders *f = &a->folders;

	if (check_value(N_("name"), a->name, unsafe, err) == -1 ||
	    check_value(N_("mail address"), a->address, unsafe, err) == -1 ||
	    (a->incoming != NULL &&
		check_value(N_("user name"), a->incoming->username, unsafe,
		    err) == -1) ||
	    (a->outgoing != NULL && a->outgoing->username != NULL &&
		check_value(N_("user name"), a->outgoing->username, unsafe,
		    err) == -1) ||
	    (f->sent != NULL &&
		check_value(N_("folder"), f->sent, unsafe, err) == -1) ||
	    (f->drafts != NULL &&
		check_value(N_("folder"), f->drafts, unsafe, err) == -1))
		return -1;
	return 0;
}

static int
write_alpine(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	if (check(a, err) == -1)
		return -1;
	write_comment(out, a, o);
	buf_add_str(out,
	    "# Save as ~/.pinerc when there is none, or start: alpine -p "
	    "FILE\n# alpine asks for the password.\n\n");
	add_identity(out, a);
	if (a->incoming != NULL)
		add_incoming(out, a);
	if (a->outgoing != NULL)
		add_outgoing(out, a->outgoing);
	return 0;
}

const struct writer alpine_writer = {
	.name = "alpine",
	.summary = N_("configuration of alpine, to read and send mail in a "
		      "terminal"),
	.client = "alpine 2.26",
	.platforms = ON_LINUX,
	.verified = VERIFIED_LOGIN,
	.test = "integration/client-alpine.t",
	.file = "{address}.pinerc",
	.protocols = WRITES_ALL,
	.retentions = LEAVES_ALL,
	.auths = auths,
	.write = write_alpine,
};
