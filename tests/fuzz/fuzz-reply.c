// layer: probe
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probe/base/secret.h"
#include "probe/session-private.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * A whole dialogue with a server that says anything: the first byte chooses
 * protocol and security, the others are what the server sends, cut into
 * pieces at each byte 0xff.  The connection is a socket pair; TLS counts as
 * up where the protocol begins with it.
 */

static void
on_event(struct session *s, void *arg)
{
	(void)s;
	(void)arg;
}

struct fuzz {
	struct credentials credentials;
	struct login_result login;
	bool tried;
};

static void
on_ready(struct session *s, void *arg)
{
	struct fuzz *f = arg;

	if (f->tried)
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
feed(struct session *s, const uint8_t *data, size_t size)
{
	const uint8_t *cut;
	size_t n;

	while (size > 0 && s->phase == PHASE_TALK) {
		cut = memchr(data, 0xff, size);
		n = cut == NULL ? size : (size_t)(cut - data);
		session_feed(s, (const char *)data, n);
		n += cut != NULL;
		data += n;
		size -= n;
	}
}

static void
talk(uint8_t choice, const uint8_t *data, size_t size)
{
	static const struct session_events none = { on_ready, on_event,
		on_event, on_event, NULL, NULL };
	struct endpoint endpoint = { .protocol = choice % 3,
		.security = choice & 4 ? SECURITY_NONE : SECURITY_TLS,
		.host = "mail.example.org",
		.port = 993 };
	struct report *report = report_new();
	struct endpoint_result *er = report_add_endpoint(report, &endpoint);
	struct session_shared shared = { .loop = loop_new(),
		.arena = &report->arena,
		.deadline = 10000,
		.timeout_ms = 10000 };
	struct session_events events = none;
	struct fuzz f = { .credentials = { "anna@example.org",
			      secret_new("geheim", 6), NULL } };
	struct session *s;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) == -1)
		abort();
	events.arg = &f;
	s = session_new(&shared, &er->endpoint,
	    report_add_address(report, er, "127.0.0.1", AF_INET), SESSION_FULL,
	    &events);
	s->stream.fd = pair[0];
	s->task = task_start(shared.loop, pair[0], 0, 10000, on_task, s);
	s->phase = PHASE_TALK;
	s->in_tls = s->result->tls.verified = endpoint.security == SECURITY_TLS;
	feed(s, data, size);
	session_free(&s);
	close(pair[1]);
	loop_free(&shared.loop);
	secret_free((struct secret **)(uintptr_t)&f.credentials.secret);
	report_free(&report);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 1)
		talk(data[0], data + 1, size - 1);
	return 0;
}
