#ifndef PROFILES_WRITE_WRITE_H
#define PROFILES_WRITE_WRITE_H

/* What the writers share among themselves. */

#include "profiles/write/writer.h"

/* The authorities the system trusts, for programs that must be told: Debian
 * and what is made from it. */
#define WRITE_CA_FILE "/etc/ssl/certs/ca-certificates.crt"

extern const struct writer aerc_writer;
extern const struct writer alpine_writer;
extern const struct writer autoconfig_writer;
extern const struct writer emacs_writer;
extern const struct writer claws_writer;
extern const struct writer autodiscover_writer;
extern const struct writer dclogin_writer;
extern const struct writer fairemail_writer;
extern const struct writer evolution_writer;
extern const struct writer fetchmail_writer;
extern const struct writer geary_writer;
extern const struct writer getmail_writer;
extern const struct writer goa_writer;
extern const struct writer goimapnotify_writer;
extern const struct writer himalaya_writer;
extern const struct writer himalaya_writer_2;
extern const struct writer imapsync_writer;
extern const struct writer k9_writer;
extern const struct writer kmail_writer;
extern const struct writer mbsync_writer;
extern const struct writer meli_writer;
extern const struct writer mobileconfig_writer;
extern const struct writer mpop_writer;
extern const struct writer msmtp_writer;
extern const struct writer mutt_writer;
extern const struct writer mutt_writer_neomutt;
extern const struct writer offlineimap_writer;
extern const struct writer pacc_writer;
extern const struct writer postfix_writer;
extern const struct writer s_nail_writer;
extern const struct writer prf_writer;
extern const struct writer sylpheed_writer;
extern const struct writer thunderbird_writer;
extern const struct writer thunderbird_qr_writer;

/* The format's word for the first login of e that it can express, or NULL. */
const char *write_auth(const struct writer *w, const struct endpoint *e);
/* The same as our own word; false when the format has none for e. */
bool write_auth_kind(
    const struct writer *w, const struct endpoint *e, enum auth *out);
/* The same without one kind of login; AUTH_COUNT: with all of them. */
bool write_auth_kind_but(const struct writer *w, const struct endpoint *e,
    enum auth but, enum auth *out);
/* Our own word, but OAuth2 only where e takes nothing else: the command of the
 * user most likely prints a password. */
enum auth write_login_kind(const struct writer *w, const struct endpoint *e);
/* Returns 0, or -1 with err that names the program when the login wants a
 * token and no command prints one. */
int write_check_token(const struct account *a, const struct endpoint *e,
    enum auth kind, const char *program, struct err *err);
/* Does e take mail without a login, as far as the format goes? */
bool write_is_open(const struct writer *w, const struct endpoint *e);
/* The address with its domain as A-labels: what goes over the wire. */
void write_address(struct buf *out, const struct account *a);
/* Can a client that separates hierarchies by slashes name this folder? */
bool write_folder_fits(const struct account *a, const char *name);
/* A short name without blanks, quotes or colons, made from the address. */
void write_label(struct buf *out, const struct account *a);
/* A word for sh, in quotes where it needs them. */
void write_shell_word(struct buf *out, const char *s);
/* s with a backslash before each character that special holds. */
void write_escaped(struct buf *out, const char *s, const char *special);
/* s in double quotes, those and backslashes in it escaped: a string without
 * controls in Python, TOML and Emacs Lisp. */
void write_quoted(struct buf *out, const char *s);
/* The sender as in a message: "Jane Doe" <jane@example.org>.  special holds
 * what is escaped in the name: at least the quote and the backslash. */
void write_sender(
    struct buf *out, const struct account *a, const char *special);
/* A line of msmtp and mpop, whose arguments are raw. */
void write_argument(struct buf *out, const char *name, const char *value);
/* Their lines on a server; auth is their word for the login. */
void write_server_arguments(
    struct buf *out, const struct endpoint *e, const char *auth);
/* Their lines on the user name and the password of e. */
void write_login_arguments(
    struct buf *out, const struct account *a, const struct endpoint *e);
/* Does s, which is UTF-8, begin or end with a blank of any script? Programs
 * in Python strip them all. */
bool write_has_outer_blanks(const char *s);
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
/* The rest of a comment: how to create the Maildir ~/Mail/LABEL. */
void write_maildir_comment(struct buf *out, const char *label);
/* Programs with a fixed buffer cut longer lines: returns 0, or -1 with err
 * that names the program when a line of out has max bytes or more. */
int write_check_lines(
    const struct buf *out, const char *program, size_t max, struct err *err);

#endif
