#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/format/url.h"
#include "profiles/write/keyfile.h"
#include "profiles/write/write.h"

static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "PLAIN",
	[AUTH_ENCRYPTED] = "CRAM-MD5",
	[AUTH_OAUTH2] = "XOAUTH2",
	[AUTH_GSSAPI] = "GSSAPI",
	[AUTH_NTLM] = "NTLM",
	[AUTH_CLIENT_IP] = "none",
	[AUTH_NONE] = "none",
};

/* Whose tokens Evolution can fetch (evolution-data-server 3.46). */
static const struct {
	const char *host; /* how its name ends */
	const char *method;
} services[] = {
	{ ".gmail.com", "Google" },
	{ ".googlemail.com", "Google" },
	{ ".outlook.com", "Outlook" },
	{ ".yahoo.com", "Yahoo" },
};

static const struct writer identity, transport;

/* The method of the login, or NULL with err. */
static const char *
find_method(const struct endpoint *e, struct err *err)
{
	const char *method = write_auth(&evolution_writer, e);
	size_t i, n, len = strlen(e->host);

	/* By POP3 the password goes without SASL, as every server takes it. */
	if (strcmp(method, "PLAIN") == 0 && e->protocol == PROTO_POP3)
		return "none";
	if (strcmp(method, "XOAUTH2") != 0)
		return method;
	for (i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
		n = strlen(services[i].host);
		if (len > n && strcmp(e->host + len - n, services[i].host) == 0)
			return services[i].method;
	}
	err_set(err,
	    "%s (%s) wants OAuth2, which Evolution knows for the servers of "
	    "Google, Outlook.com and Yahoo only",
	    e->host, protocol_title(e->protocol));
	return NULL;
}

/* The name of a source is that of its file without ".source". */
static void
add_uid(struct buf *out, const struct writer *w, const struct account *a)
{
	struct buf file;

	buf_init(&file, out->ceiling);
	writer_file(w, a, &file);
	buf_add(out, file.data, file.len - strlen(".source"));
	buf_clear(&file);
}

static void
add_reference(struct buf *out, const char *key, const struct writer *w,
    const struct account *a)
{
	struct buf uid;

	buf_init(&uid, out->ceiling);
	add_uid(&uid, w, a);
	keyfile_add(out, key, buf_text(&uid));
	buf_clear(&uid);
}

/* "key=folder://UID/INBOX/Sent": hierarchies are separated by slashes. */
static void
add_folder(
    struct buf *out, const char *key, const struct account *a, const char *name)
{
	struct buf uid;
	const char *p;
	size_t n;

	buf_init(&uid, out->ceiling);
	add_uid(&uid, &evolution_writer, a);
	buf_printf(out, "%s=folder://", key);
	url_add_part(out, uid.data, uid.len);
	buf_clear(&uid);
	for (p = name;; p += n + 1) {
		n = strcspn(p, (char[]){ a->folders.delimiter, '\0' });
		buf_add_str(out, "/");
		url_add_part(out, p, n);
		if (p[n] == '\0')
			break;
	}
	buf_add_str(out, "\n");
}

static void
add_head(struct buf *out, const struct account *a,
    const struct writer_options *o, const struct writer *w)
{
	write_comment(out, a, o);
	buf_add_str(out, "# Save as ~/.config/evolution/sources/");
	add_uid(out, w, a);
	buf_add_str(out, ".source\n");
	keyfile_group(out, "Data Source");
	keyfile_address(out, "DisplayName", a);
	keyfile_bool(out, "Enabled", true);
	if (w != &evolution_writer)
		add_reference(out, "Parent", &evolution_writer, a);
}

static int
check_user(const struct endpoint *e, struct err *err)
{
	if (write_is_open(&evolution_writer, e) ||
	    !write_has_outer_blanks(e->username))
		return 0;
	return err_set(err,
	    "Evolution takes away the blanks at the ends of the user name");
}

static int
add_server(struct buf *out, const struct endpoint *e, struct err *err)
{
	const char *method = find_method(e, err);

	if (method == NULL || check_user(e, err) == -1)
		return -1;
	keyfile_group(out, "Authentication");
	keyfile_add(out, "Host", e->host);
	keyfile_number(out, "Port", e->port);
	if (!write_is_open(&evolution_writer, e))
		keyfile_add(out, "User", e->username);
	keyfile_add(out, "Method", method);
	keyfile_group(out, "Security");
	keyfile_add(out, "Method",
	    e->security == SECURITY_TLS ? "ssl-on-alternate-port"
					: "starttls-on-standard-port");
	return 0;
}

