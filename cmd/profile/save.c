#include "cmd/profile/save.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/file/output.h"
#include "cmd/job/progress.h"
#include "cmd/options/formats.h"
#include "cmd/options/options.h"
#include "cmd/profile/install.h"
#include "cmd/tell/tell.h"
#include "cmd/term/cmd.h"
#include "cmd/term/guard.h"
#include "cmd/term/language.h"
#include "probe/report/report.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/file.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"
#include "profiles/write/signer.h"
#include "profiles/sheet/writer-table.h"
#include "profiles/write/writer.h"

enum { WRITTEN_MAX = 1024, BYTES_MAX = 1024 * 1024, PATH_BYTES_MAX = 4096 };

/* One profile, made and not yet written. */
struct made {
	const struct writer *writer;
	struct buf bytes;
	struct buf path;
	bool present; /* the same file is there already */
};

struct writing {
	const struct options *options;
	const struct account *account;
	const char *dir;       /* NULL: stdout */
	struct signer *signer; /* NULL: nothing is signed */
	bool signed_any;
	struct made made[WRITTEN_MAX];
	size_t nmade;
};

static void
made_clear(struct made *m)
{
	buf_clear(&m->bytes);
	buf_clear(&m->path);
}

static const char *
translate_to(const char *lang, const char *text)
{
	return language_text(language_find(lang), text);
}

static void
wish_retention(struct account_wish *w, int choice)
{
	if (choice == POP_DELETE_UNSAID)
		return;
	w->retention_wished = true;
	w->retention = RETENTION_DAYS;
	if (choice == POP_DELETE_AT_ONCE)
		w->retention = RETENTION_DELETE;
	else if (choice == POP_DELETE_NEVER)
		w->retention = RETENTION_KEEP;
	else
		w->retention_days = choice;
}

void
save_wish(struct account_wish *w, const struct options *o, const char *address,
    const struct secret *password)
{
	account_wish_init(w, address);
	w->name = o->profile.name;
	w->username = o->login.user;
	w->password_command = o->login.password_command;
	if (o->profile.prefer != NULL)
		protocol_parse(o->profile.prefer, &w->prefer);
	if (o->profile.with_password)
		w->password = password;
	wish_retention(w, o->profile.pop_delete);
}

void
save_provider(struct account *a, const struct report *r)
{
	if (r->provider != NULL)
		a->provider = r->provider;
	a->checked = r->checked;
	if (r->documentation != NULL &&
	    strncmp(r->documentation, "https://", 8) == 0)
		a->documentation = r->documentation;
	a->oauth = r->oauth;
	a->hints = r->hints.list;
	a->nhints = r->hints.n;
}

/* What the writer may draw with, when there is no file to draw into. */
static enum writer_screen
screen(const struct writing *j)
{
	if (j->dir != NULL)
		return SCREEN_NONE;
	return language_is_utf8() ? SCREEN_UTF8 : SCREEN_ASCII;
}

/* A signature carries its time: one that is there already of the same
 * contents stays. */
static int
sign(struct writing *j, struct made *m, struct err *err)
{
	struct buf plain = m->bytes, there;
	int rc = 0;

	buf_init(&m->bytes, BYTES_MAX);
	buf_init(&there, BYTES_MAX);
	if (j->dir != NULL &&
	    file_read(buf_text(&m->path), &there, NULL) == 0 &&
	    signer_made(j->signer, &there, &plain))
		rc = buf_add(&m->bytes, buf_text(&there), there.len);
	else
		rc = signer_sign(j->signer, &plain, &m->bytes, err);
	buf_clear(&there);
	buf_clear(&plain);
	j->signed_any = true;
	return rc;
}

