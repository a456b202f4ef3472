/*
 * For OpenSMTPD 6.8 of Debian 12, whose TLS cannot work with OpenSSL 3: it
 * marks the RSA key that EVP_PKEY_get1_RSA() gives, which there is a copy.
 * Preloaded, this makes the copy the key itself, as later versions of
 * OpenSMTPD do (its pull request 1208).
 */

#define _GNU_SOURCE

#include <dlfcn.h>

#include <openssl/evp.h>

RSA *
EVP_PKEY_get1_RSA(EVP_PKEY *key)
{
	RSA *(*real)(EVP_PKEY *) =
	    (RSA * (*)(EVP_PKEY *)) dlsym(RTLD_NEXT, "EVP_PKEY_get1_RSA");
	RSA *rsa = real(key);

	if (rsa != NULL)
		EVP_PKEY_set1_RSA(key, rsa);
	return rsa;
}
