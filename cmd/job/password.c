#include "cmd/job/password.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/options/options.h"
#include "cmd/term/cmd.h"
#include "cmd/term/prompt.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"

enum {
	LINE_ROOM = SECRET_MAX + 3, /* CR LF, and one to see "too long" */
	DRAIN_MAX = 1 << 20
};

bool
password_given(const struct options_login *login)
{
	return login->password_fd != -1 || login->password_file != NULL ||
	    login->password_command != NULL;
}

/* Reads up to a line end, the end of input or a full buffer. */
static ssize_t
read_line(int fd, char *line)
{
	size_t len = 0;
	ssize_t n;

	while (len < LINE_ROOM) {
		n = read(fd, line + len, LINE_ROOM - len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		if (n == 0 || memchr(line + len, '\n', (size_t)n) != NULL)
			return (ssize_t)len + n;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

/* Makes a secret of the first line; option names the source in messages. */
static int
take_line(const char *line, size_t len, const char *option, struct secret **out,
    struct err *err)
{
	const char *end = memchr(line, '\n', len);

	if (end != NULL) {
		len = (size_t)(end - line);
		if (len > 0 && line[len - 1] == '\r')
			len--;
	}
	if (len == 0)
		return err_set_word(
		    err, 1, "%s: the password is empty", option);
	if (len > SECRET_MAX)
		return err_set_word(err, 1,
		    "%s: the password is longer than %d bytes", option,
		    SECRET_MAX);
	if (memchr(line, '\r', len) != NULL || memchr(line, '\0', len) != NULL)
		return err_set_word(err, 1,
		    "%s: the password holds a carriage return or a NUL byte",
		    option);
	*out = secret_new(line, len);
	if (*out == NULL)
		return err_set_word(
		    err, 1, "%s: no memory for the password", option);
	return 0;
}

static int
read_fd(int fd, const char *option, struct secret **out, struct err *err)
{
	char line[LINE_ROOM];
	ssize_t n = read_line(fd, line);
	int rc;

	if (n == -1)
		rc = err_set(err, "%s: %s", option, strerror(errno));
	else
		rc = take_line(line, (size_t)n, option, out, err);
	explicit_bzero(line, sizeof(line));
	return rc;
}

static int
read_file(const char *path, struct secret **out, struct err *err)
{
	int fd, rc;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd == -1)
		return err_set(
		    err, "--password-file: %s: %s", path, strerror(errno));
	rc = read_fd(fd, "--password-file", out, err);
	close(fd);
	return rc;
}

/* In the child: the command's output goes into the pipe. */
static void
run_shell(const char *command, int output)
{
	signal(SIGPIPE, SIG_DFL);
	if (dup2(output, STDOUT_FILENO) != -1)
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/* What the command prints beyond its first line is read and forgotten, so
 * that it does not fail by a closed pipe. */
static void
drain(int fd)
{
	char bytes[4096];
	size_t total = 0;
	ssize_t n;

	while (total < DRAIN_MAX) {
		n = read(fd, bytes, sizeof(bytes));
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		total += (size_t)n;
	}
	explicit_bzero(bytes, sizeof(bytes));
}

static int
wait_command(pid_t pid, struct err *err)
{
	int status;

	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return err_set(
			    err, "--password-command: %s", strerror(errno));
	if (WIFSIGNALED(status))
		return err_set(err,
		    "--password-command: the command was ended by signal "
		    "%d",
		    WTERMSIG(status));
	if (WEXITSTATUS(status) != 0)
		return err_set(err,
		    "--password-command: the command failed with exit "
		    "status %d",
		    WEXITSTATUS(status));
	return 0;
}

static int
read_command(const char *command, struct secret **out, struct err *err)
{
	char line[LINE_ROOM];
	int ends[2], rc;
	ssize_t n;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) == -1)
		return err_set(err, "--password-command: %s", strerror(errno));
	pid = fork();
	if (pid == 0)
		run_shell(command, ends[1]);
	close(ends[1]);
	if (pid == -1) {
		close(ends[0]);
		return err_set(err, "--password-command: %s", strerror(errno));
	}
	n = read_line(ends[0], line);
	drain(ends[0]);
	close(ends[0]);
	rc = wait_command(pid, err);
	if (rc == 0)
		rc = take_line(line, n == -1 ? 0 : (size_t)n,
		    "--password-command", out, err);
	explicit_bzero(line, sizeof(line));
	return rc;
}

static int
ask(const char *who, struct secret **out, struct err *err)
{
	char line[LINE_ROOM], question[512];
	ssize_t n;
	int rc;

	snprintf(question, sizeof(question), _("Password for %s: "), who);
	n = prompt_secret(question, line, sizeof(line));
	if (n == -1)
		rc = err_set(err,
		    "no password: give one with --password-file, "
		    "--password-fd or --password-command, or use "
		    "--no-login");
	else
		rc = take_line(line, (size_t)n, N_("the prompt"), out, err);
	explicit_bzero(line, sizeof(line));
	return rc;
}

int
password_read(const struct options_login *login, const char *who,
    struct secret **out, struct err *err)
{
	if (login->password_fd != -1)
		return read_fd(login->password_fd, "--password-fd", out, err);
	if (login->password_file != NULL)
		return read_file(login->password_file, out, err);
	if (login->password_command != NULL)
		return read_command(login->password_command, out, err);
	return ask(who, out, err);
}
