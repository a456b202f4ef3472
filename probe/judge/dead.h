#ifndef PROBE_JUDGE_DEAD_H
#define PROBE_JUDGE_DEAD_H

#include <stdbool.h>

struct endpoint_result;

/*
 * No server of that protocol is there: the name leads nowhere, nobody answers,
 * or what answers speaks another protocol or no TLS.  A server that refuses
 * or shows a bad certificate is there; a network of ours proves nothing.
 */
bool dead_endpoint(const struct endpoint_result *e);

#endif
