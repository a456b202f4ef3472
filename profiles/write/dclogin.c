#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"
#include "profiles/format/url.h"
#include "profiles/write/write.h"

/*
 * The link "dclogin:" of Delta Chat, to be opened or shown as a QR code.  The
 * app takes no link without a password, so neither does this: it is written
 * only when the user asks for a file with the password in it.
 */

static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "",
};

/* The address stands before the query: "+" is no blank there. */
static void
add_address(struct buf *out, const struct account *a)
{
	struct buf address;
	const char *s;

	buf_init(&address, out->ceiling);
	write_address(&address, a);
	for (s = buf_text(&address); *s != '\0'; s++)
		if (*s == '@' || *s == '+')
			buf_add(out, s, 1);
		else
			url_add_part(out, s, 1);
	buf_clear(&address);
}

/* prefix is "i" for IMAP, "s" for SMTP. */
static void
add_server(struct buf *out, char prefix, const struct endpoint *e)
{
	buf_printf(out, "&%cu=", prefix);
	url_add_word(out, e->username);
	buf_printf(out, "&%ch=", prefix);
	url_add_word(out, e->host);
	buf_printf(out, "&%cp=%d&%cs=%s", prefix, e->port, prefix,
	    e->security == SECURITY_TLS ? "ssl" : "starttls");
}

static int
write_dclogin(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	(void)o;
	if (a->password == NULL)
		return err_set(err,
		    "the link always carries the password; ask for that with "
		    "--with-password");
	buf_add_str(out, "dclogin://");
	add_address(out, a);
	buf_add_str(out, "?v=1&p=");
	url_add_word(out, secret_text(a->password));
	add_server(out, 'i', a->incoming);
	add_server(out, 's', a->outgoing);
	/* Certificates are checked, always. */
	buf_add_str(out, "&ic=1&sc=1\n");
	return 0;
}

const struct writer dclogin_writer = {
	.name = "dclogin",
	.summary = N_("link for Delta Chat, with the password in it"),
	.client = "Delta Chat",
	.verified = VERIFIED_RULES,
	.test = "clients/publish.t",
	.file = "{address}.dclogin.txt",
	.protocols = WRITES_IMAP | WRITES_SMTP,
	.incoming = true,
	.outgoing = true,
	.password = true,
	.auths = auths,
	.write = write_dclogin,
};
