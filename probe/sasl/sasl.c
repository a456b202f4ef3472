#include "probe/sasl/sasl.h"

#include <gsasl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/net/tls.h"
#include "probe/sasl/credentials.h"
#include "probe/sasl/scram.h"
#include "profiles/base/buf.h"
#include "profiles/base/mem.h"
#include "profiles/base/secret.h"
#include "profiles/base/str.h"

enum { CHALLENGE_MAX = 8192 };

/* The strongest first. */
static const struct sasl_mech mechs[] = {
	{ "SCRAM-SHA-256-PLUS", MECH_FIRST | MECH_PLUS | MECH_PROOF, 1u << 0 },
	{ "SCRAM-SHA-1-PLUS", MECH_FIRST | MECH_PLUS | MECH_PROOF, 1u << 1 },
	{ "SCRAM-SHA-256", MECH_FIRST | MECH_PROOF, 1u << 2 },
	{ "SCRAM-SHA-1", MECH_FIRST | MECH_PROOF, 1u << 3 },
	{ "PLAIN", MECH_FIRST | MECH_SHOWN, 1u << 4 },
	{ "LOGIN", MECH_SHOWN, 1u << 5 },
	{ "USER", MECH_OWN | MECH_SHOWN, 1u << 6 },
	{ "CRAM-MD5", MECH_WEAK, 1u << 7 },
	{ "DIGEST-MD5", MECH_WEAK, 1u << 11 },
	{ "APOP", MECH_OWN | MECH_WEAK, 1u << 8 },
	{ "OAUTHBEARER", MECH_FIRST | MECH_TOKEN, 1u << 9 },
	{ "XOAUTH2", MECH_FIRST | MECH_TOKEN, 1u << 10 },
};

enum { NMECHS = sizeof(mechs) / sizeof(mechs[0]) };

struct sasl {
	const struct sasl_mech *mech;
	struct scram *scram; /* SCRAM is ours */
	Gsasl *lib;	     /* the others are libgsasl's */
	Gsasl_session *session;
	bool begun, complete;
};

static bool
is_allowed(const struct sasl_mech *m, const char *const *allowed)
{
	if (m->flags & MECH_TOKEN)
		return false;
	if (allowed == NULL)
		return true;
	for (; *allowed != NULL; allowed++)
		if (str_equal_nocase(*allowed, m->name))
			return true;
	return false;
}

static bool
offers_proof(const struct words *offered)
{
	size_t i;

	for (i = 0; i < NMECHS; i++)
		if ((mechs[i].flags & MECH_PROOF) != 0 &&
		    words_have(offered, mechs[i].name))
			return true;
	return false;
}

static bool
fits(const struct sasl_choice *c, const struct sasl_mech *m)
{
	return is_allowed(m, c->allowed) && (c->tried & m->bit) == 0 &&
	    ((m->flags & MECH_PLUS) == 0 || c->binding) &&
	    words_have(c->offered, m->name);
}

/*
 * USER and PASS of POP3 stand in the list of servers that have no PLAIN behind
 * them, such as Dovecot with SCRAM alone: the mechanisms tell what it takes.
 */
static bool
is_shown_first(const struct sasl_choice *c, const struct sasl_mech *m)
{
	if ((m->flags & MECH_SHOWN) == 0)
		return false;
	return (m->flags & MECH_OWN) == 0 || words_have(c->offered, "PLAIN") ||
	    words_have(c->offered, "LOGIN") || !offers_proof(c->offered);
}

