/* gate.c: statements of the two gates, piece by piece, with rights in them. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "core/field.h"
#include "core/gate.h"

#define VALUE_BYTES	11	/* its type and its length */

void
sql_init(struct sql *q, struct arena *mem)
{
	memset(q, 0, sizeof(*q));
	str_init(&q->s, mem);
}

void
sql_add(struct sql *q, const char *text)
{
	str_add(&q->s, text);
}

void
sql_val(struct sql *q, const struct db_val *v)
{
	if (q->n == q->cap) {
		size_t		 cap = q->cap == 0 ? 16 : q->cap * 2;
		struct db_val	*vals = arena_alloc(q->s.mem,
				    cap * sizeof(*vals));

		if (q->n > 0)
			memcpy(vals, q->vals, q->n * sizeof(*vals));
		q->vals = vals;
		q->cap = cap;
	}
	str_addc(&q->s, '?');
	q->bytes += sql_size(v);
	q->vals[q->n++] = *v;
}

size_t
sql_size(const struct db_val *v)
{
	size_t	 n = VALUE_BYTES;

	if (v->type == DB_INT)
		return n + sizeof(v->i);
	if (v->type != DB_NULL && v->s != NULL)
		n += v->n > 0 ? v->n : strlen(v->s);
	return n;
}

bool
sql_full(const struct sql *q)
{
	return q->s.n >= SQL_BYTES || q->bytes >= SQL_BYTES;
}

void
sql_int(struct sql *q, int64_t i)
{
	const struct db_val	 v = DB_I(i);

	sql_val(q, &v);
}

void
sql_text(struct sql *q, const char *s)
{
	const struct db_val	 v = DB_S(s);

	sql_val(q, &v);
}

void
sql_append(struct sql *q, const struct sql *piece)
{
	const char	*s = piece->s.s, *mark;
	size_t		 i = 0;

	if (s == NULL)
		return;
	for (; (mark = strchr(s, '?')) != NULL; s = mark + 1) {
		str_addn(&q->s, s, (size_t)(mark - s));
		sql_val(q, &piece->vals[i++]);
	}
	str_add(&q->s, s);
}

void
from_init(struct from *f, struct work *w, const struct entity *e)
{
	memset(f, 0, sizeof(*f));
	f->w = w;
	f->e = e;
	sql_init(&f->lead, w->mem);
	sql_init(&f->tail, w->mem);
}

/* The alias of the record that alias's reference points to. */
static const struct join *
from_join(struct from *f, const char *alias, const char *field,
    const struct entity *e)
{
	struct join	*j;

	for (size_t i = 0; i < f->njoins; i++)
		if (strcmp(f->joins[i].from, alias) == 0 &&
		    strcmp(f->joins[i].field, field) == 0)
			return &f->joins[i];
	if (f->njoins == FROM_JOINS)
		return NULL;
	j = &f->joins[f->njoins++];
	j->from = alias;
	j->field = field;
	j->e = e;
	snprintf(j->alias, sizeof(j->alias), "j%zu", f->njoins);
	return j;
}

static const char *
path_lost(const struct from *f, const char *path)
{
	log_error("no path %s in %s", path, f->e->name);
	return NULL;
}

const char *
from_path(struct from *f, const char *path, const struct field **field,
    const struct entity **owner)
{
	const struct entity	*e = f->e;
	const char		*alias = "r", *step = path, *dot;
	const struct field	*fd;

	while ((dot = strchr(step, '.')) != NULL) {
		const char		*name = arena_fmt(f->w->mem, "%.*s",
					    (int)(dot - step), step);
		const struct join	*j;

		fd = field_find(e, name);
		if (fd == NULL || fd->type != F_REF ||
		    (e = entity_find(fd->of)) == NULL ||
		    (j = from_join(f, alias, fd->name, e)) == NULL)
			return path_lost(f, path);
		alias = j->alias;
		step = dot + 1;
	}
	fd = field_find(e, *step != '\0' ? step : e->title);
	if (fd == NULL)
		return path_lost(f, path);
	if (field != NULL)
		*field = fd;
	if (owner != NULL)
		*owner = e;
	return arena_fmt(f->w->mem, "%s.%s", alias, fd->name);
}

void
from_add(const struct from *f, struct sql *q)
{
	sql_add(q, " FROM ");
	if (f->lead.s.n > 0) {
		sql_append(q, &f->lead);
		sql_add(q, " STRAIGHT_JOIN ");
	}
	sql_add(q, f->e->table);
	sql_add(q, f->lead.s.n > 0 ? " r ON r.id = p.id" : " r");
	sql_append(q, &f->tail);
	for (size_t i = 0; i < f->njoins; i++) {
		const struct join	*j = &f->joins[i];

		str_fmt(&q->s, " LEFT JOIN %s %s ON %s.id = %s.%s",
		    j->e->table, j->alias, j->alias, j->from, j->field);
	}
}

/* The record that carries the rights of *e at alias: its alias and entity. */
static const char *
carrier(struct from *f, const char *alias, const struct entity **e)
{
	while ((*e)->parent != NULL) {
		const struct field	*fd = field_find(*e, (*e)->parent);
		const struct join	*j;

		*e = entity_find(fd->of);
		j = from_join(f, alias, fd->name, *e);
		alias = j->alias;
	}
	return alias;
}

static void
teams_add(const struct actor *a, struct sql *q)
{
	sql_add(q, "(0");
	for (size_t i = 0; i < a->nteams; i++) {
		sql_add(q, ",");
		sql_int(q, a->teams[i]);
	}
	sql_add(q, ")");
}