/* Several addresses may share a file, if it says the same for all. */
static int
drop_twin(struct writing *j, struct made *m, struct err *err)
{
	const struct made *other;

	for (other = j->made; other < m; other++) {
		if (strcmp(buf_text(&other->path), buf_text(&m->path)) != 0)
			continue;
		if (other->bytes.len != m->bytes.len ||
		    memcmp(buf_text(&other->bytes), buf_text(&m->bytes),
			m->bytes.len) != 0)
			return err_set(err,
			    "%s would not be the same for all addresses",
			    buf_text(&m->path));
		made_clear(m);
		j->nmade--;
		break;
	}
	return 0;
}

static int
make_file(struct writing *j, const struct writer *w, const struct account *a,
    struct err *err)
{
	struct writer_options options = {
		.tool = "Postlotse " VERSION,
		.translate = language_translate,
		.language = language_own(),
		.translate_to = translate_to,
		.client = j->options->profile.client,
		.screen = screen(j),
		.colours = progress_wants_colour(STDOUT_FILENO),
	};
	struct made *m = &j->made[j->nmade];

	if (j->nmade == WRITTEN_MAX)
		return err_set(err, "too many files at once");
	memset(m, 0, sizeof(*m));
	m->writer = w;
	buf_init(&m->bytes, BYTES_MAX);
	buf_init(&m->path, PATH_BYTES_MAX);
	if (writer_write(w, a, &options, &m->bytes, err) == -1)
		return -1;
	j->nmade++;
	if (j->dir != NULL && buf_printf(&m->path, "%s/", j->dir) == -1)
		return err_set(err, "the name of the folder is too long");
	writer_file(w, a, &m->path);
	if (w->signable && j->signer != NULL)
		return sign(j, m, err);
	return drop_twin(j, m, err);
}

/* One file for all accounts, or one for each. */
static int
make_files(struct writing *j, const struct writer *w, struct err *err)
{
	const struct account *a;
	struct account alone;

	if (w->several)
		return make_file(j, w, j->account, err);
	for (a = j->account; a != NULL; a = a->next) {
		alone = *a;
		alone.next = NULL;
		if (make_file(j, w, &alone, err) == -1)
			return -1;
	}
	return 0;
}

/* All files of one format, or none. */
static int
make_profile(struct writing *j, const struct writer *w, struct err *err)
{
	size_t i, before = j->nmade;

	for (i = 0; i < j->nmade; i++)
		if (j->made[i].writer == w)
			return 0;
	for (; w != NULL; w = w->more) {
		if (make_files(j, w, err) == 0)
			continue;
		for (i = before; i < j->nmade; i++)
			made_clear(&j->made[i]);
		j->nmade = before;
		return -1;
	}
	return 0;
}

/*
 * The formats of a set that fit the account; NULL: the usual ones.  What does
 * not fit is left out, and the user hears why.
 */
static int
make_set(struct writing *j, const char *set)
{
	const struct writer *w;
	char text[ERR_BYTES];
	struct err err;
	size_t i, fits = 0;

	for (i = 0; i < writer_count(); i++) {
		w = writer_at(i);
		if (!formats_has(set, w))
			continue;
		if (make_profile(j, w, &err) == 0)
			fits++;
		else if (!j->options->output.quiet)
			cmd_trouble(_("no profile for %s: %s"), w->name,
			    cmd_err_text(&err, text));
	}
	if (fits > 0)
		return 0;
	return set == NULL
	    ? EXIT_TROUBLE
	    : cmd_trouble(_("no format of the set '%s' fits"), set);
}

static int
no_format(const char *word)
{
	struct buf names;

	buf_init(&names, FORMATS_NAMES_MAX);
	formats_names(&names);
	cmd_trouble(_("there is no format '%s'; there are: %s"), word,
	    buf_text(&names));
	buf_clear(&names);
	return EXIT_TROUBLE;
}

static int
make_word(struct writing *j, const char *word)
{
	const struct writer *w = writer_find(word);
	char text[ERR_BYTES];
	struct err err;

	if (formats_is_set(word))
		return make_set(j, word);
	if (w == NULL)
		return no_format(word);
	if (make_profile(j, w, &err) == -1)
		return cmd_trouble(
		    _("no profile for %s: %s"), word, cmd_err_text(&err, text));
	return 0;
}

