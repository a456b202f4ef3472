#ifndef PROBE_LINT_LINT_H
#define PROBE_LINT_LINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "profiles/base/words.h"
#include "profiles/settings/endpoint.h"

/*
 * What a domain publishes for mail programs, checked: autoconfig, PACC, SRV
 * records, autodiscover, and every server they name.  No login is tried.
 */

struct engine;
struct finding;
struct lint;
struct run_options;
struct settings;

enum lint_id {
#define LINT(id, name) LINT_##id,
#include "probe/lint/lint.def"
#undef LINT
	LINT_COUNT
};

enum lint_class {
	LINT_PASS,
	LINT_MISS,  /* not there */
	LINT_DRIFT, /* there, and contradicts something else */
	LINT_ERROR, /* there, and wrong */
	LINT_CLASSES
};

/* One answer to one question about one subject. All text is printable. */
struct lint_row {
	STAILQ_ENTRY(lint_row) entry;
	enum lint_id id;
	enum lint_class class;
	bool required;	      /* a MISS counts, too */
	const char *subject;  /* URL, record, server; "" for the domain */
	const char *evidence; /* as seen, "" when nothing was */
	/* What a server showed: its sentence says more. Or NULL. */
	const struct finding *finding;
};
STAILQ_HEAD(lint_rows, lint_row);

/* A source that named servers; settings are borrowed. */
struct lint_source {
	const char *name; /* "autoconfig", "srv" ... as in the report */
	const char *url;
	const struct settings *settings;
};

/* What the domain should publish; everything is the lint's. */
struct lint_choice {
	const char *from; /* the source it is made from; NULL: nothing is */
	struct settings *settings; /* of it, what is right */
	/* The SRV names of endpoint.h that may say "not offered". */
	bool deny[ENDPOINT_SRV_COUNT];
	/* Servers that were found wrong: "imaps://host:995 (lint.srv.port)" */
	struct words wrong;
};

/* What the caller may say beforehand; everything is borrowed. */
struct lint_options {
	const char *domain;  /* as typed */
	const char *address; /* an account of it, or NULL: postmaster */
	const struct settings *settings; /* what is right, or NULL */
	const struct run_options *run;	 /* time, transcript */
};

/*
 * Asks everything within the time of the run, turning the engine, and judges
 * it.  The result is the caller's.
 */
struct lint *lint_run(struct engine *e, const struct lint_options *o);
void lint_free(struct lint **l);

const char *lint_name(enum lint_id id);
const char *lint_class_name(enum lint_class c); /* "PASS" */

/* Borrowed from the lint. */
const struct lint_rows *lint_rows(const struct lint *l);
size_t lint_count(const struct lint *l, enum lint_class c);
/* DRIFT, ERROR or a required MISS. */
bool lint_is_bad(const struct lint *l);
const char *lint_domain(const struct lint *l);	/* A-labels */
const char *lint_address(const struct lint *l); /* the one asked with */
int64_t lint_started(const struct lint *l);	/* Unix time */
int64_t lint_elapsed_ms(const struct lint *l);
/* Sources that named servers, strongest first; returns how many. */
size_t lint_sources(const struct lint *l, const struct lint_source **out);
const struct lint_choice *lint_choice(const struct lint *l);
/* The bytes of the JSON document that is served, when it says what should be
 * published; else NULL. */
const char *lint_pacc_body(const struct lint *l, size_t *len_out);

#endif
