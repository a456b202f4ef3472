#include "probe/net/dns-view.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "probe/net/dns-anchor.h"
#include "probe/net/loop.h"
#include "profiles/base/mem.h"

enum { CLASS_IN = 1 };

struct dns_view {
	struct ub_ctx *ctx;
	uv_poll_t poll;
	bool processing;
};

/* Zones libunbound would answer by itself: RFC 6761, RFC 7686, RFC 8375. */
static const char *const built_in_zones[] = { "localhost.", "test.", "invalid.",
	"onion.", "home.arpa.", "127.in-addr.arpa.",
	("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
	 "ip6.arpa.") };

static struct ub_ctx *
make_context(const char *resolver, const struct dns_anchors *anchors)
{
	struct ub_ctx *ctx = ub_ctx_create();
	size_t i;

	if (ctx == NULL)
		return NULL;
	ub_ctx_debugout(ctx, NULL);
	ub_ctx_async(ctx, 1);
	/* A resolver on this machine (127.0.0.53) is a resolver like others. */
	ub_ctx_set_option(ctx, "do-not-query-localhost:", "no");
	for (i = 0; anchors != NULL && i < anchors->n; i++)
		ub_ctx_add_ta(ctx, anchors->lines[i]);
	if (resolver == NULL) {
		ub_ctx_resolvconf(ctx, NULL);
		ub_ctx_hosts(ctx, NULL);
	} else {
		ub_ctx_set_fwd(ctx, resolver);
		ub_ctx_set_option(ctx, "unblock-lan-zones:", "yes");
		for (i = 0; i < sizeof(built_in_zones) / sizeof(char *); i++)
			ub_ctx_zone_remove(ctx, built_in_zones[i]);
	}
	return ctx;
}

static void
answers_ready(uv_poll_t *poll, int status, int events)
{
	struct dns_view *v = poll->data;

	(void)status;
	(void)events;
	v->processing = true;
	ub_process(v->ctx);
	v->processing = false;
}

struct dns_view *
dns_view_open(
    struct loop *l, const char *resolver, const struct dns_anchors *anchors)
{
	struct ub_ctx *ctx = make_context(resolver, anchors);
	struct dns_view *v;

	if (ctx == NULL)
		return NULL;
	v = xcalloc(1, sizeof(*v));
	v->ctx = ctx;
	uv_poll_init(loop_uv(l), &v->poll, ub_fd(ctx));
	v->poll.data = v;
	return v;
}

static void
poll_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void
dns_view_close(struct dns_view **v)
{
	struct dns_view *view = *v;

	if (view == NULL)
		return;
	*v = NULL;
	assert(!view->processing);
	uv_close((uv_handle_t *)&view->poll, poll_closed);
	ub_ctx_delete(view->ctx);
}

int
dns_view_ask(struct dns_view *v, const char *name, int type,
    ub_callback_type fn, void *arg, int *id_out)
{
	if (ub_resolve_async(v->ctx, name, type, CLASS_IN, arg, fn, id_out) !=
	    0)
		return -1;
	if (!uv_is_active((uv_handle_t *)&v->poll))
		uv_poll_start(&v->poll, UV_READABLE, answers_ready);
	return 0;
}

void
dns_view_cancel(struct dns_view *v, int id)
{
	ub_cancel(v->ctx, id);
}

void
dns_view_rest(struct dns_view *v)
{
	if (v != NULL)
		uv_poll_stop(&v->poll);
}
