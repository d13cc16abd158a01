/* search_fill.c: the search index made anew, and compared with the records. */
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "core/gate.h"
#include "core/search_parts.h"

#define STEP_ROWS	5000	/* records of one step */
#define TAKE_ROWS	20000	/* postings of one step that takes them away */

/* ---- records as docs */

/* Records of a kind on their way into the index. */
struct run {
	const struct entity	*e;
	int64_t			 kind, upto;
	const struct field	**fields;
	struct search_item	*items;	/* the last that were read */
	size_t			 n;
	bool			 lock;	/* nobody changes them meanwhile */
};

static const struct search_doc *
row_doc(struct work *w, const struct run *r, const struct db_rows *rows,
    size_t i)
{
	struct search_doc	*doc = arena_alloc(w->mem, sizeof(*doc));
	const char		**values = arena_alloc(w->mem,
				    rows->ncols * sizeof(*values));

	for (size_t c = 1; c < rows->ncols; c++)
		values[c - 1] = db_text(rows, i, c);
	return search_doc(w->mem, r->fields, values, doc) ? doc : NULL;
}

/* The next living records behind r->upto, as items. */
static enum err
run_read(struct work *w, struct run *r)
{
	struct sql	 q;
	struct db_rows	*rows;
	enum err	 e;

	sql_init(&q, w->mem);
	sql_add(&q, "SELECT id");
	for (size_t i = 0; r->fields[i] != NULL; i++)
		str_fmt(&q.s, ", %s", r->fields[i]->name);
	str_fmt(&q.s, " FROM %s WHERE deleted_at IS NULL AND id > ",
	    r->e->table);
	sql_int(&q, r->upto);
	str_fmt(&q.s, " ORDER BY id LIMIT %d%s", STEP_ROWS,
	    r->lock ? " FOR UPDATE" : "");
	e = db_query_once(w->db, w->mem, &rows, q.s.s, q.vals, q.n);
	if (e != OK)
		return e;
	r->n = rows->n;
	r->items = arena_alloc(w->mem, (rows->n + 1) * sizeof(*r->items));
	for (size_t i = 0; i < rows->n; i++)
		r->items[i] = (struct search_item){ r->kind,
		    db_int(rows, i, 0), NULL, row_doc(w, r, rows, i) };
	if (rows->n > 0)
		r->upto = db_int(rows, rows->n - 1, 0);
	return OK;
}

static bool
run_begin(struct work *w, const struct entity *e, struct run *r)
{
	memset(r, 0, sizeof(*r));
	r->e = e;
	r->kind = search_kind(e);
	if (r->kind != 0)
		r->fields = search_fields(w->mem, e);
	return r->kind != 0;
}

/* ---- taking in */

static enum err
state_put(struct work *w, const struct run *r, bool done)
{
	return db_exec(w->db, "REPLACE INTO search_state (kind, fold, upto, "
	    "done) VALUES (?, ?, ?, ?)", DB_ARGS(DB_I(r->kind),
	    DB_I(SEARCH_FOLD), DB_I(r->upto), DB_I(done)));
}

/* One step of a kind's records. */
static enum err
fill_step(struct work *w, void *arg)
{
	struct run	*r = arg;
	enum err	 e;

	r->lock = true;
	e = run_read(w, r);
	if (e == OK)
		e = search_items_write(w, r->items, r->n);
	return e == OK ? state_put(w, r, r->n < STEP_ROWS) : e;
}

/* One step of emptying a kind; n is 0 when nothing is left. */
static enum err
empty_step(struct work *w, void *arg)
{
	struct run	*r = arg;
	enum err	 e;

	e = db_exec(w->db, "DELETE FROM posting WHERE kind = ? LIMIT ?",
	    DB_ARGS(DB_I(r->kind), DB_I(TAKE_ROWS)));
	r->n = (size_t)db_changed(w->db);
	r->upto = 0;
	return e != OK || r->n > 0 ? e : state_put(w, r, false);
}

/* Steps until the kind is through, or the time is. */
static enum err
run_steps(struct work *w, struct run *r, time_t until, bool empty,
    bool *left)
{
	struct work	 own = *w;
	enum err	 e = OK;

	own.mem = arena_new();
	do {
		arena_reset(own.mem);
		e = work_run(&own, empty ? empty_step : fill_step, r);
	} while (e == OK && (empty ? r->n > 0 : r->n == STEP_ROWS) &&
	    (until == 0 || time(NULL) < until));
	*left = e == OK && (empty ? r->n > 0 : r->n == STEP_ROWS);
	arena_free(own.mem);
	return e;
}

/* A kind whose table is not there yet has nothing to take in. */
static enum err
unless_missing(struct work *w, enum err e)
{
	return e == ERR_DB && db_missing(w->db) ? OK : e;
}

static enum err
kind_fill(struct work *w, struct run *r, time_t until, bool *left)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT upto, done, fold "
	    "FROM search_state WHERE kind = ?", DB_ARGS(DB_I(r->kind)));
	if (e != OK)
		return e;
	if (rows->n > 0 && db_int(rows, 0, 2) != SEARCH_FOLD)
		e = run_steps(w, r, until, true, left);
	else if (rows->n > 0 && db_int(rows, 0, 1) != 0)
		return OK;
	else if (rows->n > 0)
		r->upto = db_int(rows, 0, 0);
	return e == OK && !*left ?
	    unless_missing(w, run_steps(w, r, until, false, left)) : e;
}

