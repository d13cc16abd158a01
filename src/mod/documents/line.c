/* line.c: lines of invoices: their fields, and what follows from a product. */
#include <string.h>

#include "base/decimal.h"
#include "core/i18n.h"
#include "core/site.h"
#include "mod/documents/rules.h"
#include "mod/products/products.h"

/* No line may come to more: so many lines still add up. */
#define LINE_MAX	(DOC_AMOUNT_MAX / 10000)

static const struct field line_fields[] = {
	{ .name = "document_id", .type = F_REF, .of = "invoice",
	  .label = N_("Invoice"),
	  .flags = FIELD_REQUIRED | FIELD_CREATE | FIELD_SUMMED },
	{ .name = "position", .type = F_INT, .label = N_("No.") },
	{ .name = "product_id", .type = F_REF, .of = "product",
	  .label = N_("Product"), .flags = FIELD_JUDGED },
	{ .name = "code", .type = F_TEXT, .max = 64, .label = N_("Code"),
	  .flags = FIELD_RULE },
	{ .name = "name", .type = F_TEXT, .max = 300,
	  .label = N_("Product or service") },
	{ .name = "unit", .type = F_CHOICE, .choices = unit_choices, .max = 3,
	  .label = N_("Unit"), .flags = FIELD_OTHER },
	{ .name = "quantity", .type = F_DECIMAL, .label = N_("Quantity"),
	  .flags = FIELD_SIGNED },
	{ .name = "price", .type = F_DECIMAL, .label = N_("Price") },
	{ .name = "vat", .type = F_CHOICE, .choices = vat_choices, .max = 12,
	  .label = N_("VAT"), .flags = FIELD_OTHER },
	{ .name = "discount_percent", .type = F_DECIMAL,
	  .label = N_("Discount, %") },
	{ .name = "net", .type = F_MONEY, .label = N_("Sum without VAT"),
	  .flags = FIELD_RULE | FIELD_DERIVED | FIELD_SIGNED },
	{ .name = "gross", .type = F_MONEY, .label = N_("Sum with VAT"),
	  .flags = FIELD_RULE | FIELD_DERIVED | FIELD_SIGNED },
	{ 0 }
};

const struct entity invoice_line_entity = {
	.name = "invoice_line", .table = "document_line",
	.fields = line_fields, .title = "name", .parent = "document_id",
	.sort = "id", .label = N_("Lines of invoices"),
	.label_one = N_("Line of an invoice"), .plural = "invoice-lines",
	.check = line_check
};

/* Whether somebody gave the field a value; 0 is one. */
static bool
given(const struct draft *d, const char *field)
{
	return !draft_is_new(d) || draft_changed(d, field);
}

/* A product's price, which is without VAT, in the document's terms. */
static int64_t
price_for(const struct draft *d, const struct head *h, int64_t price)
{
	struct doc_tax	 tax;

	if (h->terms.prices_with_vat &&
	    doc_tax_parse(draft_text(d, "vat"), &tax) == OK)
		(void)decimal_muldiv(price, 100 * DOC_ONE + tax.rate,
		    100 * DOC_ONE, &price);
	return price;
}

/* What is missing comes from the product. */
static void
line_price(struct draft *d, const struct head *h,
    const struct product_facts *p)
{
	if (given(d, "price"))
		return;
	if (p->id == 0 || p->price < 0)
		draft_refuse(d, "price", t("Give the line a price."));
	else if (p->currency == NULL || strcmp(p->currency, h->currency) != 0)
		draft_refuse(d, "price", t("The product's price is in another "
		    "currency. Give the line a price."));
	else
		draft_set_int(d, "price", price_for(d, h, p->price));
}

static void
line_complete(struct work *w, struct draft *d, const struct head *h,
    const struct product_facts *p)
{
	if (draft_text(d, "name") == NULL)
		draft_set_text(d, "name", p->name);
	if (draft_text(d, "unit") == NULL)
		draft_set_text(d, "unit", p->unit != NULL ? p->unit : "C62");
	if (draft_changed(d, "product_id"))
		draft_set_text(d, "code", p->code);
	if (!given(d, "quantity"))
		draft_set_int(d, "quantity", DOC_ONE);
	if (draft_text(d, "vat") == NULL)
		draft_set_text(d, "vat", *w->site->vat_no == '\0' ||
		    p->vat == NULL ? vat_standard(w) : p->vat);
	line_price(d, h, p);
	if (draft_text(d, "name") == NULL)
		draft_refuse(d, "name", t("Name the product or service."));
}

