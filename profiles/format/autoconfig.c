#include "profiles/format/autoconfig.h"

const char *const autoconfig_auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "password-cleartext",
	[AUTH_ENCRYPTED] = "password-encrypted",
	[AUTH_SCRAM] = "password-encrypted",
	[AUTH_OAUTH2] = "OAuth2",
	[AUTH_GSSAPI] = "GSSAPI",
	[AUTH_NTLM] = "NTLM",
	[AUTH_CLIENT_CERT] = "TLS-client-cert",
	[AUTH_CLIENT_IP] = "client-IP-address",
	[AUTH_NONE] = "none",
};

const char *const autoconfig_sockets[] = {
	[SECURITY_TLS] = "SSL",
	[SECURITY_STARTTLS] = "STARTTLS",
	[SECURITY_NONE] = "plain",
};
