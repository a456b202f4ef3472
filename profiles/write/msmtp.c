#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/write/write.h"

/* msmtp reads its file with a buffer of this size (1.8.23). */
enum { MSMTP_LINE_MAX = 500 };

static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "on",
	[AUTH_ENCRYPTED] = "on",
	[AUTH_SCRAM] = "on",
	[AUTH_OAUTH2] = "oauthbearer",
	[AUTH_GSSAPI] = "gssapi",
	[AUTH_NTLM] = "ntlm",
	[AUTH_CLIENT_IP] = "off",
	[AUTH_NONE] = "off",
};

static int
write_msmtp(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	const struct endpoint *e = a->outgoing;
	bool open;
	enum auth kind = write_login_kind(&msmtp_writer, e);

	/* msmtp fills in %U, %H, %C and %M and matches shell patterns. */
	if (strpbrk(a->address, "%?*[") != NULL)
		return err_set(err,
		    "msmtp cannot send from an address with %%, ?, * or [");
	open = kind == AUTH_NONE || kind == AUTH_CLIENT_IP;
	if (write_check_token(a, e, kind, "msmtp", err) == -1)
		return -1;
	write_comment(out, a, o);
	buf_add_str(out, "# Save as ~/.msmtprc, readable for you alone.\n");
	if (!open)
		write_keyring_comment(out, a, e);
	buf_add_str(out, "\naccount        ");
	write_label(out, a);
	buf_add_str(out, "\n");
	write_server_arguments(out, e, auths[kind]);
	if (!open)
		write_login_arguments(out, a, e);
	buf_printf(out, "%-14s ", "from");
	write_address(out, a);
	buf_add_str(out, "\n\naccount default : ");
	write_label(out, a);
	buf_add_str(out, "\n");
	return write_check_lines(out, "msmtp", MSMTP_LINE_MAX, err);
}

const struct writer msmtp_writer = {
	.name = "msmtp",
	.summary = N_("configuration of msmtp, to send mail from a terminal"),
	.client = "msmtp 1.8+",
	.platforms = ON_LINUX,
	.verified = VERIFIED_LOGIN,
	.test = "clients/msmtp.t",
	.file = "{address}.msmtprc",
	.protocols = WRITES_SMTP,
	.outgoing = true,
	.password = true,
	.auths = auths,
	.write = write_msmtp,
};
