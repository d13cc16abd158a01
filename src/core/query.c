/* query.c: the read gate. */
#include <string.h>

#include "core/field.h"
#include "core/gate.h"
#include "core/memo.h"
#include "core/query.h"
#include "core/query_parts.h"
#include "core/query_text.h"
#include "core/search.h"

#define LIMIT_MOST	5000

static const char *const ops[] = {
	[OP_EQ] = " = ", [OP_NE] = " <> ", [OP_LT] = " < ", [OP_LE] = " <= ",
	[OP_GT] = " > ", [OP_GE] = " >= ", [OP_PREFIX] = " LIKE ",
	[OP_HAS] = " LIKE "
};

/* s with LIKE's own signs made plain, and % where asked. */
static const char *
like(struct arena *mem, const char *s, bool anywhere)
{
	struct str	 out;

	str_init(&out, mem);
	if (anywhere)
		str_addc(&out, '%');
	for (; *s != '\0'; s++) {
		if (strchr("%_\\", *s) != NULL)
			str_addc(&out, '\\');
		str_addc(&out, *s);
	}
	str_addc(&out, '%');
	return out.s;
}

static void
where_in(const struct filter *c, const char *expr, struct sql *q)
{
	sql_add(q, " AND ");
	sql_add(q, c->nvalues == 0 ? "0" : expr);
	for (size_t i = 0; i < c->nvalues; i++) {
		sql_add(q, i == 0 ? " IN (" : ",");
		sql_val(q, &c->values[i]);
	}
	if (c->nvalues > 0)
		sql_add(q, ")");
}

void
where_one(struct from *f, const struct filter *c, const char *expr,
    struct sql *q)
{
	if (c->op == OP_IN) {
		where_in(c, expr, q);
		return;
	}
	if (c->op == OP_NOT) {
		str_fmt(&q->s, " AND (%s IS NULL OR %s <> ", expr, expr);
		sql_val(q, &c->value);
		sql_add(q, ")");
		return;
	}
	if (c->op == OP_SPAN) {
		str_fmt(&q->s, " AND %s >= ", expr);
		sql_val(q, &c->value);
		str_fmt(&q->s, " AND %s < ", expr);
		sql_val(q, &c->values[0]);
		return;
	}
	sql_add(q, " AND ");
	sql_add(q, expr);
	if (c->op == OP_NULL || c->op == OP_NOTNULL) {
		sql_add(q, c->op == OP_NULL ? " IS NULL" : " IS NOT NULL");
		return;
	}
	sql_add(q, ops[c->op]);
	if (c->op == OP_PREFIX || c->op == OP_HAS)
		sql_text(q, like(f->w->mem, c->value.s, c->op == OP_HAS));
	else
		sql_val(q, &c->value);
}

/*
 * What somebody typed about a related record, where he may not see all of
 * those: else a filter would tell what the record does not.
 */
static void
where_seen(struct from *f, const struct filter *c, const char *expr,
    const struct entity *owner, struct sql *q)
{
	const char	*dot = strchr(expr, '.');
	struct reach	 reach;

	if (!c->typed || strchr(c->path, '.') == NULL)
		return;
	from_reach_at(f, arena_fmt(f->w->mem, "%.*s", (int)(dot - expr), expr),
	    owner, VERB_SEE, &reach);
	reach_add(&reach, q);
}

static enum err
where_path(struct from *f, const struct filter *c, struct sql *q)
{
	const struct entity	*owner;
	const char		*expr = from_path(f, c->path, NULL, &owner);

	if (expr == NULL)
		return ERR_INVALID;
	where_one(f, c, expr, q);
	where_seen(f, c, expr, owner, q);
	return OK;
}

/* " AND (0 OR ... OR ...)" of the conditions that begin at *c. */
static enum err
where_any(struct from *f, const struct filter **c, struct sql *q)
{
	int		 any = (*c)->any;
	struct sql	 one;
	enum err	 e = OK;

	sql_add(q, " AND (0");
	for (; e == OK && (*c)->path != NULL && (*c)->any == any; (*c)++) {
		sql_init(&one, f->w->mem);
		e = where_path(f, *c, &one);
		sql_add(q, " OR (1");
		sql_append(q, &one);
		sql_add(q, ")");
	}
	sql_add(q, ")");
	return e;
}

enum err
where_all(struct from *f, const struct filter *c, struct sql *q)
{
	enum err	 e = OK;

	while (e == OK && c != NULL && c->path != NULL)
		if (c->any != 0)
			e = where_any(f, &c, q);
		else
			e = where_path(f, c++, q);
	return e;
}

