/* sides.c: what is kept of a contact beside its records, at a merge. */
#include "core/db.h"
#include "core/query.h"
#include "mod/contacts/contacts.h"
#include "mod/duplicates/parts.h"

/*
 * Of observers, stars and what was seen the other record gets what it lacks;
 * the loser's rows stay with it.  Whoever answered for the loser and does not
 * for the winner observes it: nobody loses sight of his client.  Files and
 * names in other programs move.  merge_side says what was done.
 */

/* ---- there */

static enum err
watchers_give(struct work *w, int64_t from, int64_t to)
{
	enum err	 e;

	e = db_exec(w->db, "INSERT INTO merge_side (loser_id, kind, which) "
	    "SELECT ?, x.kind, x.user_id FROM ("
	    "SELECT 'observer' AS kind, user_id FROM observer "
	    "WHERE entity = 'contact' AND record_id = ? UNION ALL "
	    "SELECT 'star', user_id FROM star "
	    "WHERE entity = 'contact' AND record_id = ? UNION ALL "
	    "SELECT 'seen', user_id FROM seen "
	    "WHERE entity = 'contact' AND record_id = ?) x "
	    "LEFT JOIN (SELECT 'observer' AS kind, user_id FROM observer "
	    "WHERE entity = 'contact' AND record_id = ? UNION ALL "
	    "SELECT 'star', user_id FROM star "
	    "WHERE entity = 'contact' AND record_id = ? UNION ALL "
	    "SELECT 'seen', user_id FROM seen "
	    "WHERE entity = 'contact' AND record_id = ?) y "
	    "ON y.kind = x.kind AND y.user_id = x.user_id "
	    "WHERE y.user_id IS NULL", DB_ARGS(DB_I(from), DB_I(from),
	    DB_I(from), DB_I(from), DB_I(to), DB_I(to), DB_I(to)));
	return e;
}

/* The winner's rows, as the loser's are. */
static enum err
watchers_copy(struct work *w, int64_t from, int64_t to)
{
	enum err	 e;

	e = db_exec(w->db, "INSERT INTO observer (entity, record_id, "
	    "user_id) SELECT 'contact', ?, which FROM merge_side "
	    "WHERE loser_id = ? AND kind = 'observer'",
	    DB_ARGS(DB_I(to), DB_I(from)));
	if (e == OK)
		e = db_exec(w->db, "INSERT INTO star (user_id, entity, "
		    "record_id, starred_at) SELECT s.user_id, s.entity, ?, "
		    "s.starred_at FROM merge_side m JOIN star s "
		    "ON s.user_id = m.which AND s.entity = 'contact' "
		    "AND s.record_id = m.loser_id "
		    "WHERE m.loser_id = ? AND m.kind = 'star'",
		    DB_ARGS(DB_I(to), DB_I(from)));
	if (e == OK)
		e = db_exec(w->db, "INSERT INTO seen (user_id, entity, "
		    "record_id, seen_at) SELECT s.user_id, s.entity, ?, "
		    "s.seen_at FROM merge_side m JOIN seen s "
		    "ON s.user_id = m.which AND s.entity = 'contact' "
		    "AND s.record_id = m.loser_id "
		    "WHERE m.loser_id = ? AND m.kind = 'seen'",
		    DB_ARGS(DB_I(to), DB_I(from)));
	return e;
}

/* Whoever answered for the loser goes on seeing his client. */
static enum err
owner_watches(struct work *w, int64_t from, int64_t owner, int64_t to)
{
	struct work	 all = *w;
	int64_t		 answers;
	enum err	 e;

	all.actor.rights = NULL;
	e = query_int(&all, &contact_entity, to, "owner_id", &answers);
	if (e != OK || owner == 0 || owner == answers)
		return e;
	return db_exec(w->db, "INSERT INTO merge_side (loser_id, kind, "
	    "which) SELECT ?, 'observer', ? FROM DUAL WHERE NOT EXISTS "
	    "(SELECT 1 FROM observer o WHERE o.entity = 'contact' "
	    "AND o.record_id IN (?, ?) AND o.user_id = ?)",
	    DB_ARGS(DB_I(from), DB_I(owner), DB_I(from), DB_I(to),
	    DB_I(owner)));
}

