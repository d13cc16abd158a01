/* page.c: what the pages of reports have in common: period, filters, cells. */
#include <inttypes.h>
#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/money.h"
#include "base/str.h"
#include "core/country.h"
#include "core/crud.h"
#include "core/crud_parts.h"
#include "core/field.h"
#include "core/form.h"
#include "core/query.h"
#include "core/reply.h"
#include "core/url.h"
#include "mod/deals/deals.h"
#include "mod/products/products.h"
#include "mod/reports/parts.h"
#include "mod/users/users.h"

/* ---- words and numbers */

static const char *const months[] = {
	N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
	N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")
};

/* What a group without a name is called, by grouping. */
static const char *
nobody(const char *by)
{
	static const struct {
		const char	*by, *label;
	} names[] = {
		{ "owner", N_("Nobody") }, { "contact", N_("No contact") },
		{ "country", N_("No country") },
		{ "product", N_("Without a name") },
		{ "reason", N_("No reason given") },
		{ "source", N_("No source") }, { "rival", N_("Not known") }
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcmp(names[i].by, by) == 0)
			return t(names[i].label);
	return "—";
}

const char *
group_show(struct work *w, const char *by, const struct row *row)
{
	int64_t	 month;

	if (*row->group == '\0')
		return nobody(by);
	if (strcmp(by, "country") == 0 && !row->rest)
		return country_name(row->group);
	if (strcmp(by, "month") == 0 && strlen(row->group) == 7 &&
	    str_int64(row->group + 5, &month) == OK && month >= 1 &&
	    month <= 12)
		return arena_fmt(w->mem, "%s %.4s", t(months[month - 1]),
		    row->group);
	return row->group;
}

const char *
count_show(struct work *w, int64_t n)
{
	return decimal_format(w->mem, n, 0, lang_code(w->lang));
}

const char *
percent_show(struct work *w, int64_t part, int64_t whole)
{
	int64_t	 tenths;

	if (whole <= 0)
		return "";
	tenths = (int64_t)((double)part * 1000 / (double)whole +
	    (part < 0 ? -.5 : .5));
	return arena_fmt(w->mem, "%s %%", decimal_format(w->mem, tenths, 1,
	    lang_code(w->lang)));
}

/* ---- parts of the page */

struct out *
report_col(struct out *page, const char *label, bool num, bool series)
{
	struct out	*c = out_add(out_node(page, "report"), "cols");

	out_text(c, "label", label);
	if (num)
		out_int(c, "num", 1);
	if (series)
		out_int(c, "series", 1);
	return c;
}

struct out *
report_cell(struct out *row, const char *text, const char *place, bool num)
{
	struct out	*c = out_add(row, "cells");

	out_text(c, "text", text);
	out_text(c, "place", place);
	if (num)
		out_int(c, "num", 1);
	return c;
}

struct out *
report_fig(struct out *page, const char *label, const char *text)
{
	struct out	*f = out_add(page, "figs");

	out_text(f, "label", label);
	out_text(f, "text", text);
	return f;
}

void
report_cut(struct request *rq, size_t shown, size_t n, bool last)
{
	struct work	*w = rq->work;

	out_fmt(out_node(rq->page, "report"), "hint", last ?
	    t("The last %s of %s groups; all are in the file.") :
	    t("The first %s of %s groups; all are in the file."),
	    count_show(w, (int64_t)shown), count_show(w, (int64_t)n));
}

/* ---- addresses */

/* What of an address the report was asked for stands under a name. */
static const char *
ask_value(struct work *w, const struct report *r, const struct ask *ask,
    const char *name)
{
	if (strcmp(name, "from") == 0)
		return ask->from != NULL ? ask->from : "";
	if (strcmp(name, "to") == 0)
		return ask->to != NULL ? ask->to : "";
	if (strcmp(name, "by") == 0)
		return strcmp(ask->by, r->bys[0].name) == 0 ? NULL : ask->by;
	if (strcmp(name, "owner_id") == 0 && ask->owner_id != 0)
		return arena_fmt(w->mem, "%" PRId64, ask->owner_id);
	if (strcmp(name, "pipeline_id") == 0 && ask->pipeline_id != 0)
		return arena_fmt(w->mem, "%" PRId64, ask->pipeline_id);
	if (strcmp(name, "product_id") == 0 && ask->product_id != 0)
		return arena_fmt(w->mem, "%" PRId64, ask->product_id);
	if (strcmp(name, "country") == 0)
		return ask->country;
	if (strcmp(name, "currency") == 0)
		return ask->currency;
	return strcmp(name, "overdue") == 0 && ask->overdue ? "1" : NULL;
}

