/* record.c: the write gate. */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/changelog.h"
#include "core/draft.h"
#include "core/gate.h"
#include "core/memo.h"
#include "core/query.h"
#include "core/record.h"
#include "core/search.h"

#define CHUNK	500	/* records of one statement */

/* ---- unique codes */

/* The folded code that draft d newly has, NULL if it has none. */
static const char *
key_of(const struct draft *d, size_t slot)
{
	const struct slot	*s = &d->slots[slot];

	return draft_live(d) && slot_changes(d, slot) &&
	    s->now.type == DB_TEXT ? utf8_fold(d->w->mem, s->now.s) : NULL;
}

static void
key_taken(struct draft *d)
{
	draft_refuse(d, d->e->key, t("is used already: no two may be equal"));
}

/* Refuse codes that stand twice in the batch; how many are new. */
static size_t
keys_within(struct draft *drafts, size_t n, size_t slot, const char **keys)
{
	size_t	 asked = 0;

	for (size_t i = 0; i < n; i++) {
		keys[i] = key_of(&drafts[i], slot);
		for (size_t j = 0; j < i && keys[i] != NULL; j++)
			if (str_eq(keys[i], keys[j])) {
				key_taken(&drafts[i]);
				keys[i] = NULL;
			}
		asked += keys[i] != NULL;
	}
	return asked;
}

/*
 * The entity's key is unique, in the bin too.  What the base takes for equal
 * is more than what folds to the same (digits of other scripts, emoji).
 */
static enum err
keys_check(struct work *w, const struct entity *e, struct draft *drafts,
    size_t n)
{
	const char	**keys;
	size_t		 slot;
	struct sql	 q;
	struct db_rows	*rows;
	enum err	 err;

	if (e->key == NULL)
		return OK;
	keys = arena_alloc(w->mem, n * sizeof(*keys));
	slot = slot_find(drafts[0].shape, e->key);
	if (keys_within(drafts, n, slot, keys) == 0)
		return OK;
	sql_init(&q, w->mem);
	str_fmt(&q.s, "SELECT id, %s FROM %s WHERE %s IN (''", e->key,
	    e->table, e->key);
	for (size_t i = 0; i < n; i++)
		if (keys[i] != NULL) {
			sql_add(&q, ",");
			sql_val(&q, &drafts[i].slots[slot].now);
		}
	sql_add(&q, ")");
	err = db_query_once(w->db, w->mem, &rows, q.s.s, q.vals, q.n);
	for (size_t r = 0; err == OK && r < rows->n; r++)
		for (size_t i = 0; i < n; i++)
			if (keys[i] != NULL &&
			    drafts[i].r->id != db_int(rows, r, 0) &&
			    (n == 1 || str_eq(keys[i], utf8_fold(w->mem,
			    db_text(rows, r, 1)))))
				key_taken(&drafts[i]);
	return err;
}

static void
draft_compare(struct draft *d)
{
	size_t	 n = slot_count(d->shape);

	d->r->same = !d->is_new;
	for (size_t i = 0; i < n && d->r->same; i++)
		d->r->same = !slot_changes(d, i);
}

/* ---- writing */

/* Whether any live draft of the kind (new or not) changes slot i. */
static bool
slot_wanted(const struct draft *drafts, size_t n, size_t i, bool is_new)
{
	for (size_t d = 0; d < n; d++)
		if (!draft_skipped(&drafts[d]) &&
		    drafts[d].is_new == is_new && slot_changes(&drafts[d], i))
			return true;
	return false;
}

static size_t
count_kind(const struct draft *drafts, size_t n, bool is_new)
{
	size_t	 k = 0;

	for (size_t d = 0; d < n; d++)
		k += !draft_skipped(&drafts[d]) && drafts[d].is_new == is_new;
	return k;
}

static void
insert_row(const struct draft *d, const bool *wanted, struct sql *q)
{
	size_t	 n = slot_count(d->shape);

	sql_add(q, "(1,");
	sql_int(q, d->w->now_s);
	for (size_t i = 0; i < n; i++) {
		if (!wanted[i])
			continue;
		sql_add(q, ",");
		if (d->slots[i].now.type == DB_NULL)
			sql_add(q, "DEFAULT");
		else
			sql_val(q, &d->slots[i].now);
	}
	sql_add(q, ")");
}

