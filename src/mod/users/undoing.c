/* undoing.c: what the browser takes back, large changes in the background. */

#include "base/str.h"
#include "core/changelog.h"
#include "core/form.h"
#include "core/job.h"
#include "core/page.h"
#include "core/query.h"
#include "core/reply.h"
#include "core/undo.h"
#include "core/view.h"
#include "mod/users/parts.h"

#define LOOK_US		1000000	/* that a page gives it */
#define SHOWN		50	/* records of a page */

/*
 * Where to go after set id was taken back: where the undo form stood, but to
 * the list when the set had made a record, whose card is no more.
 */
static enum err
back_to(const struct request *rq, const char **to)
{
	struct work		*w = rq->work;
	const struct entity	*made;
	struct db_rows		*rows;
	enum err		 e;

	*to = reply_next(rq, "/now");
	e = db_query(w->db, w->mem, &rows, "SELECT entity FROM change_row "
	    "WHERE set_id = ? AND action = 1 ORDER BY id LIMIT 1",
	    DB_ARGS(DB_I(rq->id)));
	if (e != OK || rows->n == 0)
		return e;
	made = entity_find(db_text(rows, 0, 0));
	if (made != NULL && made->path != NULL)
		*to = made->path;
	return OK;
}

static enum err
see_undoing(struct request *rq)
{
	return reply_see(rq, "/changes/%lld/undo", (long long)rq->id);
}

/* In the background; where that has been done, its page tells of it. */
static enum err
large_take(struct request *rq)
{
	struct undo_run	 run;
	enum err	 e = undo_ask(rq->work, rq->id);

	if (e == ERR_CONFLICT && undo_look(rq->work, rq->id, &run) == OK &&
	    run.state != UNDO_NONE)
		e = OK;
	return e == OK ? see_undoing(rq) : e;
}

static enum err
small_take(struct request *rq)
{
	const char	*to;
	enum err	 e = record_undo(rq->work, rq->id);

	if (e == OK)
		e = back_to(rq, &to);
	if (e != OK)
		return e;
	reply_note(rq, t("Undone."));
	return reply_see(rq, "%s", to);
}

enum err
undo_take(struct request *rq)
{
	const struct problem	*p;
	bool			 large;
	enum err		 e = undo_large(rq->work, rq->id, &large);

	if (e == OK)
		e = large ? large_take(rq) : small_take(rq);
	p = work_problem(rq->work, 0, NULL);
	if ((e != ERR_CONFLICT && e != ERR_DENIED) || p == NULL)
		return e;
	if (e == ERR_DENIED)
		out_text(out_node(rq->page, "error"), "title",
		    t("It could not be taken back"));
	out_text(out_node(rq->page, "error"), "text", p->text);
	return e;
}

/* ---- how far it is, and what stays */

/* What is called how, of one kind of record: by its place in rows. */
static enum err
titles_read(struct work *w, const struct entity *e,
    const struct db_rows *rows, const char **titles)
{
	const char	*cols[] = { e->title, NULL };
	struct db_val	*ids = arena_alloc(w->mem, rows->n * sizeof(*ids));
	struct filter	 where[] = {
		{ .path = "id", .op = OP_IN, .values = ids }, WHERE_END
	};
	struct query	 q = { .entity = e, .cols = cols, .where = where,
			       .sort = "id", .limit = SHOWN };
	struct db_rows	*got;
	enum err	 err;

	for (size_t i = 0; i < rows->n; i++)
		if (str_eq(db_text(rows, i, 0), e->name))
			ids[where[0].nvalues++] =
			    (struct db_val)DB_I(db_int(rows, i, 1));
	err = query_list(w, &q, &got);
	for (size_t k = 0; err == OK && k < got->n; k++)
		for (size_t i = 0; i < rows->n; i++)
			if (str_eq(db_text(rows, i, 0), e->name) &&
			    db_int(rows, i, 1) == db_int(got, k, 0))
				titles[i] = db_text(got, k, 1);
	return err;
}

/* One row: what it is called, or its kind and number; a link to whoever may. */
static void
kept_row(struct request *rq, const struct db_rows *rows, size_t i,
    const char *title)
{
	const struct entity	*e = entity_find(db_text(rows, i, 0));
	struct out		*o = out_add(rq->page, "kept");

	if (title != NULL)
		out_text(o, "text", title);
	else
		out_fmt(o, "text", "%s %lld", e != NULL ? t(e->label_one) :
		    db_text(rows, i, 0), (long long)db_int(rows, i, 1));
	if (title != NULL && e != NULL && e->path != NULL)
		out_fmt(o, "href", "%s/%lld", e->path,
		    (long long)db_int(rows, i, 1));
	out_text(o, "reason", db_text(rows, i, 2));
}

