#ifndef PROBE_SASL_CREDENTIALS_H
#define PROBE_SASL_CREDENTIALS_H

#include <stdbool.h>

struct secret;

/* The user of a login and what proves it.  Everything is borrowed. */
struct credentials {
	const char *username;
	const struct secret *secret;
	const char *const *mechanisms; /* only these, or NULL: our order */
	/* Who receives the password is the question: what shows him least
	 * comes first, and nothing weaker follows it. */
	bool guarded;
	/* How often it may be shown again after a server has refused the
	 * mechanism and not the password; what all logins of a run have left
	 * together.  NULL: never. */
	int *further;
};

#endif
