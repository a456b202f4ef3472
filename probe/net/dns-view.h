#ifndef PROBE_NET_DNS_VIEW_H
#define PROBE_NET_DNS_VIEW_H

#include <unbound.h>

struct dns_anchors;
struct loop;

/*
 * libunbound, which works in a thread of its own and signals by a descriptor;
 * its callbacks are made in our thread, from the loop.  It caches what it
 * learns, also that there is nothing, for as long as the records say and
 * within 8 MiB.
 */
struct dns_view;

/* resolver NULL: the system's; anchors NULL: nothing is proven.  Returns NULL
 * when libunbound will not. */
struct dns_view *dns_view_open(
    struct loop *l, const char *resolver, const struct dns_anchors *anchors);
/* Not from a callback. */
void dns_view_close(struct dns_view **v);
/* Asks; fn is called from the loop.  Returns 0 with the id, or -1. */
int dns_view_ask(struct dns_view *v, const char *name, int type,
    ub_callback_type fn, void *arg, int *id_out);
void dns_view_cancel(struct dns_view *v, int id);
/* Nothing is asked any more: the loop need not wait; v may be NULL. */
void dns_view_rest(struct dns_view *v);

#endif