const char *
report_href(struct work *w, const struct report *r, const struct ask *ask,
    const char *name, const char *value)
{
	static const char *const names[] = {
		"from", "to", "by", "owner_id", "pipeline_id", "product_id",
		"country", "currency", "overdue", "format"
	};
	struct str	 s;
	char		 sep = '?';

	str_init(&s, w->mem);
	str_fmt(&s, "/reports/%s", r->name);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char	*v = name != NULL && strcmp(names[i],
				    name) == 0 ? value :
				    ask_value(w, r, ask, names[i]);

		if (v == NULL || (i < 2 && !(r->takes & TAKES_PERIOD)))
			continue;
		str_fmt(&s, "%c%s=%s", sep, names[i],
		    url_escape(w->mem, v));
		sep = '&';
	}
	return s.s;
}

/* ---- periods to choose from */

static void
preset(struct request *rq, const struct report *r, const struct ask *ask,
    const char *label, int32_t from, int32_t to)
{
	struct out	*o = out_add(rq->page, "presets");
	struct ask	 other = *ask;

	period_set(rq->work, &other, from, to);
	out_text(o, "label", label);
	out_text(o, "href", report_href(rq->work, r, &other, NULL, NULL));
	if (from == ask->from_day && to == ask->to_day &&
	    work_problem(rq->work, 0, NULL) == NULL)
		out_int(o, "current", 1);
}

static void
presets_show(struct request *rq, const struct report *r,
    const struct ask *ask)
{
	int32_t			 today = work_today(rq->work), month, from,
				 to, quarter = 0;
	struct date_parts	 d = date_split(today);

	month = date_month_start(today);
	preset(rq, r, ask, t("This month"), month, date_month_end(today));
	preset(rq, r, ask, t("Last month"), date_month_start(month - 1),
	    month - 1);
	(void)date_make(d.year, (d.month - 1) / 3 * 3 + 1, 1, &quarter);
	preset(rq, r, ask, t("This quarter"), quarter,
	    date_month_end(date_add_months(quarter, 2)));
	from = to = today;
	(void)date_make(d.year, 1, 1, &from);
	(void)date_make(d.year, 12, 31, &to);
	preset(rq, r, ask, t("This year"), from, to);
	preset(rq, r, ask, t("Last year"), date_add_months(from, -12),
	    from - 1);
	preset(rq, r, ask, t("All the time"), DATE_NONE, DATE_NONE);
}

/* ---- filters */

static struct out *
filter_add(struct request *rq, const char *name, const char *label)
{
	struct out	*f = out_add(out_node(rq->page, "report"), "filters");

	out_text(f, "name", name);
	out_text(f, "label", label);
	return f;
}

static void
option_add(struct out *f, const char *value, const char *label, bool chosen)
{
	crud_option(f, value, label, chosen ? value : NULL);
}

/* A date; as it was typed when it was wrong. */
static void
filter_day(struct request *rq, const char *name, const char *label,
    int32_t day)
{
	struct out		*f = filter_add(rq, name, label);
	const struct problem	*p = work_problem(rq->work, 0, name);

	out_text(f, "type", "date");
	out_text(f, "value", p != NULL ? in_raw(rq, name) :
	    day_typed(rq->work, date_iso(rq->work->mem, day)));
	if (p == NULL)
		return;
	out_text(f, "error", p->text);
	out_fmt(out_node(rq->page, "report"), "error", "%s: %s", label,
	    p->text);
}

/* The records of a small entity by their titles; one query. */
static enum err
filter_records(struct request *rq, const struct entity *e, const char *name,
    const char *label, const char *any, int64_t chosen)
{
	struct out	*f = filter_add(rq, name, label);

	if (any != NULL)
		option_add(f, "", any, chosen == 0);
	return crud_options(rq->work, e, arena_fmt(rq->work->mem, "%" PRId64,
	    chosen), f);
}

