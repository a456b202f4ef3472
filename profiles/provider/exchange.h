#ifndef PROFILES_PROVIDER_EXCHANGE_H
#define PROFILES_PROVIDER_EXCHANGE_H

#include <stddef.h>

struct buf;
struct err;
struct provider;

/*
 * Entries of the database from and to Mozilla autoconfig 1.1.  User names
 * and hosts keep their places (%EMAILADDRESS%).  What autoconfig has no word
 * for stays behind: hints other than "enable-imap-pop", max_recipients and
 * the evidence; SCRAM becomes password-encrypted.  Mail exchangers are
 * domains with purpose="mx".
 */

/* Appends the document.  Returns 0, or -1 with err when it cannot be said:
 * an entry without servers. */
int provider_export(const struct provider *p, struct buf *out, struct err *err);
/*
 * Reads a document that a file of that name holds, of that date (YYYY-MM-DD).
 * The id follows from the name of the file.  The entry, owned by the caller,
 * is not validated yet; left_out_out counts servers of other kinds or with
 * wrong values.  Returns NULL, and why_out is a few static words.
 */
struct provider *provider_import(const char *file, const char *date,
    const char *bytes, size_t len, int *left_out_out, const char **why_out);

#endif
