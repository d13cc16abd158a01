/* contacts.c: people and organisations. */
#include <stddef.h>

#include "core/country.h"
#include "core/crud.h"
#include "core/module.h"
#include "mod/contacts/contacts.h"
#include "mod/contacts/parts.h"

static const struct choice kinds[] = {
	{ "person", N_("Person"), NULL },
	{ "organisation", N_("Organisation"), NULL },
	{ 0 }
};

static const struct choice point_kinds[] = {
	{ "phone", N_("Phone"), NULL }, { "email", N_("E-mail"), NULL },
	{ "telegram", "Telegram", NULL }, { "viber", "Viber", NULL },
	{ "whatsapp", "WhatsApp", NULL }, { "facebook", "Facebook", NULL },
	{ "url", N_("Web address"), NULL }, { 0 }
};

static const struct field contact_fields[] = {
	{ .name = "kind", .type = F_CHOICE, .choices = kinds,
	  .flags = FIELD_FILTER | FIELD_KEYED | FIELD_HEAD,
	  .label = N_("Kind") },
	{ .name = "name", .type = F_TEXT, .max = 200,
	  .label = N_("Name of a person or firm"), .sort_as = "sort_name",
	  .flags = FIELD_SEARCH | FIELD_LIST | FIELD_KEYED, .width = 8, .place = "title" },
	{ .name = "sort_name", .type = F_TEXT, .max = 200,
	  .flags = FIELD_RULE | FIELD_SORT | FIELD_REQUIRED },
	{ .name = "position", .type = F_TEXT, .max = 200,
	  .label = N_("Position"), .width = 6 },
	{ .name = "organisation_id", .type = F_REF, .of = "contact",
	  .label = N_("Works at"),
	  .flags = FIELD_LIST | FIELD_FILTER | FIELD_KEYED,
	  .width = 6, .place = "sub" },
	{ .name = "phone", .type = F_TEXT, .max = 60, .label = N_("Phone"),
	  .flags = FIELD_SEARCH | FIELD_LIST | FIELD_FILTER | FIELD_PHONE,
	  .width = 6, .group = N_("Contact details"), .place = "sub" },
	{ .name = "phone_key", .type = F_TEXT, .max = 9,
	  .flags = FIELD_RULE | FIELD_KEYED },
	{ .name = "email", .type = F_TEXT, .max = 254, .label = N_("E-mail"),
	  .flags = FIELD_SEARCH | FIELD_LIST | FIELD_FILTER | FIELD_EMAIL |
	  FIELD_KEYED,
	  .width = 6 },
	{ .name = "website", .type = F_TEXT, .max = 250,
	  .label = N_("Web site"), .flags = FIELD_LINK, .width = 6 },
	{ .name = "street", .type = F_TEXT, .max = 200,
	  .label = N_("Street"), .width = 6, .group = N_("Address") },
	{ .name = "city", .type = F_TEXT, .max = 100, .label = N_("City"),
	  .flags = FIELD_LIST | FIELD_FILTER | FIELD_KEYED, .width = 4 },
	{ .name = "postcode", .type = F_TEXT, .max = 20,
	  .label = N_("Postcode"), .width = 2 },
	{ .name = "region", .type = F_TEXT, .max = 100,
	  .label = N_("Region"), .flags = FIELD_FILTER, .width = 6 },
	{ .name = "country", .type = F_CHOICE, .choices = country_choices,
	  .max = 2, .label = N_("Country"),
	  .flags = FIELD_FILTER | FIELD_OTHER | FIELD_KEYED, .width = 6 },
	{ .name = "reg_no", .type = F_TEXT, .max = 20,
	  .label = N_("Register number"), .width = 4,
	  .flags = FIELD_SEARCH | FIELD_KEYED,
	  .group = N_("Requisites"),
	  .hint = N_("EDRPOU in Ukraine") },
	{ .name = "tax_no", .type = F_TEXT, .max = 20,
	  .label = N_("Tax number"), .width = 4,
	  .flags = FIELD_SEARCH | FIELD_KEYED,
	  .hint = N_("RNOKPP in Ukraine") },
	{ .name = "vat_no", .type = F_TEXT, .max = 20,
	  .label = N_("VAT number"), .flags = FIELD_UPPER, .width = 4 },
	{ .name = "iban", .type = F_TEXT, .max = 42, .label = N_("IBAN"),
	  .flags = FIELD_UPPER, .width = 6 },
	{ .name = "bank", .type = F_TEXT, .max = 140, .label = N_("Bank"),
	  .width = 6 },
	{ .name = "client", .type = F_BOOL, .label = N_("Client"),
	  .flags = FIELD_FILTER | FIELD_HEAD, .width = 3,
	  .group = N_("For us it is") },
	{ .name = "prospect", .type = F_BOOL, .label = N_("Prospect"),
	  .flags = FIELD_FILTER | FIELD_HEAD, .width = 3 },
	{ .name = "supplier", .type = F_BOOL, .label = N_("Supplier"),
	  .flags = FIELD_FILTER | FIELD_HEAD, .width = 3 },
	{ .name = "partner", .type = F_BOOL, .label = N_("Partner"),
	  .flags = FIELD_FILTER | FIELD_HEAD, .width = 3 },
	{ .name = "birthday", .type = F_DATE, .label = N_("Birthday"),
	  .width = 4, .group = N_("Further details") },
	{ .name = "note", .type = F_LONG, .max = 20000,
	  .label = N_("Notes and wishes") },
	{ .name = "last_touch_at", .type = F_TIME, .flags = FIELD_RULE |
	  FIELD_SORT | FIELD_FILTER, .label = N_("Last contact") },
	{ .name = "merged_id", .type = F_REF, .of = "contact",
	  .flags = FIELD_RULE },
	{ 0 }
};

