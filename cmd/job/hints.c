#include "cmd/job/hints.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cmd/tell/tell.h"
#include "cmd/tell/text-rows.h"
#include "cmd/term/cmd.h"
#include "cmd/term/language.h"
#include "probe/report/report.h"
#include "profiles/settings/hint.h"

void
hints_tell(const struct report *r)
{
	struct tell_options plain = { .colour = false };
	const char *closed = hint_code(HINT_NO_STANDARD_PROTOCOL);
	bool titled = false;
	size_t i;

	for (i = 0; i < r->hints.n; i++) {
		if (!hint_is_first(r->hints.list[i]) ||
		    strcmp(r->hints.list[i], closed) == 0)
			continue;
		if (!titled) {
			text_title(stderr, &plain, _("Before the login"));
			text_row(stderr, _("Provider"), r->provider);
		}
		text_row(stderr, titled ? "" : _("To do"),
		    tell_hint(r->hints.list[i], language_own()));
		titled = true;
	}
	if (!titled)
		return;
	text_row(stderr, _("Help page"), r->documentation);
	fputs("\n", stderr);
}
