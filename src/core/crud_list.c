/* crud_list.c: the list of any entity: filters, order, pages. */
#include <string.h>

#include "base/str.h"
#include "core/crud.h"
#include "core/crud_list.h"
#include "core/crud_parts.h"
#include "core/field.h"
#include "core/form.h"
#include "core/reply.h"
#include "core/rights.h"
#include "core/saved.h"

#define PAGE		50	/* rows */

/* ---- order and place */

/*
 * Where a page begins: "n~7" after a row without value, "vText~7", in the
 * order of words "wkovalenko~7".
 */
static enum err
place_take(struct list *l)
{
	const char		*after = in_raw(l->rq, "after");
	const char		*before = in_raw(l->rq, "before");
	const char		*s = before != NULL ? before : after, *tilde;
	const char		*sort = l->sort + (*l->sort == '-');
	const struct field	*f = field_find(l->e, sort);

	if (s == NULL)
		return OK;
	tilde = strrchr(s, '~');
	if (tilde == NULL || str_int64(tilde + 1, &l->q.after_id) != OK ||
	    (*s != 'n' && *s != 'v' && (*s != 'w' || l->q.text == NULL)))
		return ERR_NOTFOUND;
	l->q.after = true;
	l->q.back = before != NULL;
	if (*s == 'n')
		return OK;
	l->q.after_value.s = arena_fmt(l->rq->work->mem, "%.*s",
	    (int)(tilde - s - 1), s + 1);
	l->q.after_value.type = DB_TEXT;
	l->q.after_word = *s == 'w';
	if (l->q.after_word || f->type == F_TEXT || f->type == F_DATE || f->type == F_CHOICE)
		return OK;
	l->q.after_value.type = DB_INT;
	return str_int64(l->q.after_value.s, &l->q.after_value.i) == OK ?
	    OK : ERR_NOTFOUND;
}

/* The place of a row, by its sort value and id. */
static const char *
place_make(struct list *l, const struct db_val *v, int64_t id)
{
	if (v->type == DB_NULL)
		return arena_fmt(l->rq->work->mem, "n~%lld", (long long)id);
	if (v->type == DB_INT)
		return arena_fmt(l->rq->work->mem, "v%lld~%lld",
		    (long long)v->i, (long long)id);
	return arena_fmt(l->rq->work->mem, "%c%s~%lld",
	    l->q.by_word ? 'w' : 'v', v->s, (long long)id);
}

static const char *
place_of(struct list *l, const struct db_rows *rows, size_t r)
{
	return place_make(l, db_cell(rows, r, l->q.by_word ? l->word_col :
	    l->sort_col), db_int(rows, r, 0));
}

/* How far a search was bounded, and the way on. */
static void
bound_show(struct list *l, struct out *p)
{
	const char		*sort = l->sort + (*l->sort == '-');
	const struct field	*f = field_find(l->e, sort);
	const struct db_val	*v = &l->q.upto_value;

	if (v->type == DB_NULL || l->q.by_word)
		out_text(p, "bound", t("Not all has been searched yet."));
	else
		out_fmt(p, "bound", t("Searched up to %s."),
		    field_show(l->rq->work, f, NULL, v));
	out_text(p, "go_on_href", list_href(l, NULL, l->q.back ? "before" :
	    "after", place_make(l, v, l->q.upto_id)));
}

static void
pager_show(struct list *l, const struct db_rows *rows, bool more,
    int64_t total)
{
	struct out	*p = out_node(l->rq->page, "pager");

	if (l->q.upto && !more)
		bound_show(l, p);
	if (l->q.capped)
		out_text(p, "bound", t("More were found than can be put in "
		    "order: add a word or a filter."));
	if (rows->n == 0)
		return;
	if (!l->q.after) {
		out_int(p, "from", 1);
		out_int(p, "to", (int64_t)rows->n);
	}
	if (total > LIST_COUNTED)
		out_fmt(p, "total", "%d+", LIST_COUNTED);
	else if (total >= 0)
		out_int(p, "total", total);
	if (l->q.back ? more : l->q.after)
		out_text(p, "prev_href", list_href(l, NULL, "before",
		    place_of(l, rows, 0)));
	if (l->q.back || more)
		out_text(p, "next_href", list_href(l, NULL, "after",
		    place_of(l, rows, rows->n - 1)));
}

/* ---- columns and rows */

static bool
is_number(const struct field *f)
{
	return f->type == F_INT || f->type == F_DECIMAL || f->type == F_MONEY;
}

