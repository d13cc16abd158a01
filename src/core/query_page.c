/* query_page.c: a page of a list, bounded however seldom its filters hold. */
#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "base/str.h"
#include "core/field.h"
#include "core/kept.h"
#include "core/query_parts.h"
#include "core/query_text.h"
#include "core/rights.h"

/*
 * A page reads at most 20,000 rows.  Looking for the bound reads WINDOW index
 * entries in all ways together and each filter's index for FEW; the list reads
 * those rows, of several ways those of the others too up to the same place;
 * where there is no bound, the count does so again.
 */
#define WINDOW	3600
#define FEW	1500
#define MANY_S	60	/* "more than that many" of a filter is believed */

/* A list with filters, and how its indexes may serve them. */
struct scan {
	struct work		*w;
	const struct query	*q;
	struct parts		 p;
	struct from		 bare;	/* the list's table alone */
	bool			 one_owner;
};

static bool
is_range(enum op op)
{
	return op != OP_NE && op != OP_NOT && op != OP_HAS &&
	    op != OP_NOTNULL;
}

static bool
is_keyed(const struct field *f, enum op op)
{
	return f != NULL && is_range(op) &&
	    ((f->flags & (FIELD_KEYED | FIELD_SORT)) ||
	    strcmp(f->name, "owner_id") == 0 ||
	    strcmp(f->name, "team_id") == 0);
}

/* Whether there is an index of prefix, path and then the sort. */
static bool
is_ordered(const struct scan *s, const char *prefix, const char *path)
{
	const char *const	*o = s->q->entity->orders;
	const char		*want = arena_fmt(s->w->mem, "%s%s%s %s",
				    prefix, *prefix != '\0' ? " " : "", path,
				    s->p.order.field->name);

	while (o != NULL && *o != NULL && strcmp(*o, want) != 0)
		o++;
	return o != NULL && *o != NULL;
}

/*
 * Put the filters that the index of one way holds, between its first column
 * and the sort or on the sort itself, to out (may be NULL); how many.
 */
static size_t
served(struct scan *s, const struct way *way, struct sql *out)
{
	const char	*prefix = way->col;
	bool		 middle = false;
	size_t		 n = 0;

	if (*prefix == '\0' && s->one_owner)
		prefix = "owner_id";
	for (const struct filter *c = s->q->where; c && c->path; c++) {
		bool	 owner = s->one_owner && c->op == OP_EQ &&
			    strcmp(c->path, "owner_id") == 0;
		bool	 sort = is_range(c->op) &&
			    strcmp(c->path, s->p.order.field->name) == 0;
		bool	 mid = !middle && !sort && !owner && c->op == OP_EQ &&
			    is_ordered(s, prefix, c->path);

		if (c->any != 0 || (!owner && !sort && !mid))
			continue;
		middle = middle || mid;
		n++;
		if (out != NULL)
			where_one(&s->p.from, c, arena_fmt(s->w->mem, "r.%s",
			    c->path), out);
	}
	return n;
}

/* "(SELECT city ... ORDER BY city LIMIT 1)": the first or last that fits c. */
static void
extreme_add(struct scan *s, const struct filter *c, const char *way,
    struct sql *out)
{
	const char	*expr = arena_fmt(s->w->mem, "r.%s", c->path);

	str_fmt(&out->s, "(SELECT %s", expr);
	from_add(&s->bare, out);
	sql_add(out, " WHERE 1");
	where_one(&s->p.from, c, expr, out);
	str_fmt(&out->s, " ORDER BY %s%s LIMIT 1)", expr, way);
}

/*
 * A filter by how a text begins: where one value alone begins so, it is made
 * an equality, which an index with the order behind it serves.  The filters
 * are copied; q has the copy then.
 */
static enum err
filter_narrow(struct scan *s, struct query *q, size_t n, size_t i)
{
	struct filter		*own = arena_alloc(s->w->mem,
				    (n + 1) * sizeof(*own));
	struct sql		 out;
	struct db_rows		*rows;
	enum err		 e;

	sql_init(&out, s->w->mem);
	sql_add(&out, "SELECT f, f = l FROM (SELECT ");
	extreme_add(s, &q->where[i], "", &out);
	sql_add(&out, " AS f, ");
	extreme_add(s, &q->where[i], " DESC", &out);
	sql_add(&out, " AS l) v");
	e = db_query_once(s->w->db, s->w->mem, &rows, out.s.s, out.vals,
	    out.n);
	if (e != OK || db_int(rows, 0, 1) != 1)
		return e;
	memcpy(own, q->where, (n + 1) * sizeof(*own));
	own[i].op = OP_EQ;
	own[i].value = *db_cell(rows, 0, 0);
	q->where = own;
	return OK;
}

