#include "profiles/write/accountrc.h"
#include "profiles/write/write.h"

/* The password is shown to the server, or hidden by CRAM-MD5, DIGEST-MD5 or
 * APOP.  Its OAuth2 needs a registration of the user's own.  A password in
 * this file is forgotten at the end of the first run. */
static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "0",
	[AUTH_ENCRYPTED] = "0",
	[AUTH_SCRAM] = "0",
	[AUTH_CLIENT_IP] = "",
	[AUTH_NONE] = "",
};

static const struct accountrc claws = {
	.writer = &claws_writer,
	.program = "Claws Mail",
	.folder = ".claws-mail",
	/* Else it asks about every certificate, valid or not. */
	.own = "config_version=4\nssl_certs_auto_accept=1\n",
	.imap = 1,
	.inbox = "#mh/Mailbox/inbox",
	.scram = true,
};

static int
write_claws(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	return accountrc_write(&claws, a, o, out, err);
}

#define CLAWS_ROW                                                             \
	.name = "claws",                                                      \
	.summary = N_("account of Claws Mail: accountrc and folderlist.xml"), \
	.client = "Claws Mail 4.1+", .platforms = ON_LINUX,                   \
	.verified = VERIFIED_LOGIN, .test = "integration/client-claws.t",     \
	.protocols = WRITES_ALL,                                              \
	.retentions = LEAVES_NONE | LEAVES_DAYS | LEAVES_ALL,                 \
	.incoming = true, .outgoing = true, .auths = auths

static const struct writer folders = {
	CLAWS_ROW,
	.file = "{address}.claws-folderlist.xml",
	.write = accountrc_write_folders,
};

const struct writer claws_writer = {
	CLAWS_ROW,
	.more = &folders,
	.file = "{address}.claws-accountrc",
	.write = write_claws,
};
