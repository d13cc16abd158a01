/* refs.c: whether the actor may refer to what a record names. */
#include <string.h>

#include "core/draft.h"
#include "core/memo.h"
#include "core/query.h"
#include "core/record.h"

#define CHUNK	500	/* drafts of one statement */

/* The verb that a reference asks for: where it carries the rights, edit. */
static enum verb
ref_verb(const struct draft *d, const struct field *f)
{
	return d->e->parent != NULL && strcmp(d->e->parent, f->name) == 0 ?
	    VERB_EDIT : VERB_SEE;
}

/*
 * Whether nobody need look: the actor himself and his team are there, and
 * what this transaction has seen or made.
 */
static bool
ref_known(const struct draft *d, size_t i)
{
	const struct field	*f = slot_field(d->shape, i);
	const struct actor	*a = &d->w->actor;
	int64_t			 id = d->slots[i].now.i;

	if (strcmp(f->of, "user") == 0 && id == a->user_id)
		return true;
	if (strcmp(f->of, "team") == 0 && a->nteams > 0 && id == a->teams[0])
		return true;
	return memo_known(d->w, entity_find(f->of), id, ref_verb(d, f)) !=
	    NULL;
}

/* Whether slot i of d names a record that must be looked for. */
static bool
ref_asked(const struct draft *d, size_t i)
{
	return draft_live(d) && slot_changes(d, i) &&
	    d->slots[i].now.type != DB_NULL && !ref_known(d, i);
}

/* Ids of slot i that this batch gives anew, as conditions. */
static size_t
refs_asked(struct draft *drafts, size_t n, size_t i, struct db_val *ids)
{
	size_t	 k = 0;

	for (size_t d = 0; d < n; d++)
		if (ref_asked(&drafts[d], i))
			ids[k++] = drafts[d].slots[i].now;
	return k;
}

/* What was found need not be looked for again. */
static void
refs_know(struct work *w, const struct query *q, const struct db_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++)
		memo_know(w, q->entity, db_int(rows, i, 0), q->verb,
		    db_text(rows, i, 1));
}

/*
 * References of one field must name records that the actor may see, or,
 * where they carry the rights, may edit.
 */
static enum err
refs_check(struct work *w, struct draft *drafts, size_t n, size_t i)
{
	const struct field	*f = slot_field(drafts[0].shape, i);
	const struct entity	*of = entity_find(f->of);
	struct db_val		*ids = arena_alloc(w->mem, n * sizeof(*ids));
	const char		*cols[] = { of->title, NULL };
	struct work		 all = *w;
	struct filter		 where[] = {
		{ .path = "id", .op = OP_IN, .values = ids }, WHERE_END
	};
	const struct query	 q = {
		.entity = of, .cols = cols, .where = where, .sort = "id",
		.limit = CHUNK, .verb = ref_verb(&drafts[0], f)
	};
	struct db_rows		*rows;
	enum err		 e;

	where[0].nvalues = refs_asked(drafts, n, i, ids);
	if (where[0].nvalues == 0)
		return OK;
	if (of->flags & ENTITY_SHARED)
		all.actor.rights = NULL;
	e = query_list(&all, &q, &rows);
	if (e != OK)
		return e;
	for (size_t d = 0; d < n; d++)
		if (ref_asked(&drafts[d], i) &&
		    !db_holds(rows, drafts[d].slots[i].now.i))
			draft_refuse(&drafts[d], f->name, draft_unseen());
	refs_know(w, &q, rows);
	return OK;
}

enum err
drafts_refs(struct work *w, struct draft *drafts, size_t n)
{
	size_t		 nslots = slot_count(drafts[0].shape);
	enum err	 e = OK;

	for (size_t i = 0; i < nslots && e == OK; i++) {
		const struct field	*f = slot_field(drafts[0].shape, i);

		if (f != NULL && f->type == F_REF &&
		    !(f->flags & FIELD_JUDGED) &&
		    strcmp(f->name, "created_by") != 0)
			e = refs_check(w, drafts, n, i);
	}
	return e;
}
