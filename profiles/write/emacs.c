#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/write/write.h"

static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "",
	[AUTH_ENCRYPTED] = "",
	[AUTH_CLIENT_IP] = "",
	[AUTH_NONE] = "",
};

/*
 * Gives the passwords of postlotse-logins to all of Emacs, by the library
 * auth-source (its manual, "Overview"): a search function behind a symbol in
 * auth-sources.  A command that prints nothing counts as not found, so that
 * Emacs looks elsewhere or asks.  The protocols want the bytes.
 */
static const char functions[] =
    "(defun postlotse-password (command)\n"
    "  (encode-coding-string\n"
    "   (car (split-string (shell-command-to-string command) \"\\n\"))\n"
    "   locale-coding-system))\n"
    "\n"
    "(defun postlotse-fits (value wanted)\n"
    "  (or (memq wanted '(nil t))\n"
    "      (member value (mapcar (lambda (each) (format \"%s\" each))\n"
    "                            (if (listp wanted) wanted "
    "(list wanted))))))\n"
    "\n"
    "(defun postlotse-search (&rest spec)\n"
    "  (let (found)\n"
    "    (dolist (login postlotse-logins found)\n"
    "      (when (and (postlotse-fits (nth 0 login) "
    "(plist-get spec :host))\n"
    "                 (postlotse-fits (nth 1 login) "
    "(plist-get spec :port))\n"
    "                 (postlotse-fits (nth 2 login) "
    "(plist-get spec :user)))\n"
    "        (let ((password (postlotse-password (nth 3 login))))\n"
    "          (unless (equal password \"\")\n"
    "            (push (list :host (nth 0 login) :port (nth 1 login)\n"
    "                        :user (nth 2 login)\n"
    "                        :secret `(lambda () ,password))\n"
    "                  found)))))))\n"
    "\n"
    "(defun postlotse-backend (entry)\n"
    "  (when (eq entry 'postlotse)\n"
    "    (auth-source-backend :type 'postlotse :source \"postlotse\"\n"
    "                         :search-function #'postlotse-search)))\n"
    "\n"
    "(require 'auth-source)\n"
    "(add-hook 'auth-source-backend-parser-functions "
    "#'postlotse-backend)\n"
    "(add-to-list 'auth-sources 'postlotse)\n";

static void
add_login(struct buf *out, const struct account *a, const struct endpoint *e)
{
	struct buf command;

	buf_init(&command, out->ceiling);
	write_password_command(&command, a, e);
	buf_add_str(out, "\n        (");
	write_quoted(out, e->host);
	buf_printf(out, " \"%u\" ", e->port);
	write_quoted(out, e->username);
	buf_add_str(out, "\n         ");
	write_quoted(out, buf_text(&command));
	buf_add_str(out, ")");
	buf_clear(&command);
}

static bool
needs_password(const struct endpoint *e)
{
	return e != NULL && !write_is_open(&emacs_writer, e);
}

static void
add_logins(struct buf *out, const struct account *a)
{
	if (!needs_password(a->incoming) && !needs_password(a->outgoing))
		return;
	buf_add_str(out,
	    "\n;; Host, port, user name, and the command that prints the "
	    "password.\n(defvar postlotse-logins nil)\n"
	    "(setq postlotse-logins\n      '(");
	if (needs_password(a->incoming))
		add_login(out, a, a->incoming);
	if (needs_password(a->outgoing))
		add_login(out, a, a->outgoing);
	buf_printf(out, "))\n\n%s", functions);
}

static const char *
stream(const struct endpoint *e)
{
	return e->security == SECURITY_TLS ? "ssl" : "starttls";
}

static void
add_outgoing(struct buf *out, const struct endpoint *e)
{
	buf_add_str(out,
	    "\n(setq send-mail-function 'smtpmail-send-it\n"
	    "      message-send-mail-function 'smtpmail-send-it\n"
	    "      smtpmail-smtp-server ");
	write_quoted(out, e->host);
	buf_printf(out,
	    "\n      smtpmail-smtp-service %u\n"
	    "      smtpmail-stream-type '%s",
	    e->port, stream(e));
	if (needs_password(e)) {
		buf_add_str(out, "\n      smtpmail-smtp-user ");
		write_quoted(out, e->username);
	}
	buf_add_str(out, ")\n");
}

