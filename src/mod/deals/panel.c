/* panel.c: deals on the card of a contact. */
#include <inttypes.h>

#include "core/query.h"
#include "mod/deals/deals.h"
#include "mod/deals/screens.h"

#define SHOWN	8

static const char *const panel_cols[] = {
	"title", "stage_id.name", "state", "amount", "currency", NULL
};
enum { C_TITLE = 1, C_STAGE, C_STATE, C_AMOUNT, C_CURRENCY };

static void
deal_show(struct work *w, const struct db_rows *r, size_t i, struct out *o)
{
	const char	*state = db_text(r, i, C_STATE);

	out_fmt(o, "href", "/deals/%" PRId64, db_int(r, i, 0));
	out_text(o, "text", db_text(r, i, C_TITLE));
	out_text(o, "state_text", db_text(r, i, C_STAGE));
	out_text(o, "state", *state == 'w' ? "ok" : *state == 'l' ? "none" :
	    "info");
	if (db_cell(r, i, C_AMOUNT)->type != DB_NULL)
		out_text(o, "right", deal_amount_show(w, db_int(r, i, C_AMOUNT),
		    db_text(r, i, C_CURRENCY)));
}

enum err
deals_panel(struct request *rq, int64_t id, struct out *panel)
{
	const struct filter	 where[] = {
		WHERE_I("contact_id", OP_EQ, id), WHERE_END
	};
	const struct query	 q = {
		.entity = &deal_entity, .cols = panel_cols, .where = where,
		.sort = "-created_at", .limit = SHOWN + 1
	};
	struct db_rows		*r;
	enum err		 e = query_list(rq->work, &q, &r);

	if (e != OK)
		return e;
	out_text(panel, "title", t("Deals"));
	out_text(panel, "place", "right");
	if (rights_have(rq->work, "deal.create")) {
		out_fmt(panel, "add_href", "/deals/new?contact_id=%" PRId64,
		    id);
		out_text(panel, "add_label", t("New deal"));
	}
	out_text(panel, "empty", t("No deals yet."));
	for (size_t i = 0; i < r->n && i < SHOWN; i++)
		deal_show(rq->work, r, i, out_add(panel, "links"));
	if (r->n <= SHOWN)
		return OK;
	out_fmt(panel, "more_href", "/deals?contact_id=%" PRId64, id);
	out_text(panel, "more_label", t("All deals"));
	return OK;
}
