#include "cmd/term/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <termios.h>
#include <unistd.h>

#include "cmd/term/cmd.h"
#include "profiles/base/buf.h"
#include "profiles/base/str.h"

/* What a signal handler needs to put the terminal back. */
static volatile sig_atomic_t hidden_fd = -1;
static struct termios before;

static const int ending_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
enum { NENDING = sizeof(ending_signals) / sizeof(ending_signals[0]) };

/* Only functions that POSIX calls safe here. */
static void
restore_and_end(int sig)
{
	if (hidden_fd != -1)
		(void)tcsetattr(hidden_fd, TCSAFLUSH, &before);
	signal(sig, SIG_DFL);
	raise(sig);
}

static int
open_terminal(void)
{
	return open("/dev/tty", O_RDWR | O_CLOEXEC);
}

static void
say(int fd, const char *text)
{
	struct buf shown;
	const char *p;
	size_t len;
	ssize_t n;

	buf_init(&shown, SIZE_MAX / 2);
	str_printable_lines(&shown, text, strlen(text));
	p = buf_text(&shown);
	len = shown.len;
	while (len > 0) {
		n = write(fd, p, len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		p += n;
		len -= (size_t)n;
	}
	buf_clear(&shown);
}

static ssize_t
read_terminal(int fd, char *line, size_t size)
{
	ssize_t n;

	do
		n = read(fd, line, size);
	while (n == -1 && errno == EINTR);
	return n;
}

static ssize_t
read_hidden(int fd, const char *question, char *line, size_t size)
{
	struct sigaction old[NENDING], old_stop,
	    end = { .sa_handler = restore_and_end },
	    ignore = { .sa_handler = SIG_IGN };
	struct termios quiet;
	ssize_t n;
	int i;

	if (tcgetattr(fd, &before) == -1)
		return -1;
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	quiet.c_lflag |= ICANON;
	hidden_fd = fd;
	for (i = 0; i < NENDING; i++)
		sigaction(ending_signals[i], &end, &old[i]);
	/* A stopped program would leave the shell without echo. */
	sigaction(SIGTSTP, &ignore, &old_stop);
	tcsetattr(fd, TCSAFLUSH, &quiet);
	say(fd, question);
	n = read_terminal(fd, line, size);
	say(fd, "\n");
	tcsetattr(fd, TCSAFLUSH, &before);
	hidden_fd = -1;
	sigaction(SIGTSTP, &old_stop, NULL);
	for (i = 0; i < NENDING; i++)
		sigaction(ending_signals[i], &old[i], NULL);
	return n;
}

bool
prompt_possible(void)
{
	int fd = open_terminal();

	if (fd == -1)
		return false;
	close(fd);
	return true;
}

ssize_t
prompt_secret(const char *question, char *line, size_t size)
{
	ssize_t n;
	int fd = open_terminal();

	if (fd == -1)
		return -1;
	n = read_hidden(fd, question, line, size);
	close(fd);
	return n;
}

int
prompt_line(const char *question, char *line, size_t size)
{
	ssize_t n;
	int fd = open_terminal();

	if (fd == -1)
		return -1;
	say(fd, question);
	n = read_terminal(fd, line, size - 1);
	close(fd);
	line[n < 0 ? 0 : n] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	return n <= 0 ? -1 : 0;
}

/* Is the answer one of the words, which blanks separate? */
static bool
one_of(const char *words, const char *answer)
{
	size_t n;

	for (; *words != '\0'; words += n + strspn(words + n, " ")) {
		n = strcspn(words, " ");
		if (strlen(answer) == n && strncasecmp(words, answer, n) == 0)
			return true;
	}
	return false;
}

bool
prompt_is_yes(const char *answer)
{
	/* TRANSLATORS: the answers that mean yes, separated by blanks. */
	return one_of("yes y", answer) || one_of(_("yes y"), answer);
}

bool
prompt_is_no(const char *answer)
{
	/* TRANSLATORS: the answers that mean no, separated by blanks. */
	return one_of("no n", answer) || one_of(_("no n"), answer);
}

bool
prompt_yes(const char *question)
{
	char line[64];

	return prompt_line(question, line, sizeof(line)) == 0 &&
	    prompt_is_yes(line);
}
