/* links.c: whatever refers to one record is made to refer to another. */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/field.h"
#include "core/i18n.h"
#include "core/memo.h"
#include "core/query.h"
#include "core/search.h"
#include "mod/duplicates/parts.h"

#define CHUNK	500	/* records read and saved at once */
#define PARTS	5000	/* of two records that are compared */

/* Two records of one entity, the first of which becomes the second. */
struct moving {
	struct work		*w;
	const struct entity	*of;
	int64_t			 from, to;
	int64_t			*found;	/* references so far, when counted */
};

static bool
refers(const struct moving *m, const struct field *f)
{
	return f->type == F_REF && strcmp(f->of, m->of->name) == 0;
}

/* ---- one reference of one entity */

/*
 * What a found record shall be: one in the bin stays there; the other record
 * itself, which referred to the one that goes, refers to nothing.
 */
static const struct change *
changes_of(const struct moving *m, const char *field, bool itself,
    const struct db_val *deleted_at)
{
	struct change	*c = arena_alloc(m->w->mem, 3 * sizeof(*c));

	c[0] = (struct change)SET_REF(field, itself ? 0 : m->to);
	if (deleted_at->type != DB_NULL) {
		c[1].field = "deleted_at";
		c[1].type = F_TIME;
		c[1].value = *deleted_at;
	}
	return c;
}

static enum err
rows_save(const struct moving *m, const struct entity *e, const char *field,
    const struct db_rows *rows)
{
	struct record	*list = arena_alloc(m->w->mem,
			    rows->n * sizeof(*list));

	for (size_t i = 0; i < rows->n; i++) {
		list[i].id = db_int(rows, i, 0);
		list[i].changes = changes_of(m, field, e == m->of &&
		    list[i].id == m->to, db_cell(rows, i, 1));
	}
	return record_save_many(m->w, e, list, rows->n);
}

/* Up to CHUNK rows after *after; *n of them were there. */
static enum err
chunk_move(const struct moving *m, const struct entity *e, const char *field,
    bool deleted, int64_t *after, size_t *n)
{
	const char		*cols[] = { "deleted_at", NULL };
	const struct filter	 where[] = {
		WHERE_I(field, OP_EQ, m->from), WHERE_END
	};
	const struct query	 q = {
		.entity = e, .cols = cols, .where = where, .sort = "id",
		.limit = CHUNK, .deleted = deleted, .orphans = true,
		.after = *after != 0, .after_id = *after,
		.after_value = DB_I(*after)
	};
	struct db_rows		*rows;
	enum err		 err = query_list(m->w, &q, &rows);

	if (err != OK)
		return err;
	*n = rows->n;
	if (rows->n == 0)
		return OK;
	*after = db_int(rows, rows->n - 1, 0);
	return rows_save(m, e, field, rows);
}

/*
 * The same in memory of its own, which ends with it: what it writes is written
 * at once, and what the transaction remembers of records is forgotten.
 */
static enum err
chunk_apart(const struct moving *m, const struct entity *e,
    const char *field, bool deleted, int64_t *after, size_t *n)
{
	struct work	*w = m->w, part = *w;
	struct moving	 own = *m;
	bool		 gone = w->set.gone;
	enum err	 err;

	own.w = &part;
	part.mem = arena_new();
	part.memo = NULL;
	part.problems = NULL;
	part.set.gone = false;
	err = search_close(&part);
	if (err == OK)
		err = chunk_move(&own, e, field, deleted, after, n);
	w->set = part.set;
	w->set.gone = w->set.gone || gone;
	w->found = part.found;
	if (part.problems != NULL)
		work_refuse(w, 0, NULL, arena_strdup(w->mem,
		    part.problems->text));
	memo_clear(w);
	arena_free(part.mem);
	return err;
}

/* Few rows in the memory of the work; where there are more, in parts. */
static enum err
field_move(const struct moving *m, const struct entity *e, const char *field,
    bool deleted)
{
	int64_t		 after = 0;
	size_t		 n;
	enum err	 err = chunk_move(m, e, field, deleted, &after, &n);

	while (err == OK && n == CHUNK)
		err = chunk_apart(m, e, field, deleted, &after, &n);
	return err;
}

