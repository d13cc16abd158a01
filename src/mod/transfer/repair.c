/* repair.c: rows of an import done again with corrected cells. */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/form.h"
#include "core/reply.h"
#include "mod/transfer/asked.h"
#include "mod/transfer/bad.h"
#include "mod/transfer/batch.h"
#include "mod/transfer/fixes.h"
#include "mod/transfer/joint.h"
#include "mod/transfer/parts.h"
#include "mod/transfer/repair.h"

#define WHAT_LENGTH	200	/* characters of change_set.what */
#define LINES_MOST	20	/* of a form */

/* The rows of these lines, with their corrected cells. */
static enum err
rows_find(struct work *w, const struct run *run, struct proposal *p,
    const int64_t *lines, size_t n, struct batch *b)
{
	const struct csv_row	*row;
	size_t			 at = 0;
	enum err		 e = table_again(w, &p->table);

	b->rows = arena_alloc(w->mem, (n + 1) * sizeof(*b->rows));
	while (e == OK && at < n) {
		e = table_next(w, &p->table, &row);
		if (e != OK || row == NULL)
			break;
		while (at < n && lines[at] < row->line)
			at++;
		if (at < n && lines[at] == row->line)
			row_copy(w->mem, row, &b->rows[b->n++]);
	}
	return e == OK ? fixes_apply(w, w->mem, run->id, b->rows, b->n) : e;
}

static enum err
rows_save(struct batch *b)
{
	return b->plan->joint != NULL ? joint_save(b) : batch_save(b);
}

/* Nothing of a trial stays; it has noted nothing outside the database. */
static enum err
batch_try(struct batch *b)
{
	struct work			*w = b->w;
	const struct change_set		 set = w->set;
	enum err			 e;

	e = db_exec(w->db, "SAVEPOINT transfer_fix", DB_NOARGS);
	if (e == OK)
		e = rows_save(b);
	if (e == OK)
		e = db_exec(w->db, "ROLLBACK TO SAVEPOINT transfer_fix",
		    DB_NOARGS);
	w->set = set;
	return e;
}

/* The rows that pass leave the refused ones. */
static enum err
rows_judge(struct work *w, struct run *run, const struct batch *b, bool trial)
{
	struct import_counts	*c = &run->counts;
	enum err		 e = OK;

	for (size_t i = 0; e == OK && i < b->n; i++) {
		const struct row	*r = &b->rows[i];
		bool			 bad = r->outcome == ROW_REFUSED;

		e = fix_judge(w, run->id, r->line, bad ? FIX_REFUSED : trial ?
		    FIX_PASSED : FIX_WRITTEN, bad ? r->reason : NULL,
		    bad ? row_columns(b, r) : NULL);
		if (bad)
			continue;
		c->refused--;
		c->created += r->outcome == ROW_CREATED;
		c->changed += r->outcome == ROW_CHANGED;
		c->same += r->outcome == ROW_SAME;
	}
	return e;
}

enum err
repair_rows(struct work *w, struct run *run, struct proposal *p,
    const int64_t *lines, size_t n)
{
	struct work	 own = *w;
	struct batch	 b = { .w = &own, .plan = &p->plan };
	bool		 trial = run->state == RUN_TRIED;
	enum err	 e = rows_find(w, run, p, lines, n, &b);

	own.memo = NULL;	/* savepoints take parts of it back */
	own.problems = NULL;
	own.actor.channel = BY_IMPORT;
	if (run->set_id != 0)
		own.set = (struct change_set){ .id = run->set_id };
	own.set.what = utf8_truncate(w->mem, arena_fmt(w->mem,
	    t("import of %s"), run->name), WHAT_LENGTH);
	own.set.perm = import_perm(w->mem, &p->plan);
	if (e == OK)
		e = trial ? batch_try(&b) : rows_save(&b);
	if (e == OK && !trial)
		run->set_id = own.set.id;
	return e == OK ? rows_judge(w, run, &b, trial) : e;
}

/* ---- the form */

/* Its cells, "fix.LINE.COL", kept; their lines, each once, at *lines. */
struct cells {
	struct work	*w;
	const struct run *run;
	struct bad_lines bad;
	int64_t		 lines[LINES_MOST];
	size_t		 n;
};

/* Whether the row may be done again: one refused that has not passed since. */
static enum err
line_open(struct cells *c, int64_t line, bool *open)
{
	struct fix	*list;
	size_t		 n;
	bool		 refused;
	enum err	 e = bad_line(c->w, c->run, &c->bad, line, &refused);

	*open = false;
	if (e != OK || !refused)
		return e;
	e = fixes_load(c->w, c->w->mem, c->run->id, line, line, &list, &n);
	*open = e == OK && (n == 0 || list[0].state == FIX_REFUSED ||
	    (list[0].state == FIX_PASSED && c->run->state != RUN_TRIED));
	return e;
}

static enum err
cell_take(struct cells *c, const char *name, const char *value)
{
	const char	*dot = strchr(name + 4, '.');
	struct fix	 fix = { .value = value };
	int64_t		 col;
	bool		 open = true;
	enum err	 e = OK;

	if (dot == NULL || str_int64(arena_fmt(c->w->mem, "%.*s",
	    (int)(dot - name - 4), name + 4), &fix.line) != OK ||
	    str_int64(dot + 1, &col) != OK || fix.line < 1 || col < 0 ||
	    col >= CSV_CELLS_MAX)
		return OK;
	if (c->n == 0 || c->lines[c->n - 1] != fix.line) {
		if (c->n == LINES_MOST ||
		    (c->n > 0 && c->lines[c->n - 1] > fix.line))
			return OK;
		e = line_open(c, fix.line, &open);
		if (open)
			c->lines[c->n++] = fix.line;
	}
	fix.col = (size_t)col;
	fix.value = utf8_truncate(c->w->mem, value, FIX_CHARS);
	return e == OK && open ? fix_put(c->w, c->run->id, &fix) : e;
}

static enum err
cells_take(struct request *rq, struct cells *c)
{
	enum err	 e = OK;

	for (const struct param *p = rq->params; e == OK && p != NULL;
	    p = p->next)
		if (strncmp(p->name, "fix.", 4) == 0 && p->value != NULL)
			e = cell_take(c, p->name, p->value);
	return e;
}

static enum err
see_rows(struct request *rq, const struct run *run)
{
	return asked_see(rq, run, arena_fmt(rq->work->mem,
	    "%s?from=%lld", run->state == RUN_TRIED ? "/trial" : "",
	    (long long)in_int(rq, "from", 0, INT32_MAX)));
}

enum err
import_fix(struct request *rq)
{
	struct work	*w = rq->work;
	struct cells	 c = { .w = w };
	struct proposal	 p;
	struct run	 run;
	bool		 open = false;
	enum err	 e = asked_run(rq, &run);

	if (e == OK)
		e = run_hold(w, &run);
	if (e == OK)
		e = bad_mendable(w, &run, true, &open);
	if (e != OK || !open)
		return e != OK ? e : asked_see(rq, &run, "");
	c.run = &run;
	e = cells_take(rq, &c);
	if (e == OK && c.n > 0)
		e = proposal_open(w, &run, &p);
	if (e == OK && c.n > 0)
		e = proposal_plan(w, &p);
	if (e == OK && c.n > 0)
		e = repair_rows(w, &run, &p, c.lines, c.n);
	if (e == OK && c.n > 0)
		e = run_put(w, &run);
	return e == OK ? see_rows(rq, &run) : e;
}
