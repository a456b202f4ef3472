#include "cmd/options/rows.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/term/cmd.h"
#include "probe/report/finding.h"
#include "probe/sasl/sasl.h"
#include "profiles/base/err.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"
#include "profiles/sheet/clients.h"

enum { LIST_MAX = 100 }; /* values of a repeated option */

static void *
member(struct options *o, const struct option_row *row)
{
	return (char *)o + row->offset;
}

static int
set_flag(struct options *o, const struct option_row *row, const char *text,
    struct err *err)
{
	(void)text;
	(void)err;
	*(bool *)member(o, row) = true;
	return 0;
}

/* Words of a row's choices, shown as "de, en". */
static int
bad_choice(const struct option_row *row, const char *text, struct err *err)
{
	char shown[128];
	size_t i, n = 0;

	for (i = 0; row->choices[i] != '\0' && n < sizeof(shown) - 2; i++) {
		if (row->choices[i] == ' ')
			shown[n++] = ',';
		shown[n++] = row->choices[i];
	}
	shown[n] = '\0';
	return err_set(
	    err, "--%s: '%s' is not one of: %s", row->name, text, shown);
}

static int
find_choice(const char *choices, const char *text)
{
	size_t n, len = strlen(text);
	int i;

	for (i = 0; *choices != '\0'; i++) {
		n = strcspn(choices, " ");
		if (n == len && memcmp(choices, text, n) == 0)
			return i;
		choices += n + strspn(choices + n, " ");
	}
	return -1;
}

static int
set_text(struct options *o, const struct option_row *row, const char *text,
    struct err *err)
{
	const char *p;

	for (p = text; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			return err_set(err,
			    "--%s: the value holds a control character",
			    row->name);
	if (row->choices != NULL && find_choice(row->choices, text) == -1)
		return bad_choice(row, text, err);
	*(const char **)member(o, row) = text;
	return 0;
}

/* IP[@PORT] */
static int
set_resolver(struct options *o, const struct option_row *row, const char *text,
    struct err *err)
{
	const char *at = strchr(text, '@');
	char ip[64];
	size_t n = at == NULL ? strlen(text) : (size_t)(at - text);
	int64_t port;

	if (n < sizeof(ip)) {
		memcpy(ip, text, n);
		ip[n] = '\0';
	}
	if (n >= sizeof(ip) || !str_is_ip(ip))
		return err_set(err,
		    "--%s: '%s' is not an IP address, such as 192.0.2.53 "
		    "or 192.0.2.53@5353",
		    row->name, text);
	if (at != NULL && str_number(at + 1, 1, 65535, &port) == -1)
		return err_set(err, "--%s: '%s' is not a port (1 to 65535)",
		    row->name, at + 1);
	return set_text(o, row, text, err);
}

/* https://HOST/..., to which a domain is added. */
static int
set_https(struct options *o, const struct option_row *row, const char *text,
    struct err *err)
{
	const char *host = text + strlen("https://");

	if (!str_starts_nocase(text, "https://") || *host == '\0' ||
	    strchr("/:@?#", *host) != NULL || strpbrk(text, " ?#") != NULL)
		return err_set(
		    err, "--%s: '%s' is not an https:// URL", row->name, text);
	return set_text(o, row, text, err);
}

static int
set_int(struct options *o, const struct option_row *row, const char *text,
    struct err *err)
{
	int64_t n;

	if (str_number(text, row->min, row->max, &n) == -1)
		return err_set(err, "--%s: '%s' is not a number (%lld to %lld)",
		    row->name, text, (long long)row->min, (long long)row->max);
	*(int *)member(o, row) = (int)n;
	return 0;
}

static int
set_pop_delete(struct options *o, const struct option_row *row,
    const char *text, struct err *err)
{
	static const int values[] = { POP_DELETE_AT_ONCE, POP_DELETE_NEVER };
	int choice = find_choice(row->choices, text);

	if (choice == -1)
		return set_int(o, row, text, err);
	*(int *)member(o, row) = values[choice];
	return 0;
}

static int
set_seconds(struct options *o, const struct option_row *row, const char *text,
    struct err *err)
{
	int64_t n;

	if (str_number(text, row->min, row->max, &n) == -1)
		return err_set(err,
		    "--%s: '%s' is not a number of seconds (%lld to %lld)",
		    row->name, text, (long long)row->min, (long long)row->max);
	*(int64_t *)member(o, row) = n * 1000;
	return 0;
}

static int
set_severity(struct options *o, const struct option_row *row, const char *text,
    struct err *err)
{
	int i = find_choice(row->choices, text);

