/* card.c: an invoice's page: the paper, what was paid, what may be done. */
#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/money.h"
#include "core/crud.h"
#include "core/field.h"
#include "core/form.h"
#include "core/query.h"
#include "core/record.h"
#include "core/reply.h"
#include "core/request.h"
#include "core/rights.h"
#include "core/seen.h"
#include "core/site.h"
#include "core/view.h"
#include "mod/documents/screens.h"

#define SHOWN	50	/* payments and credit notes of one invoice */

/* ---- how it stands */

static struct standing
late_standing(struct work *w, const char *due_on)
{
	struct standing	 s = { "late", NULL };
	int32_t		 due;
	int		 days = 0;

	if (date_parse(due_on, &due) == OK)
		days = (int)(work_today(w) - due);
	s.text = arena_fmt(w->mem, tn("overdue by %d day",
	    "overdue by %d days", days), days);
	return s;
}

struct standing
document_standing(struct work *w, const char *status, const char *settled,
    const char *due_on)
{
	struct standing	 s = { "none", t("draft") };

	if (strcmp(status, "draft") == 0)
		return s;
	s.kind = "info";
	s.text = t("issued");
	if (settled == NULL)
		return s;
	if (strcmp(settled, "full") == 0) {
		s.kind = "ok";
		s.text = t("paid");
	} else if (strcmp(settled, "credited") == 0) {
		s.kind = "none";
		s.text = t("credited");
	} else if (due_on != NULL && strcmp(due_on,
	    date_iso(w->mem, work_today(w))) < 0)
		s = late_standing(w, due_on);
	else if (strcmp(settled, "part") == 0)
		s.text = t("paid in part");
	else {
		s.kind = "hold";
		s.text = t("awaits payment");
	}
	return s;
}

/* ---- head */

static void
crumb_add(struct request *rq, const char *label, const char *href)
{
	struct out	*c = out_add(rq->page, "crumbs");

	out_text(c, "label", label);
	out_text(c, "href", href);
}

/* One action of the head, if the actor has the verb; NULL otherwise. */
static struct out *
action_add(struct request *rq, const char *verb, const char *label,
    const char *href, const char *icon)
{
	struct work	*w = rq->work;
	struct out	*a;

	if (!rights_have(w, arena_fmt(w->mem, "invoice.%s", verb)))
		return NULL;
	a = out_add(rq->page, "actions");
	out_text(a, "label", label);
	out_fmt(a, "href", "/invoices/%" PRId64 "%s", rq->id, href);
	out_text(a, "icon", icon);
	return a;
}

static void
flag(struct out *a, const char *name)
{
	if (a != NULL)
		out_int(a, name, 1);
}

static void
draft_actions(struct request *rq)
{
	struct out	*a;

	a = action_add(rq, "edit", t("Edit"), "/edit", "edit");
	if (a != NULL) {
		out_text(a, "key", "E");
		out_text(a, "code", "KeyE");
	}
	flag(action_add(rq, "delete", t("Delete"), "/delete", "trash"),
	    "more");
	a = action_add(rq, "edit", t("Issue"), "/issue", "send");
	flag(a, "post");
	flag(a, "primary");
}

static void
actions_show(struct request *rq, const struct paper *p)
{
	struct out	*a;

	a = action_add(rq, "see", t("Print"), "/print", "printer");
	flag(action_add(rq, "see", t("History"), "/history", "history"),
	    "more");
	if (strcmp(p->status, "draft") == 0) {
		draft_actions(rq);
		return;
	}
	flag(a, "primary");
	if (!p->complete)
		return;
	flag(action_add(rq, "see", t("XML"), ".xml", "file-code"),
	    "download");
	if (strcmp(p->kind, "invoice") != 0 ||
	    p->credited >= p->totals.gross)
		return;
	a = action_add(rq, "create", t("Correct by a credit note"), "/credit",
	    "file-minus");
	flag(a, "post");
	flag(a, "more");
}

static void
subs_show(struct request *rq, const struct paper *p, struct out *card)
{
	struct work	*w = rq->work;
	struct out	*subs = out_node(card, "subs");
	bool		 owed = p->debt > 0;

	if (p->date != NULL)
		out_fmt(subs, "0", t("of %s"), day_show(w, p->date));
	out_fmt(subs, "1", owed ? t("left to pay %s") : t("sum %s"),
	    amount_show(w, owed ? p->debt : p->totals.payable, p->currency));
	if (owed && p->due_on != NULL)
		out_fmt(subs, "2", t("until %s"), day_show(w, p->due_on));
}

