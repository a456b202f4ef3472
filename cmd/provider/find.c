#include "cmd/provider/find.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/term/cmd.h"
#include "profiles/base/buf.h"
#include "profiles/base/str.h"
#include "profiles/provider/provider.h"

char *
find_shown(const char *text)
{
	struct buf b;

	buf_init(&b, 1024);
	str_printable(&b, text, strlen(text), 80);
	return buf_take(&b);
}

struct provider *
find_entry(const struct provider_db *db, const char *id)
{
	struct provider *p = provider_db_id(db, id);
	char *text;

	if (p != NULL)
		return p;
	text = find_shown(id);
	cmd_trouble(_("there is no provider '%s'; 'postlotse providers list' "
		      "names them all"),
	    text);
	free(text);
	return NULL;
}
