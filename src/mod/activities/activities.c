/* activities.c: calls, meetings, letters, notes and tasks. */
#include <stddef.h>

#include "core/crud.h"
#include "core/job.h"
#include "core/module.h"
#include "mod/activities/activities.h"
#include "mod/activities/parts.h"

const struct choice activity_kinds[] = {
	{ "task", N_("Task"), NULL }, { "call", N_("Phone call"), NULL },
	{ "meeting", N_("Meeting"), NULL }, { "letter", N_("Letter"), NULL },
	{ "note", N_("Note"), NULL }, { "greeting", N_("Greeting"), NULL },
	{ "fax", N_("Fax"), NULL }, { "shipment", N_("Shipment"), NULL },
	{ "order", N_("Order received"), NULL }, { 0 }
};

const struct choice activity_states[] = {
	{ "planned", N_("planned"), "info" }, { "done", N_("done"), "ok" },
	{ "dropped", N_("dropped"), "none" }, { 0 }
};

const struct choice activity_priorities[] = {
	{ "high", N_("high"), "late" }, { "normal", N_("normal"), "none" },
	{ "low", N_("low"), "none" }, { 0 }
};

static const struct choice remind_times[] = {
	{ "0m", N_("when it is due"), NULL },
	{ "5m", N_("5 minutes before"), NULL },
	{ "15m", N_("15 minutes before"), NULL },
	{ "30m", N_("half an hour before"), NULL },
	{ "1h", N_("an hour before"), NULL },
	{ "2h", N_("two hours before"), NULL },
	{ "1d", N_("a day before"), NULL },
	{ "2d", N_("two days before"), NULL },
	{ "7d", N_("a week before"), NULL }, { 0 }
};

const struct choice repeat_kinds[] = {
	{ "day", N_("daily"), NULL }, { "week", N_("weekly"), NULL },
	{ "month", N_("monthly, on the same day"), NULL },
	{ "month_end", N_("monthly, on the last day"), NULL },
	{ "year", N_("yearly"), NULL }, { 0 }
};

static const struct field activity_fields[] = {
	{ .name = "kind", .type = F_CHOICE, .choices = activity_kinds,
	  .label = N_("Kind"), .width = 4, .place = "sub",
	  .flags = FIELD_LIST | FIELD_FILTER | FIELD_KEYED },
	{ .name = "title", .type = F_TEXT, .max = 200, .label = N_("Subject"),
	  .flags = FIELD_SEARCH | FIELD_LIST, .width = 8, .place = "title" },
	{ .name = "contact_id", .type = F_REF, .of = "contact",
	  .label = N_("Contact"), .width = 6, .place = "sub",
	  .flags = FIELD_LIST | FIELD_FILTER | FIELD_KEYED },
	{ .name = "deal_id", .type = F_REF, .of = "deal",
	  .label = N_("Deal"), .width = 6,
	  .flags = FIELD_FILTER | FIELD_KEYED },
	{ .name = "invoice_id", .type = F_REF, .of = "invoice",
	  .label = N_("Invoice"), .flags = FIELD_IMPORT | FIELD_KEYED },
	{ .name = "due_at", .type = F_TIME, .label = N_("Due"), .width = 4,
	  .flags = FIELD_LIST | FIELD_SORT | FIELD_FILTER, .place = "sum" },
	{ .name = "priority", .type = F_CHOICE,
	  .choices = activity_priorities, .label = N_("Priority"),
	  .width = 4, .flags = FIELD_FILTER },
	{ .name = "remind", .type = F_CHOICE, .choices = remind_times,
	  .label = N_("Remind"), .width = 4 },
	{ .name = "state", .type = F_CHOICE, .choices = activity_states,
	  .label = N_("State"), .width = 4, .place = "st",
	  .flags = FIELD_LIST | FIELD_FILTER | FIELD_KEYED },
	{ .name = "repeat_by", .type = F_CHOICE, .choices = repeat_kinds,
	  .label = N_("Repeats"), .group = N_("Repetition"), .width = 4,
	  .flags = FIELD_FILTER,
	  .hint = N_("The next one is made when this one is done") },
	{ .name = "repeat_every", .type = F_INT, .label = N_("Each"),
	  .width = 2, .hint = N_("2: every second one") },
	{ .name = "repeat_until", .type = F_DATE, .label = N_("Until"),
	  .width = 3 },
	{ .name = "repeat_times", .type = F_INT, .width = 3,
	  .label = N_("Times in all"), .hint = N_("This one included") },
	{ .name = "repeat_days", .type = F_TEXT, .max = 13,
	  .label = N_("On these days of the week"), .width = 12,
	  .flags = FIELD_HEAD },
	{ .name = "repeat_day", .type = F_INT, .flags = FIELD_RULE },
	{ .name = "repeat_of_id", .type = F_REF, .of = "activity",
	  .flags = FIELD_RULE },
	{ .name = "repeated", .type = F_BOOL, .flags = FIELD_RULE },
	{ .name = "body", .type = F_LONG, .max = 20000,
	  .label = N_("What exactly"), .group = N_("Details") },
	{ .name = "outcome", .type = F_TEXT, .max = 500,
	  .label = N_("What came of it"), .width = 12 },
	{ .name = "done_at", .type = F_TIME, .label = N_("Done at"),
	  .flags = FIELD_IMPORT },
	{ .name = "asked_by_id", .type = F_REF, .of = "user",
	  .label = N_("Asked by"),
	  .flags = FIELD_RULE | FIELD_FILTER | FIELD_KEYED },
	{ .name = "at", .type = F_TIME, .flags = FIELD_RULE | FIELD_SORT |
	  FIELD_REQUIRED },
	{ .name = "see_owner_id", .type = F_REF, .of = "user",
	  .flags = FIELD_RULE },
	{ .name = "see_team_id", .type = F_REF, .of = "team",
	  .flags = FIELD_RULE },
	{ 0 }
};

