/* dispatch.c: one request, from its first byte to the last of its answer. */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/str.h"
#include "core/broken.h"
#include "core/dispatch.h"
#include "core/form.h"
#include "core/migrate.h"
#include "core/page.h"
#include "core/reply.h"
#include "core/rights.h"
#include "core/session.h"
#include "core/upgrade.h"
#include "core/view.h"

#define KEY_MIN		16
#define KEY_MAX		64

/* A request on its way through. */
struct turn {
	struct app	*app;
	struct work	 work;
	struct request	 rq;
	struct reply	 reply;
	struct reply	 reply_before;	/* as they were before the handler */
	struct work	 work_before;
	int64_t		 since_us;
	enum err	 refused;	/* by a handler whose work is kept */
};

/* Language a visitor chose, before anybody is signed in. */
static void
visitor_language(struct request *rq)
{
	const char	*code = request_cookie(rq, "kl");
	enum lang	 lang;

	if (code == NULL || !lang_find(code, &lang))
		return;
	rq->work->lang = lang;
	i18n_set(lang);
}

/* A base without tables gets them here: /setup must work without the tool. */
static enum err
tables_make(struct work *w)
{
	int		 n;
	enum err	 e = migrate_run(w, &n);

	log_info("dispatch: the base was empty, %d steps made its tables", n);
	return e;
}

/* Tables that follow a newer program are waited for. */
static enum err
tables_follow(struct turn *turn)
{
	struct request		*rq = &turn->rq;
	const struct problem	*p;
	const char		*words = NULL;
	enum err		 e;

	if (turn->app->upgraded || !rq->work->conf->upgrade)
		return OK;
	session_none(rq);
	visitor_language(rq);
	e = upgrade_follow(rq->work);
	turn->app->upgraded = e == OK;
	if (e == ERR_RETRY)
		words = t("The tables are being brought to the new version. "
		    "Reload the page in a few seconds.");
	else if (p = work_problem(rq->work, 0, NULL), e != OK && p != NULL)
		words = arena_fmt(rq->work->mem, t("The tables could not be "
		    "brought to the new version: %s"), p->text);
	out_text(out_node(rq->page, "error"), "text", words);
	return e == OK ? OK : ERR_DB;
}

/* All that a configuration that cannot be used allows is to say so. */
static enum err
turn_broken(struct turn *turn)
{
	struct request	*rq = &turn->rq;

	if (turn->app->fault == NULL || str_starts(rq->path, "/language/"))
		return OK;
	session_none(rq);
	visitor_language(rq);
	broken_conf(rq, turn->app->fault);
	return ERR_DB;
}

static enum err
turn_session(struct request *rq)
{
	enum err	 e;

	if (rq->work->conf->db_name == NULL) {
		session_none(rq);
		visitor_language(rq);
		return OK;
	}
	e = session_load(rq);
	if (e == ERR_DB && db_missing(rq->work->db) &&
	    tables_make(rq->work) == OK)
		e = session_load(rq);
	if (rq->session != NULL)
		return e;
	/* NULL would be the system, which may do all. */
	rq->work->actor.rights = &rights_none;
	rq->work->actor.channel = BY_FORM;
	visitor_language(rq);
	return e;
}

static enum err
turn_route(struct turn *t)
{
	struct request	*rq = &t->rq;
	struct match	 m;
	enum err	 e;

	e = routes_find(t->app->routes, t->work.mem, rq->method, rq->path,
	    &m);
	if (e == ERR_METHOD)
		reply_header(rq, "Allow", m.get && m.post ? "GET, HEAD, POST" :
		    m.get ? "GET, HEAD" : "POST");
	if (e != OK)
		return e;
	rq->route = m.route;
	rq->id = m.id;
	rq->name = m.name;
	return OK;
}

static enum err
turn_permission(const struct request *rq)
{
	const char	*perm = rq->route->perm;

	if (strcmp(perm, PUBLIC) == 0)
		return OK;
	if (rq->session == NULL)
		return ERR_SIGNIN;
	if (strcmp(perm, HALFWAY) == 0)
		return OK;
	if (rights_have(rq->work, perm))
		return OK;
	return ERR_DENIED;
}

/* Whoever must turn the second step on does nothing else before. */
static bool
is_halfway(const struct request *rq)
{
	return rq->session != NULL && rq->session->second_due &&
	    strcmp(rq->route->perm, PUBLIC) != 0 &&
	    strcmp(rq->route->perm, HALFWAY) != 0;
}

/* ---- the page around what a handler has made */

static enum err
turn_render(struct turn *t)
{
	page_fill(&t->rq, t->app->routes, t->since_us);
	return reply_render(&t->rq);
}

/* ---- a form that comes again */