static void
head_show(struct request *rq, const struct paper *p)
{
	struct out		*card = out_node(rq->page, "card");
	const struct standing	 s = document_standing(rq->work, p->status,
				    p->settled, p->due_on);

	crumb_add(rq, t("Invoices"), "/invoices");
	if (p->contact != NULL)
		crumb_add(rq, p->contact,
		    rights_have(rq->work, "contact.see") ? arena_fmt(
		    rq->work->mem, "/contacts/%" PRId64, p->contact_id) :
		    NULL);
	out_text(rq->page, "title", paper_title(rq->work, p));
	out_text(card, "title", paper_title(rq->work, p));
	out_int(card, "id", p->id);
	out_int(card, "rev", p->rev);
	out_text(out_node(card, "state"), "kind", s.kind);
	out_text(out_node(card, "state"), "text", s.text);
	subs_show(rq, p, card);
	actions_show(rq, p);
}

/* ---- money */

static struct out *
fact_add(struct out *panel, const char *label, const char *text)
{
	struct out	*f = out_add(panel, "facts");

	out_text(f, "label", label);
	out_text(f, "text", text);
	return f;
}

static void
sums_show(struct work *w, const struct paper *p, struct out *panel)
{
	out_int(panel, "sums", 1);
	fact_add(panel, strcmp(p->kind, "invoice") == 0 ? t("To pay") :
	    t("Credited"), amount_show(w, p->totals.payable,
	    p->currency));
	if (strcmp(p->kind, "invoice") != 0 ||
	    strcmp(p->status, "draft") == 0)
		return;
	fact_add(panel, t("Paid"), amount_show(w, p->paid, p->currency));
	if (p->credited != 0)
		fact_add(panel, t("Credited"), amount_show(w, p->credited,
		    p->currency));
	out_int(fact_add(panel, t("Left to pay"), amount_show(w, p->debt,
	    p->currency)), "strong", 1);
	if (p->totals.payable > 0) {
		struct out	*bar = out_node(panel, "progress");

		out_int(bar, "value", p->paid + p->credited);
		out_int(bar, "max", p->totals.payable);
		out_text(bar, "label", t("Paid"));
	}
}

static enum err
payments_show(struct request *rq, const struct paper *p, struct out *panel)
{
	static const char *const cols[] = {
		"amount", "currency", "date", "purpose", NULL
	};
	const struct filter	 where[] = {
		WHERE_I("document_id", OP_EQ, p->id), WHERE_END
	};
	const struct query	 q = {
		.entity = &payment_entity, .cols = cols, .where = where,
		.sort = "date", .limit = SHOWN
	};
	struct work		*w = rq->work;
	bool			 may = rights_have(w, "payment.delete");
	struct db_rows		*r;
	enum err		 e = query_list(w, &q, &r);

	for (size_t i = 0; e == OK && i < r->n; i++) {
		struct out	*l = out_add(panel, "links"), *post;

		out_text(l, "text", amount_show(w, db_int(r, i, 1),
		    db_text(r, i, 2)));
		out_fmt(l, "sub", "%s%s%s", day_show(w, db_text(r, i, 3)),
		    db_text(r, i, 4) != NULL ? ", " : "",
		    db_text(r, i, 4) != NULL ? db_text(r, i, 4) : "");
		if (!may)
			continue;
		post = out_node(l, "post");
		out_fmt(post, "href", "/payments/%" PRId64 "/delete",
		    db_int(r, i, 0));
		out_text(post, "label", t("Take the payment back"));
		out_text(post, "icon", "x");
	}
	return e;
}

/* What was typed, else what is usual. */
static void
field_add(struct request *rq, struct out *panel, const char *name,
    const char *type, const char *label, const char *value)
{
	struct out		*f = out_add(panel, "fields");
	const struct problem	*bad = work_problem(rq->work, 0, name);
	const char		*typed = rq->method == POST ?
				    in_raw(rq, name) : NULL;

	out_text(f, "name", name);
	out_text(f, "type", type);
	out_text(f, "label", label);
	out_text(f, "value", typed != NULL ? typed : value);
	out_int(f, "width", strcmp(type, "text") == 0 ? 12 : 6);
	if (strcmp(type, "text") != 0)
		out_int(f, "required", 1);
	if (bad != NULL)
		out_text(f, "error", bad->text);
}

