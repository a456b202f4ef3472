#ifndef PROBE_SESSION_SESSION_H
#define PROBE_SESSION_SESSION_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "probe/report/report.h"
#include "probe/sasl/credentials.h"

struct loop;
struct redactor;
struct session;
struct tls_context;

/*
 * One dialogue with one address: connect, TLS, greeting, capabilities,
 * STARTTLS, login.  It records what happens as steps and facts and decides
 * nothing about them.
 */

/* What the sessions of one run share; borrowed. */
struct session_shared {
	struct loop *loop;
	struct tls_context *tls;
	struct arena *arena; /* of the report */
	const struct redactor *redactor;
	FILE *transcript; /* or NULL */
	int64_t deadline; /* of the whole run, loop_now milliseconds */
	int64_t timeout_ms;
	const char *domain; /* of the mail address, or NULL */
	/* The address whose permission to send is asked for, or NULL. */
	const char *sender;
};

struct session_events {
	/* A login may begin: the owner calls session_login or session_quit,
	 * now or later. */
	void (*ready)(struct session *s, void *arg);
	/* No greeting for a while; the wait goes on. */
	void (*silent)(struct session *s, void *arg);
	/* The login has its verdict, in login_result. */
	void (*login_done)(struct session *s, void *arg);
	/* Over, connection closed.  The owner calls session_free. */
	void (*ended)(struct session *s, void *arg);
	/* A step was finished. */
	void (*step)(
	    struct session *s, const struct step_result *step, void *arg);
	void *arg;
};

enum session_mode {
	SESSION_FULL,  /* the whole dialogue */
	SESSION_FRESH, /* the same without a TLS session to resume */
	SESSION_HELLO, /* a ClientHello at once, whatever the security */
	SESSION_LEGACY /* offers TLS 1.0 and 1.1 only, ends after TLS */
};

/* Starts; everything is borrowed until session_free. */
struct session *session_start(const struct session_shared *shared,
    const struct endpoint *endpoint, struct address_result *result,
    enum session_mode mode, const struct session_events *events);

/*
 * Logs in once.  Sends nothing and reports a skip when TLS is not verified
 * or no mechanism fits.  login is written before events.login_done is called.
 * The credentials are borrowed until the session ends.
 */
void session_login(
    struct session *s, const struct credentials *c, struct login_result *login);
/* Says goodbye without waiting for the answer. */
void session_quit(struct session *s);
/* The deadline of the run has moved: a session that waits for the owner waits
 * as long. */
void session_set_deadline(struct session *s);
/* Ends at once, with a fact of that id (FACT_COUNT: none). */
void session_abort(struct session *s, enum fact_id id, const char *text);
enum session_mode session_mode(const struct session *s);
/* TLS failed where a session to resume had been offered, which may be the
 * reason: nothing is known of the server until a fresh handshake. */
bool session_failed_to_resume(const struct session *s);
void session_free(struct session **s);

#endif
