/* audit.c: who changed what, over all records. */
#include <string.h>

#include "core/crud.h"
#include "core/field.h"
#include "core/form.h"
#include "core/reply.h"
#include "core/view.h"
#include "mod/users/parts.h"
#include "mod/users/users.h"

/*
 * What one change set did, by kind of record: "Contacts: 3 created".  Of an
 * import only the first two hundred rows are counted.  What changed no record
 * (background work started by hand) has its words alone, and no undo.
 */
static void
set_summary(struct work *w, const struct db_rows *rows, size_t r,
    struct out *change)
{
	const struct entity	*e = entity_find(db_text(rows, r, 4));
	struct out		*row = out_add(change, "rows");
	int64_t			 n = db_int(rows, r, 5);

	(void)w;
	out_text(row, "label", e != NULL ? t(e->label) :
	    db_text(rows, r, 4));
	out_fmt(row, "new", tn("%lld record", "%lld records", (long)n),
	    (long long)n);
	if (db_int(rows, r, 9) != 0)
		out_fmt(row, "new", t("%lld records and more"), (long long)n);
	if (n == 1 && e != NULL && e->path != NULL)
		out_fmt(row, "href", "%s/%lld", e->path,
		    (long long)db_int(rows, r, 6));
}

static struct out *
set_show(struct request *rq, const struct db_rows *rows, size_t r)
{
	const struct field	 moment = { .type = F_TIME };
	struct out		*c = out_add(rq->page, "changes");

	out_text(c, "when", field_show(rq->work, &moment, NULL,
	    db_cell(rows, r, 1)));
	out_text(c, "at", field_plain(rq->work, &moment, NULL,
	    db_cell(rows, r, 1)));
	out_text(c, "who", db_text(rows, r, 3) != NULL ?
	    db_text(rows, r, 3) : t("the system"));
	out_text(c, "through", crud_channel(db_int(rows, r, 2)));
	out_text(c, "what", db_text(rows, r, 7));
	if (db_int(rows, r, 8) != 0)
		out_text(c, "undone", t("undone"));
	else if (db_text(rows, r, 4) != NULL)
		out_fmt(c, "undo_href", "/changes/%lld/undo?next=/audit",
		    (long long)db_int(rows, r, 0));
	return c;
}

/*
 * Thirty sets before a number with what they did, by kind of record; and of
 * them those that changed no record but have words: work that was started by
 * hand.
 */
static enum err
sets_read(struct work *w, int64_t before, int64_t user, struct db_rows **rows)
{
	return db_query(w->db, w->mem, rows,
	    "(SELECT s.id, s.at, s.channel, u.name, r.entity, COUNT(*), "
	    "MIN(r.record_id), s.what, s.undone_by, s.last - s.first > 199 "
	    "FROM (SELECT c.id, c.at, c.channel, c.user_id, c.what, "
	    "c.undone_by, (SELECT x.id FROM change_row x "
	    "WHERE x.set_id = c.id ORDER BY x.id LIMIT 1) AS first, "
	    "(SELECT x.id FROM change_row x WHERE x.set_id = c.id "
	    "ORDER BY x.id DESC LIMIT 1) AS last FROM change_set c "
	    "WHERE c.id < ? AND (? = 0 OR c.user_id = ?) "
	    "ORDER BY c.id DESC LIMIT 30) s "
	    "STRAIGHT_JOIN change_row r FORCE INDEX (PRIMARY) "
	    "ON r.id BETWEEN s.first AND LEAST(s.last, s.first + 199) AND r.set_id = s.id "
	    "LEFT JOIN user u ON u.id = s.user_id "
	    "GROUP BY s.id, s.at, s.channel, u.name, r.entity, s.what, "
	    "s.undone_by, s.last, s.first) UNION ALL "
	    "(SELECT s.id, s.at, s.channel, u.name, NULL, 0, 0, s.what, "
	    "s.undone_by, 0 FROM (SELECT c.id, c.at, c.channel, c.user_id, "
	    "c.what, c.undone_by, (SELECT x.id FROM change_row x "
	    "WHERE x.set_id = c.id LIMIT 1) AS first FROM change_set c "
	    "WHERE c.id < ? AND (? = 0 OR c.user_id = ?) "
	    "ORDER BY c.id DESC LIMIT 30) s LEFT JOIN user u "
	    "ON u.id = s.user_id WHERE s.what IS NOT NULL "
	    "AND s.first IS NULL) ORDER BY 1 DESC, 5",
	    DB_ARGS(DB_I(before), DB_I(user), DB_I(user), DB_I(before),
	    DB_I(user), DB_I(user)));
}

enum err
audit_show(struct request *rq)
{
	struct work	*w = rq->work;
	int64_t		 before = in_int(rq, "before", 0, INT64_MAX);
	int64_t		 user = in_int(rq, "user_id", 0, INT64_MAX);
	struct out	*h = out_node(rq->page, "history"), *c = NULL;
	struct db_rows	*rows;
	int64_t		 last = 0;
	enum err	 e;

	e = sets_read(w, before == 0 ? INT64_MAX : before, user, &rows);
	if (e != OK)
		return e;
	out_text(rq->page, "title", t("Change log"));
	out_text(h, "title", t("Change log"));
	for (size_t i = 0; i < rows->n; i++) {
		if (db_int(rows, i, 0) != last)
			c = set_show(rq, rows, i);
		last = db_int(rows, i, 0);
		if (db_text(rows, i, 4) != NULL)
			set_summary(w, rows, i, c);
	}
	if (last > 1)
		out_fmt(out_node(rq->page, "pager"), "next_href",
		    "/audit?before=%lld%s", (long long)last, user == 0 ? "" :
		    arena_fmt(w->mem, "&user_id=%lld", (long long)user));
	return reply_page(rq, "history.cst");
}
