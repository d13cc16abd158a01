/* form.c: the form of a draft: its fields and the grid of its lines. */
#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "core/crud.h"
#include "core/field.h"
#include "core/form.h"
#include "core/query.h"
#include "core/record.h"
#include "core/reply.h"
#include "core/request.h"
#include "core/site.h"
#include "core/view.h"
#include "mod/documents/rules.h"
#include "mod/documents/screens.h"
#include "mod/products/products.h"

/* ---- showing */

/* Terms and currency as typed. */
static struct doc_terms
terms_typed(struct request *rq, const char **currency)
{
	struct work	*w = rq->work;
	struct doc_terms terms = {
		.prices_with_vat = in_flag(rq, "prices_with_vat")
	};
	struct db_val	 v = DB_N;
	const char	*why, *typed = in_raw(rq, "currency");

	*currency = typed != NULL && *typed != '\0' ? typed :
	    w->site->currency;
	if (field_parse(w, field_find(&invoice_entity, "discount_percent"),
	    NULL, in_raw(rq, "discount_percent"), &v, &why) == OK &&
	    v.i >= 0 && v.i <= 100 * DOC_ONE)
		terms.discount_percent = v.i;
	return terms;
}

static void
stored_lines(struct request *rq, const struct paper *p, struct out *page)
{
	struct line	*l = arena_alloc(rq->work->mem,
			    (p->nlines + 1) * sizeof(*l));

	for (size_t i = 0; i < p->nlines; i++) {
		l[i].id = p->lines[i].id;
		l[i].product_id = p->lines[i].product_id;
		l[i].product = p->lines[i].product_id != 0 ?
		    p->lines[i].name : NULL;
		l[i].name = p->lines[i].name;
		l[i].quantity = p->lines[i].sum.quantity;
		l[i].unit = p->lines[i].unit;
		l[i].price = p->lines[i].sum.price;
		l[i].discount_percent = p->lines[i].sum.discount_percent;
		l[i].vat = p->lines[i].vat;
	}
	lines_show(rq, page, &p->terms, p->currency, l, p->nlines);
}

/* What the contact owes already, below the buyer. */
static enum err
buyer_hint(struct request *rq, struct out *page)
{
	struct work		*w = rq->work;
	struct out		*f = crud_field(page, "contact_id");
	const char		*typed = f == NULL ? NULL :
				    out_get(f, "value");
	struct document_sum	*s;
	struct str		 sums;
	size_t			 n;
	int64_t			 id;
	enum err		 e;

	if (typed == NULL || str_int64(typed, &id) != OK || id == 0)
		return OK;
	e = contact_debts(w, id, &s, &n);
	str_init(&sums, w->mem);
	for (size_t i = 0; e == OK && i < n; i++)
		if (s[i].amount > 0)
			str_fmt(&sums, "%s%s", sums.n > 0 ? ", " : "",
			    amount_show(w, s[i].amount, s[i].currency));
	if (sums.n > 0)
		out_fmt(f, "hint", t("owes %s"), sums.s);
	return e;
}

static void
head_show(struct request *rq, const struct paper *p, struct out *page)
{
	struct out	*form = out_node(page, "form");
	struct out	*due = crud_field(page, "due_on");
	int		 days = rq->work->site->due_days;
	const char	*title = p == NULL ? t("New invoice") :
			    paper_title(rq->work, p);

	out_int(form, "wide", 1);
	out_text(form, "title", title);
	out_text(page, "title", title);
	out_text(form, "submit", t("Save the draft"));
	out_text(form, "frozen", t("What is issued does not change; "
	    "corrections are papers of their own."));
	if (due != NULL)
		out_fmt(due, "hint", tn("empty: in %d day",
		    "empty: in %d days", days), days);
	crud_preset(page, "currency", rq->work->site->currency);
}

enum err
invoice_form(struct request *rq, int64_t id, struct out *page)
{
	const char	*currency;
	struct doc_terms terms = terms_typed(rq, &currency);
	struct paper	*p = NULL;
	enum err	 e = OK;

	if (id != 0)
		e = document_load(rq->work, id, &p);
	if (e != OK)
		return e;
	if (id == 0 && rq->method == GET)
		crud_preset(page, "date", day_typed(rq->work,
		    date_iso(rq->work->mem, work_firm_today(rq->work))));
	head_show(rq, p, page);
	if (p != NULL && rq->method == GET)
		stored_lines(rq, p, page);
	else
		lines_show(rq, page, &terms, currency, NULL, 0);
	return buyer_hint(rq, page);
}

enum err
invoice_new(struct request *rq)
{
	return crud_new(rq);
}

/* What was issued at once is not taken back by Undo. */
static enum err
issued_note(struct request *rq, enum err e)
{
	if (e == OK && in_raw(rq, "issue") != NULL)
		reply_note_final(rq, t("Issued."));
	return e;
}

enum err
invoice_create(struct request *rq)
{
	if (lines_asked(rq))
		return crud_new(rq);
	return issued_note(rq, crud_create(rq));
}

/* Whether :id is a draft; what is issued shows its card and says why. */
static enum err
draft_only(struct request *rq, bool *draft)
{
	static const char *const cols[] = { "status", NULL };
	struct db_rows		*r;
	enum err		 e = query_get(rq->work, &invoice_entity,
				    rq->id, cols, &r);

	if (e == OK)
		*draft = strcmp(db_text(r, 0, 1), "draft") == 0;
	return e;
}

