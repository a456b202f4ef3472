#ifndef PROFILES_BASE_IDNA_H
#define PROFILES_BASE_IDNA_H

struct arena;

/*
 * A domain or host name as DNS, certificates and URLs want it: A-labels in
 * lower case (IDNA 2008, RFC 5891), in the arena.  NULL when text is no name.
 */
const char *idna_ascii(struct arena *a, const char *text);
/*
 * The same name with its letters as people write them, in the arena; NULL when
 * no label of it is an A-label, or when a letter cannot be seen.
 */
const char *idna_unicode(struct arena *a, const char *text);
/*
 * A host as a person typed it: an address, or a name in any spelling and maybe
 * with the dot at its end; in the arena, without that dot.  NULL: neither.
 */
const char *idna_typed(struct arena *a, const char *text);

#endif