static void
line_values(struct draft *d)
{
	struct doc_tax	 tax;

	if (!unit_valid(draft_text(d, "unit")))
		draft_refuse(d, "unit", t("A unit has a code of two or three "
		    "letters, such as KGM or H87."));
	if (doc_tax_parse(draft_text(d, "vat"), &tax) != OK)
		draft_refuse(d, "vat", t("VAT is S and a rate, such as S20, "
		    "or one of Z E AE K G O."));
	if (draft_int(d, "discount_percent") > 100 * DOC_ONE)
		draft_refuse(d, "discount_percent",
		    t("A discount is from 0 to 100 %."));
}

/* What the line comes to alone; the document may share out a cent later. */
static void
line_sum(struct work *w, struct draft *d, const struct head *h,
    struct filling *f)
{
	struct doc_terms	 terms = h->terms;
	struct doc_line		 line = {
		.quantity = draft_int(d, "quantity"),
		.price = draft_int(d, "price"),
		.discount_percent = draft_int(d, "discount_percent")
	};
	struct doc_totals	 sum;

	terms.prepaid = 0;
	if (doc_tax_parse(draft_text(d, "vat"), &line.tax) != OK ||
	    doc_compute(w->mem, &terms, &line, 1, &sum) != OK ||
	    sum.gross > LINE_MAX || sum.gross < -LINE_MAX) {
		draft_refuse(d, "price", t("The sums are too great."));
		return;
	}
	if (f != NULL && draft_is_new(d) && !filling_takes(w, f, &line))
		draft_refuse(d, NULL, t("The lines come to the document's sum "
		    "already."));
	draft_set_int(d, "net", line.net);
	draft_set_int(d, "gross", sum.gross);
}

/* Whether the draft only takes over what the document's sums gave it. */
static bool
only_sums(const struct draft *d)
{
	if (draft_is_new(d) || draft_changed(d, "deleted_at"))
		return false;
	for (const struct field *f = line_fields; f->type != F_END; f++)
		if (strcmp(f->name, "net") != 0 &&
		    strcmp(f->name, "gross") != 0 && draft_changed(d, f->name))
			return false;
	return true;
}

static void
line_check_one(struct work *w, struct draft *d, const struct head *h,
    struct filling *f, const struct product_facts *p)
{
	if (h == NULL || (!draft_is_new(d) &&
	    draft_changed(d, "document_id"))) {
		draft_refuse(d, "document_id",
		    t("A line stays with its document."));
		return;
	}
	if (h->complete) {
		draft_refuse(d, NULL, t("An issued document does not change. "
		    "Correct it by a credit note."));
		return;
	}
	if (only_sums(d) || draft_int(d, "deleted_at") != 0)
		return;
	if (draft_changed(d, "product_id") && draft_int(d, "product_id") !=
	    p->id)
		draft_refuse(d, "product_id", t("there is no such product"));
	line_complete(w, d, h, p);
	if (!draft_skipped(d))
		line_values(d);
	if (!draft_skipped(d))
		line_sum(w, d, h, f);
}

/* Products of lines that something is missing of. */
static enum err
products_of(struct work *w, struct draft *drafts, size_t n,
    struct product_facts *out)
{
	int64_t	*ids = arena_alloc(w->mem, n * sizeof(*ids));

	for (size_t i = 0; i < n; i++) {
		const struct draft	*d = draft_at(drafts, i);

		if (!draft_skipped(d) && draft_changed(d, "product_id"))
			ids[i] = draft_int(d, "product_id");
	}
	return product_facts(w, ids, n, out);
}

enum err
line_check(struct work *w, struct draft *drafts, size_t n)
{
	struct product_facts	*p = arena_alloc(w->mem, n * sizeof(*p));
	struct ids		 ids = { .mem = w->mem };
	struct head		*heads = NULL;
	struct filling		**f;
	size_t			 nheads;
	enum err		 e;

	for (size_t i = 0; i < n; i++)
		if (!draft_skipped(draft_at(drafts, i)))
			ids_add(&ids, draft_int(draft_at(drafts, i),
			    "document_id"));
	e = heads_lock(w, &ids, &heads, &nheads);
	if (e == OK)
		e = products_of(w, drafts, n, p);
	if (e == OK)
		e = fillings_load(w, heads, nheads, &f);
	for (size_t i = 0; e == OK && i < n; i++) {
		struct draft	*d = draft_at(drafts, i);
		struct head	*h = head_find(heads, nheads,
				    draft_int(d, "document_id"));

		if (!draft_skipped(d))
			line_check_one(w, d, h, h == NULL ? NULL :
			    f[h - heads], &p[i]);
	}
	return e;
}

enum err
line_written(struct work *w, const struct event *ev)
{
	struct ids	 ids = { .mem = w->mem };

	for (size_t i = 0; i < ev->n; i++) {
		const struct draft	*d = draft_at(ev->drafts, i);

		if (!draft_skipped(d) && !only_sums(d))
			ids_add(&ids, draft_int(d, "document_id"));
	}
	return documents_total(w, &ids);
}
