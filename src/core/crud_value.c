/* crud_value.c: values of records as cells, facts and options. */
#include <string.h>

#include "base/date.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "core/crud.h"
#include "core/crud_parts.h"
#include "core/field.h"
#include "core/site.h"

void
crud_cols_init(struct crud_cols *c, const struct entity *e)
{
	memset(c, 0, sizeof(*c));
	c->e = e;
	if (field_find(e, "currency") != NULL)
		c->currency = crud_cols_path(c, "currency");
}

size_t
crud_cols_path(struct crud_cols *c, const char *path)
{
	c->path[c->npath++] = path;
	c->path[c->npath] = NULL;
	return c->npath;	/* column 0 is the id */
}

void
crud_cols_add(struct crud_cols *c, struct arena *mem, const struct field *f)
{
	if (c->n == CRUD_COLS || c->npath + 2 >= CRUD_COLS * 2)
		return;
	c->field[c->n] = f;
	c->at[c->n++] = crud_cols_path(c, f->name);
	if (f->type == F_REF && entity_find(f->of) != NULL)
		crud_cols_path(c, arena_fmt(mem, "%s.", f->name));
}

const char *
crud_currency(const struct crud_cols *c, const struct db_rows *rows, size_t r)
{
	return c->currency == 0 ? NULL : db_text(rows, r, c->currency);
}

const char *
crud_initials(struct arena *mem, const char *name)
{
	struct str	 out;
	const char	*s = name;
	int		 words = 0;
	bool		 start = true;
	char		 c[4];

	str_init(&out, mem);
	while (*s != '\0' && words < 2) {
		uint32_t	 u = utf8_next(&s);

		if (start && u != ' ') {
			str_addn(&out, c, utf8_put(c, utf8_to_upper(u)));
			words++;
		}
		start = u == ' ';
	}
	return out.s != NULL ? out.s : "";
}

static void
value_ref(struct request *rq, const struct db_val *v, const char *title,
    bool narrow, struct crud_cell *cell)
{
	const struct field	*f = cell->field;
	const struct entity	*of = entity_find(f->of);

	if (of == NULL)
		return;
	cell->text = title != NULL ? title : "";
	if (strcmp(f->of, "user") == 0) {
		if (narrow && title != NULL)
			cell->ava = crud_initials(rq->work->mem, title);
	} else if (of->path != NULL && !(of->flags & ENTITY_SMALL) &&
	    rights_scope(rq->work, of, VERB_SEE) != SCOPE_NONE) {
		cell->href = arena_fmt(rq->work->mem, "%s/%lld", of->path,
		    (long long)v->i);
	}
}

static void
value_choice(const char *code, const char *text, struct crud_cell *cell)
{
	const struct choice	*c = cell->field->choices;

	cell->text = text;
	for (; c != NULL && c->code != NULL; c++)
		if (strcmp(c->code, code) == 0 && c->state != NULL)
			cell->state = c->state;
}

static const char *
digits_of(struct arena *mem, const char *s)
{
	struct str	 out;

	str_init(&out, mem);
	for (; *s != '\0'; s++)
		if (*s >= '0' && *s <= '9')
			str_addc(&out, *s);
	return out.s;
}

static void
value_text(struct work *w, const char *s, struct crud_cell *cell)
{
	cell->text = s;
	if (cell->field->flags & FIELD_PHONE)
		cell->tel = digits_of(w->mem, s);
	else if (cell->field->flags & FIELD_EMAIL)
		cell->mail = s;
	else if (cell->field->flags & FIELD_LINK)
		cell->url = s;
}

/* "today 11:30", "19.11 14:05" */
static const char *
moment_narrow(struct work *w, int64_t at)
{
	const char		*lang = lang_code(w->lang), *day;
	struct date_time	 clock = zone_local(w->zone, at).t;
	int32_t			 d = zone_date(w->zone, at);
	int32_t			 today = work_today(w);

	day = d == today ? t("today") : d == today - 1 ? t("yesterday") :
	    d == today + 1 ? t("tomorrow") :
	    date_split(d).year == date_split(today).year ?
	    date_format_short(w->mem, d, lang) : date_format(w->mem, d, lang);
	return arena_fmt(w->mem, "%s %02d:%02d", day, clock.hour, clock.minute);
}

