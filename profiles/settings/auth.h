#ifndef PROFILES_SETTINGS_AUTH_H
#define PROFILES_SETTINGS_AUTH_H

/* What a publication says of authentication; its order is preference. */
enum auth {
	AUTH_PASSWORD,	/* any mechanism that shows the server the password */
	AUTH_ENCRYPTED, /* CRAM-MD5, DIGEST-MD5 */
	AUTH_SCRAM,
	AUTH_OAUTH2,
	AUTH_GSSAPI,
	AUTH_NTLM,
	AUTH_CLIENT_CERT,
	AUTH_CLIENT_IP,
	AUTH_NONE,
	AUTH_COUNT
};

/* The word of the JSON report: "password". Static. */
const char *auth_name(enum auth a);
/* Returns 0, or -1 when the word is none of ours. */
int auth_parse(const char *word, enum auth *out);
/*
 * The kind of login of a SASL mechanism, of LOGIN, USER or APOP.  Returns 0,
 * or -1 when the name is none that we know.
 */
int auth_of_mechanism(const char *mechanism, enum auth *out);

#endif
