#ifndef PROBE_NET_ENGINE_H
#define PROBE_NET_ENGINE_H

#include "probe/net/reach.h"

struct dns;
struct err;
struct http;
struct limits;
struct loop;
struct task;
struct tls_context;

/*
 * What any number of runs share: one loop, one resolver with its cache, one
 * trust store, HTTP with its connections.  Everything happens in the thread
 * that turns the engine.  Members are to be read; all are owned.
 */
struct engine {
	struct reach reach;
	struct loop *loop;
	struct dns *dns;
	struct tls_context *tls;
	struct http *http;
	struct limits *limits; /* connections to one address */
	struct task *soon;     /* the trust store is read a few turns on */
	int turns;
};

/*
 * Returns 0, or -1 with err for trouble of this machine: a CA file or trust
 * anchor that cannot be read, a resolver address that is malformed.
 */
int engine_new(
    const struct reach *reach, struct engine **engine_out, struct err *err);
/* Every run on it must have been freed. */
void engine_free(struct engine **e);
/* Turns until engine_stop is called or nothing is left to wait for. */
void engine_turn(struct engine *e);
/* From a callback: the turning ends with it. */
void engine_stop(struct engine *e);

#endif
