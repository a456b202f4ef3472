#include "probe/session/transcript.h"

#include <string.h>

#include "probe/report/redactor.h"
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
	redactor_hide(s->shared->redactor, text, strlen(text), &clean);
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

void
transcript_received(const struct session *s, const char *text)
{
	write_line(s, "S:", text);
}

void
transcript_event(const struct session *s, const char *text)
{
	write_line(s, "--", text);
}
