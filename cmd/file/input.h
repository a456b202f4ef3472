#ifndef CMD_FILE_INPUT_H
#define CMD_FILE_INPUT_H

struct buf;
struct err;

/* Appends the file to out.  Returns 0, or -1 with err, which names the file:
 * not readable, or larger than out may become. */
int input_read(const char *path, struct buf *out, struct err *err);

#endif
