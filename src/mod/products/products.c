/* products.c: goods and services the firm sells, and their categories. */
#include <string.h>

#include "base/money.h"
#include "base/vat.h"
#include "core/crud.h"
#include "core/memo.h"
#include "core/query.h"
#include "core/record.h"
#include "core/request.h"
#include "core/site.h"
#include "core/view.h"
#include "mod/products/products.h"
#include "mod/products/screens.h"

static const struct choice product_kinds[] = {
	{ "goods", N_("goods"), NULL },
	{ "service", N_("a service"), NULL },
	{ 0 }
};

static const struct field category_fields[] = {
	{ .name = "name", .type = F_TEXT, .max = 120, .label = N_("Name"),
	  .flags = FIELD_REQUIRED | FIELD_SEARCH | FIELD_LIST | FIELD_SORT,
	  .place = "title" },
	{ .name = "parent_id", .type = F_REF, .of = "category",
	  .label = N_("Part of"), .flags = FIELD_LIST | FIELD_FILTER,
	  .place = "sub" },
	{ 0 }
};

static const struct field product_fields[] = {
	{ .name = "name", .type = F_TEXT, .max = 255, .label = N_("Name"),
	  .flags = FIELD_REQUIRED | FIELD_SEARCH | FIELD_LIST | FIELD_SORT,
	  .width = 8, .place = "title" },
	{ .name = "code", .type = F_TEXT, .max = 64, .label = N_("Code"),
	  .flags = FIELD_SEARCH | FIELD_LIST | FIELD_SORT, .width = 4,
	  .hint = N_("Yours or the maker's; the same code cannot be used "
	  "twice"), .place = "sub" },
	{ .name = "kind", .type = F_CHOICE, .choices = product_kinds,
	  .max = 8, .label = N_("Kind"), .flags = FIELD_FILTER, .width = 4 },
	{ .name = "unit", .type = F_CHOICE, .choices = unit_choices, .max = 3,
	  .label = N_("Unit"), .flags = FIELD_LIST | FIELD_OTHER | FIELD_UPPER, .width = 4 },
	{ .name = "category_id", .type = F_REF, .of = "category",
	  .label = N_("Category"),
	  .flags = FIELD_LIST | FIELD_FILTER | FIELD_KEYED,
	  .width = 4 },
	{ .name = "price", .type = F_DECIMAL, .label = N_("Price without VAT"),
	  .flags = FIELD_LIST | FIELD_SORT, .width = 4, .place = "sum" },
	{ .name = "currency", .type = F_TEXT, .max = 3, .label = N_("Currency"),
	  .flags = FIELD_LIST | FIELD_FILTER | FIELD_UPPER, .width = 4 },
	{ .name = "vat", .type = F_CHOICE, .choices = vat_choices, .max = 10,
	  .label = N_("VAT"), .flags = FIELD_LIST | FIELD_FILTER | FIELD_OTHER |
	  FIELD_UPPER,
	  .width = 4 },
	{ .name = "description", .type = F_LONG, .max = 10000,
	  .label = N_("Description") },
	{ .name = "archived", .type = F_BOOL,
	  .label = N_("Not offered any more"), .flags = FIELD_FILTER },
	{ 0 }
};

/* Complete what is empty, judge codes. */
static void
product_check_one(struct work *w, struct draft *d)
{
	struct doc_tax	 tax;

	if (draft_text(d, "kind") == NULL)
		draft_set_text(d, "kind", "goods");
	if (draft_text(d, "unit") == NULL)
		draft_set_text(d, "unit",
		    strcmp(draft_text(d, "kind"), "service") == 0 ?
		    "E48" : "H87");
	if (draft_text(d, "currency") == NULL)
		draft_set_text(d, "currency", w->site->currency);
	if (draft_text(d, "vat") == NULL)
		draft_set_text(d, "vat", vat_standard(w));
	draft_set_int(d, "archived", draft_int(d, "archived"));
	if (!unit_valid(draft_text(d, "unit")))
		draft_refuse(d, "unit", t("a unit has a code of two or three "
		    "letters, such as KGM or H87"));
	if (!currency_valid(draft_text(d, "currency")))
		draft_refuse(d, "currency", t("there is no such currency; "
		    "write its code, such as UAH or EUR"));
	if (doc_tax_parse(draft_text(d, "vat"), &tax) != OK)
		draft_refuse(d, "vat", t("VAT is S and a rate, such as S20, "
		    "or one of Z E AE K G O"));
}

static enum err
product_check(struct work *w, struct draft *drafts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct draft	*d = draft_at(drafts, i);

		if (!draft_skipped(d))
			product_check_one(w, d);
	}
	return OK;
}

/* A category is not a part of itself; longer circles show as they are. */
static enum err
category_check(struct work *w, struct draft *drafts, size_t n)
{
	(void)w;
	for (size_t i = 0; i < n; i++) {
		struct draft	*d = draft_at(drafts, i);

		if (!draft_skipped(d) && draft_id(d) != 0 &&
		    draft_int(d, "parent_id") == draft_id(d))
			draft_refuse(d, "parent_id",
			    t("a category cannot be a part of itself"));
	}
	return OK;
}

/* Start a new product with what the firm uses. */
static enum err
product_form(struct request *rq, int64_t id, struct out *page)
{
	if (id != 0 || rq->method == POST)
		return OK;
	crud_preset(page, "kind", "goods");
	crud_preset(page, "unit", "H87");
	crud_preset(page, "currency", rq->work->site->currency);
	crud_preset(page, "vat", vat_standard(rq->work));
	return OK;
}

