/* match.c: which records the rows of a file speak of. */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/field.h"
#include "core/query.h"
#include "mod/transfer/marks.h"
#include "mod/transfer/match.h"

#define PHONE_DIGITS	9	/* that two spellings of a number share */

/* ---- when two values are the same */

/* The last digits of a telephone number. */
static const char *
phone_key(struct arena *mem, const char *s)
{
	struct str	 out;

	str_init(&out, mem);
	str_add(&out, "");
	for (; *s != '\0'; s++)
		if (*s >= '0' && *s <= '9')
			str_addc(&out, *s);
	return out.n > PHONE_DIGITS ? out.s + out.n - PHONE_DIGITS : out.s;
}

const char *
match_plain(struct arena *mem, const struct entity *e, const struct field *f,
    const char *text)
{
	return plan_key(e, f) != f ? phone_key(mem, text) :
	    utf8_fold(mem, text);
}

const char *
match_value(struct arena *mem, const struct db_val *v)
{
	if (v->type == DB_NULL)
		return "";
	if (v->type == DB_INT)
		return arena_fmt(mem, "%lld", (long long)v->i);
	return utf8_fold(mem, v->s);
}

/* ---- rows that speak of the same */

static const char *
row_key(struct batch *b, const struct row *r)
{
	const struct plan	*p = b->plan;
	struct str		 out;

	if (p->nkeys == 0)
		return NULL;
	str_init(&out, b->w->mem);
	for (size_t k = 0; k < p->nkeys; k++) {
		const struct target	*tg = &p->targets[p->keys[k]];
		const char		*s = match_plain(b->w->mem, p->e,
					    tg->field, r->texts[p->keys[k]]);

		if (*s == '\0')
			return NULL;
		str_add(&out, s);
		str_addc(&out, '\x1f');
	}
	return out.s;
}

void
match_keys(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		b->rows[i].key = row_key(b, &b->rows[i]);
}

/* Texts by which rows that are to be done name records, or are named. */
struct names {
	struct index	 borne;		/* by the records of rows */
	struct index	 named;		/* by references */
};

/* Whether a reference to the plan's own kind looks for it in this field. */
static bool
is_name(const struct plan *p, const struct field *f)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->targets[i].of == p->e &&
		    (f == p->targets[i].by || f == p->targets[i].key))
			return true;
	return false;
}

static const char *
name_of(struct batch *b, const struct field *f, const char *text)
{
	return arena_fmt(b->w->mem, "%s=%s", f->name,
	    match_plain(b->w->mem, b->plan->e, f, text));
}

/* A text of the row into ix, or whether it is there. */
static bool
name_look(struct batch *b, const struct field *f, const char *text,
    struct index *ix, bool add)
{
	if (f == NULL || *text == '\0')
		return false;
	if (add)
		index_add(ix, name_of(b, f, text));
	return !add && index_find(ix, name_of(b, f, text)) != NULL;
}

/*
 * Whether the row names a record that an earlier row will make, or is one that
 * an earlier row names: then it waits.
 */
static bool
names_meet(struct batch *b, const struct row *r, struct names *x, bool add)
{
	const struct plan	*p = b->plan;
	bool			 met = false;

	for (size_t i = 0; i < p->n; i++) {
		const struct target	*tg = &p->targets[i];
		struct index		*own = add ? &x->borne : &x->named;
		struct index		*other = add ? &x->named : &x->borne;

		if (tg->nfrom == 0 && is_name(p, tg->field))
			met = name_look(b, tg->field, r->texts[i], own,
			    add) || met;
		if (tg->of != p->e || tg->nfrom > 0 || r->known[i])
			continue;
		met = name_look(b, tg->by, r->texts[i], other, add) || met;
		met = name_look(b, tg->key, r->texts[i], other, add) || met;
	}
	return met;
}

void
match_pick(struct batch *b)
{
	struct index	 keys;
	struct names	 names;

	index_init(&keys, b->w->mem);
	index_init(&names.borne, b->w->mem);
	index_init(&names.named, b->w->mem);
	for (size_t i = 0; i < b->n; i++) {
		struct row	*r = &b->rows[i];

		r->now = r->outcome == ROW_WAITS;
		if (!r->now)
			continue;
		if ((r->key != NULL && index_find(&keys, r->key) != NULL) ||
		    names_meet(b, r, &names, false))
			r->now = false;
		if (r->key != NULL)
			index_add(&keys, r->key);
		(void)names_meet(b, r, &names, true);
	}
}

/* ---- what rows speak of */

/* Whether every value the row is matched by is known and there. */
static bool
has_key(const struct batch *b, const struct row *r)
{
	if (!row_doing(r) || r->key == NULL)
		return false;
	for (size_t k = 0; k < b->plan->nkeys; k++) {
		size_t	 i = b->plan->keys[k];

		if (!r->known[i] || r->vals[i].type == DB_NULL)
			return false;
	}
	return true;
}

