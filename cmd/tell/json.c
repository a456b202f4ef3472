#include "cmd/tell/teller.h"

#include <json-c/json.h>
#include <time.h>

#include "cmd/tell/advice-json.h"
#include "cmd/term/json.h"
#include "profiles/base/buf.h"

/*
 * The report of schema postlotse-report/1, see cmd/report.schema.json.  Keys
 * stand in the order of that document; every key is always there unless the
 * schema says otherwise.
 */

typedef struct json_object json;

enum { TEXT_MAX = 64 * 1024 };

static json *
string(const char *text)
{
	return text == NULL ? NULL : json_object_new_string(text);
}

static void
put(json *o, const char *key, json *value)
{
	json_object_object_add(o, key, value);
}

static void
put_text(json *o, const char *key, const char *text)
{
	put(o, key, string(text));
}

static void
put_number(json *o, const char *key, int64_t n)
{
	put(o, key, json_object_new_int64(n));
}

static void
put_flag(json *o, const char *key, bool flag)
{
	put(o, key, json_object_new_boolean(flag));
}

static json *
words(const struct words *w)
{
	json *list = json_object_new_array();
	size_t i;

	for (i = 0; w != NULL && i < w->n; i++)
		json_object_array_add(list, string(w->list[i]));
	return list;
}

/* ISO 8601, UTC */
static json *
moment(int64_t seconds)
{
	char text[32];
	time_t t = (time_t)seconds;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL)
		return NULL;
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	return string(text);
}

static json *
finding_object(const struct finding *f, const struct language *l)
{
	json *o = json_object_new_object();
	struct buf text, remedy;

	buf_init(&text, TEXT_MAX);
	buf_init(&remedy, TEXT_MAX);
	tell_finding_text(&text, f, l);
	tell_finding_remedy(&remedy, f, l);
	put_text(o, "id", finding_name(f->id));
	put_text(o, "severity", finding_severity_name(f->severity));
	put_text(o, "text", buf_text(&text));
	put_text(o, "remedy", buf_text(&remedy));
	put_text(o, "evidence", f->evidence);
	buf_clear(&text);
	buf_clear(&remedy);
	return o;
}

static json *
findings_array(const struct findings *fs, const struct language *l)
{
	json *list = json_object_new_array();
	const struct finding *f;

	STAILQ_FOREACH (f, &fs->list, entry)
		json_object_array_add(list, finding_object(f, l));
	return list;
}

static json *
certificate_object(const struct certificate_result *c)
{
	json *o = json_object_new_object();

	put_text(o, "subject", c->subject);
	put_text(o, "issuer", c->issuer);
	put(o, "names", words(&c->names));
	put_text(o, "not_before", c->not_before);
	put_text(o, "not_after", c->not_after);
	put_number(o, "days_left", c->days_left);
	put_text(o, "fingerprint_sha256", c->fingerprint);
	return o;
}

static json *
tls_object(const struct tls_result *t)
{
	json *o;

	if (t->version == NULL && !t->have_certificate)
		return NULL;
	o = json_object_new_object();
	put_text(o, "version", t->version);
	put_text(o, "cipher", t->cipher);
	put_text(o, "group", t->group);
	put_flag(o, "verified", t->verified);
	put(o, "certificate",
	    t->have_certificate ? certificate_object(&t->certificate) : NULL);
	return o;
}

static json *
address_object(const struct address_result *a)
{
	json *o = json_object_new_object(), *steps, *step;
	const struct step_result *s;

	put_text(o, "ip", a->ip);
	put_text(o, "verdict", report_verdict_name(a->verdict));
	put_flag(o, "unfinished", a->unfinished);
	put(o, "steps", steps = json_object_new_array());
	STAILQ_FOREACH (s, &a->steps, entry) {
		step = json_object_new_object();
		put_text(step, "name", s->name);
		put_number(step, "ms", s->ms);
		put_text(step, "result", s->result != NULL ? s->result : "");
		json_object_array_add(steps, step);
	}
	return o;
}

static json *
login_object(const struct login_result *l)
{
	json *o = json_object_new_object();
	bool skipped = l->outcome == LOGIN_SKIPPED && l->skip != SKIP_NONE;

	put_text(o, "result", report_outcome_name(l->outcome));
	put_text(o, "mechanism", l->mechanism);
	put_text(o, "username", l->username);
	put_text(o, "reply", l->reply);
	put_text(o, "skipped", skipped ? report_skip_name(l->skip) : NULL);
	return o;
}

static json *
statement_object(const struct statement *s)
{
	json *o = json_object_new_object(), *list;
	size_t i;

	put_text(o, "source", s->name);
	put_text(o, "trust", trust_name(s->trust));
	put_text(o, "username", s->username);
	put(o, "auth", list = json_object_new_array());
	for (i = 0; i < s->nauths; i++)
		json_object_array_add(list, string(auth_name(s->auths[i])));
	return o;
}

