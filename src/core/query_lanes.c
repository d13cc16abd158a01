/* query_lanes.c: many lists in one statement. */
#include <string.h>

#include "core/query_parts.h"

/*
 * The statements of lists put one after the other, with the number of each as
 * the last column, and as wide as the widest.  A list wrapped into a SELECT of
 * its own would be a temporary table.
 */
struct lanes {
	struct work	*w;
	struct sql	 out;
	size_t		 ncols;		/* besides id and lane */
};

static void
lanes_init(struct lanes *l, struct work *w, const struct query *lists,
    size_t n)
{
	l->w = w;
	l->ncols = 0;
	sql_init(&l->out, w->mem);
	for (size_t i = 0; i < n; i++) {
		size_t	 k = count_cols(lists[i].cols);

		l->ncols = k > l->ncols ? k : l->ncols;
	}
}

static void
lane_put(struct lanes *l, const struct sql *one)
{
	sql_add(&l->out, l->out.s.n > 0 ? " UNION ALL (" : "(");
	sql_append(&l->out, one);
	sql_add(&l->out, ")");
}

/* The cells that a list of k columns lacks, and its number. */
static void
lane_tail(const struct lanes *l, size_t k, size_t number, struct sql *out)
{
	for (; k < l->ncols; k++)
		sql_add(out, ", NULL");
	str_fmt(&out->s, ", %zu AS lane", number);
}

static enum err
lane_add(struct lanes *l, const struct query *list, size_t number)
{
	struct sql	 one, tail;
	enum err	 e;

	sql_init(&one, l->w->mem);
	sql_init(&tail, l->w->mem);
	lane_tail(l, count_cols(list->cols), number, &tail);
	e = list_add(l->w, list, &tail, &one);
	if (e == OK && one.s.n > 0)
		lane_put(l, &one);
	return e;
}

/* A row of values, one at least. */
static void
lane_of_values(struct lanes *l, const struct sql *values, size_t n,
    size_t number)
{
	struct sql	 one;

	sql_init(&one, l->w->mem);
	for (size_t i = 0; i < n; i++) {
		sql_add(&one, i == 0 ? "SELECT (" : ", (");
		sql_append(&one, &values[i]);
		sql_add(&one, ")");
	}
	lane_tail(l, n - 1, number, &one);
	lane_put(l, &one);
}

static enum err
lanes_run(struct lanes *l, struct db_rows **rows)
{
	if (l->out.s.n == 0) {
		rows_none(l->w, l->ncols + 2, rows);
		return OK;
	}
	return db_query_once(l->w->db, l->w->mem, rows, l->out.s.s,
	    l->out.vals, l->out.n);
}

/* The rows of list number, which follow each other from row *at on. */
static struct db_rows
rows_run(const struct db_rows *all, size_t number, size_t *at)
{
	struct db_rows	 part = {
		.ncols = all->ncols, .cells = &all->cells[*at * all->ncols]
	};

	for (; *at < all->n && (size_t)db_int(all, *at, all->ncols - 1) ==
	    number; ++*at)
		part.n++;
	return part;
}

/* The lane, fetched last, to where callers look for it: after the id. */
static void
lanes_turn(struct db_rows *rows)
{
	size_t	 n = rows->ncols;

	for (size_t i = 0; i < rows->n; i++) {
		struct db_val	*row = &rows->cells[i * n], lane = row[n - 1];

		memmove(row + 2, row + 1, (n - 2) * sizeof(*row));
		row[1] = lane;
	}
}

enum err
query_lanes(struct work *w, const struct query *lists, size_t n,
    struct db_rows **rows)
{
	struct lanes	 l;
	enum err	 e = OK;

	lanes_init(&l, w, lists, n);
	for (size_t i = 0; e == OK && i < n; i++)
		e = lane_add(&l, &lists[i], i);
	if (e == OK)
		e = lanes_run(&l, rows);
	for (size_t i = 0, at = 0; e == OK && i < n; i++) {
		struct db_rows	 part = rows_run(*rows, i, &at);

		names_put(w, &lists[i], &part);
	}
	if (e == OK)
		lanes_turn(*rows);
	return e;
}

/* The same without what is beyond ncols. */
static void
rows_part(struct work *w, const struct db_rows *all, size_t number,
    size_t ncols, size_t *at, struct db_rows **out)
{
	const struct db_rows	 run = rows_run(all, number, at);
	struct db_rows		*part;

	rows_none(w, ncols, &part);
	part->n = run.n;
	part->cells = arena_alloc(w->mem,
	    (part->n * ncols + 1) * sizeof(*part->cells));
	for (size_t i = 0; i < part->n; i++)
		memcpy(&part->cells[i * ncols], &run.cells[i * run.ncols],
		    ncols * sizeof(*part->cells));
	*out = part;
}

enum err
query_together(struct work *w, const struct query *lists, size_t n,
    const struct sql *more, size_t nmore, struct db_rows **rows)
{
	struct lanes	 l;
	struct db_rows	*all;
	size_t		 at = 0;
	enum err	 e = OK;

	lanes_init(&l, w, lists, n);
	if (nmore > l.ncols + 1)
		l.ncols = nmore - 1;
	for (size_t i = 0; e == OK && i < n; i++)
		e = lane_add(&l, &lists[i], i);
	if (e == OK && nmore > 0)
		lane_of_values(&l, more, nmore, n);
	if (e == OK)
		e = lanes_run(&l, &all);
	for (size_t i = 0; e == OK && i < n; i++) {
		rows_part(w, all, i, count_cols(lists[i].cols) + 1, &at,
		    &rows[i]);
		names_put(w, &lists[i], rows[i]);
	}
	if (e == OK && nmore > 0)
		rows_part(w, all, n, nmore, &at, &rows[n]);
	return e;
}

const struct filter *
where_is(struct arena *mem, const char *path, int64_t id)
{
	struct filter	*f = arena_alloc(mem, 2 * sizeof(*f));

	f[0] = (struct filter)WHERE_I(path, OP_EQ, id);
	f[1] = (struct filter)WHERE_END;
	return f;
}
