#include "probe/net/stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probe/net/tls-notes.h"

static socklen_t
parse_address(const char *ip, uint16_t port, struct sockaddr_storage *ss)
{
	struct sockaddr_in *in4 = (struct sockaddr_in *)ss;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)ss;

	memset(ss, 0, sizeof(*ss));
	if (inet_pton(AF_INET, ip, &in4->sin_addr) == 1) {
		in4->sin_family = AF_INET;
		in4->sin_port = htons(port);
		return sizeof(*in4);
	}
	if (inet_pton(AF_INET6, ip, &in6->sin6_addr) == 1) {
		in6->sin6_family = AF_INET6;
		in6->sin6_port = htons(port);
		return sizeof(*in6);
	}
	errno = EINVAL;
	return 0;
}

int
stream_connect(struct stream *s, const char *ip, uint16_t port)
{
	struct sockaddr_storage ss;
	socklen_t len = parse_address(ip, port, &ss);
	int on = 1, saved;

	s->ssl = NULL;
	s->notes = NULL;
	s->fd = -1;
	if (len == 0)
		return -1;
	s->fd =
	    socket(ss.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s->fd == -1)
		return -1;
	/* Small writes and waiting peers: Nagle would cost 40 ms a step. */
	(void)setsockopt(s->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (connect(s->fd, (struct sockaddr *)&ss, len) == 0 ||
	    errno == EINPROGRESS)
		return 0;
	saved = errno;
	stream_close(s);
	errno = saved;
	return -1;
}

/*
 * A server that writes in small pieces with Nagle's algorithm on waits for
 * our delayed acknowledgement, 40 ms a time; the kernel forgets this wish, so
 * it is repeated whenever the wait begins.
 */
static void
hurry(const struct stream *s)
{
	int on = 1;

	(void)setsockopt(s->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
}

int
stream_connected(const struct stream *s)
{
	int error = 0;
	socklen_t len = sizeof(error);

	hurry(s);
	if (getsockopt(s->fd, SOL_SOCKET, SO_ERROR, &error, &len) == -1)
		return errno;
	return error;
}

static ssize_t
tls_trouble(struct stream *s, int result)
{
	int error = SSL_get_error(s->ssl, result);

	ERR_clear_error();
	switch (error) {
	case SSL_ERROR_WANT_READ:
		hurry(s);
		return STREAM_AGAIN_READ;
	case SSL_ERROR_WANT_WRITE:
		return STREAM_AGAIN_WRITE;
	case SSL_ERROR_ZERO_RETURN:
		return STREAM_END;
	default:
		return STREAM_BROKEN;
	}
}

ssize_t
stream_read(struct stream *s, char *bytes, size_t size)
{
	ssize_t n;

	if (s->ssl != NULL) {
		int got;

		ERR_clear_error();
		got = SSL_read(s->ssl, bytes, (int)size);

		return got > 0 ? got : tls_trouble(s, got);
	}
	n = recv(s->fd, bytes, size, 0);
	if (n >= 0)
		return n;
	if (errno != EAGAIN && errno != EINTR)
		return STREAM_BROKEN;
	hurry(s);
	return STREAM_AGAIN_READ;
}

ssize_t
stream_write(struct stream *s, const char *bytes, size_t len)
{
	ssize_t n;

	if (s->ssl != NULL) {
		int put;

		ERR_clear_error();
		put = SSL_write(s->ssl, bytes, (int)len);

		return put > 0 ? put : tls_trouble(s, put);
	}
	n = send(s->fd, bytes, len, MSG_NOSIGNAL);
	if (n >= 0)
		return n;
	return errno == EAGAIN || errno == EINTR ? STREAM_AGAIN_WRITE
						 : STREAM_BROKEN;
}

void
stream_close(struct stream *s)
{
	if (s->ssl != NULL) {
		if (SSL_is_init_finished(s->ssl))
			(void)SSL_shutdown(s->ssl);
		SSL_free(s->ssl);
		tls_notes_free(&s->notes);
		ERR_clear_error();
		s->ssl = NULL;
	}
	if (s->fd != -1)
		close(s->fd);
	s->fd = -1;
}
