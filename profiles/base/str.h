#ifndef PROFILES_BASE_STR_H
#define PROFILES_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct buf;

/* Reads decimal digits only; returns 0, or -1 when not in min..max. */
int str_number(const char *text, int64_t min, int64_t max, int64_t *n_out);
/* ASCII comparison without regard to case; n bounds both. */
bool str_equal_nocase(const char *a, const char *b);
bool str_starts_nocase(const char *s, const char *prefix);
/* Finds needle in hay without regard to ASCII case, NULL when absent. */
const char *str_find_nocase(const char *hay, const char *needle);
/* Lower-cases ASCII letters in place and returns s. */
char *str_lower(char *s);
/* A host name of LDH labels (underscore allowed), 1..253 bytes, no dot at
 * the end; or an IP literal when ip is true. */
bool str_is_host(const char *s, bool ip);
bool str_is_ip(const char *s);
/* True when host is domain or a name below it; both without final dot. */
bool str_host_inside(const char *host, const char *domain);
/* What makes a text unfit, the worse the higher. */
enum str_fault {
	STR_FINE,
	STR_BLANK,   /* a blank of any script */
	STR_JOINER,  /* invisible, yet part of how some scripts are written */
	STR_HIDDEN,  /* invisible, or changes the direction of writing */
	STR_CONTROL, /* C0, DEL, C1 */
	STR_BROKEN   /* not UTF-8 */
};

/* Of one character: never STR_BROKEN. */
enum str_fault str_fault_of(uint32_t c);
/* The worst in s. */
enum str_fault str_fault(const char *s);
/*
 * Appends text made safe to show: what is worse than a blank becomes \xHH or
 * \u{HHHH}.  Cuts after max bytes with "...".
 */
void str_printable(struct buf *out, const char *text, size_t len, size_t max);
/* The same of a whole text: line ends and tabs stay, nothing is cut. */
void str_printable_lines(struct buf *out, const char *text, size_t len);
/* A line, cut when very long, into an arena. */
char *str_printable_dup(struct arena *a, const char *text, size_t len);
bool str_is_ascii(const char *s);
/* Decodes one UTF-8 character: its length in bytes, 0 when malformed. */
size_t str_utf8(const char *s, size_t len, uint32_t *c_out);

#endif
