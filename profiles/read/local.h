#ifndef PROFILES_READ_LOCAL_H
#define PROFILES_READ_LOCAL_H

struct arena;
struct err;
struct settings;

/*
 * The settings that this machine's administrator, or the user himself, put
 * into isp/DOMAIN.xml below the folders of config.h: a document of autoconfig.
 * domain is in A-labels.  Returns 0 with *out, owned by the caller, or NULL
 * when there is no such file; or -1 with err naming the file and what is
 * wrong with it, and *out may tell what is not understood.  *path_out, in the
 * arena, is the file, or NULL.
 */
int local_read(struct arena *a, const char *domain, const char *address,
    struct settings **out, const char **path_out, struct err *err);

#endif
