#ifndef PROFILES_BASE_LATE_H
#define PROFILES_BASE_LATE_H

#include <stddef.h>

/*
 * Libraries that only some runs need are not bound at every start: a file of
 * ours per library lists what it uses, CALLS(X) with one X(name) each, holds
 * it in a struct of nothing but LATE_MEMBER()s, and has late_load() fill it
 * when it is first asked for.
 */
#define LATE_MEMBER(name) __typeof__(name) *name;
#define LATE_NAME(name)	  #name,

/*
 * Loads the library and finds the n names in it; the pointer to each goes to
 * calls_out, an array or a struct of pointers in the same order.  It is
 * searched where the system keeps libraries, as for a program linked with it,
 * and never closed.  Where it or a name is missing, the program ends.
 */
void late_load(
    const char *library, const char *const names[], size_t n, void *calls_out);

/*
 * What is called when a library is missing, with the words of the loader,
 * which name it; it must not return.  Without it there is a line on stderr
 * and exit status 2.
 */
typedef void late_missing_fn(const char *why);
void late_on_missing(late_missing_fn *fn);

#endif