/* "INSERT INTO deal (...) VALUES (...),(...)"; how many drafts it is of. */
static size_t
insert_compose(const struct entity *e, const struct draft *drafts, size_t n,
    const bool *wanted, struct sql *q)
{
	size_t	 nslots = slot_count(drafts[0].shape), made = 0, d;

	sql_init(q, drafts[0].w->mem);
	str_fmt(&q->s, "INSERT INTO %s (rev, created_at", e->table);
	for (size_t i = 0; i < nslots; i++)
		if (wanted[i])
			str_fmt(&q->s, ", %s",
			    slot_field(drafts[0].shape, i)->name);
	sql_add(q, ") VALUES ");
	for (d = 0; d < n && !sql_full(q); d++)
		if (!draft_skipped(&drafts[d]) && drafts[d].is_new) {
			sql_add(q, made++ == 0 ? "" : ",");
			insert_row(&drafts[d], wanted, q);
		}
	return d;
}

/* Ids follow each other. */
static void
ids_take(struct work *w, struct draft *drafts, size_t n)
{
	int64_t	 id = db_id(w->db);
	int64_t	 step = count_kind(drafts, n, true) > 1 ?
		    db_id_step(w->db) : 0;

	for (size_t d = 0; d < n; d++)
		if (!draft_skipped(&drafts[d]) && drafts[d].is_new) {
			drafts[d].r->id = id;
			id += step;
		}
}

/* New records: one INSERT, more when their texts are very long. */
static enum err
drafts_insert(struct work *w, const struct entity *e, struct draft *drafts,
    size_t n)
{
	size_t		 nslots = slot_count(drafts[0].shape), k;
	bool		*wanted = arena_alloc(w->mem, nslots * sizeof(bool));
	struct sql	 q;
	enum err	 err = OK;

	for (size_t i = 0; i < nslots; i++)
		wanted[i] = slot_wanted(drafts, n, i, true);
	while (err == OK && count_kind(drafts, n, true) > 0) {
		k = insert_compose(e, drafts, n, wanted, &q);
		err = db_exec_once(w->db, q.s.s, q.vals, q.n);
		if (err == OK)
			ids_take(w, drafts, k);
		drafts += k;
		n -= k;
	}
	return err;
}

static void
set_value(const struct slot *s, const char *name, struct sql *q)
{
	if (s->now.type == DB_NULL)
		str_fmt(&q->s, "DEFAULT(%s)", name);
	else
		sql_val(q, &s->now);
}

/* ", name = ?" or ", name = CASE id WHEN ? THEN ? ... ELSE name END". */
static void
set_column(const struct draft *drafts, size_t n, size_t i, bool single,
    struct sql *q)
{
	const char	*name = slot_field(drafts[0].shape, i)->name;

	str_fmt(&q->s, ", %s = %s", name, single ? "" : "CASE id");
	for (size_t d = 0; d < n; d++) {
		const struct draft	*dr = &drafts[d];

		if (draft_skipped(dr) || dr->is_new || !slot_changes(dr, i))
			continue;
		if (!single) {
			sql_add(q, " WHEN ");
			sql_int(q, dr->r->id);
			sql_add(q, " THEN ");
		}
		set_value(&dr->slots[i], name, q);
	}
	if (!single)
		str_fmt(&q->s, " ELSE %s END", name);
}

static enum err
update_some(struct work *w, const struct entity *e, const struct draft *drafts,
    size_t n)
{
	size_t		 nslots = slot_count(drafts[0].shape);
	size_t		 many = count_kind(drafts, n, false);
	struct sql	 q;

	if (many == 0)
		return OK;
	sql_init(&q, w->mem);
	str_fmt(&q.s, "UPDATE %s SET rev = rev + 1", e->table);
	for (size_t i = 0; i < nslots; i++)
		if (slot_wanted(drafts, n, i, false))
			set_column(drafts, n, i, many == 1, &q);
	sql_add(&q, " WHERE id IN (0");
	for (size_t d = 0; d < n; d++)
		if (!draft_skipped(&drafts[d]) && !drafts[d].is_new) {
			sql_add(&q, ",");
			sql_int(&q, drafts[d].r->id);
		}
	sql_add(&q, ")");
	return db_exec_once(w->db, q.s.s, q.vals, q.n);
}

