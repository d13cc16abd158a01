/* record_load.c: what the write gate finds there, under its lock. */
#include <string.h>

#include "core/draft.h"
#include "core/field.h"
#include "core/gate.h"
#include "core/memo.h"
#include "core/record.h"

#define CHUNK	500	/* records of one statement */

bool
draft_reached(const struct draft *d, enum verb v)
{
	if (rights_reach(d->w, d->e, v, d->see_owner, d->see_team))
		return true;
	return (d->e->flags & ENTITY_ANCHORED) && rights_reach(d->w, d->e, v,
	    draft_old_int(d, "owner_id"), 0);
}

/* "SELECT r.id, r.rev, owner, team, every field" of the drafts that exist. */
static void
load_statement(struct from *f, struct draft *drafts, size_t n, struct sql *q)
{
	const struct entity	*e = f->e;
	size_t			 nslots = slot_count(drafts[0].shape);
	struct reach		 reach;
	const char		*way = "";
	const struct entity	*c = e;

	from_reach(f, VERB_SEE, &reach);
	while (c->parent != NULL) {
		way = arena_fmt(f->w->mem, "%s%s.", way, c->parent);
		c = entity_find(field_find(c, c->parent)->of);
	}
	sql_add(q, "SELECT r.id, r.rev");
	for (int i = 0; i < 2; i++) {
		const char	*name = i == 0 ? "owner_id" : "team_id";

		if (c->flags & ENTITY_SHARED)
			sql_add(q, ", NULL");
		else
			str_fmt(&q->s, ", %s", from_path(f, arena_fmt(
			    f->w->mem, "%s%s%s", way,
			    c->flags & ENTITY_ANCHORED ? "see_" : "", name),
			    NULL, NULL));
	}
	for (size_t i = 0; i < nslots; i++) {
		const struct field	*fd = slot_field(drafts[0].shape, i);

		str_fmt(&q->s, fd == NULL ? ", NULL" : ", r.%s",
		    fd == NULL ? "" : fd->name);
	}
	from_add(f, q);
	sql_add(q, " WHERE r.id IN (0");
	for (size_t i = 0; i < n; i++)
		if (!drafts[i].is_new) {
			sql_add(q, ",");
			sql_int(q, drafts[i].r->id);
		}
	sql_add(q, ")");
	reach_add(&reach, q);
	sql_add(q, " FOR UPDATE");
}

static void
draft_load(struct draft *d, const struct db_rows *rows, size_t row)
{
	size_t	 n = slot_count(d->shape);

	d->found = true;
	d->rev = db_int(rows, row, 1);
	d->see_owner = db_int(rows, row, 2);
	d->see_team = db_int(rows, row, 3);
	for (size_t i = 0; i < n; i++) {
		d->slots[i].old = *db_cell(rows, row, i + 4);
		if (!d->slots[i].set)
			d->slots[i].now = d->slots[i].old;
	}
}

/* Rows that this transaction has locked and not written since. */
struct held {
	const struct db_rows	*rows;
	size_t			 row;
};

/* Notes of rows: the entity itself stands for records that were found. */
static const void *
kind_of(const struct entity *e)
{
	return &e->fields;
}

static void
draft_hold(const struct draft *d, const struct db_rows *rows, size_t row)
{
	struct held	*h;

	if (d->w->memo == NULL)
		return;
	h = arena_alloc(d->w->mem, sizeof(*h));
	h->rows = rows;
	h->row = row;
	memo_put(d->w, kind_of(d->e), d->r->id, h);
}

void
draft_forget(const struct draft *d)
{
	memo_drop(d->w, kind_of(d->e), d->r->id);
	memo_drop(d->w, d->e, d->r->id);
}

/* Take the row of d if it is held and the actor sees it. */
static bool
draft_recall(struct draft *d)
{
	const struct held	*h = memo_get(d->w, kind_of(d->e), d->r->id);

	if (h == NULL)
		return false;
	draft_load(d, h->rows, h->row);
	d->found = draft_reached(d, VERB_SEE);
	return d->found;
}

bool
draft_moved(const struct draft *d)
{
	size_t	 owner = slot_find(d->shape, "owner_id");
	size_t	 team = slot_find(d->shape, "team_id");
	size_t	 gone = slot_find(d->shape, "deleted_at");

	return slot_changes(d, gone) || (owner < slot_count(d->shape) &&
	    (slot_changes(d, owner) || slot_changes(d, team)));
}

enum err
drafts_load(struct work *w, const struct entity *e, struct draft *drafts,
    size_t n)
{
	struct from	 f;
	struct sql	 q;
	struct db_rows	*rows;
	bool		 any = false;
	enum err	 err;

	for (size_t i = 0; i < n; i++)
		any |= !drafts[i].is_new && !draft_recall(&drafts[i]);
	if (!any)
		return OK;
	from_init(&f, w, e);
	sql_init(&q, w->mem);
	load_statement(&f, drafts, n, &q);
	err = db_query_once(w->db, w->mem, &rows, q.s.s, q.vals, q.n);
	if (err != OK)
		return err;
	for (size_t r = 0; r < rows->n; r++)
		for (size_t i = 0; i < n; i++)
			if (drafts[i].r->id == db_int(rows, r, 0)) {
				draft_load(&drafts[i], rows, r);
				draft_hold(&drafts[i], rows, r);
			}
	return OK;
}

enum err
record_hold(struct work *w, const struct entity *e, const int64_t *ids,
    size_t n, struct draft **out)
{
	static const struct change	 none[] = { { 0 } };
	struct record			*rows = arena_alloc(w->mem,
					    (n + 1) * sizeof(*rows));
	enum err			 err = OK;

	for (size_t i = 0; i < n; i++) {
		rows[i].id = ids[i];
		rows[i].changes = none;
	}
	*out = drafts_new(w, e, rows, n, 0);
	for (size_t i = 0; i < n && err == OK; i += CHUNK)
		err = drafts_load(w, e, *out + i, n - i < CHUNK ? n - i :
		    CHUNK);
	for (size_t i = 0; i < n; i++)
		if (!(*out)[i].found)
			rows[i].err = ERR_NOTFOUND;
	return err;
}
