/* admit.c: who may change a record, and from which revision. */
#include <string.h>

#include "base/str.h"
#include "core/changelog.h"
#include "core/draft.h"
#include "core/field.h"
#include "core/record.h"

const char *
draft_unseen(void)
{
	return t("there is no such record");
}

/*
 * What was done last to a record is taken back with the right that it was
 * done with, as far as that reaches now: to make records, or to change what
 * stood where this one goes back to.
 */
static bool
draft_returns(const struct draft *d, enum verb v)
{
	const struct entity	*e = d->e;
	size_t			 owner = slot_find(d->shape, "owner_id");

	if (d->undo == NULL || !d->undo->latest)
		return false;
	if (d->undo->action == DID_CREATE)
		return rights_scope(d->w, e, VERB_CREATE) != SCOPE_NONE;
	return owner < slot_count(d->shape) && e->parent == NULL &&
	    rights_reach(d->w, e, v, draft_int(d, "owner_id"),
	    e->flags & ENTITY_ANCHORED ? 0 : draft_int(d, "team_id"));
}

/* Whether the actor may make the changes of d that its fields ask for. */
static bool
draft_allowed(const struct draft *d)
{
	size_t	 n = slot_count(d->shape);

	for (size_t i = 0; i < n; i++) {
		const struct field	*f = slot_field(d->shape, i);
		enum verb		 v = VERB_EDIT;

		if (f == NULL || !slot_changes(d, i))
			continue;
		if (strcmp(f->name, "deleted_at") == 0)
			v = VERB_DELETE;
		else if (strcmp(f->name, "owner_id") == 0 ||
		    strcmp(f->name, "team_id") == 0)
			v = VERB_ASSIGN;
		if (!draft_reached(d, v) && !draft_returns(d, v))
			return false;
	}
	return true;
}

/* A new record with another owner than oneself needs the verb assign. */
static bool
draft_may_be_made(const struct draft *d)
{
	const struct work	*w = d->w;
	size_t			 owner = slot_find(d->shape, "owner_id");

	if (rights_scope(w, d->e, VERB_CREATE) == SCOPE_NONE &&
	    w->actor.channel != BY_UNDO)
		return false;
	return owner == slot_count(d->shape) || !d->slots[owner].set ||
	    d->slots[owner].now.i == w->actor.user_id ||
	    d->slots[owner].now.type == DB_NULL ||
	    rights_scope(w, d->e, VERB_ASSIGN) != SCOPE_NONE;
}

/* Undo: every value must still be what the set left. */
static void
draft_expect(struct draft *d)
{
	const struct change	*c = d->undo != NULL ? d->undo->expect : NULL;

	for (; c != NULL && c->field != NULL; c++) {
		size_t		 i = slot_find(d->shape, c->field);
		const char	*label;

		if (field_same(slot_field(d->shape, i), &d->slots[i].old,
		    &c->value))
			continue;
		d->r->err = ERR_CONFLICT;
		label = slot_field(d->shape, i)->label;
		work_refuse(d->w, d->row, c->field, arena_fmt(d->w->mem,
		    t("“%s” has been changed again since."),
		    label != NULL ? t(label) : c->field));
	}
}

/* What a rule did to a record in the bin is taken back there. */
static bool
draft_in_reach(const struct draft *d, size_t gone)
{
	const struct actor	*a = &d->w->actor;

	return d->slots[gone].old.type == DB_NULL || d->slots[gone].set ||
	    (a->channel == BY_UNDO && a->rights == NULL);
}

/*
 * People and files say the minute of a moment, and end lines as they are used
 * to: what differs by no more stays as it is.
 */
static bool
slot_as_typed(const struct field *f, const struct slot *s)
{
	if (f == NULL || !s->set || s->now.type != s->old.type)
		return false;
	if (f->type == F_TIME && s->now.type == DB_INT)
		return s->now.i % 60 == 0 && s->old.i > s->now.i &&
		    s->old.i - s->now.i < 60;
	return f->type == F_LONG && s->now.type == DB_TEXT &&
	    str_lines_eq(s->now.s, s->old.s);
}

static void
draft_typed(struct draft *d)
{
	size_t	 n = slot_count(d->shape);

	if (d->w->actor.channel != BY_FORM && d->w->actor.channel != BY_IMPORT)
		return;
	for (size_t i = 0; i < n; i++)
		if (slot_as_typed(slot_field(d->shape, i), &d->slots[i]))
			d->slots[i].now = d->slots[i].old;
}

void
draft_admit(struct draft *d)
{
	size_t	 gone = slot_find(d->shape, "deleted_at");

	if (d->is_new) {
		if (!draft_may_be_made(d))
			d->r->err = ERR_DENIED;
		return;
	}
	draft_typed(d);
	if (!d->found || !draft_in_reach(d, gone)) {
		d->r->err = ERR_NOTFOUND;
		work_refuse(d->w, d->row, NULL, draft_unseen());
	} else if (!draft_allowed(d)) {
		d->r->err = ERR_DENIED;
		work_refuse(d->w, d->row, NULL,
		    t("you may not change this record"));
	} else if (d->r->rev != REV_ANY && d->r->rev != d->rev) {
		d->r->err = ERR_CONFLICT;
	}
	if (d->r->err == OK)
		draft_expect(d);
}
