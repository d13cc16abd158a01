/*
 * lists.c: what can be done with a list of any kind of record.
 *
 *	views.c		saved views (core/saved.h): rename, share, order, delete
 */
#include <stddef.h>

#include "core/module.h"
#include "core/saved.h"
#include "core/site.h"
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
	.listens = lists_listens
};