/* What the new values of a changed record take in an UPDATE. */
static size_t
update_size(const struct draft *d)
{
	size_t			 n = slot_count(d->shape), bytes = 0;
	const struct db_val	 id = DB_I(d->r->id);

	if (draft_skipped(d) || d->is_new)
		return 0;
	for (size_t i = 0; i < n; i++)
		if (slot_changes(d, i))
			bytes += sql_size(&id) + sql_size(&d->slots[i].now);
	return bytes;
}

/* Changed records: one UPDATE, more when their texts are very long. */
static enum err
drafts_update(struct work *w, const struct entity *e, struct draft *drafts,
    size_t n)
{
	enum err	 err = OK;

	while (err == OK && n > 0) {
		size_t	 k = 0;

		for (size_t bytes = 0; k < n && bytes < SQL_BYTES; k++)
			bytes += update_size(&drafts[k]);
		err = update_some(w, e, drafts, k);
		drafts += k;
		n -= k;
	}
	return err;
}

static enum err
listeners_run(struct work *w, const struct entity *e, struct draft *drafts,
    size_t n)
{
	const struct event	 ev = { .entity = e, .drafts = drafts, .n = n };
	enum err		 err;

	for (const struct module *const *m = modules_all(); *m; m++) {
		const struct listener	*l = (*m)->listens;

		for (; l != NULL && l->entity != NULL; l++) {
			if (strcmp(l->entity, e->name) != 0)
				continue;
			err = l->fn(w, &ev);
			if (err != OK)
				return err;
		}
	}
	return OK;
}

/* Whoever made d is known to see it, and to edit it, if he does. */
static void
draft_know(const struct draft *d)
{
	static const enum verb	 verbs[] = { VERB_SEE, VERB_EDIT };
	const struct entity	*e = d->e;
	bool			 shared = e->flags & ENTITY_SHARED;

	if (e->parent != NULL || (e->flags & ENTITY_ANCHORED))
		return;
	for (int i = 0; i < 2; i++)
		if (rights_reach(d->w, e, verbs[i],
		    shared ? 0 : draft_int(d, "owner_id"),
		    shared ? 0 : draft_int(d, "team_id")))
			memo_know(d->w, e, d->r->id, verbs[i],
			    draft_text(d, e->title));
}

/* What was written is not as it was read. */
static void
drafts_remember(struct work *w, const struct draft *drafts, size_t n)
{
	for (size_t i = 0; i < n && w->memo != NULL; i++) {
		const struct draft	*d = &drafts[i];

		if (draft_skipped(d))
			continue;
		if (!d->is_new && draft_moved(d)) {
			memo_clear(w);
			return;
		}
		draft_forget(d);
		if (d->is_new)
			draft_know(d);
	}
}

static enum err
drafts_write(struct work *w, const struct entity *e, struct draft *drafts,
    size_t n)
{
	size_t		 live = 0;
	enum err	 err;

	for (size_t i = 0; i < n; i++) {
		if (draft_live(&drafts[i]))
			draft_compare(&drafts[i]);
		live += !draft_skipped(&drafts[i]);
	}
	if (live == 0)
		return OK;
	err = changelog_open(w);
	if (err == OK)
		err = drafts_insert(w, e, drafts, n);
	if (err == OK)
		err = drafts_update(w, e, drafts, n);
	if (err == OK)
		err = changelog_write(w, drafts, n);
	if (err == OK)
		err = search_write(w, drafts, n);
	if (err == OK)
		drafts_remember(w, drafts, n);
	if (err == OK)
		err = listeners_run(w, e, drafts, n);
	return err;
}

/* ---- the gate */

/* Everything between what was asked and what may be written. */
static enum err
drafts_check(struct work *w, const struct entity *e, struct draft *drafts,
    size_t n)
{
	enum err	 err = drafts_load(w, e, drafts, n);

	if (err != OK)
		return err;
	for (size_t i = 0; i < n; i++) {
		draft_admit(&drafts[i]);
		if (draft_live(&drafts[i]))
			draft_complete(&drafts[i]);
		if (draft_live(&drafts[i]) && drafts[i].is_new &&
		    w->actor.user_id != 0)
			draft_set_int(&drafts[i], "created_by",
			    w->actor.user_id);
	}
	err = drafts_refs(w, drafts, n);
	if (err == OK)
		err = restored_check(w, drafts, n);
	if (err == OK)
		err = keys_check(w, e, drafts, n);
	for (size_t i = 0; i < n && err == OK; i++)
		if (draft_live(&drafts[i]))	/* check() skips what is same */
			draft_compare(&drafts[i]);
	if (err == OK && e->check != NULL)
		err = e->check(w, drafts, n);
	return err;
}

