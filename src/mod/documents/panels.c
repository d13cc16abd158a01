/* panels.c: invoices on the cards of contacts and deals, and in the list. */
#include <inttypes.h>
#include <string.h>

#include "base/date.h"
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
	"currency", NULL
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

/* The latest documents whose path is id, and where the others are. */
static enum err
rows_show(struct request *rq, const char *path, int64_t id,
    struct out *panel)
{
	struct work		*w = rq->work;
	const struct filter	 where[] = {
		WHERE_I(path, OP_EQ, id), WHERE_END
	};
	const struct query	 q = {
		.entity = &invoice_entity, .cols = panel_cols,
		.where = where, .sort = "-id", .limit = SHOWN + 1
	};
	struct db_rows		*r;
	enum err		 e = query_list(w, &q, &r);

	if (e != OK)
		return e;
	for (size_t i = 0; i < r->n && i < SHOWN; i++)
		row_show(w, r, i, panel);
	if (r->n > SHOWN) {
		out_fmt(panel, "more_href", "/invoices?%s=%" PRId64, path,
		    id);
		out_text(panel, "more_label", t("All invoices"));
	}
	return OK;
}

enum err
contact_panel(struct request *rq, int64_t id, struct out *panel)
{
	struct work		*w = rq->work;
	struct document_sum	*s;
	size_t			 n;
	enum err		 e = contact_debts(w, id, &s, &n);

	if (e != OK)
		return e;
	out_text(panel, "title", t("Invoices"));
	out_text(panel, "place", "right");
	out_text(panel, "empty", t("No invoices yet."));
	for (size_t i = 0; i < n; i++) {
		struct out	*f = out_add(panel, "facts");

		out_int(panel, "sums", 1);
		out_text(f, "label", s[i].amount > 0 ? t("Owes") :
		    t("We owe"));
		out_text(f, "text", amount_show(w, s[i].amount > 0 ?
		    s[i].amount : -s[i].amount, s[i].currency));
	}
	if (rights_have(w, "invoice.create")) {
		out_fmt(panel, "add_href",
		    "/invoices/new?contact_id=%" PRId64, id);
		out_text(panel, "add_label", t("New invoice"));
	}
	return rows_show(rq, "contact_id", id, panel);
}

enum err
deal_panel(struct request *rq, int64_t id, struct out *panel)
{
	struct out	*form = out_node(panel, "form");

	out_text(panel, "title", t("Invoices"));
	out_text(panel, "place", "right");
	out_text(panel, "empty", t("No invoices yet."));
	if (rights_have(rq->work, "invoice.create")) {
		out_fmt(form, "action", "/deals/%" PRId64 "/invoice", id);
		out_text(form, "title", t("Make an invoice"));
		out_text(form, "submit", t("Make an invoice"));
		out_int(form, "plain", 1);
	}
	return rows_show(rq, "deal_id", id, panel);
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
