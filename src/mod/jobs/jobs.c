/*
 * jobs.c: work that nobody waits for (core/job.h), and what brings it about.
 *
 *	daemon.c	kartoteka jobs: from cron, or all the time
 *	tick.c		an address that does what is due, and the image of pages
 *	kinds.c		core's own regular work
 *	page.c		/settings/jobs
 */
#include <stddef.h>

#include "core/module.h"
#include "mod/jobs/parts.h"

static const struct route jobs_routes[] = {
	{ GET,  "/tick",                        tick_image,         SIGNED,
	  NULL },
	{ GET,  "/tick/:name",                  tick_address,       PUBLIC,
	  NULL },
	{ GET,  "/settings/jobs",               jobs_show,          "role.edit",
	  NULL },
	{ POST, "/settings/jobs/:id/run",       jobs_again,         "role.edit",
	  NULL },
	{ POST, "/settings/jobs/:id/drop",      jobs_drop,          "role.edit",
	  NULL },
	{ POST, "/settings/jobs/address",       jobs_address,       "role.edit",
	  NULL },
	{ POST, "/settings/jobs/address/close", jobs_address_close, "role.edit",
	  NULL },
	{ 0 }
};

static const struct place jobs_places[] = {
	{ N_("Background work"), "/settings/jobs", "clock", "role.edit",
	  "settings" },
	{ 0 }
};

static const struct command jobs_commands[] = {
	{ "jobs", "[--once|--forever]",
	  N_("Does the work that is due: once, or until it is told to end."),
	  jobs_tool, true },
	{ 0 }
};

static const struct sound jobs_sounds[] = {
	{ N_("leases of background work"), leases_look },
	{ 0 }
};

const struct module jobs_module = {
	.name = "jobs",
	.routes = jobs_routes,
	.places = jobs_places,
	.commands = jobs_commands,
	.sounds = jobs_sounds,
	.jobs = core_jobs
};
