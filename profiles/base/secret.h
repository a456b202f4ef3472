#ifndef PROFILES_BASE_SECRET_H
#define PROFILES_BASE_SECRET_H

#include <stddef.h>

enum { SECRET_MAX = 4096 };

/*
 * A password or token in locked memory that core dumps leave out.  The bytes
 * are wiped by secret_free.  Nothing else in the program keeps a password.
 */
struct secret;

/*
 * Copies len bytes into a new secret owned by the caller.  Returns NULL when
 * the bytes are empty, longer than SECRET_MAX or hold CR, LF or NUL.
 */
struct secret *secret_new(const char *bytes, size_t len);
/* Borrowed, NUL-terminated; never print it. */
const char *secret_text(const struct secret *s);
size_t secret_len(const struct secret *s);
void secret_free(struct secret **s);

/* Forbids core dumps and tracing of this process: once, at program start. */
void secret_harden(void);

#endif
