#ifndef CMD_OPTIONS_ADDRESS_H
#define CMD_OPTIONS_ADDRESS_H

#include <stdbool.h>

struct arena;
struct err;

/*
 * Is text an e-mail address we can work with (or, when domain is true, a bare
 * domain)?  Returns 0, or -1 with one translated sentence that names the
 * fault.
 */
int address_check(const char *text, bool domain, struct err *err);
/*
 * The same address or domain as the program uses it, text itself or in the
 * arena: letters that cannot be seen leave the name of the domain by its
 * A-labels, and a bare domain loses the dot at its end.
 */
const char *address_spell(struct arena *a, const char *text);

#endif
