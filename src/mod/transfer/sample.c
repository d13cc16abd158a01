/* sample.c: files to be filled in: a header and examples that come in clean. */
#include <string.h>

#include "base/conf.h"
#include "base/csv.h"
#include "base/date.h"
#include "base/str.h"
#include "base/xlsx_out.h"
#include "core/field.h"
#include "core/form.h"
#include "core/query.h"
#include "core/reply.h"
#include "mod/transfer/asked.h"
#include "mod/transfer/export.h"
#include "mod/transfer/parts.h"
#include "mod/transfer/plan.h"

#define COLS	100
#define ROWS	2
#define WIDTH	22

/* A file on its way. */
struct sample {
	struct request		*rq;
	const struct entity	*e;
	const struct field	*cols[COLS];
	size_t			 n;
	enum export_format	 format;
	bool			 begun;
};

/* What people fill in: not what rules set, nor numbers of users. */
static bool
is_asked(const struct entity *e, const struct field *f)
{
	bool	 named;

	if (f->label == NULL || plan_field(e, f->name, &named) != f ||
	    (f->flags & (FIELD_RULE | FIELD_SECRET | FIELD_IMPORT)))
		return false;
	return f->type != F_REF || strcmp(f->of, "user") != 0;
}

/* Fields of one label cannot be told apart: the first has it. */
static bool
label_is_new(const struct sample *s, const struct field *f)
{
	for (size_t i = 0; i < s->n; i++)
		if (strcmp(t(s->cols[i]->label), t(f->label)) == 0)
			return false;
	return true;
}

static void
columns_choose(struct sample *s)
{
	for (const struct field *f = s->e->fields; f->type != F_END &&
	    s->n < COLS; f++)
		if (is_asked(s->e, f) && label_is_new(s, f))
			s->cols[s->n++] = f;
}

/* The title of the first record of a handful: a stage, a role. */
static const char *
first_title(struct work *w, const struct entity *of)
{
	const char		*cols[] = { of->title, NULL };
	const struct query	 q = { .entity = of, .cols = cols,
				       .sort = "id", .limit = 1 };
	struct db_rows		*rows;

	return query_list(w, &q, &rows) == OK && rows->n > 0 &&
	    db_text(rows, 0, 1) != NULL ? db_text(rows, 0, 1) : "";
}

/* Only what must be there, and whom a record is about. */
static const char *
ref_example(struct sample *s, const struct field *f)
{
	const struct entity	*of = entity_find(f->of);
	bool			 needed = f->flags & FIELD_REQUIRED;

	if (of == NULL || (!needed && strcmp(of->name, "contact") != 0))
		return "";
	return of->flags & (ENTITY_SMALL | ENTITY_NOIMPORT) ?
	    first_title(s->rq->work, of) : t("Example Ltd");
}

static const char *
text_example(struct sample *s, const struct field *f, int row)
{
	struct arena	*mem = s->rq->work->mem;

	if (f->flags & FIELD_EMAIL)
		return arena_fmt(mem, "name%d@example.com", row + 1);
	if (f->flags & FIELD_PHONE)
		return arena_fmt(mem, "+380 44 123 45 6%d", row + 7);
	if (f->flags & FIELD_LINK)
		return "https://example.com";
	if (str_eq(f->name, s->e->title) || (f->flags & FIELD_REQUIRED))
		return arena_fmt(mem, "%s %d", t("Example"), row + 1);
	return "";
}

/* A value as its user would type it; "" where none is sure to be taken. */
static const char *
example(struct sample *s, const struct field *f, int row)
{
	struct work	*w = s->rq->work;

	switch (f->type) {
	case F_TEXT:
		return text_example(s, f, row);
	case F_CHOICE:
		return f->choices != NULL && f->choices[0].code != NULL &&
		    (f->flags & FIELD_REQUIRED) ? t(f->choices[0].label) : "";
	case F_MONEY:
		return row == 0 ? "1250.50" : "800";
	case F_DECIMAL:
		return row == 0 && (f->flags & FIELD_LIST) ? "2.5" : "";
	case F_DATE:
		if (!(f->flags & FIELD_REQUIRED) &&
		    (row > 0 || !(f->flags & FIELD_LIST)))
			return "";
		return date_iso(w->mem, work_today(w));
	case F_REF:
		return ref_example(s, f);
	default:
		return "";
	}
}

static enum err
sample_put(void *arg, const char *text, size_t n)
{
	struct sample	*s = arg;
	enum err	 e = OK;

	if (!s->begun)
		e = reply_stream(s->rq, export_media(s->format),
		    arena_fmt(s->rq->work->mem, "%s-%s%s", s->e->plural,
		    t("example"), export_ending(s->format)));
	s->begun = true;
	return e == OK ? reply_write(s->rq, text, n) : e;
}

static enum err
csv_send(struct sample *s)
{
	struct csv_writer	 w;
	struct str		 out;

	str_init(&out, s->rq->work->mem);
	csv_writer_init(&w, &out, ',');
	csv_put_mark(&w);
	for (size_t i = 0; i < s->n; i++)
		csv_put(&w, t(s->cols[i]->label));
	csv_end_row(&w);
	for (int row = 0; row < ROWS && s->e->parent == NULL; row++) {
		for (size_t i = 0; i < s->n; i++)
			csv_put(&w, example(s, s->cols[i], row));
		csv_end_row(&w);
	}
	return sample_put(s, out.s, out.n);
}

static enum err
xlsx_send(struct sample *s)
{
	struct work		*w = s->rq->work;
	struct xlsx_column	 cols[COLS];
	struct xlsx_out		*x;
	enum err		 e;

	for (size_t i = 0; i < s->n; i++)
		cols[i] = (struct xlsx_column){
			.name = t(s->cols[i]->label), .width = WIDTH,
			.kind = s->cols[i]->type == F_DATE ? XLSX_DATE :
			    s->cols[i]->type == F_MONEY ? XLSX_MONEY :
			    XLSX_TEXT
		};
	e = xlsx_out_new(w->mem, arena_fmt(w->mem, "%s/tmp",
	    w->conf->data_dir), t(s->e->label), cols, s->n, &x);
	for (int row = 0; e == OK && row < ROWS && s->e->parent == NULL;
	    row++) {
		for (size_t i = 0; i < s->n && e == OK; i++)
			e = xlsx_out_cell(x, example(s, s->cols[i], row));
		if (e == OK)
			e = xlsx_out_row(x);
	}
	return e == OK ? xlsx_out_end(x, sample_put, s) : e;
}

enum err
import_sample(struct request *rq)
{
	struct sample	 s = { .rq = rq };
	enum err	 e = asked_entity(rq, ENTITY_NOIMPORT, "import",
			    &s.e);

	if (e == OK && (!export_format(s.e, in_raw(rq, "format"), &s.format) ||
	    (s.format != EXPORT_CSV && s.format != EXPORT_XLSX)))
		e = ERR_NOTFOUND;
	if (e != OK)
		return e;
	columns_choose(&s);
	return s.format == EXPORT_CSV ? csv_send(&s) : xlsx_send(&s);
}