/* ---- parts that both have */

/* The parts of both records, column i + 1 being field i. */
struct parts {
	const struct moving	*m;
	const struct entity	*e;
	struct db_rows		*rows;
	bool			*gone;
};

/* A reference as it will be. */
static int64_t
ref_after(const struct moving *m, const struct field *f,
    const struct db_val *v)
{
	return refers(m, f) && v->i == m->from ? m->to : v->i;
}

/* The digits of a text that holds a telephone number, else NULL. */
static const char *
phone_of(struct arena *mem, const char *s)
{
	struct str	 out;

	str_init(&out, mem);
	for (; *s != '\0'; s++)
		if (*s >= '0' && *s <= '9')
			str_addc(&out, *s);
		else if (strchr(" +-()./", *s) == NULL)
			return NULL;
	if (out.n < 5)
		return NULL;
	return out.n > 9 ? out.s + out.n - 9 : out.s;
}

bool
texts_same(struct arena *mem, const char *a, const char *b)
{
	const char	*pa = phone_of(mem, a), *pb = phone_of(mem, b);

	if (pa != NULL && pb != NULL)
		return strcmp(pa, pb) == 0;
	return strcmp(utf8_fold(mem, a), utf8_fold(mem, b)) == 0;
}

static bool
values_same(const struct parts *p, const struct field *f,
    const struct db_val *a, const struct db_val *b)
{
	if (f->type == F_REF)
		return ref_after(p->m, f, a) == ref_after(p->m, f, b);
	if (f->type == F_TEXT && a->type == DB_TEXT && b->type == DB_TEXT)
		return texts_same(p->m->w->mem, a->s, b->s);
	return field_same(f, a, b);
}

/* Whether row a says nothing that row b does not say. */
static bool
row_told(const struct parts *p, size_t a, size_t b)
{
	size_t	 col = 1;

	for (const struct field *f = p->e->fields; f->type; f++, col++) {
		const struct db_val	*x = db_cell(p->rows, a, col);

		if ((!(f->flags & FIELD_REQUIRED) && x->type == DB_NULL) ||
		    values_same(p, f, x, db_cell(p->rows, b, col)))
			continue;
		return false;
	}
	return true;
}

/* Whether the row refers to the record that becomes another. */
static bool
row_moves(const struct parts *p, size_t r)
{
	size_t	 col = 1;

	for (const struct field *f = p->e->fields; f->type; f++, col++)
		if (refers(p->m, f) && db_int(p->rows, r, col) == p->m->from)
			return true;
	return false;
}

/* Whether the row would tie the record to itself. */
static bool
row_to_itself(const struct parts *p, size_t r)
{
	size_t	 col = 1, n = 0;

	for (const struct field *f = p->e->fields; f->type; f++, col++)
		n += refers(p->m, f) && ref_after(p->m, f,
		    db_cell(p->rows, r, col)) == p->m->to;
	return n > 1;
}

static void
doubles_find(struct parts *p)
{
	p->gone = arena_alloc(p->m->w->mem, p->rows->n + 1);
	for (size_t a = 0; a < p->rows->n; a++) {
		if (!row_moves(p, a))
			continue;
		p->gone[a] = row_to_itself(p, a);
		for (size_t b = 0; b < p->rows->n && !p->gone[a]; b++)
			p->gone[a] = a != b && !p->gone[b] &&
			    row_told(p, a, b);
	}
}

/* All parts of both. */
static enum err
parts_read(struct parts *p)
{
	const struct moving	*m = p->m;
	struct arena		*mem = m->w->mem;
	const struct db_val	 both[] = { DB_I(m->from), DB_I(m->to) };
	size_t			 n = 0, k = 0;
	const char		**cols;
	struct filter		*where;
	struct query		 q = { .entity = p->e, .sort = "id",
				    .limit = PARTS, .orphans = true };

	while (p->e->fields[n].type != F_END)
		n++;
	q.cols = cols = arena_alloc(mem, (n + 1) * sizeof(*cols));
	q.where = where = arena_alloc(mem, (n + 1) * sizeof(*where));
	for (size_t i = 0; i < n; i++) {
		const struct field	*f = &p->e->fields[i];

		cols[i] = f->name;
		if (refers(m, f))
			where[k++] = (struct filter){ .path = f->name,
			    .op = OP_IN, .values = both, .nvalues = 2,
			    .any = 1 };
	}
	return query_list(m->w, &q, &p->rows);
}

