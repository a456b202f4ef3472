#ifndef PROBE_BASE_ERR_H
#define PROBE_BASE_ERR_H

/*
 * Trouble of this machine: a file, memory, an argument.  What the network
 * does is a fact, never an err.  A struct err lives on the caller's stack and
 * owns nothing.
 */
struct err {
	char text[512];
};

/* Fills err with one line of English; always returns -1. err may be NULL. */
int err_set(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
