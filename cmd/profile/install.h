#ifndef CMD_PROFILE_INSTALL_H
#define CMD_PROFILE_INSTALL_H

#include <stdbool.h>

struct buf;
struct err;
struct writer;

/*
 * Puts a profile into the place where its program looks for it, in the home
 * of the user.  Where the program keeps several accounts in one file, ours is
 * added behind what is there; nothing of that is changed.  What is there in
 * another way is never replaced.
 */

/* Can the profile be put there? */
bool install_knows(const struct writer *w);
/* "msmtp, mpop, ...": all formats that can, appended. */
void install_names(struct buf *out);

/*
 * Shows on stderr what would be added and asks, unless yes; keeps a copy of
 * the file as it was, FILE.postlotse-backup-N.  install_knows(w) is true, and
 * file is the name of the profile.  The new file and the copy are for their
 * owner only (0600).  Returns 0 also when everything was there already or the
 * user said no; or -1 with err, and the file is as it was.
 */
int install_file(const struct writer *w, const char *file,
    const struct buf *bytes, bool yes, struct err *err);

#endif
