/* changelog.c: who changed what, as rows that can be shown and taken back. */
#include <jansson.h>
#include <string.h>

#include "base/utf8.h"
#include "core/changelog.h"
#include "core/field.h"
#include "core/gate.h"
#include "core/site.h"

/* Rows of change_row on their way there. */
struct pending {
	struct sql	 rows;		/* "(?,...),(?,...)" */
	size_t		 n;
};

#define PENDING_MOST	500	/* rows of one statement */
#define WHAT_MAX	200	/* characters of change_set.what */
#define SINCE_PAGE	500	/* later rows that are read at once */

static struct pending *
pending_new(struct arena *mem)
{
	struct pending	*p = arena_alloc(mem, sizeof(*p));

	sql_init(&p->rows, mem);
	return p;
}

static enum err
set_insert(struct work *w)
{
	struct change_set	*set = &w->set;
	enum err		 e;

	if (set->what != NULL)
		set->what = utf8_truncate(w->mem, set->what, WHAT_MAX);
	e = db_exec(w->db, "INSERT INTO change_set (user_id, channel, at, "
	    "request_key, what, undoes, answer, perm) "
	    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	    DB_ARGS(DB_I(w->actor.user_id), DB_I(w->actor.channel),
	    DB_I(w->now_s), DB_S(set->request_key), DB_S(set->what),
	    { .type = set->undoes != 0 ? DB_INT : DB_NULL,
	      .i = set->undoes }, DB_S(set->answer), DB_S(set->perm)));
	if (e == ERR_CONFLICT)
		return ERR_REPEAT;
	if (e == OK)
		set->id = db_id(w->db);
	return e;
}

enum err
changelog_number(struct work *w, int64_t *id)
{
	enum err	 e = w->set.id != 0 ? OK : set_insert(w);

	if (e == OK)
		*id = w->set.id;
	return e;
}

enum err
changelog_open(struct work *w)
{
	int64_t	 id;

	if (w->memo == NULL)
		return changelog_number(w, &id);
	if (w->set.pending == NULL)
		w->set.pending = pending_new(w->mem);
	return OK;
}

static enum action
action_of(const struct draft *d)
{
	size_t	 i = slot_find(d->shape, "deleted_at");

	if (d->is_new)
		return DID_CREATE;
	if (!slot_changes(d, i))
		return DID_EDIT;
	return d->slots[i].now.type == DB_NULL ? DID_RESTORE : DID_DELETE;
}

static json_t *
value_json(const struct field *f, const struct db_val *v)
{
	if (v->type == DB_NULL)
		return json_null();
	if (f->flags & FIELD_SECRET)
		return json_string("*");
	return v->type == DB_INT ? json_integer(v->i) : json_string(v->s);
}

static int
dump(const char *s, size_t n, void *out)
{
	str_addn(out, s, n);
	return 0;
}

/* What follows from other records is logged with them. */
static bool
slot_logged(const struct draft *d, size_t i, enum action did)
{
	const struct field	*f = slot_field(d->shape, i);

	if (f == NULL)
		return false;
	if (did == DID_DELETE)
		return slot_changes(d, i) || d->slots[i].old.type != DB_NULL;
	return slot_changes(d, i) && !(f->flags & FIELD_DERIVED);
}

/* Whether there is anything to tell of d. */
static bool
draft_logged(const struct draft *d, enum action did)
{
	size_t	 n = slot_count(d->shape);

	for (size_t i = 0; i < n; i++)
		if (slot_logged(d, i, did))
			return true;
	return did != DID_EDIT;
}

/* {"name":["old","new"],...} */
static const char *
draft_json(const struct draft *d, enum action did)
{
	size_t		 n = slot_count(d->shape);
	json_t		*all = json_object();
	struct str	 out;

	for (size_t i = 0; i < n; i++) {
		const struct field	*f = slot_field(d->shape, i);
		const struct slot	*s = &d->slots[i];

		if (!slot_logged(d, i, did))
			continue;
		json_object_set_new(all, f->name, json_pack("[o,o]",
		    value_json(f, &s->old), value_json(f,
		    slot_changes(d, i) ? &s->now : &s->old)));
	}
	str_init(&out, d->w->mem);
	json_dump_callback(all, dump, &out, JSON_COMPACT);
	json_decref(all);
	return out.s;
}

