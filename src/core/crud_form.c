/* crud_form.c: the form of any entity. */
#include <string.h>

#include "base/str.h"
#include "core/crud.h"
#include "core/crud_parts.h"
#include "core/field.h"
#include "core/form.h"
#include "core/reply.h"
#include "core/site.h"

/* Fields that the form of e asks for, own ones first, then who answers. */
bool
crud_form_asks(struct request *rq, const struct entity *e, const struct field *f,
    bool is_new)
{
	if (f->label == NULL || (f->flags & (FIELD_RULE | FIELD_IMPORT |
	    FIELD_SECRET)) || (!is_new && (f->flags & FIELD_CREATE)))
		return false;
	if (e->parent != NULL && strcmp(e->parent, f->name) == 0)
		return is_new;
	if (strcmp(f->name, "owner_id") == 0 || strcmp(f->name, "team_id") == 0)
		return rights_scope(rq->work, e, VERB_ASSIGN) != SCOPE_NONE;
	return true;
}

void
crud_form_cols(struct request *rq, const struct entity *e, bool is_new,
    struct crud_cols *c)
{
	const struct field	*owner = field_find(e, "owner_id");

	crud_cols_init(c, e);
	for (const struct field *f = e->fields; f->type != F_END; f++)
		if (crud_form_asks(rq, e, f, is_new))
			crud_cols_add(c, rq->work->mem, f);
	if (owner != NULL && crud_form_asks(rq, e, owner, is_new))
		crud_cols_add(c, rq->work->mem, owner);
}

/* ---- one field */

/* The choices of a field; a code that is not listed stands at the end. */
static enum err
options_show(struct request *rq, const struct field *f, const char *value,
    bool required, struct out *o)
{
	bool	 found = false;

	if (!required || value == NULL || *value == '\0')
		crud_option(o, "", "—", NULL);
	if (f->type == F_REF)
		return crud_options(rq->work, entity_find(f->of), value, o);
	for (const struct choice *c = f->choices; c && c->code != NULL; c++) {
		found = found || (value != NULL &&
		    strcmp(value, c->code) == 0);
		crud_option(o, c->code, c->label != NULL ? t(c->label) :
		    c->code, value);
	}
	if (!found && (f->flags & FIELD_OTHER) && value != NULL && *value)
		crud_option(o, value, value, value);
	return OK;
}

static void
ref_show(struct request *rq, const struct field *f, const char *value,
    const char *title, struct out *o)
{
	const struct entity	*of = entity_find(f->of);
	int64_t			 id;

	if (title == NULL && value != NULL && str_int64(value, &id) == OK)
		title = crud_title(rq->work, of, id);
	out_text(o, "ref_label", title);
	out_fmt(o, "lookup_href", "/lookup/%s", of->name);
}

/* A field with its value as typed, and what is wrong with it. */
enum err
crud_field_put(struct request *rq, const struct field *f, const char *value,
    const char *title, const char *currency)
{
	struct out		*o = out_add(rq->page, "fields");
	const struct problem	*p = work_problem(rq->work, 0, f->name);
	const char		*type = crud_input_type(f);

	out_text(o, "name", f->name);
	out_text(o, "label", t(f->label));
	out_text(o, "type", type);
	if (f->hint != NULL)
		out_text(o, "hint", t(f->hint));
	if (f->group != NULL)
		out_text(o, "group", t(f->group));
	if (f->width > 0)
		out_int(o, "width", f->width);
	if (f->flags & FIELD_REQUIRED)
		out_text(o, "required", "1");
	if (f->max > 0)
		out_int(o, "max", f->max);
	if (p != NULL)
		out_text(o, "error", p->text);
	if (rq->method == GET && str_eq(in_raw(rq, "focus"), f->name))
		out_text(o, "autofocus", "1");
	if (f->type == F_MONEY)
		out_text(o, "currency", currency != NULL ? currency :
		    rq->work->site != NULL ? rq->work->site->currency : "");
	if (f->type != F_BOOL || (value != NULL && strcmp(value, "1") == 0))
		out_text(o, "value", value);
	if (strcmp(type, "choice") == 0)
		return options_show(rq, f, value,
		    f->flags & FIELD_REQUIRED, o);
	if (strcmp(type, "ref") == 0)
		ref_show(rq, f, value, title, o);
	return OK;
}

/* What stands in a field: typed before the record's, before the address's. */
static const char *
value_of(struct request *rq, const struct crud_cols *c,
    const struct db_rows *rows, size_t i, const char **title)
{
	const struct field	*f = c->field[i];
	const char		*typed = in_raw(rq, f->name);
	const struct db_val	*v;

	*title = NULL;
	if (typed != NULL)
		return typed;
	if (rq->method == POST && f->type == F_BOOL)
		return "";
	if (rows == NULL)
		return strcmp(f->name, "owner_id") != 0 ? NULL :
		    arena_fmt(rq->work->mem, "%lld",
		    (long long)rq->work->actor.user_id);
	v = db_cell(rows, 0, c->at[i]);
	if (f->type == F_REF)
		*title = db_text(rows, 0, c->at[i] + 1);
	return field_typed(rq->work, f, crud_currency(c, rows, 0), v);
}

