/* page.c: /settings/jobs, where an administrator sees what is to be done. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/conf.h"
#include "base/crypto.h"
#include "core/changelog.h"
#include "core/db.h"
#include "core/field.h"
#include "core/reply.h"
#include "core/site.h"
#include "core/tick.h"
#include "core/url.h"
#include "core/view.h"
#include "mod/jobs/parts.h"

#define SHOWN		50
#define SILENT_S	7200	/* nobody looked for work: say so */
#define WORD_BYTES	16

/* ---- who looks for work */

static const struct {
	const char	*name, *label;
} sources[] = {
	{ "daemon", N_("Daemon (kartoteka jobs)") },
	{ "cron", N_("Cron (kartoteka jobs --once)") },
	{ "address", N_("The secret address") },
	{ "page", N_("Open pages") }
};

static const char *
moment(struct work *w, int64_t at)
{
	const struct field	 f = { .type = F_TIME };
	const struct db_val	 v = DB_I(at);

	return field_show(w, &f, NULL, &v);
}

static enum err
ticks_show(struct request *rq, struct out *o)
{
	struct work	*w = rq->work;
	struct db_rows	*r;
	int64_t		 last = 0, at;
	enum err	 e;

	e = db_query(w->db, w->mem, &r, "SELECT name, at FROM tick "
	    "WHERE name <> 'quiet'", DB_NOARGS);
	for (size_t i = 0; e == OK &&
	    i < sizeof(sources) / sizeof(*sources); i++) {
		struct out	*row = out_add(o, "ticks");

		out_text(row, "label", t(sources[i].label));
		at = 0;
		for (size_t k = 0; k < r->n; k++)
			if (strcmp(db_text(r, k, 0), sources[i].name) == 0)
				at = db_int(r, k, 1);
		last = at > last ? at : last;
		if (at > 0)
			out_text(row, "when", moment(w, at));
	}
	if (e == OK && w->now_s - last > SILENT_S)
		out_text(o, "silent", last > 0 ? moment(w, last) :
		    t("never"));
	return e;
}

/* ---- lists */

/* What a job is called: its kind, and what it is about. */
static void
name_show(const struct db_rows *r, size_t i, struct out *row)
{
	const struct job_kind	*k = job_kind_find(db_text(r, i, 1));

	out_text(row, "label", k != NULL ? t(k->label) : db_text(r, i, 1));
	out_text(row, "name", db_text(r, i, 2));
}

/* Where its work stands. */
static void
state_show(struct work *w, const struct db_rows *r, size_t i,
    struct out *row)
{
	const char	*by = db_text(r, i, 5), *end;
	int64_t		 tries = db_int(r, i, 6);

	if (db_int(r, i, 4) > w->now_s && *by != '\0') {
		end = strrchr(by, ' ');
		out_text(row, "state", "info");
		out_text(row, "state_text", t("in hand"));
		out_fmt(row, "by", "%.*s", end != NULL ? (int)(end - by) :
		    (int)strlen(by), by);
	} else if (db_int(r, i, 9) == 2) {
		out_text(row, "state", "late");
		out_text(row, "state_text", t("given up"));
	} else if (db_text(r, i, 7) != NULL) {
		out_text(row, "state", "warn");
		out_fmt(row, "state_text", tn("failed %d time",
		    "failed %d times", (long)tries), (int)tries);
	} else {
		out_text(row, "state", db_int(r, i, 8) > 0 ? "ok" : "none");
		out_text(row, "state_text", db_int(r, i, 8) > 0 ? t("done") :
		    t("waits"));
	}
}

static void
job_show(struct work *w, const struct db_rows *r, size_t i, struct out *row,
    bool regular)
{
	int64_t	 id = db_int(r, i, 0), due = db_int(r, i, 3);

	name_show(r, i, row);
	state_show(w, r, i, row);
	out_text(row, "error", db_text(r, i, 7));
	if (db_int(r, i, 8) > 0)
		out_text(row, "last", moment(w, db_int(r, i, 8)));
	if (db_int(r, i, 9) == 0)
		out_text(row, "due", due <= w->now_s ? t("now") :
		    moment(w, due));
	out_fmt(row, "run_href", "/settings/jobs/%" PRId64 "/run", id);
	if (!regular)
		out_fmt(row, "drop_href", "/settings/jobs/%" PRId64 "/drop",
		    id);
}

static void
list_show(struct work *w, const struct db_rows *r, struct out *o,
    const char *list, bool regular)
{
	for (size_t i = 0; i < r->n && i < SHOWN; i++)
		job_show(w, r, i, out_add(o, list), regular);
	if (r->n > SHOWN)
		out_text(out_node(o, "more"), list, t("and more"));
}

#define COLUMNS	"SELECT id, kind, name, due_at, lease_until, lease_by, " \
		"attempts, error, done_at, state FROM job "

