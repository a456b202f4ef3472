#include "probe/net/route.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "profiles/base/mem.h"

/* Addresses for examples (RFC 5737, RFC 3849): only the way there counts. */
static const char *const far_away[] = { "192.0.2.1", "2001:db8::1" };

/* To connect a datagram socket asks for the way, and no more. */
static bool
reaches(const char *ip)
{
	struct addrinfo *to,
	    how = { .ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_DGRAM };
	bool found;
	int fd;

	if (getaddrinfo(ip, "53", &how, &to) != 0)
		return false;
	fd = socket(to->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	found = fd != -1 && connect(fd, to->ai_addr, to->ai_addrlen) == 0;
	if (fd != -1)
		close(fd);
	freeaddrinfo(to);
	return found;
}

/* One on this machine answers by itself, network or none. */
static bool
is_here(const char *ip)
{
	return strncmp(ip, "127.", 4) == 0 || strcmp(ip, "::1") == 0;
}

static bool
reaches_name_server(void)
{
	char line[256], ip[64];
	bool found = false;
	FILE *f = fopen("/etc/resolv.conf", "re");

	if (f == NULL)
		return false;
	while (!found && fgets(line, sizeof(line), f) != NULL)
		found = sscanf(line, "nameserver %63s", ip) == 1 &&
		    !is_here(ip) && reaches(ip);
	fclose(f);
	return found;
}

bool
route_exists(const char *resolver)
{
	bool found;
	char *ip;

	if (resolver == NULL)
		return reaches_name_server() || reaches(far_away[0]) ||
		    reaches(far_away[1]);
	ip = xstrndup(resolver, strcspn(resolver, "@"));
	found = reaches(ip);
	free(ip);
	return found;
}
