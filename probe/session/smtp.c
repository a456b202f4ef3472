#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "probe/judge/vendors.h"
#include "probe/sasl/sasl.h"
#include "probe/session/greeting.h"
#include "probe/session/login.h"
#include "probe/session/send-ask.h"
#include "probe/session/session-private.h"
#include "probe/session/starttls.h"
#include "profiles/base/str.h"

/*
 * Submission: RFC 6409, 8314; SMTP: RFC 5321; STARTTLS: RFC 3207; AUTH: RFC
 * 4954; enhanced codes: RFC 2034, 3463.
 */

/* RFC 4954 section 4 */
enum { AUTH_LINE_MAX = 12288 };

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* status-code = class "." subject "." detail (RFC 3463 section 2) */
static void
take_enhanced(struct reply *r, const char *text)
{
	size_t n = strspn(text, "0123456789.");

	if (n < 5 || n >= sizeof(r->enhanced) || text[1] != '.' ||
	    text[0] - '0' != r->code / 100 ||
	    (text[n] != ' ' && text[n] != '\0'))
		return;
	memcpy(r->enhanced, text, n);
	r->enhanced[n] = '\0';
}

/* The text is that of the first line; the code of RFC 3463 stands in every
 * line, or should (RFC 2034 section 4). */
static void
take_words(struct reply *r, int code, const char *text)
{
	if (r->code == 0) {
		r->code = code;
		r->text = text;
	}
	if (r->enhanced[0] == '\0')
		take_enhanced(r, text);
}

static enum reply_status
status_of(int code)
{
	if (code == 334)
		return REPLY_CONTINUE;
	if (code / 100 == 2)
		return REPLY_OK;
	if (code / 100 == 4)
		return REPLY_TEMPORARY;
	return code >= 500 && code <= 504 ? REPLY_BAD : REPLY_NO;
}

/*
 * Reply-line = *( Reply-code "-" [ textstring ] CRLF )
 *              Reply-code [ SP textstring ] CRLF
 * (RFC 5321 section 4.2); every line of a reply has the same code.
 */
static enum line_kind
classify(struct session *s, const char *line, struct reply *r)
{
	int code;

	(void)s;
	r->status = REPLY_MALFORMED;
	if (!is_digit(line[0]) || !is_digit(line[1]) || !is_digit(line[2]))
		return LINE_KIND_LAST;
	code = 100 * (line[0] - '0') + 10 * (line[1] - '0') + line[2] - '0';
	if (code < 200 || code > 599 || (r->code != 0 && r->code != code) ||
	    (line[3] != '\0' && line[3] != ' ' && line[3] != '-'))
		return LINE_KIND_LAST;
	take_words(r, code, line[3] == '\0' ? line + 3 : line + 4);
	if (line[3] == '-')
		return LINE_KIND_MORE;
	r->status = status_of(code);
	return LINE_KIND_LAST;
}

/* Only 220 is a greeting to go on with (RFC 5321 section 3.1). */
static enum step_id
got_greeting(struct session *s, const struct reply *r)
{
	struct reply greeting = *r;

	if (r->status == REPLY_CONTINUE ||
	    (r->status == REPLY_OK && r->code != 220) ||
	    (r->status == REPLY_TEMPORARY && r->code != 421))
		greeting.status = REPLY_NO;
	if (!greeting_is_ours(s, &greeting))
		return STEP_END;
	return STEP_CAPABILITY;
}

static void
send_ehlo(struct session *s)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);
	char ip[INET6_ADDRSTRLEN] = "127.0.0.1", text[80];
	const void *addr = &((struct sockaddr_in *)&ss)->sin_addr;

	/* An address literal fits a client without a name of its own
	 * (RFC 5321 section 4.1.1.1). */
	if (getsockname(s->stream.fd, (struct sockaddr *)&ss, &len) == 0) {
		if (ss.ss_family == AF_INET6)
			addr = &((struct sockaddr_in6 *)&ss)->sin6_addr;
		inet_ntop(ss.ss_family, addr, ip, sizeof(ip));
	}
	snprintf(text, sizeof(text), "EHLO [%s%s]",
	    strchr(ip, ':') == NULL ? "" : "IPv6:", ip);
	session_send(s, text);
}

/* ehlo-line = ehlo-keyword *( SP ehlo-param ); some write "AUTH=". */
static void
take_keyword(struct session *s, const char *line)
{
	const char *p = strlen(line) > 4 ? line + 4 : "";

	session_capability(s, p);
	if (str_starts_nocase(p, "AUTH ") || str_starts_nocase(p, "AUTH="))
		session_mechanisms(s, p + 5);
	else if (str_equal_nocase(p, "STARTTLS"))
		s->offer.starttls = true;
	else if (strstr(p, "XXXX") != NULL || strstr(p, "****") != NULL) {
		s->offer.cut = true;
		session_fact(s, FACT_GREETING_MASKED, line);
	}
}

