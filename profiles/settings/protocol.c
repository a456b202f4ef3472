#include "profiles/settings/protocol.h"

#include "profiles/base/words.h"

static const char *const protocol_names[] = { "imap", "pop3", "smtp" };
static const char *const protocol_titles[] = { "IMAP", "POP3", "SMTP" };

const char *
protocol_name(enum protocol p)
{
	return protocol_names[p];
}

const char *
protocol_title(enum protocol p)
{
	return protocol_titles[p];
}

int
protocol_parse(const char *word, enum protocol *out)
{
	int i = words_index(word, protocol_names, PROTO_COUNT);

	if (i == -1)
		return -1;
	*out = (enum protocol)i;
	return 0;
}
