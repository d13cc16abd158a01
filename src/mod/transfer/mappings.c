/* mappings.c: the pages of mappings saved by name. */
#include "core/crud.h"
#include "core/form.h"
#include "core/reply.h"
#include "core/view.h"
#include "mod/transfer/mapping.h"
#include "mod/transfer/parts.h"

/* Mapping :id, if the actor may change it. */
static enum err
mapping_page(struct request *rq, enum err (*page)(struct request *))
{
	struct mapping	 m;
	enum err	 e = mapping_get(rq->work, rq->id, &m);

	if (e == OK && !mapping_writable(rq->work, &m))
		e = ERR_NOTFOUND;
	return e == OK ? page(rq) : e;
}

enum err
mapping_edit(struct request *rq)
{
	return mapping_page(rq, crud_edit_alone);
}

enum err
mapping_take(struct request *rq)
{
	return mapping_page(rq, crud_save);
}

enum err
mapping_confirm(struct request *rq)
{
	return mapping_page(rq, crud_confirm);
}

enum err
mapping_delete(struct request *rq)
{
	return mapping_page(rq, crud_delete);
}

enum err
mapping_history(struct request *rq)
{
	return mapping_page(rq, crud_history);
}

enum err
mapping_open(struct request *rq)
{
	struct mapping	 m;
	enum err	 e = mapping_get(rq->work, rq->id, &m);

	if (e != OK)
		return e;
	return mapping_writable(rq->work, &m) ? crud_edit_alone(rq) :
	    reply_see(rq, "/mappings");
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
row_put(struct request *rq, const struct mapping *m)
{
	struct out	*row = out_add(rq->page, "rows");

	out_fmt(row, "href", "/mappings/%lld", (long long)m->id);
	cell_put(row, m->name, NULL, "title");
	cell_put(row, t(m->e->label), NULL, "sub");
	cell_put(row, !m->shared ? t("me alone") :
	    m->owner_id == rq->work->actor.user_id ? t("shared") :
	    t("shared with me"), NULL, "st");
	if (mapping_writable(rq->work, m))
		cell_put(row, t("Edit"), arena_fmt(rq->work->mem,
		    "/mappings/%lld/edit", (long long)m->id), "act");
	else
		cell_put(row, NULL, NULL, NULL);
}

enum err
mappings_show(struct request *rq)
{
	struct out	*list = out_node(rq->page, "list");
	struct mapping	*all;
	size_t		 n;
	enum err	 e = mapping_list(rq->work, NULL, &all, &n);

	if (e != OK)
		return e;
	out_text(rq->page, "title", t("Mappings"));
	out_text(list, "title", t("Mappings"));
	out_text(list, "label", t("Mappings"));
	col_put(rq, t("Name of the mapping"), "title");
	col_put(rq, t("List"), "sub");
	col_put(rq, t("Who may use it"), "st");
	col_put(rq, t("Edit"), "act");
	for (size_t i = 0; i < n; i++)
		row_put(rq, &all[i]);
	if (n == 0)
		out_text(out_node(rq->page, "empty"), "text",
		    t("When you import, say which column goes where and save "
		    "that under a name."));
	return reply_page(rq, "list.cst");
}
