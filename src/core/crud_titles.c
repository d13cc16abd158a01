/* crud_titles.c: what records are called to whom references point, at once. */
#include <string.h>

#include "core/crud_parts.h"

/* One record whose title is wanted. */
struct wanted {
	const struct entity	*e;
	int64_t			 id;
	const char		*title;
};

void
crud_titles_init(struct crud_titles *t, struct work *w)
{
	memset(t, 0, sizeof(*t));
	t->w = w;
}

static struct wanted *
wanted_find(const struct crud_titles *t, const struct entity *e, int64_t id)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->list[i].e == e && t->list[i].id == id)
			return &t->list[i];
	return NULL;
}

void
crud_titles_want(struct crud_titles *t, const struct field *f, int64_t id)
{
	const struct entity	*e = entity_find(f->of);

	if (e == NULL || id == 0 || wanted_find(t, e, id) != NULL)
		return;
	if (t->n == t->cap) {
		struct wanted	*list;

		t->cap = t->cap == 0 ? 8 : t->cap * 2;
		list = arena_alloc(t->w->mem, t->cap * sizeof(*list));
		if (t->n > 0)
			memcpy(list, t->list, t->n * sizeof(*list));
		t->list = list;
	}
	t->list[t->n++] = (struct wanted){ e, id, "" };
}

/* A list of the titles wanted of one entity, from the one at i on. */
static struct query
lane_of(const struct crud_titles *t, size_t i)
{
	struct arena		*mem = t->w->mem;
	const struct entity	*e = t->list[i].e;
	struct filter		*where = arena_alloc(mem, 2 * sizeof(*where));
	struct db_val		*ids = arena_alloc(mem, t->n * sizeof(*ids));
	const char		**cols = arena_alloc(mem, 2 * sizeof(*cols));

	cols[0] = e->title;
	where->path = "id";
	where->op = OP_IN;
	where->values = ids;
	for (; i < t->n; i++)
		if (t->list[i].e == e) {
			ids[where->nvalues].type = DB_INT;
			ids[where->nvalues++].i = t->list[i].id;
		}
	return (struct query){ .entity = e, .cols = cols, .where = where,
	    .sort = "id" };
}

/* The first of an entity in the list. */
static bool
first_of(const struct crud_titles *t, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (t->list[k].e == t->list[i].e)
			return false;
	return true;
}

/* Those of entities that all see, or the others; each a lane. */
static enum err
titles_read(struct crud_titles *t, bool shared)
{
	struct arena		*mem = t->w->mem;
	struct query		*lanes = arena_alloc(mem,
				    t->n * sizeof(*lanes));
	const struct entity	**of = arena_alloc(mem, t->n * sizeof(*of));
	struct work		 all = *t->w;
	struct db_rows		*rows;
	struct wanted		*is;
	size_t			 n = 0;
	enum err		 e;

	for (size_t i = 0; i < t->n; i++) {
		const struct entity	*of_i = t->list[i].e;

		if (!(of_i->flags & ENTITY_SHARED) == shared || !first_of(t, i))
			continue;
		of[n] = of_i;
		lanes[n++] = lane_of(t, i);
	}
	if (n == 0)
		return OK;
	if (shared)
		all.actor.rights = NULL;
	e = query_lanes(&all, lanes, n, &rows);
	for (size_t r = 0; e == OK && r < rows->n; r++) {
		is = wanted_find(t, of[db_int(rows, r, 1)], db_int(rows, r, 0));
		if (is != NULL && db_text(rows, r, 2) != NULL)
			is->title = db_text(rows, r, 2);
	}
	return e;
}

enum err
crud_titles_load(struct crud_titles *t)
{
	enum err	 e = OK;

	if (t->n > 0)
		e = titles_read(t, true);
	if (t->n > 0 && e == OK)
		e = titles_read(t, false);
	return e;
}

const char *
crud_titles_get(const struct crud_titles *t, const struct field *f,
    int64_t id)
{
	const struct wanted	*is = wanted_find(t, entity_find(f->of), id);

	return is != NULL ? is->title : "";
}