static enum err
fields_put(struct request *rq, const struct crud_cols *c,
    const struct db_rows *rows)
{
	enum err	 e = OK;

	for (size_t i = 0; i < c->n && e == OK; i++) {
		const char	*title, *value;

		value = value_of(rq, c, rows, i, &title);
		e = crud_field_put(rq, c->field[i], value, title,
		    rows != NULL ? crud_currency(c, rows, 0) :
		    in_raw(rq, "currency"));
	}
	return e;
}

/* How many fields are wrong, and what is wrong with the whole. */
static void
problems_put(struct request *rq, struct out *form)
{
	const struct problem	*p;
	int			 n = 0;

	for (p = rq->work->problems; p != NULL; p = p->next) {
		if (p->field != NULL)
			n++;
		else
			out_text(form, "error", p->text);
	}
	if (n > 0)
		out_int(form, "nerrors", n);
}

static const char *
setting_of(const struct setting *values, const char *name)
{
	for (; values != NULL && values->name != NULL; values++)
		if (strcmp(values->name, name) == 0)
			return values->value;
	return NULL;
}

enum err
crud_fields(struct request *rq, const struct field *fields,
    const struct setting *values)
{
	enum err	 e = OK;

	for (size_t i = 0; fields[i].type != F_END && e == OK; i++) {
		const char	*value = in_raw(rq, fields[i].name);

		if (value == NULL)
			value = setting_of(values, fields[i].name);
		e = crud_field_put(rq, &fields[i], value, NULL,
		    in_raw(rq, "currency"));
	}
	problems_put(rq, out_node(rq->page, "form"));
	return e;
}

static void
crumb_add(struct request *rq, const char *label, const char *href)
{
	struct out	*c = out_add(rq->page, "crumbs");

	out_text(c, "label", label);
	out_text(c, "href", href);
}

/* The record with its revision and title last. */
static enum err
form_load(struct request *rq, const struct entity *e, int64_t id,
    struct crud_cols *c, struct db_rows **rows)
{
	struct out	*form = out_node(rq->page, "form");
	size_t		 rev = crud_cols_path(c, "rev");
	size_t		 title = crud_cols_path(c, e->title);
	const char	*typed = in_raw(rq, "rev");
	enum err	 err = query_get(rq->work, e, id, c->path, rows);

	if (err != OK)
		return err;
	out_fmt(form, "rev", "%s", typed != NULL ? typed :
	    arena_fmt(rq->work->mem, "%lld",
	    (long long)db_int(*rows, 0, rev)));
	crumb_add(rq, t(e->label), e->path);
	crumb_add(rq, crud_name(rq->work, e, *rows, title),
	    arena_fmt(rq->work->mem, "%s/%lld", e->path, (long long)id));
	out_fmt(form, "title", t("Edit: %s"), crud_name(rq->work, e, *rows,
	    title));
	out_fmt(form, "cancel_href", "%s/%lld", e->path, (long long)id);
	return OK;
}

static enum err
askers_show(struct request *rq, const struct entity *e, int64_t id)
{
	enum err	 err = OK;

	for (const struct module *const *m = modules_all(); *m; m++) {
		const struct asker	*a = (*m)->askers;

		for (; a != NULL && a->entity != NULL && err == OK; a++)
			if (strcmp(a->entity, e->name) == 0)
				err = a->show(rq, id);
	}
	return err;
}

enum err
crud_form_show(struct request *rq, const struct entity *e, int64_t id)
{
	struct out		*form = out_node(rq->page, "form");
	struct crud_cols	 c;
	struct db_rows		*rows = NULL;
	enum err		 err = OK;

	crud_form_cols(rq, e, id == 0, &c);
	if (id != 0) {
		err = form_load(rq, e, id, &c, &rows);
	} else {
		crumb_add(rq, t(e->label), e->path);
		out_text(form, "title", t(e->label_new));
		out_text(form, "cancel_href", e->path);
	}
	if (err == OK)
		err = fields_put(rq, &c, rows);
	if (err != OK)
		return err;
	out_text(rq->page, "title", out_get(form, "title"));
	out_text(form, "action", rq->path);
	problems_put(rq, form);
	if (e->form != NULL)
		err = e->form(rq, id, rq->page);
	if (err == OK)
		err = askers_show(rq, e, id);
	if (err != OK)
		return err;
	return reply_page(rq, e->form_tpl != NULL ? e->form_tpl : "form.cst");
}