/* A page of the records that stay, by their kind and number. */
static enum err
kept_show(struct request *rq)
{
	struct work	*w = rq->work;
	const char	*kind = in_raw(rq, "kind");
	int64_t		 after = in_int(rq, "after", 0, INT64_MAX);
	const char	*titles[SHOWN + 1] = { NULL };
	struct db_rows	*rows;
	enum err	 e;

	kind = kind != NULL ? kind : "";
	e = db_query(w->db, w->mem, &rows, "SELECT entity, record_id, reason "
	    "FROM undo_kept WHERE set_id = ? AND (entity > ? OR "
	    "(entity = ? AND record_id > ?)) ORDER BY entity, record_id "
	    "LIMIT ?", DB_ARGS(DB_I(rq->id), DB_S(kind), DB_S(kind),
	    DB_I(after), DB_I(SHOWN + 1)));
	for (size_t i = 0; e == OK && i < rows->n; i++)
		if (i == 0 || !str_eq(db_text(rows, i, 0),
		    db_text(rows, i - 1, 0))) {
			const struct entity	*of = entity_find(
						    db_text(rows, i, 0));

			if (of != NULL)
				e = titles_read(w, of, rows, titles);
		}
	for (size_t i = 0; e == OK && i < rows->n && i < SHOWN; i++)
		kept_row(rq, rows, i, titles[i]);
	if (e == OK && rows->n > SHOWN)
		out_fmt(out_node(rq->page, "pager"), "next_href",
		    "/changes/%lld/undo?kind=%s&after=%lld",
		    (long long)rq->id, db_text(rows, SHOWN - 1, 0),
		    (long long)db_int(rows, SHOWN - 1, 1));
	return e;
}

/* Words of a run that is over, and of one that goes on. */
static void
run_show(struct request *rq, const struct undo_run *run,
    enum job_stand stand, const char *failed)
{
	struct out	*o = out_node(rq->page, "undoing");
	int64_t		 back = run->done - run->kept;

	out_text(o, "what", run->what);
	out_fmt(o, "href", "/changes/%lld/undo", (long long)run->set_id);
	if (run->state == UNDO_NONE) {
		out_text(o, "state", "info");
		out_text(o, "title", run->undone ?
		    t("This change was undone already.") :
		    t("Undo this change?"));
		out_text(o, "ask", run->undone ? NULL : "1");
		return;
	}
	if (run->state == UNDO_RUNS) {
		out_fmt(o, "progress", t("%lld of %lld"),
		    (long long)run->done, (long long)run->total);
		out_int(o, "percent", run->total > 0 ?
		    run->done * 100 / run->total : 0);
		if (stand == JOB_FAILED)
			out_text(o, "failed", failed);
		return;
	}
	out_text(o, "state", run->state == UNDO_ENDED ? "late" :
	    run->kept > 0 ? "warn" : "ok");
	out_text(o, "title", run->state == UNDO_ENDED ?
	    t("The undoing came to a halt") : run->kept > 0 ?
	    t("Undone but for some records") : t("Undone."));
	out_text(o, "text", arena_fmt(rq->work->mem, tn("%lld change was "
	    "taken back", "%lld changes were taken back", (long)back),
	    (long long)back));
	out_text(o, "why", run->error);
	if (run->kept > 0)
		out_text(o, "kept", arena_fmt(rq->work->mem,
		    tn("%lld record stays as it is", "%lld records stay as "
		    "they are", (long)run->kept), (long long)run->kept));
	if (run->state == UNDO_ENDED)
		out_text(o, "again", "1");
}

enum err
undo_show(struct request *rq)
{
	struct work	*w = rq->work;
	struct job_run	 now = { .by = "page", .kind = "undo",
				 .name = arena_fmt(w->mem, "%lld",
				 (long long)rq->id) };
	struct undo_run	 run;
	enum job_stand	 stand = JOB_NONE;
	const char	*failed = NULL;
	enum err	 e = undo_look(w, rq->id, &run);

	if (e == OK && run.state == UNDO_RUNS) {
		now.until_us = page_clock_us() + LOOK_US;
		do {
			e = jobs_run(w, &now);
			if (e == OK)
				e = undo_look(w, rq->id, &run);
		} while (e == OK && run.state == UNDO_RUNS &&
		    job_rest(&now));
		if (e == OK)
			e = job_look(w, now.kind, now.name, &stand, &failed);
	}
	if (e == OK && run.kept > 0)
		e = kept_show(rq);
	if (e != OK)
		return e;
	out_text(rq->page, "title", t("Undoing"));
	run_show(rq, &run, stand, failed);
	return reply_page(rq, "users/undo.cst");
}
