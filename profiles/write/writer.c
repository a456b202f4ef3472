#include "profiles/write/writer.h"

#include <assert.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"
#include "profiles/base/str.h"
#include "profiles/write/write.h"

/* Values are bounded, so a file that holds all of them escaped is, too. */
enum { VALUE_MAX = 1024, FILE_MAX = 8 * 1024 * 1024, FILE_NAME_MAX = 200 };

static const char *
auth_label(enum auth a)
{
	static const char *const labels[AUTH_COUNT] = { "password",
		"encrypted password (CRAM-MD5)", "SCRAM", "OAuth2",
		"Kerberos (GSSAPI)", "NTLM", "client certificate",
		"the address of the client", "no login" };

	return labels[a];
}

/* No format can carry line breaks and controls: refused, never stripped.  What
 * nobody sees is refused as well, but a joiner is a part of some names. */
static int
check_text(const char *what, const char *s, size_t max, struct err *err)
{
	enum str_fault fault;

	if (s == NULL)
		return 0;
	if (strlen(s) > max)
		return err_set_word(
		    err, 1, "the %s is longer than %zu bytes", what, max);
	fault = str_fault(s);
	if (fault == STR_BROKEN)
		return err_set_word(err, 1, "the %s is not UTF-8", what);
	if (fault > STR_JOINER)
		return err_set_word(err, 1,
		    "the %s holds a line break, a control or an invisible "
		    "character",
		    what);
	return 0;
}

static int
check_texts(const struct account *a, struct err *err)
{
	const char *secret;

	secret = a->password == NULL ? NULL : secret_text(a->password);
	if (check_text(N_("address"), a->address, 320, err) == -1 ||
	    check_text(N_("name"), a->name, VALUE_MAX, err) == -1 ||
	    check_text(N_("provider's name"), a->provider, VALUE_MAX, err) ==
		-1 ||
	    check_text(N_("help page"), a->documentation, VALUE_MAX, err) ==
		-1 ||
	    check_text(N_("password command"), a->password_command, VALUE_MAX,
		err) == -1 ||
	    check_text(N_("password"), secret, SECRET_MAX, err) == -1)
		return -1;
	return 0;
}

/* The names come from a server: an odd one is left out, for the account works
 * without it. */
static void
check_folders(struct folders *f)
{
	const char **const names[] = { &f->sent, &f->drafts, &f->trash,
		&f->junk, &f->archive };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (check_text(N_("folder"), *names[i], VALUE_MAX, NULL) ==
			-1 ||
		    (*names[i] != NULL && **names[i] == '\0'))
			*names[i] = NULL;
	if (f->delimiter <= ' ' || f->delimiter > '~')
		f->delimiter = '\0';
}

static int
check_endpoint(
    const struct writer *w, const struct endpoint *e, struct err *err)
{
	const char *label = protocol_title(e->protocol);

	if ((w->protocols & (1u << e->protocol)) == 0)
		return err_set(
		    err, "%s cannot fetch mail by %s", w->name, label);
	if (!str_is_host(e->host, true))
		return err_set(err,
		    "the %s server's name is no host name in A-labels", label);
	if (e->security == SECURITY_NONE)
		return err_set(err,
		    "%s, port %u (%s) offers no encryption: the password "
		    "would travel readable for everyone on the way",
		    e->host, e->port, label);
	if (e->security == SECURITY_STARTTLS &&
	    (w->tls_only & (1u << e->protocol)) != 0)
		return err_set(err,
		    "%s cannot use STARTTLS for %s, and %s offers nothing else",
		    w->name, label, e->host);
	if (write_auth(w, e) == NULL)
		return err_set(err,
		    "%s cannot log in to %s (%s) the way it wants: %s", w->name,
		    e->host, label,
		    auth_label(e->nauths == 0 ? AUTH_PASSWORD : e->auths[0]));
	if (write_is_open(w, e))
		return 0;
	if (e->username == NULL || *e->username == '\0')
		return err_set(err, "the user name for %s (%s) is not known",
		    e->host, label);
	return check_text(N_("user name"), e->username, VALUE_MAX, err);
}

/* A program that knows only one of IMAP and POP3 decides for it, unless the
 * other was wished. */
static void
choose_protocol(const struct writer *w, struct account *a)
{
	if (a->preferred || a->incoming == NULL || a->alternative == NULL)
		return;
	if ((w->protocols & (1u << a->incoming->protocol)) != 0 ||
	    (w->protocols & (1u << a->alternative->protocol)) == 0)
		return;
	a->incoming = a->alternative;
	a->alternative = NULL;
}

/* Takes away what this format does not use, and sees that it has what it
 * cannot do without. */