/* The same without the index, for the bin and for handfuls of records. */
static void
where_like(struct from *f, const char *text, struct sql *q)
{
	const char	*rest = text, *word;
	size_t		 n;

	while (str_split(&rest, ' ', &word, &n)) {
		const char	*any = like(f->w->mem,
				    arena_fmt(f->w->mem, "%.*s", (int)n, word),
				    true);
		bool		 first = true;

		if (n == 0)
			continue;
		for (const struct field *fd = f->e->fields; fd->type; fd++) {
			if (!(fd->flags & FIELD_SEARCH))
				continue;
			sql_add(q, first ? " AND (r." : " OR r.");
			sql_add(q, fd->name);
			sql_add(q, " LIKE ");
			sql_text(q, any);
			first = false;
		}
		if (!first)
			sql_add(q, ")");
	}
}

int
limit_of(int limit)
{
	return limit <= 0 || limit > LIMIT_MOST ? LIMIT_MOST : limit;
}

/* "SELECT r.id, ..." with a last column to merge branches by. */
static enum err
columns(struct from *f, const char *const *cols, const char *word,
    struct sql *q)
{
	sql_add(q, "SELECT r.id AS c0");
	for (size_t i = 0; cols != NULL && cols[i] != NULL; i++) {
		const char	*expr = strcmp(cols[i], QUERY_WORD) == 0 ?
				    word : name_column(f, cols[i]);

		if (expr == NULL)
			expr = from_path(f, cols[i], NULL, NULL);
		if (expr == NULL)
			return ERR_INVALID;
		str_fmt(&q->s, ", %s AS c%zu", expr, i + 1);
	}
	return OK;
}

bool
query_one_owner(struct work *w, const struct query *q)
{
	const struct filter	*c = q->where;

	if (q->entity->parent != NULL || (q->entity->flags & ENTITY_SHARED))
		return false;
	while (c != NULL && c->path != NULL &&
	    (c->any != 0 || c->op != OP_EQ ||
	    strcmp(c->path, "owner_id") != 0))
		c++;
	if (c == NULL || c->path == NULL)
		return false;
	return c->value.i == w->actor.user_id ||
	    rights_scope(w, q->entity, q->verb) == SCOPE_ALL;
}

enum err
parts_of(struct work *w, const struct query *q, struct parts *p)
{
	struct reach	 see;
	enum err	 e;

	p->bounded = q->upto;
	from_init(&p->from, w, q->entity);
	sql_init(&p->cols, w->mem);
	sql_init(&p->where, w->mem);
	e = columns(&p->from, q->cols, q->match != NULL &&
	    q->match->stream ? "p.word" : "NULL", &p->cols);
	if (e == OK)
		e = order_of(&p->from, q, &p->order);
	if (e == OK)
		e = where_all(&p->from, q->where, &p->where);
	if (e != OK)
		return e;
	from_living(&p->from, q->deleted, !q->orphans, &p->where);
	if (q->text != NULL && !q->deleted && search_kind(q->entity) != 0)
		text_add(&p->from, q, &p->where);
	else if (q->text != NULL)
		where_like(&p->from, q->text, &p->where);
	where_after(&p->order, q, &p->where);
	where_upto(&p->order, q, &p->where);
	from_reach(&p->from, q->verb, &p->reach);
	if (p->reach.n > 1 && query_one_owner(w, q))
		from_narrow(&p->from, &p->reach);
	if (q->verb != VERB_SEE) {	/* what is not seen is not exported */
		from_reach(&p->from, VERB_SEE, &see);
		reach_add(&see, &p->where);
	}
	return OK;
}

/* "FROM ... WHERE ..." of one way; NULL: of all of them. */
static void
way_add(const struct parts *p, const struct way *way, struct sql *out)
{
	const struct sql	*cond = NULL;

	if (way != NULL)
		cond = p->bounded && way->range.s.n > 0 ? &way->range :
		    &way->sql;
	from_add(&p->from, out);
	sql_add(out, " WHERE 1");
	if (cond == NULL)
		reach_add(&p->reach, out);
	else if (cond->s.n > 0) {
		sql_add(out, " AND ");
		sql_append(out, cond);
	}
	sql_append(out, &p->where);
}

