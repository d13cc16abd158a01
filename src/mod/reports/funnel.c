/* funnel.c: how many deals reached each stage, and where they are lost. */
#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "core/query.h"
#include "core/reply.h"
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
	bool				 bounded;
};

static enum err
funnel_read(struct work *w, const struct ask *ask,
    struct funnel_stage **list, size_t *n, bool *bounded)
{
	struct funnel_ask	 f = {
		.pipeline_id = ask->pipeline_id, .owner_id = ask->owner_id
	};

	period_moments(w, ask, &f.from_s, &f.to_s);
	return deal_funnel(w, &f, list, n, bounded);
}

enum err
funnel_run(struct work *w, const struct ask *ask, struct result *res)
{
	struct funnel_stage	*list;
	enum err		 e;

	memset(res, 0, sizeof(*res));
	e = funnel_read(w, ask, &list, &res->n, &res->bounded);
	if (e != OK)
		return e;
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

/* What the won deals come to, currency by currency; one query. */
static enum err
won_show(const struct page *p, struct out *fig)
{
	static const char *const	 bys[] = { "currency", NULL };
	static const char *const	 sums[] = { "amount", NULL };
	struct work			*w = p->rq->work;
	struct filter			 where[6] = { { .path = NULL } };
	const struct query_sum		 q = {
		.entity = &deal_entity, .by = bys, .sums = sums,
		.where = where, .top = true, .limit = 20
	};
	int64_t				 from_s, to_s;
	struct db_rows			*r;
	struct str			 text;
	size_t				 n = 0;
	enum err			 e;

	period_moments(w, p->ask, &from_s, &to_s);
	where[n++] = (struct filter)WHERE_S("state", OP_EQ, "won");
	where[n++] = (struct filter)WHERE_I("closed_at", OP_GE, from_s);
	where[n++] = (struct filter)WHERE_I("closed_at", OP_LT, to_s);
	if (p->ask->owner_id != 0)
		where[n++] = (struct filter)WHERE_I("owner_id", OP_EQ,
		    p->ask->owner_id);
	if (p->ask->pipeline_id != 0)
		where[n++] = (struct filter)WHERE_I("pipeline_id", OP_EQ,
		    p->ask->pipeline_id);
	e = query_sums(w, &q, &r);
	if (e != OK)
		return e;
	str_init(&text, w->mem);
	for (size_t i = 0; i < r->n; i++)
		str_fmt(&text, "%s%s", i > 0 ? " + " : "",
		    deal_amount_show(w, db_int(r, i, 2), db_text(r, i, 0)));
	if (text.n > 0)
		out_fmt(fig, "tail", "%s%s", p->compared ? "· " : "", text.s);
	return OK;
}

static enum err
figs_show(const struct page *p)
{
	struct work	*w = p->rq->work;
	struct out	*page = p->rq->page, *f;
	size_t		 n = p->nstages;
	int64_t		 first = n > 0 ? p->now[0].entered : 0;
	int64_t		 won = entered_of(p->now, n, "won");
	int64_t		 lost = entered_of(p->now, n, "lost");
	enum err	 e;

	f = report_fig(page, t("New deals"), count_show(w, first));
	more_show(p, f, first, p->compared ? p->before[0].entered : 0, true);
	f = report_fig(page, t("Deals won"), count_show(w, won));
	more_show(p, f, won, entered_of(p->before, n, "won"), true);
	e = won_show(p, f);
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
	return e;
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
	if (p->bounded) {
		struct out	*note = out_add(o, "notes");

		out_text(note, "kind", "warn");
		out_text(note, "title", t("Only a part was counted: the first "
		    "20,000 steps of the period."));
		out_text(note, "text", t("Choose a shorter period."));
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
	out_text(o, "hint", t("A deal counts at a stage if it came there in "
	    "the period, once. A number opens the deals that stand there "
	    "now."));
}

static enum err
before_read(struct page *p)
{
	struct ask		 ask = *p->ask;
	struct funnel_stage	*list;
	size_t			 n;
	int32_t			 from, to;
	bool			 bounded;
	enum err		 e;

	period_before(&ask, &from, &to);
	if (from == DATE_NONE)
		return OK;
	period_set(p->rq->work, &ask, from, to);
	e = funnel_read(p->rq->work, &ask, &list, &n, &bounded);
	if (e == OK && n == p->nstages && (entered_of(list, n, "open") > 0 ||
	    entered_of(list, n, "won") > 0)) {
		p->before = list;
		p->compared = true;
	}
	return e;
}

enum err
funnel_page(struct request *rq, const struct report *r,
    const struct ask *ask)
{
	struct page		 p = { .rq = rq, .r = r, .ask = ask };
	struct funnel_stage	*list;
	enum err		 e = funnel_read(rq->work, ask, &list,
				    &p.nstages, &p.bounded);

	p.now = list;
	if (e == OK)
		e = before_read(&p);
	if (e == OK)
		e = report_head(rq, r, ask);
	if (e != OK)
		return e;
	if (entered_of(p.now, p.nstages, "open") + entered_of(p.now,
	    p.nstages, "won") + entered_of(p.now, p.nstages, "lost") > 0) {
		e = figs_show(&p);
		bars_show(&p);
		note_show(&p);
		table_show(&p);
	}
	return e == OK ? reply_page(rq, "report.cst") : e;
}
