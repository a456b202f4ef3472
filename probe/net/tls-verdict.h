#ifndef PROBE_NET_TLS_VERDICT_H
#define PROBE_NET_TLS_VERDICT_H

#include <openssl/types.h>

#include "probe/report/fact.h"
#include "probe/report/report.h"

struct arena;
struct tls_names;

/* See tls_observe. */
void tls_verdict(SSL *ssl, const struct tls_names *names, struct arena *a,
    struct facts *facts, struct tls_result *result);

#endif