/* The answer that a form with this key got, into *to; NULL when it is new. */
static enum err
key_answer(const struct request *rq, const char *key, const char **to)
{
	struct work	*w = rq->work;
	struct db_rows	*rows;
	enum err	 e;

	*to = NULL;
	e = db_query(w->db, w->mem, &rows, "SELECT answer FROM change_set "
	    "WHERE request_key = ?", DB_ARGS(DB_S(key)));
	if (e != OK || rows->n == 0)
		return e;
	*to = db_text(rows, 0, 0);
	if (*to == NULL)
		*to = rq->path;
	return OK;
}

/* Add a text and its end, so that "ab" "c" is not "a" "bc". */
static void
key_add(struct str *s, const char *text)
{
	str_add(s, text);
	str_addc(s, '\n');
}

/*
 * What tells a repeat from another form: who sends what, to which address,
 * under which key.  The forms of a page share its key, and somebody who goes
 * back and types something else means something else.  64 hex digits.
 */
static const char *
key_digest(const struct request *rq)
{
	struct work	*w = rq->work;
	struct str	 s;
	uint8_t		 hash[32];

	str_init(&s, w->mem);
	str_fmt(&s, "%" PRId64 "\n", w->actor.user_id);
	key_add(&s, rq->path);
	for (const struct param *p = rq->params; p != NULL; p = p->next) {
		key_add(&s, p->name);
		key_add(&s, p->value);
	}
	for (size_t i = 0; i < rq->nuploads; i++) {
		key_add(&s, rq->uploads[i].name);
		str_fmt(&s, "%" PRId64 "\n", rq->uploads[i].size);
	}
	crypto_sha256(s.s, s.n, hash);
	return crypto_hex(w->mem, hash, sizeof(hash));
}

