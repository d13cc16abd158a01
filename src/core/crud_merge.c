/* crud_merge.c: the page that settles what two people saved at once. */
#include <jansson.h>
#include <string.h>

#include "core/changelog.h"
#include "core/crud.h"
#include "core/crud_parts.h"
#include "core/field.h"
#include "core/reply.h"

#define SAVES	100	/* of others, looked at */

/* A form that was overtaken. */
struct merge {
	struct request		*rq;
	const struct crud_cols	*c;
	const struct db_rows	*now;	/* the record as it is */
	const struct db_rows	*saves;	/* of others, the earliest first */
	json_t			*was;	/* field: value the form was made of */
	bool			 whole;	/* saves has all of them */
	const char		*who;
};

static const struct change *
change_of(const struct change *list, const char *field)
{
	for (; list->field != NULL; list++)
		if (strcmp(list->field, field) == 0)
			return list;
	return NULL;
}

/* ---- what others saved */

/* Keep the earliest old value of each field. */
static void
save_read(struct merge *m, size_t i)
{
	json_t		*all = json_loads(db_text(m->saves, i, 2), 0, NULL);
	json_t		*pair;
	const char	*name;

	json_object_foreach(all, name, pair)
		if (json_object_get(m->was, name) == NULL)
			json_object_set(m->was, name, json_array_get(pair, 0));
	json_decref(all);
}

static enum err
saves_read(struct merge *m, const struct entity *e, int64_t rev)
{
	struct work	*w = m->rq->work;
	struct db_rows	*rows;
	enum err	 err;

	err = db_query(w->db, w->mem, &rows,
	    "SELECT s.at, u.name, r.data FROM change_row r "
	    "JOIN change_set s ON s.id = r.set_id "
	    "LEFT JOIN user u ON u.id = s.user_id "
	    "WHERE r.entity = ? AND r.record_id = ? AND r.rev > ? "
	    "ORDER BY r.id LIMIT 100", DB_ARGS(DB_S(e->name),
	    DB_I(m->rq->id), DB_I(m->rq->rev)));
	if (err != OK)
		return err;
	m->saves = rows;
	m->whole = rows->n < SAVES && (int64_t)rows->n >= rev - m->rq->rev;
	for (size_t i = 0; i < rows->n; i++)
		save_read(m, i);
	return OK;
}

/* The last who saved, and when. */
static void
who_show(struct merge *m, struct out *o)
{
	const struct field	 moment = { .type = F_TIME };
	struct work		*w = m->rq->work;
	size_t			 last = m->saves->n - 1;

	m->who = t("Saved meanwhile");
	if (m->saves->n == 0)
		return;
	m->who = db_text(m->saves, last, 1) != NULL ?
	    db_text(m->saves, last, 1) : t("the system");
	out_text(o, "who", m->who);
	out_text(o, "their_time", field_show(w, &moment, NULL,
	    db_cell(m->saves, last, 0)));
}

/* ---- the fields */

static const char *
value_show(const struct merge *m, const struct field *f,
    const struct db_val *v)
{
	struct work	*w = m->rq->work;

	if (f->type == F_REF && v->type == DB_INT)
		return crud_title(w, entity_find(f->of), v->i);
	return field_show(w, f, crud_currency(m->c, m->now, 0), v);
}

static const char *
value_typed(const struct merge *m, const struct field *f,
    const struct db_val *v)
{
	return field_typed(m->rq->work, f, crud_currency(m->c, m->now, 0), v);
}

/* A field that both changed, or that may be. */
static void
clash_put(const struct merge *m, const struct field *f,
    const struct db_val *was, const struct db_val *mine,
    const struct db_val *theirs)
{
	struct out	*o = out_add(m->rq->page, "clash");

	out_text(o, "name", f->name);
	out_text(o, "label", t(f->label));
	if (was != NULL)
		out_text(o, "before", value_show(m, f, was));
	out_text(o, "mine", value_show(m, f, mine));
	out_text(o, "theirs", value_show(m, f, theirs));
	out_text(o, "mine_value", value_typed(m, f, mine));
	out_text(o, "theirs_value", value_typed(m, f, theirs));
}

/* A field that one of us changed. */
static void
calm_put(const struct merge *m, const struct field *f,
    const struct db_val *was, const struct db_val *becomes, const char *whose)
{
	struct out	*o = out_add(m->rq->page, "calm");

	out_text(o, "name", f->name);
	out_text(o, "label", t(f->label));
	out_text(o, "before", value_show(m, f, was));
	out_text(o, "after", value_show(m, f, becomes));
	out_text(o, "value", value_typed(m, f, becomes));
	out_text(o, "whose", whose);
}

/* Show the i-th field; false: there is nothing to say of it. */
static bool
field_put(const struct merge *m, size_t i, const struct change *list)
{
	const struct field	*f = m->c->field[i];
	const struct db_val	*now = db_cell(m->now, 0, m->c->at[i]);
	const struct change	*mine = change_of(list, f->name);
	const json_t		*logged = json_object_get(m->was, f->name);
	struct db_val		 was = changelog_value(m->rq->work->mem,
				    logged);

	if (mine == NULL || field_same(f, &mine->value, now))
		return false;
	if (logged != NULL && field_same(f, &mine->value, &was))
		calm_put(m, f, &was, now, m->who);
	else if (logged != NULL)
		clash_put(m, f, &was, &mine->value, now);
	else if (m->whole)
		calm_put(m, f, now, &mine->value, t("yours"));
	else
		clash_put(m, f, NULL, &mine->value, now);
	return true;
}

static void
crumb_add(struct request *rq, const char *label, const char *href)
{
	struct out	*c = out_add(rq->page, "crumbs");

	out_text(c, "label", label);
	out_text(c, "href", href);
}

static void
page_show(struct merge *m, const struct entity *e, int64_t rev,
    const struct change *mine)
{
	struct request	*rq = m->rq;
	struct out	*o = out_node(rq->page, "merge");
	int		 same = 0;

	who_show(m, o);
	for (size_t i = 0; i < m->c->n; i++)
		same += !field_put(m, i, mine);
	crumb_add(rq, t(e->label), e->path);
	out_text(rq->page, "title", t("Somebody else saved this meanwhile"));
	out_text(o, "action", rq->path);
	out_int(o, "rev", rev);
	out_int(o, "same", same);
	out_fmt(o, "cancel_href", "%s/%lld", e->path, (long long)rq->id);
}

enum err
crud_merge_show(struct request *rq, const struct entity *e,
    const struct change *mine)
{
	struct merge	 m = { .rq = rq };
	struct crud_cols c;
	struct db_rows	*rows;
	size_t		 rev;
	enum err	 err;

	crud_form_cols(rq, e, false, &c);
	rev = crud_cols_path(&c, "rev");
	err = query_get(rq->work, e, rq->id, c.path, &rows);
	if (err != OK)
		return err;
	m.c = &c;
	m.now = rows;
	m.was = json_object();
	err = saves_read(&m, e, db_int(rows, 0, rev));
	if (err == OK)
		page_show(&m, e, db_int(rows, 0, rev), mine);
	json_decref(m.was);
	return err != OK ? err : reply_page(rq, "merge.cst");
}
