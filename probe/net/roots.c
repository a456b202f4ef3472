#include "probe/net/roots.h"

#include <dirent.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "profiles/base/err.h"
#include "profiles/base/mem.h"

#define AT_ONCE 8

struct roots {
	X509_STORE *store;
	BIO *files[2]; /* to be read, from the last one on */
	int count;
};

/* Where systems without a hashed folder keep their bundle. */
static const char *const bundles[] = {
	"/etc/ssl/certs/ca-certificates.crt",
	"/etc/pki/tls/certs/ca-bundle.crt",
	"/etc/ssl/cert.pem",
};

/* c_rehash names its links by eight hex digits, a dot and a number. */
static int
is_hashed(const char *path)
{
	struct dirent *entry;
	DIR *dir = opendir(path);
	int found = 0;

	if (dir == NULL)
		return 0;
	while (!found && (entry = readdir(dir)) != NULL)
		found = strlen(entry->d_name) == 10 &&
		    strspn(entry->d_name, "0123456789abcdef") == 8 &&
		    entry->d_name[8] == '.';
	closedir(dir);
	return found;
}

static void
open_file(struct roots *r, const char *path)
{
	BIO *bio = BIO_new_file(path, "r");

	if (bio != NULL)
		r->files[r->count++] = bio;
}

static void
open_bundle(struct roots *r)
{
	size_t i;

	open_file(r, X509_get_default_cert_file());
	for (i = 0; r->count == 0 && i < sizeof(bundles) / sizeof(bundles[0]);
	     i++)
		open_file(r, bundles[i]);
}

/* The bundle of a folder holds what the folder holds. */
static int
is_bundle(const char *file)
{
	size_t i;

	for (i = 0; i < sizeof(bundles) / sizeof(bundles[0]); i++)
		if (strcmp(bundles[i], file) == 0)
			return 1;
	return 0;
}

static void
open_system(struct roots *r)
{
	const char *file = getenv(X509_get_default_cert_file_env());
	const char *dir = getenv(X509_get_default_cert_dir_env());

	if (dir == NULL && file == NULL)
		dir = X509_get_default_cert_dir();
	if (dir != NULL && is_hashed(dir))
		X509_STORE_load_path(r->store, dir);
	else if (file == NULL)
		open_bundle(r);
	else
		dir = NULL;
	if (file != NULL && (dir == NULL || !is_bundle(file)))
		open_file(r, file);
}

static bool
is_regular(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

int
roots_check(const char *ca_file, struct err *err)
{
	/* It is read twice, and nobody waits for a pipe here. */
	BIO *bio = is_regular(ca_file) ? BIO_new_file(ca_file, "r") : NULL;
	X509 *first = bio == NULL ? NULL : PEM_read_bio_X509_AUX(bio, 0, 0, 0);
	unsigned char *data = NULL;
	char *name = NULL, *header = NULL;
	long size = 0;
	int whole;

	ERR_clear_error();
	while (
	    first != NULL && PEM_read_bio(bio, &name, &header, &data, &size)) {
		OPENSSL_free(name);
		OPENSSL_free(header);
		OPENSSL_free(data);
	}
	whole = first != NULL &&
	    ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
	X509_free(first);
	BIO_free(bio);
	ERR_clear_error();
	if (!whole)
		err_set(err, "--ca-file: %s holds no readable PEM certificate",
		    ca_file);
	return whole ? 0 : -1;
}

struct roots *
roots_new(X509_STORE *store, const char *ca_file)
{
	struct roots *r = xcalloc(1, sizeof(*r));

	r->store = store;
	open_system(r);
	if (ca_file != NULL)
		open_file(r, ca_file);
	ERR_clear_error();
	return r;
}

bool
roots_step(struct roots *r)
{
	X509 *cert;
	int i;

	for (i = 0; i < AT_ONCE && r->count > 0; i++) {
		cert = PEM_read_bio_X509_AUX(
		    r->files[r->count - 1], NULL, NULL, NULL);
		if (cert != NULL)
			X509_STORE_add_cert(r->store, cert);
		else
			BIO_free(r->files[--r->count]);
		X509_free(cert);
	}
	ERR_clear_error();
	return r->count > 0;
}

void
roots_free(struct roots **r)
{
	if (*r == NULL)
		return;
	while ((*r)->count > 0)
		BIO_free((*r)->files[--(*r)->count]);
	free(*r);
	*r = NULL;
}
