#ifndef PROBE_NET_ROOTS_H
#define PROBE_NET_ROOTS_H

#include <openssl/x509.h>

struct err;

/*
 * The certificate authorities of the system, and those of ca_file when it is
 * not NULL, as a store the caller releases with X509_STORE_free.  A hashed
 * folder is read when a chain needs a root; a bundle only where there is no
 * such folder, since parsing it takes longer than a handshake.  SSL_CERT_DIR
 * and SSL_CERT_FILE have their usual meaning.  Returns NULL with err when
 * ca_file holds no certificate.
 */
X509_STORE *roots_load(const char *ca_file, struct err *err);

#endif
