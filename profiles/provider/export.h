#ifndef PROFILES_PROVIDER_EXPORT_H
#define PROFILES_PROVIDER_EXPORT_H

struct buf;
struct err;
struct provider;

/*
 * Appends an entry of the database as a document of Mozilla autoconfig 1.1.
 * User names and hosts keep their places (%EMAILADDRESS%).  What autoconfig
 * has no word for is left out: hints other than "enable-imap-pop",
 * max_recipients and the evidence; SCRAM becomes password-encrypted.  Mail
 * exchangers are domains with purpose="mx".  Returns 0, or -1 with err when
 * it cannot be said: an entry without servers or without domains.
 */
int provider_export(const struct provider *p, struct buf *out, struct err *err);

#endif
