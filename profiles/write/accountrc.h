#ifndef PROFILES_WRITE_ACCOUNTRC_H
#define PROFILES_WRITE_ACCOUNTRC_H

/* The two files that Sylpheed and Claws Mail, which grew from it, share. */

#include "profiles/write/writer.h"

/* What they say differently. */
struct accountrc {
	const struct writer *writer;
	const char *program;
	const char *folder; /* of its files, below the home */
	const char *own;    /* lines that only this program knows, or "" */
	int imap;	    /* the number of this protocol */
	const char *inbox;  /* where mail fetched by POP3 goes */
	bool scram;	    /* for IMAP */
};

/* The accounts: accountrc.  Returns 0, or -1 with err. */
int accountrc_write(const struct accountrc *r, const struct account *a,
    const struct writer_options *o, struct buf *out, struct err *err);
/* The trees of folders, for the rows of both: folderlist.xml. */
int accountrc_write_folders(const struct account *a,
    const struct writer_options *o, struct buf *out, struct err *err);

#endif
