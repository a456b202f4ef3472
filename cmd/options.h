#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The command line, parsed. Strings are borrowed from argv. */
struct options {
	const struct command *command;
	const char *const *args; /* after the subcommand, NULL-terminated */
	size_t nargs;
	bool json, quiet, verbose, offline, no_login, write, ipv4, ipv6;
	bool with_password;
	const char *transcript, *lang, *resolver, *ca_file;
	const char *providers_dir, *user, *name, *out, *format, *prefer;
	const char *password_file, *password_command, *settings;
	int password_fd;       /* -1: none */
	int64_t timeout_ms;    /* 15000 by default */
	int fail_on;	       /* enum severity, SEV_ERROR by default */
	const char **trust;    /* --trust, NULL-terminated; NULL: none */
	const char **auth;     /* --auth MECH,MECH split; NULL: none */
};

#endif
