/* activity.c: what was done with clients, by people, kinds, and time. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "base/zone.h"
#include "core/field.h"
#include "core/query.h"
#include "core/reply.h"
#include "mod/activities/activities.h"
#include "mod/reports/parts.h"

#define KINDS		12	/* columns of the page */
#define GROUPS		100	/* rows of the page */
#define FILLED		62	/* days or weeks shown though empty */

/* A stretch of time that is one group. */
struct span {
	int32_t		 day;		/* its first */
	const char	*group;
};

/* The spans of a period. */
struct spans {
	struct span	 list[CUTS_MOST];
	int64_t		 cuts[CUTS_MOST];
	size_t		 n;
};

/* ---- time */

static int32_t
span_start(const char *by, int32_t day)
{
	if (strcmp(by, "month") == 0)
		return date_month_start(day);
	return strcmp(by, "week") == 0 ? day - date_weekday(day) + 1 : day;
}

static int32_t
span_next(const char *by, int32_t day)
{
	if (strcmp(by, "month") == 0)
		return date_add_months(day, 1);
	return day + (strcmp(by, "week") == 0 ? 7 : 1);
}

/* "2026-11", "2026-W47" (ISO 8601), "2026-11-21". */
static const char *
span_group(struct work *w, const char *by, int32_t day)
{
	struct date_parts	 d = date_split(day);
	int32_t			 first = day;

	if (strcmp(by, "month") == 0)
		return arena_fmt(w->mem, "%04d-%02d", d.year, d.month);
	if (strcmp(by, "week") != 0)
		return date_iso(w->mem, day);
	d = date_split(day + 3);	/* its Thursday says the year */
	(void)date_make(d.year, 1, 1, &first);
	return arena_fmt(w->mem, "%04d-W%02d", d.year,
	    (day + 3 - first) / 7 + 1);
}

/* The spans of the period; an open one begins some time ago. */
static enum err
spans_make(struct work *w, const struct ask *ask, struct spans *s)
{
	int32_t	 today = work_today(w);
	int32_t	 day = ask->from_day != DATE_NONE ? ask->from_day :
		    today - (strcmp(ask->by, "day") == 0 ? 365 : 3650);
	int32_t	 last = ask->to_day != DATE_NONE ? ask->to_day :
		    today > day ? today : day;

	s->n = 0;
	for (day = span_start(ask->by, day); day <= last;
	    day = span_next(ask->by, day)) {
		if (s->n == CUTS_MOST)
			return work_refuse(w, 0, "to", t("The period is too "
			    "long for such short steps: choose months."));
		s->list[s->n].day = day;
		s->list[s->n].group = span_group(w, ask->by, day);
		s->cuts[s->n++] = zone_day_start(w->zone, day);
	}
	return OK;
}

static bool
by_span(const struct ask *ask)
{
	return strcmp(ask->by, "owner") != 0 && strcmp(ask->by, "kind") != 0;
}

/* ---- what is asked of the base */

static void
where_make(struct work *w, const struct ask *ask, struct filter *where)
{
	int64_t	 from_s, to_s;
	size_t	 n = 0;

	period_moments(w, ask, &from_s, &to_s);
	where[n++] = (struct filter)WHERE_S("state", OP_EQ, "done");
	where[n++] = (struct filter)WHERE_I("at", OP_GE, from_s);
	where[n++] = (struct filter)WHERE_I("at", OP_LT, to_s);
	if (ask->owner_id != 0)
		where[n++] = (struct filter)WHERE_I("owner_id", OP_EQ,
		    ask->owner_id);
	where[n] = (struct filter)WHERE_END;
}

static void
rows_take(struct work *w, const struct ask *ask, const struct db_rows *r,
    const struct spans *s, struct result *res)
{
	bool	 owner = strcmp(ask->by, "owner") == 0;
	bool	 kind = strcmp(ask->by, "kind") == 0;
	size_t	 c = owner ? 3 : kind ? 1 : 2;

	res->rows = arena_alloc(w->mem, (r->n + 1) * sizeof(*res->rows));
	for (size_t i = 0; i < r->n; i++) {
		struct row	*row = &res->rows[res->n++];
		int64_t		 at = by_span(ask) ? db_int(r, i, 0) : 0;

		*row = (struct row){ .count = db_int(r, i, c) };
		row->kind = db_text(r, i, kind ? 0 : 1);
		row->id = owner ? db_int(r, i, 2) : at;
		row->group = !by_span(ask) ? db_text(r, i, 0) : at > 0 ?
		    s->list[at - 1].group : t("earlier");
		if (row->group == NULL)
			row->group = "";
	}
}

