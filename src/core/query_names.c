/* query_names.c: titles that a worker keeps, in place of a join for each row. */
#include <string.h>

#include "base/str.h"
#include "core/field.h"
#include "core/kept.h"
#include "core/query_parts.h"

#define NAMES_MOST	2000	/* of an entity; with more it is joined */

/* The entity that a path ending in "." names a record of; NULL: another. */
static const struct entity *
named_by(struct arena *mem, const struct entity *e, const char *path)
{
	const char	*dot;

	for (; e != NULL && (dot = strchr(path, '.')) != NULL;
	    path = dot + 1) {
		const struct field	*f = field_find(e, arena_fmt(mem,
					    "%.*s", (int)(dot - path), path));

		e = f != NULL && f->type == F_REF ? entity_find(f->of) : NULL;
	}
	return e != NULL && *path == '\0' && (e->flags & ENTITY_KEPT) ? e :
	    NULL;
}

/* Titles of e by id; NULL where they are joined. */
static const struct db_rows *
names_of(struct work *w, const struct entity *e)
{
	const struct db_rows	*rows;
	struct sql		 q;

	if (e == NULL || w->memo != NULL || w->site == NULL)
		return NULL;
	sql_init(&q, w->mem);
	sql_add(&q, "SELECT id, ");
	sql_add(&q, e->title);
	sql_add(&q, " FROM ");
	sql_add(&q, e->table);
	sql_add(&q, " ORDER BY id LIMIT ");
	sql_int(&q, NAMES_MOST);
	if (kept_query_once(w, &rows, q.s.s, q.vals, q.n) != OK ||
	    rows->n == NAMES_MOST)
		return NULL;
	return rows;
}

const char *
name_column(struct from *f, const char *path)
{
	size_t	 n = strlen(path);

	if (n == 0 || path[n - 1] != '.' ||
	    names_of(f->w, named_by(f->w->mem, f->e, path)) == NULL)
		return NULL;
	return from_path(f, arena_fmt(f->w->mem, "%.*s", (int)(n - 1), path),
	    NULL, NULL);
}

static const char *
name_find(const struct db_rows *names, int64_t id)
{
	size_t	 low = 0, high = names->n;

	while (low < high) {
		size_t	 mid = low + (high - low) / 2;

		if (db_int(names, mid, 0) == id)
			return db_text(names, mid, 1);
		if (db_int(names, mid, 0) < id)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

void
names_put(struct work *w, const struct query *q, struct db_rows *rows)
{
	for (size_t c = 0; q->cols != NULL && q->cols[c] != NULL; c++) {
		const struct db_rows	*names;

		if (rows->n == 0 || !str_ends(q->cols[c], ".") ||
		    (names = names_of(w, named_by(w->mem, q->entity,
		    q->cols[c]))) == NULL)
			continue;
		for (size_t r = 0; r < rows->n; r++) {
			struct db_val	*v = &rows->cells[r * rows->ncols +
					    c + 1];
			const char	*name = v->type == DB_NULL ? NULL :
					    name_find(names, db_int(rows, r,
					    c + 1));

			*v = name == NULL ? (struct db_val)DB_N :
			    (struct db_val)DB_S(name);
		}
	}
}