const struct sasl_mech *
sasl_choose(const struct sasl_choice *c)
{
	size_t i;

	for (i = 0; i < NMECHS && c->order == SASL_USUAL; i++)
		if (is_shown_first(c, &mechs[i]) && fits(c, &mechs[i]))
			return &mechs[i];
	for (i = 0; i < NMECHS; i++)
		if (fits(c, &mechs[i]))
			return &mechs[i];
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

const struct sasl_mech *
sasl_at(size_t i)
{
	return i < NMECHS ? &mechs[i] : NULL;
}

unsigned
sasl_bits(int flags)
{
	unsigned bits = 0;
	size_t i;

	for (i = 0; i < NMECHS; i++)
		if ((mechs[i].flags & flags) != 0)
			bits |= mechs[i].bit;
	return bits;
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

static struct scram *
start_scram(const struct sasl_mech *m, const struct credentials *c,
    const struct stream *stream, bool plus_offered)
{
	unsigned char bytes[TLS_BINDING_MAX];
	const char *name = NULL;
	size_t n = tls_binding(stream, bytes, &name);
	enum scram_binding binding = SCRAM_NO_BINDING;

	if (m->flags & MECH_PLUS)
		binding = SCRAM_BOUND;
	else if (n > 0 && !plus_offered)
		binding = SCRAM_NOT_OFFERED;
	return scram_new(
	    str_starts_nocase(m->name, "SCRAM-SHA-256") ? "SHA-256" : "SHA-1",
	    c->username, c->secret, binding, name, bytes, n);
}

static bool
start_gsasl(struct sasl *s, const struct credentials *c, const char *service,
    const char *host)
{
	if (gsasl_init(&s->lib) != GSASL_OK ||
	    gsasl_client_start(s->lib, s->mech->name, &s->session) != GSASL_OK)
		return false;
	gsasl_property_set(s->session, GSASL_AUTHID, c->username);
	gsasl_property_set(s->session, GSASL_PASSWORD, secret_text(c->secret));
	gsasl_property_set(s->session, GSASL_SERVICE, service);
	gsasl_property_set(s->session, GSASL_HOSTNAME, host);
	return true;
}

struct sasl *
sasl_start(const struct sasl_mech *m, const struct credentials *c,
    const struct stream *stream, bool plus_offered, const char *service,
    const char *host)
{
	struct sasl *s = xcalloc(1, sizeof(*s));

	s->mech = m;
	if (m->flags & MECH_PROOF)
		s->scram = start_scram(m, c, stream, plus_offered);
	else if (start_gsasl(s, c, service, host))
		return s;
	if (s->scram == NULL)
		sasl_free(&s);
	return s;
}

/* base64 to text; NULL when it is malformed or holds a NUL. */
static char *
decode(const char *challenge)
{
	char *text = NULL, *copy = NULL;
	size_t len = 0;

	if (strlen(challenge) > CHALLENGE_MAX ||
	    gsasl_base64_from(challenge, strlen(challenge), &text, &len) !=
		GSASL_OK)
		return NULL;
	if (memchr(text, '\0', len) == NULL)
		copy = xstrndup(text, len);
	gsasl_free(text);
	return copy;
}

static void
encode(const struct buf *plain, struct buf *response)
{
	char *text = NULL;
	size_t len;

	if (plain->len == 0)
		return;
	if (gsasl_base64_to(plain->data, plain->len, &text, &len) != GSASL_OK)
		abort();
	buf_add_str(response, text);
	explicit_bzero(text, len);
	gsasl_free(text);
}

static enum sasl_status
scram_result(struct sasl *s, enum scram_status status)
{
	static const enum sasl_status results[] = {
		[SCRAM_MORE] = SASL_MORE,
		[SCRAM_DONE] = SASL_DONE,
		[SCRAM_UNPROVEN] = SASL_UNPROVEN,
		[SCRAM_BUSY] = SASL_BUSY,
	};

	s->complete = status == SCRAM_DONE;
	return results[status];
}

static enum sasl_status
turn_scram(struct sasl *s, const char *challenge, struct buf *response)
{
	enum scram_status status = SCRAM_MORE;
	struct buf plain;
	char *message;

	buf_init(&plain, CHALLENGE_MAX);
	if (!s->begun) {
		scram_first(s->scram, &plain);
	} else {
		message = challenge == NULL ? NULL : decode(challenge);
		status = message == NULL
		    ? SCRAM_UNPROVEN
		    : scram_answer(s->scram, message, &plain);
		free(message);
	}
	s->begun = true;
	encode(&plain, response);
	buf_clear(&plain);
	return scram_result(s, status);
}

enum sasl_status
sasl_work(struct sasl *s, struct buf *response)
{
	enum scram_status status;
	struct buf plain;

	if (s->scram == NULL)
		return SASL_BROKEN;
	buf_init(&plain, CHALLENGE_MAX);
	status = scram_work(s->scram, &plain);
	encode(&plain, response);
	buf_clear(&plain);
	return scram_result(s, status);
}

static enum sasl_status
turn_gsasl(struct sasl *s, const char *challenge, struct buf *response)
{
	char *out = NULL;
	int result =
	    gsasl_step64(s->session, challenge == NULL ? "" : challenge, &out);

	if (out != NULL) {
		buf_add_str(response, out);
		explicit_bzero(out, strlen(out));
		gsasl_free(out);
	}
	s->complete = result == GSASL_OK;
	if (s->complete)
		return SASL_DONE;
	return result == GSASL_NEEDS_MORE ? SASL_MORE : SASL_BROKEN;
}

enum sasl_status
sasl_turn(struct sasl *s, const char *challenge, struct buf *response)
{
	return s->scram != NULL ? turn_scram(s, challenge, response)
				: turn_gsasl(s, challenge, response);
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
	scram_free(&(*s)->scram);
	if ((*s)->session != NULL) {
		wipe_password((*s)->session);
		gsasl_finish((*s)->session);
	}
	if ((*s)->lib != NULL)
		gsasl_done((*s)->lib);
	free(*s);
	*s = NULL;
}

/* "i=" of a server-first-message, 0 when there is none. */
static int64_t
iterations(const char *challenge)
{
	char *text = decode(challenge), count[16];
	const char *p = text == NULL ? NULL : strstr(text, ",i=");
	int64_t n = 0;

	if (p != NULL) {
		snprintf(count, sizeof(count), "%.*s", (int)strcspn(p + 3, ","),
		    p + 3);
		if (str_number(count, 1, INT32_MAX, &n) == -1)
			n = 0;
	}
	free(text);
	return n;
}

const char *
sasl_challenge_label(
    struct arena *a, const struct sasl_mech *m, const char *challenge)
{
	int64_t n = m->flags & MECH_PROOF ? iterations(challenge) : 0;

	if (n > 0)
		return arena_printf(a, "<challenge hidden, i=%d>", (int)n);
	if (*challenge == '\0')
		return "";
	return arena_printf(
	    a, "<challenge of %zu bytes hidden>", strlen(challenge));
}
