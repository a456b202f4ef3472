#include "cmd/profile/install.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/file/output.h"
#include "cmd/profile/install-merge.h"
#include "cmd/term/cmd.h"
#include "cmd/term/prompt.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/file.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"
#include "profiles/write/writer.h"

enum { FILE_BYTES_MAX = 1024 * 1024, BACKUPS_MAX = 1000 };

/* Where a program looks: the first of the places that is there, else the
 * first.  "~" is the home, "$" $XDG_CONFIG_HOME; a final "/" is a folder in
 * which every file counts. */
static const struct place {
	const char *format;
	const char *first, *second; /* second: NULL when there is one only */
	bool merge;		    /* several accounts in one file */
} places[] = {
	{ "msmtp", "~/.msmtprc", "$/msmtp/config", true },
	{ "mpop", "~/.mpoprc", "$/mpop/config", true },
	{ "mbsync", "~/.mbsyncrc", NULL, false },
	{ "getmail", "$/getmail/", "~/.getmail/", false },
	{ "fetchmail", "~/.fetchmailrc", NULL, false },
	{ "offlineimap", "~/.offlineimaprc", "$/offlineimap/config", false },
};

enum { NPLACES = sizeof(places) / sizeof(places[0]) };

/* The file as it is, and what shall come behind it. */
struct change {
	char path[PATH_MAX]; /* links resolved */
	bool present;
	struct buf there, added;
};

static const struct place *
place_of(const struct writer *w)
{
	size_t i;

	for (i = 0; i < NPLACES; i++)
		if (strcmp(places[i].format, w->name) == 0)
			return &places[i];
	return NULL;
}

bool
install_knows(const struct writer *w)
{
	return place_of(w) != NULL;
}

void
install_names(struct buf *out)
{
	size_t i;

	for (i = 0; i < NPLACES; i++)
		buf_printf(out, "%s%s", i == 0 ? "" : ", ", places[i].format);
}

static int
expand(const char *place, const char *file, char out[PATH_MAX], struct err *err)
{
	const char *home = getenv("HOME"), *config = getenv("XDG_CONFIG_HOME");
	bool folder = place[strlen(place) - 1] == '/';
	int n;

	if (home == NULL || *home != '/')
		return err_set(err, "HOME does not say where your home is");
	if (*place == '~')
		n = snprintf(out, PATH_MAX, "%s%s%s", home, place + 1,
		    folder ? file : "");
	else if (config != NULL && *config == '/')
		n = snprintf(out, PATH_MAX, "%s%s%s", config, place + 1,
		    folder ? file : "");
	else
		n = snprintf(out, PATH_MAX, "%s/.config%s%s", home, place + 1,
		    folder ? file : "");
	if (n < 0 || n >= PATH_MAX)
		return err_set(err, "the name of the folder is too long");
	return 0;
}

/* The file, or the folder in which every file counts. */
static bool
is_there(const char *place, const char *path)
{
	bool folder = place[strlen(place) - 1] == '/';
	char *copy = xstrdup(path);
	struct stat st;
	bool there;

	if (folder)
		*strrchr(copy, '/') = '\0';
	there = lstat(copy, &st) == 0;
	free(copy);
	return there;
}

static int
find_path(const struct place *p, const char *file, char out[PATH_MAX],
    struct err *err)
{
	char other[PATH_MAX];

	if (expand(p->first, file, out, err) == -1)
		return -1;
	if (p->second == NULL || is_there(p->first, out))
		return 0;
	if (expand(p->second, file, other, err) == -1)
		return -1;
	if (is_there(p->second, other))
		memcpy(out, other, sizeof(other));
	return 0;
}

