#include "profiles/format/config.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "profiles/base/mem.h"

/* A relative path is invalid, says the specification: as good as unset. */
static const char *
folder_of(const char *variable)
{
	const char *path = getenv(variable);

	return path != NULL && *path == '/' ? path : NULL;
}

/* Not there, as far as can be seen: a file that may not be read is there. */
static bool
is_absent(const char *path)
{
	return access(path, F_OK) == -1 &&
	    (errno == ENOENT || errno == ENOTDIR);
}

char *
config_path(const char *name)
{
	const char *base = folder_of("XDG_CONFIG_HOME");

	if (base != NULL)
		return xasprintf("%s/postlotse/%s", base, name);
	base = folder_of("HOME");
	if (base == NULL)
		return NULL;
	return xasprintf("%s/.config/postlotse/%s", base, name);
}

char *
config_find(const char *name)
{
	const char *dirs = getenv("XDG_CONFIG_DIRS");
	char *path = config_path(name);
	size_t n;

	if (dirs == NULL || *dirs == '\0')
		dirs = "/etc/xdg";
	while (path == NULL || is_absent(path)) {
		free(path);
		path = NULL;
		dirs += strspn(dirs, ":");
		n = strcspn(dirs, ":");
		if (n == 0)
			return NULL;
		if (*dirs == '/')
			path =
			    xasprintf("%.*s/postlotse/%s", (int)n, dirs, name);
		dirs += n;
	}
	return path;
}
