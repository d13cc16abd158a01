/* crud.c: the pages that every entity has. */
#include <string.h>

#include "core/crud.h"
#include "core/crud_parts.h"
#include "core/field.h"
#include "core/gate.h"
#include "core/form.h"
#include "core/record.h"
#include "core/reply.h"
#include "core/seen.h"

enum err
crud_new(struct request *rq)
{
	return crud_form_show(rq, rq->route->arg, 0);
}

enum err
crud_edit(struct request *rq)
{
	return crud_form_show(rq, rq->route->arg, rq->id);
}

/* Show the form again with what was wrong; the answer stays a refusal. */
static enum err
form_again(struct request *rq, const struct entity *e, int64_t id)
{
	enum err	 err = crud_form_show(rq, e, id);

	return err == OK ? ERR_INVALID : err;
}

/* What the entity and other modules have to say to what was saved. */
enum err
crud_saved(struct request *rq, const struct entity *e, int64_t id)
{
	enum err	 err = e->form_save != NULL ? e->form_save(rq, id) : OK;

	for (const struct module *const *m = modules_all(); *m; m++) {
		const struct asker	*a = (*m)->askers;

		for (; a != NULL && a->entity != NULL && err == OK; a++)
			if (strcmp(a->entity, e->name) == 0)
				err = a->save(rq, id);
	}
	return err;
}

/*
 * What a form's values and the gate's rules say together: a value refused
 * when it was read is refused, but the gate has told what else is wrong.
 * What it has written is rolled back with the refusal.
 */
static enum err
both(enum err read, enum err saved)
{
	return saved == OK ? read : saved;
}

enum err
crud_create(struct request *rq)
{
	const struct entity	*e = rq->route->arg;
	struct change		*changes;
	int64_t			 id = 0;
	enum err		 err = in_changes(rq, e, true, &changes);

	err = both(err, record_create(rq->work, e, changes, &id));
	if (err == OK)
		err = crud_saved(rq, e, id);
	if (err == ERR_INVALID || err == ERR_CONFLICT)
		return form_again(rq, e, 0);
	if (err != OK)
		return err;
	reply_note(rq, t("Saved."));
	return reply_see(rq, "%s/%lld", e->path, (long long)id);
}

enum err
crud_save(struct request *rq)
{
	const struct entity	*e = rq->route->arg;
	struct change		*changes;
	enum err		 err = in_changes(rq, e, false, &changes);

	err = both(err, record_save(rq->work, e, rq->id, rq->rev, changes));
	if (err == OK)
		err = crud_saved(rq, e, rq->id);
	if (err == ERR_CONFLICT) {
		err = crud_merge_show(rq, e, changes);
		return err == OK ? ERR_CONFLICT : err;
	}
	if (err == ERR_INVALID)
		return form_again(rq, e, rq->id);
	if (err != OK)
		return err;
	reply_note(rq, t("Saved."));
	return reply_see(rq, "%s/%lld", e->path, (long long)rq->id);
}

/* ---- deleting */

enum err
crud_confirm(struct request *rq)
{
	const struct entity	*e = rq->route->arg;
	const char		*cols[] = { e->title, "rev", NULL };
	struct out		*c = out_node(rq->page, "confirm"), *h;
	struct db_rows		*rows;
	const char		*ask, *name;
	enum err		 err = query_get(rq->work, e, rq->id, cols,
				    &rows);

	if (err != OK)
		return err;
	name = crud_name(rq->work, e, rows, 1);
	ask = arena_fmt(rq->work->mem, t("Delete “%s”?"), name);
	out_text(rq->page, "title", ask);
	out_text(c, "title", ask);
	out_text(c, "undo", t("It goes to the bin and can be taken out again."));
	out_text(c, "action", rq->path);
	out_text(c, "submit", t("Delete"));
	out_text(c, "cancel", t("Do not delete"));
	out_fmt(c, "cancel_href", "%s/%lld", e->path, (long long)rq->id);
	out_text(c, "icon", "trash");
	out_text(c, "danger", "1");
	out_int(c, "rev", db_int(rows, 0, 2));
	h = out_add(rq->page, "crumbs");
	out_text(h, "label", t(e->label));
	out_text(h, "href", e->path);
	return reply_page(rq, "confirm.cst");
}

enum err
crud_delete(struct request *rq)
{
	const struct entity	*e = rq->route->arg;
	enum err		 err = record_delete(rq->work, e, rq->id,
				    rq->rev);

	if (err == ERR_INVALID && work_problem(rq->work, 0, NULL) != NULL) {
		out_text(out_node(rq->page, "confirm"), "error",
		    work_problem(rq->work, 0, NULL)->text);
		err = crud_confirm(rq);
		return err == OK ? ERR_INVALID : err;
	}
	if (err != OK)
		return err;
	reply_note(rq, t("Deleted."));
	return reply_see(rq, "%s", e->path);
}

/* ---- the card */

