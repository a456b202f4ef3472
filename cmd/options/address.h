#ifndef CMD_OPTIONS_ADDRESS_H
#define CMD_OPTIONS_ADDRESS_H

#include <stdbool.h>

struct err;

/*
 * Is text an e-mail address we can work with (or, when domain is true, a bare
 * domain)?  Returns 0, or -1 with one translated sentence that names the
 * fault.
 */
int address_check(const char *text, bool domain, struct err *err);

#endif
