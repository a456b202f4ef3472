#include <string.h>

#include "probe/report/redactor.h"
#include "probe/sasl/sasl.h"
#include "probe/session/session-private.h"
#include "profiles/base/str.h"

/*
 * What the peer says, on its way into the report: without secrets, printable,
 * and never more than a reader can use.
 */

enum { SAME_FACTS_MAX = 4, WORDS_MAX = 500, MECHANISMS_MAX = 50 };

const char *
session_text(const struct session *s, const char *text)
{
	const char *shown;
	struct buf b;

	buf_init(&b, REPLY_MAX);
	redactor_hide(s->shared->redactor, text, strlen(text), &b);
	shown = str_printable_dup(s->shared->arena, buf_text(&b), b.len);
	buf_clear(&b);
	return shown;
}

const char *
session_hide(struct session *s, const char *text)
{
	const char *hidden;
	struct buf b;

	buf_init(&b, REPLY_MAX);
	redactor_hide(s->shared->redactor, text, strlen(text), &b);
	hidden = arena_strdup(&s->input.scratch, buf_text(&b));
	buf_clear(&b);
	return hidden;
}

const char *
session_words(struct session *s, const struct reply *r)
{
	const char *text, *line;
	struct buf b;
	size_t i;

	buf_init(&b, REPLY_MAX);
	for (i = 0; i <= r->lines.n; i++) {
		line = i < r->lines.n ? r->lines.list[i] : r->line;
		line = s->ops->reply_words(line, i == 0, i == r->lines.n);
		if (line != NULL &&
		    buf_printf(&b, "%s%s", b.len > 0 ? " " : "", line) == -1)
			break;
	}
	text = session_text(s, buf_text(&b));
	buf_clear(&b);
	return text;
}

/* A server may say the same a thousand times: a few are evidence enough. */
static bool
is_repeated(const struct facts *facts, enum fact_id id)
{
	const struct fact *f;
	int n = 0;

	STAILQ_FOREACH (f, &facts->list, entry)
		n += f->id == id;
	return n >= SAME_FACTS_MAX;
}

void
session_fact(struct session *s, enum fact_id id, const char *text)
{
	if (is_repeated(&s->result->facts, id))
		return;
	fact_add(
	    &s->result->facts, id, text == NULL ? NULL : session_text(s, text));
}

void
session_reply_fact(struct session *s, enum fact_id id, const struct reply *r)
{
	if (!is_repeated(&s->result->facts, id))
		fact_add(&s->result->facts, id, session_words(s, r));
}

void
session_word(struct session *s, struct words *w, const char *word)
{
	if (w->n < WORDS_MAX)
		words_add(s->shared->arena, w, session_text(s, word));
}

void
session_capability(struct session *s, const char *word)
{
	struct words *w =
	    s->in_tls ? &s->result->after_tls : &s->result->before_tls;

	session_word(s, w, word);
}

void
session_mechanism(struct session *s, const char *name)
{
	const struct sasl_mech *known = sasl_find(name);

	/* A password may be called like a mechanism; what we know by name is
	 * no secret. */
	if (known != NULL)
		name = known->name;
	else
		name = session_text(s, name);
	if (!words_have(&s->result->mechanisms, name) &&
	    s->result->mechanisms.n < MECHANISMS_MAX)
		words_add(s->shared->arena, &s->result->mechanisms, name);
}

void
session_mechanisms(struct session *s, const char *names)
{
	char name[64];
	size_t n;

	for (; *names != '\0'; names += n) {
		names += strspn(names, " =");
		n = strcspn(names, " ");
		if (n == 0 || n >= sizeof(name))
			continue;
		memcpy(name, names, n);
		name[n] = '\0';
		session_mechanism(s, name);
	}
}

bool
session_has(const struct session *s, const char *capability)
{
	return words_have(
	    s->in_tls ? &s->result->after_tls : &s->result->before_tls,
	    capability);
}

/* A peer that knows the password may put it into its certificate, too. */
void
session_hide_tls(struct session *s)
{
	struct certificate_result *c = &s->result->tls.certificate;
	struct fact *f;
	size_t i;

	STAILQ_FOREACH (f, &s->result->facts.list, entry)
		f->text = session_text(s, f->text);
	if (!s->result->tls.have_certificate)
		return;
	c->subject = session_text(s, c->subject);
	c->issuer = session_text(s, c->issuer);
	for (i = 0; i < c->names.n; i++)
		c->names.list[i] = session_text(s, c->names.list[i]);
}
