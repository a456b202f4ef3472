#include "probe/discover/web.h"

#include <string.h>

#include "probe/discover/lookup.h"
#include "probe/discover/provenance.h"
#include "probe/net/http.h"
#include "profiles/base/str.h"
#include "profiles/read/reader.h"

bool
web_has_document(const struct lookup *lk, const struct http_answer *answer,
    enum source_outcome *outcome_out, const char **why_out)
{
	provenance_answer(lk, answer);
	*outcome_out = SOURCE_FAILED;
	*why_out = answer->error;
	/* No answer in time is not the same as none. */
	if (answer->trouble == HTTP_TIMEOUT)
		*outcome_out = SOURCE_UNFINISHED;
	if (answer->trouble == HTTP_NO_NAME)
		*outcome_out = SOURCE_NONE;
	if (answer->trouble != HTTP_ANSWERED)
		return false;
	if (answer->status != 200) {
		if (answer->status >= 400 && answer->status < 500)
			*outcome_out = SOURCE_NONE;
		*why_out = arena_printf(
		    &lk->d->report->arena, "HTTP %d", answer->status);
		return false;
	}
	if (reader_is_web_page(
		answer->content_type, answer->body, answer->len)) {
		*outcome_out = SOURCE_NONE;
		*why_out = "answered with a web page";
		return false;
	}
	provenance_digest(lk, answer->body, answer->len);
	return true;
}

struct settings *
web_autoconfig(struct lookup *lk, const struct http_answer *answer,
    enum source_outcome *outcome_out, const char **why_out)
{
	struct settings *s;

	if (!web_has_document(lk, answer, outcome_out, why_out))
		return NULL;
	s = reader_find("autoconfig")
		->read(answer->body, answer->len, lk->d->typed, why_out);
	/* A right document, and nothing in it is for mail. */
	if (!lookup_has_servers(lk, &s, why_out) &&
	    strcmp(*why_out, READER_ONLY_OTHERS) == 0)
		*outcome_out = SOURCE_NONE;
	return s;
}
