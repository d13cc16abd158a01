/* ask.c: what a report is asked for, from an address or a command line. */
#include <string.h>

#include "base/date.h"
#include "base/money.h"
#include "base/str.h"
#include "base/zone.h"
#include "core/field.h"
#include "core/site.h"
#include "mod/reports/parts.h"

/* ---- one parameter */

static const char *
value_of(const struct source *from, const char *name)
{
	const char	*s = from->get(from->arg, name);

	return s != NULL && *s != '\0' ? s : NULL;
}

/* A date; DATE_NONE when there is none, or a wrong one, which is noted. */
static int32_t
day_read(struct work *w, const struct source *from, const char *name)
{
	const struct field	 f = { .type = F_DATE };
	struct db_val		 v = DB_N;
	const char		*why = NULL;
	int32_t			 day = DATE_NONE;

	if (field_parse(w, &f, NULL, value_of(from, name), &v, &why) != OK)
		work_refuse(w, 0, name, why);
	else if (v.type == DB_TEXT && date_parse(v.s, &day) != OK)
		day = DATE_NONE;
	return day;
}

static enum err
id_read(struct work *w, const struct source *from, const char *name,
    int64_t *out)
{
	const char	*s = value_of(from, name);

	*out = 0;
	if (s == NULL)
		return OK;
	if (strcmp(name, "owner_id") == 0 && strcmp(s, "me") == 0) {
		*out = w->actor.user_id;
		return OK;
	}
	return str_int64(s, out) == OK && *out > 0 ? OK : ERR_NOTFOUND;
}

static enum err
by_read(const struct report *r, const struct source *from, const char **out)
{
	const char	*s = value_of(from, "by");

	*out = r->bys[0].name;
	for (const struct by *b = r->bys; s != NULL && b->name != NULL; b++)
		if (strcmp(b->name, s) == 0) {
			*out = b->name;
			return OK;
		}
	return s == NULL ? OK : ERR_NOTFOUND;
}

static enum err
format_read(const struct source *from, enum format *out)
{
	const char	*s = value_of(from, "format");

	*out = s == NULL || strcmp(s, "html") == 0 ? FORMAT_PAGE :
	    strcmp(s, "csv") == 0 ? FORMAT_CSV : FORMAT_JSON;
	return *out != FORMAT_JSON || strcmp(s, "json") == 0 ? OK :
	    ERR_NOTFOUND;
}

/* Capital letters, n of them. */
static enum err
code_read(const struct source *from, const char *name, size_t n,
    const char **out)
{
	const char	*s = value_of(from, name);

	*out = s;
	return s == NULL || (strlen(s) == n &&
	    strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == n) ? OK :
	    ERR_NOTFOUND;
}

/* ---- periods */

void
period_set(struct work *w, struct ask *ask, int32_t from, int32_t to)
{
	ask->from_day = from;
	ask->to_day = to;
	ask->from = from == DATE_NONE ? NULL : date_iso(w->mem, from);
	ask->to = to == DATE_NONE ? NULL : date_iso(w->mem, to);
}

/* Without any date a page shows this year; "from=&to=" is all the time. */
static enum err
period_read(struct work *w, const struct source *from, struct ask *ask)
{
	int32_t	 first = day_read(w, from, "from");
	int32_t	 last = day_read(w, from, "to");
	int	 year = date_split(work_today(w)).year;

	if (from->page && from->get(from->arg, "from") == NULL &&
	    from->get(from->arg, "to") == NULL) {
		(void)date_make(year, 1, 1, &first);
		(void)date_make(year, 12, 31, &last);
	}
	period_set(w, ask, first, last);
	if (work_problem(w, 0, NULL) != NULL)
		return ERR_INVALID;
	if (first != DATE_NONE && last != DATE_NONE && first > last)
		return work_refuse(w, 0, "to",
		    t("The period ends before it begins."));
	return OK;
}

/* Whole months of a period that has only such, else 0. */
static int
period_months(const struct ask *ask)
{
	struct date_parts	 a, b;

	if (ask->from_day != date_month_start(ask->from_day) ||
	    ask->to_day != date_month_end(ask->to_day))
		return 0;
	a = date_split(ask->from_day);
	b = date_split(ask->to_day);
	return (b.year - a.year) * 12 + b.month - a.month + 1;
}

void
period_before(const struct ask *ask, int32_t *from, int32_t *to)
{
	int	 months;

	*from = *to = DATE_NONE;
	if (ask->from_day == DATE_NONE || ask->to_day == DATE_NONE)
		return;
	months = period_months(ask);
	*to = ask->from_day - 1;
	*from = months > 0 ? date_add_months(ask->from_day, -months) :
	    ask->from_day - (ask->to_day - ask->from_day) - 1;
}

void
period_year_before(const struct ask *ask, int32_t *from, int32_t *to)
{
	*from = *to = DATE_NONE;
	if (ask->from_day == DATE_NONE || ask->to_day == DATE_NONE)
		return;
	*from = date_add_months(ask->from_day, -12);
	*to = ask->to_day == date_month_end(ask->to_day) ?
	    date_month_end(date_add_months(ask->to_day, -12)) :
	    date_add_months(ask->to_day, -12);
}

void
period_moments(const struct work *w, const struct ask *ask, int64_t *from_s,
    int64_t *to_s)
{
	const struct zone	*z = work_firm_zone(w);

	*from_s = ask->from_day == DATE_NONE ? 0 :
	    zone_day_start(z, ask->from_day);
	*to_s = ask->to_day == DATE_NONE ? INT64_MAX :
	    zone_day_start(z, ask->to_day + 1);
}

const char *
period_show(struct work *w, const struct ask *ask)
{
	const char	*lang = lang_code(w->lang);
	const char	*from = date_format(w->mem, ask->from_day, lang);
	const char	*to = date_format(w->mem, ask->to_day, lang);

	if (*from == '\0' && *to == '\0')
		return t("All the time");
	if (*from == '\0')
		return arena_fmt(w->mem, t("until %s"), to);
	if (*to == '\0')
		return arena_fmt(w->mem, t("from %s on"), from);
	return arena_fmt(w->mem, "%s – %s", from, to);
}

/* ---- all of it */

enum err
ask_read(struct work *w, const struct report *r, const struct source *from,
    struct ask *out)
{
	enum err	 e;

	memset(out, 0, sizeof(*out));
	out->from_day = out->to_day = DATE_NONE;
	e = by_read(r, from, &out->by);
	if (e == OK)
		e = format_read(from, &out->format);
	if (e == OK)
		e = id_read(w, from, "owner_id", &out->owner_id);
	if (e == OK)
		e = id_read(w, from, "pipeline_id", &out->pipeline_id);
	if (e == OK)
		e = id_read(w, from, "product_id", &out->product_id);
	if (e == OK)
		e = code_read(from, "country", 2, &out->country);
	if (e == OK)
		e = code_read(from, "currency", 3, &out->currency);
	if (e != OK)
		return e;
	out->overdue = value_of(from, "overdue") != NULL &&
	    strcmp(value_of(from, "overdue"), "1") == 0;
	return r->takes & TAKES_PERIOD ? period_read(w, from, out) : OK;
}
