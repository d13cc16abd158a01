/* restored.c: what comes out of the bin finds what it belongs to. */
#include <string.h>

#include "core/draft.h"
#include "core/field.h"
#include "core/query.h"

static bool
draft_restored(const struct draft *d)
{
	size_t	 gone = slot_find(d->shape, "deleted_at");

	return draft_live(d) && d->found &&
	    d->slots[gone].old.type != DB_NULL &&
	    d->slots[gone].now.type == DB_NULL;
}

/* Those of field i, which the actor need not see. */
static enum err
restored_refs(struct work *w, struct draft *drafts, size_t n, size_t i)
{
	struct db_val	*ids = arena_alloc(w->mem, n * sizeof(*ids));
	struct filter	 where[] = {
		{ .path = "id", .op = OP_IN, .values = ids }, WHERE_END
	};
	const struct query q = {
		.entity = entity_find(slot_field(drafts[0].shape, i)->of),
		.where = where, .sort = "id"
	};
	struct work	 all = *w;
	struct db_rows	*rows;
	enum err	 e;

	for (size_t d = 0; d < n; d++)
		if (draft_restored(&drafts[d]) &&
		    drafts[d].slots[i].now.type != DB_NULL)
			ids[where[0].nvalues++] = drafts[d].slots[i].now;
	if (where[0].nvalues == 0)
		return OK;
	all.actor.rights = NULL;
	e = query_list(&all, &q, &rows);
	for (size_t d = 0; d < n && e == OK; d++)
		if (draft_restored(&drafts[d]) &&
		    drafts[d].slots[i].now.type != DB_NULL &&
		    !db_holds(rows, drafts[d].slots[i].now.i))
			draft_refuse(&drafts[d], NULL, t("what it belongs to "
			    "was deleted: take that out of the bin first"));
	return e;
}

enum err
restored_check(struct work *w, struct draft *drafts, size_t n)
{
	const struct entity	*e = drafts[0].e;
	bool			 any = false;
	enum err		 err = OK;

	for (size_t d = 0; d < n; d++)
		any = any || draft_restored(&drafts[d]);
	for (const struct field *f = e->fields; any && f->type; f++)
		if (err == OK && f->type == F_REF &&
		    ((f->flags & FIELD_REQUIRED) ||
		    (e->parent != NULL && strcmp(e->parent, f->name) == 0)))
			err = restored_refs(w, drafts, n,
			    (size_t)(f - e->fields));
	return err;
}
