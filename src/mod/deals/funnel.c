/* funnel.c: how many deals reached each stage, went on, were lost, how fast. */
#include <stdlib.h>

#include "base/date.h"
#include "base/str.h"
#include "core/query.h"
#include "mod/deals/deals.h"
#include "mod/deals/passes.h"
#include "mod/deals/rules.h"

/* ---- what is counted */

/* Deals that the actor only observes stand in no tally of his. */
static enum err
observed_add(struct work *w, const struct funnel_ask *ask,
    const struct stages *all, struct counts *out)
{
	struct counts	 own = { 0 };
	struct steps	 steps;
	struct db_rows	*r;
	const char	*json;
	size_t		 n;
	enum err	 e = tally_observed(w, &deal_entity, &json, &n);

	if (e != OK || n == 0)
		return e;
	e = db_query(w->db, w->mem, &r, "SELECT STRAIGHT_JOIN d.id, "
	    "d.pipeline_id, d.stage_id, COALESCE(d.owner_id, 0), "
	    "COALESCE(d.team_id, 0), COALESCE(d.closed_at, 0), "
	    "COALESCE(d.amount, 0), d.currency, d.state FROM "
	    "JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j "
	    "JOIN deal d ON d.id = j.id WHERE d.deleted_at IS NULL "
	    "AND (? = 0 OR d.owner_id = ?) LIMIT 5000", DB_ARGS(DB_S(json),
	    DB_I(ask->owner_id), DB_I(ask->owner_id)));
	if (e == OK)
		e = steps_read(w, json, &steps);
	if (e != OK)
		return e;
	for (size_t i = 0; i < r->n; i++) {
		const struct deal_at	 d = { db_int(r, i, 0),
			    db_int(r, i, 1), db_int(r, i, 2),
			    db_int(r, i, 3), db_int(r, i, 4),
			    db_int(r, i, 5), db_int(r, i, 6),
			    db_text(r, i, 7), true,
			    str_eq(db_text(r, i, 8), "won") };
		const struct step	*s;
		size_t			 k = steps_find(&steps, d.id, &s);

		if (rights_reach(w, &deal_entity, VERB_SEE, d.owner_id,
		    d.team_id))
			continue;
		passes_add(w, all, &d, s, k, 1, &own);
		passes_sum(w, &d, 1, &own);
	}
	for (size_t i = 0; i < own.n; i++)
		if ((ask->from == DATE_NONE ||
		    own.list[i].day >= ask->from) &&
		    (ask->to == DATE_NONE || own.list[i].day <= ask->to))
			counts_add(w, out, &own.list[i], 1);
	return OK;
}

/* By stage and by what is counted, in that order. */
static enum err
counts_read(struct work *w, const struct funnel_ask *ask,
    const struct stages *all, struct counts *out)
{
	const struct tally_ask	 a = {
		.tally = &funnel_tally, .from = ask->from, .to = ask->to,
		.owner_id = ask->owner_id
	};
	enum err		 e = tally_read(w, &a, out);

	if (e == OK)
		e = observed_add(w, ask, all, out);
	counts_keep(&a, out);
	return e;
}

/* ---- stages */

/* The mean stay of the class in which stay number k is. */
static int64_t
stay_at(const struct count *c, size_t n, int64_t k)
{
	for (size_t i = 0; i < n; i++) {
		if (c[i].b < PASS_STAY || c[i].n <= 0)
			continue;
		if (k < c[i].n)
			return c[i].amount / c[i].n;
		k -= c[i].n;
	}
	return 0;
}

/* What n counts of one stage, classes of stays rising, say of it. */
static void
stage_take(struct work *w, const struct count *c, size_t n,
    struct funnel_stage *out)
{
	int64_t	 stays = 0, minutes = 0;

	out->sums = arena_alloc(w->mem, (n + 1) * sizeof(*out->sums));
	for (size_t i = 0; i < n; i++) {
		if (c[i].b == PASS_CAME)
			out->entered = c[i].n;
		else if (c[i].b == PASS_WENT)
			out->moved = c[i].n;
		else if (c[i].b == PASS_LOST)
			out->lost = c[i].n;
		else if (c[i].b == PASS_SUM)
			out->sums[out->nsums++] = (struct funnel_sum){
			    arena_strdup(w->mem, c[i].currency),
			    c[i].amount };
		else {
			stays += c[i].n;
			minutes += c[i].amount;
		}
	}
	out->left_minutes = out->median_minutes = -1;
	if (stays <= 0)
		return;
	out->left_minutes = minutes / stays;
	out->median_minutes = (stay_at(c, n, (stays - 1) / 2) +
	    stay_at(c, n, stays / 2)) / 2;
}

static void
stage_count(struct work *w, const struct counts *all,
    struct funnel_stage *out)
{
	size_t	 first = 0, n = 0;

	while (first < all->n && all->list[first].a != out->stage_id)
		first++;
	while (first + n < all->n && all->list[first + n].a == out->stage_id)
		n++;
	stage_take(w, all->list + first, n, out);
}

/* The stages of a pipeline: open ones in their order, then won, then lost. */
static struct funnel_stage *
stages_take(struct work *w, const struct stages *all, int64_t pipeline,
    size_t *n)
{
	static const char *const	 kinds[] = { "open", "won", "lost" };
	struct funnel_stage		*out = arena_alloc(w->mem,
					    (all->n + 1) * sizeof(*out));

	*n = 0;
	for (size_t k = 0; k < 3; k++)
		for (size_t i = 0; i < all->n; i++) {
			const struct stage	*s = &all->list[i];

			if (!s->gone && s->pipeline_id == pipeline &&
			    stage_is(s, kinds[k]))
				out[(*n)++] = (struct funnel_stage){
				    .stage_id = s->id, .name = s->name,
				    .kind = s->kind };
		}
	return out;
}

/* One period of a funnel. */
static enum err
period_take(struct work *w, const struct funnel_ask *ask,
    const struct stages *all, int64_t pipeline, struct funnel *out)
{
	struct counts	 counts;
	enum err	 e = counts_read(w, ask, all, &counts);

	if (e != OK)
		return e;
	out->stages = stages_take(w, all, pipeline, &out->n);
	for (size_t i = 0; i < out->n; i++)
		stage_count(w, &counts, &out->stages[i]);
	return OK;
}

enum err
deal_funnel(struct work *w, const struct funnel_ask *asks, size_t n,
    struct funnel *out)
{
	const struct stage	*first;
	struct stages		 all;
	enum err		 e = stages_load(w, &all);

	for (size_t i = 0; e == OK && i < n; i++) {
		first = stage_first(&all, asks[i].pipeline_id, NULL);
		if (first == NULL)
			return ERR_NOTFOUND;
		e = period_take(w, &asks[i], &all, first->pipeline_id,
		    &out[i]);
	}
	return e;
}
