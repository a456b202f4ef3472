#include "probe/session/transcript.h"

#include <string.h>

#include "probe/report/redactor.h"
#include "probe/session/login.h"
#include "profiles/base/str.h"

enum { TRANSCRIPT_LINE = 32 * 1024, SHOWN = 4096 };

/* [ 123 ms] imap 127.0.0.1:993 S: text.  Bytes are redacted and made
 * printable here, at the point of capture; nothing else reaches the file. */
static void
write_line(const struct session *s, const char *mark, const char *text)
{
	const char *open = strchr(s->result->ip, ':') == NULL ? "" : "[";
	struct buf clean, shown;

	if (s->shared->transcript == NULL)
		return;
	buf_init(&clean, TRANSCRIPT_LINE);
	buf_init(&shown, TRANSCRIPT_LINE);
	redact(s->shared->redactor, text, strlen(text), &clean);
	str_printable(&shown, buf_text(&clean), clean.len, SHOWN);
	fprintf(s->shared->transcript, "[%5lld ms] %s %s%s%s:%u %s %s\n",
	    (long long)loop_now(s->shared->loop),
	    protocol_name(s->endpoint->protocol), open, s->result->ip,
	    *open == '\0' ? "" : "]", s->endpoint->port, mark,
	    buf_text(&shown));
	buf_clear(&clean);
	buf_clear(&shown);
}

void
transcript_sent(const struct session *s, const char *text)
{
	write_line(s, "C:", text);
}

/* A POP3 timestamp or a SASL challenge would help to guess offline. */
void
transcript_received(const struct session *s, const char *line)
{
	const char *open = strchr(line, '<');
	const char *close = open == NULL ? NULL : strchr(open, '>');
	char shown[LINE_LABEL];

	if (s->endpoint->protocol == PROTO_POP3 && s->step == STEP_GREETING &&
	    close != NULL) {
		snprintf(shown, sizeof(shown), "%.*s<timestamp hidden>%s",
		    (int)(open - line), line, close + 1);
		line = shown;
	} else if (s->exchanging) {
		login_challenge_label(s, line, shown, sizeof(shown));
		line = shown;
	}
	write_line(s, "S:", line);
}

void
transcript_event(const struct session *s, const char *text)
{
	write_line(s, "--", text);
}