/* Dates and money of lists are short. */
static const char *
show_narrow(struct work *w, const struct field *f, const char *currency,
    const struct db_val *v)
{
	int32_t	 d;

	if (f->type == F_MONEY)
		return money_format(w->mem, v->i,
		    currency != NULL ? currency : w->site->currency,
		    lang_code(w->lang), v->i % 100 == 0 ? MONEY_WHOLE :
		    MONEY_FULL);
	if (f->type == F_DATE && date_parse(v->s, &d) == OK &&
	    date_split(d).year == date_split(work_today(w)).year)
		return date_format_short(w->mem, d, lang_code(w->lang));
	if (f->type == F_TIME && w->zone != NULL)
		return moment_narrow(w, v->i);
	return field_show(w, f, currency, v);
}

struct crud_cell
crud_cell_of(struct request *rq, const struct crud_cols *c,
    const struct db_rows *rows, size_t r, size_t i, bool narrow)
{
	struct work		*w = rq->work;
	const struct field	*f = c->field[i];
	const struct db_val	*v = db_cell(rows, r, c->at[i]);
	const char		*currency = crud_currency(c, rows, r);
	struct crud_cell	 cell = { .field = f };

	if (v->type == DB_NULL)
		return cell;
	if (f->type == F_REF)
		value_ref(rq, v, db_text(rows, r, c->at[i] + 1), narrow,
		    &cell);
	else if (f->type == F_CHOICE)
		value_choice(v->s, field_show(w, f, currency, v), &cell);
	else if (f->type == F_TEXT)
		value_text(w, v->s, &cell);
	else
		cell.text = narrow ? show_narrow(w, f, currency, v) :
		    field_show(w, f, currency, v);
	return cell;
}

void
crud_cell_show(const struct crud_cell *cell, struct out *to)
{
	out_text(to, "text", cell->text);
	out_text(to, "href", cell->href);
	out_text(to, "state", cell->state);
	out_text(to, "ava", cell->ava);
	out_text(to, "tel", cell->tel);
	out_text(to, "mail", cell->mail);
	out_text(to, "url", cell->url);
}

struct crud_cell *
crud_row_cell(const struct crud_row *row, const char *field)
{
	for (size_t i = 0; i < row->n; i++)
		if (strcmp(row->cells[i].field->name, field) == 0)
			return &row->cells[i];
	return NULL;
}

const char *
crud_name(struct work *w, const struct entity *e, const struct db_rows *rows,
    size_t col)
{
	const char	*title = db_text(rows, 0, col);

	if (title != NULL && *title != '\0')
		return title;
	return arena_fmt(w->mem, "%s #%lld", t(e->label_one),
	    (long long)db_int(rows, 0, 0));
}

const char *
crud_title(struct work *w, const struct entity *e, int64_t id)
{
	const char	*cols[] = { e->title, NULL };
	struct db_rows	*rows;

	if (id == 0 || query_get(w, e, id, cols, &rows) != OK)
		return "";
	return db_text(rows, 0, 1) != NULL ? db_text(rows, 0, 1) : "";
}

enum err
crud_options(struct work *w, const struct entity *e, const char *chosen,
    struct out *f)
{
	const char		*cols[] = { e->title, NULL };
	const struct query	 q = {
		.entity = e, .cols = cols, .limit = 500
	};
	struct work		 all = *w;
	struct db_rows		*rows;
	enum err		 err;

	if (e->flags & ENTITY_SHARED)
		all.actor.rights = NULL;
	err = query_list(&all, &q, &rows);
	for (size_t i = 0; err == OK && i < rows->n; i++) {
		const char	*id = arena_fmt(w->mem, "%lld",
				    (long long)db_int(rows, i, 0));

		crud_option(f, id, db_text(rows, i, 1), chosen);
	}
	return err;
}

const char *
crud_input_type(const struct field *f)
{
	static const char *const types[] = {
		[F_TEXT] = "text", [F_LONG] = "longtext", [F_INT] = "int",
		[F_DECIMAL] = "decimal", [F_MONEY] = "money",
		[F_DATE] = "date", [F_TIME] = "datetime", [F_BOOL] = "bool",
		[F_CHOICE] = "choice", [F_REF] = "ref"
	};
	const struct entity	*of;

	if (f->type == F_REF) {
		of = entity_find(f->of);
		return of != NULL && (of->flags & ENTITY_SMALL) ? "choice" :
		    "ref";
	}
	if (f->flags & FIELD_PHONE)
		return "phone";
	if (f->flags & FIELD_EMAIL)
		return "email";
	if (f->flags & FIELD_LINK)
		return "url";
	return types[f->type];
}