static void
pay_form_show(struct request *rq, const struct paper *p, struct out *panel)
{
	struct work	*w = rq->work;
	struct out	*f = out_node(panel, "form");

	if (p->debt <= 0 || strcmp(p->kind, "invoice") != 0 ||
	    !rights_have(w, "payment.create"))
		return;
	out_fmt(f, "action", "/invoices/%" PRId64 "/payments", p->id);
	out_text(f, "title", t("Add a payment"));
	out_text(f, "submit", t("Add the payment"));
	if (work_problem(w, 0, NULL) != NULL)
		out_int(f, "open", 1);
	field_add(rq, panel, "amount", "money", t("Sum"),
	    money_plain(w->mem, p->debt, p->currency));
	out_text(crud_field(panel, "amount"), "currency",
	    currency_sign(p->currency));
	field_add(rq, panel, "date", "date", t("Date"),
	    day_typed(w, date_iso(w->mem, work_today(w))));
	field_add(rq, panel, "purpose", "text", t("Purpose"), NULL);
}

static enum err
money_show(struct request *rq, const struct paper *p)
{
	struct out	*panel = out_add(rq->page, "panels");
	enum err	 e;

	out_text(panel, "title", strcmp(p->kind, "invoice") == 0 ?
	    t("Payment") : t("Sum"));
	out_text(panel, "id", "payment");
	sums_show(rq->work, p, panel);
	if (strcmp(p->status, "draft") == 0 ||
	    strcmp(p->kind, "invoice") != 0)
		return OK;
	e = payments_show(rq, p, panel);
	pay_form_show(rq, p, panel);
	return e;
}

/* ---- ties */

static struct out *
tie_add(struct out *panel, const char *text, const char *href,
    const char *sub)
{
	struct out	*l = out_add(panel, "links");

	out_text(l, "text", text);
	out_text(l, "href", href);
	out_text(l, "sub", sub);
	return l;
}

static enum err
notes_show(struct request *rq, const struct paper *p, struct out *panel)
{
	static const char *const cols[] = {
		"label", "date", "payable", "currency", "status", NULL
	};
	const struct filter	 where[] = {
		WHERE_I("parent_id", OP_EQ, p->id), WHERE_END
	};
	const struct query	 q = {
		.entity = &invoice_entity, .cols = cols, .where = where,
		.sort = "id", .limit = SHOWN
	};
	struct work		*w = rq->work;
	struct db_rows		*r;
	enum err		 e;

	if (strcmp(p->kind, "invoice") != 0)
		return OK;
	e = query_list(w, &q, &r);
	for (size_t i = 0; e == OK && i < r->n; i++) {
		struct out	*l = tie_add(panel, db_text(r, i, 1) == NULL ?
				    t("Credit note, draft") : arena_fmt(
				    w->mem, t("Credit note № %s"),
				    db_text(r, i, 1)), arena_fmt(w->mem,
				    "/invoices/%" PRId64, db_int(r, i, 0)),
				    day_show(w, db_text(r, i, 2)));

		out_text(l, "right", amount_show(w, db_int(r, i, 3),
		    db_text(r, i, 4)));
	}
	return e;
}

static enum err
ties_show(struct request *rq, const struct paper *p)
{
	struct work	*w = rq->work;
	struct out	*panel = out_add(rq->page, "panels");
	bool		 deal = rights_have(w, "deal.see");

	out_text(panel, "title", t("Chain"));
	out_text(panel, "id", "chain");
	out_text(panel, "empty", t("Made on its own: no deal, no credit "
	    "note."));
	if (p->deal_id != 0 && p->deal != NULL)
		tie_add(panel, p->deal, deal ? arena_fmt(w->mem,
		    "/deals/%" PRId64, p->deal_id) : NULL, t("Deal"));
	if (p->parent_id != 0)
		tie_add(panel, arena_fmt(w->mem, t("Invoice № %s"),
		    p->parent != NULL ? p->parent : ""), arena_fmt(w->mem,
		    "/invoices/%" PRId64, p->parent_id),
		    day_show(w, p->parent_date));
	return notes_show(rq, p, panel);
}

/* An import whose lines have not all come. */
static void
unfinished_show(struct request *rq, const struct paper *p)
{
	struct work	*w = rq->work;
	struct out	*panel;
	int64_t		 sum = 0;

	if (p->complete || strcmp(p->status, "draft") == 0)
		return;
	for (size_t i = 0; i < p->totals.nvat; i++)
		sum += p->totals.vat[i].taxable + p->totals.vat[i].vat;
	panel = out_add(rq->page, "panels");
	out_text(panel, "title", t("Import"));
	out_fmt(panel, "text", t("The lines come to %s, the document to %s. "
	    "Import the lines that are missing; until then it is not sent to "
	    "the bookkeeper."), amount_show(w, sum, p->currency),
	    amount_show(w, p->totals.gross, p->currency));
}

/* ---- the page */