static const struct field point_fields[] = {
	{ .name = "contact_id", .type = F_REF, .of = "contact",
	  .flags = FIELD_REQUIRED, .label = N_("Contact") },
	{ .name = "kind", .type = F_CHOICE, .choices = point_kinds,
	  .flags = FIELD_REQUIRED, .label = N_("Kind"), .width = 4 },
	{ .name = "value", .type = F_TEXT, .max = 254, .width = 8,
	  .flags = FIELD_REQUIRED, .label = N_("Number or address") },
	{ .name = "label", .type = F_TEXT, .max = 60, .width = 12,
	  .label = N_("What it is for") },
	{ 0 }
};

static const struct field link_fields[] = {
	{ .name = "organisation_id", .type = F_REF, .of = "contact",
	  .flags = FIELD_REQUIRED, .label = N_("Organisation") },
	{ .name = "person_id", .type = F_REF, .of = "contact",
	  .flags = FIELD_REQUIRED, .label = N_("Person") },
	{ .name = "role", .type = F_TEXT, .max = 120, .label = N_("Role") },
	{ .name = "since", .type = F_DATE, .label = N_("Since") },
	{ .name = "until", .type = F_DATE, .label = N_("Until") },
	{ 0 }
};

static const struct field tag_fields[] = {
	{ .name = "name", .type = F_TEXT, .max = 60, .label = N_("Name"),
	  .flags = FIELD_REQUIRED | FIELD_SEARCH | FIELD_LIST | FIELD_SORT,
	  .place = "title" },
	{ 0 }
};

static const struct field contact_tag_fields[] = {
	{ .name = "contact_id", .type = F_REF, .of = "contact",
	  .flags = FIELD_REQUIRED, .label = N_("Contact") },
	{ .name = "tag_id", .type = F_REF, .of = "tag",
	  .flags = FIELD_REQUIRED, .label = N_("Tag") },
	{ 0 }
};

static const char *const contact_orders[] = {
	"kind sort_name", "city sort_name", "country sort_name",
	"organisation_id sort_name", NULL
};

const struct entity contact_entity = {
	.name = "contact", .table = "contact", .fields = contact_fields,
	.title = "name", .sort = "sort_name", .orders = contact_orders,
	.path = "/contacts",
	.icon = "address-book", .label = N_("Contacts"),
	.label_one = N_("Contact"), .label_new = N_("New contact"),
	.plural = "contacts", .check = contact_check, .card = contact_card,
	.form = contact_form
};