/*
 * Why EHLO has no answer to go on with.  A server, or somebody in front of it,
 * that does not know the word offers no TLS by that; no fallback to HELO,
 * which could offer none either.  All other refusals are said of the client
 * (RFC 5321 sections 4.1.4 and 4.2.2: 550 and 554 are a matter of policy).
 */
static enum fact_id
ehlo_trouble(const struct session *s, const struct reply *r)
{
	if (r->status == REPLY_TEMPORARY)
		return vendors_is_crowded(r->text) ? FACT_GREETING_RATELIMIT
						   : FACT_GREETING_BUSY;
	if (r->code < 400)
		return FACT_REPLY_MALFORMED;
	if ((r->code == 500 || r->code == 502) && !s->in_tls &&
	    s->endpoint->security == SECURITY_STARTTLS)
		return FACT_STARTTLS_STRIPPED;
	return FACT_EHLO_REFUSED;
}

static enum step_id
got_ehlo(struct session *s, const struct reply *r)
{
	size_t i;

	if (r->status == REPLY_MALFORMED) {
		session_fact(s, FACT_REPLY_MALFORMED, r->line);
		return STEP_END;
	}
	if (r->code != 250) {
		session_reply_fact(s, ehlo_trouble(s, r), r);
		return STEP_END;
	}
	/* The first line names the server. */
	for (i = 1; i < r->lines.n; i++)
		take_keyword(s, r->lines.list[i]);
	if (r->lines.n > 0)
		take_keyword(s, r->line);
	if (s->in_tls && s->result->mechanisms.n == 0)
		session_fact(s, FACT_SMTP_NO_AUTH, NULL);
	return starttls_after_capability(s);
}

static void
send_starttls(struct session *s)
{
	session_send(s, "STARTTLS");
}

/* Only 220 means go (RFC 3207 section 4). */
static enum step_id
got_starttls(struct session *s, const struct reply *r)
{
	struct reply answer = *r;

	if (r->status == REPLY_OK && r->code != 220)
		answer.status = REPLY_NO;
	return starttls_got_reply(s, &answer);
}

static bool
initial_response(const struct session *s, size_t length)
{
	(void)s;
	return length + 64 <= AUTH_LINE_MAX;
}

static enum step_id
own_login(struct session *s, const struct sasl_mech *m)
{
	(void)s;
	(void)m;
	return STEP_END;
}

/* Only 235 is success (RFC 4954 section 6). */
static enum step_id
got_auth(struct session *s, const struct reply *r)
{
	struct reply answer = *r;

	if (r->status == REPLY_OK && r->code != 235)
		answer.status = REPLY_NO;
	return login_reply(s, &answer);
}

/* --- operations --- */

static void
send_goodbye(struct session *s)
{
	if (s->pipelined) /* it went along */
		return;
	session_send(s, "QUIT");
}

static bool
says_goodbye(const char *text)
{
	return strncmp(text, "421", 3) == 0;
}

/* The code stands in every line; once is enough. */
static const char *
reply_words(const char *line, bool first, bool last)
{
	(void)last;
	return !first && strlen(line) > 4 ? line + 4 : line;
}

/* A refused login may be held back for many seconds. */
static const struct step steps[STEP_COUNT] = {
	[STEP_GREETING] = { "greeting", 20000, 75, FACT_GREETING_SILENT, NULL,
	    got_greeting },
	[STEP_CAPABILITY] = { "ehlo", 10000, 70, FACT_DEADLINE, send_ehlo,
	    got_ehlo },
	[STEP_STARTTLS] = { "starttls", 10000, 70, FACT_DEADLINE, send_starttls,
	    got_starttls },
	[STEP_AUTH] = { "login", 0, 0, FACT_DEADLINE, login_enter, got_auth },
	[STEP_SENDER] = { "sender", 10000, 70, FACT_DEADLINE, send_ask_sender,
	    send_got_sender },
	[STEP_RECIPIENT] = { "recipient", 10000, 70, FACT_DEADLINE,
	    send_ask_recipient, send_got_recipient },
	[STEP_RESET] = { "reset", 3000, 70, FACT_DEADLINE, send_ask_reset,
	    send_got_reset },
};

const struct protocol_ops smtp_ops = {
	.steps = steps,
	.classify = classify,
	.send_auth = login_send_auth,
	.initial_response = initial_response,
	.own_login = own_login,
	.send_goodbye = send_goodbye,
	.says_goodbye = says_goodbye,
	.reply_words = reply_words,
	.after_login = send_after_login,
};
