/* export.c: records as CSV or JSON, streamed. */
#include <jansson.h>
#include <string.h>

#include "base/csv.h"
#include "core/field.h"
#include "core/query.h"
#include "mod/transfer/export.h"

#define ROWS	1000	/* of one statement */
#define COLS	160

/* One column that goes out. */
struct col {
	const char		*name;
	const struct field	*field;		/* of the value */
	size_t			 at;		/* in the result */
};

struct sheet {
	struct work		*w;
	const struct export	*x;
	const char		*paths[COLS + 3];
	size_t			 npaths;
	struct col		 cols[COLS];
	size_t			 n;
	size_t			 currency;	/* in the result; 0: none */
	size_t			 sort;
	bool			 begun;		/* an object has been written */
};

/* ---- columns */

static size_t
path_add(struct sheet *s, const char *path)
{
	s->paths[s->npaths++] = path;
	return s->npaths;		/* column 0 is the id */
}

static void
col_add(struct sheet *s, const char *name, const struct field *f,
    const char *path)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(s->cols[i].name, name) == 0)
			return;
	if (s->n == COLS)
		return;
	s->cols[s->n].name = name;
	s->cols[s->n].field = f;
	s->cols[s->n++].at = strcmp(name, "id") == 0 ? 0 : path_add(s, path);
}

/* "contact" beside contact_id, where no field is called so. */
static void
title_add(struct sheet *s, const struct field *f)
{
	const struct entity	*of = entity_find(f->of);
	size_t			 n = strlen(f->name);
	const char		*name;

	if (of == NULL || n < 4 || strcmp(f->name + n - 3, "_id") != 0)
		return;
	name = arena_fmt(s->w->mem, "%.*s", (int)n - 3, f->name);
	if (field_find(s->x->e, name) == NULL)
		col_add(s, name, field_find(of, of->title),
		    arena_fmt(s->w->mem, "%s.", f->name));
}

static void
cols_add(struct sheet *s, const struct field *f)
{
	for (; f->type != F_END; f++) {
		if (field_find(s->x->e, f->name) != f || f->label == NULL ||
		    (f->flags & FIELD_SECRET))
			continue;
		col_add(s, f->name, f, f->name);
		if (f->type == F_REF)
			title_add(s, f);
	}
}

static void
sheet_init(struct sheet *s, struct work *w, const struct export *x)
{
	const char	*sort = x->scope->sort != NULL ? x->scope->sort : "id";

	memset(s, 0, sizeof(*s));
	s->w = w;
	s->x = x;
	col_add(s, "id", field_find(x->e, "id"), "id");
	col_add(s, "ext_id", field_find(x->e, "ext_id"), "ext_id");
	cols_add(s, x->e->fields);
	cols_add(s, common_fields);
	if (field_find(x->e, "currency") != NULL)
		s->currency = path_add(s, "currency");
	s->sort = path_add(s, sort + (*sort == '-'));
}

/* ---- rows */

static const char *
currency_of(const struct sheet *s, const struct db_rows *rows, size_t r)
{
	return s->currency == 0 ? NULL : db_text(rows, r, s->currency);
}

static bool
is_text(const struct field *f)
{
	return f->type == F_TEXT || f->type == F_LONG || f->type == F_CHOICE;
}

static void
csv_row(struct sheet *s, const struct db_rows *rows, size_t r,
    struct csv_writer *out)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct col	*c = &s->cols[i];
		const char		*text = field_plain(s->w, c->field,
					    currency_of(s, rows, r),
					    db_cell(rows, r, c->at));

		if (is_text(c->field))
			csv_put(out, text);
		else
			csv_put_number(out, text);
	}
	csv_end_row(out);
}

/* Decimals are texts, so that nobody reads them as binary fractions. */
static json_t *
json_cell(struct sheet *s, const struct col *c, const struct db_val *v,
    const char *currency)
{
	if (v->type == DB_NULL)
		return json_null();
	if (c->field->type == F_BOOL)
		return json_boolean(v->i != 0);
	if (c->field->type == F_INT || c->field->type == F_REF)
		return json_integer(v->i);
	return json_string(field_plain(s->w, c->field, currency, v));
}

static int
json_put(const char *text, size_t n, void *out)
{
	str_addn(out, text, n);
	return 0;
}