static void
add_pop(struct buf *out, const struct account *a)
{
	int days = 0;

	if (a->retention == RETENTION_DAYS)
		days = a->retention_days;
	keyfile_group(out, "Pop Backend");
	keyfile_bool(out, "KeepOnServer", a->retention != RETENTION_DELETE);
	keyfile_number(out, "DeleteAfterDays", days);
}

/* "key=INBOX/Trash" */
static void
add_path(
    struct buf *out, const char *key, const struct account *a, const char *name)
{
	struct buf path;
	size_t i;

	buf_init(&path, out->ceiling);
	buf_add_str(&path, name);
	for (i = 0; i < path.len; i++)
		if (path.data[i] == a->folders.delimiter)
			path.data[i] = '/';
	keyfile_add(out, key, buf_text(&path));
	buf_clear(&path);
}

/* Where the server keeps what is deleted and what is junk. */
static void
add_imapx(struct buf *out, const struct account *a)
{
	const char *trash = a->folders.trash, *junk = a->folders.junk;

	if (trash != NULL && !write_folder_fits(a, trash))
		trash = NULL;
	if (junk != NULL && !write_folder_fits(a, junk))
		junk = NULL;
	if (trash != NULL || junk != NULL)
		keyfile_group(out, "Imapx Backend");
	if (trash != NULL) {
		keyfile_bool(out, "UseRealTrashPath", true);
		add_path(out, "RealTrashPath", a, trash);
	}
	if (junk != NULL) {
		keyfile_bool(out, "UseRealJunkPath", true);
		add_path(out, "RealJunkPath", a, junk);
	}
}

static int
save_account(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	bool imap = a->incoming->protocol == PROTO_IMAP;

	add_head(out, a, o, &evolution_writer);
	keyfile_group(out, "Mail Account");
	keyfile_add(out, "BackendName", imap ? "imapx" : "pop");
	add_reference(out, "IdentityUid", &identity, a);
	if (imap && a->folders.archive != NULL &&
	    write_folder_fits(a, a->folders.archive))
		add_folder(out, "ArchiveFolder", a, a->folders.archive);
	if (imap)
		add_imapx(out, a);
	else
		add_pop(out, a);
	return add_server(out, a->incoming, err);
}

static int
write_identity(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	const struct folders *f = &a->folders;
	bool imap = a->incoming->protocol == PROTO_IMAP;

	(void)err;
	add_head(out, a, o, &identity);
	keyfile_group(out, "Mail Identity");
	keyfile_address(out, "Address", a);
	keyfile_add(out, "Name", a->name);
	keyfile_group(out, "Mail Submission");
	add_reference(out, "TransportUid", &transport, a);
	if (imap && f->sent != NULL && write_folder_fits(a, f->sent)) {
		add_folder(out, "SentFolder", a, f->sent);
		keyfile_bool(out, "UseSentFolder", true);
	}
	if (imap && f->drafts != NULL && write_folder_fits(a, f->drafts)) {
		keyfile_group(out, "Mail Composition");
		add_folder(out, "DraftsFolder", a, f->drafts);
	}
	return 0;
}

static int
write_transport(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	add_head(out, a, o, &transport);
	keyfile_group(out, "Mail Transport");
	keyfile_add(out, "BackendName", "smtp");
	return add_server(out, a->outgoing, err);
}

#define EVOLUTION_ROW                                                         \
	.name = "evolution",                                                  \
	.summary = N_("account of Evolution: three .source files"),           \
	.client = "Evolution 3.46+", .platforms = ON_LINUX,                   \
	.verified = VERIFIED_LOGIN, .test = "integration/client-evolution.t", \
	.protocols = WRITES_ALL,                                              \
	.retentions = LEAVES_NONE | LEAVES_DAYS | LEAVES_ALL,                 \
	.incoming = true, .outgoing = true, .auths = auths

static const struct writer transport = {
	EVOLUTION_ROW,
	.file = "{address}.smtp.source",
	.write = write_transport,
};

static const struct writer identity = {
	EVOLUTION_ROW,
	.more = &transport,
	.file = "{address}.identity.source",
	.write = write_identity,
};

const struct writer evolution_writer = {
	EVOLUTION_ROW,
	.more = &identity,
	.file = "{address}.mail.source",
	.write = save_account,
};
