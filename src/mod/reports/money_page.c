/* money_page.c: the page of a report in money. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/money.h"
#include "base/str.h"
#include "core/reply.h"
#include "mod/reports/parts.h"

#define SHOWN	80	/* rows of a page; a file has all */
#define FILLED	240	/* months of a chart without a gap */

/* A page being made. */
struct page {
	struct request		*rq;
	const struct report	*r;
	const struct ask	*ask;
	struct result		 all;		/* in every currency */
	struct result		 res;		/* in the one that is shown */
	struct row		 total;		/* of it */
	const char		*currency;
	const char		*before;	/* what is compared with, or NULL */
	bool			 late;		/* debts: what of it is overdue */
};

static bool
by_time(const struct ask *ask)
{
	return strcmp(ask->by, "month") == 0 || strcmp(ask->by, "year") == 0;
}

static const char *
money_show(const struct page *p, int64_t minor)
{
	struct work	*w = p->rq->work;

	return money_format(w->mem, minor, p->currency, lang_code(w->lang),
	    MONEY_FULL);
}

/* ---- the one currency that is shown */

/* "2026-12" or "2026" after "2026-11" or "2025". */
static const char *
group_next(struct work *w, const char *group)
{
	int64_t	 year = 0, month = 0;

	(void)str_int64(arena_fmt(w->mem, "%.4s", group), &year);
	if (strlen(group) < 7)
		return arena_fmt(w->mem, "%04" PRId64, year + 1);
	(void)str_int64(group + 5, &month);
	return month == 12 ? arena_fmt(w->mem, "%04" PRId64 "-01", year + 1) :
	    arena_fmt(w->mem, "%04" PRId64 "-%02" PRId64, year, month + 1);
}

/* Months in which nothing was sold stand there too. */
static void
rows_fill(struct work *w, struct result *res)
{
	struct row	*rows = arena_alloc(w->mem,
			    (res->n + FILLED + 1) * sizeof(*rows));
	size_t		 n = 0, filled = 0;

	for (size_t i = 0; i < res->n; i++) {
		if (i > 0 && strlen(rows[n - 1].group) >= 4)
			for (const char *g = group_next(w, rows[n - 1].group);
			    filled < FILLED && strcmp(g,
			    res->rows[i].group) < 0; g = group_next(w, g)) {
				rows[n++] = (struct row){ .group = g,
				    .currency = res->rows[i].currency };
				filled++;
			}
		rows[n++] = res->rows[i];
	}
	res->rows = rows;
	res->n = n;
}

static void
currency_choose(struct page *p)
{
	const struct row	*chosen = p->all.ntotals > 0 ?
				    &p->all.totals[0] : NULL;

	for (size_t i = 0; p->ask->currency != NULL && i < p->all.ntotals;
	    i++)
		if (strcmp(p->all.totals[i].currency, p->ask->currency) == 0)
			chosen = &p->all.totals[i];
	if (chosen == NULL)
		return;
	p->currency = chosen->currency;
	p->total = *chosen;
	p->res.rows = arena_alloc(p->rq->work->mem,
	    (p->all.n + 1) * sizeof(*p->res.rows));
	for (size_t i = 0; i < p->all.n; i++)
		if (strcmp(p->all.rows[i].currency, p->currency) == 0)
			p->res.rows[p->res.n++] = p->all.rows[i];
	if (by_time(p->ask))
		rows_fill(p->rq->work, &p->res);
}

/* ---- the period before */

/* Groups of a year ago become those of this year: "2025-11", "2026-11". */
static void
groups_shift(struct work *w, struct result *res)
{
	for (size_t i = 0; i < res->n; i++) {
		int64_t	 year;

		if (str_int64(arena_fmt(w->mem, "%.4s", res->rows[i].group),
		    &year) == OK)
			res->rows[i].group = arena_fmt(w->mem, "%04" PRId64
			    "%s", year + 1, res->rows[i].group + 4);
	}
}