/* The value of key k as the database has it. */
static struct db_val
key_value(struct batch *b, const struct row *r, size_t k)
{
	size_t			 i = b->plan->keys[k];
	const struct field	*f = b->plan->targets[i].field;
	struct db_val		 v = r->vals[i];

	if (plan_key(b->plan->e, f) != f)
		v.s = phone_key(b->w->mem, v.s);
	return v;
}

static const char *
joined_key(struct arena *mem, const char *so_far, const struct db_val *v)
{
	return arena_fmt(mem, "%s%s\x1f", so_far, match_value(mem, v));
}

static const char *
row_values_key(struct batch *b, const struct row *r)
{
	const char	*key = "";

	for (size_t k = 0; k < b->plan->nkeys; k++) {
		const struct db_val	 v = key_value(b, r, k);

		key = joined_key(b->w->mem, key, &v);
	}
	return key;
}

/* Records there are for the rows from first, n of them. */
static enum err
records_find(struct batch *b, struct row *const *rows, size_t n,
    struct index *found)
{
	const struct plan	*p = b->plan;
	struct work		*w = b->w;
	const char		*cols[PLAN_KEYS + 3] = { NULL };
	struct filter		 where[PLAN_KEYS + 1] = { WHERE_END };
	const struct query	 q = {
		.entity = p->e, .cols = cols, .where = where, .sort = "id",
		.limit = MATCH_MOST
	};
	bool			 money = p->currency == PLAN_NONE &&
				    field_find(p->e, "currency") != NULL;
	struct db_rows		*got;
	enum err		 e;

	for (size_t k = 0; k < p->nkeys; k++) {
		struct db_val	*values = arena_alloc(w->mem,
				    n * sizeof(*values));

		for (size_t i = 0; i < n; i++)
			values[i] = key_value(b, rows[i], k);
		cols[k] = plan_key(p->e, p->targets[p->keys[k]].field)->name;
		where[k] = (struct filter){ .path = cols[k], .op = OP_IN,
		    .values = values, .nvalues = n };
	}
	cols[p->nkeys] = p->e->title;
	if (money)
		cols[p->nkeys + 1] = "currency";
	e = query_list(w, &q, &got);
	if (e != OK)
		return e;
	if (got->n == MATCH_MOST && n > 1) {
		e = records_find(b, rows, n / 2, found);
		return e != OK ? e :
		    records_find(b, rows + n / 2, n - n / 2, found);
	}
	for (size_t i = 0; i < got->n; i++) {
		const char	*key = "";
		struct entry	*x;

		for (size_t k = 0; k < p->nkeys; k++)
			key = joined_key(w->mem, key,
			    db_cell(got, i, k + 1));
		x = index_add(found, key);
		x->n += x->id != db_int(got, i, 0);
		x->id = db_int(got, i, 0);
		x->name = match_value(w->mem, db_cell(got, i, p->nkeys + 1));
		x->text = money ? db_text(got, i, p->nkeys + 2) : NULL;
	}
	return OK;
}

static bool
is_by_id(const struct plan *p)
{
	for (size_t k = 0; k < p->nkeys; k++)
		if (strcmp(p->targets[p->keys[k]].field->name, "id") == 0)
			return true;
	return false;
}

/* The row's record; a later row of the same one waits. */
static void
record_set(struct batch *b, struct row *r, const struct entry *x,
    struct index *ids)
{
	struct entry	*id;

	if (x == NULL) {
		if (is_by_id(b->plan))
			row_refuse(b, r, b->plan->keys[0],
			    t("there is no such record"));
		return;
	}
	if (x->n > 1) {
		row_refuse(b, r, b->plan->keys[0],
		    t("several records fit; change them by hand"));
		return;
	}
	id = index_add(ids, arena_fmt(b->w->mem, "%lld", (long long)x->id));
	if (id->n++ > 0) {
		r->now = false;
		return;
	}
	r->id = x->id;
	r->currency = x->text;
	if (b->plan->title != PLAN_NONE)
		r->was = marks_name(b->plan->e, b->plan->e->title, x->name);
}

enum err
match_records(struct batch *b)
{
	struct row	**rows = arena_alloc(b->w->mem,
			    (b->n + 1) * sizeof(*rows));
	struct index	  found, ids;
	size_t		  n = 0;
	enum err	  e;

	for (size_t i = 0; i < b->n; i++)
		if (has_key(b, &b->rows[i]))
			rows[n++] = &b->rows[i];
	if (n == 0)
		return OK;
	index_init(&found, b->w->mem);
	index_init(&ids, b->w->mem);
	e = records_find(b, rows, n, &found);
	for (size_t i = 0; i < n && e == OK; i++)
		record_set(b, rows[i], index_find(&found,
		    row_values_key(b, rows[i])), &ids);
	return e;
}
