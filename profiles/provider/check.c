#include "profiles/provider/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/mem.h"

void
provider_problems_init(struct provider_problems *problems)
{
	memset(problems, 0, sizeof(*problems));
	STAILQ_INIT(&problems->list);
}

void
provider_problems_clear(struct provider_problems *problems)
{
	arena_clear(&problems->arena);
	provider_problems_init(problems);
}

struct provider_problem *
provider_problem_add(struct provider_problems *problems, const char *file,
    const char *field, const char *fmt, ...)
{
	struct provider_problem *problem;
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	problem = arena_alloc(&problems->arena, sizeof(*problem));
	problem->file = arena_strdup(&problems->arena, file);
	problem->field = arena_strdup(&problems->arena, field);
	problem->text = arena_strdup(&problems->arena, text);
	STAILQ_INSERT_TAIL(&problems->list, problem, entry);
	problems->n++;
	return problem;
}

/* One name that a provider claims for itself. */
struct claim {
	const char *kind, *name;
	const struct provider *p;
};

static int
compare_claims(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;
	int c = strcmp(x->kind, y->kind);

	return c != 0 ? c : strcmp(x->name, y->name);
}

static size_t
add_claims(struct claim *claims, const struct provider *p)
{
	static const char *const kinds[] = { "domains", "mx", "ns", "spf" };
	size_t i, k, names, n = 0;

	if (p->id != NULL)
		claims[n++] = (struct claim){ "id", p->id, p };
	for (k = 0; k < NAMES_COUNT; k++) {
		const char *const *list =
		    provider_names(p, (enum provider_names)k, &names);

		for (i = 0; i < names; i++)
			claims[n++] = (struct claim){ kinds[k], list[i], p };
	}
	return n;
}

static const char *
origin(const struct provider *p)
{
	if (p->origin != NULL)
		return p->origin;
	return p->id == NULL ? "?" : p->id;
}

enum { PARTS = 5 };

/* What an entry says by which a mailbox is set up. */
static bool
has_part(const struct provider *p, const char *part)
{
	enum protocol protocol;
	size_t i;

	if (strcmp(part, "hints") == 0)
		return p->nhints > 0;
	if (strcmp(part, "oauth") == 0)
		return p->oauth.issuer != NULL;
	if (protocol_parse(part, &protocol) == -1)
		return false;
	for (i = 0; i < p->nservers; i++)
		if (p->servers[i].endpoint.protocol == protocol)
			return true;
	return false;
}

static bool
is_old(const char *date, const char *oldest)
{
	return date == NULL || strncmp(date, oldest, strlen(oldest)) < 0;
}

static bool
is_same_date(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void
warn_age(struct provider_problems *problems, const struct provider *p,
    const char *parts, const char *date)
{
	struct provider_problem *problem;

	if (date == NULL)
		problem = provider_problem_add(problems, origin(p), parts,
		    "no evidence tells where this comes from");
	else
		problem = provider_problem_add(problems, origin(p), parts,
		    "the newest evidence is of %s", date);
	problem->warning = true;
	problems->nwarnings++;
}

/* Parts of the same date share one warning. */
void
provider_validate_age(struct provider_problems *problems,
    const struct provider *p, const char *oldest)
{
	static const char *const parts[PARTS] = { "imap", "pop3", "smtp",
		"hints", "oauth" };
	const char *dates[PARTS], *list;
	bool told[PARTS] = { false };
	size_t i, k;

	for (i = 0; i < PARTS; i++) {
		dates[i] = provider_checked(p, parts[i]);
		told[i] = !has_part(p, parts[i]) || !is_old(dates[i], oldest);
	}
	for (i = 0; i < PARTS; i++) {
		if (told[i])
			continue;
		list = parts[i];
		for (k = i + 1; k < PARTS; k++) {
			if (told[k] || !is_same_date(dates[i], dates[k]))
				continue;
			list = arena_printf(
			    &problems->arena, "%s, %s", list, parts[k]);
			told[k] = true;
		}
		warn_age(problems, p, list, dates[i]);
	}
}

void
provider_validate_unique(struct provider_problems *problems,
    struct provider *const *providers, size_t n)
{
	struct claim *claims;
	size_t i, nclaims = 0;

	for (i = 0; i < n; i++)
		nclaims += 1 + providers[i]->ndomains + providers[i]->nmx +
		    providers[i]->nns + providers[i]->nspf;
	if (nclaims == 0)
		return;
	claims = xcalloc(nclaims, sizeof(*claims));
	nclaims = 0;
	for (i = 0; i < n; i++)
		nclaims += add_claims(claims + nclaims, providers[i]);
	qsort(claims, nclaims, sizeof(*claims), compare_claims);
	for (i = 1; i < nclaims; i++) {
		const struct claim *a = &claims[i - 1], *b = &claims[i];

		if (compare_claims(a, b) != 0)
			continue;
		provider_problem_add(problems, origin(b->p), b->kind,
		    "\"%s\" is already claimed by %s", b->name, origin(a->p));
	}
	free(claims);
}
