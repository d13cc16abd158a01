/* views.c: the pages of saved views. */
#include <string.h>

#include "core/crud.h"
#include "core/form.h"
#include "core/record.h"
#include "core/reply.h"
#include "core/rights.h"
#include "core/saved.h"
#include "core/view.h"
#include "mod/lists/parts.h"

/*
 * View :id, if the actor may change it: nobody but its owner touches a
 * private one, whatever his role.
 */
static enum err
view_mine(struct request *rq, struct saved *v, const struct entity **e)
{
	enum err	 err = saved_get(rq->work, rq->id, v, e);

	if (err != OK)
		return err;
	return saved_writable(rq->work, v) ? OK : ERR_NOTFOUND;
}

static enum err
view_page(struct request *rq, enum err (*page)(struct request *))
{
	const struct entity	*e;
	struct saved		 v;
	enum err		 err = view_mine(rq, &v, &e);

	return err == OK ? page(rq) : err;
}

enum err
view_edit(struct request *rq)
{
	return view_page(rq, crud_edit_alone);
}

enum err
view_save(struct request *rq)
{
	return view_page(rq, crud_save);
}

enum err
view_confirm(struct request *rq)
{
	return view_page(rq, crud_confirm);
}

enum err
view_delete(struct request *rq)
{
	return view_page(rq, crud_delete);
}

enum err
view_history(struct request *rq)
{
	return view_page(rq, crud_history);
}

static enum err
list_open(struct request *rq, const struct entity *e, const struct saved *v)
{
	return reply_see(rq, "%s?%s%sview=%lld", e->path, v->query,
	    *v->query != '\0' ? "&" : "", (long long)v->id);
}

enum err
view_open(struct request *rq)
{
	const struct entity	*e;
	struct saved		 v;
	enum err		 err = saved_get(rq->work, rq->id, &v, &e);

	return err == OK ? list_open(rq, e, &v) : err;
}

enum err
view_keep(struct request *rq)
{
	const struct entity	*e;
	const char		*query = in_raw(rq, "query");
	struct saved		 v;
	enum err		 err = view_mine(rq, &v, &e);

	if (err == OK)
		err = saved_query(rq->work, e, query != NULL ? query : "",
		    &v.query);
	if (err == OK) {
		const struct change	 c[] = {
			SET_TEXT("query", v.query), { 0 }
		};

		err = record_save(rq->work, &view_entity, rq->id, REV_ANY, c);
	}
	if (err != OK)
		return err;
	reply_note(rq, t("The view is saved."));
	return list_open(rq, e, &v);
}

/* ---- all of them */

static void
col_put(struct request *rq, const char *label, const char *place)
{
	struct out	*c = out_add(rq->page, "cols");

	out_text(c, "label", label);
	out_text(c, "place", place);
}

static void
cell_put(struct out *row, const char *text, const char *href,
    const char *place)
{
	struct out	*c = out_add(row, "cells");

	out_text(c, "text", text);
	out_text(c, "href", href);
	out_text(c, "place", place);
}

static void
row_put(struct request *rq, const struct entity *e, const struct saved *v)
{
	struct out	*row = out_add(rq->page, "rows");

	out_fmt(row, "href", "/views/%lld", (long long)v->id);
	cell_put(row, v->name, NULL, "title");
	cell_put(row, t(e->label), NULL, "sub");
	cell_put(row, !v->shared ? t("me alone") :
	    v->owner_id == rq->work->actor.user_id ? t("shared") :
	    t("shared with me"), NULL, "st");
	if (saved_writable(rq->work, v))
		cell_put(row, t("Edit"), arena_fmt(rq->work->mem,
		    "/views/%lld/edit", (long long)v->id), "act");
	else
		cell_put(row, NULL, NULL, NULL);
}

/* The views of one kind of record, if its list is open to the actor. */
static enum err
rows_put(struct request *rq, const struct entity *e, int *n)
{
	struct saved	*list;
	size_t		 k;
	enum err	 err;

	if (e->path == NULL || rights_scope(rq->work, e, VERB_SEE) ==
	    SCOPE_NONE)
		return OK;
	err = saved_list(rq->work, e, &list, &k);
	for (size_t i = 0; err == OK && i < k; i++)
		row_put(rq, e, &list[i]);
	*n += err == OK ? (int)k : 0;
	return err;
}

enum err
views_show(struct request *rq)
{
	const char		*of = in_raw(rq, "of");
	const struct entity	*one = of != NULL ? entity_find(of) : NULL;
	struct out		*list = out_node(rq->page, "list"), *c;
	int			 n = 0;
	enum err		 e = OK;

	out_text(rq->page, "title", t("Views"));
	out_text(list, "title", t("Views"));
	out_text(list, "label", t("Views"));
	col_put(rq, t("Name of the view"), "title");
	col_put(rq, t("List"), "sub");
	col_put(rq, t("Who sees it"), "st");
	col_put(rq, t("Edit"), "act");
	if (one != NULL && one->path != NULL) {
		c = out_add(rq->page, "crumbs");
		out_text(c, "label", t(one->label));
		out_text(c, "href", one->path);
		e = rows_put(rq, one, &n);
	}
	for (const struct module *const *m = modules_all();
	    *m != NULL && one == NULL; m++)
		for (const struct entity *const *x = (*m)->entities;
		    x != NULL && *x != NULL && e == OK; x++)
			e = rows_put(rq, *x, &n);
	if (n == 0)
		out_text(out_node(rq->page, "empty"), "text", t("Set filters "
		    "above a list and press Save the view."));
	return e == OK ? reply_page(rq, "list.cst") : e;
}
