#include "cmd/hints.h"

#include <stddef.h>

#include "cmd/cmd.h"
#include "profiles/hint.h"

const char *
hint_text(const char *code)
{
	const char *sentence = hint_sentence(code);

	return sentence == NULL ? NULL : _(sentence);
}
