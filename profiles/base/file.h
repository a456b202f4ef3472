#ifndef PROFILES_BASE_FILE_H
#define PROFILES_BASE_FILE_H

#include <stdbool.h>

struct buf;
struct err;

/*
 * Appends the bytes of a regular file to out, whose ceiling bounds them.
 * Returns 0, or -1 with err naming the file.
 */
int file_read(const char *path, struct buf *out, struct err *err);
/*
 * The same of a file whose word counts.  It is refused, err saying why, when
 * every user of this machine may change it or a folder that it lies in; and,
 * when we found it ourselves instead of a person naming it, when it or one of
 * them belongs to another user than root and ours.
 */
int file_read_checked(
    const char *path, bool found, struct buf *out, struct err *err);
/* The same question alone, of an open file; a pipe or device passes. */
int file_check(const char *path, int fd, bool found, struct err *err);

#endif
