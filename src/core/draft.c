/* draft.c: a record between what was asked and what is written. */
#include <assert.h>
#include <string.h>

#include "base/utf8.h"
#include "core/draft.h"
#include "core/field.h"

/* The fields of an entity's records by slot. */
static const struct shape *
shape_of(struct arena *mem, const struct entity *e)
{
	struct shape		*shape = arena_alloc(mem, sizeof(*shape));
	const struct field	**fields;
	size_t			 own = 0, common = 0;

	while (e->fields[own].type != F_END)
		own++;
	while (common_fields[common].type != F_END)
		common++;
	fields = arena_alloc(mem, (own + common) * sizeof(*fields));
	for (size_t i = 0; i < own; i++)
		fields[i] = &e->fields[i];
	for (size_t i = 0; i < common; i++)
		fields[own + i] = field_find(e, common_fields[i].name);
	shape->fields = fields;
	shape->n = own + common;
	return shape;
}

size_t
slot_count(const struct shape *s)
{
	return s->n;
}

const struct field *
slot_field(const struct shape *s, size_t i)
{
	return s->fields[i];
}

size_t
slot_find(const struct shape *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct field	*f = s->fields[i];

		if (f != NULL && (f->name == name || (*f->name == *name &&
		    strcmp(f->name, name) == 0)))
			return i;
	}
	return s->n;
}

struct draft *
drafts_new(struct work *w, const struct entity *e, struct record *rows,
    size_t n, size_t first)
{
	struct draft		*list = arena_alloc(w->mem, n * sizeof(*list));
	const struct shape	*shape = shape_of(w->mem, e);
	struct slot		*slots = arena_alloc(w->mem,
				    n * shape->n * sizeof(*slots));

	for (size_t i = 0; i < n; i++) {
		list[i].e = e;
		list[i].shape = shape;
		list[i].w = w;
		list[i].r = &rows[i];
		list[i].row = first + i;
		list[i].is_new = rows[i].id == 0;
		list[i].slots = slots + i * shape->n;
	}
	return list;
}

bool
draft_live(const struct draft *d)
{
	return d->r->err == OK;
}

static const char *
choice_wrong(const struct field *f, const char *code)
{
	if (f->choices == NULL || ((f->flags & FIELD_OTHER) &&
	    (f->max == 0 || utf8_length(code) <= (size_t)f->max)))
		return NULL;
	for (const struct choice *c = f->choices; c->code != NULL; c++)
		if (strcmp(c->code, code) == 0)
			return NULL;
	return t("is not one of the choices");
}

/* Why a number may not stand in f, or NULL: that of F_INT is in an INT. */
static const char *
number_wrong(const struct draft *d, const struct field *f, int64_t i)
{
	if (i < 0 && !(f->flags & FIELD_SIGNED))
		return t("must not be below zero");
	if (f->type == F_INT && (i > INT32_MAX || i < INT32_MIN))
		return arena_fmt(d->w->mem, t("must be at most %d"),
		    INT32_MAX);
	return NULL;
}

/* Why a value may not stand in f, or NULL. */
static const char *
value_wrong(const struct draft *d, const struct field *f,
    const struct db_val *v)
{
	if (v->type == DB_NULL)
		return NULL;
	switch (f->type) {
	case F_TEXT:
	case F_LONG:
		return field_text_wrong(d->w->mem, f, v->s);
	case F_CHOICE:
		return choice_wrong(f, v->s);
	case F_INT:
	case F_DECIMAL:
	case F_MONEY:
		return number_wrong(d, f, v->i);
	default:
		return NULL;
	}
}

static bool
type_fits(enum ftype field, enum ftype change)
{
	return field == change || (field == F_LONG && change == F_TEXT);
}

/* "" and a reference 0 are empty. */
static struct db_val
value_plain(const struct field *f, const struct db_val *v)
{
	static const struct db_val	 null = DB_N;

	if (v->s == NULL && v->type == DB_TEXT)
		return null;
	if (v->type == DB_TEXT && *v->s == '\0')
		return null;
	if (f->type == F_REF && v->i == 0)
		return null;
	return *v;
}

