#ifndef TESTS_UNIT_NAMESERVER_H
#define TESTS_UNIT_NAMESERVER_H

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "probe/net/dns.h"
#include "probe/net/task.h"

/*
 * A name server on loopback for unit tests, in the loop of the test.  It
 * answers from a table; what the table does not know does not exist.
 */
struct zone_row {
	const char *name; /* in wire form; "*": any, when none fitted */
	enum dns_type type;
	int rcode;
	const char *rdata; /* NULL: the name exists, without this type */
	size_t len;
};

enum { SILENT = -1 }; /* the rcode of a question that gets no answer */

struct server {
	int fd;
	struct task *task;
	char address[64];
	const struct zone_row *zone; /* ends with a NULL name */
	int asked;		     /* questions that came */
};

static size_t
answer_from_zone(const struct zone_row *z, unsigned char *packet, size_t qend)
{
	size_t end = qend;

	packet[2] = 0x81;
	packet[3] = 0x83;
	memset(packet + 6, 0, 6);
	for (; z->name != NULL; z++) {
		if (strcasecmp((char *)packet + 12, z->name) != 0 &&
		    (strcmp(z->name, "*") != 0 || packet[3] != 0x83))
			continue;
		if (packet[3] == 0x83)
			packet[3] = 0x80;
		/* Signatures (46) go with every record. */
		if (packet[qend - 3] != z->type && (int)z->type != 46)
			continue;
		if (z->rcode == SILENT)
			return 0;
		packet[3] = (unsigned char)(0x80 | z->rcode);
		if (z->rdata == NULL)
			continue;
		packet[7]++;
		memcpy(packet + end, "\xc0\x0c\0\0\0\1\0\0\0\x3c\0", 11);
		packet[end + 3] = (unsigned char)z->type;
		packet[end + 11] = (unsigned char)z->len;
		memcpy(packet + end + 12, z->rdata, z->len);
		end += 12 + z->len;
	}
	return end;
}

static void
serve(struct task *t, int events, void *arg)
{
	struct server *s = arg;
	unsigned char packet[2048];
	struct sockaddr_in from;
	socklen_t fromlen = sizeof(from);
	ssize_t n;
	size_t len;

	(void)t;
	if (events == 0)
		return;
	n = recvfrom(s->fd, packet, 512, 0, (struct sockaddr *)&from, &fromlen);
	if (n < 17)
		return;
	s->asked++;
	len = answer_from_zone(
	    s->zone, packet, 12 + strnlen((char *)packet + 12, 255) + 5);
	if (len > 0)
		sendto(
		    s->fd, packet, len, 0, (struct sockaddr *)&from, fromlen);
}

/* Without a loop it swallows whatever it is asked. */
static void
server_start(struct server *s, struct loop *l, const struct zone_row *zone)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);

	s->zone = zone;
	s->asked = 0;
	s->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(s->fd, (struct sockaddr *)&a, len), 0);
	getsockname(s->fd, (struct sockaddr *)&a, &len);
	snprintf(
	    s->address, sizeof(s->address), "127.0.0.1@%d", ntohs(a.sin_port));
	s->task =
	    l == NULL ? NULL : task_start(l, s->fd, WANT_READ, 60000, serve, s);
}

static void
server_stop(struct server *s)
{
	task_stop(&s->task);
	close(s->fd);
}

#endif