static enum err
things_give(struct work *w, int64_t from, int64_t to)
{
	enum err	 e;

	e = db_exec(w->db, "INSERT INTO merge_side (loser_id, kind, which, "
	    "name) SELECT ?, 'file', f.id, NULL FROM file f "
	    "WHERE f.entity = 'contact' AND f.record_id = ? UNION ALL "
	    "SELECT ?, 'exchange', 0, e.system FROM exchange_id e "
	    "LEFT JOIN exchange_id x ON x.system = e.system "
	    "AND x.entity = 'contact' AND x.record_id = ? "
	    "WHERE e.entity = 'contact' AND e.record_id = ? "
	    "AND x.system IS NULL", DB_ARGS(DB_I(from), DB_I(from),
	    DB_I(from), DB_I(to), DB_I(from)));
	if (e != OK || db_changed(w->db) == 0)
		return e;
	e = db_exec(w->db, "UPDATE file f JOIN merge_side m "
	    "ON m.kind = 'file' AND m.which = f.id SET f.record_id = ? "
	    "WHERE m.loser_id = ?", DB_ARGS(DB_I(to), DB_I(from)));
	if (e == OK)
		e = db_exec(w->db, "UPDATE exchange_id e JOIN merge_side m "
		    "ON m.kind = 'exchange' AND m.name = e.system "
		    "SET e.record_id = ? WHERE m.loser_id = ? "
		    "AND e.entity = 'contact' AND e.record_id = ?",
		    DB_ARGS(DB_I(to), DB_I(from), DB_I(from)));
	return e;
}

/* ---- and back */

static enum err
watchers_take(struct work *w, int64_t from, int64_t to)
{
	enum err	 e;

	e = db_exec(w->db, "DELETE o FROM observer o JOIN merge_side m "
	    "ON m.kind = 'observer' AND m.which = o.user_id "
	    "WHERE m.loser_id = ? AND o.entity = 'contact' "
	    "AND o.record_id = ?", DB_ARGS(DB_I(from), DB_I(to)));
	if (e == OK)
		e = db_exec(w->db, "DELETE s FROM star s JOIN merge_side m "
		    "ON m.kind = 'star' AND m.which = s.user_id "
		    "WHERE m.loser_id = ? AND s.entity = 'contact' "
		    "AND s.record_id = ?", DB_ARGS(DB_I(from), DB_I(to)));
	if (e == OK)
		e = db_exec(w->db, "DELETE s FROM seen s JOIN merge_side m "
		    "ON m.kind = 'seen' AND m.which = s.user_id "
		    "WHERE m.loser_id = ? AND s.entity = 'contact' "
		    "AND s.record_id = ?", DB_ARGS(DB_I(from), DB_I(to)));
	return e;
}

static enum err
things_take(struct work *w, int64_t from, int64_t to)
{
	enum err	 e;

	e = db_exec(w->db, "UPDATE file f JOIN merge_side m "
	    "ON m.kind = 'file' AND m.which = f.id SET f.record_id = ? "
	    "WHERE m.loser_id = ? AND f.entity = 'contact' "
	    "AND f.record_id = ?", DB_ARGS(DB_I(from), DB_I(from),
	    DB_I(to)));
	if (e == OK)
		e = db_exec(w->db, "UPDATE exchange_id e JOIN merge_side m "
		    "ON m.kind = 'exchange' AND m.name = e.system "
		    "SET e.record_id = ? WHERE m.loser_id = ? "
		    "AND e.entity = 'contact' AND e.record_id = ?",
		    DB_ARGS(DB_I(from), DB_I(from), DB_I(to)));
	if (e == OK)
		e = db_exec(w->db, "DELETE FROM merge_side WHERE loser_id = ?",
		    DB_ARGS(DB_I(from)));
	return e;
}

/* ---- when */

static enum err
sides_give(struct work *w, const struct draft *d)
{
	int64_t		 from = draft_id(d), to = draft_int(d, "merged_id");
	enum err	 e = watchers_give(w, from, to);

	if (e == OK)
		e = owner_watches(w, from, draft_int(d, "owner_id"), to);
	if (e == OK)
		e = watchers_copy(w, from, to);
	return e == OK ? things_give(w, from, to) : e;
}

static enum err
sides_take(struct work *w, const struct draft *d)
{
	int64_t		 from = draft_id(d);
	int64_t		 to = draft_old_int(d, "merged_id");
	enum err	 e = watchers_take(w, from, to);

	return e == OK ? things_take(w, from, to) : e;
}

enum err
sides_follow(struct work *w, const struct event *ev)
{
	enum err	 e = OK;

	for (size_t i = 0; i < ev->n && e == OK; i++) {
		const struct draft	*d = draft_at(ev->drafts, i);

		if (draft_skipped(d) || !draft_changed(d, "merged_id"))
			continue;
		if (draft_old_int(d, "merged_id") == 0)
			e = sides_give(w, d);
		else if (draft_int(d, "merged_id") == 0)
			e = sides_take(w, d);
	}
	return e;
}