static enum err
compare(struct page *p)
{
	struct work	*w = p->rq->work;
	struct ask	 ask = *p->ask;
	struct result	 before;
	bool		 month = strcmp(ask.by, "month") == 0;
	int32_t		 from, to;
	enum err	 e;

	if (!(p->r->takes & TAKES_PERIOD) || strcmp(ask.by, "year") == 0 ||
	    p->currency == NULL)
		return OK;
	if (month)
		period_year_before(&ask, &from, &to);
	else
		period_before(&ask, &from, &to);
	if (from == DATE_NONE)
		return OK;
	period_set(w, &ask, from, to);
	e = p->r->run(w, &ask, &before);
	if (e != OK)
		return e;
	if (month)
		groups_shift(w, &before);
	rows_compare(&p->res, &before);
	for (size_t i = 0; i < before.ntotals; i++)
		if (strcmp(before.totals[i].currency, p->currency) == 0) {
			p->total.before = before.totals[i].amount;
			p->before = month ? t("A year before") : t("Before");
		}
	return OK;
}

/* ---- figures */

/* "+12.5 %" to the period before, good or bad. */
static void
change_show(const struct page *p, struct out *fig)
{
	struct work	*w = p->rq->work;
	int64_t		 more = p->total.amount - p->total.before;
	bool		 good = (more > 0) == (strcmp(p->r->name, "losses") !=
			    0);

	if (p->before == NULL || p->total.before <= 0)
		return;
	if (more / 10 > p->total.before) {	/* no percentage to speak of */
		out_text(fig, "tail", arena_fmt(w->mem, t("was %s"),
		    money_show(p, p->total.before)));
		return;
	}
	if (more != 0)
		out_text(fig, "kind", good ? "ok" : "late");
	out_fmt(fig, "note", "%s%s", more > 0 ? "+" : "",
	    percent_show(w, more, p->total.before));
	out_text(fig, "tail", strcmp(p->ask->by, "month") == 0 ?
	    t("to the year before") : t("to the period before"));
}

static void
figs_show(const struct page *p)
{
	struct work	*w = p->rq->work;
	struct out	*page = p->rq->page, *f;

	for (size_t i = 0; i < p->all.ntotals; i++) {
		const struct row	*sum = &p->all.totals[i];

		f = report_fig(page, p->all.ntotals == 1 ?
		    t(p->r->amount_label) : arena_fmt(w->mem, "%s, %s",
		    t(p->r->amount_label), sum->currency),
		    money_format(w->mem, sum->amount, sum->currency,
		    lang_code(w->lang), MONEY_FULL));
		if (strcmp(sum->currency, p->currency) == 0)
			change_show(p, f);
		else
			out_text(f, "href", report_href(w, p->r, p->ask,
			    "currency", sum->currency));
	}
	if (p->late) {
		f = report_fig(page, t("Overdue"), money_show(p,
		    p->total.more[0]));
		out_text(f, "note", percent_show(w, p->total.more[0],
		    p->total.amount));
		out_text(f, "tail", t("of the debts"));
	}
	report_fig(page, t(p->r->count_label), count_show(w, p->total.count));
	if (p->total.count > 0 && !(p->r->takes & TAKES_OVERDUE))
		report_fig(page, t("On average"), money_show(p,
		    p->total.amount / p->total.count));
}

/* ---- the table */

static void
heads_show(const struct page *p)
{
	struct work		*w = p->rq->work;
	struct out		*page = p->rq->page, *o;
	const struct by		*b = p->r->bys;
	const char		*sum = arena_fmt(w->mem, "%s, %s",
				    t(p->r->amount_label),
				    currency_sign(p->currency));

	while (strcmp(b->name, p->ask->by) != 0)
		b++;
	report_col(page, t(b->label), false, false);
	report_col(page, t(p->r->count_label), true, false);
	report_col(page, t("Share"), true, false);
	report_col(page, sum, true, true);
	if (p->late)
		report_col(page, t("Overdue"), true, true);
	else if (p->before != NULL)
		report_col(page, p->before, true, true);
	out_text(report_col(page, t("In short"), false, false), "place",
	    "phone");
	o = out_node(page, "report");
	out_text(o, "chart", "bar");
	out_text(o, "chart_title", sum);
	out_text(o, "table_title", t("The same in figures"));
}