/* One ordered branch, limited; of few rows it is sorted, not searched. */
static void
branch(const struct parts *p, const struct way *way, int limit,
    const struct sql *more, struct sql *out)
{
	const char	*by = p->order.expr;

	if (way != NULL && way->few)
		by = arena_fmt(out->s.mem, "COALESCE(%s)", by);
	sql_append(out, &p->cols);
	if (more != NULL)
		sql_append(out, more);
	else
		str_fmt(&out->s, ", %s AS k", p->order.expr);
	way_add(p, way, out);
	order_add(&p->order, by, p->order.id, out);
	str_fmt(&out->s, " LIMIT %d", limit);
}

/* A list read backwards is turned round, so that callers see one order. */
static void
rows_turn(struct db_rows *rows)
{
	for (size_t i = 0, j = rows->n; i + 1 < j; i++, j--)
		for (size_t c = 0; c < rows->ncols; c++) {
			struct db_val	*a = &rows->cells[i * rows->ncols + c];
			struct db_val	*b = &rows->cells[(j - 1) *
					    rows->ncols + c];
			struct db_val	 v = *a;

			*a = *b;
			*b = v;
		}
}

void
rows_none(struct work *w, size_t ncols, struct db_rows **rows)
{
	*rows = arena_alloc(w->mem, sizeof(**rows));
	(*rows)->ncols = ncols;
}

size_t
count_cols(const char *const *cols)
{
	size_t	 n = 0;

	while (cols != NULL && cols[n] != NULL)
		n++;
	return n;
}

/* The branches merged; a record that two of them find stands there once. */
static void
branches(const struct parts *p, const struct query *q, const struct sql *more,
    struct sql *out)
{
	int	 limit = limit_of(q->limit);

	sql_add(out, "SELECT m.c0");
	for (size_t c = 1; c <= count_cols(q->cols); c++)
		str_fmt(&out->s, ", m.c%zu", c);
	sql_append(out, more);
	sql_add(out, " FROM (");
	for (size_t i = 0; i < p->reach.n; i++) {
		sql_add(out, i == 0 ? "(" : ") UNION (");
		branch(p, &p->reach.ways[i], limit, NULL, out);
	}
	sql_add(out, ")");
	order_add(&p->order, "k", "c0", out);
	str_fmt(&out->s, " LIMIT %d) m", limit);
	order_add(&p->order, "m.k", "m.c0", out);
	str_fmt(&out->s, " LIMIT %d", limit);
}

/* What is led to by another index than those of the ways. */
static bool
one_branch(const struct query *q)
{
	return q->sparse || (q->match != NULL && q->match->stream);
}

enum err
list_add(struct work *w, const struct query *q, const struct sql *more,
    struct sql *out)
{
	struct parts	 p;
	enum err	 e = parts_of(w, q, &p);

	if (e != OK || p.reach.n == 0)
		return e;
	if (p.reach.n == 1 || one_branch(q))
		branch(&p, p.reach.n == 1 ? &p.reach.ways[0] : NULL,
		    limit_of(q->limit), more, out);
	else
		branches(&p, q, more, out);
	return OK;
}

static void
count_one(const struct parts *p, const struct way *way, int most,
    struct sql *out)
{
	sql_add(out, "(SELECT COUNT(*) FROM (SELECT 1 AS c0");
	way_add(p, way, out);
	str_fmt(&out->s, " LIMIT %d) n)", most + 1);
}

/*
 * Whether most of it is already too much, and only else what it comes to.
 * The rev, always true, keeps the server from passing over a whole covering
 * index.
 */
static void
count_ways(const struct parts *p, int most, struct sql *out)
{
	struct way	 part = { .sql = p->reach.most };

	sql_add(&part.sql, " AND r.rev > 0");
	sql_add(out, "IF((SELECT 1");
	way_add(p, &part, out);
	str_fmt(&out->s, " LIMIT 1 OFFSET %d) = 1, %d, "
	    "(SELECT COUNT(*) FROM (", most, most + 1);
	for (size_t i = 0; i < p->reach.n; i++) {
		sql_add(out, i == 0 ? "(SELECT r.id" : ") UNION (SELECT r.id");
		way_add(p, &p->reach.ways[i], out);
		str_fmt(&out->s, " LIMIT %d", most + 1);
	}
	str_fmt(&out->s, ") LIMIT %d) n))", most + 1);
}

enum err
count_add(struct work *w, const struct query *q, int most, struct sql *out)
{
	struct query	 all = *q;
	struct parts	 p;
	enum err	 e;

	if (text_count_add(w, q, most, out))
		return OK;
	all.cols = NULL;
	all.sort = "id";
	all.after = all.back = all.upto = false;
	e = parts_of(w, &all, &p);
	if (e != OK)
		return e;
	if (p.reach.n == 0)
		sql_add(out, "0");
	else if (p.reach.n == 1 || one_branch(q))
		count_one(&p, p.reach.n == 1 ? &p.reach.ways[0] : NULL,
		    most, out);
	else
		count_ways(&p, most, out);
	return OK;
}

