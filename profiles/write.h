#ifndef PROFILES_WRITE_H
#define PROFILES_WRITE_H

/* What the writers share among themselves. */

#include "profiles/writer.h"

extern const struct writer writer_autoconfig;
extern const struct writer writer_mbsync;
extern const struct writer writer_mobileconfig;
extern const struct writer writer_msmtp;
extern const struct writer writer_sheet;

/* The format's word for the first login of e that it can express, or NULL. */
const char *write_auth(const struct writer *w, const struct endpoint *e);
/* The same as our own word; false when the format has none for e. */
bool write_auth_kind(
    const struct writer *w, const struct endpoint *e, enum auth *out);
/* Does e take mail without a login, as far as the format goes? */
bool write_is_open(const struct writer *w, const struct endpoint *e);
/* The address with its domain as A-labels: what goes over the wire. */
void write_address(struct buf *out, const struct account *a);
/* A short name without blanks, quotes or colons, made from the address. */
void write_label(struct buf *out, const struct account *a);
/* The command that fetches the password: the account's own, or the keyring's
 * by host, service and user name of e. */
void write_password_command(
    struct buf *out, const struct account *a, const struct endpoint *e);
/* A comment line: "# Example, jane@example.org: written by Postlotse 1.0". */
void write_comment(
    struct buf *out, const struct account *a, const struct writer_options *o);
/* A comment telling how to put the password into the keyring, if that is
 * where write_password_command() looks. */
void write_keyring_comment(
    struct buf *out, const struct account *a, const struct endpoint *e);
/* Programs with a fixed buffer cut longer lines: returns 0, or -1 with err
 * that names the program when a line of out has max bytes or more. */
int write_check_lines(
    const struct buf *out, const char *program, size_t max, struct err *err);

#endif
