#ifndef PROFILES_WRITE_WRITER_H
#define PROFILES_WRITE_WRITER_H

#include <stdbool.h>
#include <stddef.h>

#include "profiles/base/translate.h"
#include "profiles/settings/account.h"

struct buf;
struct err;

#ifndef N_
#define N_(text) text
#endif

enum { WRITER_ACCOUNTS_MAX = 50 }; /* in one file */

enum {
	WRITES_IMAP = 1 << PROTO_IMAP,
	WRITES_POP3 = 1 << PROTO_POP3,
	WRITES_SMTP = 1 << PROTO_SMTP,
	WRITES_ALL = WRITES_IMAP | WRITES_POP3 | WRITES_SMTP
};

/* What a POP3 format can say about mail left on the server. */
enum {
	LEAVES_NONE = 1 << RETENTION_DELETE,
	LEAVES_DAYS = 1 << RETENTION_DAYS,
	LEAVES_ALL = 1 << RETENTION_KEEP
};

/* Where the client runs: the sets of --for. */
enum platform {
	ON_WINDOWS = 1,
	ON_MAC = 2,
	ON_IPHONE = 4,
	ON_ANDROID = 8,
	ON_LINUX = 16
};

/* How the tests show that the format is right, best first. */
enum verified {
	VERIFIED_LOGIN,	 /* the real client logged in with the file */
	VERIFIED_LOADED, /* the real client or its library read it */
	VERIFIED_SCHEMA, /* a published schema or a reader not ours accepts */
	VERIFIED_RULES,	 /* our own reading of its documents only */
	VERIFIED_COUNT
};

/* What may be drawn with. */
enum writer_screen { SCREEN_NONE, SCREEN_ASCII, SCREEN_UTF8 };

struct writer_options {
	const char *tool; /* name and version, for the comment at the top */
	/* Turns a text marked with N_() into that language; N_("en") becomes
	 * its tag (RFC 5646). */
	translate_fn *translate;
	const void *language; /* arg of translate */
	/* For sheets: one mail program, see sheet-clients.h, or "all"; NULL:
	 * as is usual for the format. */
	const char *client;
	/* The bytes go to a terminal or pipe, not into a file: pictures come
	 * as characters. */
	enum writer_screen screen;
	bool colours; /* of a terminal may be used on the screen */
	/* The same into the language of that tag, for files that speak
	 * several; NULL: they speak English. */
	const char *(*translate_to)(const char *lang, const char *text);
};

/* One format of client profile. Same account and options: same bytes. */
struct writer {
	const char *name;    /* the word of --for */
	const char *summary; /* N_(): one line */
	const char *client;  /* programs and versions: "msmtp 1.6+" */
	unsigned platforms;  /* ON_..., of the set that chooses it; or 0 */
	enum verified verified;
	const char *test; /* the test that shows it, under tests/ */
	bool usual;	  /* "check --write" writes it unasked */
	/* The next file of the same format, which has the same name; NULL:
	 * there is one file only. */
	const struct writer *more;
	/* Name of the file; {address} and {domain} are replaced. */
	const char *file;
	unsigned protocols;	 /* WRITES_...: what it can express */
	unsigned tls_only;	 /* WRITES_...: where it cannot say STARTTLS */
	unsigned retentions;	 /* LEAVES_...; 0: the client's own default */
	bool incoming, outgoing; /* must be there for the file to be of use */
	bool password;		 /* can hold the password, if account has one */
	bool several;		 /* one file can hold account->next, too */
	bool signable;		 /* its client honours a CMS signature */
	/* How the format calls each kind of login; NULL: it cannot say it.
	 * AUTH_NONE and AUTH_CLIENT_IP are for outgoing servers only. */
	const char *const *auths;
	/* Appends the file to out, which is large enough. The account has
	 * been checked against this row. Returns 0, or -1 with err. */
	int (*write)(const struct account *a, const struct writer_options *o,
	    struct buf *out, struct err *err);
};

/*
 * Appends the profile of the account to out.  Returns 0; or -1, out
 * unchanged and err saying why the format cannot express this account: the
 * protocol, no encryption or not this one, the kind of login, what POP3 shall
 * leave on the server, an unknown user name, or a value it cannot carry.  The
 * password is written only when a->password is set and the format has a place
 * for it.  Further accounts (a->next) are for a row with several only; they
 * are held to the same rules.
 */
int writer_write(const struct writer *w, const struct account *a,
    const struct writer_options *o, struct buf *out, struct err *err);
/* Appends the name of the file, safe for any folder: no slash, no control. */
void writer_file(
    const struct writer *w, const struct account *a, struct buf *out);

#endif