enum err
search_fill(struct work *w, time_t until, bool *left)
{
	struct run	 r;
	enum err	 err = OK;

	*left = false;
	for (const struct module *const *m = modules_all(); *m; m++)
		for (const struct entity *const *e = (*m)->entities;
		    e != NULL && *e != NULL && err == OK && !*left; e++)
			if (run_begin(w, *e, &r))
				err = kind_fill(w, &r, until, left);
	return err;
}

/* ---- comparing */

/* Of rows: how many, and a sum that no order changes. */
struct sums {
	int64_t	 keys, sum;
};

static int64_t
sum_of(const char *s)
{
	return (int64_t)crc32(0, (const unsigned char *)s,
	    (unsigned int)strlen(s));
}

static void
sums_add(struct work *w, const struct search_item *i, struct sums *t)
{
	if (i->now == NULL)
		return;
	t->keys += (int64_t)i->now->nkeys + 1;
	t->sum += sum_of(arena_fmt(w->mem, "%lld::%lld:%s:%s",
	    (long long)i->id, (long long)i->now->sign, i->now->words,
	    i->now->numbers));
	for (size_t k = 0; k < i->now->nkeys; k++)
		t->sum += sum_of(arena_fmt(w->mem, "%lld:%s:%lld",
		    (long long)i->id, i->now->keys[k],
		    (long long)i->now->sign));
}

static enum err
sums_of_records(struct work *w, struct run *r, struct sums *t)
{
	struct work	 own = *w;
	enum err	 e;

	own.mem = arena_new();
	do {
		arena_reset(own.mem);
		e = run_read(&own, r);
		for (size_t i = 0; e == OK && i < r->n; i++)
			sums_add(&own, &r->items[i], t);
	} while (e == OK && r->n == STEP_ROWS);
	arena_free(own.mem);
	return e;
}

static enum err
sums_of_index(struct work *w, const struct run *r, struct sums *t)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT COUNT(*), "
	    "CAST(COALESCE(SUM(CRC32(CONCAT_WS(':', id, word, sign, "
	    "words, numbers))), 0) AS SIGNED) FROM posting WHERE kind = ?",
	    DB_ARGS(DB_I(r->kind)));
	if (e != OK)
		return e;
	t->keys = db_int(rows, 0, 0);
	t->sum = db_int(rows, 0, 1);
	return OK;
}

static int64_t
apart(const struct sums *a, const struct sums *b)
{
	if (a->keys != b->keys)
		return a->keys > b->keys ? a->keys - b->keys :
		    b->keys - a->keys;
	return a->sum != b->sum;
}

/* How many rows of an entity are wrong. */
static enum err
kind_look(struct work *w, const struct entity *e, int64_t *wrong)
{
	struct run	 r;
	struct sums	 want = { 0 }, have = { 0 };
	enum err	 err;

	*wrong = 0;
	if (!run_begin(w, e, &r))
		return OK;
	err = sums_of_records(w, &r, &want);
	if (err == OK)
		err = sums_of_index(w, &r, &have);
	*wrong = apart(&want, &have);
	return err;
}

/* Kinds that are wrong. */
struct look {
	int64_t	 kinds[64];
	size_t	 n;
	int64_t	 wrong;		/* rows of all of them */
};

static enum err
look_kinds(struct work *w, struct look *l)
{
	int64_t		 wrong;
	enum err	 err = OK;

	for (const struct module *const *m = modules_all(); *m; m++)
		for (const struct entity *const *e = (*m)->entities;
		    e != NULL && *e != NULL && err == OK; e++) {
			err = kind_look(w, *e, &wrong);
			l->wrong += wrong;
			if (wrong > 0 && l->n < 64)
				l->kinds[l->n++] = search_kind(*e);
		}
	return err;
}

/* All of it as it is at one moment. */
static enum err
look_once(struct work *w, struct look *l)
{
	enum err	 e = db_begin_snapshot(w->db);

	memset(l, 0, sizeof(*l));
	if (e == OK)
		e = look_kinds(w, l);
	db_rollback(w->db);
	return e;
}

/* No such rules: the next step empties the kind. */
static enum err
kinds_forget(struct work *w, const struct look *l)
{
	enum err	 e = OK;

	for (size_t i = 0; i < l->n && e == OK; i++)
		e = db_exec(w->db, "REPLACE INTO search_state (kind, fold, "
		    "upto, done) VALUES (?, 0, 0, 0)",
		    DB_ARGS(DB_I(l->kinds[i])));
	return e;
}

enum err
search_look(struct work *w, bool repair, int64_t *wrong)
{
	struct look	 l;
	bool		 left;
	enum err	 e = look_once(w, &l);

	if (e == OK && repair && l.n > 0) {
		e = kinds_forget(w, &l);
		if (e == OK)
			e = search_fill(w, 0, &left);
		if (e == OK)
			e = look_once(w, &l);
	}
	*wrong = l.wrong;
	return e;
}
