/* funnel.c: how many deals reached each stage, went on, were lost, how fast. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/str.h"
#include "core/query.h"
#include "mod/deals/deals.h"
#include "mod/deals/stages.h"

#define STEPS_MOST	20000

/* A step of a deal, as stage_log has it. */
struct step {
	int64_t		 deal, id, at;
	int64_t		 minutes;	/* in the former stage; -1: none */
	int		 from, to;	/* places in the funnel; -1: elsewhere */
};

/* A funnel being counted. */
struct funnel {
	const struct funnel_ask	*ask;
	const struct stage	**stages;
	struct funnel_stage	*out;
	size_t			 nstages;
	struct step		*steps;
	size_t			 nsteps;
	int64_t			*minutes;	/* of one stage, to be sorted */
};

/* "3,7,12": the actor's teams. */
static const char *
teams_text(const struct work *w)
{
	struct str	 s;

	str_init(&s, w->mem);
	str_add(&s, "0");
	for (size_t i = 0; i < w->actor.nteams; i++)
		str_fmt(&s, ",%" PRId64, w->actor.teams[i]);
	return s.s;
}

/*
 * Steps of the deals the actor may see: 0 deal, 1 from, 2 to, 3 at,
 * 4 minutes, 5 id.  The rights of deals stand in the statement itself.
 */
static enum err
steps_read(struct work *w, const struct funnel_ask *ask, int64_t pipeline,
    struct db_rows **r)
{
	int64_t		 scope = rights_scope(w, &deal_entity, VERB_SEE);
	int64_t		 me = w->actor.user_id;
	const char	*teams = teams_text(w);

	return db_query(w->db, w->mem, r, "SELECT l.deal_id, l.from_stage, "
	    "l.to_stage, l.at, l.minutes, l.id FROM stage_log l "
	    "JOIN deal d ON d.id = l.deal_id "
	    "WHERE l.at >= ? AND d.pipeline_id = ? AND d.deleted_at IS NULL "
	    "AND (? = 0 OR d.owner_id = ?) "
	    "AND (? = 3 OR (? > 0 AND (d.owner_id = ? OR "
	    "(FIND_IN_SET(d.team_id, ?) AND (? = 2 OR d.owner_id IS NULL)) "
	    "OR EXISTS (SELECT 1 FROM observer o WHERE o.entity = 'deal' "
	    "AND o.record_id = d.id AND o.user_id = ?)))) "
	    "ORDER BY l.at, l.id LIMIT 20001",
	    DB_ARGS(DB_I(ask->from_s), DB_I(pipeline), DB_I(ask->owner_id),
	    DB_I(ask->owner_id), DB_I(scope), DB_I(scope), DB_I(me),
	    DB_S(teams), DB_I(scope), DB_I(me)));
}

static int
place_find(const struct funnel *f, int64_t stage_id)
{
	for (size_t i = 0; i < f->nstages; i++)
		if (f->stages[i]->id == stage_id)
			return (int)i;
	return -1;
}

static int
step_order(const void *a, const void *b)
{
	const struct step	*x = a, *y = b;

	if (x->deal != y->deal)
		return x->deal < y->deal ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

static int
number_order(const void *a, const void *b)
{
	int64_t	 x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static void
steps_take(struct funnel *f, const struct db_rows *r)
{
	for (size_t i = 0; i < r->n && i < STEPS_MOST; i++) {
		struct step	*s = &f->steps[f->nsteps++];

		s->deal = db_int(r, i, 0);
		s->from = place_find(f, db_int(r, i, 1));
		s->to = place_find(f, db_int(r, i, 2));
		s->at = db_int(r, i, 3);
		s->minutes = db_cell(r, i, 4)->type == DB_NULL ? -1 :
		    db_int(r, i, 4);
		s->id = db_int(r, i, 5);
	}
	qsort(f->steps, f->nsteps, sizeof(*f->steps), step_order);
}

/* What n steps of one deal say of the stage at this place. */
static size_t
deal_count_in(struct funnel *f, const struct step *s, size_t n, int place,
    size_t nminutes)
{
	struct funnel_stage	*out = &f->out[place];
	bool			 entered = false, moved = false, lost = false;

	for (size_t i = 0; i < n; i++) {
		if (s[i].to == place && s[i].at < f->ask->to_s)
			entered = true;
		if (!entered || s[i].from != place)
			continue;
		if (s[i].minutes >= 0)
			f->minutes[nminutes++] = s[i].minutes;
		if (s[i].to < 0)
			continue;
		if (stage_is(f->stages[s[i].to], "lost"))
			lost = true;
		else if (s[i].to > place)
			moved = true;
	}
	out->entered += entered;
	out->moved += moved;
	out->lost += !moved && lost;
	return nminutes;
}

static void
stage_count(struct funnel *f, int place)
{
	struct funnel_stage	*out = &f->out[place];
	size_t			 n = 0, run;
	int64_t			 sum = 0;

	for (size_t i = 0; i < f->nsteps; i += run) {
		for (run = 1; i + run < f->nsteps &&
		    f->steps[i + run].deal == f->steps[i].deal; run++)
			continue;
		n = deal_count_in(f, f->steps + i, run, place, n);
	}
	out->left_minutes = out->median_minutes = -1;
	if (n == 0)
		return;
	qsort(f->minutes, n, sizeof(*f->minutes), number_order);
	for (size_t i = 0; i < n; i++)
		sum += f->minutes[i];
	out->left_minutes = sum / (int64_t)n;
	out->median_minutes = (f->minutes[(n - 1) / 2] + f->minutes[n / 2]) /
	    2;
}

/* The stages of a pipeline: open ones in their order, then won, then lost. */
static void
stages_take(struct work *w, struct funnel *f, const struct stages *all,
    int64_t pipeline)
{
	static const char *const kinds[] = { "open", "won", "lost" };

	f->stages = arena_alloc(w->mem, (all->n + 1) * sizeof(*f->stages));
	f->out = arena_alloc(w->mem, (all->n + 1) * sizeof(*f->out));
	for (size_t k = 0; k < 3; k++)
		for (size_t i = 0; i < all->n; i++) {
			const struct stage	*s = &all->list[i];

			if (s->gone || s->pipeline_id != pipeline ||
			    !stage_is(s, kinds[k]))
				continue;
			f->stages[f->nstages] = s;
			f->out[f->nstages++] = (struct funnel_stage){
			    .stage_id = s->id, .name = s->name,
			    .kind = s->kind };
		}
}

enum err
deal_funnel(struct work *w, const struct funnel_ask *ask,
    struct funnel_stage **list, size_t *n, bool *bounded)
{
	struct funnel		 f = { .ask = ask };
	const struct stage	*first;
	struct stages		 all;
	struct db_rows		*r;
	enum err		 e = stages_load(w, &all);

	if (e != OK)
		return e;
	first = stage_first(&all, ask->pipeline_id, NULL);
	if (first == NULL)
		return ERR_NOTFOUND;
	e = steps_read(w, ask, first->pipeline_id, &r);
	if (e != OK)
		return e;
	stages_take(w, &f, &all, first->pipeline_id);
	f.steps = arena_alloc(w->mem, (r->n + 1) * sizeof(*f.steps));
	f.minutes = arena_alloc(w->mem, (r->n + 1) * sizeof(*f.minutes));
	steps_take(&f, r);
	for (size_t i = 0; i < f.nstages; i++)
		stage_count(&f, (int)i);
	*list = f.out;
	*n = f.nstages;
	*bounded = r->n > STEPS_MOST;
	return OK;
}
