/* crud_cell.c: one value edited where it stands, in a list or on a card. */
#include <string.h>

#include "base/str.h"
#include "core/changelog.h"
#include "core/crud.h"
#include "core/crud_parts.h"
#include "core/field.h"
#include "core/form.h"
#include "core/reply.h"
#include "core/rights.h"

/* One field of one record. */
struct cell {
	struct request		*rq;
	const struct entity	*e;
	const struct field	*f;
	struct crud_cols	 cols;
	struct db_rows		*rows;
	int64_t			 rev;
};

static enum err
cell_read(struct cell *c)
{
	size_t		 rev;
	enum err	 e;

	crud_cols_init(&c->cols, c->e);
	crud_cols_add(&c->cols, c->rq->work->mem, c->f);
	rev = crud_cols_path(&c->cols, "rev");
	e = query_get(c->rq->work, c->e, c->rq->id, c->cols.path, &c->rows);
	if (e == OK)
		c->rev = db_int(c->rows, 0, rev);
	return e;
}

/* What the address asks for, if the form of the record has it. */
static enum err
cell_asked(struct request *rq, struct cell *c)
{
	struct work	*w = rq->work;
	const char	*name = in_raw(rq, "field");

	memset(c, 0, sizeof(*c));
	c->rq = rq;
	c->e = entity_find(rq->name);
	if (c->e == NULL || c->e->path == NULL || name == NULL ||
	    strcmp(c->e->name, rq->name) != 0 || (c->e->flags & ENTITY_OWN))
		return ERR_NOTFOUND;
	if (!rights_have(w, arena_fmt(w->mem, "%s.edit", c->e->name)))
		return ERR_DENIED;
	c->f = field_find(c->e, name);
	if (c->f == NULL || !crud_form_asks(rq, c->e, c->f, false))
		return ERR_NOTFOUND;
	return cell_read(c);
}

/* The value as it is typed. */
static const char *
typed_now(const struct cell *c)
{
	return field_typed(c->rq->work, c->f, crud_currency(&c->cols,
	    c->rows, 0), db_cell(c->rows, 0, c->cols.at[0]));
}

static void
hidden_put(struct request *rq, const char *name, const char *value)
{
	struct out	*o = out_add(rq->page, "hidden");

	out_text(o, "name", name);
	out_text(o, "value", value);
}

static enum err
form_show(struct cell *c, const char *value)
{
	struct request	*rq = c->rq;
	struct arena	*mem = rq->work->mem;
	const char	*currency = crud_currency(&c->cols, c->rows, 0);
	const struct problem	*p = work_problem(rq->work, 0, NULL);
	struct out	*o = out_node(rq->page, "cell");
	enum err	 e;

	e = crud_field_put(rq, c->f, value, c->f->type == F_REF &&
	    rq->method == GET ? db_text(c->rows, 0, c->cols.at[0] + 1) :
	    NULL, currency);
	out_text(crud_field(rq->page, c->f->name), "prefix", "cell-");
	out_text(crud_field(rq->page, c->f->name), "hint", NULL);
	out_fmt(o, "action", "/cell/%s/%lld", c->e->name,
	    (long long)rq->id);
	if (p != NULL && (p->field == NULL || strcmp(p->field, c->f->name)))
		out_text(o, "error", p->text);
	hidden_put(rq, "field", c->f->name);
	hidden_put(rq, "rev", arena_fmt(mem, "%lld", (long long)c->rev));
	hidden_put(rq, "was", typed_now(c));
	if (in_flag(rq, "narrow"))
		hidden_put(rq, "narrow", "1");
	if (c->f->type == F_MONEY && currency != NULL)
		hidden_put(rq, "currency", currency);
	return e == OK ? reply_page(rq, "cell.cst") : e;
}

enum err
crud_cell_form(struct request *rq)
{
	struct cell	 c;
	enum err	 e = cell_asked(rq, &c);

	return e == OK ? form_show(&c, typed_now(&c)) : e;
}

/* ---- taking it */

/* What a page says after a save, where the page stays. */
static enum err
note_put(struct request *rq)
{
	struct work	*w = rq->work;
	int64_t		 set;
	enum err	 e;

	if (w->set.id == 0 && w->set.pending == NULL)
		return OK;
	e = changelog_number(w, &set);
	if (e != OK)
		return e;
	out_text(rq->page, "note", t("Saved."));
	out_fmt(out_node(rq->page, "undo"), "href", "/changes/%lld/undo",
	    (long long)set);
	return OK;
}

static enum err
value_show(struct cell *c)
{
	struct crud_cell	 cell;
	enum err		 e = cell_read(c);

	if (e != OK)
		return e;
	cell = crud_cell_of(c->rq, &c->cols, c->rows, 0, 0,
	    in_flag(c->rq, "narrow"));
	crud_cell_show(&cell, out_node(c->rq->page, "cell"));
	e = note_put(c->rq);
	return e != OK ? e : reply_page(c->rq, "cell_value.cst");
}

/* Of all that was posted, the field of the address alone. */
static void
changes_narrow(const struct cell *c, struct change *changes)
{
	struct change	*to = changes;

	for (; changes->field != NULL; changes++)
		if (strcmp(changes->field, c->f->name) == 0)
			*to++ = *changes;
	memset(to, 0, sizeof(*to));
}

/* Whether money is in the currency that it was typed in. */
static bool
currency_held(const struct cell *c)
{
	const char	*typed = in_raw(c->rq, "currency");
	const char	*now = crud_currency(&c->cols, c->rows, 0);

	return c->f->type != F_MONEY || typed == NULL || now == NULL ||
	    strcmp(typed, now) == 0;
}

/*
 * Save by the revision that was seen; where only other fields have changed
 * since, this one is as it was seen.
 */
static enum err
cell_write(struct cell *c, const struct change *changes)
{
	struct request	*rq = c->rq;
	const char	*was = in_raw(rq, "was");
	bool		 held = currency_held(c);
	enum err	 e = held ? record_save(rq->work, c->e, rq->id,
			    rq->rev, changes) : ERR_CONFLICT;

	if (e == ERR_CONFLICT && held && was != NULL &&
	    str_lines_eq(was, typed_now(c)))
		e = record_save(rq->work, c->e, rq->id, c->rev, changes);
	if (e == ERR_CONFLICT)
		work_refuse(rq->work, 0, c->f->name, arena_fmt(rq->work->mem,
		    t("Somebody has changed it meanwhile, to “%s”. Save again "
		    "to put yours there."), typed_now(c)));
	return e;
}

enum err
crud_cell_save(struct request *rq)
{
	struct change	*changes;
	struct cell	 c;
	const char	*typed;
	enum err	 e = cell_asked(rq, &c), read, shown;

	if (e != OK)
		return e;
	read = in_changes(rq, c.e, false, &changes);
	changes_narrow(&c, changes);
	e = cell_write(&c, changes);
	if (e == OK)
		e = read;
	if (e == OK)
		return value_show(&c);
	if (e != ERR_INVALID && e != ERR_CONFLICT)
		return e;
	typed = in_raw(rq, c.f->name);
	shown = form_show(&c, typed != NULL ? typed : "");
	return shown == OK ? e : shown;
}
