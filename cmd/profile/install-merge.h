#ifndef CMD_PROFILE_INSTALL_MERGE_H
#define CMD_PROFILE_INSTALL_MERGE_H

#include <stdbool.h>

struct buf;
struct err;

/*
 * An account more for a file of msmtp or mpop, which begin one by a line
 * "account NAME" and know "defaults" for all that follow.  Pure.
 *
 * Appends to added what is to be put behind there (both are text): nothing
 * when the account is there already, word for word.  Returns -1 with err when
 * another account of that name is there, when the defaults would change the
 * meaning of ours, or when the file is not plain lines.
 */
int install_merge_account(const struct buf *there, const struct buf *ours,
    struct buf *added, struct err *err);

#endif