/*
 * Whether d followed from what the actor did, without his right to it being
 * asked: an undo does not ask for it either.
 */
static bool
draft_followed(const struct draft *d)
{
	const struct actor	*a = &d->w->actor;

	return a->rights == NULL && a->user_id != 0;
}

/* "(set,entity,record,action,rev,followed,data)"; the set comes at the end. */
static void
row_add(const struct draft *d, enum action did, struct pending *p)
{
	struct sql	*q = &p->rows;

	sql_add(q, p->n++ == 0 ? "(" : ",(");
	sql_int(q, 0);
	sql_add(q, ",");
	sql_text(q, d->e->name);
	sql_add(q, ",");
	sql_int(q, d->r->id);
	sql_add(q, ",");
	sql_int(q, did);
	sql_add(q, ",");
	sql_int(q, d->rev + 1);
	sql_add(q, ",");
	sql_int(q, draft_followed(d));
	sql_add(q, ",");
	sql_text(q, draft_json(d, did));
	sql_add(q, ")");
}

#define ROW_VALUES	7

/* Write the rows that wait. */
static enum err
rows_insert(struct work *w)
{
	struct pending	*p = w->set.pending;
	struct sql	 q;
	int64_t		 id;
	enum err	 e;

	if (p == NULL || p->n == 0)
		return OK;
	e = changelog_number(w, &id);
	if (e != OK)
		return e;
	for (size_t i = 0; i < p->rows.n; i += ROW_VALUES)
		p->rows.vals[i].i = id;
	sql_init(&q, w->mem);
	sql_add(&q, "INSERT INTO change_row "
	    "(set_id, entity, record_id, action, rev, followed, data) "
	    "VALUES ");
	sql_append(&q, &p->rows);
	w->set.nrecords += (int)p->n;
	w->set.pending = NULL;
	return db_exec_once(w->db, q.s.s, q.vals, q.n);
}

/*
 * Workers keep that there are many records of a kind (core/kept.h), which is
 * so until one goes.  As late as can be: whoever else deletes waits for it.
 */
static enum err
gone_tell(struct work *w)
{
	if (!w->set.gone)
		return OK;
	w->set.gone = false;
	return site_touch(w);
}

enum err
changelog_write(struct work *w, const struct draft *drafts, size_t n)
{
	enum err	 e = OK;

	for (size_t i = 0; i < n && e == OK; i++) {
		const struct draft	*d = &drafts[i];
		enum action		 did = action_of(d);

		if (draft_skipped(d))
			continue;
		if (did == DID_DELETE && d->e->parent == NULL)
			w->set.gone = true;
		if (!draft_logged(d, did))
			continue;
		if (w->set.pending == NULL)
			w->set.pending = pending_new(w->mem);
		row_add(d, did, w->set.pending);
		if (w->set.pending->n == PENDING_MOST ||
		    sql_full(&w->set.pending->rows))
			e = rows_insert(w);
	}
	if (w->memo != NULL)
		return e;
	if (e == OK)
		e = rows_insert(w);
	w->set.pending = NULL;
	return e == OK ? gone_tell(w) : e;
}

enum err
changelog_mark(struct work *w, const struct draft *d)
{
	enum err	 e = changelog_open(w);

	if (e != OK)
		return e;
	if (w->set.pending == NULL)
		w->set.pending = pending_new(w->mem);
	row_add(d, DID_EDIT, w->set.pending);
	return w->memo != NULL ? OK : rows_insert(w);
}

enum err
changelog_close(struct work *w)
{
	struct change_set	*set = &w->set;
	bool			 was = set->id != 0;
	int64_t			 id;
	enum err		 e = OK;

	if (!was && set->pending != NULL)
		e = changelog_number(w, &id);
	if (e == OK)
		e = rows_insert(w);
	set->pending = NULL;
	if (e == OK && was && set->answer != NULL)
		e = db_exec(w->db, "UPDATE change_set SET answer = ? "
		    "WHERE id = ?",
		    DB_ARGS(DB_S(set->answer), DB_I(set->id)));
	return e == OK ? gone_tell(w) : e;
}

