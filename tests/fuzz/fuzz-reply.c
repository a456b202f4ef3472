// room: probe/session
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probe/net/tls.h"
#include "probe/report/redactor.h"
#include "probe/session/receive.h"
#include "probe/session/session-private.h"
#include "profiles/base/secret.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * A whole dialogue with a server that says anything: the first byte chooses
 * protocol, security and login, the others are what the server sends, cut into
 * pieces at each byte 0xff.  The connection is a socket pair; TLS counts as
 * up where the protocol begins with it.
 */

enum { STARTTLS = 4, LATER = 8, ASKED = 16, ODD = 32 };

static void
on_event(struct session *s, void *arg)
{
	(void)s;
	(void)arg;
}

struct fuzz {
	struct credentials credentials;
	struct login_result login;
	bool later, tried;
};

static void
on_ready(struct session *s, void *arg)
{
	struct fuzz *f = arg;

	if (f->tried || f->later)
		return;
	f->tried = true;
	session_login(s, &f->credentials, &f->login);
}

/* Something comes while nothing was asked; then it is time to log in. */
static void
take(struct session *s, struct fuzz *f, const char *bytes, size_t n)
{
	if (s->phase == PHASE_DIALOGUE) {
		session_feed(s, bytes, n);
		return;
	}
	receive_unasked(s, bytes, n);
	if (s->phase != PHASE_IDLE || f->tried)
		return;
	f->tried = true;
	session_login(s, &f->credentials, &f->login);
}

static void
on_task(struct task *t, int events, void *arg)
{
	(void)t;
	(void)events;
	(void)arg;
}

static void
feed(struct session *s, struct fuzz *f, const uint8_t *data, size_t size)
{
	const uint8_t *cut;
	size_t n;

	while (size > 0 &&
	    (s->phase == PHASE_DIALOGUE || s->phase == PHASE_IDLE)) {
		cut = memchr(data, 0xff, size);
		n = cut == NULL ? size : (size_t)(cut - data);
		take(s, f, (const char *)data, n);
		n += cut != NULL;
		data += n;
		size -= n;
	}
}

/* What goes into profiles must not hold the password, however it came. */
static void
look_at_names(const struct mailbox_result *m, const struct redactor *r)
{
	const char *const names[] = { m->folders.sent, m->folders.drafts,
		m->folders.trash, m->folders.junk, m->folders.archive,
		m->prefix };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i] != NULL && redactor_finds(r, names[i]))
			abort();
}

static enum security
security_of(uint8_t choice)
{
	if (choice & STARTTLS)
		return choice & LATER ? SECURITY_NONE : SECURITY_STARTTLS;
	return SECURITY_TLS;
}

static void
dialogue(uint8_t choice, const uint8_t *data, size_t size)
{
	static const struct session_events none = { on_ready, on_event,
		on_event, on_event, NULL, NULL };
	struct endpoint endpoint = { .protocol = choice % 3,
		.security = security_of(choice),
		.host = "mail.example.org",
		.port = 993 };
	struct report *report = report_new();
	struct endpoint_result *er = report_add_endpoint(report, &endpoint);
	static const char *const asked[] = { "CRAM-MD5", "APOP", "LOGIN",
		NULL };
	static struct tls_context *tls;
	const char *password = choice & ODD ? "ge\"he\\im \xc3\xa4" : "geheim";
	struct session_shared shared = { .loop = loop_new(),
		.arena = &report->arena,
		.deadline = 10000,
		.timeout_ms = 10000 };
	struct session_events events = none;
	struct fuzz f = { .credentials = { "anna@example.org",
			      secret_new(password, strlen(password)),
			      choice & ASKED ? asked : NULL },
		.later = choice & LATER };
	struct redactor *redactor = redactor_new(f.credentials.secret);
	struct session *s;
	int pair[2];

	if (tls == NULL && tls_context_new(NULL, &tls, NULL) == -1)
		abort();
	shared.tls = tls;
	shared.redactor = redactor;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) == -1)
		abort();
	events.arg = &f;
	s = session_new(&shared, &er->endpoint,
	    report_add_address(report, er, "127.0.0.1", AF_INET), SESSION_FULL,
	    &events);
	s->stream.fd = pair[0];
	s->task = task_start(shared.loop, pair[0], 0, 10000, on_task, s);
	s->phase = PHASE_DIALOGUE;
	s->in_tls = s->result->tls.verified = endpoint.security == SECURITY_TLS;
	feed(s, &f, data, size);
	if (s->result->mailbox != NULL)
		look_at_names(s->result->mailbox, redactor);
	session_free(&s);
	close(pair[1]);
	loop_free(&shared.loop);
	redactor_free(&redactor);
	secret_free((struct secret **)(uintptr_t)&f.credentials.secret);
	report_free(&report);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 1)
		dialogue(data[0], data + 1, size - 1);
	return 0;
}
