#include "probe/net/http-multi.h"

#include <stdlib.h>
#include <sys/queue.h>

#include "probe/net/http-curl.h"
#include "probe/net/loop.h"
#include "profiles/base/mem.h"

/* A socket libcurl wants to know about. */
struct watch {
	TAILQ_ENTRY(watch) entry;
	uv_poll_t poll;
	struct http_multi *multi;
	curl_socket_t fd;
};
TAILQ_HEAD(watches, watch);

struct http_multi {
	struct loop *loop;
	CURLM *curl;
	uv_timer_t timer;
	http_multi_fn *fn;
	struct watches watches;
};

static void
take_results(struct http_multi *m)
{
	CURLMsg *msg;
	CURLcode code;
	CURL *easy;
	int left;

	while ((msg = http_curl()->multi_info_read(m->curl, &left)) != NULL) {
		if (msg->msg != CURLMSG_DONE)
			continue;
		/* msg is gone once the handle is removed. */
		easy = msg->easy_handle;
		code = msg->data.result;
		http_curl()->multi_remove_handle(m->curl, easy);
		m->fn(easy, code);
	}
}

static void
timer_fired(uv_timer_t *timer)
{
	struct http_multi *m = timer->data;
	int running;

	http_curl()->multi_socket_action(
	    m->curl, CURL_SOCKET_TIMEOUT, 0, &running);
	take_results(m);
}

static int
timer_changed(CURLM *curl, long ms, void *arg)
{
	struct http_multi *m = arg;

	(void)curl;
	uv_update_time(loop_uv(m->loop));
	if (ms < 0)
		uv_timer_stop(&m->timer);
	else
		uv_timer_start(&m->timer, timer_fired, (uint64_t)ms, 0);
	return 0;
}

static void
socket_ready(uv_poll_t *poll, int status, int events)
{
	struct watch *w = poll->data;
	struct http_multi *m = w->multi;
	int flags = 0, running;

	if (status < 0)
		flags = CURL_CSELECT_ERR;
	if (events & UV_READABLE)
		flags |= CURL_CSELECT_IN;
	if (events & UV_WRITABLE)
		flags |= CURL_CSELECT_OUT;
	/* w may be gone after this. */
	http_curl()->multi_socket_action(m->curl, w->fd, flags, &running);
	take_results(m);
}

static void
watch_closed(uv_handle_t *handle)
{
	free(handle->data);
}

static void
watch_stop(struct watch *w)
{
	TAILQ_REMOVE(&w->multi->watches, w, entry);
	uv_close((uv_handle_t *)&w->poll, watch_closed);
}

static struct watch *
watch_start(struct http_multi *m, curl_socket_t fd)
{
	struct watch *w = xcalloc(1, sizeof(*w));

	w->multi = m;
	w->fd = fd;
	uv_poll_init_socket(loop_uv(m->loop), &w->poll, fd);
	w->poll.data = w;
	TAILQ_INSERT_TAIL(&m->watches, w, entry);
	http_curl()->multi_assign(m->curl, fd, w);
	return w;
}

static int
socket_changed(CURL *easy, curl_socket_t fd, int what, void *arg, void *data)
{
	struct http_multi *m = arg;
	struct watch *w = data;
	int events = 0;

	(void)easy;
	if (what == CURL_POLL_REMOVE) {
		if (w != NULL) {
			watch_stop(w);
			http_curl()->multi_assign(m->curl, fd, NULL);
		}
		return 0;
	}
	if (w == NULL)
		w = watch_start(m, fd);
	if (what & CURL_POLL_IN)
		events |= UV_READABLE;
	if (what & CURL_POLL_OUT)
		events |= UV_WRITABLE;
	uv_poll_start(&w->poll, events, socket_ready);
	return 0;
}

struct http_multi *
http_multi_new(struct loop *l, http_multi_fn *fn)
{
	struct http_multi *m = xcalloc(1, sizeof(*m));

	if (http_curl()->global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		abort();
	m->loop = l;
	m->fn = fn;
	TAILQ_INIT(&m->watches);
	uv_timer_init(loop_uv(l), &m->timer);
	m->timer.data = m;
	m->curl = http_curl()->multi_init();
	if (m->curl == NULL)
		abort();
	http_curl()->multi_setopt(
	    m->curl, CURLMOPT_SOCKETFUNCTION, socket_changed);
	http_curl()->multi_setopt(m->curl, CURLMOPT_SOCKETDATA, m);
	http_curl()->multi_setopt(
	    m->curl, CURLMOPT_TIMERFUNCTION, timer_changed);
	http_curl()->multi_setopt(m->curl, CURLMOPT_TIMERDATA, m);
	return m;
}

static void
timer_closed(uv_handle_t *handle)
{
	free(handle->data);
}

void
http_multi_free(struct http_multi **m)
{
	struct http_multi *multi = *m;

	if (multi == NULL)
		return;
	*m = NULL;
	http_curl()->multi_setopt(multi->curl, CURLMOPT_SOCKETFUNCTION, NULL);
	http_curl()->multi_setopt(multi->curl, CURLMOPT_TIMERFUNCTION, NULL);
	while (!TAILQ_EMPTY(&multi->watches))
		watch_stop(TAILQ_FIRST(&multi->watches));
	http_curl()->multi_cleanup(multi->curl);
	uv_close((uv_handle_t *)&multi->timer, timer_closed);
	http_curl()->global_cleanup();
}

void
http_multi_add(struct http_multi *m, CURL *easy)
{
	if (http_curl()->multi_add_handle(m->curl, easy) != CURLM_OK)
		abort();
}

void
http_multi_remove(struct http_multi *m, CURL *easy)
{
	http_curl()->multi_remove_handle(m->curl, easy);
}
