#ifndef PROFILES_BASE_FILE_H
#define PROFILES_BASE_FILE_H

struct buf;
struct err;

/*
 * Appends the bytes of a regular file to out, whose ceiling bounds them.
 * Returns 0, or -1 with err naming the file.
 */
int file_read(const char *path, struct buf *out, struct err *err);

#endif
