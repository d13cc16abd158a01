/* passes.c: what the steps of a deal come to in the funnel. */
#include <string.h>

#include "base/str.h"
#include "mod/deals/deals.h"
#include "mod/deals/passes.h"
#include "mod/deals/rules.h"

#define PLACES	40	/* open stages of a pipeline */

/* A deal being counted. */
struct passing {
	struct work		*w;
	const struct stages	*all;
	const struct deal_at	*d;
	int			 sign;
	struct counts		*out;
	int64_t			 place[PLACES];	/* open stages in their order */
	int			 nplaces;
	int32_t			 day[PLACES];	/* on which each was reached */
};

/* ---- steps */

static void
steps_take(struct work *w, const struct db_rows *r, struct steps *out)
{
	out->list = arena_alloc(w->mem, (r->n + 1) * sizeof(*out->list));
	for (size_t i = 0; i < r->n; i++)
		out->list[i] = (struct step){ db_int(r, i, 0),
		    db_int(r, i, 1), db_int(r, i, 2), db_int(r, i, 3),
		    db_int(r, i, 4), db_int(r, i, 5) };
	out->n = r->n;
}

enum err
steps_read(struct work *w, const char *json, struct steps *out)
{
	struct db_rows	*r;
	enum err	 e;

	e = db_query(w->db, w->mem, &r, "SELECT STRAIGHT_JOIN l.deal_id, "
	    "l.id, COALESCE(l.from_stage, 0), l.to_stage, l.at, "
	    "COALESCE(l.minutes, -1) FROM JSON_TABLE(?, '$[*]' COLUMNS "
	    "(id BIGINT PATH '$')) j JOIN stage_log l ON l.deal_id = j.id "
	    "ORDER BY l.deal_id, l.id LOCK IN SHARE MODE",
	    DB_ARGS(DB_S(json)));
	if (e == OK)
		steps_take(w, r, out);
	return e;
}

enum err
steps_read_one(struct work *w, int64_t deal_id, struct steps *out)
{
	struct db_rows	*r;
	enum err	 e;

	e = db_query(w->db, w->mem, &r, "SELECT deal_id, id, "
	    "COALESCE(from_stage, 0), to_stage, at, COALESCE(minutes, -1) "
	    "FROM stage_log WHERE deal_id = ? ORDER BY id LOCK IN SHARE MODE",
	    DB_ARGS(DB_I(deal_id)));
	if (e == OK)
		steps_take(w, r, out);
	return e;
}

size_t
steps_find(const struct steps *s, int64_t deal_id, const struct step **out)
{
	size_t	 lo = 0, hi = s->n, n = 0;

	while (lo < hi) {
		size_t	 mid = (lo + hi) / 2;

		if (s->list[mid].deal_id < deal_id)
			lo = mid + 1;
		else
			hi = mid;
	}
	*out = s->list + lo;
	while (lo + n < s->n && s->list[lo + n].deal_id == deal_id)
		n++;
	return n;
}

/* ---- passes */

void
passes_sum(struct work *w, const struct deal_at *d, int sign,
    struct counts *out)
{
	struct count	 c = {
		.a = d->stage_id, .b = PASS_SUM, .owner_id = d->owner_id,
		.team_id = d->team_id, .n = 1, .amount = d->amount
	};

	if (!d->counted || !d->won || d->closed_at == 0)
		return;
	c.day = work_firm_day(w, d->closed_at);
	count_code(c.currency, d->currency, 3);
	counts_add(w, out, &c, sign);
}

int64_t
stay_class(int64_t minutes)
{
	int	 doubled = 0;

	if (minutes <= 0)
		return 0;
	while (minutes >> (doubled + 1) != 0)
		doubled++;
	return 1 + doubled * 4 + ((minutes * 4 >> doubled) & 3);
}

static void
places_find(struct passing *p)
{
	for (size_t i = 0; i < p->all->n && p->nplaces < PLACES; i++) {
		const struct stage	*s = &p->all->list[i];

		if (!s->gone && s->pipeline_id == p->d->pipeline_id &&
		    stage_is(s, "open"))
			p->place[p->nplaces++] = s->id;
	}
}

static int
place_of(const struct passing *p, int64_t stage_id)
{
	for (int i = 0; i < p->nplaces; i++)
		if (p->place[i] == stage_id)
			return i;
	return -1;
}

static void
pass_add(struct passing *p, int64_t stage_id, int64_t what, int32_t day,
    int64_t amount)
{
	const struct count	 c = {
		.day = day, .a = stage_id, .b = what,
		.owner_id = p->d->owner_id, .team_id = p->d->team_id,
		.n = 1, .amount = amount
	};

	counts_add(p->w, p->out, &c, p->sign);
}

/* Places up to this one are reached, those that are new on this day. */
static int
places_reach(struct passing *p, int far, int place, int32_t day)
{
	while (far < place)
		p->day[++far] = day;
	return far;
}

