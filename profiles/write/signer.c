#include "profiles/write/signer.h"

#include <errno.h>
#include <limits.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/mem.h"

struct signer {
	X509 *certificate;
	EVP_PKEY *key;
	STACK_OF(X509) * chain; /* without the certificate itself */
};

enum { CHAIN_MAX = 20 };

/* Contents are bytes, not lines of a mail. */
static const unsigned flags = CMS_BINARY | CMS_NOSMIMECAP;

static FILE *
open_file(const char *path, struct err *err)
{
	FILE *f = fopen(path, "re");

	if (f == NULL)
		err_set(err, "%s: %s", path, strerror(errno));
	return f;
}

/* The first one of all is the signer's own; none comes twice. */
static void
add_certificate(struct signer *s, X509 *x)
{
	bool known = s->certificate != NULL && X509_cmp(x, s->certificate) == 0;
	int i;

	for (i = 0; i < sk_X509_num(s->chain); i++)
		known = known || X509_cmp(x, sk_X509_value(s->chain, i)) == 0;
	if (known)
		X509_free(x);
	else if (s->certificate == NULL)
		s->certificate = x;
	else if (sk_X509_push(s->chain, x) <= 0)
		abort();
}

static int
read_certificates(struct signer *s, const char *path, struct err *err)
{
	FILE *f = open_file(path, err);
	bool ended;
	X509 *x;
	int n = 0;

	if (f == NULL)
		return -1;
	while (
	    n < CHAIN_MAX && (x = PEM_read_X509(f, NULL, NULL, NULL)) != NULL) {
		n++;
		add_certificate(s, x);
	}
	fclose(f);
	ended = n == CHAIN_MAX ||
	    ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
	ERR_clear_error();
	if (n == 0)
		return err_set(err, "%s: holds no certificate in PEM", path);
	return ended ? 0 : err_set(err, "%s: a certificate is damaged", path);
}

/* A passphrase is not asked for: the caller may have no terminal. */
static int
no_passphrase(char *text, int size, int writing, void *asked)
{
	(void)text;
	(void)size;
	(void)writing;
	*(bool *)asked = true;
	return -1;
}

static int
read_key(struct signer *s, const char *path, struct err *err)
{
	FILE *f = open_file(path, err);
	bool asked = false;
	struct stat st;

	if (f == NULL)
		return -1;
	if (fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode) &&
	    (st.st_mode & S_IROTH) != 0) {
		fclose(f);
		return err_set(err,
		    "%s: everybody on this machine can read this private "
		    "key; take that right away first (chmod o= FILE)",
		    path);
	}
	s->key = PEM_read_PrivateKey(f, NULL, no_passphrase, &asked);
	fclose(f);
	ERR_clear_error();
	if (s->key != NULL)
		return 0;
	if (asked)
		return err_set(err,
		    "%s: the private key has a passphrase; one without is "
		    "needed",
		    path);
	return err_set(err, "%s: holds no private key in PEM", path);
}

static int
check(const struct signer *s, const char *certificate, const char *key,
    struct err *err)
{
	int match = X509_check_private_key(s->certificate, s->key);

	ERR_clear_error();
	if (match != 1)
		return err_set(err,
		    "%s: this private key does not belong to the certificate "
		    "in %s",
		    key, certificate);
	if (X509_cmp_current_time(X509_get0_notAfter(s->certificate)) < 0)
		return err_set(
		    err, "%s: the certificate has expired", certificate);
	if (X509_cmp_current_time(X509_get0_notBefore(s->certificate)) > 0)
		return err_set(
		    err, "%s: the certificate is not valid yet", certificate);
	return 0;
}

int
signer_open(struct signer **out, const char *certificate, const char *key,
    const char *chain, struct err *err)
{
	struct signer *s = xcalloc(1, sizeof(*s));

	s->chain = sk_X509_new_null();
	if (s->chain == NULL)
		abort();
	if (read_certificates(s, certificate, err) == -1 ||
	    read_key(s, key, err) == -1 ||
	    check(s, certificate, key, err) == -1 ||
	    (chain != NULL && read_certificates(s, chain, err) == -1)) {
		signer_free(&s);
		return -1;
	}
	*out = s;
	return 0;
}

static int
add_encoded(CMS_ContentInfo *cms, struct buf *out)
{
	unsigned char *der = NULL;
	int rc, n = i2d_CMS_ContentInfo(cms, &der);

	if (n < 0)
		return -1;
	rc = buf_add(out, der, (size_t)n);
	OPENSSL_free(der);
	return rc;
}

int
signer_sign(
    struct signer *s, const struct buf *in, struct buf *out, struct err *err)
{
	CMS_ContentInfo *cms = NULL;
	BIO *contents;
	int rc = -1;

	if (in->len > INT_MAX)
		return err_set(err, "too large to be signed");
	contents = BIO_new_mem_buf(buf_text(in), (int)in->len);
	if (contents != NULL)
		cms =
		    CMS_sign(s->certificate, s->key, s->chain, contents, flags);
	if (cms != NULL)
		rc = add_encoded(cms, out);
	CMS_ContentInfo_free(cms);
	BIO_free(contents);
	ERR_clear_error();
	return rc == 0 ? 0 : err_set(err, "the signature could not be made");
}

static bool
is_ours(const struct signer *s, CMS_ContentInfo *cms)
{
	STACK_OF(X509) *signers = CMS_get0_signers(cms);
	STACK_OF(X509) *all = CMS_get1_certs(cms);
	bool ours = sk_X509_num(signers) == 1 &&
	    X509_cmp(sk_X509_value(signers, 0), s->certificate) == 0 &&
	    sk_X509_num(all) == sk_X509_num(s->chain) + 1;

	sk_X509_free(signers);
	sk_X509_pop_free(all, X509_free);
	return ours;
}

bool
signer_made(
    const struct signer *s, const struct buf *bytes, const struct buf *in)
{
	const unsigned char *der = (const unsigned char *)buf_text(bytes);
	CMS_ContentInfo *cms = NULL;
	BIO *contents = BIO_new(BIO_s_mem());
	bool made = false;
	char *text;

	if (bytes->len <= LONG_MAX)
		cms = d2i_CMS_ContentInfo(NULL, &der, (long)bytes->len);
	if (cms != NULL && contents != NULL &&
	    CMS_verify(cms, NULL, NULL, NULL, contents,
		flags | CMS_NO_SIGNER_CERT_VERIFY) == 1)
		made = is_ours(s, cms) &&
		    BIO_get_mem_data(contents, &text) == (long)in->len &&
		    memcmp(text, buf_text(in), in->len) == 0;
	CMS_ContentInfo_free(cms);
	BIO_free(contents);
	ERR_clear_error();
	return made;
}

void
signer_free(struct signer **s)
{
	if (*s == NULL)
		return;
	X509_free((*s)->certificate);
	EVP_PKEY_free((*s)->key);
	sk_X509_pop_free((*s)->chain, X509_free);
	free(*s);
	*s = NULL;
}
