// room: probe/net
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/net/dns.h"
#include "probe/net/loop.h"
#include "profiles/base/err.h"

/*
 * show-dns RESOLVER root|file ANCHOR NAME...: asks for the TXT records of
 * each name, one after the other, with the anchor as the keys of the root or
 * as a strict one; "-" is no anchor.  Prints "STATUS secure|unproven
 * TEXT", and how many milliseconds it took.
 */

static const char *const statuses[] = { "ok", "nodata", "nxdomain", "servfail",
	"bogus", "timeout" };

static void
show(const struct dns_answer *answer, void *arg)
{
	printf("%s %s %s\n", statuses[answer->status],
	    answer->secure ? "secure" : "unproven",
	    answer->n > 0 ? answer->records[0].text : "-");
	loop_stop(arg);
}

int
main(int argc, char *argv[])
{
	struct loop *l = loop_new();
	struct err err = { .text = "" };
	struct dns *d = NULL;
	int64_t began;
	int i, rc = argc < 5 ? -1 : dns_open(l, argv[1], &d, &err);

	if (rc == 0 && strcmp(argv[2], "file") == 0)
		rc = dns_trust_file(d, argv[3], &err);
	else if (rc == 0 && strcmp(argv[2], "root") == 0)
		dns_trust_root(d, argv[3]);
	for (i = 4; i < argc && rc == 0; i++) {
		began = loop_now(l);
		dns_ask(d, argv[i], DNS_TXT, began + 20000, show, l);
		loop_run(l);
		fprintf(stderr, "%s: %lld ms\n", argv[i],
		    (long long)(loop_now(l) - began));
	}
	if (rc == -1)
		fprintf(stderr, "show-dns: %s\n", err.text);
	if (d != NULL)
		dns_close(&d);
	loop_free(&l);
	return rc == 0 ? 0 : 2;
}
