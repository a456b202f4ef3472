#ifndef PROFILES_SETTINGS_H
#define PROFILES_SETTINGS_H

#include "probe/base/arena.h"
#include "profiles/endpoint.h"

enum { SETTINGS_HINTS = 12 };

/*
 * What one source says about a mailbox: its services in order of preference
 * and what the customer has to know.  Owns all its strings by its arena.
 */
struct settings {
	struct arena arena;
	const char *provider;	   /* name to show, or NULL */
	const char *documentation; /* https URL of the help page, or NULL */
	const char *hints[SETTINGS_HINTS]; /* coded classes: "app-password" */
	size_t nhints;
	struct endpoints endpoints;
};

struct settings *settings_new(void);
void settings_free(struct settings **s);
/* Adds an empty endpoint at the end; the caller fills it. */
struct endpoint *settings_add(struct settings *s);
/* The first endpoint of the protocol, or NULL. */
const struct endpoint *settings_first(
    const struct settings *s, enum protocol p);
/*
 * Replaces %EMAILADDRESS%, %EMAILLOCALPART% and %EMAILDOMAIN% anywhere in
 * text by the parts of address; the result lives in the arena.  Returns NULL
 * when an unknown %...% is left over or the result holds blanks or controls.
 */
const char *settings_expand(
    struct arena *a, const char *text, const char *address);

#endif