/* A file of the user's own, reached by this name alone. */
static int
check_file(const char *path, struct err *err)
{
	struct stat st;

	if (stat(path, &st) == -1)
		return err_set(err, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(err, "%s is not a regular file", path);
	if (st.st_uid != geteuid() || (st.st_mode & S_IWUSR) == 0)
		return err_set(
		    err, "%s is not yours, or not to be written", path);
	if (st.st_nlink != 1)
		return err_set(err, "%s has other names as well", path);
	return 0;
}

static int
read_there(struct change *c, struct err *err)
{
	char real[PATH_MAX];
	struct stat st;

	if (lstat(c->path, &st) == -1 && errno == ENOENT)
		return 0;
	if (realpath(c->path, real) == NULL)
		return err_set(err, "%s: %s", c->path, strerror(errno));
	memcpy(c->path, real, sizeof(real));
	c->present = true;
	if (check_file(c->path, err) == -1)
		return -1;
	return file_read(c->path, &c->there, err);
}

static bool
is_same(const struct buf *a, const struct buf *b)
{
	return a->len == b->len &&
	    memcmp(buf_text(a), buf_text(b), a->len) == 0;
}

/* What is to come behind what is there. */
static int
plan(const struct place *p, struct change *c, const struct buf *bytes,
    struct err *err)
{
	struct err inner;

	if (c->there.len == 0)
		return buf_add(&c->added, buf_text(bytes), bytes->len);
	if (is_same(&c->there, bytes))
		return 0;
	if (!p->merge)
		return err_set(err,
		    "%s is there with other contents, and nothing can be "
		    "added to it safely",
		    c->path);
	if (install_merge_account(&c->there, bytes, &c->added, &inner) == -1)
		return err_wrap(err, c->path, &inner);
	return 0;
}

/* Names of servers and users may come from the network. */
static void
show(const struct change *c)
{
	const char *p = buf_text(&c->added);
	struct buf line;
	size_t n, tabs;

	fprintf(stderr, "--- %s\n+++ %s\n", c->present ? c->path : "/dev/null",
	    c->path);
	while (*p != '\0') {
		n = strcspn(p, "\n");
		tabs = strspn(p, "\t");
		buf_init(&line, SIZE_MAX / 2);
		buf_add(&line, p, tabs);
		str_printable(&line, p + tabs, n - tabs, FILE_BYTES_MAX);
		fprintf(stderr, "+%s\n", buf_text(&line));
		buf_clear(&line);
		p += n + (p[n] == '\n');
	}
}

static bool
is_wanted(const struct change *c, bool yes)
{
	char question[PATH_MAX + 64];

	if (yes)
		return true;
	snprintf(question, sizeof(question), _("Change %s? [y/N] "), c->path);
	return prompt_yes(question);
}

/* FILE.postlotse-backup-N, never one that is there. */
static int
back_up(const struct change *c, struct err *err)
{
	char path[PATH_MAX + 32];
	struct stat st;
	int i = 1;

	do
		snprintf(
		    path, sizeof(path), "%s.postlotse-backup-%d", c->path, i);
	while (lstat(path, &st) == 0 && i++ < BACKUPS_MAX);
	if (output_write(path, buf_text(&c->there), c->there.len, false, err) ==
	    -1)
		return -1;
	fprintf(stderr, _("copy of the file as it was: %s\n"), path);
	return 0;
}

/* All folders above the file that are missing, for their owner only. */
static int
make_folders(const char *path, struct err *err)
{
	char folder[PATH_MAX];
	char *p;

	snprintf(folder, sizeof(folder), "%s", path);
	for (p = strchr(folder + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (mkdir(folder, 0700) == -1 && errno != EEXIST)
			return err_set(err, "%s: %s", folder, strerror(errno));
		*p = '/';
	}
	return 0;
}

/* The question may have waited long. */
static int
check_unchanged(const struct change *c, struct err *err)
{
	struct change now = { .present = false };
	int rc;

	memcpy(now.path, c->path, sizeof(now.path));
	buf_init(&now.there, FILE_BYTES_MAX);
	rc = read_there(&now, err);
	if (rc == 0 &&
	    (now.present != c->present || !is_same(&now.there, &c->there)))
		rc = err_set(err, "%s has changed meanwhile", c->path);
	buf_clear(&now.there);
	return rc;
}

static int
apply(const struct change *c, struct err *err)
{
	struct buf whole;
	int rc;

	if (check_unchanged(c, err) == -1 || make_folders(c->path, err) == -1)
		return -1;
	if (c->present && back_up(c, err) == -1)
		return -1;
	buf_init(&whole, 2 * FILE_BYTES_MAX);
	rc = buf_add(&whole, buf_text(&c->there), c->there.len);
	if (rc == 0)
		rc = buf_add(&whole, buf_text(&c->added), c->added.len);
	if (rc == 0)
		rc = output_write(
		    c->path, buf_text(&whole), whole.len, c->present, err);
	buf_clear(&whole);
	return rc;
}

int
install_file(const struct writer *w, const char *file, const struct buf *bytes,
    bool yes, struct err *err)
{
	const struct place *p = place_of(w);
	struct change c = { .present = false };
	int rc;

	buf_init(&c.there, FILE_BYTES_MAX);
	buf_init(&c.added, FILE_BYTES_MAX);
	rc = find_path(p, file, c.path, err);
	if (rc == 0)
		rc = read_there(&c, err);
	if (rc == 0)
		rc = plan(p, &c, bytes, err);
	if (rc == 0 && c.added.len > 0 && !yes && !prompt_possible())
		rc = err_set(err,
		    "nobody is there to be asked: nothing was "
		    "changed; --yes does not ask");
	if (rc == 0 && c.added.len == 0) {
		fprintf(stderr, _("unchanged: %s\n"), c.path);
	} else if (rc == 0) {
		show(&c);
		if (!is_wanted(&c, yes))
			fprintf(stderr, _("not changed: %s\n"), c.path);
		else if ((rc = apply(&c, err)) == 0)
			fprintf(stderr, _("written: %s\n"), c.path);
	}
	buf_clear(&c.there);
	buf_clear(&c.added);
	return rc;
}
