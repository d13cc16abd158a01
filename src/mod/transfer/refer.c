/* refer.c: the records that rows of a file name. */

#include "base/utf8.h"
#include "core/field.h"
#include "core/query.h"
#include "core/record.h"
#include "mod/transfer/match.h"
#include "mod/transfer/refer.h"

/* ---- what references name */

/*
 * Records of e whose field f is one of the values, into found by what they
 * are compared with.  A statement that finds too many is asked in halves.
 */
static enum err
find_by(struct work *w, const struct entity *e, const struct field *f,
    const char *kind, const struct db_val *values, size_t n,
    struct index *found)
{
	const char		*cols[] = { plan_key(e, f)->name, NULL };
	struct work		 all = *w;
	const struct filter	 where[] = {
		{ .path = cols[0], .op = OP_IN, .values = values,
		  .nvalues = n },
		WHERE_S(kind != NULL ? "kind" : NULL, OP_EQ, kind), WHERE_END
	};
	const struct query	 q = {
		.entity = e, .cols = cols, .where = where, .sort = "id",
		.limit = MATCH_MOST
	};
	struct db_rows		*rows;
	enum err		 err;

	if (e->flags & ENTITY_SHARED)	/* their names are no secret */
		all.actor.rights = NULL;
	err = query_list(&all, &q, &rows);
	if (err != OK)
		return err;
	if (rows->n == MATCH_MOST && n > 1) {
		err = find_by(w, e, f, kind, values, n / 2, found);
		return err != OK ? err : find_by(w, e, f, kind,
		    values + n / 2, n - n / 2, found);
	}
	for (size_t i = 0; i < rows->n; i++) {
		struct entry	*x = index_add(found, match_value(w->mem,
				    db_cell(rows, i, 1)));

		x->n += x->id != db_int(rows, i, 0);
		x->id = db_int(rows, i, 0);
	}
	return OK;
}

/* The different texts that column i of the rows in hand still asks for. */
static size_t
texts_asked(struct batch *b, size_t i, const struct field *by,
    struct db_val *values)
{
	const struct target	*tg = &b->plan->targets[i];
	bool			 phone = plan_key(tg->of, by) != by;
	struct index		 seen;
	size_t			 n = 0;

	index_init(&seen, b->w->mem);
	for (size_t r = 0; r < b->n; r++) {
		const struct row	*row = &b->rows[r];
		const char		*s = row->texts[i];
		struct entry		*x;

		if (!row->now || row->known[i] || row->wrong[i] != NULL ||
		    *s == '\0')
			continue;
		x = index_add(&seen, match_plain(b->w->mem, tg->of, by, s));
		if (x->n++ > 0 || *x->key == '\0')
			continue;
		values[n].type = DB_TEXT;
		values[n++].s = phone ? x->key : s;
	}
	return n;
}

/* Fill found for column i by one field of the records it names. */
static enum err
column_find(struct batch *b, size_t i, const struct field *by,
    struct index *found)
{
	const struct target	*tg = &b->plan->targets[i];
	struct db_val		*values = arena_alloc(b->w->mem,
				    b->n * sizeof(*values));
	size_t			 n = by == NULL ? 0 :
				    texts_asked(b, i, by, values);

	index_init(found, b->w->mem);
	return n == 0 ? OK :
	    find_by(b->w, tg->of, by, tg->kind, values, n, found);
}

static bool
may_be_made(const struct batch *b, const struct target *tg)
{
	return b->plan->missing == MISSING_CREATE && tg->named &&
	    !(tg->of->flags & ENTITY_NOIMPORT);
}

static void
reference_set(struct batch *b, struct row *r, size_t i,
    const struct entry *x)
{
	const struct target	*tg = &b->plan->targets[i];
	const char		*s = r->texts[i];

	if (*s == '\0' || (x == NULL && b->plan->missing == MISSING_EMPTY)) {
		r->vals[i].type = DB_NULL;
		r->known[i] = true;
	} else if (x == NULL) {
		if (!may_be_made(b, tg))
			row_refuse(b, r, i, arena_fmt(b->w->mem,
			    t("there is no “%s”"), s));
	} else if (x->n > 1) {
		row_refuse(b, r, i, arena_fmt(b->w->mem,
		    t("there are several “%s”"), s));
	} else {
		r->vals[i].type = DB_INT;
		r->vals[i].i = x->id;
		r->known[i] = true;
	}
}

static enum err
column_lookup(struct batch *b, size_t i)
{
	const struct target	*tg = &b->plan->targets[i];
	struct index		 by, key;
	enum err		 e = column_find(b, i, tg->by, &by);

	if (e == OK)
		e = column_find(b, i, tg->key, &key);
	if (e != OK)
		return e;
	for (size_t r = 0; r < b->n; r++) {
		struct row	*row = &b->rows[r];
		struct entry	*x = NULL;

		if (!row->now || row->known[i] || row->wrong[i] != NULL)
			continue;
		if (tg->key != NULL)
			x = index_find(&key, match_plain(b->w->mem, tg->of,
			    tg->key, row->texts[i]));
		if (x == NULL)
			x = index_find(&by, match_plain(b->w->mem, tg->of,
			    tg->by, row->texts[i]));
		reference_set(b, row, i, x);
	}
	return OK;
}

enum err
refer_find(struct batch *b)
{
	enum err	 e = OK;

	for (size_t i = 0; i < b->plan->n && e == OK; i++)
		if (b->plan->targets[i].of != NULL)
			e = column_lookup(b, i);
	return e;
}

/* ---- records that are not there yet */

