#ifndef PROFILES_WRITE_TOML_H
#define PROFILES_WRITE_TOML_H

struct account;
struct buf;
struct endpoint;

/* Appends a line: key = "value"; that holds no controls. */
void toml_add(struct buf *out, const char *key, const char *value);
/* Appends a line with the command that prints the password of e. */
void toml_add_command(struct buf *out, const char *key, const struct account *a,
    const struct endpoint *e);
/* Appends the head of the table of the account: [accounts."label"]. */
void toml_add_table(struct buf *out, const struct account *a);

#endif
