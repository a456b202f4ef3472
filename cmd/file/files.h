#ifndef CMD_FILE_FILES_H
#define CMD_FILE_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "profiles/base/buf.h"

/* Files for one folder, made whole before the first is written. */
struct new_file {
	char *path;
	struct buf bytes;
	bool present; /* the same is there already */
};

struct new_files {
	struct new_file *list;
	size_t n;
};

/* Adds an empty file of that name; the caller fills its bytes. The pointer
 * holds until the next one is added. */
struct new_file *files_add(
    struct new_files *files, const char *dir, const char *name, size_t max);
/*
 * Writes them all, into the folder made for them if need be, and says so on
 * stderr unless quiet.  Returns 0, or EXIT_TROUBLE after a message: a file
 * that is there with other contents is left alone, and then none is written.
 */
int files_store(struct new_files *files, const char *dir, bool quiet);
void files_clear(struct new_files *files);

#endif
