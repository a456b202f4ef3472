#ifndef CMD_ADVISE_ASK_H
#define CMD_ADVISE_ASK_H

#include "profiles/settings/advice.h"

/*
 * Asks on the terminal what is needed: how many devices and people, and then
 * only what still decides between the outcomes on this offer; at most five
 * questions.  Without a terminal, or when the input ends, what is not
 * answered stays unsaid.
 */
void advise_ask(struct advice_needs *n, const struct advice_offer *o);

#endif
