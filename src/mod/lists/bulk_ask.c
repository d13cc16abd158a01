/* bulk_ask.c: what is asked of many records, and of which. */
#include <string.h>

#include "base/str.h"
#include "core/crud.h"
#include "core/field.h"
#include "core/form.h"
#include "core/query.h"
#include "core/record.h"
#include "core/rights.h"
#include "core/saved.h"
#include "mod/lists/bulk_ask.h"

#define LOOKED		51	/* as a page of the list */

/* ---- which records */

/* The last record that the actor sees: later ones are left alone. */
static enum err
last_read(struct ask *a)
{
	const struct query	 q = {
		.entity = a->b.e, .sort = "-id", .limit = 1
	};
	struct db_rows		*rows;
	enum err		 e;

	a->b.upto = in_int(a->rq, "upto", 0, INT64_MAX);
	if (a->b.upto > 0)
		return OK;
	e = query_list(a->rq->work, &q, &rows);
	if (e == OK && rows->n > 0)
		a->b.upto = db_int(rows, 0, 0);
	return e;
}

/*
 * The records found, as they were seen: one that is changed before it is
 * written may not fit any more, and is refused.
 */
static void
rows_read(struct ask *a, const struct db_rows *rows, bool currency)
{
	struct arena	*mem = a->rq->work->mem;

	a->rows = arena_alloc(mem, (rows->n + 1) * sizeof(*a->rows));
	a->names = arena_alloc(mem, (rows->n + 1) * sizeof(*a->names));
	for (size_t i = 0; i < rows->n; i++) {
		a->rows[i].id = db_int(rows, i, 0);
		a->names[i] = db_text(rows, i, 1);
		a->rows[i].rev = db_int(rows, i, 2);
		a->rows[i].currency = currency ? db_text(rows, i, 3) : NULL;
	}
	a->n = rows->n;
}

/* A title, a revision, and what its money is in. */
static bool
cols_choose(const struct ask *a, const char *cols[4])
{
	bool	 currency = field_find(a->b.e, "currency") != NULL;

	cols[0] = a->b.e->title;
	cols[1] = "rev";
	cols[2] = currency ? "currency" : NULL;
	cols[3] = NULL;
	return currency;
}

/*
 * All of the list, found as the list finds it: how many, and those that are
 * named or, where they are few, changed.
 */
static enum err
all_read(struct ask *a)
{
	struct work		*w = a->rq->work;
	struct crud_scope	*scope = arena_alloc(w->mem, sizeof(*scope));
	const char		*cols[4];
	bool			 currency = cols_choose(a, cols);
	struct query		 q = {
		.entity = a->b.e, .cols = cols,
		.limit = a->rq->method == POST ? BULK_NOW : LOOKED
	};
	struct db_rows		*rows;
	enum err		 e = bulk_scope(w, &a->b, scope);

	if (e != OK)
		return e;
	q.where = scope->where;
	q.text = scope->text;
	q.sort = scope->sort;
	if (q.sort == NULL && q.text == NULL)
		q.sort = a->b.e->sort != NULL ? a->b.e->sort : "-id";
	e = query_look(w, &q, COUNT_MOST, &rows, &a->b.total);
	if (e == OK)
		e = last_read(a);
	if (e != OK)
		return e;
	a->b.way = q.match != NULL ? q.way : WAY_TYPED;
	rows_read(a, rows, currency);
	return OK;
}

/* "7" or "7:3", a record and the revision that was seen. */
static bool
row_read(const char *s, struct bulk_row *row)
{
	const char	*colon = strchr(s, ':');
	char		 id[24];
	size_t		 n = colon != NULL ? (size_t)(colon - s) : strlen(s);

	memset(row, 0, sizeof(*row));
	if (n == 0 || n >= sizeof(id))
		return false;
	memcpy(id, s, n);
	id[n] = '\0';
	if (colon != NULL && str_int64(colon + 1, &row->rev) != OK)
		return false;
	return str_int64(id, &row->id) == OK && row->id > 0;
}

static size_t
ids_read(struct ask *a, struct bulk_row *rows, struct db_val *ids)
{
	const char *const	*list = in_all(a->rq, "id");
	size_t			 n = 0;

	for (; *list != NULL && n < BULK_NOW; list++)
		if (row_read(*list, &rows[n])) {
			ids[n].type = DB_INT;
			ids[n].i = rows[n].id;
			n++;
		}
	return n;
}

