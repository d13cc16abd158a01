/* merge.c: two contacts become one. */
#include "base/str.h"
#include "base/utf8.h"
#include "core/changelog.h"
#include "core/rights.h"
#include "core/site.h"
#include "mod/contacts/contacts.h"
#include "mod/duplicates/parts.h"

#define WHAT_LENGTH	200	/* characters of change_set.what */

static bool
may(const struct work *w, const struct draft *d, enum verb v)
{
	return rights_reach(w, &contact_entity, v, draft_old_int(d,
	    "owner_id"), draft_old_int(d, "team_id"));
}

static const struct draft *
draft_of(struct draft *both, int64_t id)
{
	return draft_at(both, draft_id(draft_at(both, 0)) == id ? 0 : 1);
}

/* Whether both are there, as they were seen, and the actor may. */
static enum err
merge_admit(const struct work *w, const struct merge *m, struct draft *both)
{
	const struct draft	*winner = draft_of(both, m->winner);
	const struct draft	*loser = draft_of(both, m->loser);

	for (size_t i = 0; i < 2; i++)
		if (draft_skipped(draft_at(both, i)) || draft_old_int(
		    draft_at(both, i), "deleted_at") != 0)
			return ERR_NOTFOUND;
	if (!may(w, winner, VERB_EDIT) || !may(w, loser, VERB_EDIT) ||
	    !may(w, loser, VERB_DELETE))
		return ERR_DENIED;
	if (draft_old_int(winner, "rev") != m->winner_rev ||
	    draft_old_int(loser, "rev") != m->loser_rev)
		return ERR_CONFLICT;
	return OK;
}

/* What the change log calls it. */
static const char *
merge_words(struct work *w, const struct merge *m, struct draft *both)
{
	enum lang	 lang = w->site != NULL ? w->site->lang : w->lang;

	return utf8_truncate(w->mem, arena_fmt(w->mem,
	    t_in(lang, "“%s” merged into “%s”"),
	    draft_old_text(draft_of(both, m->loser), "name"),
	    draft_old_text(draft_of(both, m->winner), "name")), WHAT_LENGTH);
}

/* What was chosen; if nothing of it is new, its history tells of it all the
   same. */
static enum err
winner_save(struct work *w, const struct merge *m, const struct draft *d)
{
	struct record	 r = {
		.id = m->winner, .rev = m->winner_rev, .changes = m->changes
	};
	enum err	 e = record_save_many(w, &contact_entity, &r, 1);

	if (r.err != OK)
		return r.err;
	return e == OK && r.same ? changelog_mark(w, d) : e;
}

/* Phones and addresses that would be lost become parts of the loser, which
   follow like the others. */
static enum err
points_make(struct work *w, const struct merge *m)
{
	struct record	*list;
	size_t		 n = 0;

	while (m->points[n] != NULL)
		n++;
	if (n == 0)
		return OK;
	list = arena_alloc(w->mem, n * sizeof(*list));
	for (size_t i = 0; i < n; i++)
		list[i].changes = m->points[i];
	return record_save_many(w, &contact_point_entity, list, n);
}

/*
 * Last, so that an undo takes it out of the bin first; and in two steps, for
 * what is taken out of the bin is taken out as it lies there.
 */
static enum err
loser_drop(struct work *w, const struct merge *m)
{
	const struct change	 leads[] = {
		SET_REF("merged_id", m->winner), { 0 }
	};
	enum err		 e = record_save(w, &contact_entity, m->loser,
				    REV_ANY, leads);

	return e != OK ? e :
	    record_delete(w, &contact_entity, m->loser, REV_ANY);
}

enum err
duplicates_merge(struct work *w, const struct merge *m)
{
	const int64_t	 ids[] = {
		m->winner < m->loser ? m->winner : m->loser,
		m->winner < m->loser ? m->loser : m->winner
	};
	struct draft	*both;
	enum err	 e;

	if (m->winner == m->loser)
		return work_refuse(w, 0, "with",
		    t("is the contact itself"));
	e = record_hold(w, &contact_entity, ids, 2, &both);
	if (e == OK)
		e = merge_admit(w, m, both);
	if (e == OK)
		e = links_admit(w, &contact_entity, m->loser);
	if (e != OK)
		return e;
	w->set.what = merge_words(w, m, both);
	w->actor.channel = BY_MERGE;
	e = winner_save(w, m, draft_of(both, m->winner));
	if (e == OK)
		e = points_make(w, m);
	if (e == OK)
		e = links_move(w, &contact_entity, m->loser, m->winner);
	if (e == OK)
		e = loser_drop(w, m);
	return e;
}
