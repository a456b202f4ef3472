#include "probe/sasl.h"

#include <gsasl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "probe/base/buf.h"
#include "probe/base/mem.h"
#include "probe/base/secret.h"
#include "probe/base/str.h"
#include "probe/session.h"
#include "probe/tls.h"

/* RFC 7677 section 4 asks for 4096 rounds; millions would be an attack on
 * our processor. */
enum { ITERATIONS_MIN = 4096, ITERATIONS_MAX = 2000000 };

/* In our order of preference. */
static const struct sasl_mech mechs[] = {
	{ "SCRAM-SHA-256-PLUS", MECH_FIRST | MECH_PLUS | MECH_PROOF, 1u << 0 },
	{ "SCRAM-SHA-1-PLUS", MECH_FIRST | MECH_PLUS | MECH_PROOF, 1u << 1 },
	{ "SCRAM-SHA-256", MECH_FIRST | MECH_PROOF, 1u << 2 },
	{ "SCRAM-SHA-1", MECH_FIRST | MECH_PROOF, 1u << 3 },
	{ "PLAIN", MECH_FIRST, 1u << 4 },
	{ "LOGIN", 0, 1u << 5 },
	{ "USER", MECH_OWN, 1u << 6 },
	{ "CRAM-MD5", MECH_ASKED, 1u << 7 },
	{ "APOP", MECH_OWN | MECH_ASKED, 1u << 8 },
	{ "OAUTHBEARER", MECH_FIRST | MECH_TOKEN, 1u << 9 },
	{ "XOAUTH2", MECH_FIRST | MECH_TOKEN, 1u << 10 },
};

enum { NMECHS = sizeof(mechs) / sizeof(mechs[0]) };

struct sasl {
	const struct sasl_mech *mech;
	Gsasl *lib;
	Gsasl_session *session;
	bool complete;
};

static bool
is_allowed(const struct sasl_mech *m, const char *const *allowed)
{
	if (m->flags & MECH_TOKEN)
		return false;
	if (allowed == NULL)
		return !(m->flags & MECH_ASKED);
	for (; *allowed != NULL; allowed++)
		if (str_equal_nocase(*allowed, m->name))
			return true;
	return false;
}

const struct sasl_mech *
sasl_choose(const struct words *offered, const char *const *allowed,
    bool binding, unsigned tried)
{
	size_t i;

	for (i = 0; i < NMECHS; i++) {
		if (!is_allowed(&mechs[i], allowed) ||
		    (tried & mechs[i].bit) != 0)
			continue;
		if ((mechs[i].flags & MECH_PLUS) != 0 && !binding)
			continue;
		if (words_have(offered, mechs[i].name))
			return &mechs[i];
	}
	return NULL;
}

const struct sasl_mech *
sasl_find(const char *name)
{
	size_t i;

	for (i = 0; i < NMECHS; i++)
		if (str_equal_nocase(mechs[i].name, name))
			return &mechs[i];
	return NULL;
}

bool
sasl_takes_password(const struct words *offered)
{
	size_t i;

	for (i = 0; i < NMECHS; i++)
		if (!(mechs[i].flags & MECH_TOKEN) &&
		    words_have(offered, mechs[i].name))
			return true;
	return false;
}

bool
sasl_offers_token(const struct words *offered)
{
	return words_have(offered, "OAUTHBEARER") ||
	    words_have(offered, "XOAUTH2");
}

static void
set_binding(Gsasl_session *session, const struct stream *stream)
{
	unsigned char bytes[TLS_BINDING_MAX];
	const char *name = NULL;
	char *b64 = NULL;
	size_t n = tls_binding(stream, bytes, &name), len;

	if (n == 0)
		return;
	if (gsasl_base64_to((char *)bytes, n, &b64, &len) == GSASL_OK)
		gsasl_property_set(session,
		    strcmp(name, "tls-exporter") == 0 ? GSASL_CB_TLS_EXPORTER
						      : GSASL_CB_TLS_UNIQUE,
		    b64);
	gsasl_free(b64);
}

