/* page.c: two contacts side by side, and what of each shall stay. */
#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "core/crud_parts.h"
#include "core/field.h"
#include "core/form.h"
#include "core/reply.h"
#include "mod/contacts/contacts.h"
#include "mod/duplicates/parts.h"

enum side { LEFT, RIGHT, BOTH };	/* LEFT stays, RIGHT goes */

/* Both records, by row[side]. */
struct pair {
	struct request		*rq;
	int64_t			 id[2];
	struct crud_cols	 cols;
	size_t			 name, rev, owner, team, touch, ext;
	struct db_rows		*rows;
	size_t			 row[2];
};

static const struct db_val *
cell(const struct pair *p, enum side s, size_t col)
{
	return db_cell(p->rows, p->row[s], col);
}

/* ---- reading */

static bool
may(const struct pair *p, enum side s, enum verb v)
{
	return rights_reach(p->rq->work, &contact_entity, v,
	    cell(p, s, p->owner)->i, cell(p, s, p->team)->i);
}

static enum err
pair_load(struct request *rq, int64_t with, struct pair *p)
{
	const struct db_val	 ids[] = { DB_I(rq->id), DB_I(with) };
	const struct filter	 where[] = {
		{ .path = "id", .op = OP_IN, .values = ids, .nvalues = 2 },
		WHERE_END
	};
	struct query		 q = { .entity = &contact_entity,
				    .where = where, .sort = "id", .limit = 2 };
	enum err		 e;

	*p = (struct pair){ .rq = rq, .id = { rq->id, with } };
	crud_form_cols(rq, &contact_entity, false, &p->cols);
	p->name = crud_cols_path(&p->cols, "name");
	p->rev = crud_cols_path(&p->cols, "rev");
	p->owner = crud_cols_path(&p->cols, "owner_id");
	p->team = crud_cols_path(&p->cols, "team_id");
	p->touch = crud_cols_path(&p->cols, "last_touch_at");
	p->ext = crud_cols_path(&p->cols, "ext_id");
	q.cols = p->cols.path;
	e = query_list(rq->work, &q, &p->rows);
	if (e != OK)
		return e;
	if (p->rows->n != 2)
		return ERR_NOTFOUND;
	p->row[LEFT] = db_int(p->rows, 0, 0) == rq->id ? 0 : 1;
	p->row[RIGHT] = 1 - p->row[LEFT];
	return may(p, LEFT, VERB_EDIT) && may(p, RIGHT, VERB_EDIT) &&
	    may(p, RIGHT, VERB_DELETE) ? OK : ERR_DENIED;
}

/* ---- choosing */

static bool
is_empty(const struct field *f, const struct db_val *v)
{
	return v->type == DB_NULL || (f->type == F_BOOL && v->i == 0);
}

/* What was chosen for field i; else what is not empty. */
static enum side
side_of(const struct pair *p, size_t i)
{
	const struct field	*f = p->cols.field[i];
	const char		*s = in_raw(p->rq, arena_fmt(p->rq->work->mem,
				    "take.%s", f->name));

	if (s != NULL && strcmp(s, "left") == 0)
		return LEFT;
	if (s != NULL && strcmp(s, "right") == 0)
		return RIGHT;
	if (s != NULL && strcmp(s, "both") == 0 && f->type == F_LONG)
		return BOTH;
	return is_empty(f, cell(p, LEFT, p->cols.at[i])) ? RIGHT : LEFT;
}

static bool
differs(const struct pair *p, size_t i)
{
	return !field_same(p->cols.field[i], cell(p, LEFT, p->cols.at[i]),
	    cell(p, RIGHT, p->cols.at[i]));
}

/* The value that field i shall have. */
static struct db_val
value_chosen(const struct pair *p, size_t i)
{
	const struct db_val	*l = cell(p, LEFT, p->cols.at[i]);
	const struct db_val	*r = cell(p, RIGHT, p->cols.at[i]);
	enum side		 s = side_of(p, i);
	struct db_val		 v = s == RIGHT ? *r : *l;

	if (s == BOTH && l->type == DB_TEXT && r->type == DB_TEXT)
		v = (struct db_val)DB_S(arena_fmt(p->rq->work->mem,
		    "%s\n\n%s", l->s, r->s));
	else if (s == BOTH && l->type == DB_NULL)
		v = *r;
	if (strcmp(p->cols.field[i]->name, "organisation_id") == 0 &&
	    (v.i == p->id[LEFT] || v.i == p->id[RIGHT]))
		v = (struct db_val)DB_N;	/* nobody works at himself */
	return v;
}

