/* find.c: records of all kinds that fit a text. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/field.h"
#include "core/rights.h"
#include "core/search.h"
#include "mod/search/parts.h"

#define LANES_MOST	(3 * KINDS_MOST)
#define WHOLE_LIMIT	5	/* records with one and the same number */

/* One list of the statement: what it tells about its records. */
struct lane {
	struct kind	*kind;
	bool		 known, whole;
};

struct finding {
	struct work	*w;
	struct found	*f;
	struct query	 lanes[LANES_MOST];
	struct lane	 about[LANES_MOST];
	size_t		 n;
	struct query	*all;		/* of the kinds, planned together */
	struct query_all *plan;
};

/* ---- kinds */

static bool
is_shown(const struct field *f)
{
	return !(f->flags & FIELD_SECRET) && f->label != NULL &&
	    ((f->flags & FIELD_SEARCH) || (f->place != NULL &&
	    (strcmp(f->place, "sub") == 0 || strcmp(f->place, "sum") == 0 ||
	    strcmp(f->place, "st") == 0)));
}

static void
kind_take(struct found *f, struct arena *mem, const struct entity *e)
{
	struct kind	*k = &f->kinds[f->nkinds++];

	*k = (struct kind){ .e = e };
	crud_cols_init(&k->cols, e);
	k->title = crud_cols_path(&k->cols, e->title);
	for (const struct field *fd = e->fields; fd->type != F_END; fd++)
		if (is_shown(fd) && strcmp(fd->name, e->title) != 0)
			crud_cols_add(&k->cols, mem, fd);
}

/* Lists of one statement have equally many columns. */
static void
kinds_even(struct found *f)
{
	size_t	 most = 0;

	for (size_t i = 0; i < f->nkinds; i++)
		if (f->kinds[i].cols.npath > most)
			most = f->kinds[i].cols.npath;
	for (size_t i = 0; i < f->nkinds; i++) {
		struct kind	*k = &f->kinds[i];

		while (k->cols.npath < most)
			crud_cols_path(&k->cols, "id");
		k->q = (struct query){ .entity = k->e, .cols = k->cols.path,
		    .limit = f->limit + 1 };
	}
}

static void
kinds_read(struct work *w, struct found *f)
{
	f->nkinds = 0;
	for (const struct module *const *m = modules_all(); *m; m++) {
		const struct entity *const	*e = (*m)->entities;

		for (; e != NULL && *e != NULL; e++)
			if (f->nkinds < KINDS_MOST && (*e)->path != NULL &&
			    (*e)->title != NULL && search_kind(*e) != 0 &&
			    rights_scope(w, *e, VERB_SEE) != SCOPE_NONE)
				kind_take(f, w->mem, *e);
	}
	kinds_even(f);
}

/* ---- lists */

static void
lane_add(struct finding *s, struct kind *k, const struct query *q, bool known,
    bool whole)
{
	s->lanes[s->n] = *q;
	s->about[s->n++] = (struct lane){ k, known, whole };
}

/* What of this kind the actor has starred or seen. */
static void
lane_known(struct finding *s, struct kind *k)
{
	struct found	*f = s->f;
	struct db_val	*ids = arena_alloc(s->w->mem,
			    (f->nknown + 1) * sizeof(*ids));
	struct query	 q;
	size_t		 n = 0;

	for (size_t i = 0; i < f->nknown; i++)
		if (f->known[i].e == k->e)
			ids[n++] = (struct db_val)DB_I(f->known[i].id);
	if (n == 0)
		return;
	q = query_among(s->w->mem, &k->q, ids, n);
	q.limit = SEEN_MOST + STARS_MOST;
	lane_add(s, k, &q, true, false);
}

static void
lanes_make(struct finding *s)
{
	struct found	*f = s->f;
	struct query	 q;

	for (size_t i = 0; i < f->nkinds; i++) {
		struct kind	*k = &f->kinds[i];

		if (*f->text != '\0' && query_hopeless(&k->q))
			continue;
		lane_known(s, k);
		if (*f->text == '\0')
			continue;
		if (query_whole(s->w->mem, &k->q, &q)) {
			q.limit = WHOLE_LIMIT;
			lane_add(s, k, &q, false, true);
		}
		lane_add(s, k, &k->q, false, false);
		f->capped = f->capped || k->q.capped;
	}
}

/* ---- hits */

/* A number of a column that other lists have texts in came as text. */
static void
cell_mend(const struct field *f, struct db_val *v)
{
	if (v->type == DB_TEXT && f->type != F_TEXT && f->type != F_LONG &&
	    f->type != F_CHOICE && f->type != F_DATE &&
	    str_int64(v->s, &v->i) == OK)
		v->type = DB_INT;
}

/* Row r of the lanes without their number. */
static const struct db_rows *
row_take(struct arena *mem, const struct kind *k, const struct db_rows *rows,
    size_t r)
{
	struct db_rows		*row = arena_alloc(mem, sizeof(*row));
	const struct db_val	*from = &rows->cells[r * rows->ncols];

	row->n = 1;
	row->ncols = rows->ncols - 1;
	row->cells = arena_alloc(mem, row->ncols * sizeof(*row->cells));
	row->cells[0] = from[0];
	memcpy(row->cells + 1, from + 2,
	    (row->ncols - 1) * sizeof(*row->cells));
	for (size_t i = 0; i < k->cols.n; i++)
		cell_mend(k->cols.field[i], &row->cells[k->cols.at[i]]);
	return row;
}

