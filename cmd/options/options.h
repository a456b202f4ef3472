#ifndef CMD_OPTIONS_OPTIONS_H
#define CMD_OPTIONS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profiles/settings/advice.h"

struct command;

/* Values of --pop-delete beside a number of days. */
enum { POP_DELETE_UNSAID = -1, POP_DELETE_AT_ONCE = 0, POP_DELETE_NEVER = -2 };

/* Which subcommands take an option: bits of struct command. */
enum {
	FOR_CHECK = 1,
	FOR_DISCOVER = 2,
	FOR_PROBE = 4,
	FOR_PROFILE = 8,
	FOR_PROVIDERS = 16,
	FOR_ADVISE = 32,
	FOR_ALL = 63
};

/* The command line, parsed. Strings are borrowed from argv. */
struct options {
	const struct command *command;
	const char **args; /* after the subcommand, NULL-terminated */
	size_t nargs;
	bool json, quiet, verbose, offline, no_ispdb, no_address, no_login,
	    write, ipv4, ipv6;
	bool list_formats; /* profile: instead of writing any */
	bool lint;	   /* discover: check what the domain publishes */
	bool install, yes, with_password, help, version;
	const char *ispdb; /* NULL: the usual one */
	const char *transcript, *lang, *resolver, *ca_file, *trust_anchor;
	const char *providers_dir, *user, *name, *out, *format, *prefer,
	    *export, *client;
	const char *password_file, *password_command, *settings;
	struct advice_needs needs;
	const char *sign_cert, *sign_key, *sign_chain;
	int password_fd;    /* -1: none */
	int pop_delete;	    /* days on the server; 0: at once, or: */
	int max_logins;	    /* 1 by default */
	int max_age;	    /* of evidence, in months; 24 by default */
	int64_t timeout_ms; /* 15000 by default */
	int fail_on;	    /* enum severity, SEV_ERROR by default */
	const char **trust; /* --trust, NULL-terminated; NULL: none */
	const char **auth;  /* --auth MECH,MECH split; NULL: none */
	char *auth_text;    /* the bytes auth points into */
};

/* The value of --lang in argv, or NULL: wanted before anything is said. */
const char *options_lang(int argc, char *const argv[]);
/*
 * Reads the command line; the subcommand is the first word that is no option
 * and a row of commands, which ends with a row without name.
 * Returns -1 when the subcommand is to run, else the exit status after help,
 * version or a message.  Call options_clear in any case.
 */
int options_parse(struct options *o, const struct command *commands, int argc,
    char *const argv[]);
/* The public database to ask, or NULL. */
const char *options_ispdb(const struct options *o);
void options_clear(struct options *o);

#endif
