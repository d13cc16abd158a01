/* deals.c: sales opportunities, from the first request to won or lost. */
#include "core/crud.h"
#include "core/record.h"
#include "mod/deals/deals.h"
#include "mod/deals/rules.h"
#include "mod/deals/screens.h"

static const struct choice deal_states[] = {
	{ "open", N_("in work"), "info" },
	{ "won", N_("won"), "ok" },
	{ "lost", N_("lost"), "none" },
	{ 0 }
};

static const struct field deal_fields[] = {
	{ .name = "title", .type = F_TEXT, .max = 200, .label = N_("Title"),
	  .flags = FIELD_SEARCH | FIELD_LIST | FIELD_SORT, .width = 12,
	  .hint = N_("Left empty, it is made from the goods and the contact"),
	  .place = "title" },
	{ .name = "contact_id", .type = F_REF, .of = "contact",
	  .label = N_("Contact"), .width = 6, .place = "sub",
	  .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_FILTER | FIELD_KEYED },
	{ .name = "person_id", .type = F_REF, .of = "contact",
	  .label = N_("Contact person"), .width = 6, .flags = FIELD_KEYED },
	{ .name = "pipeline_id", .type = F_REF, .of = "pipeline",
	  .label = N_("Pipeline"), .flags = FIELD_IMPORT | FIELD_FILTER },
	{ .name = "stage_id", .type = F_REF, .of = "stage",
	  .label = N_("Stage"), .width = 6,
	  .flags = FIELD_LIST | FIELD_FILTER | FIELD_KEYED | FIELD_JUDGED },
	{ .name = "state", .type = F_CHOICE, .choices = deal_states, .max = 8,
	  .label = N_("State"), .place = "st",
	  .flags = FIELD_IMPORT | FIELD_LIST | FIELD_FILTER | FIELD_KEYED },
	{ .name = "source_id", .type = F_REF, .of = "source",
	  .label = N_("Source"), .flags = FIELD_FILTER | FIELD_KEYED,
	  .width = 6 },
	{ .name = "amount", .type = F_MONEY, .label = N_("Amount"),
	  .flags = FIELD_LIST | FIELD_SORT | FIELD_FILTER, .width = 4,
	  .hint = N_("Counted from the lines when there are any"),
	  .place = "sum" },
	{ .name = "currency", .type = F_TEXT, .max = 3,
	  .label = N_("Currency"), .flags = FIELD_UPPER, .width = 2 },
	{ .name = "chance", .type = F_INT, .label = N_("Chance, %"),
	  .width = 2 },
	{ .name = "expected_on", .type = F_DATE,
	  .label = N_("Expected on"), .width = 4,
	  .flags = FIELD_LIST | FIELD_SORT | FIELD_FILTER },
	{ .name = "next_on", .type = F_DATE, .label = N_("Next step on"),
	  .group = N_("What is next"), .width = 4 },
	{ .name = "next_step", .type = F_TEXT, .max = 120,
	  .label = N_("Next step"), .width = 8 },
	{ .name = "note", .type = F_LONG, .max = 10000,
	  .label = N_("Note") },
	{ .name = "title_made", .type = F_BOOL, .flags = FIELD_RULE },
	{ .name = "goods", .type = F_TEXT, .max = 200, .flags = FIELD_RULE },
	{ .name = "stage_since", .type = F_TIME, .flags = FIELD_RULE },
	{ .name = "stage_due", .type = F_TIME, .flags = FIELD_RULE },
	{ .name = "paused_since", .type = F_TIME, .flags = FIELD_RULE },
	{ .name = "paused_minutes", .type = F_INT, .flags = FIELD_RULE },
	{ .name = "pause_why", .type = F_TEXT, .max = 120,
	  .flags = FIELD_RULE },
	{ .name = "loss_reason_id", .type = F_REF, .of = "loss_reason",
	  .label = N_("Loss reason"), .flags = FIELD_IMPORT | FIELD_FILTER },
	{ .name = "lost_to", .type = F_TEXT, .max = 120,
	  .label = N_("Whom they chose"), .flags = FIELD_IMPORT },
	{ .name = "loss_note", .type = F_LONG, .max = 5000,
	  .label = N_("What we would do otherwise"),
	  .flags = FIELD_IMPORT },
	{ .name = "closed_at", .type = F_TIME, .label = N_("Closed"),
	  .flags = FIELD_IMPORT | FIELD_FILTER },
	{ 0 }
};

static const struct field line_fields[] = {
	{ .name = "deal_id", .type = F_REF, .of = "deal",
	  .label = N_("Deal"), .flags = FIELD_REQUIRED | FIELD_CREATE },
	{ .name = "position", .type = F_INT, .label = N_("Place in the order") },
	{ .name = "product_id", .type = F_REF, .of = "product",
	  .label = N_("Product"), .flags = FIELD_LIST | FIELD_JUDGED },
	{ .name = "name", .type = F_TEXT, .max = 255, .label = N_("Name"),
	  .flags = FIELD_LIST },
	{ .name = "quantity", .type = F_DECIMAL, .label = N_("Quantity"),
	  .flags = FIELD_LIST | FIELD_SIGNED },
	{ .name = "unit", .type = F_CHOICE, .choices = unit_choices,
	  .max = 3, .label = N_("Unit"), .flags = FIELD_OTHER | FIELD_UPPER },
	{ .name = "price", .type = F_DECIMAL,
	  .label = N_("Price without VAT"), .flags = FIELD_LIST },
	{ .name = "discount_percent", .type = F_DECIMAL,
	  .label = N_("Discount, %") },
	{ .name = "vat", .type = F_CHOICE, .choices = vat_choices, .max = 10,
	  .label = N_("VAT"), .flags = FIELD_OTHER | FIELD_UPPER },
	{ .name = "net", .type = F_MONEY, .label = N_("Sum without VAT"),
	  .flags = FIELD_RULE | FIELD_SIGNED },
	{ 0 }
};

