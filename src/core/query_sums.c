/* query_sums.c: records counted and summed by groups. */
#include <string.h>

#include "core/query_parts.h"

/* "INTERVAL(at, ?, ...)": how many of the cuts the value has reached. */
static void
cuts_add(const char *expr, const struct query_sum *q, struct sql *out)
{
	str_fmt(&out->s, "INTERVAL(%s", expr);
	for (size_t i = 0; i < q->ncuts; i++) {
		sql_add(out, ",");
		sql_int(out, q->cuts[i]);
	}
	sql_add(out, ")");
}

static bool
is_title(const char *path)
{
	return *path != '\0' && path[strlen(path) - 1] == '.';
}

/*
 * A group's expression: "date@month" cuts the date.  A title is grouped by
 * the reference to its record, which is read when the groups are few.
 */
static enum err
by_add(struct from *f, const struct query_sum *q, const char *path,
    struct sql *out)
{
	const char	*at = strchr(path, '@'), *expr;
	size_t		 n = at != NULL ? (size_t)(at - path) :
			    strlen(path) - is_title(path);

	expr = from_path(f, arena_fmt(f->w->mem, "%.*s", (int)n, path), NULL,
	    NULL);
	if (expr == NULL)
		return ERR_INVALID;
	if (at == NULL)
		sql_add(out, expr);
	else if (strcmp(at, "@cut") == 0)
		cuts_add(expr, q, out);
	else
		str_fmt(&out->s, "LEFT(%s, %d)", expr,
		    strcmp(at, "@year") == 0 ? 4 : 7);
	return OK;
}

/* The condition q->less with the signs of the two kinds of records. */
static enum err
less_add(struct from *f, const struct query_sum *q, const char *if_less,
    const char *otherwise, struct sql *out)
{
	const char	*expr;

	if (q->less == NULL) {
		sql_add(out, otherwise);
		return OK;
	}
	expr = from_path(f, q->less->path, NULL, NULL);
	if (expr == NULL)
		return ERR_INVALID;
	sql_add(out, "CASE WHEN 1");
	where_one(f, q->less, expr, out);
	str_fmt(&out->s, " THEN %s ELSE %s END", if_less, otherwise);
	return OK;
}

static enum err
sums_columns(struct from *f, const struct query_sum *q, struct sql *cols)
{
	enum err	 e = OK;

	sql_add(cols, "SELECT ");
	for (size_t i = 0; e == OK && q->by[i] != NULL; i++) {
		e = by_add(f, q, q->by[i], cols);
		str_fmt(&cols->s, " AS c%zu, ", i);
	}
	sql_add(cols, "SUM(");
	if (e == OK)
		e = less_add(f, q, "0", "1", cols);
	sql_add(cols, ") AS n");
	for (size_t i = 0; e == OK && q->sums != NULL && q->sums[i] != NULL;
	    i++) {
		const char	*expr = from_path(f, q->sums[i], NULL, NULL);

		if (expr == NULL)
			return ERR_INVALID;
		sql_add(cols, ", SUM(");
		e = less_add(f, q, arena_fmt(f->w->mem, "-%s", expr), expr,
		    cols);
		str_fmt(&cols->s, ") AS s%zu", i);
	}
	return e;
}

/* " ORDER BY s0 DESC, c0, c1" */
static void
sums_order(const struct query_sum *q, size_t nby, struct sql *out)
{
	for (size_t i = 0; i < nby; i++)
		str_fmt(&out->s, "%sc%zu", i > 0 ? ", " : q->top ?
		    " ORDER BY s0 DESC, " : " ORDER BY ", i);
}

/* "SELECT t0.name AS c0, g.c1, ... FROM (groups) g LEFT JOIN contact t0" */
static enum err
titles_add(struct from *f, const struct query_sum *q,
    const struct sql *groups, struct sql *out)
{
	struct sql		 joins;
	const struct field	*fd;
	const struct entity	*e;

	sql_init(&joins, f->w->mem);
	sql_add(out, "SELECT ");
	for (size_t i = 0; q->by[i] != NULL; i++) {
		if (!is_title(q->by[i])) {
			str_fmt(&out->s, "g.c%zu, ", i);
			continue;
		}
		(void)from_path(f, arena_fmt(f->w->mem, "%.*s",
		    (int)strlen(q->by[i]) - 1, q->by[i]), &fd, NULL);
		e = entity_find(fd->of);
		if (e == NULL)
			return ERR_INVALID;
		str_fmt(&out->s, "t%zu.%s AS c%zu, ", i, e->title, i);
		str_fmt(&joins.s, " LEFT JOIN %s t%zu ON t%zu.id = g.c%zu",
		    e->table, i, i, i);
	}
	sql_add(out, "g.n");
	for (size_t i = 0; q->sums != NULL && q->sums[i] != NULL; i++)
		str_fmt(&out->s, ", g.s%zu", i);
	sql_add(out, " FROM (");
	sql_append(out, groups);
	sql_add(out, ") g");
	sql_append(out, &joins);
	return OK;
}

enum err
query_sums(struct work *w, const struct query_sum *q, struct db_rows **rows)
{
	struct from	 f;
	struct reach	 reach;
	struct sql	 cols, where, out, whole;
	size_t		 nby = count_cols(q->by);
	bool		 titles = false;
	enum err	 e;

	from_init(&f, w, q->entity);
	sql_init(&cols, w->mem);
	sql_init(&where, w->mem);
	sql_init(&out, w->mem);
	e = sums_columns(&f, q, &cols);
	if (e == OK)
		e = where_all(&f, q->where, &where);
	if (e != OK)
		return e;
	from_living(&f, false, true, &where);
	from_reach(&f, q->verb, &reach);
	reach_add(&reach, &where);
	sql_append(&out, &cols);
	from_add(&f, &out);
	sql_add(&out, " WHERE 1");
	sql_append(&out, &where);
	for (size_t i = 0; i < nby; i++)
		str_fmt(&out.s, "%sc%zu", i == 0 ? " GROUP BY " : ", ", i);
	sums_order(q, nby, &out);
	str_fmt(&out.s, " LIMIT %d", limit_of(q->limit));
	for (size_t i = 0; i < nby; i++)
		titles = titles || is_title(q->by[i]);
	if (titles) {
		sql_init(&whole, w->mem);
		e = titles_add(&f, q, &out, &whole);
		sums_order(q, nby, &whole);
		out = whole;
	}
	return e != OK ? e : db_query_once(w->db, w->mem, rows, out.s.s,
	    out.vals, out.n);
}
