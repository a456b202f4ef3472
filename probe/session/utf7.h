#ifndef PROBE_SESSION_UTF7_H
#define PROBE_SESSION_UTF7_H

struct arena;

/*
 * A mailbox name from modified UTF-7 (RFC 3501 section 5.1.3) as UTF-8 in a;
 * NULL when it is malformed or holds a control character.
 */
const char *utf7_decode(struct arena *a, const char *wire);

#endif
