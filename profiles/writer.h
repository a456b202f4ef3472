#ifndef PROFILES_WRITER_H
#define PROFILES_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "profiles/account.h"

struct buf;
struct err;

#ifndef N_
#define N_(text) text
#endif

enum {
	WRITES_IMAP = 1 << PROTO_IMAP,
	WRITES_POP3 = 1 << PROTO_POP3,
	WRITES_SMTP = 1 << PROTO_SMTP,
	WRITES_ALL = WRITES_IMAP | WRITES_POP3 | WRITES_SMTP
};

struct writer_options {
	const char *tool; /* name and version, for the comment at the top */
	/* Turns a text marked with N_() into the language of the user; N_("en")
	 * becomes the tag of that language (RFC 5646). */
	const char *(*translate)(const char *text);
};

/* One format of client profile. Same account and options: same bytes. */
struct writer {
	const char *name;    /* the word of --for */
	const char *summary; /* N_(): one line */
	/* Name of the file; {address} and {domain} are replaced. */
	const char *file;
	unsigned protocols;	 /* WRITES_...: what it can express */
	bool incoming, outgoing; /* must be there for the file to be of use */
	bool password;		 /* can hold the password, if account has one */
	/* How the format calls each kind of login; NULL: it cannot say it.
	 * AUTH_NONE and AUTH_CLIENT_IP are for outgoing servers only. */
	const char *const *auths;
	/* Appends the file to out, which is large enough. The account has
	 * been checked against this row. Returns 0, or -1 with err. */
	int (*write)(const struct account *a, const struct writer_options *o,
	    struct buf *out, struct err *err);
};

/* NULL when there is no such format. */
const struct writer *writer_find(const char *name);
size_t writer_count(void);
const struct writer *writer_at(size_t i);
/*
 * Appends the profile of the account to out.  Returns 0; or -1, out
 * unchanged and err saying why the format cannot express this account: the
 * protocol, no encryption, the kind of login, an unknown user name, or a
 * value it cannot carry.  The password is written only when a->password is
 * set and the format has a place for it.
 */
int writer_write(const struct writer *w, const struct account *a,
    const struct writer_options *o, struct buf *out, struct err *err);
/* Appends the name of the file, safe for any folder: no slash, no control. */
void writer_file(
    const struct writer *w, const struct account *a, struct buf *out);

#endif
