#include "profiles/write/accountrc.h"
#include "profiles/write/write.h"

/* The password is shown to the server, or hidden by CRAM-MD5 or APOP. */
static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "0",
	[AUTH_ENCRYPTED] = "0",
	[AUTH_CLIENT_IP] = "",
	[AUTH_NONE] = "",
};

static const struct accountrc sylpheed = {
	.writer = &sylpheed_writer,
	.program = "Sylpheed",
	.folder = ".sylpheed-2.0",
	.own = "",
	.imap = 3,
	.inbox = "inbox",
};

static int
write_sylpheed(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	return accountrc_write(&sylpheed, a, o, out, err);
}

#define SYLPHEED_ROW                                                        \
	.name = "sylpheed",                                                 \
	.summary = N_("account of Sylpheed: accountrc and folderlist.xml"), \
	.client = "Sylpheed 3.7+", .platforms = ON_LINUX,                   \
	.verified = VERIFIED_LOGIN, .test = "integration/client-claws.t",   \
	.protocols = WRITES_ALL,                                            \
	.retentions = LEAVES_NONE | LEAVES_DAYS | LEAVES_ALL,               \
	.incoming = true, .outgoing = true, .auths = auths

static const struct writer folders = {
	SYLPHEED_ROW,
	.file = "{address}.sylpheed-folderlist.xml",
	.write = accountrc_write_folders,
};

const struct writer sylpheed_writer = {
	SYLPHEED_ROW,
	.more = &folders,
	.file = "{address}.sylpheed-accountrc",
	.password = true,
	.write = write_sylpheed,
};
