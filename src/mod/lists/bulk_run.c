/* bulk_run.c: changes of many records, kept and done in the background. */
#include <string.h>

#include "base/str.h"
#include "core/db.h"
#include "core/field.h"
#include "core/form.h"
#include "core/page.h"
#include "core/rights.h"
#include "core/session.h"
#include "core/tick.h"
#include "mod/lists/bulk.h"

#define LOOK_US		1000000	/* that a page gives */
#define WINDOW	20000	/* ids that a transaction looks through */
#define KEPT_S		(30 * 86400)

/* ---- kept */

enum err
bulk_new(struct work *w, struct bulk *b)
{
	enum err	 e;

	e = db_exec(w->db, "INSERT INTO bulk (user_id, entity, act, field, "
	    "value, query, upto, at_id, total, state, changed, same, refused, "
	    "set_id, at, way) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, 0, 0, 0, ?, "
	    "?, ?)",
	    DB_ARGS(DB_I(w->actor.user_id), DB_S(b->e->name),
	    DB_S(bulk_act_name(b->act)), DB_S(b->field != NULL ?
	    b->field->name : NULL), DB_S(b->value), DB_S(b->query),
	    DB_I(b->upto), DB_I(b->total), DB_I(b->state), DB_I(b->set_id),
	    DB_I(w->now_s), DB_I(b->way)));
	if (e == OK)
		b->id = db_id(w->db);
	return e;
}

enum err
bulk_put(struct work *w, const struct bulk *b)
{
	return db_exec(w->db, "UPDATE bulk SET at_id = ?, state = ?, "
	    "changed = ?, same = ?, refused = ?, error = ? WHERE id = ?",
	    DB_ARGS(DB_I(b->at_id), DB_I(b->state), DB_I(b->changed),
	    DB_I(b->same), DB_I(b->refused), DB_S(b->error), DB_I(b->id)));
}

static enum err
bulk_read(const struct db_rows *rows, struct bulk *b)
{
	memset(b, 0, sizeof(*b));
	if (rows->n == 0)
		return ERR_NOTFOUND;
	b->id = db_int(rows, 0, 0);
	b->user_id = db_int(rows, 0, 1);
	b->e = entity_find(db_text(rows, 0, 2));
	b->act = bulk_act_find(db_text(rows, 0, 3));
	if (b->e == NULL || b->act == BULK_ACTS)
		return ERR_NOTFOUND;
	if (db_text(rows, 0, 4) != NULL)
		b->field = field_find(b->e, db_text(rows, 0, 4));
	if (b->act == BULK_SET && b->field == NULL)
		return ERR_NOTFOUND;
	b->value = db_text(rows, 0, 5);
	b->query = db_text(rows, 0, 6);
	b->upto = db_int(rows, 0, 7);
	b->at_id = db_int(rows, 0, 8);
	b->total = db_int(rows, 0, 9);
	b->state = (enum bulk_state)db_int(rows, 0, 10);
	b->changed = db_int(rows, 0, 11);
	b->same = db_int(rows, 0, 12);
	b->refused = db_int(rows, 0, 13);
	b->error = db_text(rows, 0, 14);
	b->set_id = db_int(rows, 0, 15);
	b->way = (enum taking)db_int(rows, 0, 16);
	return OK;
}

enum err
bulk_get(struct work *w, const struct entity *e, int64_t id, struct bulk *b)
{
	struct db_rows	*rows;
	enum err	 err;

	err = db_query(w->db, w->mem, &rows, "SELECT id, user_id, entity, "
	    "act, field, value, query, upto, at_id, total, state, changed, "
	    "same, refused, error, set_id, way FROM bulk WHERE id = ? AND "
	    "user_id = ? AND entity = ?", DB_ARGS(DB_I(id),
	    DB_I(w->actor.user_id), DB_S(e->name)));
	return err == OK ? bulk_read(rows, b) : err;
}

/* Locked, whoever's it is; the lock also waits for an undo of its changes. */
static enum err
bulk_claim(struct work *w, int64_t id, struct bulk *b, bool *undone)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT id, user_id, entity, "
	    "act, field, value, query, upto, at_id, total, state, changed, "
	    "same, refused, error, set_id, way FROM bulk WHERE id = ? "
	    "FOR UPDATE",
	    DB_ARGS(DB_I(id)));
	if (e == OK)
		e = bulk_read(rows, b);
	if (e == OK)
		e = db_query(w->db, w->mem, &rows, "SELECT undone_by "
		    "FROM change_set WHERE id = ? FOR UPDATE",
		    DB_ARGS(DB_I(b->set_id)));
	if (e == OK)
		*undone = rows->n > 0 && db_int(rows, 0, 0) != 0;
	if (e == OK && !*undone) {
		e = db_query(w->db, w->mem, &rows, "SELECT 1 FROM undo_run "
		    "WHERE set_id = ? FOR UPDATE", DB_ARGS(DB_I(b->set_id)));
		*undone = e == OK && rows->n > 0;
	}
	return e;
}

/* ---- the records of a list */

enum err
bulk_scope(struct work *w, const struct bulk *b, struct crud_scope *scope)
{
	const struct param	*params = NULL;
	enum err		 e = form_parse(w->mem, b->query,
				    strlen(b->query), &params);

	return e == OK ? crud_scope_read(w, b->e, params, scope) : e;
}

enum err
bulk_query(struct work *w, const struct bulk *b,
    const struct crud_scope *scope, int64_t from, int64_t upto,
    struct query *q)
{
	struct filter	*where = arena_alloc(w->mem, (scope->nwhere + 3) *
			    sizeof(*where));

