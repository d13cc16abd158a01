/*
 * mail.c: letters that the program sends (core/mail.h), for administrators.
 *
 *	settings.c	/settings/mail: the server, and a letter to try it
 *	queue.c		what waits, what was refused and why
 */
#include <stddef.h>

#include "core/mail.h"
#include "core/module.h"
#include "mod/mail/parts.h"

static const struct route mail_routes[] = {
	{ GET,  "/settings/mail",           mail_settings_show, "role.edit",
	  NULL },
	{ POST, "/settings/mail",           mail_settings_take, "role.edit",
	  NULL },
	{ POST, "/settings/mail/test",      mail_test,          "role.edit",
	  NULL },
	{ POST, "/settings/mail/:id/again", mail_again,         "role.edit",
	  NULL },
	{ POST, "/settings/mail/:id/drop",  mail_forget,        "role.edit",
	  NULL },
	{ 0 }
};

static const struct place mail_places[] = {
	{ N_("Letters"), "/settings/mail", "mail", "role.edit", "settings" },
	{ 0 }
};

/* One at a time: see core/mail.h for what becomes of a letter in hand. */
static const struct job_kind mail_jobs[] = {
	{ .name = "mail", .label = N_("Send letters"), .every_min = 1,
	  .flags = JOB_LOOSE, .lease_s = MAIL_LEASE_S, .fn = mail_send },
	{ .name = "mail-sweep", .label = N_("Forget letters of a month ago"),
	  .every_min = 1440, .fn = mail_sweep },
	{ 0 }
};

static const struct sound mail_sounds[] = {
	{ N_("letters in hand of nobody"), mail_look },
	{ 0 }
};

const struct module mail_module = {
	.name = "mail",
	.routes = mail_routes,
	.places = mail_places,
	.sounds = mail_sounds,
	.jobs = mail_jobs
};
