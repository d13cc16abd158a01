/* next.c: the next step of a deal is its next planned activity. */
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "core/query.h"
#include "mod/deals/deals.h"
#include "mod/deals/rules.h"

#define STEPS_MOST	5000

/* The deals of a batch of activities, each once. */
static size_t
deals_of(const struct event *ev, struct db_val *ids)
{
	size_t	 n = 0, k;

	for (size_t i = 0; i < ev->n; i++) {
		const struct draft	*d = draft_at(ev->drafts, i);
		int64_t			 id = draft_int(d, "deal_id");

		if (draft_skipped(d) || id == 0)
			continue;
		for (k = 0; k < n && ids[k].i != id; k++)
			continue;
		if (k == n)
			ids[n++] = (struct db_val)DB_I(id);
	}
	return n;
}

/* 1 deal, 2 title, 3 due of what is planned, the earliest first. */
static enum err
planned_read(struct work *w, const struct entity *e, const struct db_val *ids,
    size_t n, struct db_rows **rows)
{
	static const char *const cols[] = {
		"deal_id", "title", "due_at", NULL
	};
	const struct filter	 where[] = {
		{ .path = "deal_id", .op = OP_IN, .values = ids,
		  .nvalues = n },
		WHERE_S("state", OP_EQ, "planned"), WHERE_END
	};
	const struct query	 q = {
		.entity = e, .cols = cols, .where = where, .sort = "due_at",
		.limit = STEPS_MOST
	};

	return query_list(w, &q, rows);
}

/* The day of a moment where the actor is. */
static const char *
day_of(struct work *w, int64_t at)
{
	struct date_time	 t = w->zone != NULL ?
				    zone_local(w->zone, at).t :
				    date_time_of_s(at);
	int32_t			 day;

	return date_make(t.year, t.month, t.day, &day) != OK ? NULL :
	    date_iso(w->mem, day);
}

/* True if the step that stands in the deal was one of these activities. */
static bool
step_was(struct work *w, const struct event *ev, int64_t deal,
    const char *step)
{
	for (size_t i = 0; i < ev->n && step != NULL; i++) {
		const struct draft	*d = draft_at(ev->drafts, i);
		const char		*title = draft_old_text(d, "title");

		if (draft_int(d, "deal_id") == deal && title != NULL &&
		    str_eq(utf8_truncate(w->mem, title, 120), step))
			return true;
	}
	return false;
}

/* What becomes of one deal; NULL: nothing. */
static const struct change *
step_change(struct work *w, const struct event *ev, int64_t deal,
    const char *step, const struct db_rows *planned)
{
	struct change	*c = arena_alloc(w->mem, 3 * sizeof(*c));
	const char	*title;

	for (size_t i = 0; i < planned->n; i++) {
		if (db_int(planned, i, 1) != deal)
			continue;
		title = db_text(planned, i, 2);
		c[0] = (struct change)SET_TEXT("next_step", title == NULL ?
		    NULL : utf8_truncate(w->mem, title, 120));
		c[1] = db_int(planned, i, 3) == 0 ?
		    (struct change)SET_NULL("next_on", F_DATE) :
		    (struct change)SET_DATE("next_on",
		    day_of(w, db_int(planned, i, 3)));
		return c;
	}
	if (!step_was(w, ev, deal, step))
		return NULL;
	c[0] = (struct change)SET_NULL("next_step", F_TEXT);
	c[1] = (struct change)SET_NULL("next_on", F_DATE);
	return c;
}

enum err
deal_activity_written(struct work *w, const struct event *ev)
{
	static const char *const cols[] = { "next_step", NULL };
	struct work	 all = *w;
	struct db_val	*ids = arena_alloc(w->mem, (ev->n + 1) * sizeof(*ids));
	struct record	*batch = arena_alloc(w->mem,
			    (ev->n + 1) * sizeof(*batch));
	struct filter	 where[] = {
		{ .path = "id", .op = OP_IN, .values = ids }, WHERE_END
	};
	const struct query q = {
		.entity = &deal_entity, .cols = cols, .where = where,
		.sort = "id"
	};
	struct db_rows	*planned, *deals;
	size_t		 n = 0;
	enum err	 e;

	where[0].nvalues = deals_of(ev, ids);
	if (where[0].nvalues == 0 || w->actor.channel == BY_UNDO)
		return OK;
	all.actor.rights = NULL;
	e = planned_read(&all, ev->entity, ids, where[0].nvalues, &planned);
	if (e == OK)
		e = query_list(&all, &q, &deals);
	for (size_t i = 0; e == OK && i < deals->n; i++) {
		batch[n].id = db_int(deals, i, 0);
		batch[n].changes = step_change(w, ev, batch[n].id,
		    db_text(deals, i, 1), planned);
		n += batch[n].changes != NULL;
	}
	return e == OK && n > 0 ?
	    deal_save_derived(w, &deal_entity, batch, n) : e;
}
