#ifndef PROFILES_SETTINGS_PROTOCOL_H
#define PROFILES_SETTINGS_PROTOCOL_H

enum protocol { PROTO_IMAP, PROTO_POP3, PROTO_SMTP, PROTO_COUNT };

/* The word of the JSON report: "imap". Static. */
const char *protocol_name(enum protocol p);
/* The same for people, in every language: "IMAP". Static. */
const char *protocol_title(enum protocol p);
/* Returns 0, or -1 when the word is none of ours. */
int protocol_parse(const char *word, enum protocol *out);

#endif
