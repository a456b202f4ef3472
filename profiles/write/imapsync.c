#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"
#include "profiles/write/write.h"

static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "",
	[AUTH_ENCRYPTED] = "CRAM-MD5",
};

/* The old server is named when the script runs: it asks for TLS there, too,
 * and knows no way to delete anything. */
static const char usage[] =
    "set -eu\n"
    "if [ $# -lt 3 ]; then\n"
    "\techo \"usage: $0 OLD-SERVER OLD-USER OLD-PASSWORD-FILE"
    " [OPTION]...\" >&2\n"
    "\texit 2\n"
    "fi\n"
    "old_server=$1 old_user=$2 old_secret=$(realpath \"$3\")\n"
    "shift 3\n"
    "umask 077\n"
    "new_secret=$(mktemp)\n"
    "trap 'rm -f \"$new_secret\"' EXIT\n"
    "trap 'exit 1' HUP INT TERM\n";

static void
add_secret(struct buf *out, const struct account *a)
{
	if (a->password != NULL) {
		buf_add_str(out, "printf '%s\\n' ");
		write_shell_word(out, secret_text(a->password));
	} else {
		buf_add_str(out, "{ ");
		write_password_command(out, a, a->incoming);
		buf_add_str(out, "\n}");
	}
	buf_add_str(out, " >\"$new_secret\"\n");
}

/* Without SSL_verify_mode no certificate is verified; with STARTTLS the
 * library does not know for which name, unless it is told. */
static void
add_command(struct buf *out, const struct endpoint *e)
{
	const char *auth = auths[write_login_kind(&imapsync_writer, e)];

	buf_add_str(out,
	    "imapsync --host1 \"$old_server\" --user1 \"$old_user\" \\\n"
	    "\t--passfile1 \"$old_secret\" --ssl1 "
	    "--sslargs1 SSL_verify_mode=1 \\\n\t--host2 ");
	write_shell_word(out, e->host);
	buf_printf(out, " --port2 %u --user2 ", e->port);
	write_shell_word(out, e->username);
	buf_add_str(out, " \\\n\t--passfile2 \"$new_secret\"");
	if (*auth != '\0')
		buf_printf(out, " --authmech2 %s", auth);
	buf_printf(out,
	    " --%s2 --sslargs2 SSL_verify_mode=1 \\\n"
	    "\t--sslargs2 SSL_verifycn_name=%s --sslargs2 SSL_hostname=%s "
	    "\\\n\t--automap \"$@\"\n",
	    e->security == SECURITY_TLS ? "ssl" : "tls", e->host, e->host);
}

static int
write_imapsync(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	/* Perl's option parser would take it for an option. */
	if (*a->incoming->username == '-')
		return err_set(
		    err, "imapsync cannot take a user name that begins with -");
	buf_add_str(out, "#!/bin/sh\n");
	write_comment(out, a, o);
	buf_add_str(out,
	    "# Copies a mailbox of another server into this one. "
	    "Try it with --dry first:\n"
	    "# sh FILE imap.old.example user password-file --dry\n");
	write_keyring_comment(out, a, a->incoming);
	buf_add_str(out, usage);
	add_secret(out, a);
	add_command(out, a->incoming);
	return 0;
}

const struct writer imapsync_writer = {
	.name = "imapsync",
	.summary = N_("script for imapsync, to copy a mailbox of another "
		      "server into this one"),
	.client = "imapsync 2",
	.platforms = 0,
	.verified = VERIFIED_RULES,
	.test = "clients/scripts.t",
	.file = "{address}.imapsync",
	.protocols = WRITES_IMAP,
	.incoming = true,
	.password = true,
	.auths = auths,
	.write = write_imapsync,
};