static void
col_show(struct list *l, const struct field *f)
{
	struct out	*c = out_add(l->rq->page, "cols");
	const char	*name = f->sort_as != NULL ? f->sort_as : f->name;
	bool		 by = strcmp(l->sort + (*l->sort == '-'), name) == 0;
	bool		 down = by && *l->sort != '-';

	out_text(c, "name", f->name);
	out_text(c, "label", f->label != NULL ? t(f->label) : f->name);
	out_text(c, "place", f->place);
	if (is_number(f))
		out_text(c, "num", "1");
	if (l->edits && crud_form_asks(l->rq, l->e, f, false))
		out_text(c, "edit", "1");
	if (by)
		out_text(c, "sorted", *l->sort == '-' ? "desc" : "asc");
	if ((f->flags & FIELD_SORT) || f->sort_as != NULL)
		out_text(c, "sort_href", list_href(l, "sort", "sort",
		    arena_fmt(l->rq->work->mem, "%s%s", down ? "-" : "",
		    name)));
}

static void
col_take(struct list *l, const struct field *f)
{
	if (l->cols.n == CRUD_COLS)
		return;
	crud_cols_add(&l->cols, l->rq->work->mem, f);
	col_show(l, f);
}

static void
cols_usual(struct list *l)
{
	for (const struct field *f = l->e->fields; f->type != F_END; f++)
		if (f->flags & FIELD_LIST)
			col_take(l, f);
	if (field_find(l->e, "owner_id") != NULL)
		col_take(l, field_find(l->e, "owner_id"));
}

/* Those asked for, the title always and first. */
static void
cols_chosen(struct list *l)
{
	const char		*rest = l->scope.cols, *name;
	const struct field	*f = field_find(l->e, l->e->title);
	size_t			 n;

	if (f != NULL)
		col_take(l, f);
	while (str_split(&rest, ',', &name, &n)) {
		f = field_find(l->e, arena_fmt(l->rq->work->mem, "%.*s",
		    (int)n, name));
		if (f != NULL && f->label != NULL && crud_scope_offers(f) &&
		    strcmp(f->name, l->e->title) != 0)
			col_take(l, f);
	}
}

static void
cols_take(struct list *l)
{
	crud_cols_init(&l->cols, l->e);
	l->sort_col = crud_cols_path(&l->cols, l->sort + (*l->sort == '-'));
	if (l->q.text != NULL)
		l->word_col = crud_cols_path(&l->cols, QUERY_WORD);
	if (l->scope.cols != NULL)
		cols_chosen(l);
	else
		cols_usual(l);
	l->more_col = l->cols.npath + 1;
	for (const char *const *m = l->e->list_more; m && *m != NULL; m++)
		crud_cols_path(&l->cols, *m);
}

static bool
stands(const struct crud_cell *c, const char *place)
{
	const char	*p = c->field->place;

	return p == NULL ? *place == '\0' : strcmp(p, place) == 0;
}

/* Whether there is a text; a template takes zeros alone for none. */
static bool
says(const char *text)
{
	return text != NULL && text[strspn(text, "0")] != '\0';
}

/*
 * The usual cells each have a name of their own in list_parts.cst, so that
 * the template asks little; NULL for the others.
 */
static const char *
cell_shape(const struct crud_cell *c)
{
	bool	 num = is_number(c->field);

	if (c->url != NULL || (num && (c->href || c->state || c->ava)))
		return NULL;
	if (stands(c, "")) {
		if (!says(c->text))
			return num || (c->text != NULL && *c->text != '\0') ?
			    NULL : "as_none";
		return num ? "as_num" : c->ava != NULL ? "as_ava" :
		    c->href != NULL ? "as_link" : c->mail != NULL ?
		    "as_mail" : NULL;
	}
	if (stands(c, "sub") && (c->text == NULL || *c->text == '\0') && !num)
		return "as_nosub";
	if (!says(c->text) || c->ava != NULL ||
	    c->mail != NULL || (c->state != NULL && !stands(c, "st")))
		return NULL;
	if (num)
		return stands(c, "sum") ? "as_sum" : NULL;
	if (stands(c, "st"))
		return c->href != NULL || c->tel != NULL ? NULL : "as_st";
	return stands(c, "sub") ? "as_sub" : NULL;
}

/* Any cell, as list_td() of the template takes it. */
static void
cell_any(const struct crud_cell *c, struct out *cell)
{
	crud_cell_show(c, cell);
	out_text(cell, "place", c->field->place);
	if (is_number(c->field))
		out_text(cell, "num", "1");
}

static void
cell_show(const struct list *l, const struct crud_cell *c, int64_t id,
    struct out *cells, size_t i)
{
	const char	*shape = cell_shape(c);
	bool		 bare = !c->href && !c->state && !c->ava && !c->tel &&
			    !c->mail && !c->url;
	struct out	*cell;

