/* crud_history.c: the change log as people read it. */
#include <jansson.h>
#include <string.h>

#include "core/changelog.h"
#include "core/crud.h"
#include "core/crud_parts.h"
#include "core/field.h"
#include "core/form.h"

#define SHOWN	50	/* changes of a page */

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
		[BY_TOOL] = N_("administrator's tool"), [BY_UNDO] = N_("undoing")
	};

	return channel > 0 && channel <= BY_UNDO ? t(words[channel]) : "";
}

static const char *
side_show(struct work *w, const struct field *f, const char *currency,
    const json_t *j)
{
	struct db_val	 v = DB_N;

	if (f->flags & FIELD_SECRET)
		return "•••";
	if (json_is_integer(j)) {
		v.type = DB_INT;
		v.i = json_integer_value(j);
	} else if (json_is_string(j)) {
		v.type = DB_TEXT;
		v.s = arena_strdup(w->mem, json_string_value(j));
	}
	if (f->type == F_REF && v.type == DB_INT)
		return crud_title(w, entity_find(f->of), v.i);
	return field_show(w, f, currency, &v);
}

/* The fields of one change; what rules set beside it is left out. */
static void
fields_show(struct work *w, const struct entity *e, const char *data,
    struct out *change)
{
	json_t		*all = json_loads(data, 0, NULL), *pair;
	const char	*name, *currency;

	currency = json_string_value(json_array_get(json_object_get(all,
	    "currency"), 1));
	json_object_foreach(all, name, pair) {
		const struct field	*f = field_find(e, name);
		struct out		*row;

		if (f == NULL || f->label == NULL)
			continue;
		row = out_add(change, "rows");
		out_text(row, "label", t(f->label));
		out_text(row, "old", side_show(w, f, currency,
		    json_array_get(pair, 0)));
		out_text(row, "new", side_show(w, f, currency,
		    json_array_get(pair, 1)));
	}
	json_decref(all);
}

static void
change_show(struct request *rq, const struct entity *e,
    const struct db_rows *rows, size_t r, struct out *page)
{
	struct work		*w = rq->work;
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
	if (db_int(rows, r, 6) != 0)
		out_text(c, "undone", t("undone"));
	else if (db_int(rows, r, 7) == w->actor.user_id ||
	    rights_have(w, "role.edit"))
		out_fmt(c, "undo_href", "/changes/%lld/undo?next=%s",
		    (long long)db_int(rows, r, 0),
		    url_escape(w->mem, rq->path));
	if (action != DID_DELETE)
		fields_show(w, e, db_text(rows, r, 5), c);
}

enum err
crud_history_show(struct request *rq, const struct entity *e, int64_t id,
    struct out *page)
{
	struct work	*w = rq->work;
	struct db_rows	*rows;
	int64_t		 before = in_int(rq, "before", 0, INT64_MAX);
	enum err	 err;

	err = db_query(w->db, w->mem, &rows,
	    "SELECT s.id, r.action, s.at, s.channel, u.name, r.data, "
	    "s.undone_by, s.user_id, r.id FROM change_row r "
	    "JOIN change_set s ON s.id = r.set_id "
	    "LEFT JOIN user u ON u.id = s.user_id "
	    "WHERE r.entity = ? AND r.record_id = ? AND r.id < ? "
	    "ORDER BY r.id DESC LIMIT 51", DB_ARGS(DB_S(e->name), DB_I(id),
	    DB_I(before == 0 ? INT64_MAX : before)));
	if (err != OK)
		return err;
	for (size_t i = 0; i < rows->n && i < SHOWN; i++)
		change_show(rq, e, rows, i, page);
	if (rows->n > SHOWN)
		out_fmt(out_node(page, "pager"), "next_href", "%s?before=%lld",
		    rq->path, (long long)db_int(rows, SHOWN - 1, 8));
	return OK;
}