static int
check_servers(const struct writer *w, struct account *a, struct err *err)
{
	if ((w->protocols & (WRITES_IMAP | WRITES_POP3)) == 0)
		a->incoming = a->alternative = NULL;
	if ((w->protocols & WRITES_SMTP) == 0)
		a->outgoing = NULL;
	choose_protocol(w, a);
	if (w->incoming && a->incoming == NULL)
		return err_set(err,
		    "%s needs an incoming server, and none is known", w->name);
	if (w->outgoing && a->outgoing == NULL)
		return err_set(err,
		    "%s needs an outgoing server, and none is known", w->name);
	if (a->incoming == NULL && a->outgoing == NULL)
		return err_set(err, "no server is known");
	return 0;
}

/*
 * What the user asked POP3 to leave on the server must be said.  Our own
 * default gives way, but only towards keeping mail.
 */
static int
check_retention(const struct writer *w, struct account *a, struct err *err)
{
	static const char *const wishes[] = { N_("delete mail"),
		N_("delete mail after some days"), N_("keep mail for ever") };

	if (a->incoming == NULL || a->incoming->protocol != PROTO_POP3 ||
	    (w->retentions & (1u << a->retention)) != 0)
		return 0;
	if (!a->retention_wished && w->retentions == 0)
		return 0;
	if (a->retention_wished || (w->retentions & LEAVES_ALL) == 0)
		return err_set_word(err, 2,
		    "%s cannot be told to %s on the server after fetching",
		    w->name, wishes[a->retention]);
	a->retention = RETENTION_KEEP;
	return 0;
}

/* An alternative that does not fit is left out, since the account works
 * without it. */
static int
check_account(const struct writer *w, struct account *a, struct err *err)
{
	check_folders(&a->folders);
	if (check_texts(a, err) == -1 || check_servers(w, a, err) == -1)
		return -1;
	if (a->incoming != NULL && check_endpoint(w, a->incoming, err) == -1)
		return -1;
	if (a->outgoing != NULL && check_endpoint(w, a->outgoing, err) == -1)
		return -1;
	if (check_retention(w, a, err) == -1)
		return -1;
	if (a->alternative != NULL &&
	    check_endpoint(w, a->alternative, NULL) == -1)
		a->alternative = NULL;
	return 0;
}

/* Copies the accounts of one file, as this format takes them. */
static int
check_accounts(const struct writer *w, const struct account *a,
    struct account checked[WRITER_ACCOUNTS_MAX], struct err *err)
{
	struct err why;
	bool many = a->next != NULL;
	size_t n;

	assert(!many || w->several);
	for (n = 0; a != NULL; a = a->next, n++) {
		if (n == WRITER_ACCOUNTS_MAX)
			return err_set(err, "%s: more than %d accounts",
			    w->name, WRITER_ACCOUNTS_MAX);
		checked[n] = *a;
		if (!w->password)
			checked[n].password = NULL;
		if (check_account(w, &checked[n], &why) == -1)
			return many ? err_wrap(err, a->address, &why)
				    : err_copy(err, &why);
		if (n > 0)
			checked[n - 1].next = &checked[n];
	}
	return 0;
}

int
writer_write(const struct writer *w, const struct account *a,
    const struct writer_options *o, struct buf *out, struct err *err)
{
	struct account checked[WRITER_ACCOUNTS_MAX];
	struct buf file;
	int rc;

	if (check_accounts(w, a, checked, err) == -1)
		return -1;
	buf_init(&file, FILE_MAX);
	rc = w->write(&checked[0], o, &file, err);
	assert(file.len < FILE_MAX / 2);
	if (rc == 0 && buf_add(out, buf_text(&file), file.len) == -1)
		rc = err_set(err, "%s: the file is too large", w->name);
	buf_clear(&file);
	return rc;
}

/* Appends a part of a file name: nothing that means something to a path or
 * that nobody sees, and only whole characters, for some files name others. */
static void
add_name(struct buf *out, const char *s)
{
	size_t len = strlen(s), n;
	uint32_t c;

	for (; len > 0 && out->len < FILE_NAME_MAX; s += n, len -= n) {
		n = str_utf8(s, len, &c);
		if (n == 0 || c == '/' || c == '\\' ||
		    str_fault_of(c) > STR_BLANK) {
			buf_add_str(out, "_");
			n += n == 0;
		} else {
			buf_add(out, s, n);
		}
	}
}

void
writer_file(const struct writer *w, const struct account *a, struct buf *out)
{
	const char *p = w->file;
	size_t n;

	while (*p != '\0') {
		n = strcspn(p, "{");
		buf_add(out, p, n);
		p += n;
		if (strncmp(p, "{address}", 9) == 0)
			add_name(out, a->address);
		else if (strncmp(p, "{domain}", 8) == 0)
			add_name(out, a->domain);
		else
			assert(*p == '\0');
		if (*p != '\0')
			p += strcspn(p, "}") + 1;
	}
}
