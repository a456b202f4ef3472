#ifndef TESTS_UNIT_LISTED_PROVIDER_H
#define TESTS_UNIT_LISTED_PROVIDER_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "profiles/base/err.h"
#include "profiles/provider/provider.h"

/* A database of one provider: of listed.test, and by MX of hoster.test. */

static void
save_provider(const char *dir)
{
	static const char json[] =
	    "{ \"id\": \"hoster\", \"name\": \"Hoster\","
	    " \"domains\": [\"listed.test\"], \"mx\": [\"hoster.test\"],"
	    " \"servers\": [ { \"protocol\": \"imap\", \"host\":"
	    " \"imap.hoster.test\", \"port\": 993, \"security\": \"tls\","
	    " \"username\": \"%EMAILADDRESS%\", \"auth\": [\"password\"] },"
	    " { \"protocol\": \"smtp\", \"host\": \"smtp.hoster.test\","
	    " \"port\": 465, \"security\": \"tls\", \"username\":"
	    " \"%EMAILADDRESS%\", \"auth\": [\"password\"] } ],"
	    " \"hints\": [\"enable-imap-pop\"],"
	    " \"documentation\": \"https://help.hoster.test/\","
	    " \"evidence\": [ { \"source\": \"a test\", \"date\":"
	    " \"2026-01\", \"method\": \"publication\" } ] }";
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "%s/hoster.json", dir);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(json, f);
	assert_int_equal(fclose(f), 0);
}

static void
open_database(struct provider_db **out)
{
	char dir[] = "/tmp/test-discover-XXXXXX", path[64];
	struct err err;

	assert_non_null(mkdtemp(dir));
	save_provider(dir);
	if (provider_db_open(dir, out, &err) == -1)
		fail_msg("%s", err.text);
	snprintf(path, sizeof(path), "%s/hoster.json", dir);
	unlink(path);
	rmdir(dir);
}

#endif
