#ifndef PROBE_SASL_CREDENTIALS_H
#define PROBE_SASL_CREDENTIALS_H

struct secret;

/* The user of a login and what proves it.  Everything is borrowed. */
struct credentials {
	const char *username;
	const struct secret *secret;
	const char *const *mechanisms; /* only these, or NULL: our order */
};

#endif