static json *
endpoint_head(const struct endpoint_result *e)
{
	json *o = json_object_new_object(), *list;
	const struct statement *s;

	put_text(o, "protocol", protocol_name(e->endpoint.protocol));
	put_text(o, "host", e->endpoint.host);
	put_number(o, "port", e->endpoint.port);
	put_text(o, "security", security_name(e->endpoint.security));
	put_text(o, "username", e->endpoint.username);
	put(o, "sources", list = json_object_new_array());
	STAILQ_FOREACH (s, &e->sources, entry)
		json_object_array_add(list, string(s->name));
	put(o, "statements", list = json_object_new_array());
	STAILQ_FOREACH (s, &e->sources, entry)
		json_object_array_add(list, statement_object(s));
	put_text(o, "trust", trust_name(e->trust));
	put(o, "rank", e->rank == 0 ? NULL : json_object_new_int(e->rank));
	put(o, "why", words(&e->why));
	put_text(o, "behind", e->worse_by);
	put_flag(o, "paired", e->both_ways);
	put_flag(o, "guessed", e->guessed);
	put_flag(o, "fallback", e->fallback);
	put_text(o, "verdict", report_verdict_name(e->verdict));
	return o;
}

static json *
folders_object(const struct folders *f)
{
	json *o = json_object_new_object();

	put_text(o, "sent", f->sent);
	put_text(o, "drafts", f->drafts);
	put_text(o, "trash", f->trash);
	put_text(o, "junk", f->junk);
	put_text(o, "archive", f->archive);
	return o;
}

/* Negative: not told. */
static void
put_known(json *o, const char *name, int64_t n)
{
	put(o, name, n < 0 ? NULL : json_object_new_int64(n));
}

/* What the login found out; empty when nothing was looked at. */
static json *
mailbox_object(const struct endpoint_result *e)
{
	const struct mailbox_result *m;
	char delimiter[2] = "";
	json *o = json_object_new_object();

	if (e->used == NULL || e->login.outcome != LOGIN_OK ||
	    e->endpoint.protocol == PROTO_SMTP)
		return o;
	put_flag(o, "seen", !e->used->unseen);
	m = e->used->mailbox;
	if (m == NULL)
		return o;
	put_known(o, "messages", m->messages);
	put_known(o, "bytes", m->bytes);
	if (e->endpoint.protocol == PROTO_IMAP) {
		delimiter[0] = m->folders.delimiter;
		put_known(o, "quota_used", m->quota_used);
		put_known(o, "quota_limit", m->quota_limit);
		put_known(o, "append_limit", m->append_limit);
		put(o, "folders", folders_object(&m->folders));
		put_text(o, "delimiter", *delimiter == 0 ? NULL : delimiter);
		put_text(o, "prefix", m->prefix);
		return o;
	}
	put(o, "uidl",
	    m->uidl == MAILBOX_UNKNOWN
		? NULL
		: json_object_new_boolean(m->uidl == MAILBOX_YES));
	put_known(o, "expire_days", m->expire_days);
	put_flag(o, "expire_never", m->expire_days == MAILBOX_NEVER);
	put_known(o, "login_delay", m->login_delay);
	return o;
}

/* "sender" and "recipient": what the server said to each. */
static json *
send_reply_object(const struct send_reply *r)
{
	json *o;

	if (r->status == 0)
		return NULL;
	o = json_object_new_object();
	put_number(o, "status", r->status);
	put_text(o, "code", r->code);
	put_text(o, "reply", r->text);
	return o;
}

/* Whether the login may send as its address; empty without a login. */
static json *
send_object(const struct endpoint_result *e)
{
	const struct send_result *s = e->used == NULL ? NULL : e->used->send;
	json *o = json_object_new_object(), *left_out;

	if (s == NULL)
		return o;
	put_text(o, "result", report_send_outcome_name(s->outcome));
	put_text(o, "skipped", report_send_skip_name(s->skip));
	put_text(o, "address", s->path);
	put(o, "sender", send_reply_object(&s->sender));
	put(o, "recipient", send_reply_object(&s->recipient));
	put_known(o, "size_limit", s->size_limit);
	put(o, "not_tried", left_out = json_object_new_array());
	json_object_array_add(left_out, string("other-domains"));
	json_object_array_add(left_out, string("delivery"));
	return o;
}

static json *
endpoint_object(const struct endpoint_result *e, const struct language *l)
{
	const struct address_result *best = tell_address(e), *a;
	json *o = endpoint_head(e), *list, *capabilities;

	put(o, "addresses", list = json_object_new_array());
	STAILQ_FOREACH (a, &e->addresses, entry)
		json_object_array_add(list, address_object(a));
	put(o, "tls", best == NULL ? NULL : tls_object(&best->tls));
	put(o, "capabilities", capabilities = json_object_new_object());
	put(capabilities, "before_tls",
	    words(best == NULL ? NULL : &best->before_tls));
	put(capabilities, "after_tls",
	    words(best == NULL ? NULL : &best->after_tls));
	put(capabilities, "after_login",
	    words(best == NULL ? NULL : &best->after_login));
	put(o, "mechanisms", words(best == NULL ? NULL : &best->mechanisms));
	put(o, "login", login_object(&e->login));
	put(o, "mailbox", mailbox_object(e));
	put(o, "send", send_object(e));
	put(o, "findings", findings_array(&e->findings, l));
	return o;
}

