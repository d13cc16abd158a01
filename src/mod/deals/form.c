/* form.c: the deal's form with its lines. */
#include <inttypes.h>
#include <string.h>

#include "base/money.h"
#include "base/str.h"
#include "core/crud.h"
#include "core/form.h"
#include "core/query.h"
#include "core/record.h"
#include "core/site.h"
#include "mod/deals/deals.h"
#include "mod/deals/screens.h"

enum err
deals_create(struct request *rq)
{
	return lines_asked(rq) ? crud_new(rq) : crud_create(rq);
}

enum err
deals_save(struct request *rq)
{
	return lines_asked(rq) ? crud_edit(rq) : crud_save(rq);
}

/* Name stages by their pipeline where there are several of these. */
static void
stages_name(struct work *w, const struct stages *all, struct out *f)
{
	struct out	*options = out_node(f, "options");
	const char	*value;
	int64_t		 first = 0, id;
	bool		 many = false;

	for (size_t i = 0; i < all->n; i++) {
		if (all->list[i].gone)
			continue;
		many = many || (first != 0 &&
		    all->list[i].pipeline_id != first);
		first = all->list[i].pipeline_id;
	}
	for (int i = 0; many; i++) {
		const char		*n = arena_fmt(w->mem, "%d", i);
		const struct stage	*s;

		value = out_get(options, arena_fmt(w->mem, "%d.value", i));
		if (value == NULL)
			return;
		if (str_int64(value, &id) == OK &&
		    (s = stage_find(all, id)) != NULL)
			out_fmt(out_node(options, n), "label", "%s: %s",
			    s->pipeline, s->name);
	}
}

/* A new deal stands in the first stage of the pipeline asked for. */
static enum err
stage_preset(struct request *rq, struct out *page)
{
	struct out		*f = crud_field(page, "stage_id");
	const struct stage	*s;
	struct stages		 all;
	int64_t			 pipeline = 0;
	enum err		 e = stages_load(rq->work, &all);

	if (e != OK || f == NULL)
		return e;
	if (in_raw(rq, "pipeline_id") != NULL)
		(void)str_int64(in_raw(rq, "pipeline_id"), &pipeline);
	stages_name(rq->work, &all, f);
	s = stage_first(&all, pipeline, "open");
	if (s != NULL)
		crud_preset(page, "stage_id", arena_fmt(rq->work->mem,
		    "%" PRId64, s->id));
	return OK;
}

enum err
deals_form_fill(struct request *rq, int64_t id, struct out *page)
{
	static const char *const cols[] = { "currency", "amount", NULL };
	const struct doc_terms	 terms = { 0 };
	struct work		*w = rq->work;
	struct line		*list = NULL;
	const char		*currency = in_raw(rq, "currency");
	struct db_rows		*r;
	struct out		*f;
	size_t			 n = 0;
	enum err		 e = stage_preset(rq, page);

	crud_preset(page, "currency", w->site->currency);
	if (e == OK && id != 0)
		e = query_get(w, &deal_entity, id, cols, &r);
	if (e == OK && id != 0)
		e = deal_lines(w, id, &list, &n);
	if (e != OK)
		return e;
	if (currency == NULL || *currency == '\0')
		currency = id != 0 ? db_text(r, 0, 1) : w->site->currency;
	f = crud_field(page, "amount");
	if (n > 0 && f != NULL) {	/* it follows from the lines */
		out_text(f, "type", "static");
		out_text(f, "value", money_format(w->mem, db_int(r, 0, 2),
		    db_text(r, 0, 1), lang_code(w->lang), MONEY_FULL));
		out_text(f, "hint", t("Counted from the lines"));
	}
	out_int(out_node(page, "form"), "wide", 1);
	lines_show(rq, page, &terms, currency, list, n);
	return OK;
}

/* ---- taking lines */

static const struct change *
line_changes(struct work *w, int64_t deal_id, size_t position,
    const struct line *l)
{
	struct change	*c = arena_alloc(w->mem, 10 * sizeof(*c));
	size_t		 n = 0;

	if (l->id == 0)
		c[n++] = (struct change)SET_REF("deal_id", deal_id);
	c[n++] = (struct change)SET_INT("position", (int64_t)position);
	c[n++] = (struct change)SET_REF("product_id", l->product_id);
	c[n++] = (struct change)SET_TEXT("name", l->name);
	c[n++] = (struct change)SET_DECIMAL("quantity", l->quantity);
	c[n++] = (struct change)SET_CHOICE("unit", l->unit);
	c[n++] = (struct change)SET_DECIMAL("price", l->price);
	c[n++] = (struct change)SET_DECIMAL("discount_percent",
	    l->discount_percent);
	c[n++] = (struct change)SET_CHOICE("vat", l->vat);
	return c;
}

static bool
line_kept(const struct line *list, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].id == id)
			return true;
	return false;
}

/* The batch that turns the stored lines into the form's. */
static size_t
lines_batch(struct work *w, int64_t deal_id, struct line *list, size_t n,
    const struct line *stored, size_t nstored, struct record *batch)
{
	size_t	 k = 0;

	for (size_t i = 0; i < n; i++) {
		if (!line_kept(stored, nstored, list[i].id))
			list[i].id = 0;	/* never another deal's line */
		batch[k].id = list[i].id;
		batch[k++].changes = line_changes(w, deal_id, i + 1,
		    &list[i]);
	}
	for (size_t i = 0; i < nstored; i++) {
		struct change	*c;

		if (line_kept(list, n, stored[i].id))
			continue;
		c = arena_alloc(w->mem, 2 * sizeof(*c));
		c[0] = (struct change)SET_TIME("deleted_at", w->now_s);
		batch[k].id = stored[i].id;
		batch[k++].changes = c;
	}
	return k;
}

/* Problems of saved lines stand at the lines of the form. */
static void
problems_place(struct work *w, const struct line *list, size_t n)
{
	for (struct problem *p = w->problems; p != NULL; p = p->next)
		if (p->row < n && p->field != NULL &&
		    !str_starts(p->field, "line.")) {
			p->field = arena_fmt(w->mem, "line.%d.%s",
			    list[p->row].at, p->field);
			p->row = 0;
		}
}

enum err
deals_form_save(struct request *rq, int64_t id)
{
	struct work	*w = rq->work;
	struct line	*list, *stored = NULL;
	struct record	*batch;
	struct draft	*deal;
	size_t		 n, nstored = 0, k;
	enum err	 e;

	if (in_raw(rq, "line.1.product_id") == NULL &&
	    in_raw(rq, "line.1.name") == NULL)
		return OK;	/* the form did not hold the grid */
	e = record_hold(w, &deal_entity, &id, 1, &deal);
	if (e == OK && draft_skipped(deal))
		e = ERR_NOTFOUND;
	if (e == OK)
		e = lines_read(rq, draft_old_text(deal, "currency"), &list,
		    &n);
	if (e == OK && rq->id != 0)	/* a new deal has none yet */
		e = deal_lines(w, id, &stored, &nstored);
	if (e != OK)
		return e;
	batch = arena_alloc(w->mem, (n + nstored + 1) * sizeof(*batch));
	k = lines_batch(w, id, list, n, stored, nstored, batch);
	e = record_save_many(w, &deal_line_entity, batch, k);
	if (e == ERR_INVALID)
		problems_place(w, list, n);
	return e;
}