/* The owner that the file gives the row; 0 for none. */
static int64_t
row_owner(const struct batch *b, const struct row *r)
{
	size_t	 i = b->plan->owner;

	return i != PLAN_NONE && r->known[i] && r->vals[i].type == DB_INT ?
	    r->vals[i].i : 0;
}

static struct change *
text_change(struct change *c, const char *field, enum ftype type,
    const char *text)
{
	c->field = field;
	c->type = type;
	c->value = (struct db_val)DB_S(text);
	return c + 1;
}

static const struct change *
missing_changes(struct batch *b, const struct target *tg,
    const struct row *r, const char *text)
{
	struct change	*list = arena_alloc(b->w->mem, 4 * sizeof(*list));
	struct change	*c = text_change(list, tg->by->name, tg->by->type,
			    text);
	int64_t		 owner = row_owner(b, r);

	if (tg->kind != NULL)
		c = text_change(c, "kind", F_CHOICE, tg->kind);
	if (owner != 0 && field_find(tg->of, "owner_id") != NULL) {
		c->field = "owner_id";
		c->type = F_REF;
		c->value = (struct db_val)DB_I(owner);
	}
	return list;
}

/* The names that column i wants made, as records to be. */
static size_t
missing_list(struct batch *b, size_t i, struct index *names,
    struct record *recs)
{
	size_t	 n = 0;

	for (size_t r = 0; r < b->n; r++) {
		struct row	*row = &b->rows[r];
		struct entry	*x;

		if (!row_doing(row) || row->known[i])
			continue;
		x = index_add(names, utf8_fold(b->w->mem, row->texts[i]));
		if (x->n++ > 0)
			continue;
		x->other = (int64_t)n;
		recs[n++].changes = missing_changes(b, &b->plan->targets[i],
		    row, row->texts[i]);
	}
	return n;
}

static void
missing_set(struct batch *b, size_t i, const struct index *names,
    const struct record *recs, const struct problem *why)
{
	for (size_t r = 0; r < b->n; r++) {
		struct row		*row = &b->rows[r];
		const struct record	*rec;
		const struct problem	*p;

		if (!row_doing(row) || row->known[i])
			continue;
		rec = &recs[index_find(names, utf8_fold(b->w->mem,
		    row->texts[i]))->other];
		if (rec->err == OK) {
			row->vals[i] = (struct db_val)DB_I(rec->id);
			row->known[i] = row->named = true;
			continue;
		}
		for (p = why; p != NULL; p = p->next)
			if (p->row == (size_t)(rec - recs))
				break;
		row_refuse(b, row, i, p != NULL ? p->text :
		    t("such a record may not be made"));
	}
}

static enum err
column_missing(struct batch *b, size_t i)
{
	struct record	*recs = arena_alloc(b->w->mem,
			    b->n * sizeof(*recs));
	struct index	 names;
	size_t		 n;
	enum err	 e;

	index_init(&names, b->w->mem);
	n = missing_list(b, i, &names, recs);
	if (n == 0)
		return OK;
	e = record_save_many(b->w, b->plan->targets[i].of, recs, n);
	for (size_t k = 0; k < n && e == ERR_CONFLICT; k++)
		recs[k].err = ERR_CONFLICT;	/* a unique key: none was made */
	if (e != OK && e != ERR_INVALID && e != ERR_CONFLICT)
		return e;
	missing_set(b, i, &names, recs, b->w->problems);
	b->w->problems = NULL;
	return OK;
}

/* Records that column i names and that have no owner get their row's. */
static enum err
column_adopt(struct batch *b, size_t i)
{
	const struct target	*tg = &b->plan->targets[i];
	struct db_val		*ids = arena_alloc(b->w->mem,
				    b->n * sizeof(*ids));
	const struct filter	 where[] = {
		{ .path = "id", .op = OP_IN, .values = ids,
		  .nvalues = b->n }, WHERE_NULL("owner_id"), WHERE_END
	};
	const struct query	 q = {
		.entity = tg->of, .where = where, .sort = "id",
		.limit = BATCH_ROWS
	};
	struct record		*recs;
	struct db_rows		*rows;
	enum err		 e;

	for (size_t r = 0; r < b->n; r++)
		ids[r] = (struct db_val)DB_I(row_doing(&b->rows[r]) &&
		    row_owner(b, &b->rows[r]) != 0 ?
		    b->rows[r].vals[i].i : 0);
	e = query_list(b->w, &q, &rows);
	if (e != OK || rows->n == 0)
		return e;
	recs = arena_alloc(b->w->mem, rows->n * sizeof(*recs));
	for (size_t k = 0; k < rows->n; k++) {
		struct change	*c = arena_alloc(b->w->mem, 2 * sizeof(*c));
		size_t		 r = 0;

		while (ids[r].i != db_int(rows, k, 0))
			r++;
		c->field = "owner_id";
		c->type = F_REF;
		c->value = (struct db_val)DB_I(row_owner(b, &b->rows[r]));
		recs[k].id = db_int(rows, k, 0);
		recs[k].changes = c;
	}
	e = record_save_many(b->w, tg->of, recs, rows->n);
	b->w->problems = NULL;	/* he may not: they stay without owner */
	return e == ERR_INVALID ? OK : e;
}

enum err
refer_make(struct batch *b)
{
	const struct plan	*p = b->plan;
	enum err		 e = OK;

	for (size_t i = 0; i < p->n && e == OK; i++) {
		const struct target	*tg = &p->targets[i];

		if (tg->of == NULL || !may_be_made(b, tg))
			continue;
		e = column_missing(b, i);
		if (e == OK && p->owner != PLAN_NONE && p->owner != i &&
		    field_find(tg->of, "owner_id") != NULL)
			e = column_adopt(b, i);
	}
	return e;
}