enum err
invoice_edit(struct request *rq)
{
	bool		 draft;
	enum err	 e = draft_only(rq, &draft);

	if (e != OK)
		return e;
	if (draft)
		return crud_edit(rq);
	reply_note(rq, t("An issued document does not change. Correct it by "
	    "a credit note."));
	return reply_see(rq, "/invoices/%" PRId64, rq->id);
}

enum err
invoice_save(struct request *rq)
{
	bool		 draft;
	enum err	 e = draft_only(rq, &draft);

	if (e != OK)
		return e;
	if (!draft)
		return work_refuse(rq->work, 0, NULL, t("An issued document "
		    "does not change. Correct it by a credit note."));
	if (lines_asked(rq))
		return crud_edit(rq);
	document_total_wait(rq->work, rq->id);
	return issued_note(rq, crud_save(rq));
}

/* ---- taking */

/* A line of the form as the changes of a record. */
static const struct change *
line_changes(struct work *w, int64_t document, const struct line *l, size_t at)
{
	const struct change	 c[] = {
		SET_REF("document_id", document),
		SET_INT("position", (int64_t)at + 1),
		SET_REF("product_id", l->product_id),
		SET_TEXT("name", l->name), SET_CHOICE("unit", l->unit),
		SET_DECIMAL("quantity", l->quantity),
		SET_DECIMAL("price", l->price), SET_CHOICE("vat", l->vat),
		SET_DECIMAL("discount_percent", l->discount_percent), { 0 }
	};
	struct change		*copy = arena_alloc(w->mem, sizeof(c));

	memcpy(copy, c, sizeof(c));
	return copy;
}

/* What the gate refused stands at its line of the form. */
static void
problems_move(struct work *w, struct problem *before, const struct record *r,
    const struct line *l, size_t n)
{
	struct problem	*mine = w->problems;

	w->problems = before;
	for (; mine != before; mine = mine->next) {
		const char	*field = mine->field != NULL ? mine->field :
				    "name";

		if (mine->row < n && r[mine->row].err != OK)
			work_refuse(w, 0, arena_fmt(w->mem, "line.%d.%s",
			    l[mine->row].at, field), mine->text);
	}
}

/* Ids of the lines that the document has. */
static enum err
lines_stored(struct work *w, int64_t document, struct db_rows **rows)
{
	const struct filter	 where[] = {
		WHERE_I("document_id", OP_EQ, document), WHERE_END
	};
	const struct query	 q = {
		.entity = &invoice_line_entity, .where = where, .sort = "id"
	};

	return query_list(w, &q, rows);
}

static bool
line_kept(const struct line *l, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (l[i].id == id)
			return true;
	return false;
}

/* Lines that the form holds no more. */
static enum err
lines_drop(struct work *w, const struct db_rows *stored,
    const struct line *l, size_t n)
{
	static const struct change	 end = { 0 };
	struct change	*gone = arena_alloc(w->mem, 2 * sizeof(*gone));
	struct record	*r = arena_alloc(w->mem,
			    (stored->n + 1) * sizeof(*r));
	size_t		 k = 0;

	gone[0] = (struct change)SET_TIME("deleted_at", w->now_s);
	gone[1] = end;
	for (size_t i = 0; i < stored->n; i++)
		if (!line_kept(l, n, db_int(stored, i, 0))) {
			r[k].id = db_int(stored, i, 0);
			r[k++].changes = gone;
		}
	return record_save_many(w, &invoice_line_entity, r, k);
}

/* Save what the form holds; stored is what the document had. */
static enum err
lines_take(struct request *rq, int64_t document, const char *currency,
    const struct db_rows *stored)
{
	struct work	*w = rq->work;
	struct problem	*before;
	struct line	*l;
	struct record	*r;
	size_t		 n;
	enum err	 e = lines_read(rq, currency, &l, &n);

	if (e != OK)
		return e;
	r = arena_alloc(w->mem, (n + 1) * sizeof(*r));
	for (size_t i = 0; i < n; i++) {
		r[i].id = db_holds(stored, l[i].id) ? l[i].id : 0;
		r[i].changes = line_changes(w, document, &l[i], i);
	}
	before = w->problems;
	e = lines_drop(w, stored, l, n);
	if (e == OK)
		e = record_save_many(w, &invoice_line_entity, r, n);
	if (e == ERR_INVALID)
		problems_move(w, before, r, l, n);
	return e;
}

/* Whether the form had the grid at all. */
static bool
lines_sent(const struct request *rq)
{
	for (const struct param *p = rq->params; p != NULL; p = p->next)
		if (str_starts(p->name, "line."))
			return true;
	return false;
}

enum err
invoice_form_save(struct request *rq, int64_t id)
{
	static const struct db_rows	 none = { 0 };
	struct db_rows	*stored;
	const char	*currency;
	enum err	 e = OK;

	(void)terms_typed(rq, &currency);
	if (lines_sent(rq) && rq->id == 0)
		e = lines_take(rq, id, currency, &none);
	else if (lines_sent(rq)) {
		e = lines_stored(rq->work, id, &stored);
		if (e == OK)
			e = lines_take(rq, id, currency, stored);
	}
	if (e == OK)
		e = document_total_now(rq->work, id);
	if (e == OK && in_raw(rq, "issue") != NULL)
		e = document_issue(rq->work, id, REV_ANY);
	return e;
}
