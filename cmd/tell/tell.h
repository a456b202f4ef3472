#ifndef CMD_TELL_TELL_H
#define CMD_TELL_TELL_H

#include <stdbool.h>
#include <stdio.h>

#include "cmd/tell/advice.h"
#include "probe/report/report.h"

struct buf;
struct language;

/* How a report is to be told. */
struct tell_options {
	const struct language *language; /* NULL: English */
	bool quiet, verbose;
	bool colour;	    /* escape sequences of a terminal */
	bool discover_only; /* the settings are the subject, not the login */
	struct advice_needs needs; /* of the customer, for the advice */
};

/* The address of e that speaks for it: where the login ran, else the one
 * that came farthest.  NULL when none was reached. */
const struct address_result *tell_address(const struct endpoint_result *e);
/* The user name that was or would be used, or NULL. */
const char *tell_username(const struct endpoint_result *e);
/* What a client is to be set to for a proven login: "normal password" when
 * the server takes one, for every client knows it. */
enum auth tell_auth(const struct endpoint_result *e);
/* The folders of an IMAP server by their use, NULL when none is known. */
const struct folders *tell_folders(const struct endpoint_result *e);
/* The settings of a protocol that a login has proven, or NULL. */
const struct endpoint_result *tell_proven(
    const struct report *r, enum protocol p);

/* A text marked with N_() in the language of o. */
const char *tell_say(const struct tell_options *o, const char *text)
    __attribute__((format_arg(2)));
/* What a hint of the provider database ("app-password") tells a customer: one
 * sentence, or NULL when the code is none of ours. */
const char *tell_hint(const char *code, const struct language *l);

/* scheme://host:port of e, without the user name, appended to out. */
void tell_url(struct buf *out, const struct endpoint *e);
/* Sentence or remedy of f, filled, appended. */
void tell_finding_text(
    struct buf *out, const struct finding *f, const struct language *l);
void tell_finding_remedy(
    struct buf *out, const struct finding *f, const struct language *l);

#endif
