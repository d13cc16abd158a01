/* bulk_do.c: one change made to a batch of records. */
#include <string.h>

#include "base/utf8.h"
#include "core/crud.h"
#include "core/field.h"
#include "core/query.h"
#include "core/record.h"
#include "core/rights.h"
#include "mod/lists/bulk.h"

#define REASON_LENGTH	500

static const char *const acts[BULK_ACTS] = {
	[BULK_SET] = "set", [BULK_TAG] = "tag", [BULK_UNTAG] = "untag",
	[BULK_DELETE] = "delete"
};

const char *
bulk_act_name(enum bulk_act act)
{
	return acts[act];
}

enum bulk_act
bulk_act_find(const char *name)
{
	int	 i = 0;

	while (i < BULK_ACTS && (name == NULL || strcmp(acts[i], name) != 0))
		i++;
	return (enum bulk_act)i;
}

const struct entity *
bulk_tags(struct work *w, const struct entity *e)
{
	const struct entity	*tags = entity_find(arena_fmt(w->mem,
				    "%s_tag", e->name));

	return tags != NULL && tags->parent != NULL &&
	    field_find(tags, "tag_id") != NULL ? tags : NULL;
}

bool
bulk_offers(struct work *w, const struct entity *e, const struct field *f)
{
	if (strcmp(f->name, "owner_id") == 0 || strcmp(f->name, "team_id") == 0)
		return rights_scope(w, e, VERB_ASSIGN) != SCOPE_NONE;
	return f->label != NULL && !(f->flags & (FIELD_RULE | FIELD_SECRET |
	    FIELD_IMPORT | FIELD_CREATE | FIELD_DERIVED)) &&
	    strcmp(f->name, e->title) != 0 &&
	    (e->key == NULL || strcmp(f->name, e->key) != 0) &&
	    (e->parent == NULL || strcmp(f->name, e->parent) != 0) &&
	    strcmp(f->name, "currency") != 0;
}

/* ---- words */

/* The value as people read it. */
static const char *
value_words(struct work *w, const struct bulk *b)
{
	const struct entity	*of;
	struct db_val		 v;
	const char		*why, *cols[2] = { NULL };
	struct db_rows		*rows;

	if (b->value == NULL)
		return "—";
	if (field_parse(w, b->field, NULL, b->value, &v, &why) != OK)
		return b->value;
	if (b->field->type != F_REF)
		return field_show(w, b->field, NULL, &v);
	of = entity_find(b->field->of);
	cols[0] = of->title;
	return query_get(w, of, v.i, cols, &rows) == OK &&
	    db_text(rows, 0, 1) != NULL ? db_text(rows, 0, 1) : b->value;
}

const char *
bulk_words(struct work *w, const struct bulk *b)
{
	switch (b->act) {
	case BULK_SET:
		return arena_fmt(w->mem, "%s: %s", t(b->field->label),
		    value_words(w, b));
	case BULK_TAG:
		return arena_fmt(w->mem, t("Add the tag “%s”"), b->value);
	case BULK_UNTAG:
		return arena_fmt(w->mem, t("Take the tag “%s” away"),
		    b->value);
	default:
		return t("Delete");
	}
}

/* ---- one change for each */

/* Records that the gate shall write, and the rows that they stand for. */
struct batch {
	struct record		 *recs;
	struct bulk_row		**rows;
	size_t			  n;
};

static void
batch_init(struct batch *x, struct work *w, size_t n)
{
	x->recs = arena_alloc(w->mem, (n + 1) * sizeof(*x->recs));
	x->rows = arena_alloc(w->mem, (n + 1) * sizeof(*x->rows));
	x->n = 0;
}

static struct record *
batch_add(struct batch *x, struct bulk_row *row, const struct change *c)
{
	struct record	*r = &x->recs[x->n];

	r->id = row->id;
	r->rev = row->rev;
	r->changes = c;
	x->rows[x->n++] = row;
	return r;
}