static struct hit *
hit_find(const struct found *f, const struct kind *k, int64_t id)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->hits[i].id == id && f->hits[i].kind == k)
			return &f->hits[i];
	return NULL;
}

static bool
is_whole(struct arena *mem, const struct hit *h)
{
	const struct kind	*k = h->kind;
	unsigned int		 bits = 0, all = query_mark_all(&k->q);
	const char		*title = db_text(h->row, 0, k->title);
	struct marked		*parts;

	if (title != NULL)
		query_mark(mem, &k->q, title, false, &parts, &bits);
	for (size_t i = 0; i < k->cols.n && bits != all; i++) {
		const struct field	*fd = k->cols.field[i];
		const struct db_val	*v = db_cell(h->row, 0, k->cols.at[i]);

		if ((fd->flags & FIELD_SEARCH) && v->type == DB_TEXT)
			query_mark(mem, &k->q, v->s,
			    (fd->flags & FIELD_PHONE) != 0, &parts, &bits);
	}
	return bits == all;
}

/* Where it stands among what is known: starred ones before those seen. */
static void
hit_know(const struct found *f, struct hit *h)
{
	size_t	 at = f->nknown;

	for (size_t i = f->nknown; i-- > 0;)
		if (f->known[i].e == h->kind->e && f->known[i].id == h->id) {
			h->star = h->star || f->known[i].star;
			h->seen = h->seen || !f->known[i].star;
			at = i;
		}
	if (at == f->nknown || h->rank == RANK_NUMBER)
		return;
	h->rank = RANK_KNOWN;
	h->order = at;
}

static void
hit_take(struct finding *s, const struct db_rows *rows, size_t r)
{
	struct found		*f = s->f;
	const struct lane	*l = &s->about[db_int(rows, r, 1)];
	struct kind		*k = l->kind;
	struct hit		*h = hit_find(f, k, db_int(rows, r, 0));

	if (h != NULL) {
		if (l->whole)
			h->rank = RANK_NUMBER;
		return;
	}
	if (!l->known && !l->whole && k->n >= (size_t)f->limit) {
		k->more = true;
		return;
	}
	h = &f->hits[f->n];
	*h = (struct hit){ .kind = k, .id = db_int(rows, r, 0),
	    .row = row_take(s->w->mem, k, rows, r), .order = f->n++,
	    .rank = l->whole ? RANK_NUMBER : RANK_FOUND };
	k->n++;
	if (!l->whole && *f->text != '\0' && is_whole(s->w->mem, h))
		h->rank = RANK_WHOLE;
	hit_know(f, h);
}

static int
by_rank(const void *a, const void *b)
{
	const struct hit	*x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static enum err
hits_read(struct finding *s)
{
	struct found	*f = s->f;
	struct db_rows	*rows;
	enum err	 e;

	if (s->n == 0)
		return OK;
	e = query_lanes(s->w, s->lanes, s->n, &rows);
	if (e != OK)
		return e;
	f->hits = arena_alloc(s->w->mem, (rows->n + 1) * sizeof(*f->hits));
	for (size_t r = 0; r < rows->n; r++)
		hit_take(s, rows, r);
	if (f->n > 1)
		qsort(f->hits, f->n, sizeof(*f->hits), by_rank);
	return OK;
}

bool
found_too_short(const char *text)
{
	return utf8_length(text) < 2;
}

/* Read what was planned. */
static enum err
planned_read(struct finding *s)
{
	struct found	*f = s->f;

	for (size_t i = 0; i < f->nkinds && s->all != NULL; i++)
		f->kinds[i].q = s->all[i];
	s->n = 0;
	f->capped = false;
	lanes_make(s);
	return hits_read(s);
}

/* As typed; in another way where that has nothing for the viewer. */
static enum err
text_read(struct finding *s)
{
	struct found	*f = s->f;
	enum err	 e;

	s->all = arena_alloc(s->w->mem, f->nkinds * sizeof(*s->all));
	for (size_t i = 0; i < f->nkinds; i++)
		s->all[i] = f->kinds[i].q;
	e = query_bound_all(s->w, s->all, f->nkinds, f->text, f->exact,
	    &f->as, &s->plan);
	if (e == OK)
		e = planned_read(s);
	while (e == OK && f->n == 0 && !query_bound_ends(s->plan, f->as)) {
		e = query_bound_again(s->plan, &f->as);
		if (e == OK)
			e = planned_read(s);
	}
	return e;
}

enum err
found_read(struct work *w, struct found *f)
{
	struct finding	*s = arena_alloc(w->mem, sizeof(*s));
	enum err	 e;

	*s = (struct finding){ .w = w, .f = f };
	kinds_read(w, f);
	e = seen_read(w, &f->known, &f->nknown);
	if (e != OK || f->nkinds == 0)
		return e;
	return *f->text == '\0' ? planned_read(s) : text_read(s);
}