/* What the record that stays gets. */
static const struct change *
changes_chosen(const struct pair *p)
{
	struct change	*list = arena_alloc(p->rq->work->mem,
			    (p->cols.n + 4) * sizeof(*list));
	struct change	*c = list;

	for (size_t i = 0; i < p->cols.n; i++) {
		const struct field	*f = p->cols.field[i];

		*c++ = (struct change){ f->name, f->type,
		    value_chosen(p, i) };
		if (strcmp(f->name, "owner_id") == 0 &&
		    side_of(p, i) == RIGHT && differs(p, i))
			*c++ = (struct change){ "team_id", F_REF,
			    *cell(p, RIGHT, p->team) };
	}
	if (cell(p, RIGHT, p->touch)->i > cell(p, LEFT, p->touch)->i)
		*c++ = (struct change){ "last_touch_at", F_TIME,
		    *cell(p, RIGHT, p->touch) };
	if (cell(p, LEFT, p->ext)->type == DB_NULL)
		*c++ = (struct change){ "ext_id", F_TEXT,
		    *cell(p, RIGHT, p->ext) };
	return list;
}

/* The kind of contact_point that a field of ways to reach becomes. */
static const char *
point_kind(const struct field *f)
{
	return f->flags & FIELD_PHONE ? "phone" : f->flags & FIELD_EMAIL ?
	    "email" : f->flags & FIELD_LINK ? "url" : NULL;
}

/* The ways to reach that were not chosen become further ones. */
static const struct change *const *
points_left(const struct pair *p)
{
	struct arena		*mem = p->rq->work->mem;
	const struct change	**list = arena_alloc(mem,
				    (p->cols.n + 1) * sizeof(*list));
	size_t			 n = 0;

	for (size_t i = 0; i < p->cols.n; i++) {
		const char		*kind = point_kind(p->cols.field[i]);
		enum side		 other = side_of(p, i) == LEFT ?
					    RIGHT : LEFT;
		const struct db_val	*v = cell(p, other, p->cols.at[i]);
		const char		*chosen = value_chosen(p, i).s;
		struct change		*c;

		if (kind == NULL || !differs(p, i) || v->type == DB_NULL ||
		    (chosen != NULL && texts_same(mem, v->s, chosen)))
			continue;
		c = arena_alloc(mem, 4 * sizeof(*c));
		c[0] = (struct change)SET_REF("contact_id", p->id[RIGHT]);
		c[1] = (struct change)SET_CHOICE("kind", kind);
		c[2] = (struct change)SET_TEXT("value", v->s);
		list[n++] = c;
	}
	return list;
}

/* ---- showing */

static const char *
value_show(const struct pair *p, enum side s, size_t i)
{
	const struct field	*f = p->cols.field[i];
	const struct db_val	*v = cell(p, s, p->cols.at[i]);

	if (f->type == F_REF)
		return v->type == DB_NULL ? "" : db_text(p->rows, p->row[s],
		    p->cols.at[i] + 1);
	return field_show(p->rq->work, f, NULL, v);
}

static void
field_put(const struct pair *p, size_t i)
{
	const struct field	*f = p->cols.field[i];
	struct out		*o = out_add(p->rq->page, "clash");
	enum side		 s = side_of(p, i);

	out_text(o, "name", f->name);
	out_text(o, "label", t(f->label));
	out_text(o, "left", value_show(p, LEFT, i));
	out_text(o, "right", value_show(p, RIGHT, i));
	out_text(o, s == LEFT ? "take_left" : s == RIGHT ? "take_right" :
	    "take_both", "1");
	if (f->type == F_LONG && cell(p, LEFT, p->cols.at[i])->type ==
	    DB_TEXT && cell(p, RIGHT, p->cols.at[i])->type == DB_TEXT)
		out_text(o, "both", "1");
	if (point_kind(f) != NULL)
		out_text(o, "kept", "1");
}

static void
side_put(const struct pair *p, enum side s, struct out *o)
{
	out_fmt(o, "href", "/contacts/%" PRId64, p->id[s]);
	out_text(o, "name", db_text(p->rows, p->row[s], p->name));
	out_int(o, "id", p->id[s]);
	out_int(o, "rev", cell(p, s, p->rev)->i);
}

static void
crumbs_put(struct request *rq, const char *name)
{
	struct out	*c = out_add(rq->page, "crumbs");

	out_text(c, "label", t(contact_entity.label));
	out_text(c, "href", contact_entity.path);
	if (name == NULL)
		return;
	c = out_add(rq->page, "crumbs");
	out_text(c, "label", name);
	out_fmt(c, "href", "/contacts/%" PRId64, rq->id);
}