static enum err
filters_narrow(struct scan *s, struct query *q)
{
	size_t	 n = 0, found;

	for (const struct filter *c = q->where; c && c->path; c++)
		n++;
	for (found = 0; found < n; found++)
		if (q->where[found].op == OP_PREFIX &&
		    q->where[found].any == 0 &&
		    is_ordered(s, "", q->where[found].path))
			break;
	return found < n ? filter_narrow(s, q, n, found) : OK;
}

/* Whether some filter is served by no index, so that rows are passed over. */
static bool
needs_bound(struct scan *s)
{
	size_t	 n = s->q->text != NULL;

	for (const struct filter *c = s->q->where; c && c->path; c++)
		n++;
	for (size_t i = 0; i < s->p.reach.n; i++)
		if (s->p.reach.ways[i].col != NULL &&
		    served(s, &s->p.reach.ways[i], NULL) < n)
			return true;
	return false;
}

/* The number of indexes that know a filter, and for each whether it holds
   for more than FEW rows: "IFNULL((SELECT 1 ...), 0) + ...". */
static size_t
probes_add(struct scan *s, struct sql *out)
{
	size_t	 n = 0;

	for (const struct filter *c = s->q->where; c && c->path; c++) {
		if (c->any != 0 || strchr(c->path, '.') != NULL ||
		    !is_keyed(field_find(s->q->entity, c->path), c->op))
			continue;
		sql_add(out, n++ > 0 ? " + IFNULL((SELECT 1" :
		    "IFNULL((SELECT 1");
		from_add(&s->bare, out);
		sql_add(out, " WHERE 1");
		where_one(&s->p.from, c, arena_fmt(s->w->mem, "r.%s",
		    c->path), out);
		str_fmt(&out->s, " LIMIT 1 OFFSET %d), 0)", FEW);
	}
	if (n == 0)
		sql_add(out, "0");
	return n;
}

/* The window's last row in one way, from where the list starts. */
static void
edge_add(struct scan *s, const struct way *way, int window, struct sql *out)
{
	const struct order	*o = &s->p.order;

	str_fmt(&out->s, "SELECT 1, NULL, %s, r.id", o->expr);
	from_add(&s->bare, out);
	sql_add(out, " WHERE 1");
	if (way->key.s.n > 0) {
		sql_add(out, " AND ");
		sql_append(out, &way->key);
	}
	served(s, way, out);
	where_after(o, s->q, out);
	order_add(o, o->expr, "r.id", out);
	str_fmt(&out->s, " LIMIT 1 OFFSET %d", window - 1);
}

/* The edges of all ways, the nearest first. */
static void
edges_add(struct scan *s, struct sql *out)
{
	const struct reach	*r = &s->p.reach;
	int			 many = 0;

	for (size_t i = 0; i < r->n; i++)
		many += r->ways[i].col != NULL;
	for (size_t i = 0; i < r->n; i++) {
		if (r->ways[i].col == NULL)
			continue;
		sql_add(out, ") UNION ALL (");
		edge_add(s, &r->ways[i], WINDOW / many, out);
	}
	sql_add(out, ") ORDER BY n, k");
	sql_add(out, s->p.order.down ? " DESC, id DESC" : ", id");
	sql_add(out, " LIMIT 2");
}

/*
 * What is asked, when it may have to be bounded; an empty piece if not.  A row
 * with how many probes found too much, then one with the edge, if there is
 * one.
 */
static enum err
bound_statement(struct work *w, struct query *q, struct sql *out,
    size_t *probes)
{
	struct scan	 s = { .w = w, .q = q };
	struct query	 bare = *q;
	enum err	 e;

	bare.cols = NULL;
	e = parts_of(w, &bare, &s.p);
	if (e != OK || strncmp(s.p.order.expr, "r.", 2) != 0)
		return e;
	s.one_owner = query_one_owner(w, q);
	from_init(&s.bare, w, q->entity);
	e = filters_narrow(&s, q);
	if (e != OK || !needs_bound(&s))
		return e;
	sql_add(out, "(SELECT 0 AS n, ");
	*probes = probes_add(&s, out);
	sql_add(out, " AS p, NULL AS k, NULL AS id");
	edges_add(&s, out);
	return OK;
}

enum err
query_bound(struct work *w, struct query *q)
{
	struct sql	 s;
	struct db_rows	*rows;
	size_t		 probes = 0;
	enum err	 e;

	q->upto = q->filled = q->sparse = false;
	sql_init(&s, w->mem);
	e = text_plan(w, q);
	if (e != OK || (q->match != NULL && (q->match->nothing ||
	    q->match->lead < q->match->n)))
		return e;
	e = bound_statement(w, q, &s, &probes);
	if (e != OK || s.s.n == 0)
		return e;
	e = db_query_fresh(w->db, w->mem, &rows, s.s.s, s.vals, s.n);
	if (e != OK)
		return e;
	q->sparse = db_int(rows, 0, 1) < (int64_t)probes;
	if (q->sparse || rows->n < 2)
		return OK;
	q->upto = true;
	q->upto_value = *db_cell(rows, 1, 2);
	q->upto_id = db_int(rows, 1, 3);
	return OK;
}

