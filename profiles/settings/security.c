#include "profiles/settings/security.h"

#include "profiles/base/words.h"

static const char *const security_names[] = { "tls", "starttls", "none" };
static const char *const security_titles[] = { "SSL/TLS", "STARTTLS", "-" };

const char *
security_name(enum security s)
{
	return security_names[s];
}

const char *
security_title(enum security s)
{
	return security_titles[s];
}

int
security_parse(const char *word, enum security *out)
{
	int i = words_index(word, security_names, 3);

	if (i == -1)
		return -1;
	*out = (enum security)i;
	return 0;
}
