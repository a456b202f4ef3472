#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/str.h"
#include "profiles/write/write.h"

/*
 * A profile file of the classic Outlook for Windows, which reads it when it
 * is started as "outlook.exe /importprf FILE".  Sections name an account, its
 * values, and by which MAPI property each value goes; a value without a
 * property would be passed over in silence.
 *
 * There is neither quoting nor a word on the character set: Windows reads the
 * file in the code page of the machine.  It is written in windows-1252, that
 * of Western Europe and America, and what does not fit there is refused.
 */

enum { TEXT_SIZE = 4096, TIMEOUT_SECONDS = 60 };

/* "UseSPA" and "SMTPUseAuth" follow from these words. */
static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "password",
	[AUTH_NTLM] = "spa",
	[AUTH_CLIENT_IP] = "none",
	[AUTH_NONE] = "none",
};

/* What windows-1252 has at 0x80 to 0x9f; 0: nothing. */
static const uint16_t letters[32] = { 0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026,
	0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0,
	0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122,
	0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178 };

/* The byte for a character, 0 when there is none. */
static unsigned char
byte_of(uint32_t c)
{
	size_t i;

	if (c < 0x80 || (c >= 0xa0 && c <= 0xff))
		return (unsigned char)c;
	for (i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (c == letters[i])
			return (unsigned char)(0x80 + i);
	return 0;
}

/* Appends text in windows-1252; false when a character is not in it. */
static bool
add_encoded(struct buf *out, const char *text)
{
	size_t n, len = strlen(text);
	unsigned char byte;
	uint32_t c;

	for (; len > 0; text += n, len -= n) {
		n = str_utf8(text, len, &c);
		byte = n == 0 ? 0 : byte_of(c);
		if (byte == 0)
			return false;
		buf_add(out, &byte, 1);
	}
	return true;
}

/* Windows takes blanks and one pair of quotes around a value away. */
static bool
is_stable(const char *text)
{
	size_t n = strlen(text);

	if (n == 0)
		return true;
	if (text[0] == ' ' || text[n - 1] == ' ')
		return false;
	return n < 2 || text[0] != text[n - 1] ||
	    (text[0] != '"' && text[0] != '\'');
}

static int
add_text(struct buf *out, const char *key, const char *text, struct err *err)
{
	buf_printf(out, "%s=", key);
	if (!is_stable(text))
		return err_set(err,
		    "prf cannot carry a value with blanks or quotes around "
		    "it: %s",
		    key);
	if (!add_encoded(out, text))
		return err_set(err,
		    "prf is read in the code page windows-1252, and a "
		    "character is not in it: %s",
		    key);
	buf_add_str(out, "\r\n");
	return 0;
}

static bool
is_word(const struct endpoint *e, const char *word)
{
	return strcmp(write_auth(&prf_writer, e), word) == 0;
}

static int
add_incoming(struct buf *out, const struct account *a, struct err *err)
{
	const struct endpoint *e = a->incoming;
	const char *p = e->protocol == PROTO_IMAP ? "IMAP" : "POP3";
	char key[32];

	buf_printf(out, "%sServer=%s\r\n", p, e->host);
	snprintf(key, sizeof(key), "%sUserName", p);
	if (add_text(out, key, e->username, err) == -1)
		return -1;
	buf_printf(out, "%sUseSPA=%d\r\n", p, is_word(e, "spa"));
	buf_printf(out, "%sPort=%d\r\n", p, e->port);
	buf_printf(out, "%sUseSSL=1\r\n", p);
	return 0;
}

/* Method 0 is the user name and the password of the incoming server. */
static int
add_outgoing(struct buf *out, const struct account *a, struct err *err)
{
	const struct endpoint *e = a->outgoing;
	bool open = is_word(e, "none");
	bool own = !open && strcmp(e->username, a->incoming->username) != 0;

	buf_printf(out,
	    "SMTPServer=%s\r\nSMTPUseAuth=%d\r\nSMTPAuthMethod=%d\r\n", e->host,
	    !open, own);
	if (own && add_text(out, "SMTPUserName", e->username, err) == -1)
		return -1;
	buf_printf(out,
	    "SMTPUseSPA=%d\r\nSMTPPort=%d\r\nSMTPSecureConnection=%d\r\n",
	    is_word(e, "spa"), e->port, e->security == SECURITY_TLS ? 1 : 2);
	return 0;
}

/* Flags in the lower half (1 leave, 2 delete later), days in the upper. */
static void
add_retention(struct buf *out, const struct account *a)
{
	unsigned value = 0;

	if (a->retention == RETENTION_KEEP)
		value = 1;
	else if (a->retention == RETENTION_DAYS)
		value = (unsigned)a->retention_days << 16 | 3;
	buf_printf(out, "LeaveOnServer=0x%X\r\n", value);
}

/* The properties of an account; {} is the protocol. */
static const char properties[] = "AccountName=PT_UNICODE,0x0002\r\n"
				 "DisplayName=PT_UNICODE,0x000B\r\n"
				 "EmailAddress=PT_UNICODE,0x000C\r\n"
				 "{}Server=PT_UNICODE,0x0100\r\n"
				 "{}UserName=PT_UNICODE,0x0101\r\n"
				 "{}UseSPA=PT_LONG,0x0108\r\n"
				 "{}Port=PT_LONG,0x0104\r\n"
				 "{}UseSSL=PT_LONG,0x0105\r\n"
				 "SMTPServer=PT_UNICODE,0x0200\r\n"
				 "SMTPUseAuth=PT_LONG,0x0203\r\n"
				 "SMTPAuthMethod=PT_LONG,0x0208\r\n"
				 "SMTPUserName=PT_UNICODE,0x0204\r\n"
				 "SMTPUseSPA=PT_LONG,0x0207\r\n"
				 "SMTPPort=PT_LONG,0x0201\r\n"
				 "SMTPSecureConnection=PT_LONG,0x020A\r\n"
				 "ConnectionType=PT_LONG,0x000F\r\n"
				 "ServerTimeOut=PT_LONG,0x0209\r\n";

static void
add_properties(struct buf *out, const char *protocol)
{
	const char *p = properties, *place;

	while ((place = strstr(p, "{}")) != NULL) {
		buf_add(out, p, (size_t)(place - p));
		buf_add_str(out, protocol);
		p = place + 2;
	}
	buf_add_str(out, p);
}

static void
add_mapping(struct buf *out, const struct account *a)
{
	if (a->incoming->protocol == PROTO_IMAP) {
		buf_add_str(out, "\r\n[IMAP_I_Mail]\r\nAccountType=IMAP\r\n");
		add_properties(out, "IMAP");
		return;
	}
	buf_add_str(out, "\r\n[I_Mail]\r\nAccountType=POP3\r\n");
	add_properties(out, "POP3");
	buf_add_str(out, "LeaveOnServer=PT_LONG,0x1000\r\n");
}

/* The profile is added to, never overwritten. */
static int
add_general(struct buf *out, const struct account *a, const char *address,
    struct err *err)
{
	bool imap = a->incoming->protocol == PROTO_IMAP;

	buf_add_str(out, "[General]\r\nCustom=1\r\n");
	if (add_text(out, "ProfileName", address, err) == -1)
		return -1;
	buf_printf(out,
	    "DefaultProfile=Yes\r\n"
	    "OverwriteProfile=Append\r\n"
	    "ModifyDefaultProfileIfPresent=FALSE\r\n"
	    "\r\n[Service List]\r\n"
	    "\r\n[Internet Account List]\r\nAccount1=%s\r\n",
	    imap ? "IMAP_I_Mail" : "I_Mail");
	return 0;
}

static int
add_account(struct buf *out, const struct account *a, const char *address,
    struct err *err)
{
	buf_add_str(out, "\r\n[Account1]\r\nUniqueService=No\r\n");
	if (add_text(out, "AccountName", address, err) == -1 ||
	    add_text(out, "DisplayName", *a->name == '\0' ? address : a->name,
		err) == -1 ||
	    add_text(out, "EmailAddress", address, err) == -1 ||
	    add_incoming(out, a, err) == -1 || add_outgoing(out, a, err) == -1)
		return -1;
	buf_printf(
	    out, "ConnectionType=0\r\nServerTimeOut=%d\r\n", TIMEOUT_SECONDS);
	if (a->incoming->protocol == PROTO_POP3)
		add_retention(out, a);
	buf_add_str(out, "DefaultAccount=TRUE\r\n");
	return 0;
}

/* A name that the code page does not have is left out. */
static void
add_comment(
    struct buf *out, const struct account *a, const struct writer_options *o)
{
	struct buf name;

	buf_init(&name, TEXT_SIZE);
	if (*a->provider != '\0' && add_encoded(&name, a->provider))
		buf_printf(out, "; %s\r\n", buf_text(&name));
	buf_clear(&name);
	buf_printf(out,
	    "; Written by %s in windows-1252, for the classic Outlook\r\n"
	    "; 2007 and later: outlook.exe /importprf FILE\r\n"
	    "; The new Outlook does not read it.\r\n",
	    o->tool);
}

static int
write_prf(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	struct buf address;
	int rc;

	buf_init(&address, TEXT_SIZE);
	write_address(&address, a);
	add_comment(out, a, o);
	rc = add_general(out, a, buf_text(&address), err);
	if (rc == 0)
		rc = add_account(out, a, buf_text(&address), err);
	add_mapping(out, a);
	buf_clear(&address);
	return rc;
}

const struct writer prf_writer = {
	.name = "prf",
	.summary = N_("profile file for the classic Outlook on Windows"),
	.client = "Outlook 2007 to 2024 for Windows (classic)",
	.platforms = ON_WINDOWS,
	.verified = VERIFIED_RULES,
	.test = "clients/publish.t",
	.file = "{address}.prf",
	.protocols = WRITES_ALL,
	.tls_only = WRITES_IMAP | WRITES_POP3,
	.retentions = LEAVES_NONE | LEAVES_DAYS | LEAVES_ALL,
	.incoming = true,
	.outgoing = true,
	.auths = auths,
	.write = write_prf,
};
