#include "probe/net/roots.h"

#include <dirent.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "profiles/base/err.h"

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
load_bundle(X509_STORE *store)
{
	size_t i;

	if (X509_STORE_load_file(store, X509_get_default_cert_file()) == 1)
		return;
	for (i = 0; i < sizeof(bundles) / sizeof(bundles[0]); i++)
		if (X509_STORE_load_file(store, bundles[i]) == 1)
			return;
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
load_system(X509_STORE *store)
{
	const char *file = getenv(X509_get_default_cert_file_env());
	const char *dir = getenv(X509_get_default_cert_dir_env());

	if (dir == NULL && file == NULL)
		dir = X509_get_default_cert_dir();
	if (dir != NULL && is_hashed(dir))
		X509_STORE_load_path(store, dir);
	else if (file == NULL)
		load_bundle(store);
	else
		dir = NULL;
	if (file != NULL && (dir == NULL || !is_bundle(file)))
		X509_STORE_load_file(store, file);
}

X509_STORE *
roots_load(const char *ca_file, struct err *err)
{
	X509_STORE *store = X509_STORE_new();

	if (store == NULL)
		abort();
	load_system(store);
	if (ca_file != NULL && X509_STORE_load_file(store, ca_file) != 1) {
		X509_STORE_free(store);
		store = NULL;
		err_set(err, "--ca-file: %s holds no readable PEM certificate",
		    ca_file);
	}
	ERR_clear_error();
	return store;
}
