#ifndef CMD_OPTIONS_OPTIONS_H
#define CMD_OPTIONS_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profiles/base/arena.h"
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

/* How servers and names are reached. */
struct options_network {
	const char *resolver, *ca_file, *trust_anchor;
	bool ipv4, ipv6;
	int64_t timeout_ms; /* 15000 by default */
};

/* Where settings are looked for. */
struct options_search {
	bool offline, no_address, no_ispdb;
	const char *ispdb; /* NULL: the usual one */
	const char *providers_dir;
	const char *settings; /* a file, instead of any search */
};

/* The user name, where its password comes from, and how often it is sent. */
struct options_login {
	const char *user;
	const char *password_file, *password_command;
	int password_fd;     /* -1: none */
	int command_timeout; /* seconds that it may take, 60 by default */
	bool no_login;
	bool send_check, no_send_check; /* whether the address may send */
	int max_logins;			/* 1 by default */
	const char **trust; /* --trust, NULL-terminated; NULL: none */
	const char **auth;  /* --auth MECH,MECH split; NULL: none */
	char *auth_text;    /* the bytes auth points into */
};

/* What is said, and where files go. */
struct options_output {
	bool json, quiet, verbose;
	int fail_on; /* enum severity, SEV_ERROR by default */
	const char *lang, *transcript, *out;
};

/* The signature of profiles, all files. */
struct options_sign {
	const char *cert, *key, *chain;
};

/* Profiles of mail programs. */
struct options_profile {
	bool write;	   /* check: after the login */
	bool list_formats; /* profile: instead of writing any */
	bool install, yes, with_password;
	const char *format, *prefer, *name, *client;
	int pop_delete; /* days on the server, or POP_DELETE_... */
	struct options_sign sign;
};

/* Entries of the provider database. */
struct options_entries {
	const char *export;
	int max_age; /* of evidence, in months; 24 by default */
};

/* The command line, parsed. Strings are borrowed from argv or the arena. */
struct options {
	const struct command *command;
	const char **args; /* after the subcommand, NULL-terminated */
	size_t nargs;
	bool help, version;
	bool lint; /* discover: check what the domain publishes */
	struct options_network network;
	struct options_search search;
	struct options_login login;
	struct options_output output;
	struct options_profile profile;
	struct options_entries entries;
	struct advice_needs needs;
	struct arena arena; /* of what is not as it was typed */
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
const char *options_ispdb(const struct options_search *search);
void options_clear(struct options *o);

#endif
