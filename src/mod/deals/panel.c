/* panel.c: deals on the cards of contacts and products. */
#include <inttypes.h>

#include "base/decimal.h"
#include "core/crud.h"
#include "core/query.h"
#include "mod/deals/deals.h"
#include "mod/deals/screens.h"

#define SHOWN	8

static const char *const panel_cols[] = {
	"title", "stage_id.", "state", "amount", "currency", NULL
};
enum { C_TITLE = 1, C_STAGE, C_STATE, C_AMOUNT, C_CURRENCY };

/* How a state looks. */
static const char *
state_look(const char *state)
{
	return *state == 'w' ? "ok" : *state == 'l' ? "none" : "info";
}

static void
deal_show(struct work *w, const struct db_rows *r, size_t i, struct out *o)
{
	out_fmt(o, "href", "/deals/%" PRId64, db_int(r, i, 0));
	out_text(o, "text", db_text(r, i, C_TITLE));
	out_text(o, "state_text", db_text(r, i, C_STAGE));
	out_text(o, "state", state_look(db_text(r, i, C_STATE)));
	if (db_cell(r, i, C_AMOUNT)->type != DB_NULL)
		out_text(o, "right", deal_amount_show(w, db_int(r, i, C_AMOUNT),
		    db_text(r, i, C_CURRENCY)));
}

size_t
deals_ask(struct request *rq, int64_t id, struct query *lists)
{
	lists[0] = (struct query){
		.entity = &deal_entity, .cols = panel_cols,
		.where = where_is(rq->work->mem, "contact_id", id),
		.sort = "-created_at", .limit = SHOWN + 1
	};
	return 1;
}

enum err
deals_panel(struct request *rq, int64_t id, struct out *panel)
{
	const struct db_rows	*r = panel_rows(rq, 0);

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

/* ---- the card of a product */

static const char *const line_cols[] = {
	"deal_id", "deal_id.title", "deal_id.stage_id.name", "deal_id.state",
	"quantity", "unit", "net", "deal_id.currency", NULL
};
enum { L_DEAL = 1, L_TITLE, L_STAGE, L_STATE, L_QUANTITY, L_UNIT, L_NET,
	L_CURRENCY };

static void
line_show(struct work *w, const struct db_rows *r, size_t i, struct out *o)
{
	out_fmt(o, "href", "/deals/%" PRId64, db_int(r, i, L_DEAL));
	out_text(o, "text", db_text(r, i, L_TITLE));
	out_fmt(o, "sub", "%s %s", decimal_format_trim(w->mem,
	    db_int(r, i, L_QUANTITY), 6, lang_code(w->lang)),
	    unit_label(w->lang, db_text(r, i, L_UNIT)));
	out_text(o, "state", state_look(db_text(r, i, L_STATE)));
	out_text(o, "state_text", db_text(r, i, L_STAGE));
	out_text(o, "right", deal_amount_show(w, db_int(r, i, L_NET),
	    db_text(r, i, L_CURRENCY)));
}

size_t
deals_product_ask(struct request *rq, int64_t id, struct query *lists)
{
	lists[0] = (struct query){
		.entity = &deal_line_entity, .cols = line_cols,
		.where = where_is(rq->work->mem, "product_id", id),
		.sort = "-id", .limit = SHOWN
	};
	return 1;
}

enum err
deals_product_panel(struct request *rq, int64_t id, struct out *panel)
{
	const struct db_rows	*r = panel_rows(rq, 0);

	(void)id;
	out_text(panel, "title", t("Deals with it"));
	out_text(panel, "empty", t("No deals yet."));
	for (size_t i = 0; i < r->n; i++)
		line_show(rq->work, r, i, out_add(panel, "links"));
	return OK;
}
