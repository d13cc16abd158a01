/*
 * duplicates.c: one client, one record.
 *
 *	merge.c links.c sides.c	two contacts become one, with all that hangs
 *				on them
 *	page.c			both side by side
 *	pair.c facts.c		how likely two are one
 *	scan.c			each night all are compared
 *	queue.c apart.c		the pairs that were found, and what is no pair
 *	warn.c			asked as somebody types one who is there
 */
#include "core/job.h"
#include "core/module.h"
#include "mod/duplicates/parts.h"
#include "mod/duplicates/scan.h"

static const struct entity *const duplicates_entities[] = {
	&not_duplicate_entity, NULL
};

static const struct route duplicates_routes[] = {
	{ GET,  "/contacts/alike", warn_typed, "contact.see", NULL },
	{ GET,  "/contacts/:id/merge", merge_show, "contact.delete", NULL },
	{ POST, "/contacts/:id/merge", merge_take, "contact.delete", NULL },
	{ GET,  "/duplicates",         queue_show, "contact.delete", NULL },
	{ POST, "/duplicates/apart",   apart_take, "contact.edit",   NULL },
	{ POST, "/duplicates/scan",    scan_ask,   "role.edit",      NULL },
	{ 0 }
};

static const struct listener duplicates_listens[] = {
	{ "contact", sides_follow }, { "contact", warn_note }, { 0 }
};

static const struct panel duplicates_panels[] = {
	{ "contact", "contact.delete", duplicates_panel, "duplicates", NULL,
	    "EXISTS (SELECT 1 FROM dup_pair WHERE a_id = ?) OR "
	    "EXISTS (SELECT 1 FROM dup_pair WHERE b_id = ?)" },
	{ 0 }
};

static const struct asker duplicates_askers[] = {
	{ "contact", warn_show, warn_save }, { 0 }
};

static const struct place duplicates_places[] = {
	{ N_("Duplicates"), "/duplicates", "arrows-join", "contact.delete",
	  "/contacts" },
	{ 0 }
};

static const struct job_kind duplicates_jobs[] = {
	{ .name = "duplicates", .label = N_("Compare all contacts"),
	  .hour = 3, .fn = scan_slice },
	{ 0 }
};

const struct module duplicates_module = {
	.name = "duplicates",
	.needs = "contacts",
	.entities = duplicates_entities,
	.routes = duplicates_routes,
	.listens = duplicates_listens,
	.panels = duplicates_panels,
	.askers = duplicates_askers,
	.places = duplicates_places,
	.jobs = duplicates_jobs
};