static const char *
reason_of(struct work *w, size_t i, enum err e)
{
	const struct problem	*p = work_problem(w, i, NULL);

	if (e == ERR_CONFLICT)
		return t("somebody changed it meanwhile");
	if (e == ERR_DENIED)
		return t("you may not change this record");
	if (p != NULL && p->text != NULL)
		return p->text;
	return t("there is no such record");
}

static enum err
batch_save(struct work *w, struct bulk *b, const struct entity *e,
    struct batch *x)
{
	enum err	 err = OK;

	if (x->n > 0)
		err = record_save_many(w, e, x->recs, x->n);
	if (err != OK && err != ERR_INVALID)
		return err;
	for (size_t i = 0; i < x->n; i++) {
		if (x->recs[i].err != OK)
			x->rows[i]->why = reason_of(w, i, x->recs[i].err);
		else if (x->recs[i].same)
			b->same++;
		else
			b->changed++;
	}
	w->problems = NULL;
	return OK;
}

/* The value for one row: money by its currency. */
static const struct change *
row_change(struct work *w, const struct bulk *b, struct bulk_row *row)
{
	struct change	*c = arena_alloc(w->mem, 2 * sizeof(*c));
	const char	*why;

	c->field = b->field->name;
	c->type = b->field->type;
	c->value.type = DB_NULL;
	if (b->value != NULL && field_parse(w, b->field, row->currency,
	    b->value, &c->value, &why) != OK)
		row->why = why;
	return c;
}

static enum err
rows_set(struct work *w, struct bulk *b, struct bulk_row *rows, size_t n)
{
	const struct change	*one = NULL;
	const struct change	 gone[] = {
		SET_TIME("deleted_at", w->now_s), { 0 }
	};
	struct batch		 x;

	batch_init(&x, w, n);
	for (size_t i = 0; i < n; i++) {
		if (rows[i].why != NULL)
			continue;
		if (b->act == BULK_DELETE)
			one = gone;
		else if (one == NULL || b->field->type == F_MONEY)
			one = row_change(w, b, &rows[i]);
		if (rows[i].why == NULL)
			batch_add(&x, &rows[i], one);
	}
	return batch_save(w, b, b->e, &x);
}

/* ---- tags */

/* Which of n rows bear the tag: id of the bearing, and the record's. */
static enum err
tags_borne(struct work *w, const struct entity *tags,
    const struct bulk_row *rows, size_t n, int64_t tag, struct db_rows **out)
{
	const char	*cols[] = { tags->parent, NULL };
	struct db_val	*ids = arena_alloc(w->mem, n * sizeof(*ids));
	struct filter	 where[] = {
		WHERE_I("tag_id", OP_EQ, tag),
		{ .path = tags->parent, .op = OP_IN, .values = ids,
		  .nvalues = n }, WHERE_END
	};
	const struct query	 q = {
		.entity = tags, .cols = cols, .where = where, .sort = "id",
		.limit = 5000
	};

	for (size_t i = 0; i < n; i++) {
		ids[i].type = DB_INT;
		ids[i].i = rows[i].id;
	}
	return query_list(w, &q, out);
}

static int64_t
borne_by(const struct db_rows *borne, int64_t id)
{
	for (size_t i = 0; i < borne->n; i++)
		if (db_int(borne, i, 1) == id)
			return db_int(borne, i, 0);
	return 0;
}

static const struct change *
tag_change(struct work *w, const struct entity *tags, int64_t record,
    int64_t tag)
{
	struct change	*c = arena_alloc(w->mem, 3 * sizeof(*c));

	c[0] = (struct change)SET_REF(tags->parent, record);
	c[1] = (struct change)SET_REF("tag_id", tag);
	return c;
}

/*
 * Hold the records of a list until they bear the tag, or bear it no more, and
 * refuse those that have changed since they fitted.  Whoever chose records
 * meant them however they are.
 */
static enum err
rows_hold(struct work *w, const struct bulk *b, struct bulk_row *rows,
    size_t n)
{
	int64_t		*ids = arena_alloc(w->mem, (n + 1) * sizeof(*ids));
	struct draft	*held;
	enum err	 e;

	if (b->query == NULL)
		return OK;
	for (size_t i = 0; i < n; i++)
		ids[i] = rows[i].id;
	e = record_hold(w, b->e, ids, n, &held);
	for (size_t i = 0; e == OK && i < n; i++)
		if (draft_skipped(draft_at(held, i)))
			rows[i].why = reason_of(w, i, ERR_NOTFOUND);
		else if (draft_rev(draft_at(held, i)) != rows[i].rev)
			rows[i].why = reason_of(w, i, ERR_CONFLICT);
	return e;
}