/* The formats and sets of --for. A format that is named and cannot be written
 * stops all. */
static int
make_named(struct writing *j)
{
	char *list = xstrdup(j->options->profile.format), *rest = list, *word;
	int rc = 0;

	while ((word = strsep(&rest, ",")) != NULL)
		if (make_word(j, word) != 0)
			rc = EXIT_TROUBLE;
	free(list);
	return rc;
}

static int
compare(struct made *m, struct err *err)
{
	return output_compare(buf_text(&m->path), buf_text(&m->bytes),
	    m->bytes.len, &m->present, err);
}

static int
store(struct made *m, struct err *err)
{
	struct err other;

	if (output_write(buf_text(&m->path), buf_text(&m->bytes), m->bytes.len,
		m->present, err) == 0)
		return 0;
	/* Another run may have written the very same at this moment. */
	return !m->present && compare(m, &other) == 0 && m->present ? 0 : -1;
}

static int
store_files(struct writing *j)
{
	struct err err;
	struct made *m;
	size_t i;

	if (mkdir(j->dir, 0700) == -1 && errno != EEXIST)
		return cmd_trouble("%s: %s", j->dir, strerror(errno));
	for (i = 0; i < j->nmade; i++)
		if (compare(&j->made[i], &err) == -1)
			return cmd_trouble_err(&err);
	for (i = 0; i < j->nmade; i++) {
		m = &j->made[i];
		/* Also when it is there: it may have been readable for all. */
		if (store(m, &err) == -1)
			return cmd_trouble_err(&err);
		if (!j->options->output.quiet)
			fprintf(stderr,
			    m->present ? _("unchanged: %s\n")
				       : _("written: %s\n"),
			    buf_text(&m->path));
	}
	return 0;
}

static int
print_one(const struct writing *j)
{
	const struct buf *b = &j->made[0].bytes;

	if (j->nmade != 1)
		return cmd_trouble(_("several files need a folder: --out DIR"));
	/* Every byte of a profile counts; writer_write() saw to its values. */
	guard_pass(stdout, buf_text(b), b->len);
	if (ferror(stdout))
		return cmd_trouble("%s", strerror(errno));
	return 0;
}

static int
no_place(const struct writer *w)
{
	struct buf names;

	buf_init(&names, FORMATS_NAMES_MAX);
	install_names(&names);
	cmd_trouble(_("--install knows no place for %s; it does for: %s"),
	    w->name, buf_text(&names));
	buf_clear(&names);
	return EXIT_TROUBLE;
}

/* --install: every one into its program's own place. */
static int
install_files(const struct writing *j)
{
	struct err err;
	size_t i;

	for (i = 0; i < j->nmade; i++)
		if (!install_knows(j->made[i].writer))
			return no_place(j->made[i].writer);
	for (i = 0; i < j->nmade; i++)
		if (install_file(j->made[i].writer, buf_text(&j->made[i].path),
			&j->made[i].bytes, j->options->profile.yes, &err) == -1)
			return cmd_trouble_err(&err);
	return 0;
}

/* What becomes of the password, once for all files of a format. */
static void
warn_of_password(const struct writing *j)
{
	const struct writer *w;
	const char *name, *last = "";
	size_t i;

	for (i = 0; i < j->nmade; i++) {
		name = j->made[i].writer->name;
		if (strcmp(name, last) == 0)
			continue;
		last = name;
		for (w = writer_find(name); w != NULL && !w->password;)
			w = w->more;
		if (w != NULL)
			cmd_trouble(_("the profile for %s holds the password "
				      "in readable form: keep it from others"),
			    name);
		else
			cmd_trouble(_("the profile for %s has no place for a "
				      "password and goes without it"),
			    name);
	}
}