struct db_val
changelog_value(struct arena *mem, const json_t *j)
{
	struct db_val	 v = DB_N;

	if (json_is_integer(j)) {
		v.type = DB_INT;
		v.i = json_integer_value(j);
	} else if (json_is_string(j)) {
		v.type = DB_TEXT;
		v.s = arena_strdup(mem, json_string_value(j));
	}
	return v;
}

/* The old (side 0) or new (1) values that can be set back. */
static const struct change *
json_changes(struct work *w, const struct entity *e, json_t *all, size_t side)
{
	struct change	*list = arena_alloc(w->mem,
			    (json_object_size(all) + 1) * sizeof(*list));
	struct change	*c = list;
	const char	*name;
	json_t		*pair;

	json_object_foreach(all, name, pair) {
		const struct field	*f = field_find(e, name);

		if (f == NULL || (f->flags & FIELD_SECRET))
			continue;
		c->field = f->name;
		c->type = f->type;
		c->value = changelog_value(w->mem, json_array_get(pair, side));
		c++;
	}
	return list;
}

static enum err
logged_read(struct work *w, const struct db_rows *rows, size_t i,
    struct logged *out)
{
	const char	*data = db_text(rows, i, 4);
	json_t		*all = json_loads(data, 0, NULL);

	out->e = entity_find(db_text(rows, i, 1));
	if (all == NULL || out->e == NULL)
		return ERR_NOTFOUND;
	out->id = db_int(rows, i, 0);
	out->record_id = db_int(rows, i, 2);
	out->action = (enum action)db_int(rows, i, 3);
	out->followed = db_int(rows, i, 5) != 0;
	out->before = json_changes(w, out->e, all, 0);
	out->after = json_changes(w, out->e, all, 1);
	json_decref(all);
	return OK;
}

enum err
changelog_read(struct work *w, int64_t set_id, int64_t *cursor,
    struct logged **list, size_t *n)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows,
	    "SELECT id, entity, record_id, action, data, followed "
	    "FROM change_row "
	    "WHERE set_id = ? AND id < ? ORDER BY id DESC LIMIT 500",
	    DB_ARGS(DB_I(set_id), DB_I(*cursor == 0 ? INT64_MAX : *cursor)));
	if (e != OK)
		return e;
	*n = rows->n;
	*list = arena_alloc(w->mem, (rows->n + 1) * sizeof(**list));
	for (size_t i = 0; i < rows->n && e == OK; i++)
		e = logged_read(w, rows, i, &(*list)[i]);
	if (rows->n > 0)
		*cursor = db_int(rows, rows->n - 1, 0);
	return e;
}

enum err
changelog_latest(struct work *w, int64_t set_id, struct logged *list,
    size_t n)
{
	struct db_rows	*rows;
	struct sql	 q;
	enum err	 e;

	sql_init(&q, w->mem);
	sql_add(&q, "SELECT record_id, MAX(id) FROM change_row "
	    "WHERE entity = ");
	sql_text(&q, list[0].e->name);
	sql_add(&q, " AND set_id <> ");
	sql_int(&q, set_id);
	sql_add(&q, " AND set_id <> ");
	sql_int(&q, w->set.id);
	sql_add(&q, " AND record_id IN (0");
	for (size_t i = 0; i < n; i++) {
		sql_add(&q, ",");
		sql_int(&q, list[i].record_id);
	}
	sql_add(&q, ") GROUP BY record_id");
	e = db_query_once(w->db, w->mem, &rows, q.s.s, q.vals, q.n);
	for (size_t i = 0; i < n && e == OK; i++) {
		list[i].latest = true;
		for (size_t r = 0; r < rows->n; r++)
			if (db_int(rows, r, 0) == list[i].record_id &&
			    db_int(rows, r, 1) > list[i].id)
				list[i].latest = false;
	}
	return e;
}

