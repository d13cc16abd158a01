/* side.c: what stands beside the queue: the day, open deals, debts. */
#include <inttypes.h>
#include <string.h>

#include "base/money.h"
#include "base/str.h"
#include "base/zone.h"
#include "core/rights.h"
#include "core/site.h"
#include "mod/now/parts.h"

#define SHOWN		8	/* invoices of the panel */
#define CURRENCIES	6	/* of one stage's sum */

/* Columns of queue.tasks that are used here. */
enum { T_ID, T_KIND, T_TITLE, T_DUE, T_CONTACT = 7 };

/* ---- the day */

void
now_agenda(struct request *rq, const struct queue *q)
{
	const struct work	*w = rq->work;
	int64_t			 begins = zone_day_start(w->zone,
				    work_today(w));
	bool			 next = true;

	for (size_t i = 0; i < q->tasks->n; i++) {
		const char	*kind = db_text(q->tasks, i, T_KIND);
		int64_t		 at = db_int(q->tasks, i, T_DUE);
		struct out	*o;

		if (at < begins || (strcmp(kind, "call") != 0 &&
		    strcmp(kind, "meeting") != 0))
			continue;
		o = out_add(rq->page, "agenda");
		out_text(o, "time", now_clock(w, at));
		out_text(o, "text", db_text(q->tasks, i, T_TITLE));
		out_fmt(o, "href", "/activities/%" PRId64,
		    db_int(q->tasks, i, T_ID));
		out_text(o, "sub", db_text(q->tasks, i, T_CONTACT));
		if (at < w->now_s || !next)
			continue;
		next = false;
		out_text(o, "kind", "now");
		out_text(o, "sub", arena_fmt(w->mem, t("in %s"),
		    deal_minutes_show(w->mem, (at - w->now_s) / 60)));
	}
}

/* ---- deals */

/* What stands in one stage: sums by currency, the first ones. */
struct sums {
	int64_t		 deals;
	const char	*currency[CURRENCIES];
	int64_t		 amount[CURRENCIES];
	size_t		 n;
};

static void
sums_add(struct sums *s, const struct deal_count *c)
{
	size_t	 i = 0;

	s->deals += c->deals;
	while (i < s->n && strcmp(s->currency[i], c->currency) != 0)
		i++;
	if (i == CURRENCIES || c->amount == 0)
		return;
	if (i == s->n) {
		s->currency[i] = c->currency;
		s->amount[i] = 0;
		s->n++;
	}
	s->amount[i] += c->amount;
}

/* "12 500 UAH + 300 EUR", the firm's own first; NULL for nothing. */
static const char *
sums_show(struct work *w, const struct sums *s)
{
	struct str	 text;

	str_init(&text, w->mem);
	for (int own = 1; own >= 0; own--)
		for (size_t i = 0; i < s->n; i++)
			if (str_eq(s->currency[i], w->site->currency) == own)
				str_fmt(&text, "%s%s", text.n > 0 ? " + " :
				    "", deal_amount_show(w, s->amount[i],
				    s->currency[i]));
	return text.n > 0 ? text.s : NULL;
}

/* True when deals stand in more than one pipeline. */
static bool
pipelines_many(const struct queue *q)
{
	const char	*one = NULL;

	for (size_t i = 0; i < q->ncounts; i++) {
		int		 s = queue_stage(q, q->counts[i].stage_id);
		const char	*name = db_text(q->stages, (size_t)s,
				    S_PIPELINE);

		if (one != NULL && !str_eq(one, name))
			return true;
		one = name;
	}
	return false;
}

static void
stage_show(struct work *w, const struct queue *q, size_t stage,
    const struct sums *s, struct out *o)
{
	const char	*count = arena_fmt(w->mem, tn("%d deal", "%d deals",
			    (long)s->deals), (int)s->deals);

	out_text(o, "text", db_text(q->stages, stage, S_NAME));
	out_fmt(o, "href", "/deals?stage_id=%" PRId64 "%s",
	    db_int(q->stages, stage, S_ID), q->all ? "" : "&owner_id=me");
	out_text(o, "sub", pipelines_many(q) ? arena_fmt(w->mem, "%s · %s",
	    db_text(q->stages, stage, S_PIPELINE), count) : count);
	out_text(o, "right", sums_show(w, s));
}

void
now_deals(struct request *rq, const struct queue *q)
{
	struct work	*w = rq->work;
	struct out	*p = out_add(rq->page, "panels");
	struct sums	 whole = { 0 };

	out_text(p, "title", q->all ? t("Open deals") : t("My open deals"));
	out_text(p, "empty", t("No open deals."));
	if (rights_have(w, "deal.create")) {
		out_text(p, "add_href", "/deals/new");
		out_text(p, "add_label", t("New deal"));
	}
	for (size_t i = 0; i < q->stages->n; i++) {
		struct sums	 s = { 0 };

		for (size_t k = 0; k < q->ncounts; k++)
			if (q->counts[k].stage_id == db_int(q->stages, i,
			    S_ID)) {
				sums_add(&s, &q->counts[k]);
				sums_add(&whole, &q->counts[k]);
			}
		if (s.deals > 0)
			stage_show(w, q, i, &s, out_add(p, "links"));
	}
	if (whole.deals == 0)
		return;
	out_fmt(p, "count", "%" PRId64, whole.deals);
	if (sums_show(w, &whole) != NULL)
		out_fmt(p, "text", t("In all %s"), sums_show(w, &whole));
	out_text(p, "more_href", q->all ? "/deals/board" :
	    "/deals/board?owner=me");
	out_text(p, "more_label", t("Open the board"));
}

/* ---- invoices */

void
now_invoices(struct request *rq, const struct queue *q)
{
	struct work	*w = rq->work;
	struct out	*p = out_add(rq->page, "panels");

	out_text(p, "title", t("Overdue invoices"));
	out_text(p, "empty", t("Nobody is late with a payment."));
	for (size_t i = 0; i < q->nlate && i < SHOWN; i++) {
		const struct document_late	*l = &q->late[i];
		struct out			*o = out_add(p, "links");

		out_text(o, "text", l->contact != NULL ? l->contact :
		    l->label);
		out_fmt(o, "href", "/invoices/%" PRId64, l->id);
		out_text(o, "sub", l->label);
		out_text(o, "state", "late");
		out_text(o, "state_text", arena_fmt(w->mem, tn("%d day",
		    "%d days", l->days), l->days));
		out_text(o, "right", money_format(w->mem, l->debt,
		    l->currency, lang_code(w->lang), MONEY_FULL));
	}
	if (q->nlate == 0)
		return;
	out_fmt(p, "more_href", "/reports/debts?overdue=1%s%s",
	    q->all ? "" : "&owner_id=", q->all ? "" : "me");
	out_text(p, "more_label", t("All overdue debts"));
}
