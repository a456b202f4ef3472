#include "cmd/file/timed.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

static int64_t
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

void
timed_start(struct timed *t, int seconds)
{
	t->seconds = seconds;
	t->until = now() + (int64_t)seconds * 1000;
}

int
timed_left(const struct timed *t)
{
	int64_t left = t->until - now();

	return left > 0 ? (int)left : 0;
}

int
timed_open(const char *path)
{
	return open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

ssize_t
timed_read(const struct timed *t, int fd, void *bytes, size_t size)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	ssize_t n;
	int rc;

	for (;;) {
		rc = poll(&p, 1, timed_left(t));
		if (rc == 0) {
			errno = ETIMEDOUT;
			return -1;
		}
		if (rc == -1 && errno != EINTR)
			return -1;
		if (rc == -1)
			continue;
		n = read(fd, bytes, size);
		if (n >= 0 || (errno != EINTR && errno != EAGAIN))
			return n;
	}
}