struct sasl *
sasl_start(const struct sasl_mech *m, const struct credentials *c,
    const struct stream *stream, const char *service, const char *host)
{
	struct sasl *s = xcalloc(1, sizeof(*s));

	s->mech = m;
	if (gsasl_init(&s->lib) != GSASL_OK ||
	    gsasl_client_start(s->lib, m->name, &s->session) != GSASL_OK) {
		sasl_free(&s);
		return NULL;
	}
	gsasl_property_set(s->session, GSASL_AUTHID, c->username);
	gsasl_property_set(s->session, GSASL_PASSWORD, secret_text(c->secret));
	gsasl_property_set(s->session, GSASL_SERVICE, service);
	gsasl_property_set(s->session, GSASL_HOSTNAME, host);
	if (m->flags & MECH_PLUS)
		set_binding(s->session, stream);
	return s;
}

/* server-first-message = ... "i=" posit-number (RFC 5802 section 7) */
static int
iterations(const char *challenge)
{
	char *text = NULL;
	const char *p;
	size_t len;
	int n = 0;

	if (gsasl_base64_from(challenge, strlen(challenge), &text, &len) !=
	    GSASL_OK)
		return 0;
	p = memmem(text, len, ",i=", 3);
	for (p = p == NULL ? text + len : p + 3;
	     p < text + len && *p >= '0' && *p <= '9' && n <= ITERATIONS_MAX;
	     p++)
		n = 10 * n + (*p - '0');
	gsasl_free(text);
	return n;
}

static bool
work_is_fair(const struct sasl *s, const char *challenge)
{
	int n;

	if (!(s->mech->flags & MECH_PROOF) || challenge == NULL)
		return true;
	n = iterations(challenge);
	return n == 0 || (n >= ITERATIONS_MIN && n <= ITERATIONS_MAX);
}

enum sasl_status
sasl_turn(struct sasl *s, const char *challenge, struct buf *response)
{
	char *out = NULL;
	int result;

	if (!work_is_fair(s, challenge))
		return SASL_LIAR;
	result =
	    gsasl_step64(s->session, challenge == NULL ? "" : challenge, &out);
	if (out != NULL) {
		buf_add_str(response, out);
		explicit_bzero(out, strlen(out));
		gsasl_free(out);
	}
	if (result == GSASL_OK) {
		s->complete = true;
		return SASL_DONE;
	}
	if (result == GSASL_NEEDS_MORE)
		return SASL_MORE;
	return s->mech->flags & MECH_PROOF ? SASL_LIAR : SASL_BROKEN;
}

bool
sasl_complete(const struct sasl *s)
{
	return s->complete;
}

/* libgsasl keeps its own copy of the password and frees it as it is. */
static void
wipe_password(Gsasl_session *session)
{
	const char *copy = gsasl_property_fast(session, GSASL_PASSWORD);

	if (copy != NULL)
		explicit_bzero((void *)(uintptr_t)copy, strlen(copy));
}

void
sasl_free(struct sasl **s)
{
	if (*s == NULL)
		return;
	if ((*s)->session != NULL) {
		wipe_password((*s)->session);
		gsasl_finish((*s)->session);
	}
	if ((*s)->lib != NULL)
		gsasl_done((*s)->lib);
	free(*s);
	*s = NULL;
}

const char *
sasl_challenge_label(
    struct arena *a, const struct sasl_mech *m, const char *challenge)
{
	int n = m->flags & MECH_PROOF ? iterations(challenge) : 0;

	if (n > 0)
		return arena_printf(a, "<challenge hidden, i=%d>", n);
	if (*challenge == '\0')
		return "";
	return arena_printf(
	    a, "<challenge of %zu bytes hidden>", strlen(challenge));
}
