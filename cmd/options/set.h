#ifndef CMD_OPTIONS_SET_H
#define CMD_OPTIONS_SET_H

struct err;
struct option_row;
struct options;

/*
 * Values of options: each reads text (NULL for a flag) into the member of the
 * row.  Returns 0, or -1 with err, which begins with the option's name.
 */

/* No value: the bool becomes true. */
int set_flag(struct options *o, const struct option_row *row, const char *text,
    struct err *err);
/* Text without control characters, one of the choices if there are any. */
int set_text(struct options *o, const struct option_row *row, const char *text,
    struct err *err);
/* IP[@PORT] */
int set_resolver(struct options *o, const struct option_row *row,
    const char *text, struct err *err);
/* https://HOST/..., to which a domain is added. */
int set_https(struct options *o, const struct option_row *row, const char *text,
    struct err *err);
/* A number from min to max, into an int. */
int set_int(struct options *o, const struct option_row *row, const char *text,
    struct err *err);
/* The same, or one of the words that stand for a POP_DELETE_.... */
int set_pop_delete(struct options *o, const struct option_row *row,
    const char *text, struct err *err);
/* Seconds from min to max, into milliseconds. */
int set_seconds(struct options *o, const struct option_row *row,
    const char *text, struct err *err);
/* "error" or "warning", into an int. */
int set_severity(struct options *o, const struct option_row *row,
    const char *text, struct err *err);
/* A host name, added to the list. */
int set_hosts(struct options *o, const struct option_row *row, const char *text,
    struct err *err);
/* MECH[,MECH], names of mechanisms we know, into the list. */
int set_mechanisms(struct options *o, const struct option_row *row,
    const char *text, struct err *err);
/* A mail program that sheets know, or "all". */
int set_client(struct options *o, const struct option_row *row,
    const char *text, struct err *err);

#endif