static enum err
lists_show(struct work *w, struct out *o)
{
	struct db_rows	*failed, *waiting, *regular;
	enum err	 e;

	e = db_query(w->db, w->mem, &failed, COLUMNS "WHERE state = 2 "
	    "ORDER BY due_at DESC LIMIT ?", DB_ARGS(DB_I(SHOWN + 1)));
	if (e == OK)
		e = db_query(w->db, w->mem, &waiting, COLUMNS
		    "WHERE state = 0 AND name <> '' ORDER BY due_at LIMIT ?",
		    DB_ARGS(DB_I(SHOWN + 1)));
	if (e == OK)
		e = db_query(w->db, w->mem, &regular, COLUMNS
		    "WHERE state = 0 AND name = '' ORDER BY kind LIMIT ?",
		    DB_ARGS(DB_I(SHOWN + 1)));
	if (e != OK)
		return e;
	list_show(w, failed, o, "failed", false);
	list_show(w, waiting, o, "waiting", false);
	list_show(w, regular, o, "regular", true);
	return OK;
}

/* The secret address as it is to be called; its host where we know it. */
static enum err
address_show(struct request *rq, struct out *o)
{
	const char	*word, *path, *base = rq->work->conf->base_url;
	enum err	 e = tick_word(rq->work, &word);

	if (e != OK || word == NULL)
		return e;
	path = url_for(rq->work->mem,
	    arena_fmt(rq->work->mem, "/tick/%s", word));
	if (strstr(base, "://") == NULL)
		out_text(o, "path_only", "1");
	else
		path = arena_fmt(rq->work->mem, "%.*s%s",
		    (int)(strlen(base) - strlen(rq->work->conf->base_path)),
		    base, path);
	out_text(o, "address", path);
	return OK;
}

enum err
jobs_show(struct request *rq)
{
	struct out	*o = out_node(rq->page, "jobs"), *crumb;
	enum err	 e = ticks_show(rq, o);

	if (e == OK)
		e = lists_show(rq->work, o);
	if (e == OK)
		e = address_show(rq, o);
	if (e != OK)
		return e;
	crumb = out_add(rq->page, "crumbs");
	out_text(crumb, "label", t("Settings"));
	out_text(crumb, "href", "/settings");
	return reply_page(rq, "jobs/jobs.cst");
}

/* ---- what the administrator does */

/* The job :id in words for the change log, in the firm's language. */
static enum err
job_words(struct request *rq, const char **words)
{
	struct work		*w = rq->work;
	const struct job_kind	*k;
	struct db_rows		*r;
	enum err		 e;

	e = db_query(w->db, w->mem, &r, "SELECT kind, name FROM job "
	    "WHERE id = ?", DB_ARGS(DB_I(rq->id)));
	if (e != OK)
		return e;
	if (r->n == 0)
		return ERR_NOTFOUND;
	k = job_kind_find(db_text(r, 0, 0));
	*words = arena_fmt(w->mem, "%s%s%s", k != NULL ? t(k->label) :
	    db_text(r, 0, 0), *db_text(r, 0, 1) != '\0' ? " " : "",
	    db_text(r, 0, 1));
	return OK;
}

/* Written down, said, and the page again. */
static enum err
finish(struct request *rq, const char *what, const char *note)
{
	enum err	 e;

	rq->work->set.what = what;
	e = changelog_open(rq->work);
	if (e != OK)
		return e;
	reply_note_final(rq, note);
	return reply_see(rq, "/settings/jobs");
}

enum err
jobs_again(struct request *rq)
{
	struct work	*w = rq->work;
	const char	*words;
	enum err	 e = job_words(rq, &words);

	if (e == OK)
		e = db_exec(w->db, "UPDATE job SET state = 0, attempts = 0, "
		    "due_at = LEAST(due_at, ?), asked = asked + 1 "
		    "WHERE id = ?", DB_ARGS(DB_I(w->now_s), DB_I(rq->id)));
	if (e == OK)
		e = tick_wake(w);
	return e != OK ? e : finish(rq, arena_fmt(w->mem,
	    t("Background work at once: %s"), words),
	    t("It is due now and will be taken in hand in a moment."));
}

enum err
jobs_drop(struct request *rq)
{
	struct work	*w = rq->work;
	const char	*words;
	enum err	 e = job_words(rq, &words);

	if (e == OK)
		e = db_exec(w->db, "DELETE FROM job WHERE id = ? "
		    "AND name <> '' AND lease_until <= UNIX_TIMESTAMP()",
		    DB_ARGS(DB_I(rq->id)));
	if (e != OK)
		return e;
	if (db_changed(w->db) == 0) {
		out_text(out_node(rq->page, "error"), "text",
		    t("It is in hand just now, or regular: it stays."));
		return ERR_CONFLICT;
	}
	return finish(rq, arena_fmt(w->mem,
	    t("Background work dropped: %s"), words), t("Dropped."));
}

static enum err
word_put(struct request *rq, const char *word)
{
	return db_exec(rq->work->db, "INSERT INTO setting (name, value) "
	    "VALUES ('tick_word', ?) ON DUPLICATE KEY UPDATE "
	    "value = VALUES(value)", DB_ARGS(DB_S(word)));
}

enum err
jobs_address(struct request *rq)
{
	uint8_t		 raw[WORD_BYTES];
	enum err	 e;

	crypto_random(raw, sizeof(raw));
	e = word_put(rq, crypto_hex(rq->work->mem, raw, sizeof(raw)));
	return e != OK ? e : finish(rq,
	    t("A new secret address for background work"),
	    t("The address is new; the one before does nothing any more."));
}

enum err
jobs_address_close(struct request *rq)
{
	enum err	 e = word_put(rq, "");

	return e != OK ? e : finish(rq,
	    t("The secret address for background work closed"),
	    t("The address is closed."));
}
