/*
 * counts.c: how many deals stand where, and how they went through the funnel:
 * two tallies that saves of deals keep.
 */
#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "core/site.h"
#include "mod/deals/deals.h"
#include "mod/deals/passes.h"
#include "mod/deals/rules.h"

/* ---- where a deal stands */

static struct deal_at
at_was(const struct draft *d)
{
	return (struct deal_at){ draft_id(d), draft_old_int(d, "pipeline_id"),
	    draft_old_int(d, "stage_id"), draft_old_int(d, "owner_id"),
	    draft_old_int(d, "team_id"), draft_old_int(d, "closed_at"),
	    draft_old_int(d, "amount"), draft_old_text(d, "currency"),
	    !draft_is_new(d) && draft_old_int(d, "deleted_at") == 0,
	    str_eq(draft_old_text(d, "state"), "won") };
}

static struct deal_at
at_is(const struct draft *d)
{
	return (struct deal_at){ draft_id(d), draft_int(d, "pipeline_id"),
	    draft_int(d, "stage_id"), draft_int(d, "owner_id"),
	    draft_int(d, "team_id"), draft_int(d, "closed_at"),
	    draft_int(d, "amount"), draft_text(d, "currency"),
	    draft_int(d, "deleted_at") == 0,
	    str_eq(draft_text(d, "state"), "won") };
}

/* Board: keys a the pipeline, b the stage; n deals, amount theirs. */
static void
board_add(struct work *w, const struct deal_at *d, int sign,
    struct counts *out)
{
	struct count	 c = {
		.a = d->pipeline_id, .b = d->stage_id,
		.owner_id = d->owner_id, .team_id = d->team_id, .n = 1,
		.amount = d->amount
	};

	if (!d->counted)
		return;
	count_code(c.currency, d->currency, 3);
	counts_add(w, out, &c, sign);
}

/* Whether other passes follow from what changes in a deal. */
static bool
passes_change(const struct deal_at *a, const struct deal_at *b)
{
	return a->counted != b->counted || a->pipeline_id != b->pipeline_id ||
	    a->stage_id != b->stage_id || a->owner_id != b->owner_id ||
	    a->team_id != b->team_id || a->closed_at != b->closed_at;
}

/* ---- saves */

/* A save of deals being counted. */
struct saved {
	struct work		*w;
	const struct event	*ev;
	struct stages		 stages;
	int64_t			 first;		/* step that this save made */
	struct steps		 steps;		/* of deals in it */
	struct tally_part	 parts[2];	/* board, funnel */
};

/* The step of a deal that is made needs not be read. */
static size_t
steps_of(const struct saved *s, const struct draft *d,
    const struct deal_at *is, struct step *made, const struct step **out)
{
	if (!draft_is_new(d))
		return steps_find(&s->steps, draft_id(d), out);
	*made = (struct step){ .deal_id = is->id, .id = s->first,
	    .to = is->stage_id, .at = s->w->now_s, .minutes = -1 };
	*out = made;
	return 1;
}

static void
deal_count_add(struct saved *s, const struct draft *d)
{
	const struct deal_at	 was = at_was(d), is = at_is(d);
	const struct step	*steps;
	struct step		 made;
	size_t			 n, old = 0;

	board_add(s->w, &was, -1, &s->parts[0].counts);
	board_add(s->w, &is, 1, &s->parts[0].counts);
	passes_sum(s->w, &was, -1, &s->parts[1].counts);
	passes_sum(s->w, &is, 1, &s->parts[1].counts);
	if (!passes_change(&was, &is))
		return;
	n = steps_of(s, d, &is, &made, &steps);
	while (old < n && steps[old].id < s->first)
		old++;
	passes_add(s->w, &s->stages, &was, steps, old, -1,
	    &s->parts[1].counts);
	passes_add(s->w, &s->stages, &is, steps, n, 1, &s->parts[1].counts);
}

/* The steps of deals that were there and whose passes change. */
static enum err
steps_load(struct saved *s)
{
	struct str	 json;

	str_init(&json, s->w->mem);
	for (size_t i = 0; i < s->ev->n; i++) {
		const struct draft	*d = draft_at(s->ev->drafts, i);
		const struct deal_at	 was = at_was(d), is = at_is(d);

		if (!draft_skipped(d) && !draft_is_new(d) &&
		    passes_change(&was, &is))
			str_fmt(&json, "%s%" PRId64, json.n == 0 ? "[" : ",",
			    draft_id(d));
	}
	if (json.n == 0)
		return OK;
	if (s->ev->n == 1)
		return steps_read_one(s->w, draft_id(draft_at(s->ev->drafts,
		    0)), &s->steps);
	str_add(&json, "]");
	return steps_read(s->w, json.s, &s->steps);
}

