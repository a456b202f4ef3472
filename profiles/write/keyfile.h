#ifndef PROFILES_WRITE_KEYFILE_H
#define PROFILES_WRITE_KEYFILE_H

/*
 * Key files: groups of lines "key=value" (Desktop Entry Specification,
 * sections 3 and 4; GKeyFile of GLib).  KConfig of KDE reads the same escapes.
 */

#include <stdbool.h>
#include <stddef.h>

struct account;
struct buf;

/* "[name]"; a blank line goes before it. */
void keyfile_group(struct buf *out, const char *name);
/* "key=value", the value escaped; it must be without controls. */
void keyfile_add(struct buf *out, const char *key, const char *value);
/* The value alone. */
void keyfile_text(struct buf *out, const char *value);
void keyfile_number(struct buf *out, const char *key, long number);
void keyfile_bool(struct buf *out, const char *key, bool value);
/* One item of a list, with the semicolon that ends it; items follow each
 * other behind "key=". */
void keyfile_item(struct buf *out, const char *value, size_t len);
/* "key=address", its domain in A-labels. */
void keyfile_address(struct buf *out, const char *key, const struct account *a);

#endif
