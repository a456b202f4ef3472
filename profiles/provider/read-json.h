#ifndef PROFILES_PROVIDER_READ_JSON_H
#define PROFILES_PROVIDER_READ_JSON_H

#include <json-c/json.h>

#include "profiles/provider/check.h"

/* JSON of a provider file, piece by piece; what is wrong becomes a problem
 * that names the path, such as "servers[1].port". */

/* One file being read. */
struct reading {
	struct provider_problems *problems;
	const char *file;
	struct provider *p;
};

/*
 * One key of an object: read() takes the value found at path into target,
 * the struct that the object describes.
 */
struct key {
	const char *name;
	bool required;
	void (*read)(
	    struct reading *r, const char *path, json_object *v, void *target);
};

#define KEYS(table) (table), sizeof(table) / sizeof((table)[0])

/* The JSON value that is all of the text, owned by the caller, or NULL. */
json_object *read_json(struct reading *r, const char *json, size_t len);
/* Reads each key of an object into target; unknown keys are problems. */
void read_object(struct reading *r, const char *path, json_object *v,
    const struct key *keys, size_t nkeys, void *target);
/* The number of rows of an array within bounds, or 0 with a problem. */
size_t read_length(struct reading *r, const char *path, json_object *v,
    size_t min, size_t max);
/* Text of 1..max bytes without controls, in the provider's arena, or NULL. */
const char *read_text(
    struct reading *r, const char *path, json_object *v, size_t max);
/* A number of 1..max into *out, which a problem leaves as it was. */
bool read_number(struct reading *r, const char *path, json_object *v,
    int64_t max, const char *what, int *out);
/* A list of different words that is_word() accepts, "what" to messages. */
const char **read_words(struct reading *r, const char *path, json_object *v,
    size_t max, bool (*is_word)(const char *), const char *what, size_t *n_out);
/* An https URL in the provider's arena, or NULL with a problem. */
const char *read_page(struct reading *r, const char *path, json_object *v);
/* "path[i]" and the value as a message shows it, both borrowed. */
const char *read_row_path(struct reading *r, const char *path, size_t i);
const char *read_shown(struct reading *r, json_object *v);

/* The larger keys of an entry; target is not used. */
void read_servers(
    struct reading *r, const char *path, json_object *v, void *target);
void read_hints(
    struct reading *r, const char *path, json_object *v, void *target);
void read_help(
    struct reading *r, const char *path, json_object *v, void *target);
void read_oauth(
    struct reading *r, const char *path, json_object *v, void *target);
void read_evidence(
    struct reading *r, const char *path, json_object *v, void *target);
void read_disagreements(
    struct reading *r, const char *path, json_object *v, void *target);

#endif
