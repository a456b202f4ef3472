#include <string.h>

#include "probe/base/buf.h"
#include "probe/base/err.h"
#include "probe/base/secret.h"
#include "profiles/write.h"

/* mpop reads its file with a buffer of this size (1.4.18). */
enum { MPOP_LINE_MAX = 500 };

static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "on",
	[AUTH_ENCRYPTED] = "on",
	[AUTH_SCRAM] = "on",
	[AUTH_OAUTH2] = "oauthbearer",
	[AUTH_GSSAPI] = "gssapi",
	[AUTH_NTLM] = "ntlm",
};

static void
add_login(struct buf *out, const struct account *a)
{
	struct buf command;

	write_argument(out, "user", a->incoming->username);
	if (a->password != NULL) {
		write_argument(out, "password", secret_text(a->password));
		return;
	}
	buf_init(&command, out->ceiling);
	write_password_command(&command, a, a->incoming);
	write_argument(out, "passwordeval", buf_text(&command));
	buf_clear(&command);
}

static void
add_server(struct buf *out, const struct account *a, enum auth kind)
{
	const struct endpoint *e = a->incoming;
	bool starttls = e->security == SECURITY_STARTTLS;

	write_argument(out, "host", e->host);
	buf_printf(out, "%-14s %u\n", "port", e->port);
	write_argument(out, "tls", "on");
	write_argument(out, "tls_starttls", starttls ? "on" : "off");
	write_argument(out, "tls_trust_file", "system");
	write_argument(out, "auth", auths[kind]);
	add_login(out, a);
}

static int
write_mpop(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	enum auth kind = write_login_kind(&writer_mpop, a->incoming);
	struct buf label;

	if (write_check_token(a, a->incoming, kind, "mpop", err) == -1)
		return -1;
	buf_init(&label, out->ceiling);
	write_label(&label, a);
	write_comment(out, a, o);
	buf_add_str(out, "# Save as ~/.mpoprc, readable for you alone, ");
	write_maildir_comment(out, buf_text(&label));
	write_keyring_comment(out, a, a->incoming);
	buf_printf(out, "\naccount        %s\n", buf_text(&label));
	add_server(out, a, kind);
	buf_printf(
	    out, "%-14s maildir ~/Mail/%s\n", "delivery", buf_text(&label));
	write_argument(
	    out, "keep", a->retention == RETENTION_DELETE ? "off" : "on");
	buf_printf(out, "\naccount default : %s\n", buf_text(&label));
	buf_clear(&label);
	return write_check_lines(out, "mpop", MPOP_LINE_MAX, err);
}

const struct writer writer_mpop = {
	.name = "mpop",
	.summary = N_("configuration of mpop, to fetch mail by POP3 into a "
		      "folder"),
	.client = "mpop 1.4+",
	.platforms = ON_LINUX,
	.verified = VERIFIED_LOGIN,
	.test = "integration/client-movers.t",
	.file = "{address}.mpoprc",
	.protocols = WRITES_POP3,
	.retentions = LEAVES_NONE | LEAVES_ALL,
	.incoming = true,
	.password = true,
	.auths = auths,
	.write = write_mpop,
};
