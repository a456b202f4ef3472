#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"
#include "profiles/base/str.h"
#include "profiles/write/write.h"

#define MAP "/etc/postfix/sasl_passwd"

static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "",
	[AUTH_ENCRYPTED] = "",
	[AUTH_SCRAM] = "",
	[AUTH_CLIENT_IP] = "off",
	[AUTH_NONE] = "off",
};

static void
add_next_hop(struct buf *out, const struct endpoint *e)
{
	/* Brackets: the host itself, not its mail exchangers. */
	buf_printf(out, "[%s]:%u", e->host, e->port);
}

static void
add_login(struct buf *out, const struct endpoint *e)
{
	if (write_is_open(&postfix_writer, e)) {
		buf_add_str(out, "smtp_sasl_auth_enable = no\n");
		return;
	}
	buf_add_str(out,
	    "# The package libsasl2-modules is needed.\n"
	    "smtp_sasl_auth_enable = yes\n"
	    "smtp_sasl_password_maps = texthash:" MAP "\n"
	    "smtp_sasl_security_options = noanonymous\n"
	    "smtp_sasl_tls_security_options = noanonymous\n");
}

static int
write_main_cf(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	const struct endpoint *e = a->outgoing;

	/* It compares names only with those in the certificate. */
	if (str_is_ip(e->host))
		return err_set(err,
		    "Postfix cannot verify a server that is known by its "
		    "address %s only",
		    e->host);
	write_comment(out, a, o);
	buf_add_str(out,
	    "# Add to /etc/postfix/main.cf in place of lines with the same "
	    "names;\n# then: postfix reload\n"
	    "relayhost = ");
	add_next_hop(out, e);
	buf_printf(out,
	    "\nsmtp_tls_security_level = secure\n"
	    "smtp_tls_wrappermode = %s\n"
	    "smtp_tls_CAfile = " WRITE_CA_FILE "\n",
	    e->security == SECURITY_TLS ? "yes" : "no");
	add_login(out, e);
	return 0;
}

/* The key ends at the first blank, the user name at the first colon; blanks
 * around key and value are not part of them. */
static int
check_login(const struct account *a, struct err *err)
{
	const char *user = a->outgoing->username;
	const char *password =
	    a->password == NULL ? "" : secret_text(a->password);
	size_t n = strlen(password);

	if (strchr(user, ':') != NULL || *user == ' ')
		return err_set(err,
		    "Postfix cannot read a user name that begins with a blank "
		    "or has a colon");
	if (n > 0 && password[n - 1] == ' ')
		return err_set(err,
		    "Postfix cannot read a password that ends with a blank");
	return 0;
}

static int
write_sasl_passwd(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	const struct endpoint *e = a->outgoing;

	write_comment(out, a, o);
	if (write_is_open(&postfix_writer, e)) {
		buf_add_str(out, "# This server wants no login.\n");
		return 0;
	}
	if (check_login(a, err) == -1)
		return -1;
	buf_add_str(out,
	    "# Save as " MAP ", readable for root alone"
	    "; then: postfix reload\n");
	if (a->password == NULL)
		buf_add_str(out,
		    "# Put the password in place of PASSWORD and remove the "
		    "first # of this line:\n#");
	add_next_hop(out, e);
	buf_printf(out, " %s:%s\n", e->username,
	    a->password == NULL ? "PASSWORD" : secret_text(a->password));
	return 0;
}

static const struct writer writer_postfix_map = {
	.name = "postfix",
	.verified = VERIFIED_LOGIN,
	.test = "integration/client-postfix.t",
	.file = "{address}.sasl_passwd",
	.protocols = WRITES_SMTP,
	.outgoing = true,
	.password = true,
	.auths = auths,
	.write = write_sasl_passwd,
};

const struct writer postfix_writer = {
	.name = "postfix",
	.summary = N_("settings of Postfix, to send all mail of a computer "
		      "through this server"),
	.client = "Postfix 3.4+",
	.platforms = 0,
	.verified = VERIFIED_LOGIN,
	.test = "integration/client-postfix.t",
	.more = &writer_postfix_map,
	.file = "{address}.main.cf",
	.protocols = WRITES_SMTP,
	.outgoing = true,
	.auths = auths,
	.write = write_main_cf,
};