static enum err
activity_read(struct work *w, const struct ask *ask, struct spans *s,
    struct result *res)
{
	struct filter		 where[5];
	const char		*bys[4] = { NULL };
	struct query_sum	 q = {
		.entity = &activity_entity, .by = bys, .where = where,
		.cuts = s->cuts
	};
	struct db_rows		*r;
	enum err		 e = OK;

	memset(res, 0, sizeof(*res));
	s->n = 0;
	if (by_span(ask)) {
		e = spans_make(w, ask, s);
		bys[0] = "at@cut";
		bys[1] = "kind";
	} else if (strcmp(ask->by, "kind") == 0)
		bys[0] = "kind";
	else {
		bys[0] = "owner_id.";
		bys[1] = "kind";
		bys[2] = "owner_id";
	}
	q.ncuts = s->n;
	where_make(w, ask, where);
	if (e == OK)
		e = query_sums(w, &q, &r);
	if (e == OK)
		rows_take(w, ask, r, s, res);
	return e;
}

enum err
activity_run(struct work *w, const struct ask *ask, struct result *res)
{
	struct spans	*s = arena_alloc(w->mem, sizeof(*s));

	return activity_read(w, ask, s, res);
}

/* ---- the page: groups down, kinds across */

/* A group with its counts by kind. */
struct line {
	const char	*label;
	int64_t		 id;
	int64_t		 counts[KINDS];
	int64_t		 total;
};

struct grid {
	const char	*kinds[KINDS];	/* codes that occur */
	const char	*labels[KINDS];
	size_t		 nkinds;
	struct line	*lines;
	size_t		 nlines;
	struct line	 sum;
};

/* The kinds that occur, in the order in which they are offered. */
static void
kinds_make(const struct result *res, struct grid *g)
{
	const struct field	*f = field_find(&activity_entity, "kind");

	for (const struct choice *c = f->choices; c->code != NULL; c++)
		for (size_t i = 0; i < res->n && g->nkinds < KINDS; i++)
			if (str_eq(res->rows[i].kind, c->code)) {
				g->labels[g->nkinds] = t(c->label);
				g->kinds[g->nkinds++] = c->code;
				break;
			}
}

/* How a span is called on a page: "21.11", "16.11 – 22.11", "Nov 2026". */
static const char *
span_show(struct work *w, const struct ask *ask, const struct row *row,
    const struct spans *s)
{
	const char	*lang = lang_code(w->lang);
	int32_t		 day;

	if (row->id == 0 || strcmp(ask->by, "month") == 0)
		return group_show(w, row->id == 0 ? "" : ask->by, row);
	day = s->list[row->id - 1].day;
	if (strcmp(ask->by, "week") != 0)
		return date_format_short(w->mem, day, lang);
	return arena_fmt(w->mem, "%s – %s", date_format_short(w->mem, day,
	    lang), date_format_short(w->mem, day + 6, lang));
}

static struct line *
line_of(struct grid *g, const struct row *row)
{
	for (size_t i = 0; i < g->nlines; i++)
		if (g->lines[i].id == row->id)
			return &g->lines[i];
	return NULL;
}

static void
line_add(struct grid *g, struct line *l, const struct row *row)
{
	for (size_t k = 0; k < g->nkinds; k++)
		if (str_eq(g->kinds[k], row->kind)) {
			l->counts[k] += row->count;
			g->sum.counts[k] += row->count;
		}
	l->total += row->count;
	g->sum.total += row->count;
}

static int
by_total(const void *a, const void *b)
{
	const struct line	*x = a, *y = b;

	return x->total < y->total ? 1 : x->total > y->total ? -1 :
	    strcmp(x->label, y->label);
}

/* Nothing done yet, and nothing done any more, is no line. */
static void
grid_trim(struct grid *g)
{
	while (g->nlines > 0 && g->lines[g->nlines - 1].total == 0)
		g->nlines--;
	while (g->nlines > 0 && g->lines[0].total == 0) {
		g->lines++;
		g->nlines--;
	}
}