/*
 * What is remembered when a list of all records, for somebody who sees all,
 * has more than most; NULL for any other list.  It is so until a record goes,
 * and counting to most takes longer than reading the page.
 */
static const char *
many_fact(struct work *w, const struct query *q, int most)
{
	enum scope	 scope = rights_scope(w, q->entity, q->verb);

	if (q->text != NULL || q->deleted || q->verb != VERB_SEE ||
	    (q->where != NULL && q->where->path != NULL) ||
	    q->entity->parent != NULL || (scope != SCOPE_ALL &&
	    (scope == SCOPE_NONE || !(q->entity->flags & ENTITY_SHARED))))
		return NULL;
	return arena_fmt(w->mem, "%s over %d", q->entity->name, most);
}

static void
value_tell(struct str *s, const struct db_val *v)
{
	if (v->type == DB_INT)
		str_fmt(s, "=%" PRId64, v->i);
	else
		str_fmt(s, "='%.*s'", v->n > 0 ? (int)v->n : INT_MAX,
		    v->s != NULL ? v->s : "");
}

/*
 * The same of a list with filters, who looks at it being one more of them; it
 * may change, and is believed for MANY_S.  NULL for a list without filters or
 * with text.
 */
static const char *
found_fact(struct work *w, const struct query *q, int most)
{
	const struct filter	*c = q->where;
	struct str		 s;

	if (q->text != NULL || q->deleted || q->verb != VERB_SEE ||
	    c == NULL || c->path == NULL)
		return NULL;
	str_init(&s, w->mem);
	str_fmt(&s, "%s over %d of %" PRId64, q->entity->name, most,
	    w->actor.user_id);
	for (; c->path != NULL; c++) {
		str_fmt(&s, "\n%d %s %d", c->any, c->path, c->op);
		value_tell(&s, &c->value);
		for (size_t i = 0; i < c->nvalues; i++)
			value_tell(&s, &c->values[i]);
	}
	return s.s;
}

enum err
query_page(struct work *w, struct query *q, int most,
    struct db_rows **rows, int64_t *total)
{
	struct sql	 more, out;
	struct db_rows	*got;
	const char	*fact = many_fact(w, q, most);
	const char	*found = found_fact(w, q, most);
	bool		 many = (fact != NULL && kept_noted(w, fact)) ||
			    (found != NULL && kept_noted_briefly(w, found)) ||
			    (q->match != NULL && q->match->plenty &&
			    most < COLLECT_MOST);
	enum err	 e = OK;

	sql_init(&more, w->mem);
	sql_init(&out, w->mem);
	if (!q->upto && !q->capped && !many) {
		sql_add(&more, ", ");
		e = count_add(w, q, most, &more);
		sql_add(&more, " AS total");
	}
	if (e == OK)
		e = list_add(w, q, &more, &out);
	if (e == OK)
		e = query_run(w, q, &out, &got);
	if (e != OK)
		return e;
	text_filled(w, q, got->n);
	*rows = got;
	if (q->filled && got->n < (size_t)q->limit) {
		q->upto = false;	/* it is no more so: this is all */
		*total = (int64_t)got->n;
		return OK;
	}
	*total = q->upto || q->capped || (got->n == 0 && q->after) ? -1 : 0;
	if (!q->upto && !q->capped && got->n > 0)
		*total = many ? most + 1 : db_int(got, 0, got->ncols - 1);
	if (fact != NULL && *total > most)
		kept_note(w, fact);
	if (found != NULL && *total > most && !many)
		kept_note_briefly(w, found, MANY_S);
	return OK;
}

enum err
query_look(struct work *w, struct query *q, int most, struct db_rows **rows,
    int64_t *total)
{
	bool		 first = true;
	enum err	 e;

	for (q->way = WAY_TYPED;; q->way++, first = false) {
		e = query_bound(w, q);
		if (e == OK && (first || !q->match->nothing))
			e = query_page(w, q, most, rows, total);
		if (e != OK || (*rows)->n > 0 || q->match == NULL ||
		    q->way >= WAY_DOUBT)
			return e;
	}
}

enum err
query_taken(struct work *w, enum taking way, struct query *q)
{
	struct match	*m;
	enum err	 e = OK;

	if (q->text == NULL || way == WAY_TYPED)
		return OK;
	for (q->way = WAY_TYPED;; q->way++) {
		e = text_plan(w, q);
		if (e != OK || q->match == NULL)
			return e;
		if (q->way >= way)
			break;
	}
	m = arena_alloc(w->mem, sizeof(*m));
	*m = *q->match;
	m->lead = m->n;
	m->stream = m->capped = false;
	m->most = 0;
	q->match = m;
	q->upto = q->by_word = q->capped = q->sparse = false;
	return OK;
}