static enum err
rows_tag(struct work *w, struct bulk *b, struct bulk_row *rows, size_t n)
{
	const struct entity	*tags = bulk_tags(w, b->e);
	const struct change	 gone[] = {
		SET_TIME("deleted_at", w->now_s), { 0 }
	};
	bool			 add = b->act == BULK_TAG;
	struct db_rows		*borne;
	struct record		*r;
	struct batch		 x;
	int64_t			 tag, at;
	enum err		 e = record_named(w,
				    entity_find("tag"), b->value, add, &tag);

	if (e == ERR_NOTFOUND) {
		b->same += (int64_t)n;
		return OK;
	}
	if (e == OK)
		e = rows_hold(w, b, rows, n);
	if (e == OK)
		e = tags_borne(w, tags, rows, n, tag, &borne);
	if (e != OK)
		return e;
	batch_init(&x, w, n);
	for (size_t i = 0; i < n; i++) {
		at = borne_by(borne, rows[i].id);
		if (rows[i].why != NULL)
			continue;
		if ((at != 0) == add) {
			b->same++;
			continue;
		}
		r = batch_add(&x, &rows[i], add ? tag_change(w, tags,
		    rows[i].id, tag) : gone);
		r->id = at;
		r->rev = REV_ANY;
	}
	return batch_save(w, b, tags, &x);
}

/* ---- all of it */

/* Refuse what the actor sees, but may not change in bulk. */
static enum err
rows_admit(struct work *w, const struct bulk *b, struct bulk_row *rows,
    size_t n)
{
	struct db_val	*ids = arena_alloc(w->mem, (n + 1) * sizeof(*ids));
	struct filter	 where[] = {
		{ .path = "id", .op = OP_IN, .values = ids, .nvalues = n },
		WHERE_END
	};
	const struct query	 q = {
		.entity = b->e, .where = where, .sort = "id", .limit = 5000,
		.verb = VERB_BULK
	};
	struct db_rows		*may;
	size_t			 k = 0;
	enum err		 e;

	if (n == 0)
		return OK;
	for (size_t i = 0; i < n; i++) {
		ids[i].type = DB_INT;
		ids[i].i = rows[i].id;
	}
	e = query_list(w, &q, &may);
	for (size_t i = 0; i < n && e == OK; i++) {
		while (k < may->n && db_int(may, k, 0) < rows[i].id)
			k++;
		if (k == may->n || db_int(may, k, 0) != rows[i].id)
			rows[i].why = t("you may not change this record");
	}
	return e;
}

static enum err
rows_refused(struct work *w, struct bulk *b, const struct bulk_row *rows,
    size_t n)
{
	enum err	 e = OK;

	for (size_t i = 0; i < n && e == OK; i++) {
		if (rows[i].why == NULL)
			continue;
		if (b->refused++ < BULK_BAD)
			e = db_exec(w->db, "INSERT INTO bulk_bad (bulk_id, "
			    "record_id, reason) VALUES (?, ?, ?) "
			    "ON DUPLICATE KEY UPDATE reason = VALUES(reason)",
			    DB_ARGS(DB_I(b->id), DB_I(rows[i].id),
			    DB_S(utf8_truncate(w->mem, rows[i].why,
			    REASON_LENGTH))));
	}
	return e;
}

enum err
bulk_apply(struct work *w, struct bulk *b, struct bulk_row *rows, size_t n)
{
	enum err	 e = rows_admit(w, b, rows, n);

	if (e == OK && (b->act == BULK_TAG || b->act == BULK_UNTAG))
		e = rows_tag(w, b, rows, n);
	else if (e == OK)
		e = rows_set(w, b, rows, n);
	return e == OK ? rows_refused(w, b, rows, n) : e;
}
