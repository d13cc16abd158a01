/* crud_history.c: the change log as people read it. */
#include <jansson.h>
#include <string.h>

#include "core/changelog.h"
#include "core/crud.h"
#include "core/crud_parts.h"
#include "core/field.h"
#include "core/form.h"
#include "core/url.h"

#define SHOWN	25	/* changes of a page */

static const char *
did_word(int64_t action)
{
	return action == DID_CREATE ? t("created") :
	    action == DID_DELETE ? t("deleted") :
	    action == DID_RESTORE ? t("taken out of the bin") : t("changed");
}

static const char *
did_icon(int64_t action)
{
	return action == DID_CREATE ? "plus" :
	    action == DID_DELETE ? "trash" : "edit";
}

const char *
crud_channel(int64_t channel)
{
	static const char *const words[] = {
		[BY_FORM] = N_("form"), [BY_BOARD] = N_("board"),
		[BY_IMPORT] = N_("import"), [BY_RULE] = N_("rule"),
		[BY_TOOL] = N_("administrator's tool"), [BY_UNDO] = N_("undoing"),
		[BY_MERGE] = N_("merging")
	};

	return channel > 0 && channel <= BY_MERGE ? t(words[channel]) : "";
}

/* The page's changes, and what records are called in them. */
struct story {
	struct request		*rq;
	const struct entity	*e;
	const struct db_rows	*rows;
	struct crud_titles	 titles;
};

static void
sides_want(struct story *s, const struct field *f, const json_t *pair)
{
	for (size_t side = 0; side < 2; side++)
		crud_titles_want(&s->titles, f,
		    json_integer_value(json_array_get(pair, side)));
}

/* Ask for the titles of all records that the changes name. */
static enum err
titles_take(struct story *s, size_t n)
{
	const char	*name;
	json_t		*pair;

	crud_titles_init(&s->titles, s->rq->work);
	for (size_t r = 0; r < n; r++) {
		json_t	*all = json_loads(db_text(s->rows, r, 5), 0, NULL);

		json_object_foreach(all, name, pair) {
			const struct field	*f = field_find(s->e, name);

			if (f != NULL && f->type == F_REF &&
			    f->label != NULL)
				sides_want(s, f, pair);
		}
		json_decref(all);
	}
	return crud_titles_load(&s->titles);
}

static const char *
side_show(struct story *s, const struct field *f, const char *currency,
    const json_t *j)
{
	struct work	*w = s->rq->work;
	struct db_val	 v = changelog_value(w->mem, j);

	if (f->flags & FIELD_SECRET)
		return "•••";
	if (f->type == F_REF && v.type == DB_INT)
		return crud_titles_get(&s->titles, f, v.i);
	return field_show(w, f, currency, &v);
}

/* The fields of one change; what rules set beside it is left out. */
static void
fields_show(struct story *s, const char *data, struct out *change)
{
	json_t		*all = json_loads(data, 0, NULL), *pair;
	const char	*name, *currency;

	currency = json_string_value(json_array_get(json_object_get(all,
	    "currency"), 1));
	json_object_foreach(all, name, pair) {
		const struct field	*f = field_find(s->e, name);
		struct out		*row;

		if (f == NULL || f->label == NULL)
			continue;
		row = out_add(change, "rows");
		out_text(row, "label", t(f->label));
		out_text(row, "old", side_show(s, f, currency,
		    json_array_get(pair, 0)));
		out_text(row, "new", side_show(s, f, currency,
		    json_array_get(pair, 1)));
	}
	json_decref(all);
}

static void
change_show(struct story *s, size_t r, struct out *page)
{
	struct request		*rq = s->rq;
	struct work		*w = rq->work;
	const struct db_rows	*rows = s->rows;
	struct out		*c = out_add(page, "changes");
	const struct field	 moment = { .type = F_TIME };
	int64_t			 action = db_int(rows, r, 1);

	out_text(c, "when", field_show(w, &moment, NULL, db_cell(rows, r, 2)));
	out_text(c, "at", field_plain(w, &moment, NULL, db_cell(rows, r, 2)));
	out_text(c, "who", db_text(rows, r, 4) != NULL ?
	    db_text(rows, r, 4) : t("the system"));
	out_text(c, "through", crud_channel(db_int(rows, r, 3)));
	out_text(c, "what", did_word(action));
	out_text(c, "icon", did_icon(action));
	if (db_int(rows, r, 3) == BY_MERGE)
		out_text(c, "sub", db_text(rows, r, 9));
	if (db_int(rows, r, 6) != 0)
		out_text(c, "undone", t("undone"));
	else if (db_int(rows, r, 7) == w->actor.user_id ||
	    rights_have(w, "role.edit"))
		out_fmt(c, "undo_href", "/changes/%lld/undo?next=%s",
		    (long long)db_int(rows, r, 0),
		    url_escape(w->mem, rq->path));
	if (action != DID_DELETE)
		fields_show(s, db_text(rows, r, 5), c);
}

enum err
crud_history_show(struct request *rq, const struct entity *e, int64_t id,
    struct out *page)
{
	struct work	*w = rq->work;
	struct story	 s = { .rq = rq, .e = e };
	struct db_rows	*rows;
	int64_t		 before = in_int(rq, "before", 0, INT64_MAX);
	size_t		 n;
	enum err	 err;

	err = db_query(w->db, w->mem, &rows,
	    "SELECT s.id, r.action, s.at, s.channel, u.name, r.data, "
	    "s.undone_by, s.user_id, r.id, s.what FROM change_row r "
	    "JOIN change_set s ON s.id = r.set_id "
	    "LEFT JOIN user u ON u.id = s.user_id "
	    "WHERE r.entity = ? AND r.record_id = ? AND r.id < ? "
	    "ORDER BY r.id DESC LIMIT 26", DB_ARGS(DB_S(e->name), DB_I(id),
	    DB_I(before == 0 ? INT64_MAX : before)));
	if (err != OK)
		return err;
	s.rows = rows;
	n = rows->n < SHOWN ? rows->n : SHOWN;
	err = titles_take(&s, n);
	for (size_t i = 0; i < n && err == OK; i++)
		change_show(&s, i, page);
	if (rows->n > SHOWN)
		out_fmt(out_node(page, "pager"), "next_href", "%s?before=%lld",
		    rq->path, (long long)db_int(rows, SHOWN - 1, 8));
	return err;
}