static void
action_add(struct request *rq, const char *label, const char *href,
    const char *icon, const char *look)
{
	const struct entity	*e = rq->route->arg;
	struct out		*a = out_add(rq->page, "actions");

	out_text(a, "label", label);
	out_fmt(a, "href", "%s/%lld/%s", e->path, (long long)rq->id, href);
	out_text(a, "icon", icon);
	if (look != NULL)
		out_text(a, look, "1");
	if (strcmp(href, "edit") == 0) {
		out_text(a, "key", "E");
		out_text(a, "code", "KeyE");
	}
}

/* The same for who has the right. */
static void
action_put(struct request *rq, const char *verb, const char *label,
    const char *href, const char *icon, const char *look)
{
	const struct entity	*e = rq->route->arg;

	if (rights_have(rq->work, arena_fmt(rq->work->mem, "%s.%s", e->name,
	    verb)))
		action_add(rq, label, href, icon, look);
}

enum err
crud_edit_alone(struct request *rq)
{
	enum err	 err = crud_edit(rq);

	action_add(rq, t("History"), "history", "history", NULL);
	action_add(rq, t("Delete"), "delete", "trash", NULL);
	return err;
}

/* An empty value is not told, nor a "no" that no list shows either. */
static bool
fact_told(const struct field *f, const struct db_val *v)
{
	return v->type != DB_NULL && (f->type != F_BOOL || v->i != 0 ||
	    (f->flags & FIELD_LIST));
}

/* What is known: a panel for each group of fields that holds anything. */
static void
facts_put(struct request *rq, const struct crud_cols *c,
    const struct db_rows *rows)
{
	const char	*group = t("Details");
	bool		 edits = rights_have(rq->work, arena_fmt(
			    rq->work->mem, "%s.edit", c->e->name));
	struct out	*panel = NULL, *fact;
	struct crud_cell cell;

	for (size_t i = 0; i < c->n; i++) {
		const struct field	*f = c->field[i];

		if (f->group != NULL)
			group = t(f->group);
		if ((f->flags & FIELD_HEAD) ||
		    !fact_told(f, db_cell(rows, 0, c->at[i])))
			continue;
		if (group != NULL) {
			panel = out_add(rq->page, "panels");
			out_text(panel, "title", group);
			out_text(panel, "place", "left");
			group = NULL;
		}
		fact = out_add(panel, "facts");
		out_text(fact, "label", t(f->label));
		out_text(fact, "name", f->name);
		if (edits && crud_form_asks(rq, c->e, f, false)) {
			out_text(fact, "cell", c->e->name);
			out_fmt(fact, "edit_href", "%s/%lld/edit?focus=%s",
			    c->e->path, (long long)rq->id, f->name);
		}
		cell = crud_cell_of(rq, c, rows, 0, i, false);
		crud_cell_show(&cell, fact);
	}
}

static bool
card_shows(const struct entity *e, const struct field *f)
{
	return f->label != NULL && !(f->flags & (FIELD_SECRET |
	    FIELD_IMPORT)) && strcmp(f->name, e->title) != 0;
}

/* The record of a card, for hooks and panels. */
struct loaded {
	struct crud_cols	 cols;
	struct db_rows		*rows;
};

const struct db_val *
crud_loaded(const struct request *rq, const char *field)
{
	const struct loaded	*l = rq->loaded;

	for (size_t i = 0; l != NULL && i < l->cols.npath; i++)
		if (strcmp(l->cols.path[i], field) == 0)
			return db_cell(l->rows, 0, i + 1);
	return NULL;
}

/* ---- panels */

#define PANELS_MOST	16	/* of one card */

/* The panels of a card, and the lists that they ask for. */
struct panels {
	const struct panel	*of[PANELS_MOST];
	size_t			 first[PANELS_MOST];	/* list of each */
	size_t			 n;
	struct query		 lists[PANELS_MOST * PANEL_LISTS];
	size_t			 nlists;
	struct sql		 numbers[PANELS_MOST + 1]; /* of each, star */
};

static void
number_add(struct sql *out, const struct request *rq, const char *number)
{
	sql_init(out, rq->work->mem);
	for (const char *s = number != NULL ? number : "NULL"; *s != '\0';
	    s++) {
		if (*s == '?')
			sql_int(out, rq->id);
		else
			str_addc(&out->s, *s);
	}
}

static void
panel_add(struct panels *all, struct request *rq, const struct panel *p)
{
	if (all->n == PANELS_MOST || !rights_have(rq->work, p->perm))
		return;
	all->of[all->n] = p;
	number_add(&all->numbers[all->n], rq, p->number);
	all->first[all->n++] = all->nlists;
	if (p->ask != NULL)
		all->nlists += p->ask(rq, rq->id, &all->lists[all->nlists]);
}