static struct way *
way_new(struct from *f, struct reach *r, const char *col)
{
	struct way	*way = &r->ways[r->n++];

	way->col = col;
	way->few = false;
	sql_init(&way->sql, f->w->mem);
	sql_init(&way->key, f->w->mem);
	sql_init(&way->range, f->w->mem);
	return way;
}

/*
 * A way by one column that equals id; of a joined record it orders nothing.
 * An equality makes the server prefer all its rows to the few between it and
 * a bound on the next column; of an IN with a 0, which no record has, it sees
 * the range alone.
 */
static struct way *
way_by(struct from *f, struct reach *r, const char *alias, const char *col,
    int64_t id)
{
	struct way	*way = way_new(f, r,
			    strcmp(alias, "r") == 0 ? col : NULL);

	str_fmt(&way->key.s, "%s.%s = ", alias, col);
	sql_int(&way->key, id);
	sql_append(&way->sql, &way->key);
	str_fmt(&way->range.s, "%s.%s IN (0, ", alias, col);
	sql_int(&way->range, id);
	sql_add(&way->range, ")");
	return way;
}

/* A way to what nobody owns in a team. */
static void
way_unowned(struct from *f, struct reach *r, const char *alias,
    const char *owner, const char *team, int64_t id)
{
	struct way	*way = way_new(f, r,
			    strcmp(alias, "r") == 0 ? owner : NULL);

	str_fmt(&way->key.s, "%s.%s IS NULL", alias, owner);
	str_fmt(&way->sql.s, "%s.%s IS NULL AND %s.%s = ", alias, owner,
	    alias, team);
	sql_int(&way->sql, id);
}

/* Ways through the owner and each team, by the columns with this prefix. */
static void
ways_owned(struct from *f, struct reach *r, const char *alias,
    const char *prefix, enum scope scope)
{
	const struct actor	*a = &f->w->actor;
	const char		*owner = arena_fmt(f->w->mem, "%sowner_id",
				    prefix);
	const char		*team = arena_fmt(f->w->mem, "%steam_id",
				    prefix);

	way_by(f, r, alias, owner, a->user_id);
	for (size_t i = 0; i < a->nteams; i++)
		if (scope == SCOPE_OWN)
			way_unowned(f, r, alias, owner, team, a->teams[i]);
		else
			way_by(f, r, alias, team, a->teams[i]);
	if (scope == SCOPE_OWN || a->nteams == 0) {
		sql_append(&r->most, &r->ways[0].sql);
		return;
	}
	str_fmt(&r->most.s, "%s.%s IN ", alias, team);
	teams_add(a, &r->most);
}

/* The way of those who only look on. */
static void
way_observed(struct from *f, struct reach *r, const char *alias,
    const struct entity *e)
{
	struct way	*way = way_new(f, r, NULL);
	struct sql	*q = &way->sql;

	way->few = true;
	str_fmt(&q->s, "%s.id IN (SELECT record_id FROM observer "
	    "WHERE entity = ", alias);
	sql_text(q, e->name);
	sql_add(q, " AND user_id = ");
	sql_int(q, f->w->actor.user_id);
	sql_add(q, ")");
}

void
from_narrow(struct from *f, struct reach *r)
{
	r->n = 0;
	way_by(f, r, "r", "owner_id", f->w->actor.user_id);
}

void
from_reach_at(struct from *f, const char *alias, const struct entity *e,
    enum verb v, struct reach *r)
{
	enum scope	 scope = rights_scope(f->w, e, v);
	bool		 anchored;

	r->n = 0;
	r->ways = arena_alloc(f->w->mem,
	    (f->w->actor.nteams + 4) * sizeof(*r->ways));
	sql_init(&r->most, f->w->mem);
	if (scope == SCOPE_NONE)
		return;
	if (scope != SCOPE_ALL)
		alias = carrier(f, alias, &e);
	if (scope == SCOPE_ALL || (e->flags & ENTITY_SHARED)) {
		way_new(f, r, "");
		return;
	}
	anchored = e->flags & ENTITY_ANCHORED;
	ways_owned(f, r, alias, anchored ? "see_" : "", scope);
	if (anchored)
		way_by(f, r, alias, "owner_id", f->w->actor.user_id);
	else if (v == VERB_SEE)		/* observers look, and no more */
		way_observed(f, r, alias, e);
}

void
from_reach(struct from *f, enum verb v, struct reach *r)
{
	from_reach_at(f, "r", f->e, v, r);
}

void
reach_add(const struct reach *r, struct sql *q)
{
	if (r->n == 0) {
		sql_add(q, " AND 0");
		return;
	}
	if (r->ways[0].sql.s.n == 0)
		return;
	for (size_t i = 0; i < r->n; i++) {
		sql_add(q, i == 0 ? " AND ((" : ") OR (");
		sql_append(q, &r->ways[i].sql);
	}
	sql_add(q, "))");
}

void
from_living(struct from *f, bool deleted, bool parents, struct sql *q)
{
	const struct entity	*e = f->e;
	const char		*alias = "r";

	sql_add(q, deleted ? " AND r.deleted_at IS NOT NULL" :
	    " AND r.deleted_at IS NULL");
	while (parents && e->parent != NULL) {
		const struct field	*fd = field_find(e, e->parent);

		e = entity_find(fd->of);
		alias = from_join(f, alias, fd->name, e)->alias;
		str_fmt(&q->s, " AND %s.deleted_at IS NULL", alias);
	}
}
