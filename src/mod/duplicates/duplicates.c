/*
 * duplicates.c: one client, one record.
 *
 *	merge.c links.c sides.c	two contacts become one, with all that hangs
 *				on them
 *	page.c			both side by side
 *	pair.c			how likely two are one
 *	warn.c			asked as somebody types one who is there
 */
#include "core/module.h"
#include "mod/duplicates/parts.h"

static const struct route duplicates_routes[] = {
	{ GET,  "/contacts/alike", warn_typed, "contact.see", NULL },
	{ GET,  "/contacts/:id/merge", merge_show, "contact.delete", NULL },
	{ POST, "/contacts/:id/merge", merge_take, "contact.delete", NULL },
	{ 0 }
};

static const struct listener duplicates_listens[] = {
	{ "contact", sides_follow }, { "contact", warn_note }, { 0 }
};

static const struct panel duplicates_panels[] = {
	{ "contact", "contact.delete", duplicates_panel, "duplicates", NULL },
	{ 0 }
};

static const struct asker duplicates_askers[] = {
	{ "contact", warn_show, warn_save }, { 0 }
};

const struct module duplicates_module = {
	.name = "duplicates",
	.needs = "contacts",
	.routes = duplicates_routes,
	.listens = duplicates_listens,
	.panels = duplicates_panels,
	.askers = duplicates_askers
};