static void
grid_make(struct work *w, const struct ask *ask, const struct result *res,
    const struct spans *s, struct grid *g)
{
	kinds_make(res, g);
	g->lines = arena_alloc(w->mem, (res->n + FILLED + 1) *
	    sizeof(*g->lines));
	for (size_t i = 0; s->n <= FILLED && i < s->n; i++) {
		const struct row	 row = {
			.id = (int64_t)i + 1, .group = s->list[i].group
		};

		g->lines[g->nlines].id = row.id;
		g->lines[g->nlines++].label = span_show(w, ask, &row, s);
	}
	for (size_t i = 0; i < res->n; i++) {
		const struct row	*row = &res->rows[i];
		struct line		*l = line_of(g, row);

		if (l == NULL) {
			l = &g->lines[g->nlines++];
			l->id = row->id;
			l->label = by_span(ask) ? span_show(w, ask, row, s) :
			    group_show(w, ask->by, row);
		}
		line_add(g, l, row);
	}
	if (by_span(ask))
		grid_trim(g);
	else if (g->nlines > 0)
		qsort(g->lines, g->nlines, sizeof(*g->lines), by_total);
}

/* By kind alone there is one line for each of them. */
static void
grid_turn(struct work *w, struct grid *g)
{
	struct grid	 kinds = { .sum = g->sum };

	kinds.lines = arena_alloc(w->mem, (g->nkinds + 1) *
	    sizeof(*kinds.lines));
	for (size_t k = 0; k < g->nkinds; k++)
		kinds.lines[kinds.nlines++] = (struct line){
		    .label = g->labels[k], .total = g->sum.counts[k] };
	if (kinds.nlines > 0)
		qsort(kinds.lines, kinds.nlines, sizeof(*kinds.lines),
		    by_total);
	*g = kinds;
}

static void
line_show(struct work *w, const struct grid *g, const struct line *l,
    const char *href, struct out *row)
{
	struct out	*c = report_cell(row, l->label, "title", false);
	struct str	 text;

	out_text(c, "href", href);
	c = report_cell(row, count_show(w, l->total), "sum", true);
	out_int(c, "v", l->total);
	str_init(&text, w->mem);
	for (size_t k = 0; k < g->nkinds; k++) {
		report_cell(row, l->counts[k] == 0 ? "" :
		    count_show(w, l->counts[k]), NULL, true);
		if (l->counts[k] > 0)
			str_fmt(&text, "%s%s: %s", text.n > 0 ? " · " : "",
			    g->labels[k], count_show(w, l->counts[k]));
	}
	report_cell(row, text.s, "phone", false);
}

static void
grid_show(struct request *rq, const struct report *r, const struct ask *ask,
    const struct grid *g)
{
	struct out		*page = rq->page, *o = out_node(page, "report");
	struct work		*w = rq->work;
	const struct by		*b = r->bys;
	struct ask		 one = *ask;
	size_t			 first;

	while (strcmp(b->name, ask->by) != 0)
		b++;
	report_fig(page, t("Done in all"), count_show(w, g->sum.total));
	for (size_t k = 0; k < g->nkinds && k < 4; k++)
		report_fig(page, g->labels[k],
		    count_show(w, g->sum.counts[k]));
	report_col(page, t(b->label), false, false);
	report_col(page, t("Done in all"), true, true);
	for (size_t k = 0; k < g->nkinds; k++)
		report_col(page, g->labels[k], true, false);
	out_text(report_col(page, t("In short"), false, false), "place",
	    "phone");
	one.by = "week";
	first = by_span(ask) && g->nlines > GROUPS ? g->nlines - GROUPS : 0;
	for (size_t i = first; i < g->nlines && i < first + GROUPS; i++) {
		one.owner_id = g->lines[i].id;
		line_show(w, g, &g->lines[i], strcmp(ask->by, "owner") == 0 &&
		    one.owner_id != 0 ? report_href(w, r, &one, NULL, NULL) :
		    NULL, out_add(o, "rows"));
	}
	line_show(w, g, &g->sum, NULL, out_add(o, "foot"));
	out_text(o, "chart", "bar");
	out_text(o, "chart_title", t("Contacts made and tasks done"));
	out_text(o, "table_title", t("The same in figures"));
	if (g->nlines > GROUPS)
		report_cut(rq, GROUPS, g->nlines, first > 0);
}

enum err
activity_page(struct request *rq, const struct report *r,
    const struct ask *ask)
{
	struct spans	*s = arena_alloc(rq->work->mem, sizeof(*s));
	struct result	 res;
	struct grid	 g = { .sum = { .label = t("Total") } };
	enum err	 e = activity_read(rq->work, ask, s, &res), head;

	if (e != OK && e != ERR_INVALID)
		return e;
	head = report_head(rq, r, ask);
	if (head != OK)
		return head;
	if (e == OK && res.n > 0) {
		grid_make(rq->work, ask, &res, s, &g);
		if (strcmp(ask->by, "kind") == 0)
			grid_turn(rq->work, &g);
		grid_show(rq, r, ask, &g);
	}
	reply_page(rq, "report.cst");
	return e;
}