static enum err
pair_show(const struct pair *p)
{
	struct request		*rq = p->rq;
	struct out		*o = out_node(rq->page, "merge");
	const struct problem	*why = work_problem(rq->work, 0, NULL);
	int			 same = 0;

	out_text(rq->page, "title", t("Make one of two"));
	crumbs_put(rq, db_text(p->rows, p->row[LEFT], p->name));
	side_put(p, LEFT, out_node(o, "left"));
	side_put(p, RIGHT, out_node(o, "right"));
	out_text(o, "action", rq->path);
	out_fmt(o, "swap_href", "/contacts/%" PRId64 "/merge?with=%" PRId64,
	    p->id[RIGHT], p->id[LEFT]);
	if (why != NULL)
		out_text(o, "error", why->text);
	for (size_t i = 0; i < p->cols.n; i++)
		if (differs(p, i))
			field_put(p, i);
		else
			same += !is_empty(p->cols.field[i],
			    cell(p, LEFT, p->cols.at[i]));
	out_int(o, "same", same);
	return reply_page(rq, "duplicates/merge.cst");
}

/* Which is the other one? */
static enum err
other_ask(struct request *rq)
{
	static const struct field	 fields[] = {
		{ .name = "with", .type = F_REF, .of = "contact",
		  .label = N_("The other record"), .flags = FIELD_REQUIRED,
		  .hint = N_("It goes to the bin; what hangs on it comes "
		  "here."), .width = 12 },
		{ 0 }
	};
	const char			*cols[] = { "name", NULL };
	struct out			*form = out_node(rq->page, "form");
	struct db_rows			*rows;
	enum err			 e = query_get(rq->work,
					    &contact_entity, rq->id, cols,
					    &rows);

	if (e != OK)
		return e;
	out_text(rq->page, "title", t("Make one of two"));
	out_text(form, "title", t("Make one of two"));
	out_text(form, "sub", db_text(rows, 0, 1));
	out_text(form, "action", rq->path);
	out_text(form, "submit", t("Compare"));
	out_fmt(form, "cancel_href", "/contacts/%" PRId64, rq->id);
	crumbs_put(rq, db_text(rows, 0, 1));
	e = crud_fields(rq, fields, NULL);
	return e != OK ? e : reply_page(rq, "form.cst");
}

/* ---- the pages */

enum err
merge_show(struct request *rq)
{
	int64_t		 with = in_int(rq, "with", 0, INT64_MAX);
	struct pair	*p = arena_alloc(rq->work->mem, sizeof(*p));
	enum err	 e;

	if (in_failed(rq))
		return ERR_NOTFOUND;
	if (with == 0 || with == rq->id)
		return other_ask(rq);
	e = pair_load(rq, with, p);
	return e != OK ? e : pair_show(p);
}

/* The other one has been named: on to the comparison. */
static enum err
other_take(struct request *rq)
{
	int64_t		 with = in_ref(rq, "with", &contact_entity);
	enum err	 e;

	if (!in_failed(rq) && with == 0)
		work_refuse(rq->work, 0, "with", t("must be filled in"));
	else if (with == rq->id)
		work_refuse(rq->work, 0, "with", t("is the contact itself"));
	if (!in_failed(rq))
		return reply_see(rq, "/contacts/%" PRId64 "/merge?with=%"
		    PRId64, rq->id, with);
	e = other_ask(rq);
	return e == OK ? ERR_INVALID : e;
}

/* Show both again with what is in the way. */
static enum err
again(struct pair *p, enum err why)
{
	enum err	 e = pair_load(p->rq, p->id[RIGHT], p);

	if (e == OK && why == ERR_CONFLICT)
		work_refuse(p->rq->work, 0, NULL, t("One of the two was "
		    "changed meanwhile: look at both once more."));
	if (e == OK)
		e = pair_show(p);
	return e == OK ? why : e;
}

enum err
merge_take(struct request *rq)
{
	int64_t		 with = in_int(rq, "with", 0, INT64_MAX);
	struct pair	*p;
	struct merge	 m;
	enum err	 e;

	if (in_raw(rq, "with_rev") == NULL)
		return other_take(rq);
	m = (struct merge){ .winner = rq->id, .loser = with,
	    .winner_rev = rq->rev,
	    .loser_rev = in_int(rq, "with_rev", 0, INT64_MAX) };
	if (in_failed(rq) || with == 0 || with == rq->id)
		return ERR_NOTFOUND;
	p = arena_alloc(rq->work->mem, sizeof(*p));
	e = pair_load(rq, with, p);
	if (e != OK)
		return e;
	m.changes = changes_chosen(p);
	m.points = points_left(p);
	e = duplicates_merge(rq->work, &m);
	if (e == ERR_CONFLICT || e == ERR_INVALID)
		return again(p, e);
	if (e != OK)
		return e;
	reply_note(rq, t("Two records have become one."));
	return reply_see(rq, "/contacts/%" PRId64, rq->id);
}