	if (i == -1)
		return bad_choice(row, text, err);
	*(int *)member(o, row) = i == 0 ? SEV_ERROR : SEV_WARNING;
	return 0;
}

/* Adds word to a NULL-terminated list that grows one by one. */
static int
subject_list_add(const char ***list, const char *word)
{
	size_t n = 0;

	while (*list != NULL && (*list)[n] != NULL)
		n++;
	if (n == LIST_MAX)
		return -1;
	*list = xreallocarray(*list, n + 2, sizeof(**list));
	(*list)[n] = word;
	(*list)[n + 1] = NULL;
	return 0;
}

static int
set_hosts(struct options *o, const struct option_row *row, const char *text,
    struct err *err)
{
	if (!str_is_host(text, true))
		return err_set(
		    err, "--%s: '%s' is not a host name", row->name, text);
	if (subject_list_add(member(o, row), text) == -1)
		return err_set(err, "--%s: too many of them", row->name);
	return 0;
}

static int
set_mechanisms(struct options *o, const struct option_row *row,
    const char *text, struct err *err)
{
	char *word, *rest;

	free(o->auth);
	free(o->auth_text);
	o->auth = NULL;
	rest = o->auth_text = xstrdup(text);
	while ((word = strsep(&rest, ",")) != NULL) {
		if (sasl_find(word) == NULL)
			return err_set(err,
			    "--%s: '%s' is not a mechanism we know, such as "
			    "PLAIN or CRAM-MD5",
			    row->name, word);
		if (subject_list_add(member(o, row), word) == -1)
			return err_set(
			    err, "--%s: too many of them", row->name);
	}
	return 0;
}

static int
set_client(struct options *o, const struct option_row *row, const char *text,
    struct err *err)
{
	if (strcmp(text, "all") != 0 && sheet_client_find(text) == NULL)
		return err_set(err, "--%s: '%s' is not one of: %s", row->name,
		    text, sheet_client_names());
	return set_text(o, row, text, err);
}

#define MEMBER(m) offsetof(struct options, m)
#define FOR_RUN \
	(FOR_CHECK | FOR_DISCOVER | FOR_PROBE | FOR_PROFILE | FOR_ADVISE)
#define FOR_REACH  (FOR_RUN | FOR_PROVIDERS)
#define FOR_FIND   (FOR_CHECK | FOR_DISCOVER | FOR_PROFILE | FOR_ADVISE)
#define FOR_LOGIN  (FOR_CHECK | FOR_PROBE)
#define FOR_SECRET (FOR_CHECK | FOR_PROBE | FOR_PROFILE)
#define FOR_FILES  (FOR_CHECK | FOR_PROFILE)
#define FOR_NEEDS  (FOR_CHECK | FOR_PROFILE | FOR_ADVISE)

const struct option_row options_rows[] = {
	{ "json", 0, FOR_ALL, NULL, N_("Print the result as JSON."), set_flag,
	    MEMBER(json), 0, 0, NULL },
	{ "lint", 0, FOR_DISCOVER, NULL,
	    N_("Check what the domain publishes for mail programs and print "
	       "the DNS records and files that would make it right."),
	    set_flag, MEMBER(lint), 0, 0, NULL },
	{ "transcript", 0, FOR_LOGIN, N_("FILE"),
	    N_("Write the dialogues with the servers to FILE; passwords are "
	       "left out."),
	    set_text, MEMBER(transcript), 0, 0, NULL },
	{ "fail-on", 0, FOR_CHECK | FOR_DISCOVER | FOR_PROBE | FOR_PROVIDERS,
	    "error|warning",
	    N_("The least severity that makes the exit status 1 (default "
	       "error)."),
	    set_severity, MEMBER(fail_on), 0, 0, "error warning" },
	{ "user", 0, FOR_SECRET, N_("NAME"),
	    N_("Log in as NAME instead of the user name the source states."),
	    set_text, MEMBER(user), 0, 0, NULL },
	{ "password-fd", 0, FOR_SECRET, N_("N"),
	    N_("Read the password from the open file descriptor N."), set_int,
	    MEMBER(password_fd), 0, 1048575, NULL },
	{ "password-file", 0, FOR_SECRET, N_("FILE"),
	    N_("Read the password from the first line of FILE."), set_text,
	    MEMBER(password_file), 0, 0, NULL },
	{ "password-command", 0, FOR_SECRET, N_("CMD"),
	    N_("Read the password from the first line that the shell command "
	       "CMD prints."),
	    set_text, MEMBER(password_command), 0, 0, NULL },
	{ "no-login", 0, FOR_LOGIN, NULL,
	    N_("Examine the servers, but send no password."), set_flag,
	    MEMBER(no_login), 0, 0, NULL },
	{ "trust", 0, FOR_FILES, N_("HOST"),
	    N_("Allow the password to go to HOST, a server or domain that "
	       "only plain DNS or a guess names; may be repeated."),
	    set_hosts, MEMBER(trust), 0, 0, NULL },
	{ "auth", 0, FOR_LOGIN, N_("MECH[,MECH]"),
	    N_("Log in only with these mechanisms; the way to ask for "
	       "CRAM-MD5 or APOP."),
	    set_mechanisms, MEMBER(auth), 0, 0, NULL },
	{ "max-logins", 0, FOR_LOGIN, N_("N"),
	    N_("Allow N logins that fail before the run stops trying (default "
	       "1)."),
	    set_int, MEMBER(max_logins), 1, 20, NULL },
	{ "write", 0, FOR_CHECK, NULL,
	    N_("Write client profiles of the proven settings."), set_flag,
	    MEMBER(write), 0, 0, NULL },
	{ "list-formats", 0, FOR_PROFILE, NULL,
	    N_("List the formats of profiles, what each can say and how it "
	       "was verified."),
	    set_flag, MEMBER(list_formats), 0, 0, NULL },
	{ "install", 0, FOR_PROFILE, NULL,
	    N_("Put the profile where its program looks for it, beside what "
	       "is there; shows the change and asks first."),
	    set_flag, MEMBER(install), 0, 0, NULL },
	{ "yes", 0, FOR_PROFILE, NULL, N_("With --install, do not ask."),
	    set_flag, MEMBER(yes), 0, 0, NULL },
	{ "for", 0, FOR_FILES, N_("FORMAT[,FORMAT]"),
	    N_("Write profiles of these formats or sets of formats."), set_text,
	    MEMBER(format), 0, 0, NULL },
	{ "out", 0, FOR_FILES | FOR_DISCOVER | FOR_PROVIDERS, N_("DIR"),
	    N_("Write files into the folder DIR."), set_text, MEMBER(out), 0, 0,
	    NULL },
	{ "format", 0, FOR_PROVIDERS, "autoconfig",
	    N_("Export entries in this format (default autoconfig)."), set_text,
	    MEMBER(export), 0, 0, "autoconfig" },
	{ "max-age", 0, FOR_PROVIDERS, N_("MONTHS"),
	    N_("Validating, warn of evidence older than so many months "
	       "(default 24)."),
	    set_int, MEMBER(max_age), 1, 1200, NULL },
	{ "prefer", 0, FOR_FILES, "imap|pop3",
	    N_("Write profiles for this protocol where both work."), set_text,
	    MEMBER(prefer), 0, 0, "imap pop3" },
	{ "pop-delete", 0, FOR_FILES, N_("at-once|DAYS|never"),
	    N_("What POP3 profiles do with mail on the server after fetching "
	       "it: delete it, delete it after some days, or keep it."),
	    set_pop_delete, MEMBER(pop_delete), 1, 365, "at-once never" },
	{ "name", 0, FOR_FILES, N_("NAME"),
	    N_("The full name that profiles send mail under."), set_text,
	    MEMBER(name), 0, 0, NULL },
	{ "client", 0, FOR_FILES, N_("PROGRAM"),
	    N_("Write sheets in the words of this mail program, or of 'all'."),
	    set_client, MEMBER(client), 0, 0, NULL },
	{ "with-password", 0, FOR_FILES, NULL,
	    N_("Put the password into the profiles that can hold one."),
	    set_flag, MEMBER(with_password), 0, 0, NULL },
	{ "sign-cert", 0, FOR_FILES, N_("FILE"),
	    N_("Sign profiles for Apple's devices with the certificate in "
	       "FILE (PEM)."),
	    set_text, MEMBER(sign_cert), 0, 0, NULL },
	{ "sign-key", 0, FOR_FILES, N_("FILE"),
	    N_("The private key of that certificate (PEM)."), set_text,
	    MEMBER(sign_key), 0, 0, NULL },
	{ "sign-chain", 0, FOR_FILES, N_("FILE"),
	    N_("The certificates between that one and its root (PEM)."),
	    set_text, MEMBER(sign_chain), 0, 0, NULL },
	{ "settings", 0, FOR_DISCOVER | FOR_PROFILE, N_("FILE"),
	    N_("Take the settings from FILE, a JSON report or settings "
	       "document."),
	    set_text, MEMBER(settings), 0, 0, NULL },
	{ "devices", 0, FOR_NEEDS, N_("N"),
	    N_("For the advice: so many devices read the mailbox."), set_int,
	    MEMBER(needs.devices), 1, 1000, NULL },
	{ "team", 0, FOR_NEEDS, NULL,
	    N_("For the advice: several people work with the mailbox."),
	    set_flag, MEMBER(needs.team), 0, 0, NULL },
	{ "confidential", 0, FOR_NEEDS, NULL,
	    N_("For the advice: mail is confidential and belongs on one "
	       "protected computer."),
	    set_flag, MEMBER(needs.confidential), 0, 0, NULL },
	{ "one-computer", 0, FOR_NEEDS, NULL,
	    N_("For the advice: one computer has to hold everything."),
	    set_flag, MEMBER(needs.one_computer), 0, 0, NULL },
	{ "keep-on-server", 0, FOR_NEEDS, NULL,
	    N_("For the advice: the mail has to remain on the server."),
	    set_flag, MEMBER(needs.keep), 0, 0, NULL },
	{ "little-space", 0, FOR_NEEDS, NULL,
	    N_("For the advice: there is little space on the server."),
	    set_flag, MEMBER(needs.little_space), 0, 0, NULL },
	{ "often-offline", 0, FOR_NEEDS, NULL,
	    N_("For the advice: there is often no connection."), set_flag,
	    MEMBER(needs.offline), 0, 0, NULL },
	{ "archive", 0, FOR_NEEDS, NULL,
	    N_("For the advice: mail has to be archived or backed up."),
	    set_flag, MEMBER(needs.archive), 0, 0, NULL },
	{ "local-archive", 0, FOR_NEEDS, NULL,
	    N_("For the advice: there is an archive on the computer "
	       "already."),
	    set_flag, MEMBER(needs.local_archive), 0, 0, NULL },
	{ "sent-shared", 0, FOR_NEEDS, NULL,
	    N_("For the advice: others read sent mail, too."), set_flag,
	    MEMBER(needs.sent_shared), 0, 0, NULL },
	{ "resolver", 0, FOR_REACH, N_("IP[@PORT]"),
	    N_("Ask this DNS server for every name."), set_resolver,
	    MEMBER(resolver), 0, 0, NULL },
	{ "ca-file", 0, FOR_REACH, N_("FILE"),
	    N_("Trust the certificate authorities in FILE (PEM) as well."),
	    set_text, MEMBER(ca_file), 0, 0, NULL },
	{ "trust-anchor", 0, FOR_REACH, N_("FILE"),
	    N_("Validate names by DNSSEC from the DS or DNSKEY records in "
	       "FILE, strictly."),
	    set_text, MEMBER(trust_anchor), 0, 0, NULL },
	{ "timeout", 0, FOR_REACH, N_("SECONDS"),
	    N_("End the whole run after so many seconds (default 15)."),
	    set_seconds, MEMBER(timeout_ms), 1, 3600, NULL },
	{ "ipv4", '4', FOR_REACH, NULL, N_("Use IPv4 only."), set_flag,
	    MEMBER(ipv4), 0, 0, NULL },
	{ "ipv6", '6', FOR_REACH, NULL, N_("Use IPv6 only."), set_flag,
	    MEMBER(ipv6), 0, 0, NULL },
	{ "offline", 0, FOR_FIND, NULL,
	    N_("Look for settings in files of this machine and in the provider "
	       "database only."),
	    set_flag, MEMBER(offline), 0, 0, NULL },
	{ "no-address", 0, FOR_FIND, NULL,
	    N_("Tell no web server the address while settings are looked "
	       "for, only its domain."),
	    set_flag, MEMBER(no_address), 0, 0, NULL },
	{ "ispdb", 0, FOR_FIND, "URL",
	    N_("Ask the public database at URL for the domain (default "
	       "https://v1.ispdb.net/)."),
	    set_https, MEMBER(ispdb), 0, 0, NULL },
	{ "no-ispdb", 0, FOR_FIND, NULL,
	    N_("Ask no public database, so that nobody but the domain and its "
	       "provider hears of the search."),
	    set_flag, MEMBER(no_ispdb), 0, 0, NULL },
	{ "providers", 0, FOR_FIND | FOR_PROVIDERS, N_("DIR"),
	    N_("Read provider files from DIR before those built in."), set_text,
	    MEMBER(providers_dir), 0, 0, NULL },
	{ "lang", 0, FOR_ALL, "de|en", N_("Speak this language."), set_text,
	    MEMBER(lang), 0, 0, "de en" },
	{ "quiet", 'q', FOR_ALL, NULL,
	    N_("Say the verdict only, and show no progress."), set_flag,
	    MEMBER(quiet), 0, 0, NULL },
	{ "verbose", 'v', FOR_ALL, NULL, N_("Say more."), set_flag,
	    MEMBER(verbose), 0, 0, NULL },
	{ "version", 0, FOR_ALL, NULL, N_("Print the version and stop."),
	    set_flag, MEMBER(version), 0, 0, NULL },
	{ "help", 'h', FOR_ALL, NULL, N_("Print this help and stop."), set_flag,
	    MEMBER(help), 0, 0, NULL },
	{ NULL, 0, 0, NULL, NULL, NULL, 0, 0, 0, NULL },
};
