#ifndef PROBE_NET_ROOTS_H
#define PROBE_NET_ROOTS_H

#include <openssl/x509.h>
#include <stdbool.h>

struct err;

/*
 * Whether ca_file holds PEM certificates.  Returns 0, or -1 with err.  The
 * first one is read, the others are only unwrapped: reading a whole bundle
 * takes longer than a handshake.
 */
int roots_check(const char *ca_file, struct err *err);

/*
 * Fills a store with the certificate authorities of the system, and those of
 * ca_file when it is not NULL.  A hashed folder is read when a chain needs a
 * root; a bundle only where there is no such folder.  SSL_CERT_DIR and
 * SSL_CERT_FILE have their usual meaning.
 */
struct roots;

/* The store is borrowed. */
struct roots *roots_new(X509_STORE *store, const char *ca_file);
/* Reads some certificates more, in about a millisecond; false: all read. */
bool roots_step(struct roots *r);
void roots_free(struct roots **r);

#endif
