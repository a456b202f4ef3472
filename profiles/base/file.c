#include "profiles/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"

/* A pipe or device is refused: reading it might never end. */
int
file_read(const char *path, struct buf *out, struct err *err)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), result = -1;
	struct stat st;
	char chunk[16384];
	ssize_t n;

	if (fd == -1)
		return err_set(err, "%s: %s", path, strerror(errno));
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode)) {
		err_set(err, "%s: is not a regular file", path);
		goto out;
	}
	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		if (buf_add(out, chunk, (size_t)n) == -1) {
			err_set(err, "%s: the file is larger than %d bytes",
			    path, (int)out->ceiling);
			goto out;
		}
	if (n == -1)
		err_set(err, "%s: %s", path, strerror(errno));
	else
		result = 0;
out:
	close(fd);
	return result;
}