static int64_t
rev_asked(const struct bulk_row *asked, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (asked[i].id == id)
			return asked[i].rev;
	return REV_ANY;
}

/* Those chosen that the actor sees, by id; the others are not spoken of. */
static enum err
chosen_read(struct ask *a)
{
	struct work	*w = a->rq->work;
	const char	*cols[4];
	bool		 currency = cols_choose(a, cols);
	struct bulk_row	*asked = arena_alloc(w->mem, BULK_NOW *
			    sizeof(*asked));
	struct db_val	*ids = arena_alloc(w->mem, BULK_NOW * sizeof(*ids));
	size_t		 n = ids_read(a, asked, ids);
	struct filter	 where[] = {
		{ .path = "id", .op = OP_IN, .values = ids, .nvalues = n },
		WHERE_END
	};
	const struct query	 q = {
		.entity = a->b.e, .cols = cols, .where = where, .sort = "id",
		.limit = BULK_NOW
	};
	struct db_rows	*rows;
	enum err	 e;

	if (n == 0)
		return OK;
	e = query_list(w, &q, &rows);
	if (e != OK)
		return e;
	rows_read(a, rows, currency);
	a->b.total = (int64_t)rows->n;
	for (size_t i = 0; i < rows->n; i++) {
		int64_t	 rev = rev_asked(asked, n, a->rows[i].id);

		if (rev != REV_ANY)
			a->rows[i].rev = rev;
	}
	return OK;
}

/* The kind of the address, where the actor may change many at once. */
static enum err
kind_read(struct ask *a)
{
	const struct entity	*e = entity_find(a->rq->name);

	if (e == NULL || e->path == NULL || e->title == NULL ||
	    (e->flags & ENTITY_OWN) || strcmp(e->name, a->rq->name) != 0)
		return ERR_NOTFOUND;
	a->b.e = e;
	return rights_have(a->rq->work, arena_fmt(a->rq->work->mem,
	    "%s.bulk", e->name)) ? OK : ERR_DENIED;
}

bool
bulk_ask_allows(const struct ask *a, enum bulk_act act)
{
	struct work	*w = a->rq->work;

	if (act == BULK_DELETE)
		return rights_scope(w, a->b.e, VERB_DELETE) != SCOPE_NONE;
	if (act == BULK_SET)
		return rights_scope(w, a->b.e, VERB_EDIT) != SCOPE_NONE ||
		    rights_scope(w, a->b.e, VERB_ASSIGN) != SCOPE_NONE;
	return bulk_tags(w, a->b.e) != NULL &&
	    rights_scope(w, a->b.e, VERB_EDIT) != SCOPE_NONE;
}

static enum err
act_read(struct ask *a)
{
	const char	*act = in_raw(a->rq, "do");
	const char	*field = in_raw(a->rq, "field");

	if (act != NULL && strcmp(act, "assign") == 0) {
		act = "set";
		field = "owner_id";
	}
	a->b.act = bulk_act_find(act);
	if (a->b.act == BULK_ACTS)
		return OK;
	if (!bulk_ask_allows(a, a->b.act))
		return ERR_DENIED;
	if (a->b.act != BULK_SET || field == NULL || *field == '\0')
		return OK;
	a->b.field = field_find(a->b.e, field);
	return a->b.field != NULL && bulk_offers(a->rq->work, a->b.e,
	    a->b.field) ? OK : ERR_NOTFOUND;
}

enum err
bulk_ask_read(struct request *rq, struct ask *a)
{
	struct work	*w = rq->work;
	const char	*from = in_raw(rq, "from");
	enum err	 e;

	memset(a, 0, sizeof(*a));
	a->rq = rq;
	e = kind_read(a);
	if (e == OK)
		e = act_read(a);
	if (e == OK)
		e = saved_query(w, a->b.e, from != NULL ? from : "", &from);
	if (e != OK)
		return e;
	a->back = arena_fmt(w->mem, "%s%s%s", a->b.e->path,
	    *from != '\0' ? "?" : "", from);
	if (in_flag(rq, "all"))
		a->b.query = from;
	return a->b.query != NULL ? all_read(a) : chosen_read(a);
}
