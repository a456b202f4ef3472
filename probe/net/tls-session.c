#include "probe/net/tls-session.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>

#include "probe/net/tls-chain.h"
#include "profiles/base/mem.h"

struct held {
	TAILQ_ENTRY(held) entry;
	char *key;
	SSL_SESSION *session;
	STACK_OF(X509) * chain;
	int64_t until; /* by tls_chain_clock */
};

struct tls_sessions {
	TAILQ_HEAD(tls_held_list, held) list; /* the newest is the first */
	size_t n;
};

struct tls_sessions *
tls_sessions_new(void)
{
	struct tls_sessions *s = xcalloc(1, sizeof(*s));

	TAILQ_INIT(&s->list);
	return s;
}

static void
remove_held(struct tls_sessions *s, struct held *h)
{
	TAILQ_REMOVE(&s->list, h, entry);
	s->n--;
	SSL_SESSION_free(h->session);
	sk_X509_pop_free(h->chain, X509_free);
	free(h->key);
	free(h);
}

void
tls_sessions_free(struct tls_sessions **s)
{
	struct held *h;

	if (*s == NULL)
		return;
	while ((h = TAILQ_FIRST(&(*s)->list)) != NULL)
		remove_held(*s, h);
	free(*s);
	*s = NULL;
}

void
tls_session_key(const struct stream *s, const char *host,
    char key_out[TLS_SESSION_KEY_BYTES])
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);
	char ip[INET6_ADDRSTRLEN], port[8];
	int n;

	key_out[0] = '\0';
	if (getpeername(s->fd, (struct sockaddr *)&ss, &len) == -1 ||
	    getnameinfo((struct sockaddr *)&ss, len, ip, sizeof(ip), port,
		sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return;
	n = snprintf(
	    key_out, TLS_SESSION_KEY_BYTES, "%s %s %s", ip, port, host);
	if (n >= TLS_SESSION_KEY_BYTES)
		key_out[0] = '\0';
}

static struct held *
find_held(struct tls_sessions *s, const char *key)
{
	struct held *h;

	TAILQ_FOREACH (h, &s->list, entry)
		if (strcmp(h->key, key) == 0)
			return h;
	return NULL;
}

static bool
can_resume(const struct held *h)
{
	return tls_chain_clock() < h->until && tls_chain_in_time(h->chain) &&
	    SSL_SESSION_is_resumable(h->session) == 1;
}

STACK_OF(X509) *
    tls_sessions_offer(struct tls_sessions *s, const char *key, SSL *ssl)
{
	struct held *h = find_held(s, key);

	if (h == NULL)
		return NULL;
	if (!can_resume(h)) {
		remove_held(s, h);
		return NULL;
	}
	if (SSL_set_session(ssl, h->session) != 1)
		return NULL;
	return X509_chain_up_ref(h->chain);
}

/* The same certificate, with one owner more. */
static X509 *
copy_cert(const X509 *cert)
{
	X509 *same = (X509 *)(uintptr_t)cert;

	return X509_up_ref(same) == 1 ? same : NULL;
}

void
tls_sessions_keep(struct tls_sessions *s, const char *key, SSL_SESSION *session,
    const STACK_OF(X509) * chain)
{
	struct held *h;

	tls_sessions_drop(s, key);
	if (s->n == TLS_SESSIONS_MAX)
		remove_held(s, TAILQ_LAST(&s->list, tls_held_list));
	h = xcalloc(1, sizeof(*h));
	h->key = xstrdup(key);
	h->session = session;
	h->chain = sk_X509_deep_copy(chain, copy_cert, X509_free);
	h->until = tls_chain_clock() + TLS_SESSION_SECONDS;
	TAILQ_INSERT_HEAD(&s->list, h, entry);
	s->n++;
}

void
tls_sessions_drop(struct tls_sessions *s, const char *key)
{
	struct held *h = find_held(s, key);

	if (h != NULL)
		remove_held(s, h);
}
