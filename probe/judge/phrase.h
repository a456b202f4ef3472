#ifndef PROBE_JUDGE_PHRASE_H
#define PROBE_JUDGE_PHRASE_H

#include <stdbool.h>

/*
 * Does a text of a server say the phrase?  Case does not count; the phrase
 * begins where a word begins and may end inside one ("app password" is in "App
 * passwords only").  A "*" stands for some words of the same sentence, none of
 * them "or", which would be another cause.  Addresses and host names are names
 * and say nothing: "suspended@example.org". Pure.
 */
bool phrase_said(const char *text, const char *phrase);
/*
 * Does the text name the product?  As phrase_said, but of whole words alone:
 * "AVG POP3 Proxy" names AVG, and "avg.example.org" does not.
 */
bool phrase_named(const char *text, const char *product);

#endif
