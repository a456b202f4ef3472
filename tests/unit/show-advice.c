// room: cmd/tell
#include <json-c/json.h>
#include <libintl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/tell/advice-json.h"
#include "cmd/tell/advice.h"
#include "cmd/term/language.h"

/*
 * show-advice LANG WORD... prints what is advised as JSON, for
 * tests/golden/advice.t.  Words are needs as in the options (devices=3, team)
 * and what the server offers (imap=proven, percent=98, hint=service-ends).
 */

enum { HINTS = 8 };

static int
number(const char *value)
{
	return (int)strtol(value, NULL, 10);
}

static enum advice_service
service(const char *value)
{
	static const char *const words[] = { "unknown", "absent", "offered",
		"proven" };
	int i;

	for (i = 3; i > 0 && strcmp(words[i], value) != 0; i--)
		continue;
	return (enum advice_service)i;
}

static bool
take_number(struct advice_offer *o, const char *name, const char *value)
{
	const struct {
		const char *name;
		int *target;
	} rows[] = {
		{ "expire", &o->expire_days },
		{ "interval", &o->interval },
		{ "leave-days", &o->leave_days },
		{ "percent", &o->percent },
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].name, name) == 0) {
			*rows[i].target = number(value);
			return true;
		}
	return false;
}

static bool
take_offer(struct advice_offer *o, const char *name, const char *value)
{
	enum protocol p;

	if (protocol_parse(name, &p) == 0)
		o->services[p] = service(value);
	else if (strcmp(name, "uidl") == 0)
		o->uidl_missing = strcmp(value, "no") == 0;
	else if (strcmp(name, "leave") == 0)
		o->leave = strcmp(value, "no") == 0 ? LEAVE_NO : LEAVE_YES;
	else if (strcmp(name, "sent") == 0) {
		o->sent_named = strcmp(value, "named") == 0;
		o->sent_unnamed = !o->sent_named;
	} else if (strcmp(name, "append") == 0)
		o->append_limit = number(value) * INT64_C(1000000);
	else if (strcmp(name, "size") == 0)
		o->size_limit = number(value) * INT64_C(1000000);
	else
		return take_number(o, name, value);
	return true;
}

static bool
take_need(struct advice_needs *n, const char *name, const char *value)
{
	const struct need_row *row;

	if (strcmp(name, "devices") == 0) {
		n->devices = number(value);
		return true;
	}
	for (row = advice_need_rows; row->name != NULL; row++) {
		if (strcmp(row->name, name) != 0)
			continue;
		*advice_need_member(n, row) = true;
		return true;
	}
	return false;
}

static void
print(const struct advice *a)
{
	struct json_object *o = advice_json(a, language_own());

	json_object_object_add(
	    o, "choice", json_object_new_int((int)a->choice));
	json_object_object_add(
	    o, "remarks", json_object_new_int64((int64_t)a->remarks));
	json_object_object_add(
	    o, "choices", json_object_new_int((int)advice_choices()));
	json_object_object_add(
	    o, "rows", json_object_new_int((int)advice_remarks()));
	puts(json_object_to_json_string(o));
	json_object_put(o);
}

int
main(int argc, char **argv)
{
	struct advice_needs needs = { 0 };
	struct advice_offer offer;
	const char *hints[HINTS], *value;
	struct advice advice;
	char *word;
	int i;

	if (argc < 2)
		return 2;
	language_start(argv[1]);
	if (getenv("CATALOGUES") != NULL)
		bindtextdomain("postlotse", getenv("CATALOGUES"));
	advice_offer_init(&offer);
	offer.hints = hints;
	for (i = 2; i < argc; i++) {
		word = argv[i];
		value = strchr(word, '=');
		if (value != NULL)
			word[value++ - argv[i]] = '\0';
		else
			value = "";
		if (strcmp(word, "hint") == 0 && offer.nhints < HINTS)
			hints[offer.nhints++] = value;
		else if (!take_offer(&offer, word, value) &&
		    !take_need(&needs, word, value))
			return 2;
	}
	if (advice_make(&needs, &offer, &advice))
		print(&advice);
	else
		puts("null");
	return 0;
}
