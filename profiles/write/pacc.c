#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/str.h"
#include "profiles/format/pacc-digest.h"
#include "profiles/write/publish.h"
#include "profiles/write/write.h"

/*
 * The JSON document of draft-ietf-mailmaint-pacc, and the TXT record that
 * makes it trusted.  It holds for all addresses of a domain: every server has
 * TLS from the first byte on its registered port, and the user name is the
 * address.  A provider that differs cannot be described.
 */

enum { DOCUMENT_MAX = 64 * 1024, SHORT_BYTES = 20 };

static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "password",
	[AUTH_OAUTH2] = "oauth-public",
};

static int
check(const struct account *a, const struct endpoint *e, struct err *err)
{
	const char *title = protocol_title(e->protocol);
	uint16_t port = endpoint_port(e->protocol, SECURITY_TLS);
	struct buf wire;
	bool same;
	enum auth kind;

	if (str_is_ip(e->host))
		return err_set(err,
		    "pacc knows servers by name, and that of %s is an "
		    "address: %s",
		    title, e->host);
	if (e->port != port)
		return err_set(err,
		    "pacc knows no ports, and %s (%s) is not on %d but on %d",
		    e->host, title, port, e->port);
	buf_init(&wire, 1024);
	write_address(&wire, a);
	same = strcmp(e->username, a->address) == 0 ||
	    strcmp(e->username, buf_text(&wire)) == 0;
	buf_clear(&wire);
	if (!same)
		return err_set(err,
		    "pacc takes the address for the user name, and %s (%s) "
		    "wants another one",
		    e->host, title);
	write_auth_kind(&pacc_writer, e, &kind);
	if (kind == AUTH_OAUTH2 && a->oauth.issuer == NULL)
		return err_set(err,
		    "pacc needs the issuer of the OAuth2 tokens for %s (%s), "
		    "and it is not known",
		    e->host, title);
	return 0;
}

static void
add(struct settings *s, const struct endpoint *e)
{
	struct endpoint *copy = settings_add(s), place = *copy;

	*copy = *e;
	copy->entry = place.entry;
	copy->username = NULL; /* the address, as always here */
}

static int
write_pacc(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	struct settings *s;

	(void)o;
	if (check(a, a->incoming, err) == -1 ||
	    check(a, a->outgoing, err) == -1)
		return -1;
	s = settings_new();
	add(s, a->incoming);
	if (a->alternative != NULL && check(a, a->alternative, NULL) == 0)
		add(s, a->alternative);
	add(s, a->outgoing);
	s->provider = a->provider;
	if (strlen(a->provider) <= SHORT_BYTES)
		s->short_name = a->provider;
	s->documentation = a->documentation;
	s->oauth = a->oauth;
	publish_pacc(out, s, a->address);
	settings_free(&s);
	return 0;
}

static int
write_record(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	char digest[PACC_DIGEST_TEXT];
	struct buf document;
	int rc;

	buf_init(&document, DOCUMENT_MAX);
	rc = write_pacc(a, o, &document, err);
	if (rc == 0) {
		pacc_digest_write(buf_text(&document), document.len, digest);
		buf_printf(out,
		    "; PACC, an Internet draft: put the document, byte for "
		    "byte, at\n"
		    "; https://ua-auto-config.%s/.well-known/"
		    "user-agent-configuration.json\n",
		    a->domain);
		publish_digest(out, a->domain, digest);
	}
	buf_clear(&document);
	return rc;
}

static const struct writer record = {
	.name = "pacc",
	.file = "{domain}.pacc.zone",
	.verified = VERIFIED_SCHEMA,
	.test = "clients/publish.t",
	.protocols = WRITES_ALL,
	.tls_only = WRITES_ALL,
	.incoming = true,
	.outgoing = true,
	.auths = auths,
	.write = write_record,
};

const struct writer pacc_writer = {
	.name = "pacc",
	.summary = N_("PACC document with its DNS record, an Internet draft "
		      "(experimental)"),
	.client = "clients of draft-ietf-mailmaint-pacc-02 and -03",
	.verified = VERIFIED_RULES,
	.test = "clients/publish.t",
	.more = &record,
	.file = "{domain}.pacc.json",
	.protocols = WRITES_ALL,
	.tls_only = WRITES_ALL,
	.incoming = true,
	.outgoing = true,
	.auths = auths,
	.write = write_pacc,
};