static const char *const activity_orders[] = {
	"contact_id at", "deal_id at", "invoice_id at", "kind at",
	"state due_at", "owner_id state due_at", "see_owner_id state due_at",
	"see_team_id state due_at", "asked_by_id state due_at", NULL
};

static const char *const activity_list_cols[] = { "state", "due_at", NULL };

const struct entity activity_entity = {
	.name = "activity", .table = "activity", .fields = activity_fields,
	.title = "title", .sort = "-at", .orders = activity_orders,
	.path = "/activities",
	.icon = "checkbox", .label = N_("Tasks and contacts made"),
	.label_one = N_("Activity"), .label_new = N_("New task"),
	.plural = "activities", .flags = ENTITY_ANCHORED,
	.check = activity_check, .list = activity_tabs,
	.list_row = activity_row, .list_more = activity_list_cols,
	.card = activity_card, .form = activity_form
};

static const struct entity *const activities_entities[] = {
	&activity_entity, NULL
};

static const struct route activities_routes[] = {
	{ GET,  "/activities",              crud_list,    "activity.see",    &activity_entity },
	{ POST, "/activities/views",        crud_view_save, "activity.see",  &activity_entity },
	{ GET,  "/activities/new",          crud_new,     "activity.create", &activity_entity },
	{ POST, "/activities/new",          activity_make, "activity.create", &activity_entity },
	{ GET,  "/activities/:id",          crud_card,    "activity.see",    &activity_entity },
	{ GET,  "/activities/:id/edit",     crud_edit,    "activity.edit",   &activity_entity },
	{ POST, "/activities/:id/edit",     activity_edit, "activity.edit",  &activity_entity },
	{ GET,  "/activities/:id/delete",   crud_confirm, "activity.delete", &activity_entity },
	{ POST, "/activities/:id/delete",   crud_delete,  "activity.delete", &activity_entity },
	{ GET,  "/activities/:id/history",  crud_history, "activity.see",    &activity_entity },
	{ POST, "/activities/:id/done",     done_take,    "activity.edit",   NULL },
	{ POST, "/activities/:id/postpone", postpone_take, "activity.edit",  NULL },
	{ POST, "/activities/:id/back",     back_take,    "activity.edit",   NULL },
	{ GET,  "/reminders",               remind_list,  "activity.see",    NULL },
	{ GET,  "/reminders/told",           remind_new,   "activity.see",    NULL },
	{ POST, "/reminders/close",         remind_close_all, "activity.see", NULL },
	{ POST, "/reminders/:id/close",     remind_close, "activity.see",    NULL },
	{ POST, "/reminders/:id/later",     remind_later, "activity.see",    NULL },
	{ POST, "/contacts/:id/activities", quick_take,   "activity.create", "contact_id" },
	{ POST, "/deals/:id/activities",    quick_take,   "activity.create", "deal_id" },
	{ POST, "/invoices/:id/activities", quick_take,   "activity.create", "invoice_id" },
	{ 0 }
};

static const struct listener activities_listens[] = {
	{ "activity", activity_saved }, { "contact", anchor_saved },
	{ "deal", anchor_saved }, { "invoice", anchor_saved }, { 0 }
};

static const struct panel activities_panels[] = {
	{ "contact", "activity.see", story_contact, "tasks",
	    story_contact_ask, NULL },
	{ "deal", "activity.see", story_deal, "tasks", story_deal_ask, NULL },
	{ "invoice", "activity.see", story_invoice, "tasks",
	    story_invoice_ask, NULL },
	{ 0 }
};

static const struct place activities_places[] = {
	{ N_("Tasks"), "/activities?state=planned&owner_id=me&sort=due_at",
	  "checkbox", "activity.see", "menu" },
	{ N_("Task"), "/activities/new?kind=task", "checkbox",
	  "activity.create", "create" },
	{ 0 }
};

static const struct job_kind activities_jobs[] = {
	{ .name = "reminders", .label = N_("Remind of tasks by letter"),
	  .every_min = 1, .fn = remind_letters },
	{ .name = "daily-letter", .label = N_("Send the letter of the day"),
	  .hour = 7, .fn = daily_letters },
	{ .name = "reminders-old", .label = N_("Forget old reminders"),
	  .every_min = 1440, .fn = remind_sweep },
	{ 0 }
};

static const struct sound activities_sounds[] = {
	{ N_("reminders of what is not to be done"), remind_look },
	{ 0 }
};

const struct module activities_module = {
	.name = "activities",
	.needs = "contacts users",
	.entities = activities_entities,
	.routes = activities_routes,
	.listens = activities_listens,
	.panels = activities_panels,
	.places = activities_places,
	.sounds = activities_sounds,
	.jobs = activities_jobs
};