	if (bare && shape == NULL && stands(c, "") && says(c->text) &&
	    !is_number(c->field)) {
		out_put(cells, i, c->text);
		return;
	}
	cell = out_at(cells, i);
	if (bare && stands(c, "title") && l->e->path != NULL &&
	    !is_number(c->field)) {
		out_text(cell, "as_th", says(c->text) ? c->text :
		    arena_fmt(l->rq->work->mem, "#%lld", (long long)id));
	} else if (shape != NULL) {
		out_text(cell, shape, says(c->text) ? c->text : "1");
		out_text(cell, "href", c->href);
		out_text(cell, "state", c->state);
		out_text(cell, "ava", c->ava);
		out_text(cell, "tel", c->tel);
	} else
		cell_any(c, cell);
}

/* What a row is called, for its box. */
static const char *
title_of(const struct list *l, const struct crud_cell *cells)
{
	for (size_t i = 0; i < l->cols.n; i++)
		if (stands(&cells[i], "title"))
			return cells[i].text;
	return cells[0].text;
}

static void
row_show(struct list *l, const struct db_rows *rows, size_t r,
    struct out *list)
{
	struct out		*row = out_at(list, r), *cells;
	int64_t			 id = db_int(rows, r, 0);
	struct crud_cell	 cell[CRUD_COLS];
	const struct crud_row	 as = {
		.cells = cell, .n = l->cols.n,
		.more = l->e->list_more == NULL ? NULL :
		    db_cell(rows, r, l->more_col)
	};

	if (l->e->path != NULL)
		out_fmt(row, "href", "%s/%lld", l->e->path, (long long)id);
	if (l->pick)
		out_int(row, "id", id);
	for (size_t i = 0; i < l->cols.n; i++)
		cell[i] = crud_cell_of(l->rq, &l->cols, rows, r, i, true);
	if (l->e->list_row != NULL)
		l->e->list_row(l->rq->work, &as);
	if (l->pick)
		out_text(row, "label", title_of(l, cell));
	cells = out_node(row, "cells");
	for (size_t i = 0; i < l->cols.n; i++)
		cell_show(l, &cell[i], id, cells, i);
}

/* ---- the page */

static enum err
rows_take(struct list *l, struct db_rows **rows, int64_t *total)
{
	l->q.entity = l->e;
	l->q.cols = l->cols.path;
	l->q.where = l->scope.where;
	l->q.limit = PAGE + 1;
	return query_look(l->rq->work, &l->q, LIST_COUNTED, rows, total);
}

static enum err
rows_show(struct list *l)
{
	struct db_rows	*rows;
	struct out	*list;
	int64_t		 total;
	bool		 more;
	enum err	 e = rows_take(l, &rows, &total);

	if (e != OK)
		return e;
	more = rows->n > PAGE;
	if (more) {
		if (l->q.back)
			rows->cells += rows->ncols;
		rows->n = PAGE;
	}
	list = out_node(l->rq->page, "rows");
	for (size_t i = 0; i < rows->n; i++)
		row_show(l, rows, i, list);
	if (rows->n == 0)
		list_empty(l);
	else
		list_all(l, total);
	pager_show(l, rows, more, total);
	return l->scope.group == NULL ? OK : crud_group_show(l->rq, l->e,
	    &l->scope, &l->q, total);
}

enum err
crud_list(struct request *rq)
{
	struct list	 l = { .rq = rq, .e = rq->route->arg,
			    .path = rq->path };
	enum err	 e;

	e = crud_scope_read(rq->work, l.e, rq->params, &l.scope);
	if (e != OK)
		return e;
	l.q.text = l.scope.text;
	l.sort = l.scope.sort != NULL ? l.scope.sort :
	    l.e->sort != NULL ? l.e->sort : "-id";
	l.q.sort = l.q.text != NULL ? l.scope.sort : l.sort;
	if (crud_filter_typed(rq))
		return crud_filter_add(rq, l.e, &l.scope);
	e = place_take(&l);
	if (e != OK)
		return e;
	l.pick = in_flag(rq, "pick") && rights_have(rq->work, arena_fmt(
	    rq->work->mem, "%s.bulk", l.e->name));
	l.edits = l.e->path != NULL && !(l.e->flags & ENTITY_OWN) &&
	    rights_have(rq->work, arena_fmt(rq->work->mem, "%s.edit",
	    l.e->name));
	if (l.edits)
		out_text(out_node(rq->page, "list"), "cell", l.e->name);
	cols_take(&l);
	list_head(&l);
	e = crud_filters_show(rq, l.e, &l.scope);
	if (e == OK)
		e = saved_show(rq, l.e, &l.scope);
	if (e == OK)
		e = rows_show(&l);
	if (e == OK && l.e->list != NULL)
		e = l.e->list(rq, rq->page);
	if (e != OK || rq->reply->kind == REPLY_DATA)
		return e;		/* its groups as a file */
	return reply_page(rq, l.e->list_tpl != NULL ? l.e->list_tpl :
	    "list.cst");
}
