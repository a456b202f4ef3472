#include "profiles/write/accountrc.h"

#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"
#include "profiles/format/xml-writer.h"
#include "profiles/write/write.h"

/* Both programs read their file with a buffer of this size. */
enum { ACCOUNTRC_LINE_MAX = 1023 };

/* Values are raw and reach to the end of the line. */
static void
add_text(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "%s=%s\n", name, value);
}

static int
tls_number(const struct endpoint *e)
{
	return e->security == SECURITY_TLS ? 1 : 2;
}

/* The login of e; false: these programs cannot express any of its. */
static bool
find_login(const struct accountrc *r, const struct endpoint *e, enum auth *out)
{
	bool scram = r->scram && e->protocol == PROTO_IMAP;

	return write_auth_kind_but(
	    r->writer, e, scram ? AUTH_COUNT : AUTH_SCRAM, out);
}

static int
check_login(
    const struct accountrc *r, const struct endpoint *e, struct err *err)
{
	enum auth kind;

	if (find_login(r, e, &kind))
		return 0;
	return err_set(err, "%s cannot log in to %s (%s) the way it wants",
	    r->program, e->host, protocol_title(e->protocol));
}

/* A folder of the server by the name these programs give it: hierarchies are
 * separated by a slash. */
static void
add_folder(struct buf *out, const struct account *a, const char *role,
    const char *name)
{
	const char *p;

	if (name == NULL || !write_folder_fits(a, name))
		return;
	buf_printf(out, "set_%s_folder=1\n%s_folder=#imap/", role, role);
	write_label(out, a);
	buf_add_str(out, "/");
	for (p = name; *p != '\0'; p++)
		if (*p == a->folders.delimiter)
			buf_add_str(out, "/");
		else
			buf_add(out, p, 1);
	buf_add_str(out, "\n");
}

static void
add_imap(const struct accountrc *r, const struct account *a, struct buf *out)
{
	const struct endpoint *e = a->incoming;

	/* The method stays automatic: the strongest that server and program
	 * have in common. */
	buf_printf(out,
	    "protocol=%d\nreceive_server=%s\nssl_imap=%d\n"
	    "set_imapport=1\nimap_port=%u\nimap_auth_method=0\n",
	    r->imap, e->host, tls_number(e), e->port);
	add_folder(out, a, "sent", a->folders.sent);
	add_folder(out, a, "draft", a->folders.drafts);
	add_folder(out, a, "trash", a->folders.trash);
}

static void
add_pop3(const struct accountrc *r, const struct account *a, struct buf *out)
{
	const struct endpoint *e = a->incoming;
	enum auth kind = AUTH_PASSWORD;
	int days = 0;

	find_login(r, e, &kind);
	if (a->retention == RETENTION_DAYS)
		days = a->retention_days;
	buf_printf(out,
	    "protocol=0\nreceive_server=%s\nssl_pop=%d\n"
	    "set_popport=1\npop_port=%u\nuse_apop_auth=%d\ninbox=%s\n"
	    "remove_mail=%d\nmessage_leave_time=%d\n",
	    e->host, tls_number(e), e->port, kind == AUTH_ENCRYPTED, r->inbox,
	    a->retention != RETENTION_KEEP, days);
}

static void
add_smtp(const struct accountrc *r, const struct account *a, struct buf *out)
{
	const struct endpoint *e = a->outgoing;
	enum auth kind = AUTH_PASSWORD;
	bool open;

	find_login(r, e, &kind);
	open = kind == AUTH_NONE || kind == AUTH_CLIENT_IP;
	buf_printf(out,
	    "smtp_server=%s\nssl_smtp=%d\nset_smtpport=1\nsmtp_port=%u\n"
	    "use_smtp_auth=%d\n",
	    e->host, tls_number(e), e->port, !open);
	if (open)
		return;
	add_text(out, "smtp_auth_method", "0");
	add_text(out, "smtp_user_id", e->username);
	if (a->password != NULL)
		add_text(out, "smtp_password", secret_text(a->password));
}

int
accountrc_write(const struct accountrc *r, const struct account *a,
    const struct writer_options *o, struct buf *out, struct err *err)
{
	if (check_login(r, a->incoming, err) == -1 ||
	    check_login(r, a->outgoing, err) == -1)
		return -1;
	write_comment(out, a, o);
	/* Without the folders Claws Mail fetches mail and cannot store it. */
	buf_printf(out,
	    "# For a %s that has no account yet. While it is not running, "
	    "save\n"
	    "# this as ~/%s/accountrc, the other file as\n"
	    "# ~/%s/folderlist.xml, and create the folders:\n"
	    "# cd && mkdir -p Mail/inbox Mail/sent Mail/draft Mail/queue "
	    "Mail/trash\n\n[Account: 1]\n%saccount_name=",
	    r->program, r->folder, r->folder, r->own);
	write_label(out, a);
	buf_add_str(out, "\nis_default=1\n");
	add_text(out, "name", a->name);
	buf_add_str(out, "address=");
	write_address(out, a);
	buf_add_str(out, "\n");
	add_text(out, "user_id", a->incoming->username);
	if (a->password != NULL)
		add_text(out, "password", secret_text(a->password));
	if (a->incoming->protocol == PROTO_IMAP)
		add_imap(r, a, out);
	else
		add_pop3(r, a, out);
	add_smtp(r, a, out);
	return write_check_lines(out, r->program, ACCOUNTRC_LINE_MAX, err);
}

static void
add_item(struct xml *x, const char *type, const char *name)
{
	xml_start(x, "folderitem");
	xml_attribute(x, "type", type);
	xml_attribute(x, "name", name);
	xml_attribute(x, "path", name);
	xml_end(x);
}

/* Mail on this computer: what POP3 fetches, and what waits to be sent. */
static void
add_local(struct xml *x)
{
	xml_start(x, "folder");
	xml_attribute(x, "type", "mh");
	xml_attribute(x, "name", "Mailbox");
	xml_attribute(x, "path", "Mail");
	add_item(x, "inbox", "inbox");
	add_item(x, "outbox", "sent");
	add_item(x, "draft", "draft");
	add_item(x, "queue", "queue");
	add_item(x, "trash", "trash");
	xml_end(x);
}

/* What the account refers to has to be known at the start.  Deeper folders
 * come when the tree is read from the server; until then these programs use
 * the local ones. */
static void
add_role(
    struct xml *x, const struct account *a, const char *type, const char *name)
{
	const char nested[] = { '/', a->folders.delimiter, '\0' };

	if (name != NULL && strpbrk(name, nested) == NULL)
		add_item(x, type, name);
}

int
accountrc_write_folders(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	struct xml *x = xml_new();
	struct buf label;

	(void)o;
	buf_init(&label, out->ceiling);
	write_label(&label, a);
	xml_start(x, "folderlist");
	add_local(x);
	if (a->incoming->protocol == PROTO_IMAP) {
		xml_start(x, "folder");
		xml_attribute(x, "type", "imap");
		xml_attribute(x, "name", buf_text(&label));
		xml_attribute(x, "account_id", "1");
		add_item(x, "inbox", "INBOX");
		add_role(x, a, "outbox", a->folders.sent);
		add_role(x, a, "draft", a->folders.drafts);
		add_role(x, a, "trash", a->folders.trash);
		xml_end(x);
	}
	xml_end(x);
	buf_clear(&label);
	return xml_finish(&x, out, err);
}
