#include <string.h>

#include "probe/base/buf.h"
#include "probe/base/err.h"
#include "probe/base/secret.h"
#include "profiles/write.h"

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

/*
 * An argument reaches to the end of the line and nothing in it is an escape;
 * one outer pair of quotes is removed.  So quotes are written only where the
 * value begins or ends with a blank or has an outer pair of its own.
 */
static void
add_command(struct buf *out, const char *name, const char *value)
{
	size_t n = strlen(value);
	bool quote = n > 0 &&
	    (*value == ' ' || value[n - 1] == ' ' ||
		(*value == '"' && value[n - 1] == '"'));

	buf_printf(out, quote ? "%-14s \"%s\"\n" : "%-14s %s\n", name, value);
}

/* The first login that needs no token: the command of the user most likely
 * prints a password.  OAuth2 only where the server takes nothing else. */
static enum auth
login_kind(const struct endpoint *e)
{
	struct endpoint rest = *e;
	enum auth kind;
	size_t i;

	rest.nauths = 0;
	for (i = 0; i < e->nauths; i++)
		if (e->auths[i] != AUTH_OAUTH2)
			rest.auths[rest.nauths++] = e->auths[i];
	if (rest.nauths > 0 && write_auth_kind(&writer_msmtp, &rest, &kind))
		return kind;
	write_auth_kind(&writer_msmtp, e, &kind);
	return kind;
}

static void
add_login(struct buf *out, const struct account *a)
{
	struct buf command;

	add_command(out, "user", a->outgoing->username);
	if (a->password != NULL) {
		add_command(out, "password", secret_text(a->password));
		return;
	}
	buf_init(&command, out->ceiling);
	write_password_command(&command, a, a->outgoing);
	add_command(out, "passwordeval", buf_text(&command));
	buf_clear(&command);
}

static int
write_msmtp(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	const struct endpoint *e = a->outgoing;
	bool starttls = e->security == SECURITY_STARTTLS;
	bool open;
	enum auth kind = login_kind(e);

	/* msmtp fills in %U, %H, %C and %M and matches shell patterns. */
	if (strpbrk(a->address, "%?*[") != NULL)
		return err_set(err,
		    "msmtp cannot send from an address with %%, ?, * or [");
	open = kind == AUTH_NONE || kind == AUTH_CLIENT_IP;
	if (kind == AUTH_OAUTH2 && a->password_command == NULL)
		return err_set(err,
		    "%s wants OAuth2, and msmtp then needs a command that "
		    "prints an access token",
		    e->host);
	write_comment(out, a, o);
	buf_add_str(out, "# Save as ~/.msmtprc, readable for you alone.\n");
	if (!open)
		write_keyring_comment(out, a, e);
	buf_add_str(out, "\naccount        ");
	write_label(out, a);
	buf_add_str(out, "\n");
	add_command(out, "host", e->host);
	buf_printf(out, "%-14s %u\n", "port", e->port);
	add_command(out, "tls", "on");
	add_command(out, "tls_starttls", starttls ? "on" : "off");
	add_command(out, "tls_trust_file", "system");
	add_command(out, "auth", auths[kind]);
	if (!open)
		add_login(out, a);
	buf_printf(out, "%-14s ", "from");
	write_address(out, a);
	buf_add_str(out, "\n\naccount default : ");
	write_label(out, a);
	buf_add_str(out, "\n");
	return write_check_lines(out, "msmtp", MSMTP_LINE_MAX, err);
}

const struct writer writer_msmtp = {
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