/* Where a click on a group leads: closer to what it is made of. */
static const char *
group_href(const struct page *p, const struct row *row)
{
	struct work	*w = p->rq->work;
	struct ask	 ask = *p->ask;
	int32_t		 from = DATE_NONE, to;
	const char	*g = row->group;

	if (row->rest || (row->id == 0 && *g == '\0'))
		return NULL;
	if (strcmp(ask.by, "contact") == 0)
		return arena_fmt(w->mem, "/contacts/%" PRId64, row->id);
	if (strcmp(ask.by, "product") == 0 && row->id != 0) {
		ask.product_id = row->id;
		ask.by = "month";
	} else if (strcmp(ask.by, "country") == 0) {
		ask.country = g;
		ask.by = "contact";
	} else if (strcmp(ask.by, "owner") == 0) {
		ask.owner_id = row->id;
		ask.by = p->r->bys[0].name;
	} else if (by_time(&ask) && date_parse(arena_fmt(w->mem, "%s%s", g,
	    strlen(g) == 4 ? "-01-01" : "-01"), &from) == OK) {
		to = date_add_months(from, strlen(g) == 4 ? 12 : 1) - 1;
		period_set(w, &ask, from, to);
		ask.by = strlen(g) == 4 ? "month" : "contact";
	} else
		return NULL;
	return report_href(w, p->r, &ask, NULL, NULL);
}

/* A sum, with the bare number for the chart; beside the main one no zeros. */
static void
money_cell(const struct page *p, struct out *row, int64_t minor,
    const char *place)
{
	struct out	*c = report_cell(row, minor == 0 && place == NULL ?
			    "" : money_show(p, minor), place, true);

	out_text(c, "v", money_plain(p->rq->work->mem, minor, p->currency));
}

static void
row_show(const struct page *p, const struct row *r, struct out *o,
    const char *label)
{
	struct work	*w = p->rq->work;
	const char	*share = percent_show(w, r->amount, p->total.amount);
	struct out	*c = report_cell(o, label, "title", false);

	if (r != &p->total)
		out_text(c, "href", group_href(p, r));
	report_cell(o, count_show(w, r->count), NULL, true);
	report_cell(o, share, NULL, true);
	money_cell(p, o, r->amount, "sum");
	if (p->late)
		money_cell(p, o, r->more[0], NULL);
	else if (p->before != NULL)
		money_cell(p, o, r->before, NULL);
	report_cell(o, arena_fmt(w->mem, "%s: %s%s%s", t(p->r->count_label),
	    count_show(w, r->count), *share != '\0' ? " · " : "", share),
	    "phone", false);
}

/* The greatest groups, or the latest months. */
static void
table_show(const struct page *p)
{
	struct out	*o = out_node(p->rq->page, "report");
	struct work	*w = p->rq->work;
	size_t		 n = p->res.n, first = 0;

	if (n > SHOWN && by_time(p->ask))
		first = n - SHOWN;
	heads_show(p);
	for (size_t i = first; i < n && i < first + SHOWN; i++)
		row_show(p, &p->res.rows[i], out_add(o, "rows"),
		    group_show(w, p->ask->by, &p->res.rows[i]));
	row_show(p, &p->total, out_add(o, "foot"), t("Total"));
	if (n > SHOWN)
		report_cut(p->rq, SHOWN, n, first > 0);
	else if (p->r->hint != NULL)
		out_text(o, "hint", t(p->r->hint));
}

enum err
money_page(struct request *rq, const struct report *r, const struct ask *ask)
{
	struct page	 p = { .rq = rq, .r = r, .ask = ask };
	enum err	 e = r->run(rq->work, ask, &p.all);

	if (e != OK)
		return e;
	p.late = r->takes & TAKES_OVERDUE && !ask->overdue;
	currency_choose(&p);
	e = compare(&p);
	if (e == OK)
		e = report_head(rq, r, ask);
	if (e != OK)
		return e;
	if (p.currency != NULL) {
		figs_show(&p);
		table_show(&p);
	} else if (!(r->takes & TAKES_PERIOD)) {
		out_text(out_node(rq->page, "empty"), "title",
		    t("Nobody owes anything"));
	}
	return reply_page(rq, "report.cst");
}
