/* show.c: times, amounts and moves of deals, as several screens show them. */
#include <inttypes.h>

#include "base/date.h"
#include "base/money.h"
#include "core/kept.h"
#include "core/query.h"
#include "mod/deals/deals.h"
#include "mod/deals/screens.h"

#define HOUR	60
#define DAY	(24 * HOUR)

const char *
deal_minutes_show(struct arena *mem, int64_t minutes)
{
	int	 d = (int)(minutes / DAY), h = (int)(minutes % DAY / HOUR);
	int	 m = (int)(minutes % HOUR);

	if (d > 0)
		return h == 0 ? arena_fmt(mem, t("%d d"), d) :
		    arena_fmt(mem, t("%d d %d h"), d, h);
	if (h > 0)
		return m == 0 || h >= 10 ? arena_fmt(mem, t("%d h"), h) :
		    arena_fmt(mem, t("%d h %d min"), h, m);
	return arena_fmt(mem, t("%d min"), m);
}

/* How much of the stay is over, 0 to 100. */
static int64_t
percent_of(const struct clock *c, int64_t now_s)
{
	int64_t	 whole = c->due_s - c->since_s, gone = now_s - c->since_s;

	if (whole <= 0 || gone >= whole)
		return 100;
	return gone <= 0 ? 0 : gone * 100 / whole;
}

const char *
deal_clock_kind(const struct work *w, const struct stage *s,
    const struct clock *c)
{
	int64_t	 left = (c->due_s - w->now_s) / 60;
	int64_t	 warn = s != NULL && s->warn_minutes > 0 ? s->warn_minutes :
		    (c->due_s - c->since_s) / 60 / 5;

	if (c->paused_since_s != 0)
		return "hold";
	if (c->due_s == 0)
		return NULL;
	return left < 0 ? "late" : left < warn ? "warn" : "none";
}

void
deal_clock_show(struct work *w, const struct stage *s, const struct clock *c,
    struct out *o)
{
	int64_t		 now = c->paused_since_s != 0 ? c->paused_since_s :
			    w->now_s;
	int64_t		 left = (c->due_s - now) / 60;
	const char	*kind = deal_clock_kind(w, s, c);

	if (c->due_s != 0)
		out_int(o, "percent", percent_of(c, now));
	out_text(o, "kind", kind);
	if (c->paused_since_s != 0)
		out_text(o, "text", c->pause_why == NULL ? t("paused") :
		    arena_fmt(w->mem, t("paused: %s"), c->pause_why));
	else if (c->due_s != 0 && left < 0)
		out_text(o, "text", arena_fmt(w->mem, t("late by %s"),
		    deal_minutes_show(w->mem, -left)));
	else if (c->due_s != 0)
		out_text(o, "text", arena_fmt(w->mem, t("%s left"),
		    deal_minutes_show(w->mem, left)));
}

const char *
deal_amount_show(struct work *w, int64_t minor, const char *currency)
{
	return money_format(w->mem, minor, currency, lang_code(w->lang),
	    MONEY_WHOLE);
}

const char *
deal_day_show(struct work *w, const char *iso)
{
	int32_t	 today = work_today(w), d;

	if (iso == NULL || date_parse(iso, &d) != OK)
		return "";
	if (d == today)
		return t("today");
	if (d == today - 1)
		return t("yesterday");
	if (d == today + 1)
		return t("tomorrow");
	if (date_split(d).year == date_split(today).year)
		return date_format_short(w->mem, d, lang_code(w->lang));
	return date_format(w->mem, d, lang_code(w->lang));
}

enum err
deal_moves_show(struct work *w, const struct stages *all, int64_t pipeline_id,
    struct out *page)
{
	const struct db_rows	*r;
	enum err		 e;

	for (size_t i = 0; i < all->n; i++) {
		const struct stage	*s = &all->list[i];
		struct out		*o;

		if (s->gone || s->pipeline_id != pipeline_id)
			continue;
		o = out_add(page, "stages");
		out_int(o, "id", s->id);
		out_text(o, "label", s->name);
		out_text(o, "kind", s->kind);
	}
	e = kept_query(w, &r, "SELECT id, name FROM loss_reason "
	    "WHERE deleted_at IS NULL ORDER BY position, id LIMIT 200",
	    DB_NOARGS);
	for (size_t i = 0; e == OK && i < r->n; i++) {
		struct out	*o = out_add(page, "reasons");

		out_int(o, "id", db_int(r, i, 0));
		out_text(o, "label", db_text(r, i, 1));
	}
	return e;
}
