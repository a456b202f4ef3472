#include <stdint.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/str.h"
#include "profiles/format/qr.h"
#include "profiles/write/mozilla.h"
#include "profiles/write/write.h"

/*
 * What the QR code of "Export for Mobile" holds, format version 1
 * (thunderbird-android, feature/migration/qrcode/qr-code-format.md): nested
 * arrays of JSON, here in ASCII and without any blank.  The bytes are the
 * contents of the code: nothing stands before or behind them.
 */

/* The app logs in by CRAM-MD5 for "encrypted" and knows no SCRAM; with
 * GSSAPI, NTLM or a certificate it refuses the whole code. */
static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "1",
	[AUTH_ENCRYPTED] = "2",
	[AUTH_OAUTH2] = "6",
	[AUTH_CLIENT_IP] = "0",
	[AUTH_NONE] = "0",
};

static const char *const sockets[] = {
	[SECURITY_TLS] = "3",
	[SECURITY_STARTTLS] = "2",
};

/* RFC 8259 section 7. */
static void
add_string(struct buf *out, const char *s)
{
	size_t i, n, len = strlen(s);
	uint32_t c;

	buf_add_str(out, "\"");
	for (i = 0; i < len; i += n) {
		n = str_utf8(s + i, len - i, &c);
		if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", (int)c);
		else if (c < 0x80)
			buf_printf(out, "%c", (int)c);
		else if (c < 0x10000)
			buf_printf(out, "\\u%04x", (unsigned)c);
		else
			buf_printf(out, "\\u%04x\\u%04x",
			    (unsigned)(0xd800 + ((c - 0x10000) >> 10)),
			    (unsigned)(0xdc00 + (c & 0x3ff)));
	}
	buf_add_str(out, "\"");
}

/* [0,"imap.example.org",993,3,1,"anna@example.org"] */
static void
add_server(struct buf *out, const struct endpoint *e)
{
	bool open = write_is_open(&thunderbird_qr_writer, e);
	enum auth kind = AUTH_PASSWORD;

	mozilla_auth(&thunderbird_qr_writer, MOZILLA_ANDROID, e, &kind);
	buf_add_str(out, e->protocol == PROTO_POP3 ? "[1," : "[0,");
	add_string(out, e->host);
	buf_printf(
	    out, ",%u,%s,%s,", e->port, sockets[e->security], auths[kind]);
	add_string(out, open ? "" : e->username);
	buf_add_str(out, "]");
}

static int
write_thunderbird_qr(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	struct buf address;

	(void)o;
	if (mozilla_check(&thunderbird_qr_writer, MOZILLA_ANDROID, a, err) ==
	    -1)
		return -1;
	buf_init(&address, out->ceiling);
	write_address(&address, a);
	buf_add_str(out, "[1,[1,1],");
	add_server(out, a->incoming);
	buf_add_str(out, ",[[");
	add_server(out, a->outgoing);
	buf_add_str(out, ",[");
	add_string(out, buf_text(&address));
	buf_add_str(out, ",");
	add_string(out, a->name);
	buf_add_str(out, "]]]]");
	if (!str_is_ascii(buf_text(&address))) {
		buf_clear(&address);
		return err_set(
		    err, "the QR code cannot carry an address beyond ASCII");
	}
	buf_clear(&address);
	if (out->len > QR_BYTES_MAX)
		return err_set(err,
		    "the account takes %zu bytes, and a QR code holds %d",
		    out->len, QR_BYTES_MAX);
	return 0;
}

const struct writer thunderbird_qr_writer = {
	.name = "thunderbird-qr",
	.summary = N_("text of a QR code for Thunderbird on Android"),
	.client = "Thunderbird for Android 8+",
	.platforms = ON_ANDROID,
	.verified = VERIFIED_SCHEMA,
	.test = "clients/mobile.t",
	.file = "{address}.qr.json",
	.protocols = WRITES_ALL,
	/* What is imported leaves mail there until the user changes that. */
	.retentions = LEAVES_ALL,
	.incoming = true,
	.outgoing = true,
	.auths = auths,
	.write = write_thunderbird_qr,
};