enum err
query_run(struct work *w, const struct query *q, const struct sql *s,
    struct db_rows **rows)
{
	enum err	 e;

	if (s->s.n == 0) {
		rows_none(w, count_cols(q->cols) + 1, rows);
		return OK;
	}
	e = db_query_once(w->db, w->mem, rows, s->s.s, s->vals, s->n);
	if (e == OK && q->back)
		rows_turn(*rows);
	if (e == OK)
		names_put(w, q, *rows);
	return e;
}

/* Records that were asked for by their ids are known to be there. */
static void
rows_know(struct work *w, const struct query *q, const struct db_rows *rows)
{
	if (w->memo == NULL || q->deleted || q->where == NULL ||
	    q->where->path == NULL || strcmp(q->where->path, "id") != 0 ||
	    (q->where->op != OP_IN && q->where->op != OP_EQ))
		return;
	for (size_t i = 0; i < rows->n; i++)
		memo_know(w, q->entity, db_int(rows, i, 0), q->verb, NULL);
}

enum err
query_list(struct work *w, const struct query *q, struct db_rows **rows)
{
	struct sql	 out, none;
	enum err	 e;

	sql_init(&out, w->mem);
	sql_init(&none, w->mem);
	e = list_add(w, q, &none, &out);
	if (e == OK)
		e = query_run(w, q, &out, rows);
	if (e == OK)
		rows_know(w, q, *rows);
	return e;
}

/* The statement of everything that q asks for, without order. */
static enum err
plain(struct work *w, const struct query *q, const char *head,
    struct sql *out)
{
	struct parts	 p;
	enum err	 e = parts_of(w, q, &p);

	if (e != OK)
		return e;
	sql_init(out, w->mem);
	if (head != NULL)
		sql_add(out, head);
	else
		sql_append(out, &p.cols);
	from_add(&p.from, out);
	sql_add(out, " WHERE 1");
	reach_add(&p.reach, out);
	sql_append(out, &p.where);
	return OK;
}

enum err
query_get(struct work *w, const struct entity *e, int64_t id,
    const char *const *cols, struct db_rows **rows)
{
	const struct filter	 where[] = {
		WHERE_I("id", OP_EQ, id), WHERE_END
	};
	const struct query	 q = {
		.entity = e, .cols = cols, .where = where, .sort = "id"
	};
	struct sql		 out;
	struct db_rows		*got;
	enum err		 err = plain(w, &q, NULL, &out);

	if (err == OK)
		err = db_query_once(w->db, w->mem, &got, out.s.s, out.vals,
		    out.n);
	if (err != OK)
		return err;
	if (got->n == 0)
		return ERR_NOTFOUND;
	names_put(w, &q, got);
	rows_know(w, &q, got);
	*rows = got;
	return OK;
}

enum err
query_int(struct work *w, const struct entity *e, int64_t id,
    const char *path, int64_t *out)
{
	const char	*cols[] = { path, NULL };
	struct db_rows	*rows;
	enum err	 err = query_get(w, e, id, cols, &rows);

	if (err == OK)
		*out = db_int(rows, 0, 1);
	return err;
}

enum err
query_count(struct work *w, const struct query *q, int most, int64_t *out)
{
	struct sql	 s;
	struct db_rows	*rows;
	enum err	 e;

	sql_init(&s, w->mem);
	sql_add(&s, "SELECT ");
	e = count_add(w, q, most, &s);
	if (e == OK)
		e = db_query_once(w->db, w->mem, &rows, s.s.s, s.vals, s.n);
	if (e == OK)
		*out = db_int(rows, 0, 0);
	return e;
}

enum err
query_find(struct work *w, const struct entity *e, const char *path,
    const struct db_val *value, int64_t *id)
{
	const struct filter	 where[] = {
		{ .path = path, .op = OP_EQ, .value = *value }, WHERE_END
	};
	const struct query	 q = {
		.entity = e, .where = where, .sort = "id", .limit = 1
	};
	struct db_rows		*rows;
	enum err		 err = query_list(w, &q, &rows);

	if (err != OK)
		return err;
	if (rows->n == 0)
		return ERR_NOTFOUND;
	*id = db_int(rows, 0, 0);
	return OK;
}
