#ifndef PROFILES_SETTINGS_SECURITY_H
#define PROFILES_SETTINGS_SECURITY_H

/* How a connection becomes private: TLS from the first byte (RFC 8314), by
 * STARTTLS or STLS, mandatory once chosen, or never. */
enum security { SECURITY_TLS, SECURITY_STARTTLS, SECURITY_NONE };

/* The word of the JSON report: "tls". Static. */
const char *security_name(enum security s);
/* The same for people, in every language: "SSL/TLS"; "-" is none. Static. */
const char *security_title(enum security s);
/* Returns 0, or -1 when the word is none of ours. */
int security_parse(const char *word, enum security *out);

#endif