/* The folders that profiles are to name; only those that are known. */
static json *
roles_object(const struct folders *f)
{
	const char delimiter[] = { f->delimiter, '\0' };
	json *o = folders_object(f);

	json_object_object_foreach(o, key, value) if (value == NULL)
	    json_object_object_del(o, key);
	if (f->delimiter != '\0')
		put_text(o, "delimiter", delimiter);
	return o;
}

static json *
settings_object(const struct report *r)
{
	json *all = json_object_new_object(), *o;
	const struct endpoint_result *e;
	const struct folders *folders;
	int p;

	for (p = 0; p < PROTO_COUNT; p++) {
		e = tell_proven(r, (enum protocol)p);
		if (e == NULL)
			continue;
		o = json_object_new_object();
		put_text(o, "host", e->endpoint.host);
		put_number(o, "port", e->endpoint.port);
		put_text(o, "security", security_name(e->endpoint.security));
		put_text(o, "username", tell_username(e));
		put_text(o, "auth", auth_name(tell_auth(e)));
		if (e->endpoint.leave != LEAVE_NO && e->endpoint.leave_days > 0)
			put_number(o, "retention", e->endpoint.leave_days);
		folders = tell_folders(e);
		if (folders != NULL)
			put(o, "folders", roles_object(folders));
		put(all, protocol_name((enum protocol)p), o);
	}
	return all;
}

static json *
source_object(const struct source_result *s)
{
	json *o = json_object_new_object();

	put_text(o, "source", s->source);
	put_text(o, "url", s->url);
	put_text(o, "outcome", report_source_outcome_name(s->outcome));
	put_text(o, "trust", trust_name(s->trust));
	put(o, "asked", s->asked == 0 ? NULL : moment(s->asked));
	put_number(o, "ms", s->ms);
	put_text(o, "detail", s->detail);
	put(o, "redirects", words(&s->redirects));
	put(o, "records", words(&s->records));
	put_text(o, "sha256", s->sha256);
	return o;
}

static json *
service_object(const struct service_result *s)
{
	json *o = json_object_new_object();

	put_text(o, "kind", s->kind);
	put_text(o, "url", s->url);
	put_text(o, "host", s->host);
	put(o, "port", s->port == 0 ? NULL : json_object_new_int64(s->port));
	put_text(o, "source", s->source);
	return o;
}

static json *
oauth_object(const struct report *r)
{
	json *o = json_object_new_object();

	put_text(o, "issuer", r->oauth.issuer);
	put_text(o, "scopes", r->oauth.scopes);
	put_text(o, "auth_url", r->oauth.auth_url);
	put_text(o, "token_url", r->oauth.token_url);
	put_text(o, "source", r->oauth_source);
	return o;
}

static json *
report_head(const struct report *r, const struct tell_options *how)
{
	json *o = json_object_new_object(), *tool;
	struct advice advice;

	put_text(o, "schema", "postlotse-report/1");
	put(o, "tool", tool = json_object_new_object());
	put_text(tool, "name", "postlotse");
	put_text(tool, "version", VERSION);
	put_text(o, "address", r->address);
	put_text(o, "provider", r->provider);
	put_text(o, "documentation", r->documentation);
	put_text(o, "checked", r->checked);
	put(o, "hints", words(&r->hints));
	put(o, "started", moment(r->started));
	put_number(o, "elapsed_ms", r->elapsed_ms);
	put_flag(o, "unfinished", r->unfinished);
	put_text(o, "verdict", report_verdict_name(r->verdict));
	put(o, "settings", settings_object(r));
	if (advice_of_report(r, &how->needs, &advice))
		put(o, "advice", advice_json(&advice, how->language));
	return o;
}

void
tell_json(FILE *f, const struct report *r, const struct tell_options *o)
{
	const struct endpoint_result *e;
	const struct source_result *s;
	const struct service_result *v;
	json *root = report_head(r, o), *list;

	put(root, "sources", list = json_object_new_array());
	STAILQ_FOREACH (s, &r->sources, entry)
		json_object_array_add(list, source_object(s));
	put(root, "endpoints", list = json_object_new_array());
	STAILQ_FOREACH (e, &r->endpoints, entry)
		json_object_array_add(list, endpoint_object(e, o->language));
	if (r->oauth_source != NULL)
		put(root, "oauth", oauth_object(r));
	put(root, "services", list = json_object_new_array());
	STAILQ_FOREACH (v, &r->services, entry)
		json_object_array_add(list, service_object(v));
	put(root, "findings", findings_array(&r->findings, o->language));
	term_write_json(f, root,
	    JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
		JSON_C_TO_STRING_NOSLASHESCAPE);
}
