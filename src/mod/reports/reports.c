/* reports.c: what was sold, how deals go, who does what. */
#include <string.h>

#include "base/str.h"
#include "core/form.h"
#include "core/module.h"
#include "core/reply.h"
#include "core/rights.h"
#include "mod/reports/parts.h"

static const struct by sales_bys[] = {
	{ "month", N_("Month") }, { "year", N_("Year") },
	{ "owner", N_("Employee") }, { "contact", N_("Client") },
	{ "country", N_("Country") }, { "product", N_("Product") }, { 0 }
};

static const struct by funnel_bys[] = {
	{ "stage", N_("Stage") }, { 0 }
};

static const struct by losses_bys[] = {
	{ "reason", N_("Reason") }, { "owner", N_("Employee") },
	{ "source", N_("Source") }, { "rival", N_("Whom they chose") }, { 0 }
};

static const struct by debts_bys[] = {
	{ "contact", N_("Client") }, { "owner", N_("Employee") }, { 0 }
};

static const struct by activity_bys[] = {
	{ "owner", N_("Employee") }, { "kind", N_("Kind") },
	{ "day", N_("Day") }, { "week", N_("Week") },
	{ "month", N_("Month") }, { 0 }
};

const struct report reports[] = {
	{ .name = "sales", .title = N_("Sales"), .icon = "chart-bar",
	  .sub = N_("What was sold: by month, employee, client, country or "
	  "product."), .perm = "invoice.see", .bys = sales_bys,
	  .takes = TAKES_PERIOD | TAKES_OWNER | TAKES_COUNTRY | TAKES_PRODUCT,
	  .count_label = N_("Invoices"), .amount_label = N_("Sold"),
	  .hint = N_("Issued invoices with VAT, less credit notes. Drafts are "
	  "not counted."), .run = sales_run },
	{ .name = "funnel", .title = N_("Sales funnel"), .icon = "filter",
	  .sub = N_("How many deals reach each stage, how long they stay, and "
	  "where they are lost."), .perm = "deal.see", .bys = funnel_bys,
	  .takes = TAKES_PERIOD | TAKES_OWNER | TAKES_PIPELINE,
	  .run = funnel_run, .page = funnel_page },
	{ .name = "losses", .title = N_("Lost deals"),
	  .icon = "trending-down",
	  .sub = N_("Why deals are lost, how many, and what they would have "
	  "brought."), .perm = "deal.see", .bys = losses_bys,
	  .takes = TAKES_PERIOD | TAKES_OWNER | TAKES_PIPELINE,
	  .count_label = N_("Deals"), .amount_label = N_("Lost sum"),
	  .run = losses_run },
	{ .name = "debts", .title = N_("Debts"), .icon = "wallet",
	  .sub = N_("Who has not paid yet, how much, and how much of it is "
	  "overdue."), .perm = "invoice.see", .bys = debts_bys,
	  .takes = TAKES_OWNER | TAKES_OVERDUE,
	  .count_label = N_("Invoices"), .amount_label = N_("Debt"),
	  .hint = N_("A debt is what is left to pay of issued invoices after "
	  "payments and credit notes."), .run = debts_run },
	{ .name = "activity", .title = N_("Work with clients"),
	  .icon = "checkbox",
	  .sub = N_("Calls, meetings, letters and tasks done, by each "
	  "employee and day."), .perm = "activity.see",
	  .bys = activity_bys, .takes = TAKES_PERIOD | TAKES_OWNER,
	  .run = activity_run, .page = activity_page },
	{ 0 }
};

/* GET /reports: what reports there are. */
static enum err
reports_show(struct request *rq)
{
	for (const struct report *r = reports; r->name != NULL; r++) {
		struct out	*o;

		if (!rights_have(rq->work, r->perm))
			continue;
		o = out_add(rq->page, "reports");
		out_text(o, "title", t(r->title));
		out_text(o, "text", t(r->sub));
		out_text(o, "icon", r->icon);
		out_fmt(o, "href", "/reports/%s", r->name);
	}
	return reply_page(rq, "reports/index.cst");
}

static const char *
param_get(const void *arg, const char *name)
{
	return in_raw(arg, name);
}

/* "sales-2026-01-01-2026-12-31.csv" */
static const char *
file_name(struct work *w, const struct report *r, const struct ask *ask)
{
	return arena_fmt(w->mem, "%s%s%s%s%s.csv", r->name,
	    ask->from != NULL ? "-" : "", ask->from != NULL ? ask->from : "",
	    ask->to != NULL ? "-" : "", ask->to != NULL ? ask->to : "");
}

static enum err
report_send(struct request *rq, const struct report *r,
    const struct ask *ask)
{
	struct result	 res;
	struct str	 s;
	enum err	 e = r->run(rq->work, ask, &res);

	if (e != OK)
		return e;
	str_init(&s, rq->work->mem);
	if (ask->format == FORMAT_JSON) {
		report_json(&res, &s);
		return reply_data(rq, "application/json", NULL, s.s, s.n);
	}
	str_add(&s, "\xEF\xBB\xBF");	/* by which spreadsheets know UTF-8 */
	report_csv(&res, &s);
	return reply_data(rq, "text/csv; charset=utf-8",
	    file_name(rq->work, r, ask), s.s, s.n);
}

/* GET /reports/sales and so on: a page, a table file, or data. */
static enum err
report_show(struct request *rq)
{
	const struct report	*r = rq->route->arg;
	const struct source	 from = { param_get, rq, true };
	struct ask		 ask;
	enum err		 e = ask_read(rq->work, r, &from, &ask), head;

	if (e == ERR_INVALID && ask.format == FORMAT_PAGE) {
		head = report_head(rq, r, &ask);
		if (head != OK)
			return head;
		reply_page(rq, "report.cst");
		return e;
	}
	if (e != OK)
		return e;
	if (ask.format != FORMAT_PAGE)
		return report_send(rq, r, &ask);
	return r->page != NULL ? r->page(rq, r, &ask) :
	    money_page(rq, r, &ask);
}

static const struct route reports_routes[] = {
	{ GET, "/reports", reports_show, SIGNED, NULL },
	{ GET, "/reports/sales", report_show, "invoice.see", &reports[0] },
	{ GET, "/reports/funnel", report_show, "deal.see", &reports[1] },
	{ GET, "/reports/losses", report_show, "deal.see", &reports[2] },
	{ GET, "/reports/debts", report_show, "invoice.see", &reports[3] },
	{ GET, "/reports/activity", report_show, "activity.see",
	  &reports[4] },
	{ 0 }
};

static const struct place reports_places[] = {
	{ N_("Reports"), "/reports", "chart-bar", SIGNED, "menu" },
	{ 0 }
};

const struct module reports_module = {
	.name = "reports",
	.needs = "activities contacts deals documents products users",
	.routes = reports_routes,
	.places = reports_places,
	.commands = reports_commands
};
