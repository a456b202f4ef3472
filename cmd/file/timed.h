#ifndef CMD_FILE_TIMED_H
#define CMD_FILE_TIMED_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Reading from what may keep us waiting: pipes, terminals, other programs. */
struct timed {
	int seconds;   /* as the user gave them, for messages */
	int64_t until; /* on the clock that never turns back, in ms */
};

void timed_start(struct timed *t, int seconds);
/* What is left of it in ms; 0: it is over. */
int timed_left(const struct timed *t);
/* As open(2) to read, but a FIFO without a writer does not hold it up. */
int timed_open(const char *path);
/* As read(2), whether fd blocks or not; -1 with ETIMEDOUT when it is over. */
ssize_t timed_read(const struct timed *t, int fd, void *bytes, size_t size);

#endif
