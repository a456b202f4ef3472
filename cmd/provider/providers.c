#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/options/address.h"
#include "cmd/options/options.h"
#include "cmd/provider/actions.h"
#include "cmd/provider/entry.h"
#include "cmd/provider/find.h"
#include "cmd/term/cmd.h"
#include "cmd/term/json.h"
#include "cmd/term/layout.h"
#include "profiles/base/err.h"
#include "profiles/base/idna.h"
#include "profiles/provider/provider.h"

/* One word after "providers". args are what follows it. */
struct action {
	const char *name;
	size_t min, max; /* number of args */
	int (*run)(const struct options *o, const struct provider_db *db,
	    const char *const *args, size_t n);
};

static int
list_text(const struct provider_db *db)
{
	size_t i, n = provider_db_count(db), width = 0, w;

	for (i = 0; i < n; i++) {
		w = columns_width(provider_db_nth(db, i));
		width = w > width ? w : width;
	}
	for (i = 0; i < n; i++) {
		const char *id = provider_db_nth(db, i);
		struct provider *p = provider_db_id(db, id);

		layout_pad(stdout, id, width);
		printf("  ");
		layout_wrap(stdout, p->name, width + 2, width + 2);
		provider_free(&p);
	}
	return EXIT_FINE;
}

static int
run_list(const struct options *o, const struct provider_db *db,
    const char *const *args, size_t nargs)
{
	json_object *list;
	size_t i;

	(void)args;
	(void)nargs;
	if (!o->output.json)
		return list_text(db);
	list = json_object_new_array();
	for (i = 0; i < provider_db_count(db); i++) {
		struct provider *p = provider_db_id(db, provider_db_nth(db, i));

		json_object_array_add(list, provider_json(p));
		provider_free(&p);
	}
	term_print_json(list);
	return EXIT_FINE;
}

static int
run_show(const struct options *o, const struct provider_db *db,
    const char *const *args, size_t nargs)
{
	struct provider *p = find_entry(db, args[0]);

	(void)nargs;
	if (p == NULL)
		return EXIT_TROUBLE;
	if (o->output.json)
		term_print_json(provider_json(p));
	else
		provider_tell(p, NULL, NULL);
	provider_free(&p);
	return EXIT_FINE;
}

/* The provider of an address or domain.  The name of a mail exchanger, such
 * as mx00.kundenserver.de, is understood as well. */
static struct provider *
match(const struct provider_db *db, const char *query, const char **how_out)
{
	const char *at = strrchr(query, '@');
	struct arena scratch = { NULL };
	struct provider *p = NULL;
	const char *name = idna_ascii(&scratch, at == NULL ? query : at + 1);

	if (name != NULL) {
		*how_out = "domain";
		p = provider_db_domain(db, name);
		if (p == NULL && at == NULL) {
			*how_out = "mx";
			p = provider_db_mx(db, name);
		}
	}
	arena_clear(&scratch);
	return p;
}

static void
match_json(const char *query, const struct provider *p, const char *how)
{
	const char *checked = p == NULL ? NULL : provider_checked(p, NULL);
	json_object *v = json_object_new_object();

	json_object_object_add(v, "query", json_object_new_string(query));
	json_object_object_add(
	    v, "matched", p == NULL ? NULL : json_object_new_string(how));
	json_object_object_add(
	    v, "provider", p == NULL ? NULL : provider_json(p));
	json_object_object_add(v, "checked",
	    checked == NULL ? NULL : json_object_new_string(checked));
	json_object_object_add(v, "settings",
	    p == NULL ? json_object_new_array()
		      : provider_settings_json(
			    p, query, strcmp(how, "mx") == 0 ? query : NULL));
	term_print_json(v);
}

static int
run_match(const struct options *o, const struct provider_db *db,
    const char *const *args, size_t nargs)
{
	const char *how = NULL;
	struct provider *p;
	struct err err;
	char *query;
	int status;

	(void)nargs;
	if (address_check(args[0], true, &err) == -1)
		return cmd_trouble_err(&err);
	p = match(db, args[0], &how);
	status = p == NULL ? EXIT_FINDING : EXIT_FINE;
	query = find_shown(args[0]);
	if (o->output.json) {
		match_json(args[0], p, how);
	} else if (p != NULL) {
		provider_tell(
		    p, args[0], strcmp(how, "mx") == 0 ? args[0] : NULL);
	} else {
		printf(_("The database has no entry for %s."), query);
		putchar('\n');
	}
	free(query);
	provider_free(&p);
	return status;
}

static const struct action actions[] = {
	{ "list", 0, 0, run_list },
	{ "show", 1, 1, run_show },
	{ "match", 1, 1, run_match },
	{ "validate", 0, SIZE_MAX, providers_validate },
	{ "import", 1, 1, providers_import },
	{ "export", 1, SIZE_MAX, providers_export },
	{ "check", 1, SIZE_MAX, providers_check },
};

const char *
providers_action(size_t i)
{
	return i < sizeof(actions) / sizeof(actions[0]) ? actions[i].name
							: NULL;
}

int
cmd_providers(const struct options *o)
{
	const struct action *a = NULL;
	struct provider_db *db = NULL;
	struct err err;
	size_t i;
	int status;

	for (i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (o->nargs > 0 && strcmp(o->args[0], actions[i].name) == 0)
			a = &actions[i];
	if (a == NULL || o->nargs - 1 < a->min || o->nargs - 1 > a->max)
		return cmd_trouble(
		    _("providers: say 'list', 'show ID', "
		      "'match ADDRESS|DOMAIN', 'validate [FILE...]', "
		      "'import DIR', 'export ID...' or 'check ID...'"));
	/* Files to validate are judged alone, whatever the database says. */
	if ((a->run != providers_validate || o->nargs == 1) &&
	    provider_db_open(o->search.providers_dir, &db, &err) == -1)
		return cmd_trouble_err(&err);
	status = a->run(o, db, (const char *const *)o->args + 1, o->nargs - 1);
	provider_db_free(&db);
	return status;
}
