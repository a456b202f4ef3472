// room: probe/sasl
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "probe/net/stream.h"
#include "probe/sasl/credentials.h"
#include "probe/sasl/sasl.h"
#include "profiles/base/buf.h"
#include "profiles/base/mem.h"
#include "profiles/base/secret.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte chooses the mechanism; each line is a base64 challenge. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "SCRAM-SHA-256", "SCRAM-SHA-1",
		"PLAIN", "LOGIN", "CRAM-MD5", "DIGEST-MD5" };
	struct secret *secret = secret_new("geheim", 6);
	struct credentials c = { .username = "anna@example.org",
		.secret = secret };
	struct stream stream = { .fd = -1 };
	struct arena arena = { NULL };
	const struct sasl_mech *m;
	enum sasl_status status;
	char *text, *line, *next;
	struct buf response;
	struct sasl *s;
	int turns;

	if (size == 0)
		goto out;
	m = sasl_find(names[data[0] < 250 ? data[0] % 5 : 5]);
	s = sasl_start(m, &c, &stream, data[0] & 64, "imap", "mail.test");
	if (s == NULL)
		abort();
	buf_init(&response, 16384);
	status = sasl_turn(s, NULL, &response);
	text = xstrndup((const char *)data + 1, size - 1);
	for (line = text; line != NULL && status == SASL_MORE; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		(void)sasl_challenge_label(&arena, m, line);
		buf_clear(&response);
		status = sasl_turn(s, line, &response);
		/* As a session does when time runs out: not to the end. */
		for (turns = 0; turns < 3 && status == SASL_BUSY; turns++)
			status = sasl_work(s, &response);
	}
	/* A proof without the password is a mistake in our check. */
	if (status == SASL_DONE && (m->flags & MECH_PROOF))
		abort();
	free(text);
	buf_clear(&response);
	sasl_free(&s);
	arena_clear(&arena);
out:
	secret_free(&secret);
	return 0;
}
