/* list.c: what the list of invoices says besides its columns. */
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "core/crud.h"
#include "core/query.h"
#include "core/request.h"
#include "core/rights.h"
#include "core/view.h"
#include "mod/documents/rules.h"
#include "mod/documents/screens.h"

const char *const invoice_list_cols[] = {
	"status", "settled", "due_on", "kind", NULL
};

/* Where each stands. */
enum { M_STATUS, M_SETTLED, M_DUE_ON, M_KIND };

void
invoice_list_row(struct work *w, const struct crud_row *row)
{
	const char		*status = row->more[M_STATUS].s;
	const struct standing	 s = document_standing(w, status,
				    row->more[M_SETTLED].s,
				    row->more[M_DUE_ON].s);
	struct crud_cell	*state = crud_row_cell(row, "settled");
	struct crud_cell	*title = crud_row_cell(row, "label");

	if (state != NULL) {
		state->text = s.text;
		state->state = s.kind;
	}
	if (title != NULL && strcmp(status, "draft") == 0)
		title->text = strcmp(row->more[M_KIND].s,
		    "credit_note") == 0 ? t("Credit note, draft") :
		    t("Invoice, draft");
}

/* A list worth a click; query in the order of the entity's fields. */
static void
tab_add(struct out *page, const char *label, const char *query)
{
	const char	*now = out_get(page, "save_view.keep.0.value");
	struct out	*v = out_add(page, "views");

	out_text(v, "label", label);
	out_fmt(v, "href", "/invoices%s%s", *query != '\0' ? "?" : "",
	    query);
	if (strcmp(now != NULL ? now : "", query) == 0)
		out_int(v, "current", 1);
}

enum err
invoice_list_more(struct request *rq, struct out *page)
{
	struct work	*w = rq->work;

	if (out_get(page, "views.0.label") == NULL)
		tab_add(page, t("All"), "");
	tab_add(page, t("Overdue"), arena_fmt(w->mem,
	    "due_on.to=%s&status=issued&debt.from=0.01",
	    date_iso(w->mem, work_today(w) - 1)));
	tab_add(page, t("Unpaid"), "status=issued&debt.from=0.01");
	tab_add(page, t("Drafts"), "status=draft");
	if (rights_have(w, "payment.see")) {
		struct out	*v = out_add(page, "views");

		out_text(v, "label", t("Payments"));
		out_text(v, "href", "/payments");
	}
	return OK;
}
