/* seen.c: what a user has looked at last, and what he has starred. */
#include <inttypes.h>

#include "core/reply.h"
#include "core/gate.h"
#include "core/seen.h"
#include "core/view.h"

enum err
seen_read(struct work *w, struct seen **out, size_t *n)
{
	struct db_rows	*rows;
	struct seen	*list;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows,
	    "(SELECT 1 AS star, starred_at AS at, entity, record_id FROM star "
	    "WHERE user_id = ?) UNION ALL "
	    "(SELECT 0, seen_at, entity, record_id FROM seen "
	    "WHERE user_id = ? ORDER BY seen_at DESC LIMIT 50) "
	    "ORDER BY star DESC, at DESC, record_id DESC",
	    DB_ARGS(DB_I(w->actor.user_id), DB_I(w->actor.user_id)));
	if (e != OK)
		return e;
	list = arena_alloc(w->mem, (rows->n + 1) * sizeof(*list));
	*n = 0;
	for (size_t r = 0; r < rows->n; r++) {
		list[*n] = (struct seen){ entity_find(db_text(rows, r, 2)),
		    db_int(rows, r, 3), db_int(rows, r, 0) != 0 };
		*n += list[*n].e != NULL;
	}
	*out = list;
	return OK;
}

/* What is not among the last SEEN_MOST any more. */
static enum err
seen_trim(struct work *w)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT seen_at FROM seen "
	    "WHERE user_id = ? ORDER BY seen_at DESC LIMIT 1 OFFSET 50",
	    DB_ARGS(DB_I(w->actor.user_id)));
	if (e != OK || rows->n == 0)
		return e;
	return db_exec(w->db, "DELETE FROM seen WHERE user_id = ? "
	    "AND seen_at <= ?", DB_ARGS(DB_I(w->actor.user_id),
	    DB_I(db_int(rows, 0, 0))));
}

enum err
seen_note(struct work *w, const struct entity *e, int64_t id)
{
	enum err	 err;

	err = db_exec(w->db, "INSERT INTO seen (user_id, entity, record_id, "
	    "seen_at) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE "
	    "seen_at = VALUES(seen_at)", DB_ARGS(DB_I(w->actor.user_id),
	    DB_S(e->name), DB_I(id), DB_I(w->now_s)));
	return err == OK && db_changed(w->db) == 1 ? seen_trim(w) : err;
}

enum err
star_set(struct work *w, const struct entity *e, int64_t id, bool on)
{
	struct db_rows	*rows;
	enum err	 err;

	if (!on)
		return db_exec(w->db, "DELETE FROM star WHERE user_id = ? "
		    "AND entity = ? AND record_id = ?",
		    DB_ARGS(DB_I(w->actor.user_id), DB_S(e->name), DB_I(id)));
	err = db_query(w->db, w->mem, &rows, "SELECT COUNT(*) FROM star "
	    "WHERE user_id = ?", DB_ARGS(DB_I(w->actor.user_id)));
	if (err != OK)
		return err;
	if (db_int(rows, 0, 0) >= STARS_MOST)
		return work_refuse(w, 0, NULL, t("There are 100 stars "
		    "already: take one away first."));
	return db_exec(w->db, "INSERT INTO star (user_id, entity, record_id, "
	    "starred_at) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE "
	    "starred_at = starred_at", DB_ARGS(DB_I(w->actor.user_id),
	    DB_S(e->name), DB_I(id), DB_I(w->now_s)));
}

void
seen_star(struct work *w, const struct entity *e, int64_t id,
    struct sql *out)
{
	const struct db_val	 name = DB_S(e->name);

	sql_init(out, w->mem);
	sql_add(out, "SELECT COUNT(*) FROM star WHERE user_id = ");
	sql_int(out, w->actor.user_id);
	sql_add(out, " AND entity = ");
	sql_val(out, &name);
	sql_add(out, " AND record_id = ");
	sql_int(out, id);
}

void
seen_card(struct request *rq, const struct entity *e, int64_t id, bool on)
{
	struct out	*star = out_node(rq->page, "star");

	out_fmt(rq->page, "seen_href", "/seen/%s/%" PRId64, e->name, id);
	out_fmt(star, "href", "/star/%s/%" PRId64 "?on=%d", e->name, id, !on);
	if (on)
		out_text(star, "on", "1");
}
