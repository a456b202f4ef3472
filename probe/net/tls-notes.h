#ifndef PROBE_NET_TLS_NOTES_H
#define PROBE_NET_TLS_NOTES_H

struct tls_notes;

/* What tls_start made beside the SSL; after SSL_free. */
void tls_notes_free(struct tls_notes **notes);

#endif