static struct panels *
panels_of(struct request *rq, const struct entity *e)
{
	struct panels	*all = arena_alloc(rq->work->mem, sizeof(*all));

	for (const struct module *const *m = modules_all(); *m; m++) {
		const struct panel	*p = (*m)->panels;

		for (; p != NULL && p->entity != NULL; p++)
			if (strcmp(p->entity, e->name) == 0)
				panel_add(all, rq, p);
	}
	return all;
}

enum err
crud_panels(struct request *rq, const struct entity *e)
{
	struct panels	*all = panels_of(rq, e);
	struct db_rows	**rows = arena_alloc(rq->work->mem,
			    (all->nlists + 1) * sizeof(*rows));
	struct db_rows	*numbers;
	enum err	 err;

	seen_star(rq->work, e, rq->id, &all->numbers[all->n]);
	err = query_together(rq->work, all->lists, all->nlists, all->numbers,
	    all->n + 1, rows);
	if (err != OK)
		return err;
	numbers = rows[all->nlists];
	seen_card(rq, e, rq->id, db_int(numbers, 0, all->n) != 0);
	for (size_t i = 0; err == OK && i < all->n; i++) {
		struct out	*o = out_add(rq->page, "panels");

		out_text(o, "id", all->of[i]->name);
		rq->asked = rows + all->first[i];
		rq->number = db_int(numbers, 0, i);
		err = all->of[i]->fn(rq, rq->id, o);
	}
	return err;
}

const struct db_rows *
panel_rows(const struct request *rq, size_t k)
{
	return rq->asked[k];
}

int64_t
panel_number(const struct request *rq)
{
	return rq->number;
}

/* ---- the card */

/* Its name, who answers for it, and whether it lies in the bin. */
static void
card_head(struct request *rq, const struct entity *e,
    const struct db_rows *rows, size_t title)
{
	struct out	*card = out_node(rq->page, "card");
	struct out	*crumb = out_add(rq->page, "crumbs");

	out_text(crumb, "label", t(e->label));
	out_text(crumb, "href", e->path);
	out_text(rq->page, "title", crud_name(rq->work, e, rows, title));
	out_text(card, "title", crud_name(rq->work, e, rows, title));
	out_int(card, "id", rq->id);
	out_int(card, "rev", db_int(rows, 0, title + 1));
	out_text(card, "kind", t(e->label_one));
	out_text(card, "icon", e->icon);
	if (field_find(e, "owner_id") != NULL &&
	    db_text(rows, 0, title + 2) != NULL)
		out_fmt(card, "owner", t("%s answers for it"),
		    db_text(rows, 0, title + 2));
	action_put(rq, "see", t("History"), "history", "history", "more");
	action_put(rq, "delete", t("Delete"), "delete", "trash", "more");
	action_put(rq, "edit", t("Edit"), "edit", "edit", NULL);
}

enum err
crud_card(struct request *rq)
{
	const struct entity	*e = rq->route->arg;
	struct loaded		*l = arena_alloc(rq->work->mem, sizeof(*l));
	size_t			 title;
	enum err		 err;

	crud_cols_init(&l->cols, e);
	for (const struct field *f = e->fields; f->type != F_END; f++)
		if (card_shows(e, f))
			crud_cols_add(&l->cols, rq->work->mem, f);
	title = crud_cols_path(&l->cols, e->title);
	crud_cols_path(&l->cols, "rev");
	if (field_find(e, "owner_id") != NULL) {
		crud_cols_path(&l->cols, "owner_id.");
		crud_cols_path(&l->cols, "owner_id");
	}
	err = query_get(rq->work, e, rq->id, l->cols.path, &l->rows);
	if (err != OK)
		return err;
	rq->loaded = l;
	card_head(rq, e, l->rows, title);
	facts_put(rq, &l->cols, l->rows);
	if (e->card != NULL)
		err = e->card(rq, rq->id, rq->page);
	if (err == OK)
		err = crud_panels(rq, e);
	if (err != OK)
		return err;
	return reply_page(rq, e->card_tpl != NULL ? e->card_tpl : "card.cst");
}

/* ---- history */

enum err
crud_history(struct request *rq)
{
	const struct entity	*e = rq->route->arg;
	const char		*cols[] = { e->title, NULL };
	struct out		*h = out_node(rq->page, "history"), *crumb;
	struct db_rows		*rows;
	enum err		 err = query_get(rq->work, e, rq->id, cols,
				    &rows);

	if (err != OK)
		return err;
	out_fmt(h, "title", t("History: %s"),
	    crud_name(rq->work, e, rows, 1));
	out_text(rq->page, "title", out_get(h, "title"));
	crumb = out_add(rq->page, "crumbs");
	out_text(crumb, "label", t(e->label));
	out_text(crumb, "href", e->path);
	crumb = out_add(rq->page, "crumbs");
	out_text(crumb, "label", crud_name(rq->work, e, rows, 1));
	out_fmt(crumb, "href", "%s/%lld", e->path, (long long)rq->id);
	err = crud_history_show(rq, e, rq->id, rq->page);
	return err == OK ? reply_page(rq, "history.cst") : err;
}