static void
filter_by(struct request *rq, const struct report *r, const struct ask *ask)
{
	struct out	*f;

	if (r->bys[1].name == NULL)
		return;
	f = filter_add(rq, "by", t("Group by"));
	for (const struct by *b = r->bys; b->name != NULL; b++)
		option_add(f, b->name, t(b->label),
		    strcmp(b->name, ask->by) == 0);
}

static void
filter_country(struct request *rq, const struct ask *ask)
{
	struct out	*f = filter_add(rq, "country", t("Country"));

	option_add(f, "", t("All countries"), ask->country == NULL);
	for (const struct choice *c = country_choices; c->code != NULL; c++)
		option_add(f, c->code, t(c->label), ask->country != NULL &&
		    strcmp(ask->country, c->code) == 0);
}

static enum err
filters_show(struct request *rq, const struct report *r,
    const struct ask *ask)
{
	struct out	*f;
	enum err	 e = OK;

	if (r->takes & TAKES_PERIOD) {
		filter_day(rq, "from", t("From day"), ask->from_day);
		filter_day(rq, "to", t("To day"), ask->to_day);
	}
	filter_by(rq, r, ask);
	if (r->takes & TAKES_PIPELINE)
		e = filter_records(rq, &pipeline_entity, "pipeline_id",
		    t("Pipeline"), strcmp(r->name, "funnel") == 0 ? NULL :
		    t("All pipelines"), ask->pipeline_id);
	if (e == OK && r->takes & TAKES_OWNER)
		e = filter_records(rq, &user_entity, "owner_id",
		    t("Employee"), t("All employees"), ask->owner_id);
	if (r->takes & TAKES_COUNTRY)
		filter_country(rq, ask);
	if (r->takes & TAKES_OVERDUE) {
		f = filter_add(rq, "overdue", t("Which debts"));
		option_add(f, "", t("All debts"), !ask->overdue);
		option_add(f, "1", t("Overdue only"), ask->overdue);
	}
	return e;
}

/* ---- the head */

static void
download_add(struct request *rq, const struct report *r,
    const struct ask *ask, const char *label, const char *format,
    const char *icon)
{
	struct out	*a = out_add(rq->page, "actions");

	out_text(a, "label", label);
	out_text(a, "href", report_href(rq->work, r, ask, "format", format));
	out_text(a, "icon", icon);
	if (strcmp(format, "csv") == 0)
		out_int(a, "download", 1);
}

/* Filters that have no field of their own go along, and are named. */
static enum err
product_keep(struct request *rq, const struct ask *ask, const char **name)
{
	const char	*cols[] = { "name", NULL };
	struct db_rows	*r;
	struct out	*k;
	enum err	 e;

	*name = NULL;
	if (ask->product_id == 0)
		return OK;
	e = query_get(rq->work, &product_entity, ask->product_id, cols, &r);
	if (e != OK)
		return e;
	*name = db_text(r, 0, 1);
	k = out_add(rq->page, "keep");
	out_text(k, "name", "product_id");
	out_int(k, "value", ask->product_id);
	return OK;
}

enum err
report_head(struct request *rq, const struct report *r,
    const struct ask *ask)
{
	struct out	*o = out_node(rq->page, "report"), *c;
	struct work	*w = rq->work;
	const char	*product, *sub;
	enum err	 e = product_keep(rq, ask, &product);

	if (e != OK)
		return e;
	c = out_add(rq->page, "crumbs");
	out_text(c, "label", t("Reports"));
	out_text(c, "href", "/reports");
	sub = work_problem(w, 0, NULL) != NULL ? "" :
	    r->takes & TAKES_PERIOD ? period_show(w, ask) : t("As of now");
	out_text(o, "title", t(r->title));
	out_text(o, "sub", product == NULL ? sub :
	    arena_fmt(w->mem, "%s · %s", sub, product));
	out_fmt(o, "action", "/reports/%s", r->name);
	if (r->takes & TAKES_PERIOD)
		presets_show(rq, r, ask);
	if (ask->currency != NULL) {
		c = out_add(rq->page, "keep");
		out_text(c, "name", "currency");
		out_text(c, "value", ask->currency);
	}
	download_add(rq, r, ask, t("Download CSV"), "csv",
	    "file-spreadsheet");
	download_add(rq, r, ask, t("JSON"), "json", "file-code");
	return filters_show(rq, r, ask);
}
