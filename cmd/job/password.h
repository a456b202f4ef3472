#ifndef CMD_JOB_PASSWORD_H
#define CMD_JOB_PASSWORD_H

#include <stdbool.h>

struct err;
struct options_login;
struct secret;

/* True when --password-fd, -file or -command names a source. */
bool password_given(const struct options_login *login);
/*
 * Reads the password of the named source, or asks for it on the terminal,
 * naming who.  The first line counts, without its line end.  The secret is
 * owned by the caller.  Returns 0, or -1 with err (translated, naming the
 * option, never the contents).
 */
int password_read(const struct options_login *login, const char *who,
    struct secret **out, struct err *err);

#endif
