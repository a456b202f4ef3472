#include "cmd/tell/text-parts.h"

#include <string.h>

#include "cmd/term/cmd.h"
#include "cmd/term/language.h"
#include "profiles/base/arena.h"
#include "profiles/base/buf.h"

static const char of_another[] =
    N_("is not believed, because it belongs to another user (number {name})");

/* What the sources say of themselves; {name} stands for any words. */
static const char *const known[] = {
	N_("the domain is not listed"),
	N_("no such file"),
	N_("is not a regular file"),
	of_another,
	N_("is not believed, because any user may change it (chmod o-w helps)"),
	N_("the file is larger than {name} bytes"),
	N_("no mailconf record"),
	N_("the record names no https URL"),
	N_("several records; the first in the alphabet counts"),
	N_("no such name"),
	N_("no such domain"),
	N_("not a domain name"),
	N_("the name has no address"),
	N_("no MX record"),
	N_("no SRV record"),
	N_("stated as not offered"),
	N_("not needed"),
	N_("none of the usual names exists"),
	N_("neither name servers nor SPF are known"),
	N_("candidates"),
	N_("candidates; a wildcard record answers to any name"),
	N_("the domain takes no mail (null MX)"),
	N_("the resolver failed"),
	N_("the resolver failed (SERVFAIL)"),
	N_("the resolver did not answer in time"),
	N_("DNSSEC validation failed"),
	N_("DNSSEC validation of the name failed"),
	N_("not the URL of a named host"),
	N_("no answer in time"),
	N_("no connection in time"),
	N_("answered with a web page"),
	N_("the answer is too long"),
	N_("too long"),
	N_("too many redirects"),
	N_("redirected in a circle"),
	N_("redirected to what is no https URL"),
	N_("redirected, which is not allowed here"),
	N_("redirected to what is no address"),
	N_("a redirect that leads nowhere"),
	N_("wants a login first"),
	N_("the login was refused"),
	N_("asks for an address, not for a domain"),
	N_("the address cannot be asked for"),
	N_("not well-formed XML"),
	N_("not a JSON object"),
	N_("no usable server in it"),
	N_("a document type declaration is not allowed"),
	N_("XML, but no autodiscover"),
	N_("XML, but no clientConfig"),
	N_("autodiscover names no IMAP, POP3 or SMTP"),
	N_("names no IMAP, POP3 or SMTP, only other services"),
	N_("autodiscover names no URL"),
	N_("the server was not reached just before"),
	N_("autodiscover answers with an error"),
	N_("autodiscover answers with error {name}"),
	N_("an answer for ActiveSync, not for IMAP or POP3"),
	N_("no digest"),
	N_("digest does not match"),
	N_("{name}: no such name"),
	N_("{name}: the name has no address"),
	N_("{name} belongs to no known provider"),
	N_("redirected to {name}"),
	N_("{name} (a hint only)"),
	N_("{name}; not every name was answered in time"),
	NULL,
};

static const char place[] = "{name}";

/* Finds the words that stand for {name}; returns false when the text is not
 * of this form. */
static bool
match(const char *form, const char *text, const char **name_out, size_t *len)
{
	const char *at = strstr(form, place), *tail;
	size_t head, n = strlen(text);

	if (at == NULL)
		return strcmp(form, text) == 0;
	head = (size_t)(at - form);
	tail = at + strlen(place);
	if (n < head + strlen(tail) || memcmp(text, form, head) != 0 ||
	    strcmp(text + n - strlen(tail), tail) != 0)
		return false;
	*name_out = text + head;
	*len = n - head - strlen(tail);
	return true;
}

/* The words that text is made of; NULL: none that we know. */
static const char *
find_form(const char *text, const char **name_out, size_t *len)
{
	const char *const *form = known;

	while (*form != NULL && !match(*form, text, name_out, len))
		form++;
	return *form;
}

static void
tell_words(struct buf *out, const char *detail, const struct language *l)
{
	const char *tail = detail, *form, *words, *at, *name = "";
	size_t len = 0;

	/* Known words may stand behind the name of a file. */
	while ((form = find_form(tail, &name, &len)) == NULL) {
		tail = strstr(tail, ": ");
		if (tail == NULL) {
			buf_add_str(out, detail);
			return;
		}
		tail += 2;
	}
	buf_add(out, detail, (size_t)(tail - detail));
	words = language_text(l, form);
	at = strstr(words, place);
	if (at == NULL) {
		buf_add_str(out, words);
		return;
	}
	buf_add(out, words, (size_t)(at - words));
	buf_add(out, name, len);
	buf_add_str(out, at + strlen(place));
}

/* The values stand at the end, as somebody else wrote them. */
void
tell_detail(struct buf *out, const char *detail, const struct language *l)
{
	static const char *const mark = N_("not understood: ");
	const char *at = strstr(detail, mark), *head;
	struct arena a = { NULL };

	if (at == NULL) {
		tell_words(out, detail, l);
		return;
	}
	if (at > detail + 2) {
		head = arena_strndup(&a, detail, (size_t)(at - detail) - 2);
		tell_words(out, head, l);
		buf_add_str(out, "; ");
		arena_clear(&a);
	}
	buf_add_str(out, language_text(l, mark));
	buf_add_str(out, at + strlen(mark));
}
