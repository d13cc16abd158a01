/* remind.c: what is to be told of activities, and to whom. */
#include <string.h>

#include "base/str.h"
#include "core/db.h"
#include "core/job.h"
#include "core/query.h"
#include "core/remind.h"
#include "mod/activities/activities.h"
#include "mod/activities/parts.h"

#define OLD_S	(60 * 86400)
#define SWEEP	500

/* "15m" "1h" "2d" in seconds. */
static int64_t
before_s(const char *code)
{
	int64_t	 n = 0;

	for (; *code >= '0' && *code <= '9'; code++)
		n = n * 10 + (*code - '0');
	return n * (*code == 'd' ? 86400 : *code == 'h' ? 3600 : 60);
}

static bool
is_planned(const struct draft *d)
{
	return strcmp(draft_text(d, "state"), "planned") == 0 &&
	    draft_int(d, "deleted_at") == 0;
}

/* Whoever does it, or whether it is to be done, is another thing now. */
static bool
is_other(const struct draft *d)
{
	return draft_changed(d, "state") || draft_changed(d, "owner_id") ||
	    draft_changed(d, "deleted_at");
}

/*
 * When its owner is to be told; 0: not.  A moment that is over is told at
 * once if somebody asked for it just now, and is not told again when a task
 * comes back that was done.
 */
static int64_t
told_at(const struct work *w, const struct draft *d)
{
	const char	*code = draft_text(d, "remind");
	int64_t		 due = draft_int(d, "due_at"), at;

	if (code == NULL || due == 0 || due < w->now_s ||
	    draft_int(d, "owner_id") == 0 || !is_planned(d))
		return 0;
	at = due - before_s(code);
	if (at >= w->now_s)
		return at;
	return draft_changed(d, "remind") || draft_changed(d, "due_at") ||
	    draft_changed(d, "owner_id") || draft_is_new(d) ? w->now_s : 0;
}

/* What was handed over is told to who has it now. */
static void
handed_add(const struct work *w, const struct draft *d, struct remind *list,
    size_t *n)
{
	int64_t	 me = w->actor.user_id, owner = draft_int(d, "owner_id");
	bool	 asked = draft_int(d, "asked_by_id") == me;
	bool	 back = draft_old_int(d, "asked_by_id") == owner;

	if (me == 0 || owner == 0 || owner == me ||
	    w->actor.channel == BY_IMPORT || w->actor.channel == BY_UNDO ||
	    !draft_changed(d, "owner_id") || !is_planned(d) ||
	    (!asked && !back))
		return;
	list[(*n)++] = (struct remind){ draft_id(d), owner, me,
	    back && !draft_is_new(d) ? REMIND_BACK : REMIND_ASKED, w->now_s };
}

enum err
remind_plan(struct work *w, const struct event *ev)
{
	struct remind_gone	*gone = arena_alloc(w->mem,
				    (ev->n + 1) * sizeof(*gone));
	struct remind		*list = arena_alloc(w->mem,
				    (2 * ev->n + 1) * sizeof(*list));
	size_t			 ngone = 0, n = 0;
	enum err		 e;

	for (size_t i = 0; i < ev->n; i++) {
		const struct draft	*d = draft_at(ev->drafts, i);
		int64_t			 at;

		if (draft_skipped(d) || (!is_other(d) &&
		    !draft_changed(d, "remind") &&
		    !draft_changed(d, "due_at")))
			continue;
		if (!draft_is_new(d))
			gone[ngone++] = (struct remind_gone){ draft_id(d),
			    is_other(d) };
		at = told_at(w, d);
		if (at != 0)
			list[n++] = (struct remind){ draft_id(d),
			    draft_int(d, "owner_id"), 0, REMIND_DUE, at };
		handed_add(w, d, list, &n);
	}
	e = remind_forget(w, gone, ngone);
	return e == OK ? remind_add(w, list, n) : e;
}

/* ---- kept in order */

enum err
remind_sweep(struct work *w, struct job *job)
{
	enum err	 e;

	e = db_exec(w->db, "DELETE FROM reminder WHERE letter = 0 "
	    "AND due_at < ? ORDER BY due_at LIMIT ?",
	    DB_ARGS(DB_I(w->now_s - OLD_S), DB_I(SWEEP)));
	job->left = e == OK && db_changed(w->db) == SWEEP;
	return e;
}

/* Activities that are told of and not to be done. */
static enum err
wrong_read(struct work *w, struct db_rows **r)
{
	return db_query(w->db, w->mem, r, "SELECT DISTINCT activity_id "
	    "FROM reminder r WHERE NOT EXISTS (SELECT 1 FROM activity a "
	    "WHERE a.id = r.activity_id AND a.state = 'planned' "
	    "AND a.deleted_at IS NULL)", DB_NOARGS);
}

enum err
remind_look(struct work *w, bool repair, int64_t *wrong)
{
	struct remind_gone	*gone;
	struct db_rows		*r;
	enum err		 e = wrong_read(w, &r);

	*wrong = e == OK ? (int64_t)r->n : 0;
	if (e != OK || !repair || r->n == 0)
		return e;
	gone = arena_alloc(w->mem, r->n * sizeof(*gone));
	for (size_t i = 0; i < r->n; i++)
		gone[i] = (struct remind_gone){ db_int(r, i, 0), true };
	*wrong = 0;
	return remind_forget(w, gone, r->n);
}