static void
add_imap(struct buf *out, const struct account *a, const char *label)
{
	const struct endpoint *e = a->incoming;
	const char *sent = a->folders.sent == NULL ? "Sent" : a->folders.sent;
	struct buf group;

	buf_printf(out,
	    "\n(setq gnus-select-method '(nnnil \"\")\n"
	    "      gnus-secondary-select-methods\n"
	    "      '((nnimap \"%s\"\n                (nnimap-address ",
	    label);
	write_quoted(out, e->host);
	buf_printf(out,
	    ")\n                (nnimap-server-port %u)\n"
	    "                (nnimap-stream %s)\n"
	    "                (nnimap-user ",
	    e->port, stream(e));
	write_quoted(out, e->username);
	buf_add_str(out, ")))\n      gnus-message-archive-group ");
	buf_init(&group, out->ceiling);
	buf_printf(&group, "nnimap+%s:%s", label, sent);
	write_quoted(out, buf_text(&group));
	buf_clear(&group);
	buf_add_str(out, "\n      gnus-gcc-mark-as-read t)\n");
}

static void
add_pop3(struct buf *out, const struct account *a, const char *label)
{
	const struct endpoint *e = a->incoming;

	buf_printf(out,
	    "\n(setq gnus-select-method '(nnnil \"\")\n"
	    "      gnus-secondary-select-methods '((nnml \"%s\"))\n"
	    "      mail-sources\n      '((pop :server ",
	    label);
	write_quoted(out, e->host);
	buf_printf(out, " :port %u\n             :user ", e->port);
	write_quoted(out, e->username);
	buf_printf(out, "\n             :stream %s :leave ", stream(e));
	if (a->retention == RETENTION_DAYS)
		buf_printf(out, "%d", a->retention_days);
	else
		buf_add_str(out, a->retention == RETENTION_KEEP ? "t" : "nil");
	buf_add_str(out, ")))\n");
}

static void
add_identity(struct buf *out, const struct account *a)
{
	struct buf address;

	buf_init(&address, out->ceiling);
	write_address(&address, a);
	buf_add_str(out, "\n(setq user-mail-address ");
	write_quoted(out, buf_text(&address));
	if (*a->name != '\0') {
		buf_add_str(out, "\n      user-full-name ");
		write_quoted(out, a->name);
	}
	/* Without it Emacs goes on with a certificate that is wrong. */
	buf_add_str(out, "\n      gnutls-verify-error t)\n");
	buf_clear(&address);
}

static int
write_emacs(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	struct buf label;

	if (a->incoming != NULL && a->incoming->protocol == PROTO_IMAP &&
	    strpbrk(a->incoming->username, "\"\\") != NULL)
		return err_set(err,
		    "Gnus cannot log in by IMAP with a user name that has "
		    "quotes or backslashes");
	buf_printf(out,
	    ";; -*- coding: utf-8; mode: emacs-lisp -*-\n"
	    ";; %s%s%s: written by %s\n"
	    ";; Add to ~/.emacs.d/init.el.  M-x gnus reads mail, C-x m "
	    "writes it.\n",
	    a->provider, *a->provider == '\0' ? "" : ", ", a->address, o->tool);
	add_identity(out, a);
	buf_init(&label, out->ceiling);
	write_label(&label, a);
	if (a->outgoing != NULL)
		add_outgoing(out, a->outgoing);
	if (a->incoming != NULL && a->incoming->protocol == PROTO_IMAP)
		add_imap(out, a, buf_text(&label));
	else if (a->incoming != NULL)
		add_pop3(out, a, buf_text(&label));
	add_logins(out, a);
	buf_clear(&label);
	return 0;
}

const struct writer emacs_writer = {
	.name = "emacs",
	.summary = N_("settings of Emacs, to read mail with Gnus and to send "
		      "it"),
	.client = "GNU Emacs 27+",
	.platforms = ON_LINUX,
	.verified = VERIFIED_LOGIN,
	.test = "integration/client-emacs.t",
	.file = "{address}.el",
	.protocols = WRITES_ALL,
	.retentions = LEAVES_NONE | LEAVES_DAYS | LEAVES_ALL,
	.auths = auths,
	.write = write_emacs,
};