static bool
passes_any(const struct event *ev)
{
	for (size_t i = 0; i < ev->n; i++) {
		const struct draft	*d = draft_at(ev->drafts, i);
		const struct deal_at	 was = at_was(d), is = at_is(d);

		if (!draft_skipped(d) && passes_change(&was, &is))
			return true;
	}
	return false;
}

enum err
deal_written(struct work *w, const struct event *ev)
{
	struct saved	 s = {
		.w = w, .ev = ev, .parts = { { .tally = &board_tally },
		{ .tally = &funnel_tally } }
	};
	enum err	 e = deal_steps_write(w, ev, &s.first);

	if (e == OK && passes_any(ev))
		e = stages_load(w, &s.stages);
	if (e == OK)
		e = steps_load(&s);
	for (size_t i = 0; e == OK && i < ev->n; i++)
		if (!draft_skipped(draft_at(ev->drafts, i)))
			deal_count_add(&s, draft_at(ev->drafts, i));
	return e == OK ? tally_write(w, s.parts, 2) : e;
}

/* Other stages, other passes: the deals are gone through again. */
enum err
stage_written(struct work *w, const struct event *ev)
{
	bool		 stage = ev->entity == &stage_entity, other = false;
	int64_t		 wrong;
	enum err	 e;

	stages_forget(w);
	for (size_t i = 0; i < ev->n; i++) {
		const struct draft	*d = draft_at(ev->drafts, i);

		if (!draft_skipped(d) && (draft_changed(d, "deleted_at") ||
		    (stage && (draft_is_new(d) ||
		    draft_changed(d, "position") || draft_changed(d, "kind") ||
		    draft_changed(d, "pipeline_id")))))
			other = true;
	}
	e = site_touch(w);
	return e == OK && other ?
	    tally_look(w, &funnel_tally, true, &wrong) : e;
}

enum err
reason_written(struct work *w, const struct event *ev)
{
	(void)ev;
	return site_touch(w);
}

/* ---- all of them */

static enum err
board_count(struct work *w, int64_t *after, struct counts *out)
{
	struct db_rows	*r;
	int64_t		 upto;
	enum err	 e;

	e = db_query(w->db, w->mem, &r, "SELECT COALESCE(MAX(x.id), 0) FROM "
	    "(SELECT id FROM deal WHERE id > ? ORDER BY id LIMIT 20000) x",
	    DB_ARGS(DB_I(*after)));
	if (e != OK || db_int(r, 0, 0) == 0)
		return e;
	upto = db_int(r, 0, 0);
	e = db_query(w->db, w->mem, &r, "SELECT 0, pipeline_id, stage_id, "
	    "COALESCE(owner_id, 0), COALESCE(team_id, 0), currency, '', "
	    "COUNT(*), COALESCE(SUM(amount), 0) FROM deal WHERE id > ? "
	    "AND id <= ? AND deleted_at IS NULL "
	    "GROUP BY pipeline_id, stage_id, owner_id, team_id, currency",
	    DB_ARGS(DB_I(*after), DB_I(upto)));
	for (size_t i = 0; e == OK && i < r->n; i++) {
		struct count	 c = {
			.a = db_int(r, i, 1), .b = db_int(r, i, 2),
			.owner_id = db_int(r, i, 3),
			.team_id = db_int(r, i, 4), .n = db_int(r, i, 7),
			.amount = db_int(r, i, 8)
		};

		count_code(c.currency, db_text(r, i, 5), 3);
		counts_add(w, out, &c, 1);
	}
	if (e == OK)
		*after = upto;
	return e;
}

const struct tally board_tally = {
	.name = "board", .label = N_("the counts of deals"),
	.entity = &deal_entity, .count = board_count
};

enum err
deal_counts(struct work *w, int64_t pipeline_id, struct deal_count **list,
    size_t *n)
{
	const struct tally_ask	 ask = {
		.tally = &board_tally, .a = pipeline_id, .by_owner = true
	};
	struct counts		 got;
	enum err		 e = tally_read(w, &ask, &got);

	if (e != OK)
		return e;
	*list = arena_alloc(w->mem, (got.n + 1) * sizeof(**list));
	*n = 0;
	for (size_t i = 0; i < got.n; i++) {
		const struct count	*c = &got.list[i];

		if (c->n != 0)
			(*list)[(*n)++] = (struct deal_count){ c->b,
			    c->owner_id, c->team_id, c->currency, c->n,
			    c->amount };
	}
	return OK;
}