/* Go through the steps: stays that ended, and the furthest place, or -1. */
static int
steps_walk(struct passing *p, const struct step *s, size_t n)
{
	int	 far = -1;

	for (size_t i = 0; i < n; i++) {
		int32_t	 day = work_firm_day(p->w, s[i].at);

		if (s[i].minutes >= 0 && place_of(p, s[i].from) >= 0)
			pass_add(p, s[i].from, PASS_STAY +
			    stay_class(s[i].minutes), day, s[i].minutes);
		far = places_reach(p, far, place_of(p, s[i].to), day);
	}
	return far;
}

/* The day on which a deal was closed; of an old one that says none, a step. */
static int32_t
day_closed(const struct passing *p, const struct step *s, size_t n)
{
	int64_t	 at = p->d->closed_at;

	for (size_t i = n; at == 0 && i > 0; i--)
		if (s[i - 1].to == p->d->stage_id)
			at = s[i - 1].at;
	return work_firm_day(p->w, at != 0 ? at : s[n - 1].at);
}

static void
reached_add(struct passing *p, int far, int end, bool lost)
{
	for (int i = 0; i <= end; i++) {
		pass_add(p, p->place[i], PASS_CAME, p->day[i], 0);
		if (i < far)
			pass_add(p, p->place[i], PASS_WENT, p->day[i], 0);
		else if (lost && i == far)
			pass_add(p, p->place[i], PASS_LOST, p->day[i], 0);
	}
}

void
passes_add(struct work *w, const struct stages *all, const struct deal_at *d,
    const struct step *s, size_t n, int sign, struct counts *out)
{
	struct passing		 p = {
		.w = w, .all = all, .d = d, .sign = sign, .out = out
	};
	const struct stage	*at = stage_find(all, d->stage_id);
	bool			 won, lost;
	int32_t			 day;
	int			 far;

	if (!d->counted || n == 0 || at == NULL)
		return;
	places_find(&p);
	far = steps_walk(&p, s, n);
	won = stage_is(at, "won");
	lost = stage_is(at, "lost");
	day = won || lost ? day_closed(&p, s, n) : work_firm_day(w, s[0].at);
	if (far < 0 && p.nplaces > 0)
		far = places_reach(&p, far, 0, day);
	if (won || lost)
		pass_add(&p, at->id, PASS_CAME, day, 0);
	if (won) {
		(void)places_reach(&p, far, p.nplaces - 1, day);
		reached_add(&p, p.nplaces, p.nplaces - 1, false);
	} else
		reached_add(&p, far, far, lost);
}

/* ---- all of them */

static void
deals_add(struct work *w, const struct db_rows *r, const struct stages *all,
    const struct steps *steps, struct counts *out)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct deal_at	 d = { db_int(r, i, 0),
			    db_int(r, i, 1), db_int(r, i, 2),
			    db_int(r, i, 3), db_int(r, i, 4),
			    db_int(r, i, 5), db_int(r, i, 7),
			    db_text(r, i, 8), db_int(r, i, 6) == 0,
			    str_eq(db_text(r, i, 9), "won") };
		const struct step	*s;
		size_t			 n = steps_find(steps, d.id, &s);

		passes_add(w, all, &d, s, n, 1, out);
		passes_sum(w, &d, 1, out);
	}
}

/* The steps of deals from one id to another. */
static enum err
steps_between(struct work *w, int64_t first, int64_t last, struct steps *out)
{
	struct db_rows	*r;
	enum err	 e;

	e = db_query(w->db, w->mem, &r, "SELECT deal_id, id, "
	    "COALESCE(from_stage, 0), to_stage, at, COALESCE(minutes, -1) "
	    "FROM stage_log WHERE deal_id BETWEEN ? AND ? "
	    "ORDER BY deal_id, id", DB_ARGS(DB_I(first), DB_I(last)));
	if (e == OK)
		steps_take(w, r, out);
	return e;
}

static enum err
funnel_count(struct work *w, int64_t *after, struct counts *out)
{
	struct stages	 all;
	struct steps	 steps;
	struct db_rows	*r;
	int64_t		 last;
	enum err	 e = stages_load(w, &all);

	if (e != OK)
		return e;
	e = db_query(w->db, w->mem, &r, "SELECT id, pipeline_id, stage_id, "
	    "COALESCE(owner_id, 0), COALESCE(team_id, 0), "
	    "COALESCE(closed_at, 0), deleted_at IS NOT NULL, "
	    "COALESCE(amount, 0), currency, state FROM deal WHERE id > ? "
	    "ORDER BY id LIMIT 5000", DB_ARGS(DB_I(*after)));
	if (e != OK || r->n == 0)
		return e;
	last = db_int(r, r->n - 1, 0);
	e = steps_between(w, db_int(r, 0, 0), last, &steps);
	if (e != OK)
		return e;
	deals_add(w, r, &all, &steps, out);
	*after = last;
	return OK;
}

const struct tally funnel_tally = {
	.name = "funnel", .label = N_("the funnel by days"),
	.entity = &deal_entity, .daily = true, .count = funnel_count
};