/* The request key of the form, as it is kept: NULL without one. */
static enum err
key_read(const struct request *rq, const char **key)
{
	const char	*s = in_raw(rq, "request_key");
	size_t		 n = s != NULL ? strlen(s) : 0;

	*key = NULL;
	if (n == 0)
		return OK;
	if (n < KEY_MIN || n > KEY_MAX || strspn(s, "0123456789"
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") != n)
		return ERR_MALFORMED;
	*key = key_digest(rq);
	return OK;
}

/* What is kept with the change set: how the form was answered. */
static const char *
answer_of(const struct request *rq)
{
	const struct reply	*re = rq->reply;
	const char		*to = re->kind == REPLY_SEE ? re->to : rq->path;

	return rq->work->set.request_key == NULL || strlen(to) > 255 ? NULL :
	    to;
}

/* ---- the handler */

/* Run the handler as one transaction; it may be run again. */
static enum err
post_once(struct work *w, void *arg)
{
	struct turn	*t = arg;
	struct request	*rq = &t->rq;
	struct memo	*memo = w->memo;
	enum err	 e, rendered;

	t->reply = t->reply_before;
	t->work = t->work_before;
	t->work.memo = memo;
	t->refused = OK;
	rq->page = out_new(w->mem);
	e = rq->route->handler(rq);
	if (e == OK)
		w->set.answer = answer_of(rq);
	if (reply_has_page(rq, e)) {
		rendered = turn_render(t);
		e = rendered != OK ? rendered : e;
	}
	if (t->reply.keep && (e == ERR_INVALID || e == ERR_DENIED)) {
		t->refused = e;
		return OK;
	}
	return e;
}

/* What another worker that took the same form makes of ours. */
static bool
may_be_repeat(enum err e)
{
	return e == ERR_REPEAT || e == ERR_INVALID || e == ERR_CONFLICT ||
	    e == ERR_NOTFOUND;
}

/* Another worker may have taken the same form while we were at it. */
static enum err
turn_repeat(struct turn *t, const char *key, enum err e)
{
	const char	*to;
	enum err	 asked = key_answer(&t->rq, key, &to);

	if (asked != OK)
		return asked;
	if (to == NULL)
		return e == ERR_REPEAT ? ERR_RETRY : e;
	t->reply = t->reply_before;
	return reply_see(&t->rq, "%s", to);
}

/* Run the handler without a transaction. */
static enum err
turn_get(struct turn *t)
{
	enum err	 e = t->rq.route->handler(&t->rq);
	enum err	 rendered;

	if (!reply_has_page(&t->rq, e))
		return e;
	rendered = turn_render(t);
	return rendered != OK ? rendered : e;
}

static enum err
turn_post(struct turn *t)
{
	struct request	*rq = &t->rq;
	const char	*key, *to = NULL;
	enum err	 e;

	e = request_read_body(rq);
	if (e == OK && !session_token_valid(rq, in_raw(rq, "form_token")))
		e = ERR_DENIED;
	if (e == OK && t->work.conf->db_name == NULL)
		return turn_get(t);
	if (e == OK)
		e = key_read(rq, &key);
	if (e == OK && key != NULL)
		e = key_answer(rq, key, &to);
	if (e != OK)
		return e;
	if (to != NULL)
		return reply_see(rq, "%s", to);
	t->work.set.request_key = key;
	if (strchr(rq->route->perm, '.') != NULL)
		t->work.set.perm = rq->route->perm;
	t->reply_before = t->reply;
	t->work_before = t->work;
	e = work_run(&t->work, post_once, t);
	if (e == OK)
		return t->refused;
	return key != NULL && may_be_repeat(e) ? turn_repeat(t, key, e) : e;
}

static enum err
turn_run(struct turn *t)
{
	struct request	*rq = &t->rq;
	enum err	 e, read;

	read = request_read(rq);
	log_request(rq->rid);
	e = turn_broken(t);
	if (e != OK)
		return e;
	e = tables_follow(t);
	if (e == OK)
		e = turn_session(rq);
	if (read != OK)
		return read;
	if (e == OK)
		e = turn_route(t);
	if (e == OK)
		e = turn_permission(rq);
	if (e != OK)
		return e;
	if (is_halfway(rq))
		return reply_see(rq, "/profile/second");
	return rq->method == POST ? turn_post(t) : turn_get(t);
}

/* ---- around it */

static void
turn_begin(struct turn *t, struct app *app, struct wire *wire)
{
	memset(t, 0, sizeof(*t));
	t->since_us = page_clock_us();
	t->app = app;
	t->work.mem = app->mem;
	t->work.db = app->db;
	t->work.conf = app->conf;
	t->work.now_s = time(NULL);
	t->rq.work = &t->work;
	t->rq.wire = wire;
	t->rq.reply = &t->reply;
	t->rq.page = out_new(app->mem);
	db_stat_reset(app->db);
}

/* What was refused, and why: "from: is not a date, ..."; NULL if unknown. */
static const char *
error_words(const struct work *w)
{
	const struct problem	*p = work_problem(w, 0, NULL);

	if (p == NULL || p->field == NULL)
		return p != NULL ? p->text : NULL;
	return arena_fmt(w->mem, "%s: %s", p->field, p->text);
}

/* A page of errors holds of what a handler left behind the words alone. */
static void
error_page(struct turn *t, enum err e)
{
	struct request	*rq = &t->rq;
	const char	*words = out_get(rq->page, "error.text");
	const char	*title = out_get(rq->page, "error.title");

	if (words == NULL && e == ERR_INVALID)
		words = error_words(&t->work);
	rq->page = out_new(t->work.mem);
	if (e != ERR_DB || words != NULL || !broken_database(rq)) {
		out_text(out_node(rq->page, "error"), "title", title);
		out_text(out_node(rq->page, "error"), "text", words);
	}
	if (rq->method == GET)
		out_text(out_node(rq->page, "error"), "reading", "1");
	page_fill(rq, t->app->routes, t->since_us);
}

static void
turn_answer(struct turn *t, enum err e)
{
	struct request	*rq = &t->rq;
	bool		 page = e == OK || reply_has_page(rq, e);

	if (!page && e != ERR_SIGNIN && !t->reply.begun)
		error_page(t, e);
	if (rq->session != NULL && !t->reply.begun) {
		reply_header(rq, "X-Kartoteka-Queries", arena_fmt(t->work.mem,
		    "%d", db_stat(t->work.db)->queries));
		reply_header(rq, "X-Kartoteka-Ms", arena_fmt(t->work.mem,
		    "%" PRId64, (page_clock_us() - t->since_us) / 1000));
		reply_header(rq, "X-Kartoteka-Memory", arena_fmt(t->work.mem,
		    "%ld", page_memory_kib()));
	}
	reply_send(rq, e);
}

/* One line: what was asked and what became of it; never the query. */
static void
turn_log(const struct turn *t)
{
	const struct request	*rq = &t->rq;
	const char		*method = request_header(rq, "REQUEST_METHOD");

	log_info("%.10s %.200s %d %" PRId64 "ms %dq user %" PRId64 " %s",
	    method != NULL ? method : "-", rq->path, t->reply.status,
	    (page_clock_us() - t->since_us) / 1000,
	    db_stat(t->work.db)->queries,
	    rq->session != NULL ? rq->session->user_id : 0, rq->addr);
}

bool
dispatch(struct app *app, struct wire *wire)
{
	struct turn	 t;
	bool		 whole;
	enum err	 e;

	turn_begin(&t, app, wire);
	e = turn_run(&t);
	request_drain(&t.rq);
	turn_answer(&t, e);
	turn_log(&t);
	whole = !t.reply.broken;
	log_request(NULL);
	arena_reset(app->mem);
	return whole;
}