static const char *const deal_orders[] = {
	"contact_id created_at", "person_id created_at",
	"stage_id created_at", "state created_at",
	"source_id created_at", "state expected_on",
	"owner_id state expected_on", "team_id state expected_on", NULL
};

const struct entity deal_entity = {
	.name = "deal", .table = "deal", .fields = deal_fields,
	.title = "title", .sort = "-created_at", .orders = deal_orders,
	.path = "/deals",
	.icon = "layout-kanban", .label = N_("Deals"),
	.label_one = N_("Deal"), .label_new = N_("New deal"),
	.plural = "deals", .check = deal_check,
	.card_tpl = "deals/card.cst", .form_tpl = "deals/form.cst",
	.list_tpl = "deals/list.cst", .card = deals_card_fill,
	.form = deals_form_fill, .form_save = deals_form_save
};

const struct entity deal_line_entity = {
	.name = "deal_line", .table = "deal_line", .fields = line_fields,
	.title = "name", .parent = "deal_id", .sort = "position",
	.label = N_("Deal lines"), .label_one = N_("Deal line"),
	.label_new = N_("New deal line"), .plural = "deal-lines",
	.check = deal_line_check
};

static const struct entity *const deal_entities[] = {
	&pipeline_entity, &stage_entity, &source_entity, &loss_reason_entity,
	&deal_entity, &deal_line_entity, NULL
};

/* The pages of a list of settings. */
#define SETTING_ROUTES(path, name, entity)				\
	{ GET, path, crud_list, name ".edit", &entity },		\
	{ POST, path "/views", crud_view_save, name ".edit", &entity },	\
	{ GET, path "/new", crud_new, name ".create", &entity },	\
	{ POST, path "/new", crud_create, name ".create", &entity },	\
	{ GET, path "/:id", crud_card, name ".edit", &entity },		\
	{ GET, path "/:id/edit", crud_edit, name ".edit", &entity },	\
	{ POST, path "/:id/edit", crud_save, name ".edit", &entity },	\
	{ GET, path "/:id/delete", crud_confirm, name ".delete", &entity }, \
	{ POST, path "/:id/delete", crud_delete, name ".delete", &entity }, \
	{ GET, path "/:id/history", crud_history, name ".edit", &entity }

static const struct route deal_routes[] = {
	{ GET, "/deals", crud_list, "deal.see", &deal_entity },
	{ POST, "/deals/views", crud_view_save, "deal.see", &deal_entity },
	{ GET, "/deals/board", deals_board, "deal.see", &deal_entity },
	{ GET, "/deals/new", crud_new, "deal.create", &deal_entity },
	{ POST, "/deals/new", deals_create, "deal.create", &deal_entity },
	{ GET, "/deals/:id", crud_card, "deal.see", &deal_entity },
	{ GET, "/deals/:id/edit", crud_edit, "deal.edit", &deal_entity },
	{ POST, "/deals/:id/edit", deals_save, "deal.edit", &deal_entity },
	{ GET, "/deals/:id/delete", crud_confirm, "deal.delete",
	  &deal_entity },
	{ POST, "/deals/:id/delete", crud_delete, "deal.delete",
	  &deal_entity },
	{ GET, "/deals/:id/history", crud_history, "deal.see", &deal_entity },
	{ POST, "/deals/:id/stage", deals_move, "deal.edit", &deal_entity },
	{ GET, "/deals/:id/lose", deals_lose, "deal.edit", &deal_entity },
	{ POST, "/deals/:id/pause", deals_pause, "deal.edit", &deal_entity },
	{ POST, "/deals/:id/resume", deals_resume, "deal.edit",
	  &deal_entity },
	SETTING_ROUTES("/pipelines", "pipeline", pipeline_entity),
	SETTING_ROUTES("/stages", "stage", stage_entity),
	SETTING_ROUTES("/sources", "source", source_entity),
	SETTING_ROUTES("/loss-reasons", "loss_reason", loss_reason_entity),
	{ 0 }
};

static const struct listener deal_listens[] = {
	{ "deal", deal_written },
	{ "deal_line", deal_line_written },
	{ "stage", stage_written },
	{ "pipeline", stage_written },
	{ "loss_reason", reason_written },
	{ "activity", deal_activity_written },
	{ 0 }
};

static const struct panel deal_panels[] = {
	{ "contact", "deal.see", deals_panel, "deals", deals_ask, NULL },
	{ "product", "deal.see", deals_product_panel, "deals",
	    deals_product_ask, NULL },
	{ 0 }
};

static const struct place deal_places[] = {
	{ N_("Deals"), "/deals/board", "layout-kanban", "deal.see", "menu" },
	{ N_("Deal"), "/deals/new", "layout-kanban", "deal.create", "create" },
	{ N_("Pipelines"), "/pipelines", "layout-kanban", "pipeline.edit",
	  "settings" },
	{ N_("Stages"), "/stages", "arrow-right", "stage.edit", "settings" },
	{ N_("Sources"), "/sources", "target", "source.edit", "settings" },
	{ N_("Loss reasons"), "/loss-reasons", "circle-x",
	  "loss_reason.edit", "settings" },
	{ 0 }
};

static const struct tally *const deal_tallies[] = {
	&board_tally, &funnel_tally, NULL
};

const struct module deals_module = {
	.name = "deals",
	.needs = "users contacts products",
	.entities = deal_entities,
	.routes = deal_routes,
	.listens = deal_listens,
	.panels = deal_panels,
	.places = deal_places,
	.tallies = deal_tallies,
	.seed = deals_seed
};