void
draft_take(struct draft *d)
{
	for (const struct change *c = d->r->changes; c->field != NULL; c++) {
		size_t			 i = slot_find(d->shape, c->field);
		const struct field	*f;
		const char		*why;

		assert(i < slot_count(d->shape));
		f = slot_field(d->shape, i);
		assert(f != NULL && type_fits(f->type, c->type));
		d->slots[i].now = value_plain(f, &c->value);
		d->slots[i].set = true;
		why = value_wrong(d, f, &d->slots[i].now);
		if (why != NULL)
			draft_refuse(d, f->name, why);
	}
}

/* Owner and team of a new record are the actor's unless set. */
static void
draft_own(struct draft *d)
{
	const struct actor	*a = &d->w->actor;
	size_t			 end = slot_count(d->shape);
	size_t			 owner = slot_find(d->shape, "owner_id");
	size_t			 team = slot_find(d->shape, "team_id");

	if (owner == end)
		return;
	if (!d->slots[owner].set && a->user_id != 0)
		draft_set_int(d, "owner_id", a->user_id);
	if (!d->slots[team].set && a->nteams > 0)
		draft_set_int(d, "team_id", a->teams[0]);
}

void
draft_complete(struct draft *d)
{
	for (const struct field *f = d->e->fields; f->type != F_END; f++) {
		const struct slot	*s = &d->slots[f - d->e->fields];

		if (!(f->flags & FIELD_REQUIRED) || (f->flags & FIELD_RULE) ||
		    !(d->is_new || s->set) || s->now.type != DB_NULL)
			continue;
		if (work_problem(d->w, d->row, f->name) == NULL)
			draft_refuse(d, f->name, t("must be filled in"));
		else	/* refused when it was read */
			d->r->err = ERR_INVALID;
	}
	if (d->is_new)
		draft_own(d);
}

bool
slot_changes(const struct draft *d, size_t i)
{
	const struct slot	*s = &d->slots[i];
	const struct field	*f = slot_field(d->shape, i);

	return s->set && f != NULL && !field_same(f, &s->old, &s->now);
}

struct draft *
draft_at(struct draft *drafts, size_t i)
{
	return &drafts[i];
}

int64_t
draft_id(const struct draft *d)
{
	return d->is_new && d->slots == NULL ? 0 : d->r->id;
}

int64_t
draft_rev(const struct draft *d)
{
	return d->rev;
}

bool
draft_is_new(const struct draft *d)
{
	return d->is_new;
}

bool
draft_skipped(const struct draft *d)
{
	return d->r->err != OK || d->r->same;
}

bool
draft_changed(const struct draft *d, const char *field)
{
	return slot_changes(d, slot_find(d->shape, field));
}

static const struct slot *
slot_of(const struct draft *d, const char *field)
{
	size_t	 i = slot_find(d->shape, field);

	assert(i < slot_count(d->shape));
	return &d->slots[i];
}

const char *
draft_text(const struct draft *d, const char *field)
{
	return slot_of(d, field)->now.s;
}

int64_t
draft_int(const struct draft *d, const char *field)
{
	return slot_of(d, field)->now.i;
}

const char *
draft_old_text(const struct draft *d, const char *field)
{
	return slot_of(d, field)->old.s;
}

int64_t
draft_old_int(const struct draft *d, const char *field)
{
	return slot_of(d, field)->old.i;
}

static void
draft_set(struct draft *d, const char *field, struct db_val v)
{
	size_t	 i = slot_find(d->shape, field);

	assert(i < slot_count(d->shape));
	d->slots[i].now = value_plain(slot_field(d->shape, i), &v);
	d->slots[i].set = true;
}

void
draft_set_text(struct draft *d, const char *field, const char *v)
{
	const struct db_val	 val = DB_S(v);

	draft_set(d, field, val);
}

void
draft_set_int(struct draft *d, const char *field, int64_t v)
{
	const struct db_val	 val = DB_I(v);

	draft_set(d, field, val);
}

void
draft_set_null(struct draft *d, const char *field)
{
	const struct db_val	 val = DB_N;

	draft_set(d, field, val);
}

void
draft_refuse(struct draft *d, const char *field, const char *text)
{
	d->r->err = work_refuse(d->w, d->row, field, text);
}
