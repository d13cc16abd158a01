/* panels.c: invoices on the cards of contacts and deals, and in the list. */
#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "core/crud.h"
#include "core/field.h"
#include "core/query.h"
#include "core/reply.h"
#include "core/request.h"
#include "core/rights.h"
#include "core/view.h"
#include "mod/documents/rules.h"
#include "mod/documents/screens.h"

#define SHOWN	7	/* the latest on a card */

static const char *const panel_cols[] = {
	"label", "kind", "status", "settled", "date", "due_on", "payable",
	"currency", "debt", NULL
};

static void
row_show(struct work *w, const struct db_rows *r, size_t i,
    struct out *panel)
{
	struct out		*l = out_add(panel, "links");
	const char		*label = db_text(r, i, 1);
	bool			 note = strcmp(db_text(r, i, 2),
				    "credit_note") == 0;
	const struct standing	 s = document_standing(w, db_text(r, i, 3),
				    db_text(r, i, 4), db_text(r, i, 6));

	if (label != NULL)
		out_text(l, "text", label);
	else
		out_text(l, "text", note ? t("Credit note, draft") :
		    t("Invoice, draft"));
	out_fmt(l, "href", "/invoices/%" PRId64, db_int(r, i, 0));
	out_text(l, "sub", day_show(w, db_text(r, i, 5)));
	out_text(l, "state", s.kind);
	out_text(l, "state_text", s.text);
	out_text(l, "right", amount_show(w, note ? -db_int(r, i, 7) :
	    db_int(r, i, 7), db_text(r, i, 8)));
}

/* The latest documents whose path is id, and one more. */
static size_t
latest_ask(struct request *rq, const char *path, int64_t id,
    struct query *lists)
{
	lists[0] = (struct query){
		.entity = &invoice_entity, .cols = panel_cols,
		.where = where_is(rq->work->mem, path, id), .sort = "-id",
		.limit = SHOWN + 1
	};
	return 1;
}

size_t
contact_panel_ask(struct request *rq, int64_t id, struct query *lists)
{
	return latest_ask(rq, "contact_id", id, lists);
}

size_t
deal_panel_ask(struct request *rq, int64_t id, struct query *lists)
{
	return latest_ask(rq, "deal_id", id, lists);
}

/* Those rows, and where the others are. */
static void
latest_show(struct request *rq, const char *path, int64_t id,
    const struct db_rows *r, struct out *panel)
{
	for (size_t i = 0; i < r->n && i < SHOWN; i++)
		row_show(rq->work, r, i, panel);
	if (r->n > SHOWN) {
		out_fmt(panel, "more_href", "/invoices?%s=%" PRId64, path,
		    id);
		out_text(panel, "more_label", t("All invoices"));
	}
}

/* ---- what a contact owes */

static void
debt_show(struct work *w, int64_t amount, const char *currency,
    struct out *panel)
{
	struct out	*f = out_add(panel, "facts");

	out_int(panel, "sums", 1);
	out_text(f, "label", amount > 0 ? t("Owes") : t("We owe"));
	out_text(f, "text", amount_show(w, amount > 0 ? amount : -amount,
	    currency));
}

/* A debt of a currency, among the others, the largest first. */
static size_t
debt_place(struct document_sum *s, size_t n)
{
	struct document_sum	 one = s[n];
	size_t			 i = n;

	for (; i > 0 && s[i - 1].amount < one.amount; i--)
		s[i] = s[i - 1];
	s[i] = one;
	return n + 1;
}

/*
 * What contact_debts() would say, of all of a contact's documents: a card
 * mostly has them already.
 */
static void
debts_sum(const struct db_rows *r, struct document_sum *out, size_t *n)
{
	struct document_sum	 sums[SHOWN];
	size_t			 k, many = 0;

	for (size_t i = 0; i < r->n; i++) {
		if (strcmp(db_text(r, i, 3), "issued") != 0)
			continue;
		for (k = 0; k < many; k++)
			if (strcmp(sums[k].currency, db_text(r, i, 8)) == 0)
				break;
		if (k == many)
			sums[many++] = (struct document_sum){
				.currency = db_text(r, i, 8)
			};
		sums[k].amount += db_int(r, i, 9);
	}
	for (*n = k = 0; k < many; k++)
		if (sums[k].amount != 0) {
			out[*n] = sums[k];
			*n = debt_place(out, *n);
		}
}

static enum err
debts_show(struct work *w, int64_t id, const struct db_rows *r,
    struct out *panel)
{
	struct document_sum	 room[SHOWN], *s = room;
	size_t			 n;
	enum err		 e = OK;

	if (r->n <= SHOWN)
		debts_sum(r, room, &n);
	else
		e = contact_debts(w, id, &s, &n);
	for (size_t i = 0; e == OK && i < n; i++)
		debt_show(w, s[i].amount, s[i].currency, panel);
	return e;
}

enum err
contact_panel(struct request *rq, int64_t id, struct out *panel)
{
	struct work		*w = rq->work;
	const struct db_rows	*r = panel_rows(rq, 0);
	enum err		 e = debts_show(w, id, r, panel);

	if (e != OK)
		return e;
	out_text(panel, "title", t("Invoices"));
	out_text(panel, "place", "right");
	out_text(panel, "empty", t("No invoices yet."));
	if (rights_have(w, "invoice.create")) {
		out_fmt(panel, "add_href",
		    "/invoices/new?contact_id=%" PRId64, id);
		out_text(panel, "add_label", t("New invoice"));
	}
	latest_show(rq, "contact_id", id, r, panel);
	return OK;
}

enum err
deal_panel(struct request *rq, int64_t id, struct out *panel)
{
	struct out		*form = out_node(panel, "form");
	const struct db_rows	*r = panel_rows(rq, 0);

	out_text(panel, "title", t("Invoices"));
	out_text(panel, "place", "right");
	out_text(panel, "empty", t("No invoices yet."));
	if (rights_have(rq->work, "invoice.create")) {
		out_fmt(form, "action", "/deals/%" PRId64 "/invoice", id);
		out_text(form, "title", t("Make an invoice"));
		out_text(form, "submit", t("Make an invoice"));
		out_int(form, "plain", 1);
	}
	latest_show(rq, "deal_id", id, r, panel);
	return OK;
}

enum err
deal_invoice(struct request *rq)
{
	int64_t		 made;
	enum err	 e = document_from_deal(rq->work, rq->id, &made);

	if (e == ERR_INVALID) {
		const struct problem	*p = work_problem(rq->work, 0, NULL);

		reply_note(rq, p != NULL ? p->text : t("No invoice was "
		    "made."));
		return reply_see(rq, "/deals/%" PRId64, rq->id);
	}
	if (e != OK)
		return e;
	reply_note(rq, t("A draft: look it over, then issue it."));
	return reply_see(rq, "/invoices/%" PRId64, made);
}
