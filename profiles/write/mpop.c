#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/write/write.h"

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

static int
write_mpop(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	enum auth kind = write_login_kind(&mpop_writer, a->incoming);
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
	write_server_arguments(out, a->incoming, auths[kind]);
	write_login_arguments(out, a, a->incoming);
	buf_printf(
	    out, "%-14s maildir ~/Mail/%s\n", "delivery", buf_text(&label));
	write_argument(
	    out, "keep", a->retention == RETENTION_DELETE ? "off" : "on");
	buf_printf(out, "\naccount default : %s\n", buf_text(&label));
	buf_clear(&label);
	return write_check_lines(out, "mpop", MPOP_LINE_MAX, err);
}

const struct writer mpop_writer = {
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
