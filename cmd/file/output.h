#ifndef CMD_FILE_OUTPUT_H
#define CMD_FILE_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

struct err;

/*
 * A file that appears whole or not at all: written beside its place, synced,
 * then renamed.  Only its owner may read it (mode 0600).
 */
struct output;

/*
 * Starts a file at path.  What is there already is replaced when replace is
 * true, else it is an error.  A terminal, pipe or device is written directly.
 * Returns 0, or -1 with err, which names the file.
 */
int output_open(
    struct output **out, const char *path, bool replace, struct err *err);
/* Borrowed, until output_commit or output_discard. */
FILE *output_file(struct output *o);
/* Puts the file into its place and releases o, also on failure (-1). */
int output_commit(struct output **o, struct err *err);
/* Forgets the file: nothing appears. */
void output_discard(struct output **o);

/* All of the above at once. */
int output_write(const char *path, const void *bytes, size_t len, bool replace,
    struct err *err);

/*
 * What is at path already is left alone: 0 when there is nothing, or just
 * these bytes (then *present_out is true), else -1 with err.
 */
int output_compare(const char *path, const void *bytes, size_t len,
    bool *present_out, struct err *err);

#endif
