#include "probe/net/tls-socket.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void
keep_first_bytes(struct tls_socket *s, const char *bytes, size_t len)
{
	size_t room = TLS_PEEK_BYTES - s->npeeked;
	size_t n = len < room ? len : room;

	if (s->up)
		return;
	memcpy(s->peeked + s->npeeked, bytes, n);
	s->npeeked += n;
}

static bool
is_passing(ssize_t n)
{
	return n < 0 && (errno == EAGAIN || errno == EINTR);
}

static int
socket_read(BIO *bio, char *bytes, size_t size, size_t *got)
{
	struct tls_socket *s = BIO_get_data(bio);
	ssize_t n = recv(s->fd, bytes, size, 0);

	BIO_clear_retry_flags(bio);
	*got = n > 0 ? (size_t)n : 0;
	if (is_passing(n))
		BIO_set_retry_read(bio);
	if (n == 0)
		s->end = true;
	if (n > 0)
		keep_first_bytes(s, bytes, *got);
	return n > 0;
}

static int
socket_write(BIO *bio, const char *bytes, size_t len, size_t *put)
{
	struct tls_socket *s = BIO_get_data(bio);
	ssize_t n = send(s->fd, bytes, len, MSG_NOSIGNAL);

	BIO_clear_retry_flags(bio);
	*put = n > 0 ? (size_t)n : 0;
	if (is_passing(n))
		BIO_set_retry_write(bio);
	return n > 0;
}

static long
socket_ctrl(BIO *bio, int command, long number, void *pointer)
{
	const struct tls_socket *s = BIO_get_data(bio);

	(void)number;
	(void)pointer;
	switch (command) {
	case BIO_CTRL_EOF:
		return s->end;
	case BIO_CTRL_FLUSH:
		return 1; /* nothing is held back */
	default:
		return 0;
	}
}

BIO_METHOD *
tls_socket_method(void)
{
	BIO_METHOD *method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "socket");

	if (method == NULL || BIO_meth_set_read_ex(method, socket_read) != 1 ||
	    BIO_meth_set_write_ex(method, socket_write) != 1 ||
	    BIO_meth_set_ctrl(method, socket_ctrl) != 1)
		abort();
	return method;
}

BIO *
tls_socket_bio(const BIO_METHOD *method, struct tls_socket *s)
{
	BIO *bio = BIO_new(method);

	if (bio == NULL)
		abort();
	BIO_set_data(bio, s);
	BIO_set_init(bio, 1);
	return bio;
}
