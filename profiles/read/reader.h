#ifndef PROFILES_READ_READER_H
#define PROFILES_READ_READER_H

#include <stdbool.h>
#include <stddef.h>

struct settings;

enum { READER_BYTES_MAX = 256 * 1024 };

/* What is said of a document that is right and has no mail in it. */
#define READER_ONLY_OTHERS "names no IMAP, POP3 or SMTP, only other services"

/*
 * A format in which a domain publishes its settings.  Readers are pure: bytes
 * of a stranger in, settings out.
 */
struct reader {
	const char *name;
	/*
	 * Reads a document for address (or a bare domain, which leaves user
	 * names open).  Returns settings, owned by the caller, or NULL when
	 * the bytes are no such document.  When there is neither an endpoint
	 * nor a service why_out points to a few static words, and settings
	 * may still tell what is not understood; else it becomes NULL.
	 */
	struct settings *(*read)(const char *bytes, size_t len,
	    const char *address, const char **why_out);
};

/* The reader of that name, or NULL. */
const struct reader *reader_find(const char *name);
/*
 * The answer is a page for people, as many servers send to any question.  The
 * bytes decide: a document stays one that is sent as text/html by mistake;
 * type, the content type, decides where the bytes are neither.
 */
bool reader_is_web_page(const char *type, const char *bytes, size_t len);

/* Rows of the table. */
/* address NULL: %EMAILADDRESS% and its kin stay as they stand. */
struct settings *read_autoconfig(
    const char *bytes, size_t len, const char *address, const char **why_out);
struct settings *read_pacc(
    const char *bytes, size_t len, const char *address, const char **why_out);

#endif
