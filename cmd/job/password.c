#include "cmd/job/password.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/file/timed.h"
#include "cmd/options/options.h"
#include "cmd/term/cmd.h"
#include "cmd/term/prompt.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"

enum {
	LINE_ROOM = SECRET_MAX + 3, /* CR LF, and one to see "too long" */
	DRAIN_MAX = 1 << 20,
	NAP_MS = 5,
	GRACE_SECONDS = 1
};

bool
password_given(const struct options_login *login)
{
	return login->password_fd != -1 || login->password_file != NULL ||
	    login->password_command != NULL;
}

/* Reads up to a line end, the end of input or a full buffer. */
static ssize_t
read_line(const struct timed *t, int fd, char *line)
{
	size_t len = 0;
	ssize_t n;

	while (len < LINE_ROOM) {
		n = timed_read(t, fd, line + len, LINE_ROOM - len);
		if (n == -1)
			return -1;
		if (n == 0 || memchr(line + len, '\n', (size_t)n) != NULL)
			return (ssize_t)len + n;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

/* Why reading failed: errno. */
static int
not_read(const struct timed *t, const char *option, struct err *err)
{
	if (errno == ETIMEDOUT)
		return err_set(err,
		    "%s: no password came within %d s "
		    "(--command-timeout)",
		    option, t->seconds);
	return err_set(err, "%s: %s", option, strerror(errno));
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
read_fd(const struct timed *t, int fd, const char *option, struct secret **out,
    struct err *err)
{
	char line[LINE_ROOM];
	ssize_t n = read_line(t, fd, line);
	int rc;

	if (n == -1)
		rc = not_read(t, option, err);
	else
		rc = take_line(line, (size_t)n, option, out, err);
	explicit_bzero(line, sizeof(line));
	return rc;
}

static int
read_file(const struct timed *t, const char *path, struct secret **out,
    struct err *err)
{
	int fd, rc;

	fd = timed_open(path);
	if (fd == -1)
		return err_set(
		    err, "--password-file: %s: %s", path, strerror(errno));
	rc = read_fd(t, fd, "--password-file", out, err);
	close(fd);
	return rc;
}

/* --- a command --- */

struct command_run {
	pid_t pid;
	bool alone;  /* leads a group of its own */
	int fd;	     /* what it prints; -1: closed */
	size_t more; /* bytes of that beyond the line */
};

/* In the child: the command's output goes into the pipe. */
static void
run_shell(const char *command, int output, bool alone)
{
	if (alone)
		setpgid(0, 0);
	signal(SIGPIPE, SIG_DFL);
	if (dup2(output, STDOUT_FILENO) != -1)
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

/* A command that may ask on the terminal has to stay in the group to which
 * that belongs; any other can be ended with all that it started. */
static int
start_command(const char *command, struct command_run *c)
{
	int ends[2];

	c->alone = !prompt_possible();
	if (pipe2(ends, O_CLOEXEC) == -1)
		return -1;
	c->pid = fork();
	if (c->pid == 0)
		run_shell(command, ends[1], c->alone);
	close(ends[1]);
	c->fd = ends[0];
	if (c->pid == -1) {
		close(c->fd);
		return -1;
	}
	if (c->alone)
		(void)setpgid(c->pid, c->pid); /* whoever is first */
	return 0;
}

/* What the command prints beyond its first line is read and forgotten, so
 * that it does not fail by a closed pipe. */
static void
drain(struct command_run *c)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	char bytes[4096];
	ssize_t n;

	if (poll(&p, 1, NAP_MS) <= 0)
		return;
	n = read(c->fd, bytes, sizeof(bytes));
	if (n > 0)
		c->more += (size_t)n;
	if (n == 0 || c->more > DRAIN_MAX) {
		close(c->fd);
		c->fd = -1;
	}
	explicit_bzero(bytes, sizeof(bytes));
}

/* Returns 0 when it has ended, or -1 with errno. */
static int
await_end(struct command_run *c, const struct timed *t, int *status)
{
	pid_t pid;

	for (;;) {
		pid = waitpid(c->pid, status, WNOHANG);
		if (pid == c->pid)
			return 0;
		if (pid == -1 && errno != EINTR)
			return -1;
		if (timed_left(t) == 0) {
			errno = ETIMEDOUT;
			return -1;
		}
		drain(c);
	}
}

/* A command that puts the terminal right again gets a moment for it. */
static void
end_command(struct command_run *c)
{
	pid_t whom = c->alone ? -c->pid : c->pid;
	struct timed grace;
	int status;

	kill(whom, SIGTERM);
	timed_start(&grace, GRACE_SECONDS);
	if (await_end(c, &grace, &status) == -1 && errno == ETIMEDOUT) {
		kill(whom, SIGKILL);
		while (waitpid(c->pid, &status, 0) == -1 && errno == EINTR)
			;
	}
}

static int
check_status(int status, struct err *err)
{
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
read_command(const struct timed *t, const char *command, struct secret **out,
    struct err *err)
{
	struct command_run c = { .fd = -1 };
	char line[LINE_ROOM];
	int rc, status = 0;
	ssize_t n;

	if (start_command(command, &c) == -1)
		return err_set(err, "--password-command: %s", strerror(errno));
	n = read_line(t, c.fd, line);
	rc = n == -1 ? -1 : await_end(&c, t, &status);
	if (rc == -1) {
		rc = not_read(t, "--password-command", err);
		end_command(&c);
	} else {
		rc = check_status(status, err);
	}
	if (rc == 0)
		rc = take_line(line, (size_t)n, "--password-command", out, err);
	if (c.fd != -1)
		close(c.fd);
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
	struct timed t;

	timed_start(&t, login->command_timeout);
	if (login->password_fd != -1)
		return read_fd(
		    &t, login->password_fd, "--password-fd", out, err);
	if (login->password_file != NULL)
		return read_file(&t, login->password_file, out, err);
	if (login->password_command != NULL)
		return read_command(&t, login->password_command, out, err);
	return ask(who, out, err);
}
