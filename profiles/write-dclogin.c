#include <ctype.h>
#include <string.h>

#include "probe/base/buf.h"
#include "probe/base/err.h"
#include "probe/base/secret.h"
#include "profiles/write.h"

/*
 * The link "dclogin:" of Delta Chat, to be opened or shown as a QR code.  The
 * app takes no link without a password, so neither does this: it is written
 * only when the user asks for a file with the password in it.
 */

static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "",
};

/* Queries are decoded as forms are: "+" would be a blank. */
static void
add_encoded(struct buf *out, const char *s, const char *plain)
{
	unsigned char c;

	for (; *s != '\0'; s++) {
		c = (unsigned char)*s;
		if (isascii(c) && (isalnum(c) || strchr(plain, c) != NULL))
			buf_add(out, s, 1);
		else
			buf_printf(out, "%%%02X", c);
	}
}

static void
add_value(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "&%s=", name);
	add_encoded(out, value, "-._~");
}

/* prefix is "i" for IMAP, "s" for SMTP. */
static void
add_server(struct buf *out, char prefix, const struct endpoint *e)
{
	buf_printf(out, "&%cu=", prefix);
	add_encoded(out, e->username, "-._~");
	buf_printf(out, "&%ch=", prefix);
	add_encoded(out, e->host, "-._~");
	buf_printf(out, "&%cp=%d&%cs=%s", prefix, e->port, prefix,
	    e->security == SECURITY_TLS ? "ssl" : "starttls");
}

static int
write_dclogin(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	struct buf address;

	(void)o;
	if (a->password == NULL)
		return err_set(err,
		    "the link always carries the password; ask for that with "
		    "--with-password");
	buf_init(&address, 1024);
	write_address(&address, a);
	buf_add_str(out, "dclogin://");
	add_encoded(out, buf_text(&address), "-._~@+");
	buf_clear(&address);
	buf_add_str(out, "?v=1");
	add_value(out, "p", secret_text(a->password));
	add_server(out, 'i', a->incoming);
	add_server(out, 's', a->outgoing);
	/* Certificates are checked, always. */
	buf_add_str(out, "&ic=1&sc=1\n");
	return 0;
}

const struct writer writer_dclogin = {
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
