#ifndef CMD_FILE_INPUT_H
#define CMD_FILE_INPUT_H

struct buf;
struct err;

/* Appends a file or pipe that a person named to out.  Returns 0, or -1 with
 * err, which names it: not readable, larger than out may become, open to
 * changes by every user of this machine, or not at its end after so many
 * seconds. */
int input_read(const char *path, int seconds, struct buf *out, struct err *err);

#endif