static enum err
doubles_drop(const struct moving *m, const struct entity *e)
{
	const struct change	 gone[] = {
		SET_TIME("deleted_at", m->w->now_s), { 0 }
	};
	struct parts		 p = { .m = m, .e = e };
	struct record		*list;
	size_t			 n = 0;
	enum err		 err = parts_read(&p);

	if (err != OK || p.rows->n == 0)
		return err;
	doubles_find(&p);
	list = arena_alloc(m->w->mem, p.rows->n * sizeof(*list));
	for (size_t i = 0; i < p.rows->n; i++)
		if (p.gone[i])
			list[n++] = (struct record){ .changes = gone,
			    .id = db_int(p.rows, i, 0) };
	return n == 0 ? OK : record_save_many(m->w, e, list, n);
}

/* ---- how many */

/* Those through one field, as far as LINKS_MOST is not passed. */
static enum err
field_count(const struct moving *m, const struct entity *e,
    const char *field, bool deleted)
{
	const struct filter	 where[] = {
		WHERE_I(field, OP_EQ, m->from), WHERE_END
	};
	const struct query	 q = {
		.entity = e, .where = where, .sort = "id",
		.deleted = deleted, .orphans = true
	};
	int64_t			 n = 0;
	enum err		 err = OK;

	if (*m->found <= LINKS_MOST)
		err = query_count(m->w, &q, LINKS_MOST - (int)*m->found, &n);
	*m->found += n;
	return err;
}

static enum err
entity_count(const struct moving *m, const struct entity *e)
{
	enum err	 err = OK;

	for (const struct field *f = e->fields; f->type && err == OK; f++) {
		if (!refers(m, f))
			continue;
		err = field_count(m, e, f->name, false);
		if (err == OK)
			err = field_count(m, e, f->name, true);
	}
	return err;
}

/* ---- all of them */

static enum err
entity_move(const struct moving *m, const struct entity *e)
{
	enum err	 err = OK;

	if (e->parent != NULL && refers(m, field_find(e, e->parent)))
		err = doubles_drop(m, e);
	for (const struct field *f = e->fields; f->type && err == OK; f++) {
		if (!refers(m, f))
			continue;
		err = field_move(m, e, f->name, false);
		if (err == OK)
			err = field_move(m, e, f->name, true);
	}
	return err;
}

/* Of every entity of every module, whatever the rights of the actor are. */
static enum err
entities_all(const struct moving *m,
    enum err (*fn)(const struct moving *, const struct entity *))
{
	struct work		*w = m->w;
	const struct rights	*rights = w->actor.rights;
	enum err		 err = OK;

	w->actor.rights = NULL;
	for (const struct module *const *mod = modules_all(); *mod; mod++) {
		const struct entity *const	*e = (*mod)->entities;

		for (; e != NULL && *e != NULL && err == OK; e++)
			err = fn(m, *e);
	}
	w->actor.rights = rights;
	return err;
}

enum err
links_admit(struct work *w, const struct entity *of, int64_t from)
{
	int64_t			 found = 0;
	const struct moving	 m = {
		.w = w, .of = of, .from = from, .found = &found
	};
	enum err		 err = entities_all(&m, entity_count);

	if (err != OK || found <= LINKS_MOST)
		return err;
	return work_refuse(w, 0, NULL, t("Too much hangs on it: more than "
	    "20,000 records refer to the one that would go. Keep that one, "
	    "and merge the other into it."));
}

enum err
links_move(struct work *w, const struct entity *of, int64_t from, int64_t to)
{
	const struct moving	 m = {
		.w = w, .of = of, .from = from, .to = to
	};

	return entities_all(&m, entity_move);
}
