#ifndef PROFILES_WRITE_SIGNER_H
#define PROFILES_WRITE_SIGNER_H

#include <stdbool.h>

struct buf;
struct err;

/*
 * Signs files as CMS SignedData (RFC 5652), in DER, with the contents and the
 * certificates inside.  Owns the key, which OpenSSL wipes when it is freed.
 */
struct signer;

/*
 * Reads the certificate and the key that belongs to it, and the certificates
 * between it and a root from chain (or NULL), all in PEM.  The certificate's
 * file may hold the chain, too, behind it.  Returns 0, or -1 with err that
 * names the file: not readable, not PEM, a key with a passphrase, one that
 * all users of this machine can read, one of another certificate, or a
 * certificate that is not valid today.
 */
int signer_open(struct signer **out, const char *certificate, const char *key,
    const char *chain, struct err *err);
/* Appends the signed form of in; returns 0, or -1 with err. */
int signer_sign(
    struct signer *s, const struct buf *in, struct buf *out, struct err *err);
/* Are the bytes what this signer made of in, at some other time? */
bool signer_made(
    const struct signer *s, const struct buf *bytes, const struct buf *in);
void signer_free(struct signer **s);

#endif
