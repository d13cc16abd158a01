/* list.c: what the list of invoices says besides its columns. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "core/query.h"
#include "core/request.h"
#include "core/rights.h"
#include "core/view.h"
#include "mod/documents/rules.h"
#include "mod/documents/screens.h"

/* Where a column stands, by name; -1 if it is not shown. */
static int
column_at(struct out *page, const char *name)
{
	const char	*is;
	char		 path[24];

	for (int i = 0;; i++) {
		snprintf(path, sizeof(path), "cols.%d.name", i);
		is = out_get(page, path);
		if (is == NULL)
			return -1;
		if (strcmp(is, name) == 0)
			return i;
	}
}

/* The cell of row i in column at. */
static struct out *
cell(struct out *page, size_t i, int at)
{
	char	 row[12], column[12];

	snprintf(row, sizeof(row), "%zu", i);
	snprintf(column, sizeof(column), "%d", at);
	return out_node(out_node(out_node(out_node(page, "rows"), row),
	    "cells"), column);
}

const char *const invoice_list_cols[] = {
	"status", "settled", "due_on", "kind", NULL
};

/* What the list brought along with row i, by its place in the list above. */
static const char *
more(struct out *page, size_t i, int k)
{
	char	 path[40];

	snprintf(path, sizeof(path), "rows.%zu.more.%d.is", i, k);
	return out_get(page, path);
}

static void
row_show(struct work *w, struct out *page, size_t i)
{
	const char		*status = more(page, i, 0);
	const char		*kind = more(page, i, 3);
	const struct standing	 s = document_standing(w, status,
				    more(page, i, 1), more(page, i, 2));
	int			 state = column_at(page, "settled");
	int			 title = column_at(page, "label");

	if (state >= 0) {
		out_text(cell(page, i, state), "text", s.text);
		out_text(cell(page, i, state), "state", s.kind);
	}
	if (title >= 0 && strcmp(status, "draft") == 0)
		out_text(cell(page, i, title), "text",
		    strcmp(kind, "credit_note") == 0 ?
		    t("Credit note, draft") : t("Invoice, draft"));
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
	for (size_t i = 0; more(page, i, 0) != NULL; i++)
		row_show(w, page, i);
	return OK;
}