const struct entity category_entity = {
	.name = "category", .table = "category", .fields = category_fields,
	.title = "name", .sort = "name", .path = "/categories",
	.icon = "folder", .label = N_("Categories"),
	.label_one = N_("Category"), .label_new = N_("New category"),
	.plural = "categories", .flags = ENTITY_SHARED | ENTITY_SMALL,
	.check = category_check
};

static const char *const product_orders[] = { "category_id name", NULL };

const struct entity product_entity = {
	.name = "product", .table = "product", .fields = product_fields,
	.title = "name", .key = "code", .sort = "name", .orders = product_orders,
	.path = "/products",
	.icon = "tags", .label = N_("Products"), .label_one = N_("Product"),
	.label_new = N_("New product"), .plural = "products",
	.flags = ENTITY_SHARED, .check = product_check, .form = product_form
};

/* ---- what lines take over */

static const char	 facts_read[] = "facts";	/* notes of the memo */

static void
facts_take(struct work *w, const struct db_rows *rows, size_t r,
    struct product_facts *p)
{
	struct product_facts	*kept = arena_alloc(w->mem, sizeof(*kept));

	*p = (struct product_facts){ db_int(rows, r, 0), db_text(rows, r, 1),
	    db_text(rows, r, 2), db_text(rows, r, 3),
	    db_cell(rows, r, 4)->type == DB_NULL ? -1 : db_int(rows, r, 4),
	    db_text(rows, r, 5), db_text(rows, r, 6) };
	*kept = *p;
	memo_put(w, facts_read, p->id, kept);
}

/* Facts that this transaction has read already. */
static bool
facts_known(const struct work *w, int64_t id, struct product_facts *out)
{
	const struct product_facts	*p = memo_get(w, facts_read, id);

	if (p == NULL || memo_known(w, &product_entity, id, VERB_SEE) == NULL)
		return false;
	*out = *p;
	return true;
}

enum err
product_facts(struct work *w, const int64_t *ids, size_t n,
    struct product_facts *out)
{
	static const char *const cols[] = {
		"name", "code", "unit", "price", "currency", "vat", NULL
	};
	struct db_val		*in = arena_alloc(w->mem,
				    (n + 1) * sizeof(*in));
	struct filter		 where[] = {
		{ .path = "id", .op = OP_IN, .values = in }, WHERE_END
	};
	const struct query	 q = {
		.entity = &product_entity, .cols = cols, .where = where,
		.sort = "id"
	};
	struct db_rows		*rows;
	enum err		 e;

	memset(out, 0, n * sizeof(*out));
	for (size_t i = 0; i < n; i++)
		if (ids[i] != 0 && !facts_known(w, ids[i], &out[i]))
			in[where[0].nvalues++] = (struct db_val)DB_I(ids[i]);
	if (where[0].nvalues == 0)
		return OK;
	e = query_list(w, &q, &rows);
	if (e != OK)
		return e;
	for (size_t i = 0; i < n; i++)
		for (size_t r = 0; r < rows->n; r++)
			if (db_int(rows, r, 0) == ids[i])
				facts_take(w, rows, r, &out[i]);
	return OK;
}

static const struct entity *const product_entities[] = {
	&category_entity, &product_entity, NULL
};

static const struct route product_routes[] = {
	{ GET, "/products", crud_list, "product.see", &product_entity },
	{ POST, "/products/views", crud_view_save, "product.see",
	  &product_entity },
	{ GET, "/products/new", crud_new, "product.create", &product_entity },
	{ POST, "/products/new", crud_create, "product.create",
	  &product_entity },
	{ GET, "/products/lookup", products_lookup, "product.see", NULL },
	{ GET, "/products/:id", crud_card, "product.see", &product_entity },
	{ GET, "/products/:id/edit", crud_edit, "product.edit",
	  &product_entity },
	{ POST, "/products/:id/edit", crud_save, "product.edit",
	  &product_entity },
	{ GET, "/products/:id/delete", crud_confirm, "product.delete",
	  &product_entity },
	{ POST, "/products/:id/delete", crud_delete, "product.delete",
	  &product_entity },
	{ GET, "/products/:id/history", crud_history, "product.see",
	  &product_entity },
	{ GET, "/categories", crud_list, "category.see", &category_entity },
	{ POST, "/categories/views", crud_view_save, "category.see",
	  &category_entity },
	{ GET, "/categories/new", crud_new, "category.create",
	  &category_entity },
	{ POST, "/categories/new", crud_create, "category.create",
	  &category_entity },
	{ GET, "/categories/:id", crud_card, "category.see",
	  &category_entity },
	{ GET, "/categories/:id/edit", crud_edit, "category.edit",
	  &category_entity },
	{ POST, "/categories/:id/edit", crud_save, "category.edit",
	  &category_entity },
	{ GET, "/categories/:id/delete", crud_confirm, "category.delete",
	  &category_entity },
	{ POST, "/categories/:id/delete", crud_delete, "category.delete",
	  &category_entity },
	{ GET, "/categories/:id/history", crud_history, "category.see",
	  &category_entity },
	{ 0 }
};

static const struct place product_places[] = {
	{ N_("Products"), "/products", "tags", "product.see", "menu" },
	{ N_("Product"), "/products/new", "tags", "product.create", "create" },
	{ N_("Categories"), "/categories", "folder", "category.edit",
	  "settings" },
	{ 0 }
};

const struct module products_module = {
	.name = "products",
	.entities = product_entities,
	.routes = product_routes,
	.places = product_places
};