const struct entity contact_point_entity = {
	.name = "contact_point", .table = "contact_point",
	.fields = point_fields, .title = "value", .parent = "contact_id",
	.label = N_("Phones and addresses"),
	.label_one = N_("Phone or address"), .plural = "points"
};

const struct entity contact_link_entity = {
	.name = "contact_link", .table = "contact_link",
	.fields = link_fields, .title = "role", .parent = "organisation_id",
	.label = N_("Links"), .label_one = N_("Link"), .plural = "links"
};

const struct entity tag_entity = {
	.name = "tag", .table = "tag", .fields = tag_fields,
	.title = "name", .key = "name", .sort = "name", .path = "/tags",
	.icon = "tag", .label = N_("Tags"), .label_one = N_("Tag"),
	.label_new = N_("New tag"), .plural = "tags",
	.flags = ENTITY_SHARED | ENTITY_SMALL
};

const struct entity contact_tag_entity = {
	.name = "contact_tag", .table = "contact_tag",
	.fields = contact_tag_fields, .title = "id", .parent = "contact_id",
	.label = N_("Tags of contacts"), .label_one = N_("Tag of a contact"),
	.plural = "contact-tags"
};

static const struct entity *const contacts_entities[] = {
	&contact_entity, &contact_point_entity, &contact_link_entity,
	&tag_entity, &contact_tag_entity, NULL
};

static const struct route contacts_routes[] = {
	{ GET,  "/contacts",             crud_list,    "contact.see",    &contact_entity },
	{ POST, "/contacts/views",       crud_view_save, "contact.see",  &contact_entity },
	{ GET,  "/contacts/new",         crud_new,     "contact.create", &contact_entity },
	{ POST, "/contacts/new",         crud_create,  "contact.create", &contact_entity },
	{ GET,  "/contacts/:id",         contact_show, "contact.see",    &contact_entity },
	{ GET,  "/contacts/:id/edit",    crud_edit,    "contact.edit",   &contact_entity },
	{ POST, "/contacts/:id/edit",    crud_save,    "contact.edit",   &contact_entity },
	{ GET,  "/contacts/:id/delete",  crud_confirm, "contact.delete", &contact_entity },
	{ POST, "/contacts/:id/delete",  crud_delete,  "contact.delete", &contact_entity },
	{ GET,  "/contacts/:id/history", crud_history, "contact.see",    &contact_entity },
	{ POST, "/contacts/:id/links",   links_take,   "contact.edit",   NULL },
	{ POST, "/contacts/:id/points",  points_take,  "contact.edit",   NULL },
	{ POST, "/contacts/:id/tags",    tags_take,    "contact.edit",   NULL },
	{ POST, "/contact-links/:id/delete",  part_delete, "contact.edit", &contact_link_entity },
	{ POST, "/contact-points/:id/delete", part_delete, "contact.edit", &contact_point_entity },
	{ POST, "/contact-tags/:id/delete",   part_delete, "contact.edit", &contact_tag_entity },
	{ 0 }
};

static const struct panel contacts_panels[] = {
	{ "contact", "contact.see", points_panel, "points", points_ask, NULL },
	{ "contact", "contact.see", tags_panel, "tags", tags_ask, NULL },
	{ "contact", "contact.see", people_panel, "people", people_ask, NULL },
	{ 0 }
};

static const struct place contacts_places[] = {
	{ N_("Contacts"), "/contacts", "address-book", "contact.see", "menu" },
	{ N_("Person"), "/contacts/new?kind=person", "user", "contact.create",
	  "create" },
	{ N_("Organisation"), "/contacts/new?kind=organisation", "building",
	  "contact.create", "create" },
	{ 0 }
};

const struct module contacts_module = {
	.name = "contacts",
	.entities = contacts_entities,
	.routes = contacts_routes,
	.panels = contacts_panels,
	.places = contacts_places
};