/* What the user should know before the file goes anywhere. */
static void
warn(const struct writing *j)
{
	const struct account *a = j->account;
	const char *at = strrchr(a->address, '@');

	if (!str_is_ascii(a->address) && str_is_ascii(at))
		cmd_trouble(_("many mail programs and servers do not take the "
			      "address %s, for it is not all ASCII"),
		    a->address);
	if (a->password != NULL)
		warn_of_password(j);
}

/* The signer of the options; NULL when none is wanted. */
static int
open_signer(const struct options_sign *sign, struct signer **out)
{
	struct err err;

	*out = NULL;
	if (sign->cert == NULL && sign->key == NULL && sign->chain == NULL)
		return 0;
	if (sign->cert == NULL || sign->key == NULL)
		return cmd_trouble(_("a signature needs --sign-cert and "
				     "--sign-key"));
	if (signer_open(out, sign->cert, sign->key, sign->chain, &err) == -1)
		return cmd_trouble_err(&err);
	return 0;
}

int
save_check(const struct options_sign *sign)
{
	struct signer *signer;
	int rc = open_signer(sign, &signer);

	signer_free(&signer);
	return rc;
}

int
save_account(const struct options *o, const struct account *a, const char *dir)
{
	struct writing *j = xcalloc(1, sizeof(*j));
	size_t i;
	int rc;

	j->options = o;
	j->account = a;
	j->dir = dir;
	rc = open_signer(&o->profile.sign, &j->signer);
	if (rc == 0)
		rc = o->profile.format == NULL ? make_set(j, NULL)
					       : make_named(j);
	if (rc == 0 && j->signer != NULL && !j->signed_any)
		rc = cmd_trouble(_("none of these formats can be signed"));
	if (rc == 0) {
		warn(j);
		if (o->profile.install)
			rc = install_files(j);
		else
			rc = dir == NULL ? print_one(j) : store_files(j);
	}
	for (i = 0; i < j->nmade; i++)
		made_clear(&j->made[i]);
	signer_free(&j->signer);
	free(j);
	return rc;
}

/* What the login has proven, as a client is to be told. */
static const struct endpoint *
proven(struct arena *a, const struct endpoint_result *r)
{
	struct endpoint *e;

	if (r == NULL)
		return NULL;
	e = endpoint_copy(a, &r->endpoint);
	e->username = tell_username(r);
	e->auths[0] = tell_auth(r);
	e->nauths = 1;
	return e;
}

static void
write_folders(struct account *a, const struct endpoint_result *imap)
{
	const struct folders *f = imap == NULL ? NULL : tell_folders(imap);

	if (f != NULL)
		a->folders = *f;
}

int
save_report(const struct options *o, const struct report *r,
    const struct secret *password)
{
	const struct endpoint *found[PROTO_COUNT];
	struct arena arena = { NULL };
	struct account_wish wish;
	struct advice_offer offer;
	struct account account;
	struct err err;
	int i, rc;

	for (i = 0; i < PROTO_COUNT; i++)
		found[i] = proven(&arena, r->settings[i]);
	save_wish(&wish, o, r->address, password);
	advice_of_logins(&offer, r);
	advice_wish(&wish, &o->needs, &offer);
	wish.username = NULL; /* the proven one */
	if (found[PROTO_IMAP] == NULL && found[PROTO_POP3] == NULL &&
	    found[PROTO_SMTP] == NULL) {
		rc = cmd_trouble(_("no profile was written, for no login has "
				   "proven any settings"));
		if (r->verdict == VERDICT_ERROR ||
		    r->verdict == VERDICT_UNPROVEN)
			rc = EXIT_FINE;
	} else if (account_make(&account, &arena, &wish, found, &err) == -1) {
		rc = cmd_trouble_err(&err);
	} else {
		save_provider(&account, r);
		write_folders(&account, r->settings[PROTO_IMAP]);
		rc = save_account(
		    o, &account, o->output.out == NULL ? "." : o->output.out);
	}
	arena_clear(&arena);
	return rc;
}