/* Up to CHUNK records; undo: what they are set back from. */
static enum err
save_chunk(struct work *w, const struct entity *e, struct record *rows,
    size_t n, size_t first, const struct logged *undo)
{
	struct draft	*drafts = drafts_new(w, e, rows, n, first);
	enum err	 err;

	for (size_t i = 0; i < n; i++) {
		rows[i].err = OK;
		rows[i].same = false;
		drafts[i].undo = undo != NULL ? &undo[i] : NULL;
		draft_take(&drafts[i]);
	}
	err = drafts_check(w, e, drafts, n);
	if (err == OK)
		err = drafts_write(w, e, drafts, n);
	return err;
}

enum err
record_set_back(struct work *w, const struct entity *e, struct record *rows,
    size_t n, const struct logged *undo)
{
	return save_chunk(w, e, rows, n, 0, undo);
}

enum err
record_save_many(struct work *w, const struct entity *e, struct record *rows,
    size_t n)
{
	enum err	 err = OK;

	for (size_t i = 0; i < n && err == OK; i += CHUNK)
		err = save_chunk(w, e, rows + i, n - i < CHUNK ? n - i : CHUNK,
		    i, NULL);
	for (size_t i = 0; i < n && err == OK; i++)
		if (rows[i].err != OK)
			err = ERR_INVALID;
	return err;
}

static enum err
save_one(struct work *w, const struct entity *e, struct record *r)
{
	enum err	 err = record_save_many(w, e, r, 1);

	return r->err != OK ? r->err : err;
}

enum err
record_save(struct work *w, const struct entity *e, int64_t id, int64_t rev,
    const struct change *changes)
{
	struct record	 r = { .id = id, .rev = rev, .changes = changes };

	return id <= 0 ? ERR_NOTFOUND : save_one(w, e, &r);
}

enum err
record_create(struct work *w, const struct entity *e,
    const struct change *changes, int64_t *id)
{
	struct record	 r = { .changes = changes };
	enum err	 err = save_one(w, e, &r);

	if (err == OK)
		*id = r.id;
	return err;
}

enum err
record_delete(struct work *w, const struct entity *e, int64_t id, int64_t rev)
{
	const struct change	 c[] = { SET_TIME("deleted_at", w->now_s), { 0 } };

	return record_save(w, e, id, rev, c);
}

enum err
record_restore(struct work *w, const struct entity *e, int64_t id)
{
	const struct change	 c[] = { SET_NULL("deleted_at", F_TIME), { 0 } };

	return record_save(w, e, id, REV_ANY, c);
}

/* One that lies in the bin keeps its key there. */
static enum err
named_make(struct work *w, const struct entity *e, const char *name,
    int64_t *id)
{
	const struct filter	 where[] = {
		WHERE_S(e->key, OP_EQ, name), WHERE_END
	};
	const struct query	 q = {
		.entity = e, .where = where, .sort = "id", .limit = 1,
		.deleted = true
	};
	const struct change	 c[] = { SET_TEXT(e->key, name), { 0 } };
	struct db_rows		*rows;
	enum err		 err = query_list(w, &q, &rows);

	if (err != OK)
		return err;
	if (rows->n == 0)
		return record_create(w, e, c, id);
	*id = db_int(rows, 0, 0);
	return record_restore(w, e, *id);
}

enum err
record_named(struct work *w, const struct entity *e, const char *name,
    bool make, int64_t *id)
{
	const struct db_val	 v = DB_S(name);
	const struct rights	*rights = w->actor.rights;
	enum err		 err;

	w->actor.rights = NULL;
	err = query_find(w, e, e->key, &v, id);
	if (err == ERR_NOTFOUND && make)
		err = named_make(w, e, name, id);
	w->actor.rights = rights;
	return err;
}
