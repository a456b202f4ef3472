#include "profiles/settings/auth.h"

#include <string.h>

#include "profiles/base/str.h"
#include "profiles/base/words.h"

static const char *const auth_names[] = { "password", "encrypted", "scram",
	"oauth2", "gssapi", "ntlm", "client-certificate", "client-ip", "none" };

const char *
auth_name(enum auth a)
{
	return auth_names[a];
}

int
auth_parse(const char *word, enum auth *out)
{
	int i = words_index(word, auth_names, AUTH_COUNT);

	if (i == -1)
		return -1;
	*out = (enum auth)i;
	return 0;
}

int
auth_of_mechanism(const char *mechanism, enum auth *out)
{
	static const struct {
		const char *prefix;
		enum auth auth;
	} kinds[] = {
		{ "PLAIN", AUTH_PASSWORD },
		{ "LOGIN", AUTH_PASSWORD },
		{ "USER", AUTH_PASSWORD },
		{ "CRAM-MD5", AUTH_ENCRYPTED },
		{ "DIGEST-MD5", AUTH_ENCRYPTED },
		{ "APOP", AUTH_ENCRYPTED },
		{ "SCRAM-", AUTH_SCRAM },
		{ "XOAUTH2", AUTH_OAUTH2 },
		{ "OAUTHBEARER", AUTH_OAUTH2 },
		{ "GSSAPI", AUTH_GSSAPI },
		{ "NTLM", AUTH_NTLM },
		{ "EXTERNAL", AUTH_CLIENT_CERT },
	};
	size_t i, n;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		n = strlen(kinds[i].prefix);
		if (!str_starts_nocase(mechanism, kinds[i].prefix))
			continue;
		if (mechanism[n] != '\0' && kinds[i].prefix[n - 1] != '-')
			continue;
		*out = kinds[i].auth;
		return 0;
	}
	return -1;
}