/* The page of invoice :id with what was wrong, if anything. */
static enum err
card_show(struct request *rq, const char *refused)
{
	const struct problem	*bad = work_problem(rq->work, 0, NULL);
	struct out		*alert = out_node(rq->page, "alert");
	struct paper		*p;
	enum err		 e = document_load(rq->work, rq->id, &p);

	if (e != OK)
		return e;
	if (refused != NULL) {
		out_text(alert, "title", refused);
		out_text(alert, "text", bad != NULL ? bad->text : NULL);
	}
	head_show(rq, p);
	paper_show(rq->work, p, rq->page);
	e = money_show(rq, p);
	if (e == OK)
		e = ties_show(rq, p);
	unfinished_show(rq, p);
	if (e == OK)
		e = crud_panels(rq, &invoice_entity);
	return e == OK ? reply_page(rq, "paper.cst") : e;
}

enum err
invoice_card(struct request *rq)
{
	return card_show(rq, NULL);
}

/* A refused action shows the page again and stays refused. */
static enum err
refused(struct request *rq, enum err why, const char *title)
{
	enum err	 e;

	if (why != ERR_INVALID)
		return why;
	e = card_show(rq, title);
	return e == OK ? ERR_INVALID : e;
}

enum err
invoice_issue(struct request *rq)
{
	enum err	 e = document_issue(rq->work, rq->id, rq->rev);

	if (e != OK)
		return refused(rq, e, t("Not issued"));
	reply_note_final(rq, t("Issued."));
	return reply_see(rq, "/invoices/%" PRId64, rq->id);
}

enum err
invoice_credit(struct request *rq)
{
	int64_t		 made;
	enum err	 e = document_credit(rq->work, rq->id, &made);

	if (e != OK)
		return refused(rq, e, t("No credit note was made"));
	reply_note(rq, t("A draft: correct what is credited, then issue it."));
	return reply_see(rq, "/invoices/%" PRId64, made);
}

enum err
invoice_pay(struct request *rq)
{
	struct work	*w = rq->work;
	static const char *const cols[] = { "currency", NULL };
	struct receipt	 r = { .purpose = in_text(rq, "purpose", 420) };
	struct db_rows	*row;
	int32_t		 day;
	enum err	 e = query_get(w, &invoice_entity, rq->id, cols, &row);

	if (e != OK)
		return e;
	r.amount = in_money(rq, "amount", db_text(row, 0, 1));
	day = in_date(rq, "date");
	if (in_failed(rq))
		return refused(rq, ERR_INVALID, t("No payment was added"));
	r.date = date_iso(w->mem, day);
	e = document_pay(w, rq->id, &r, NULL);
	if (e != OK)
		return refused(rq, e, t("No payment was added"));
	reply_note(rq, t("The payment is noted."));
	return reply_see(rq, "/invoices/%" PRId64, rq->id);
}

enum err
payment_remove(struct request *rq)
{
	int64_t		 document = 0;
	enum err	 e = query_int(rq->work, &payment_entity, rq->id,
			    "document_id", &document);

	if (e == OK)
		e = record_delete(rq->work, &payment_entity, rq->id,
		    rq->rev);
	if (e != OK)
		return e;
	reply_note(rq, t("The payment is taken back."));
	if (document == 0)
		return reply_see(rq, "/payments");
	return reply_see(rq, "/invoices/%" PRId64, document);
}

/* The languages a paper can be printed in; now is the one it is in. */
static void
print_languages(struct request *rq, enum lang now)
{
	static const enum lang	 order[] = { LANG_UK, LANG_EN, LANG_RU };
	struct out		*print = out_node(rq->page, "print");

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		struct out	*o = out_add(print, "langs");

		out_fmt(o, "href", "/invoices/%" PRId64 "/print?lang=%s",
		    rq->id, lang_code(order[i]));
		out_text(o, "label", lang_name(order[i]));
		out_text(o, "code", lang_code(order[i]));
		if (order[i] == now)
			out_text(o, "current", "1");
	}
}

enum err
invoice_print(struct request *rq)
{
	const char	*code = in_raw(rq, "lang");
	struct work	*w = rq->work;
	enum lang	 lang;
	struct paper	*p;
	enum err	 e = document_load(w, rq->id, &p);

	if (e != OK)
		return e;
	if (!lang_find(code != NULL ? code : "", &lang))
		lang = w->site->lang;
	w->lang = lang;
	i18n_set(lang);
	out_text(rq->page, "lang", lang_code(lang));
	out_fmt(out_node(rq->page, "print"), "back_href",
	    "/invoices/%" PRId64, rq->id);
	print_languages(rq, lang);
	paper_show(w, p, rq->page);
	out_text(rq->page, "title", paper_title(w, p));
	return reply_page(rq, "print.cst");
}