/* ---- what came after a record was made */

static bool
is_told(const struct change *list, const struct field *f)
{
	for (; list->field != NULL; list++)
		if (strcmp(list->field, f->name) == 0)
			return true;
	return false;
}

/* Whether it is people who fill f in. */
static bool
is_filled(const struct field *f)
{
	return f != NULL && !(f->flags & (FIELD_SECRET | FIELD_DERIVED |
	    FIELD_RULE)) && strcmp(f->name, "deleted_at") != 0;
}

static bool
is_new_to(const struct logged *l, const struct field *f)
{
	return is_filled(f) && !is_told(l->after, f);
}

/* Add what a later row found of fields that nothing told of so far. */
static void
found_add(struct work *w, struct logged *l, json_t *all)
{
	struct change	*list;
	const char	*name;
	json_t		*pair;
	size_t		 n = 0, more = 0;

	json_object_foreach(all, name, pair)
		more += is_new_to(l, field_find(l->e, name));
	if (more == 0)
		return;
	while (l->after[n].field != NULL)
		n++;
	list = arena_alloc(w->mem, (n + more + 1) * sizeof(*list));
	memcpy(list, l->after, n * sizeof(*list));
	json_object_foreach(all, name, pair) {
		const struct field	*f = field_find(l->e, name);

		if (!is_new_to(l, f))
			continue;
		list[n].field = f->name;
		list[n].type = f->type;
		list[n++].value = changelog_value(w->mem,
		    json_array_get(pair, 0));
	}
	l->after = list;
}

static bool
is_overtaken(const struct logged *l)
{
	return l->action == DID_CREATE && !l->latest;
}

/* "SELECT id, record_id, data" of the next rows of those that sets made. */
static void
since_statement(struct work *w, int64_t set_id, const struct logged *list,
    size_t n, int64_t from, struct sql *q)
{
	sql_add(q, "SELECT id, record_id, data FROM change_row "
	    "WHERE entity = ");
	sql_text(q, list[0].e->name);
	sql_add(q, " AND id > ");
	sql_int(q, from);
	sql_add(q, " AND set_id <> ");
	sql_int(q, set_id);
	sql_add(q, " AND set_id <> ");
	sql_int(q, w->set.id);
	sql_add(q, " AND record_id IN (0");
	for (size_t i = 0; i < n; i++)
		if (is_overtaken(&list[i])) {
			sql_add(q, ",");
			sql_int(q, list[i].record_id);
		}
	sql_add(q, ") ORDER BY id LIMIT ");
	sql_int(q, SINCE_PAGE);
}

static void
since_row(struct work *w, const struct db_rows *rows, size_t r,
    struct logged *list, size_t n)
{
	json_t	*all = json_loads(db_text(rows, r, 2), 0, NULL);

	for (size_t i = 0; i < n && all != NULL; i++)
		if (is_overtaken(&list[i]) &&
		    db_int(rows, r, 1) == list[i].record_id &&
		    db_int(rows, r, 0) > list[i].id)
			found_add(w, &list[i], all);
	json_decref(all);
}

enum err
changelog_since(struct work *w, int64_t set_id, struct logged *list, size_t n)
{
	struct arena	*mem = arena_new();
	struct db_rows	*rows;
	struct sql	 q;
	int64_t		 from = INT64_MAX;
	bool		 left;
	enum err	 e = OK;

	for (size_t i = 0; i < n; i++)
		if (is_overtaken(&list[i]) && list[i].id < from)
			from = list[i].id;
	left = from != INT64_MAX;
	while (e == OK && left) {
		arena_reset(mem);
		sql_init(&q, mem);
		since_statement(w, set_id, list, n, from, &q);
		e = db_query_once(w->db, mem, &rows, q.s.s, q.vals, q.n);
		for (size_t r = 0; e == OK && r < rows->n; r++) {
			since_row(w, rows, r, list, n);
			from = db_int(rows, r, 0);
		}
		left = e == OK && rows->n == SINCE_PAGE;
	}
	arena_free(mem);
	return e;
}
