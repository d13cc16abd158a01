/* told.c: the pages of reminders: what is to be told its user now. */
#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "base/zone.h"
#include "core/form.h"
#include "core/query.h"
#include "core/remind.h"
#include "core/reply.h"
#include "core/session.h"
#include "core/view.h"
#include "mod/activities/activities.h"
#include "mod/activities/parts.h"

#define SHOWN		50
#define MORNING		9	/* hour of "tomorrow" */

enum { R_ID, R_ACTIVITY, R_KIND, R_DUE, R_BY };

static const char *const task_cols[] = {
	"kind", "title", "due_at", "contact_id.", NULL
};
enum { T_ID, T_KIND, T_TITLE, T_DUE, T_CONTACT };

/* ---- reading */

static enum err
told_read(struct work *w, struct db_rows **rows)
{
	return db_query(w->db, w->mem, rows, "SELECT r.id, r.activity_id, "
	    "r.kind, r.due_at, u.name FROM reminder r "
	    "LEFT JOIN user u ON u.id = r.by_id WHERE r.user_id = ? "
	    "AND r.state = 0 AND r.due_at <= ? ORDER BY r.due_at DESC, r.id "
	    "LIMIT ?", DB_ARGS(DB_I(w->actor.user_id), DB_I(w->now_s),
	    DB_I(SHOWN)));
}

/* The activities that they are about, as far as they may be seen. */
static enum err
tasks_read(struct work *w, const struct db_rows *r, struct db_rows **tasks)
{
	struct db_val		*ids = arena_alloc(w->mem,
				    (r->n + 1) * sizeof(*ids));
	const struct filter	 where[] = {
		{ .path = "id", .op = OP_IN, .values = ids,
		  .nvalues = r->n }, WHERE_END
	};
	const struct query	 q = {
		.entity = &activity_entity, .cols = task_cols,
		.where = where, .sort = "id", .limit = SHOWN
	};

	for (size_t i = 0; i < r->n; i++)
		ids[i] = *db_cell(r, i, R_ACTIVITY);
	return query_list(w, &q, tasks);
}

static size_t
task_find(const struct db_rows *tasks, int64_t id)
{
	size_t	 i = 0;

	while (i < tasks->n && db_int(tasks, i, T_ID) != id)
		i++;
	return i;
}

/* ---- showing */

static const char *
why_show(struct work *w, const struct db_rows *r, size_t i)
{
	const char	*kind = db_text(r, i, R_KIND);
	const char	*by = db_text(r, i, R_BY);

	if (by == NULL || strcmp(kind, REMIND_DUE) == 0)
		return NULL;
	return arena_fmt(w->mem, strcmp(kind, REMIND_BACK) == 0 ?
	    t("%s gave it back") : t("%s asks you for it"), by);
}

static void
told_show(struct work *w, const struct db_rows *r, size_t i,
    const struct db_rows *tasks, struct out *o)
{
	size_t	 k = task_find(tasks, db_int(r, i, R_ACTIVITY));
	int64_t	 id = db_int(r, i, R_ID), due;

	out_fmt(o, "key", "%" PRId64 ":%" PRId64, id, db_int(r, i, R_DUE));
	out_fmt(o, "close_href", "/reminders/%" PRId64 "/close", id);
	out_fmt(o, "later_href", "/reminders/%" PRId64 "/later", id);
	out_text(o, "why", why_show(w, r, i));
	if (k == tasks->n) {
		out_text(o, "title", t("A task that you see no more"));
		out_text(o, "icon", "bell");
		return;
	}
	due = db_int(tasks, k, T_DUE);
	out_text(o, "title", db_text(tasks, k, T_TITLE));
	out_text(o, "icon", activity_icon(db_text(tasks, k, T_KIND)));
	out_fmt(o, "href", "/activities/%" PRId64, db_int(tasks, k, T_ID));
	out_text(o, "who", db_text(tasks, k, T_CONTACT));
	if (due == 0)
		return;
	out_text(o, "when", activity_moment(w, due));
	if (due < w->now_s)
		out_int(o, "late", 1);
}

static enum err
told_fill(struct request *rq)
{
	struct work	*w = rq->work;
	struct db_rows	*r, *tasks;
	enum err	 e = told_read(w, &r);

	if (e != OK || r->n == 0)
		return e;
	e = tasks_read(w, r, &tasks);
	for (size_t i = 0; e == OK && i < r->n; i++)
		told_show(w, r, i, tasks, out_add(rq->page, "reminders"));
	return e;
}

enum err
remind_list(struct request *rq)
{
	enum err	 e = told_fill(rq);

	return e == OK ? reply_page(rq, "activities/reminders.cst") : e;
}

enum err
remind_new(struct request *rq)
{
	enum err	 e = OK;

	if (rq->session->reminders > 0)
		e = told_fill(rq);
	return e == OK ? reply_page(rq, "activities/told.cst") : e;
}

/* ---- putting away */

/* Of one's own alone; whether it was there. */
static enum err
own_changed(struct request *rq)
{
	struct db_rows	*r;
	enum err	 e;

	if (db_changed(rq->work->db) > 0)
		return OK;
	e = db_query(rq->work->db, rq->work->mem, &r, "SELECT 1 FROM reminder "
	    "WHERE id = ? AND user_id = ?", DB_ARGS(DB_I(rq->id),
	    DB_I(rq->work->actor.user_id)));
	return e == OK && r->n == 0 ? ERR_NOTFOUND : e;
}

enum err
remind_close(struct request *rq)
{
	enum err	 e;

	e = db_exec(rq->work->db, "UPDATE reminder SET state = 1, letter = 0 "
	    "WHERE id = ? AND user_id = ?", DB_ARGS(DB_I(rq->id),
	    DB_I(rq->work->actor.user_id)));
	if (e == OK)
		e = own_changed(rq);
	return e == OK ? reply_see(rq, "/reminders") : e;
}

enum err
remind_close_all(struct request *rq)
{
	struct work	*w = rq->work;
	enum err	 e;

	e = db_exec(w->db, "UPDATE reminder SET state = 1, letter = 0 "
	    "WHERE user_id = ? AND state = 0 AND due_at <= ?",
	    DB_ARGS(DB_I(w->actor.user_id), DB_I(w->now_s)));
	return e == OK ? reply_see(rq, "/reminders") : e;
}

/* The moment that "10m", "1h" or "1d" means; 0 for anything else. */
static int64_t
later_at(const struct work *w, const char *code)
{
	struct date_parts	 d = date_split(work_today(w) + 1);
	const struct date_time	 morning = {
		.year = d.year, .month = d.month, .day = d.day,
		.hour = MORNING
	};

	return code == NULL ? 0 : str_eq(code, "10m") ? w->now_s + 600 :
	    str_eq(code, "1h") ? w->now_s + 3600 : str_eq(code, "1d") ?
	    zone_utc(w->zone, &morning) : 0;
}

enum err
remind_later(struct request *rq)
{
	int64_t		 at = later_at(rq->work, in_raw(rq, "for"));
	enum err	 e;

	if (at == 0)
		return work_refuse(rq->work, 0, "for",
		    t("is not one of the choices"));
	e = db_exec(rq->work->db, "UPDATE reminder SET state = 0, due_at = ? "
	    "WHERE id = ? AND user_id = ?", DB_ARGS(DB_I(at), DB_I(rq->id),
	    DB_I(rq->work->actor.user_id)));
	if (e == OK)
		e = own_changed(rq);
	return e == OK ? reply_see(rq, "/reminders") : e;
}
