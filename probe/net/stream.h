#ifndef PROBE_NET_STREAM_H
#define PROBE_NET_STREAM_H

#include <openssl/types.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	STREAM_END = 0,
	STREAM_AGAIN_READ = -1,
	STREAM_AGAIN_WRITE = -2,
	STREAM_BROKEN = -3
};

struct tls_notes;

/* A TCP connection, plain or inside TLS, never blocking. */
struct stream {
	int fd;			 /* -1: none */
	SSL *ssl;		 /* NULL: plain; owned */
	struct tls_notes *notes; /* beside ssl; owned */
};

/*
 * Starts to connect to an IP literal.  Returns 0, or -1 with errno when the
 * system refuses at once; then fd is -1.
 */
int stream_connect(struct stream *s, const char *ip, uint16_t port);
/* After the descriptor turned writable: 0, or the errno of the failure. */
int stream_connected(const struct stream *s);
/* Bytes read or written, or one of the values above. */
ssize_t stream_read(struct stream *s, char *bytes, size_t size);
ssize_t stream_write(struct stream *s, const char *bytes, size_t len);
/* Says goodbye where TLS wants it, without waiting, and closes. */
void stream_close(struct stream *s);

#endif
