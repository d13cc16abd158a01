/* export.c: records as CSV, JSON or a workbook. */
#include <jansson.h>
#include <string.h>

#include "base/conf.h"
#include "base/csv.h"
#include "base/vcard.h"
#include "base/xlsx_out.h"
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
	struct xlsx_out		*book;		/* of EXPORT_XLSX */
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

static enum err
xlsx_row(struct sheet *s, const struct db_rows *rows, size_t r)
{
	enum err	 e = OK;

	for (size_t i = 0; i < s->n && e == OK; i++) {
		const struct col	*c = &s->cols[i];

		e = xlsx_out_cell(s->book, field_plain(s->w, c->field,
		    currency_of(s, rows, r), db_cell(rows, r, c->at)));
		if (e == ERR_TOOBIG)
			return work_refuse(s->w, 0, NULL, arena_fmt(s->w->mem,
			    t("%s of record %lld is too long for a cell of a "
			    "spreadsheet: export it as CSV"),
			    c->field->label != NULL ? t(c->field->label) :
			    c->name, (long long)db_int(rows, r, 0)));
	}
	if (e == OK && xlsx_out_row(s->book) != OK)
		return work_refuse(s->w, 0, NULL, t("there are more records "
		    "than a spreadsheet has rows: export them as CSV"));
	return e;
}

/* A country by its name: people read cards. */
static void
card_row(struct sheet *s, const struct db_rows *rows, size_t r,
    struct str *out)
{
	const char	*names[COLS], *values[COLS];

	for (size_t i = 0; i < s->n; i++) {
		const struct col	*c = &s->cols[i];
		const struct db_val	*v = db_cell(rows, r, c->at);

		names[i] = c->name;
		values[i] = strcmp(c->name, "country") == 0 ?
		    field_show(s->w, c->field, NULL, v) :
		    field_plain(s->w, c->field, currency_of(s, rows, r), v);
	}
	vcard_put(out, s->x->format == EXPORT_VCARD ? 4 : 3, names, values,
	    s->n);
}

static enum err
rows_write(struct sheet *s, const struct db_rows *rows, struct str *out)
{
	struct csv_writer	 w;
	enum err		 e = OK;

	csv_writer_init(&w, out, ',');
	for (size_t r = 0; r < rows->n && e == OK; r++) {
		if (s->x->format == EXPORT_CSV)
			csv_row(s, rows, r, &w);
		else if (s->x->format == EXPORT_XLSX)
			e = xlsx_row(s, rows, r);
		else if (s->x->format >= EXPORT_VCARD)
			card_row(s, rows, r, out);
		else
			json_row(s, rows, r, out);
	}
	return e;
}

/* ---- what stands above them */

static enum xlsx_kind
kind_of(const struct field *f)
{
	switch (f->type) {
	case F_INT:
	case F_REF:
	case F_BOOL:
		return XLSX_INT;
	case F_DECIMAL:
		return XLSX_DECIMAL;
	case F_MONEY:
		return XLSX_MONEY;
	case F_DATE:
		return XLSX_DATE;
	case F_TIME:
		return XLSX_TIME;
	default:
		return XLSX_TEXT;
	}
}

static int
width_of(const struct col *c)
{
	static const int	 widths[] = {
		[XLSX_TEXT] = 20, [XLSX_INT] = 8, [XLSX_DECIMAL] = 12,
		[XLSX_MONEY] = 14, [XLSX_DATE] = 11, [XLSX_TIME] = 16
	};
	int			 width = widths[kind_of(c->field)];
	int			 name = (int)strlen(c->name) + 3;

	if (c->field->type == F_LONG)
		width = 50;
	else if (c->field->type == F_TEXT && c->field->max >= 100)
		width = 30;
	return width > name ? width : name;
}

static enum err
book_begin(struct sheet *s)
{
	struct work		*w = s->w;
	struct xlsx_column	*cols = arena_alloc(w->mem,
				    s->n * sizeof(*cols));

	for (size_t i = 0; i < s->n; i++) {
		cols[i].name = s->cols[i].name;
		cols[i].kind = kind_of(s->cols[i].field);
		cols[i].width = width_of(&s->cols[i]);
	}
	return xlsx_out_new(w->mem, arena_fmt(w->mem, "%s/tmp",
	    w->conf->data_dir), t(s->x->e->label), cols, s->n, &s->book);
}

static void
head_write(struct sheet *s, struct str *out)
{
	struct csv_writer	 w;

	if (s->x->format >= EXPORT_VCARD)
		return;
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
	e = rows_write(s, rows, &out);
	if (e != OK)
		return e;
	q->after = true;
	q->after_id = db_int(rows, rows->n - 1, 0);
	q->after_value = *db_cell(rows, rows->n - 1, s->sort);
	return out.n > 0 ? s->x->put(s->x->arg, out.s, out.n) : OK;
}

/* What a lot has refused, said for good. */
static void
problem_keep(struct work *w, const struct work *lot)
{
	const struct problem	*p = work_problem(lot, 0, NULL);

	if (p != NULL && work_problem(w, 0, NULL) == NULL)
		(void)work_refuse(w, 0, NULL, arena_strdup(w->mem, p->text));
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
	problem_keep(w, &lot);
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
	if (x->format == EXPORT_XLSX) {
		e = book_begin(&s);
		if (e == OK)
			e = lots_write(&s, &q);
		return e == OK ? xlsx_out_end(s.book, x->put, x->arg) : e;
	}
	str_init(&out, w->mem);
	head_write(&s, &out);
	/* Also an empty piece: what goes out begins with it. */
	e = x->put(x->arg, out.s, out.n);
	if (e == OK)
		e = lots_write(&s, &q);
	if (e == OK && x->format == EXPORT_JSON)
		e = x->put(x->arg, "\n]\n", 3);
	return e;
}

static const struct {
	const char	*name, *media, *ending;
} formats[] = {
	[EXPORT_CSV] = { "csv", "text/csv; charset=utf-8", ".csv" },
	[EXPORT_JSON] = { "json", "application/json", ".json" },
	[EXPORT_XLSX] = { "xlsx", "application/vnd.openxmlformats-"
	    "officedocument.spreadsheetml.sheet", ".xlsx" },
	[EXPORT_VCARD] = { "vcf", "text/vcard; charset=utf-8", ".vcf" },
	[EXPORT_VCARD3] = { "vcf3", "text/vcard; charset=utf-8", ".vcf" }
};

static bool
has_cards(const struct entity *e)
{
	return field_find(e, "name") != NULL &&
	    field_find(e, "phone") != NULL && field_find(e, "email") != NULL;
}

bool
export_format(const struct entity *e, const char *name,
    enum export_format *out)
{
	if (name == NULL || *name == '\0')
		name = "csv";
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (strcmp(formats[i].name, name) == 0) {
			*out = (enum export_format)i;
			return i < EXPORT_VCARD || has_cards(e);
		}
	return false;
}

const char *
export_media(enum export_format format)
{
	return formats[format].media;
}

const char *
export_ending(enum export_format format)
{
	return formats[format].ending;
}
