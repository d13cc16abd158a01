/* bulk_result.c: what has become of a change of many records. */
#include <string.h>

#include "core/db.h"
#include "core/query.h"
#include "core/reply.h"
#include "core/view.h"
#include "mod/lists/bulk.h"
#include "mod/lists/parts.h"

#define SHOWN	200	/* refusals */

static enum err
bulk_asked(struct request *rq, struct bulk *b)
{
	const struct entity	*e = entity_find(rq->name);

	return e == NULL || e->path == NULL ? ERR_NOTFOUND :
	    bulk_get(rq->work, e, rq->id, b);
}

static void
fig_show(struct request *rq, const char *label, int64_t n)
{
	struct out	*f = out_add(rq->page, "figs");

	out_text(f, "label", label);
	out_int(f, "text", n);
}

/* ---- who was refused, and why */

static const char *
name_of(const struct db_rows *names, int64_t id)
{
	for (size_t i = 0; i < names->n; i++)
		if (db_int(names, i, 0) == id)
			return db_text(names, i, 1);
	return NULL;
}

static enum err
names_read(struct work *w, const struct bulk *b, const struct db_rows *bad,
    struct db_rows **names)
{
	const char	*cols[] = { b->e->title, NULL };
	struct db_val	*ids = arena_alloc(w->mem, (bad->n + 1) *
			    sizeof(*ids));
	struct filter	 where[] = {
		{ .path = "id", .op = OP_IN, .values = ids,
		  .nvalues = bad->n }, WHERE_END
	};
	const struct query	 q = {
		.entity = b->e, .cols = cols, .where = where, .sort = "id",
		.limit = SHOWN
	};

	for (size_t i = 0; i < bad->n; i++) {
		ids[i].type = DB_INT;
		ids[i].i = db_int(bad, i, 0);
	}
	return query_list(w, &q, names);
}

static enum err
bad_show(struct request *rq, const struct bulk *b)
{
	struct work	*w = rq->work;
	struct db_rows	*bad, *names;
	enum err	 e;

	e = db_query(w->db, w->mem, &bad, "SELECT record_id, reason "
	    "FROM bulk_bad WHERE bulk_id = ? ORDER BY record_id LIMIT 200",
	    DB_ARGS(DB_I(b->id)));
	if (e != OK || bad->n == 0)
		return e;
	e = names_read(w, b, bad, &names);
	for (size_t i = 0; e == OK && i < bad->n; i++) {
		int64_t		 id = db_int(bad, i, 0);
		const char	*name = name_of(names, id);
		struct out	*o = out_add(rq->page, "bad");

		out_text(o, "reason", db_text(bad, i, 1));
		out_text(o, "label", name != NULL ? name :
		    arena_fmt(w->mem, "#%lld", (long long)id));
		if (name != NULL)
			out_fmt(o, "href", "%s/%lld", b->e->path,
			    (long long)id);
	}
	if (b->refused > SHOWN)
		out_fmt(out_node(rq->page, "bulk"), "bad_more",
		    t("The first %d are shown."), SHOWN);
	return e;
}

/* ---- how far it is */

static enum err
progress_show(struct request *rq, const struct bulk *b, struct out *o)
{
	int64_t		 done = b->changed + b->same + b->refused;
	const char	*why;
	enum err	 e = bulk_failed(rq->work, b, &why);

	if (e != OK)
		return e;
	if (b->total < 0) {
		out_int(o, "progress", done);
		out_int(o, "percent", b->at_id < b->upto ?
		    b->at_id * 100 / b->upto : 99);
	} else {
		out_fmt(o, "progress", t("%lld of %lld"), (long long)done,
		    (long long)b->total);
		out_int(o, "percent", done < b->total ?
		    done * 100 / b->total : 99);
	}
	out_fmt(o, "look_href", "/bulk/%s/%lld", b->e->name,
	    (long long)b->id);
	out_fmt(o, "stop_action", "/bulk/%s/%lld/stop", b->e->name,
	    (long long)b->id);
	out_text(o, "failed", why);
	if (why != NULL)
		out_fmt(o, "again_action", "/bulk/%s/%lld/again", b->e->name,
		    (long long)b->id);
	return OK;
}

static enum err
undone_read(struct work *w, const struct bulk *b, bool *undone)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT undone_by FROM change_set "
	    "WHERE id = ? AND undone_by IS NOT NULL",
	    DB_ARGS(DB_I(b->set_id)));
	if (e == OK)
		*undone = rows->n > 0;
	return e;
}

static enum err
end_show(struct request *rq, const struct bulk *b, struct out *o)
{
	bool		 undone = false, all = b->state == BULK_DONE;
	enum err	 e = undone_read(rq->work, b, &undone);

	if (e != OK)
		return e;
	out_text(o, "state", undone ? "hold" : !all ? "late" :
	    b->refused > 0 ? "warn" : "ok");
	out_text(o, "end", undone ? t("It was undone") : !all ?
	    t("It was stopped") : b->refused > 0 ?
	    t("Done, but for some") : t("Done"));
	out_text(o, "why", b->error);
	if (!undone && b->changed > 0)
		out_fmt(o, "undo_action", "/changes/%lld/undo?next=/bulk/"
		    "%s/%lld", (long long)b->set_id, b->e->name,
		    (long long)b->id);
	return OK;
}

enum err
bulk_result(struct request *rq)
{
	struct out	*o = out_node(rq->page, "bulk"), *crumb;
	struct bulk	 b;
	enum err	 e = bulk_asked(rq, &b);

	if (e == OK && b.state == BULK_RUNS)
		e = bulk_look(rq->work, &b);
	if (e != OK)
		return e;
	crumb = out_add(rq->page, "crumbs");
	out_text(crumb, "label", t(b.e->label));
	out_text(crumb, "href", b.e->path);
	out_text(o, "title", bulk_words(rq->work, &b));
	out_text(rq->page, "title", out_get(o, "title"));
	out_fmt(o, "list_href", "%s%s%s", b.e->path, b.query != NULL &&
	    *b.query != '\0' ? "?" : "", b.query != NULL ? b.query : "");
	fig_show(rq, t("Changed"), b.changed);
	fig_show(rq, t("So already"), b.same);
	fig_show(rq, t("Refused"), b.refused);
	e = b.state == BULK_RUNS ? progress_show(rq, &b, o) :
	    end_show(rq, &b, o);
	if (e == OK)
		e = bad_show(rq, &b);
	return e == OK ? reply_page(rq, "lists/bulk_result.cst") : e;
}

enum err
bulk_end(struct request *rq)
{
	struct work	*w = rq->work;
	struct bulk	 b;
	enum err	 e = bulk_asked(rq, &b);

	if (e == OK)
		e = db_exec(w->db, "UPDATE bulk SET state = 3 WHERE id = ? "
		    "AND state = 1", DB_ARGS(DB_I(b.id)));
	return e != OK ? e : reply_see(rq, "/bulk/%s/%lld", b.e->name,
	    (long long)b.id);
}

enum err
bulk_again(struct request *rq)
{
	struct bulk	 b;
	enum err	 e = bulk_asked(rq, &b);

	if (e == OK && b.state == BULK_RUNS)
		e = bulk_ask(rq->work, &b);
	return e != OK ? e : reply_see(rq, "/bulk/%s/%lld", b.e->name,
	    (long long)b.id);
}
