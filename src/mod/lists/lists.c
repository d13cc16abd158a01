/*
 * lists.c: what can be done with a list of any kind of record.
 *
 *	views.c		saved views (core/saved.h): rename, share, order, delete
 *	bulk.h		one change to many records:
 *	bulk_pages.c	which records and what, page by page
 *	bulk_do.c	a batch of them through the write gate
 *	bulk_run.c	what was asked for, and the job that does it
 *	bulk_result.c	what has become of it
 */
#include <stddef.h>

#include "core/crud.h"
#include "core/module.h"
#include "core/saved.h"
#include "core/site.h"
#include "mod/lists/bulk.h"
#include "mod/lists/parts.h"

static const struct entity *const lists_entities[] = { &view_entity, NULL };

static const struct route lists_routes[] = {
	{ GET,  "/views",             views_show,   SIGNED, NULL },
	{ GET,  "/views/:id",         view_open,    SIGNED, NULL },
	{ POST, "/views/:id/query",   view_keep,    SIGNED, &view_entity },
	{ GET,  "/views/:id/edit",    view_edit,    SIGNED, &view_entity },
	{ POST, "/views/:id/edit",    view_save,    SIGNED, &view_entity },
	{ GET,  "/views/:id/delete",  view_confirm, SIGNED, &view_entity },
	{ POST, "/views/:id/delete",  view_delete,  SIGNED, &view_entity },
	{ GET,  "/views/:id/history", view_history, SIGNED, &view_entity },
	{ GET,  "/bulk/:name",        bulk_show,    SIGNED, NULL },
	{ POST, "/bulk/:name",        bulk_take,    SIGNED, NULL },
	{ GET,  "/bulk/:name/:id",    bulk_result,  SIGNED, NULL },
	{ POST, "/bulk/:name/:id/stop", bulk_end,   SIGNED, NULL },
	{ POST, "/bulk/:name/:id/again", bulk_again, SIGNED, NULL },
	{ GET,  "/cell/:name/:id",    crud_cell_form, SIGNED, NULL },
	{ POST, "/cell/:name/:id",    crud_cell_save, SIGNED, NULL },
	{ 0 }
};

/* Workers keep the tabs of lists. */
static enum err
views_changed(struct work *w, const struct event *ev)
{
	(void)ev;
	return site_touch(w);
}

static const struct listener lists_listens[] = {
	{ "view", views_changed }, { 0 }
};

const struct module lists_module = {
	.name = "lists",
	.entities = lists_entities,
	.routes = lists_routes,
	.listens = lists_listens,
	.jobs = lists_jobs
};