static void
json_row(struct sheet *s, const struct db_rows *rows, size_t r,
    struct str *out)
{
	json_t	*o = json_object();

	for (size_t i = 0; i < s->n; i++)
		json_object_set_new(o, s->cols[i].name, json_cell(s,
		    &s->cols[i], db_cell(rows, r, s->cols[i].at),
		    currency_of(s, rows, r)));
	str_add(out, s->begun ? ",\n" : "\n");
	s->begun = true;
	json_dump_callback(o, json_put, out, JSON_COMPACT);
	json_decref(o);
}

static void
rows_write(struct sheet *s, const struct db_rows *rows, struct str *out)
{
	struct csv_writer	 w;

	csv_writer_init(&w, out, ',');
	for (size_t r = 0; r < rows->n; r++) {
		if (s->x->format == EXPORT_CSV)
			csv_row(s, rows, r, &w);
		else
			json_row(s, rows, r, out);
	}
}

static void
head_write(struct sheet *s, struct str *out)
{
	struct csv_writer	 w;

	if (s->x->format == EXPORT_JSON) {
		str_add(out, "[");
		return;
	}
	csv_writer_init(&w, out, ',');
	csv_put_mark(&w);
	for (size_t i = 0; i < s->n; i++)
		csv_put(&w, s->cols[i].name);
	csv_end_row(&w);
}

/* ---- all of it */

/* The next lot; q is moved behind it.  *n is 0 at the end. */
static enum err
lot_write(struct sheet *s, struct query *q, size_t *n)
{
	struct db_rows	*rows;
	struct str	 out;
	enum err	 e = query_list(s->w, q, &rows);

	if (e != OK)
		return e;
	*n = rows->n;
	if (rows->n == 0)
		return OK;
	str_init(&out, s->w->mem);
	rows_write(s, rows, &out);
	q->after = true;
	q->after_id = db_int(rows, rows->n - 1, 0);
	q->after_value = *db_cell(rows, rows->n - 1, s->sort);
	return s->x->put(s->x->arg, out.s, out.n);
}

/* A lot's arena ends with the next: where that begins is kept apart. */
static enum err
lots_write(struct sheet *s, struct query *q)
{
	struct work	*w = s->w, lot = *s->w;
	struct arena	*mems[2] = { arena_new(), arena_new() };
	size_t		 n = ROWS, turn = 0;
	enum err	 e = OK;

	s->w = &lot;
	while (e == OK && n == ROWS) {
		lot.mem = mems[turn];
		e = lot_write(s, q, &n);
		turn = !turn;
		arena_reset(mems[turn]);
	}
	s->w = w;
	arena_free(mems[0]);
	arena_free(mems[1]);
	return e;
}

enum err
export_run(struct work *w, const struct export *x)
{
	struct sheet	 s;
	struct query	 q = {
		.entity = x->e, .where = x->scope->where,
		.text = x->scope->text, .limit = ROWS, .verb = VERB_EXPORT,
		.sort = x->scope->sort != NULL ? x->scope->sort : "id"
	};
	struct str	 out;
	enum err	 e;

	sheet_init(&s, w, x);
	q.cols = s.paths;
	str_init(&out, w->mem);
	head_write(&s, &out);
	e = x->put(x->arg, out.s, out.n);
	if (e == OK)
		e = lots_write(&s, &q);
	if (e == OK && x->format == EXPORT_JSON)
		e = x->put(x->arg, "\n]\n", 3);
	return e;
}

enum err
export_view(struct work *w, const struct entity *e, const char *name,
    const char **query)
{
	struct db_rows	*rows;
	enum err	 err;

	err = db_query(w->db, w->mem, &rows, "SELECT query FROM view "
	    "WHERE entity = ? AND name = ? AND (owner_id = ? OR "
	    "owner_id IS NULL OR ? = 0) ORDER BY owner_id = ? DESC, id "
	    "LIMIT 1", DB_ARGS(DB_S(e->name), DB_S(name),
	    DB_I(w->actor.user_id), DB_I(w->actor.user_id),
	    DB_I(w->actor.user_id)));
	if (err != OK)
		return err;
	if (rows->n == 0)
		return ERR_NOTFOUND;
	*query = db_text(rows, 0, 0);
	return OK;
}
