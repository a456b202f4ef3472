#include "profiles/sheet/writer-table.h"

#include <assert.h>
#include <string.h>

#include "profiles/sheet/sheet.h"
#include "profiles/write/write.h"

static const struct writer *const writers[] = { &autoconfig_writer,
	&mobileconfig_writer, &msmtp_writer, &mbsync_writer,
	&thunderbird_writer, &thunderbird_qr_writer, &k9_writer, &mpop_writer,
	&getmail_writer, &fetchmail_writer, &offlineimap_writer,
	&imapsync_writer, &goimapnotify_writer, &postfix_writer,
	&sheet_qr_writer, &sheet_html_writer, &sheet_markdown_writer,
	&claws_writer, &sylpheed_writer, &prf_writer, &autodiscover_writer,
	&pacc_writer, &fairemail_writer, &dclogin_writer, &mutt_writer,
	&mutt_writer_neomutt, &aerc_writer, &s_nail_writer, &alpine_writer,
	&emacs_writer, &himalaya_writer, &himalaya_writer_2, &meli_writer,
	&evolution_writer, &kmail_writer, &geary_writer, &goa_writer,
	&sheet_text_writer };

enum { NWRITERS = sizeof(writers) / sizeof(writers[0]) };

const struct writer *
writer_find(const char *name)
{
	size_t i;

	for (i = 0; i < NWRITERS; i++)
		if (strcmp(writers[i]->name, name) == 0)
			return writers[i];
	return NULL;
}

size_t
writer_count(void)
{
	return NWRITERS;
}

const struct writer *
writer_at(size_t i)
{
	assert(i < NWRITERS);
	return writers[i];
}