	where[0] = (struct filter)WHERE_I("id", OP_GT, from);
	where[1] = (struct filter)WHERE_I("id", OP_LE, upto);
	memcpy(where + 2, scope->where, (scope->nwhere + 1) * sizeof(*where));
	memset(q, 0, sizeof(*q));
	q->entity = b->e;
	q->where = where;
	q->text = scope->text;
	q->sort = "id";
	return query_taken(w, b->way, q);
}

enum err
bulk_rows(struct work *w, const struct bulk *b,
    const struct crud_scope *scope, int64_t upto, int most,
    struct bulk_row **out, size_t *n)
{
	const char	*cols[] = { "rev", NULL, NULL };
	struct query	 q;
	struct db_rows	*rows;
	enum err	 e = bulk_query(w, b, scope, b->at_id, upto, &q);

	if (e != OK)
		return e;
	if (field_find(b->e, "currency") != NULL)
		cols[1] = "currency";
	q.cols = cols;
	q.limit = most;
	e = query_list(w, &q, &rows);
	if (e != OK)
		return e;
	*n = rows->n;
	*out = arena_alloc(w->mem, (rows->n + 1) * sizeof(**out));
	for (size_t i = 0; i < rows->n; i++) {
		(*out)[i].id = db_int(rows, i, 0);
		(*out)[i].rev = db_int(rows, i, 1);
		if (cols[1] != NULL)
			(*out)[i].currency = db_text(rows, i, 2);
	}
	return OK;
}

/* ---- the job */

static const char *
job_name(struct work *w, const struct bulk *b)
{
	return arena_fmt(w->mem, "%lld", (long long)b->id);
}

enum err
bulk_ask(struct work *w, const struct bulk *b)
{
	enum err	 e = job_add(w, "bulk", job_name(w, b), 0);

	return e == OK ? tick_wake(w) : e;
}

enum err
bulk_look(struct work *w, struct bulk *b)
{
	struct job_run	 now = {
		.by = "page", .until_us = page_clock_us() + LOOK_US,
		.kind = "bulk", .name = job_name(w, b)
	};
	enum err	 e = jobs_run(w, &now);

	return e == OK ? bulk_get(w, b->e, b->id, b) : e;
}

enum err
bulk_failed(struct work *w, const struct bulk *b, const char **why)
{
	enum job_stand	 stand;
	const char	*error;
	enum err	 e = job_look(w, "bulk", job_name(w, b), &stand,
			    &error);

	*why = e == OK && stand == JOB_FAILED ? error : NULL;
	return e;
}

static enum err
bulk_stop(struct work *w, struct bulk *b, const char *why)
{
	b->state = BULK_STOPPED;
	b->error = why;
	return bulk_put(w, b);
}

/* Of so many ids some hundred records, and how far it is, in one transaction. */
static enum err
bulk_slice(struct work *w, struct job *job, struct bulk *b)
{
	struct crud_scope	*scope = arena_alloc(w->mem, sizeof(*scope));
	struct bulk_row		*rows;
	size_t			 n = 0;
	int64_t			 end = b->upto - b->at_id > WINDOW ?
				    b->at_id + WINDOW : b->upto;
	enum err		 e = bulk_scope(w, b, scope);

	if (e == ERR_INVALID)
		return bulk_stop(w, b, t("its filters are not understood any "
		    "more"));
	if (e == OK)
		e = bulk_rows(w, b, scope, end, BULK_BATCH, &rows, &n);
	w->set.id = b->set_id;
	w->actor.channel = BY_FORM;
	if (e == OK && n > 0)
		e = bulk_apply(w, b, rows, n);
	if (e != OK)
		return e;
	b->at_id = n == BULK_BATCH ? rows[n - 1].id : end;
	job->left = b->at_id < b->upto;
	if (!job->left)
		b->state = BULK_DONE;
	return bulk_put(w, b);
}

static enum err
bulk_begin(struct work *w, struct job *job, struct bulk *b)
{
	enum err	 e = session_act_for(w, b->user_id);

	if (e == ERR_NOTFOUND)
		return bulk_stop(w, b,
		    t("who began it may not sign in any more"));
	if (e != OK)
		return e;
	if (!rights_have(w, arena_fmt(w->mem, "%s.bulk", b->e->name)))
		return bulk_stop(w, b,
		    t("who began it may not change many at once any more"));
	return bulk_slice(w, job, b);
}

static enum err
bulk_do(struct work *w, struct job *job)
{
	enum lang	 lang = i18n_lang();
	struct bulk	 b;
	bool		 undone = false;
	int64_t		 id;
	enum err	 e = str_int64(job->name, &id);

	if (e == OK)
		e = bulk_claim(w, id, &b, &undone);
	if (e == ERR_NOTFOUND || (e == OK && b.state != BULK_RUNS))
		return OK;
	if (e == OK && undone)
		return bulk_stop(w, &b, t("it was undone meanwhile"));
	if (e == OK)
		e = bulk_begin(w, job, &b);
	i18n_set(lang);
	return e;
}

/* What was asked for long ago is forgotten; its changes are in the log. */
static enum err
bulk_sweep(struct work *w, struct job *job)
{
	int64_t		 before = w->now_s - KEPT_S;
	enum err	 e;

	(void)job;
	e = db_exec(w->db, "DELETE b FROM bulk_bad b JOIN bulk ON "
	    "bulk.id = b.bulk_id WHERE bulk.at < ?", DB_ARGS(DB_I(before)));
	return e != OK ? e : db_exec(w->db, "DELETE FROM bulk WHERE at < ?",
	    DB_ARGS(DB_I(before)));
}

const struct job_kind lists_jobs[] = {
	{ .name = "bulk", .label = N_("Change many records"), .fn = bulk_do },
	{ .name = "bulks", .label = N_("Forget old changes of many records"),
	  .every_min = 1440, .fn = bulk_sweep },
	{ 0 }
};
