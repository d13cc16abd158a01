/* funnel.c: how many deals reached each stage, and where they are lost. */
#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "core/reply.h"
#include "core/site.h"
#include "mod/deals/deals.h"
#include "mod/reports/parts.h"

/* Places of row.more[]. */
enum { MOVED, LOST, MEDIAN };

/* A funnel's page being made. */
struct page {
	struct request			*rq;
	const struct report		*r;
	const struct ask		*ask;
	const struct funnel_stage	*now, *before;	/* nstages of both */
	size_t				 nstages;
	bool				 compared;
};

static struct funnel_ask
funnel_ask_of(const struct ask *ask)
{
	return (struct funnel_ask){ .pipeline_id = ask->pipeline_id,
	    .owner_id = ask->owner_id, .from = ask->from_day,
	    .to = ask->to_day };
}

enum err
funnel_run(struct work *w, const struct ask *ask, struct result *res)
{
	const struct funnel_ask		 f = funnel_ask_of(ask);
	const struct funnel_stage	*list;
	struct funnel			 got;
	enum err			 e = deal_funnel(w, &f, 1, &got);

	memset(res, 0, sizeof(*res));
	if (e != OK)
		return e;
	list = got.stages;
	res->n = got.n;
	res->more[MOVED] = "moved";
	res->more[LOST] = "lost";
	res->more[MEDIAN] = "median_minutes";
	res->rows = arena_alloc(w->mem, (res->n + 1) * sizeof(*res->rows));
	for (size_t i = 0; i < res->n; i++)
		res->rows[i] = (struct row){ .group = list[i].name,
		    .id = list[i].stage_id, .count = list[i].entered,
		    .more = { list[i].moved, list[i].lost,
		    list[i].median_minutes } };
	return OK;
}

/* ---- the page */

static bool
stage_kind(const struct funnel_stage *s, const char *kind)
{
	return strcmp(s->kind, kind) == 0;
}

static int64_t
entered_of(const struct funnel_stage *list, size_t n, const char *kind)
{
	int64_t	 sum = 0;

	for (size_t i = 0; list != NULL && i < n; i++)
		if (stage_kind(&list[i], kind))
			sum += list[i].entered;
	return sum;
}

/* Deals of the widest stage: what the bars are measured by. */
static int64_t
widest(const struct page *p)
{
	int64_t	 most = 1;

	for (size_t i = 0; i < p->nstages; i++) {
		if (p->now[i].entered > most)
			most = p->now[i].entered;
		if (p->compared && p->before[i].entered > most)
			most = p->before[i].entered;
	}
	return most;
}

/* How many of the stage before i came on, in words. */
static const char *
step_show(const struct page *p, size_t i)
{
	if (i == 0 || stage_kind(&p->now[i], "lost"))
		return "";
	return percent_show(p->rq->work, p->now[i - 1].moved,
	    p->now[i - 1].entered);
}

static const char *
deals_href(const struct page *p, const struct funnel_stage *s)
{
	struct arena	*mem = p->rq->work->mem;

	return arena_fmt(mem, "/deals?stage_id=%" PRId64 "%s", s->stage_id,
	    p->ask->owner_id == 0 ? "" : arena_fmt(mem, "&owner_id=%" PRId64,
	    p->ask->owner_id));
}

static void
bars_show(const struct page *p)
{
	struct out	*page = p->rq->page, *o;
	int64_t		 most = widest(p);

	for (size_t i = 0; i < p->nstages; i++) {
		const struct funnel_stage	*s = &p->now[i];

		if (stage_kind(s, "lost"))
			continue;
		o = out_add(page, "funnel");
		out_text(o, "label", s->name);
		out_text(o, "count", count_show(p->rq->work, s->entered));
		out_int(o, "percent", s->entered * 100 / most);
		out_text(o, "step", step_show(p, i));
		if (!p->compared)
			continue;
		out_int(o, "before", p->before[i].entered);
		out_int(o, "before_percent", p->before[i].entered * 100 /
		    most);
	}
	out_text(page, "funnel_title", t("How many deals reached a stage"));
	out_text(page, "funnel_now", t("this period"));
	if (p->compared)
		out_text(page, "funnel_before", t("the period before"));
}

/* "+13" to the period before. */
static void
more_show(const struct page *p, struct out *fig, int64_t now, int64_t before,
    bool good)
{
	int64_t	 more = now - before;

	if (!p->compared)
		return;
	if (more != 0)
		out_text(fig, "kind", (more > 0) == good ? "ok" : "late");
	out_fmt(fig, "note", "%s%s", more > 0 ? "+" : "",
	    count_show(p->rq->work, more));
	out_text(fig, "tail", t("to the period before"));
}

/* What the won deals come to, currency by currency: the firm's first. */
static void
won_show(const struct page *p, struct out *fig)
{
	struct work	*w = p->rq->work;
	struct str	 own, text;

	str_init(&own, w->mem);
	str_init(&text, w->mem);
	for (size_t i = 0; i < p->nstages; i++)
		for (size_t k = 0; k < p->now[i].nsums; k++) {
			const struct funnel_sum	*s = &p->now[i].sums[k];
			bool			 first = str_eq(s->currency,
						    w->site->currency);

			str_fmt(first ? &own : &text, " + %s",
			    deal_amount_show(w, s->amount, s->currency));
		}
	if (own.n + text.n > 0)
		out_fmt(fig, "tail", "%s%s%s", p->compared ? "· " : "",
		    own.n > 0 ? own.s + 3 : text.s + 3, own.n > 0 &&
		    text.n > 0 ? text.s : "");
}

static void
figs_show(const struct page *p)
{
	struct work	*w = p->rq->work;
	struct out	*page = p->rq->page, *f;
	size_t		 n = p->nstages;
	int64_t		 first = n > 0 ? p->now[0].entered : 0;
	int64_t		 won = entered_of(p->now, n, "won");
	int64_t		 lost = entered_of(p->now, n, "lost");

	f = report_fig(page, t("New deals"), count_show(w, first));
	more_show(p, f, first, p->compared ? p->before[0].entered : 0, true);
	f = report_fig(page, t("Deals won"), count_show(w, won));
	more_show(p, f, won, entered_of(p->before, n, "won"), true);
	won_show(p, f);
	f = report_fig(page, t("Conversion"), first > 0 ?
	    percent_show(w, won, first) : "—");
	if (p->compared && p->before[0].entered > 0)
		out_text(f, "tail", arena_fmt(w->mem, t("was %s"),
		    percent_show(w, entered_of(p->before, n, "won"),
		    p->before[0].entered)));
	f = report_fig(page, t("Deals lost"), count_show(w, lost));
	more_show(p, f, lost, entered_of(p->before, n, "lost"), false);
	out_text(f, "href", arena_fmt(w->mem, "/reports/losses?from=%s&to=%s",
	    p->ask->from != NULL ? p->ask->from : "", p->ask->to != NULL ?
	    p->ask->to : ""));
}

/* The stage where most deals are lost, in a sentence. */
static void
note_show(const struct page *p)
{
	const struct funnel_stage	*worst = NULL;
	struct out			*o = out_node(p->rq->page, "report");
	struct work			*w = p->rq->work;

	for (size_t i = 0; i < p->nstages; i++)
		if (p->now[i].lost > 0 &&
		    (worst == NULL || p->now[i].lost > worst->lost))
			worst = &p->now[i];
	if (worst != NULL) {
		struct out	*note = out_add(o, "notes");

		out_text(note, "kind", "warn");
		out_text(note, "title", arena_fmt(w->mem, t("Most deals are "
		    "lost from “%s”: %s of %s."), worst->name,
		    count_show(w, worst->lost),
		    count_show(w, worst->entered)));
		out_text(note, "link", t("Why deals are lost"));
		out_fmt(note, "href", "/reports/losses?from=%s&to=%s",
		    p->ask->from != NULL ? p->ask->from : "",
		    p->ask->to != NULL ? p->ask->to : "");
	}
}

static void
row_show(const struct page *p, size_t i, struct out *row)
{
	struct work			*w = p->rq->work;
	const struct funnel_stage	*s = &p->now[i];
	const char			*step = step_show(p, i);
	const char			*median = s->median_minutes < 0 ?
					    "" : deal_minutes_show(w->mem,
					    s->median_minutes);

	report_cell(row, s->name, "title", false);
	out_text(report_cell(row, count_show(w, s->entered), "sum", true),
	    "href", deals_href(p, s));
	if (p->compared)
		report_cell(row, count_show(w, p->before[i].entered), NULL,
		    true);
	report_cell(row, step, NULL, true);
	report_cell(row, stage_kind(s, "lost") ? "" : percent_show(w,
	    s->entered, p->now[0].entered), "st", true);
	report_cell(row, median, NULL, true);
	report_cell(row, stage_kind(s, "open") ? count_show(w, s->lost) : "",
	    NULL, true);
	report_cell(row, arena_fmt(w->mem, "%s%s%s", step, *step != '\0' &&
	    *median != '\0' ? " · " : "", median), "phone", false);
}

static void
table_show(const struct page *p)
{
	struct out	*page = p->rq->page, *o = out_node(page, "report");

	report_col(page, t("Stage"), false, false);
	report_col(page, t("Deals"), true, false);
	if (p->compared)
		report_col(page, t("Before"), true, false);
	report_col(page, t("From the stage before"), true, false);
	report_col(page, t("From the start"), true, false);
	report_col(page, t("Median time"), true, false);
	report_col(page, t("Lost here"), true, false);
	out_text(report_col(page, t("In short"), false, false), "place",
	    "phone");
	for (size_t i = 0; i < p->nstages; i++)
		row_show(p, i, out_add(o, "rows"));
	out_text(o, "table_title", t("The same in figures"));
	out_text(o, "hint", t("A deal counts at a stage once, on the day it "
	    "first came there or passed by: stages that it skipped count too. "
	    "A number opens the deals that stand there now."));
}

/* This period, and the one before if it has one. */
static enum err
periods_read(struct page *p)
{
	struct funnel_ask	 f[2];
	struct funnel		 got[2];
	int32_t			 from, to;
	enum err		 e;

	period_before(p->ask, &from, &to);
	f[0] = f[1] = funnel_ask_of(p->ask);
	f[1].from = from;
	f[1].to = to;
	e = deal_funnel(p->rq->work, f, from != DATE_NONE ? 2 : 1, got);
	if (e != OK)
		return e;
	p->now = got[0].stages;
	p->nstages = got[0].n;
	if (from == DATE_NONE)
		return OK;
	p->before = got[1].stages;
	p->compared = entered_of(p->before, p->nstages, "open") > 0 ||
	    entered_of(p->before, p->nstages, "won") > 0;
	return OK;
}

enum err
funnel_page(struct request *rq, const struct report *r,
    const struct ask *ask)
{
	struct page	 p = { .rq = rq, .r = r, .ask = ask };
	enum err	 e = periods_read(&p);

	if (e == OK)
		e = report_head(rq, r, ask);
	if (e != OK)
		return e;
	if (entered_of(p.now, p.nstages, "open") + entered_of(p.now,
	    p.nstages, "won") + entered_of(p.now, p.nstages, "lost") > 0) {
		figs_show(&p);
		bars_show(&p);
		note_show(&p);
		table_show(&p);
	}
	return reply_page(rq, "report.cst");
}
