/* invoice.c: invoices and credit notes: their fields, and what may change. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/money.h"
#include "base/str.h"
#include "core/query.h"
#include "core/site.h"
#include "mod/documents/rules.h"
#include "mod/documents/screens.h"

static const struct choice kinds[] = {
	{ "invoice", N_("Invoice"), NULL },
	{ "credit_note", N_("Credit note"), NULL },
	{ 0 }
};

static const struct choice states[] = {
	{ "draft", N_("draft"), "none" },
	{ "issued", N_("issued"), "info" },
	{ 0 }
};

static const struct choice settlements[] = {
	{ "no", N_("not paid"), "hold" },
	{ "part", N_("paid in part"), "info" },
	{ "full", N_("paid"), "ok" },
	{ "credited", N_("credited"), "none" },
	{ 0 }
};

#define SNAPSHOT(n, most)						\
	{ .name = (n), .type = F_TEXT, .max = (most), .flags = FIELD_RULE }
#define SUM(n, words, more)						\
	{ .name = (n), .type = F_MONEY, .label = (words),		\
	  .flags = FIELD_RULE | FIELD_DERIVED | (more) }

static const struct field invoice_fields[] = {
	{ .name = "label", .type = F_TEXT, .max = 60, .label = N_("Number"),
	  .flags = FIELD_RULE | FIELD_DERIVED | FIELD_LIST | FIELD_SEARCH,
	  .place = "title" },
	{ .name = "contact_id", .type = F_REF, .of = "contact",
	  .label = N_("Buyer"),
	  .flags = FIELD_LIST | FIELD_FILTER | FIELD_KEYED, .width = 5, .place = "sub" },
	{ .name = "date", .type = F_DATE, .label = N_("Date"),
	  .flags = FIELD_LIST | FIELD_SORT | FIELD_FILTER, .width = 2,
	  .hint = N_("empty: the day of issue") },
	{ .name = "due_on", .type = F_DATE, .label = N_("Pay by"),
	  .flags = FIELD_LIST | FIELD_SORT | FIELD_FILTER, .width = 2 },
	{ .name = "currency", .type = F_TEXT, .max = 3,
	  .label = N_("Currency"), .flags = FIELD_FILTER | FIELD_UPPER,
	  .width = 3, .hint = N_("code, such as UAH or EUR") },
	{ .name = "basis", .type = F_TEXT, .max = 200, .label = N_("Basis"),
	  .width = 5, .hint = N_("contract or order") },
	{ .name = "deal_id", .type = F_REF, .of = "deal",
	  .label = N_("Deal"),
	  .flags = FIELD_FILTER | FIELD_IMPORT | FIELD_KEYED },
	{ .name = "discount_percent", .type = F_DECIMAL,
	  .label = N_("Discount, %"), .width = 2 },
	{ .name = "prepaid", .type = F_MONEY,
	  .label = N_("Paid beforehand"), .width = 2 },
	{ .name = "rate", .type = F_DECIMAL, .label = N_("Exchange rate"),
	  .width = 3, .hint = N_("for a foreign currency") },
	{ .name = "prices_with_vat", .type = F_BOOL,
	  .label = N_("Prices include VAT"), .width = 5 },
	{ .name = "note", .type = F_LONG, .max = 1000,
	  .label = N_("Note for the buyer") },
	{ .name = "kind", .type = F_CHOICE, .choices = kinds, .max = 20,
	  .label = N_("Kind"),
	  .flags = FIELD_FILTER | FIELD_IMPORT | FIELD_KEYED },
	{ .name = "series", .type = F_TEXT, .max = 20, .label = N_("Series"),
	  .flags = FIELD_FILTER | FIELD_IMPORT },
	{ .name = "number", .type = F_TEXT, .max = 30, .label = N_("Number"),
	  .flags = FIELD_IMPORT | FIELD_SEARCH },
	{ .name = "status", .type = F_CHOICE, .choices = states, .max = 20,
	  .label = N_("State"),
	  .flags = FIELD_FILTER | FIELD_IMPORT | FIELD_KEYED },
	SUM("net", N_("Without VAT"), FIELD_SIGNED),
	SUM("vat", N_("VAT"), FIELD_SIGNED),
	{ .name = "gross", .type = F_MONEY, .label = N_("Sum"),
	  .flags = FIELD_IMPORT | FIELD_DERIVED | FIELD_LIST | FIELD_SIGNED,
	  .place = "sum" },
	SUM("rounding", NULL, FIELD_SIGNED),
	SUM("payable", N_("To pay"), FIELD_SIGNED),
	SUM("paid", N_("Paid"), 0),
	SUM("credited", N_("Credited"), 0),
	SUM("debt", N_("Left to pay"), FIELD_LIST | FIELD_SIGNED |
	    FIELD_KEYED),
	{ .name = "settled", .type = F_CHOICE, .choices = settlements,
	  .max = 20, .label = N_("Payment"), .place = "st",
	  .flags = FIELD_RULE | FIELD_DERIVED | FIELD_LIST | FIELD_FILTER |
	  FIELD_KEYED },
	{ .name = "parent_id", .type = F_REF, .of = "invoice",
	  .label = N_("Corrects invoice"),
	  .flags = FIELD_IMPORT | FIELD_KEYED },
	{ .name = "complete", .type = F_BOOL, .flags = FIELD_RULE },
	{ .name = "issued_at", .type = F_TIME, .flags = FIELD_RULE },
	SNAPSHOT("issuer", 200),
	SNAPSHOT("seller_name", 200), SNAPSHOT("seller_reg_no", 30),
	SNAPSHOT("seller_vat_no", 30), SNAPSHOT("seller_street", 200),
	SNAPSHOT("seller_city", 100), SNAPSHOT("seller_postcode", 20),
	SNAPSHOT("seller_country", 2), SNAPSHOT("seller_iban", 40),
	SNAPSHOT("seller_bank", 120), SNAPSHOT("seller_bic", 20),
	SNAPSHOT("seller_phone", 40), SNAPSHOT("seller_email", 254),
	SNAPSHOT("buyer_name", 200), SNAPSHOT("buyer_reg_no", 30),
	SNAPSHOT("buyer_vat_no", 30), SNAPSHOT("buyer_street", 200),
	SNAPSHOT("buyer_city", 100), SNAPSHOT("buyer_region", 100),
	SNAPSHOT("buyer_postcode", 20), SNAPSHOT("buyer_country", 2),
	SNAPSHOT("buyer_iban", 40), SNAPSHOT("buyer_phone", 40),
	SNAPSHOT("buyer_email", 254),
	{ 0 }
};

static const char *const invoice_orders[] = {
	"contact_id date", "kind date", "status date", "settled date",
	"settled due_on", NULL
};

const struct entity invoice_entity = {
	.name = "invoice", .table = "document", .fields = invoice_fields,
	.title = "label", .sort = "-date", .orders = invoice_orders,
	.path = "/invoices",
	.icon = "file-invoice", .label = N_("Invoices"),
	.label_one = N_("Invoice"), .label_new = N_("New invoice"),
	.plural = "invoices", .check = invoice_check,
	.form_tpl = "documents/form.cst",
	.list = invoice_list_more, .list_row = invoice_list_row,
	.list_more = invoice_list_cols,
	.form = invoice_form,
	.form_save = invoice_form_save
};

/* ---- what may change */

/* What a frozen document's row still takes: whose it is, what was paid. */
static bool
field_thaws(const char *name)
{
	static const char *const	 names[] = {
		"owner_id", "team_id", "paid", "credited", "debt", "settled"
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* Its buyer may become one with another record, and two again. */
static bool
follows_buyer(const struct work *w, const char *name)
{
	return strcmp(name, "contact_id") == 0 &&
	    (w->actor.channel == BY_MERGE || w->actor.channel == BY_UNDO);
}

static void
frozen_check(struct work *w, struct draft *d)
{
	for (const struct field *f = invoice_fields; f->type != F_END; f++)
		if (!field_thaws(f->name) && draft_changed(d, f->name) &&
		    !follows_buyer(w, f->name)) {
			draft_refuse(d, f->name, t("An issued document does "
			    "not change. Correct it by a credit note."));
			return;
		}
	if (draft_changed(d, "deleted_at"))
		draft_refuse(d, NULL, t("An issued document stays. Take it "
		    "back by a credit note."));
}

static bool
text_is(const char *a, const char *b)
{
	return a != NULL && strcmp(a, b) == 0;
}

static bool
is_issued(const struct draft *d)
{
	return text_is(draft_text(d, "status"), "issued");
}

/* What every document has. */
static void
defaults_set(struct work *w, struct draft *d)
{
	if (draft_text(d, "kind") == NULL)
		draft_set_text(d, "kind", "invoice");
	if (draft_text(d, "status") == NULL)
		draft_set_text(d, "status", "draft");
	if (draft_text(d, "currency") == NULL)
		draft_set_text(d, "currency", w->site->currency);
	draft_set_int(d, "complete", draft_int(d, "complete"));
	draft_set_int(d, "prices_with_vat", draft_int(d, "prices_with_vat"));
}

static void
values_check(struct draft *d)
{
	const char	*date = draft_text(d, "date");
	const char	*due = draft_text(d, "due_on");

	if (!currency_valid(draft_text(d, "currency")))
		draft_refuse(d, "currency", t("There is no such currency. "
		    "Write its code, such as UAH or EUR."));
	else if (currency_exponent(draft_text(d, "currency")) != 2)
		draft_refuse(d, "currency", t("Documents are made out in "
		    "currencies of a hundred parts."));
	if (draft_int(d, "discount_percent") > 100 * DOC_ONE)
		draft_refuse(d, "discount_percent",
		    t("A discount is from 0 to 100 %."));
	if (draft_int(d, "prepaid") > DOC_AMOUNT_MAX ||
	    draft_int(d, "gross") > DOC_AMOUNT_MAX)
		draft_refuse(d, NULL, t("The sums are too great."));
	if (date != NULL && due != NULL && strcmp(due, date) < 0)
		draft_refuse(d, "due_on",
		    t("The day to pay lies before the date."));
}

/* One that comes issued from elsewhere keeps its number and its sum. */
static void
imported_check(struct work *w, struct draft *d)
{
	int32_t	 day;

	if (draft_text(d, "number") == NULL)
		draft_refuse(d, "number",
		    t("An issued document has a number."));
	if (draft_text(d, "date") == NULL)
		draft_refuse(d, "date", t("An issued document has a date."));
	if (draft_int(d, "contact_id") == 0)
		draft_refuse(d, "contact_id",
		    t("An issued document has a buyer."));
	if (draft_int(d, "gross") == 0)
		draft_refuse(d, "gross", t("An issued document has a sum."));
	if (draft_skipped(d))
		return;
	if (draft_text(d, "due_on") == NULL &&
	    date_parse(draft_text(d, "date"), &day) == OK)
		draft_set_text(d, "due_on",
		    date_iso(w->mem, day + w->site->due_days));
	if (draft_int(d, "issued_at") == 0)
		draft_set_int(d, "issued_at", w->now_s);
}

/* What is owed for it until its lines have come. */
static void
imported_owes(struct draft *d)
{
	struct head	 h = {
		.kind = draft_text(d, "kind"), .status = "issued",
		.parent_id = draft_int(d, "parent_id"),
		.paid = draft_int(d, "paid"),
		.credited = draft_int(d, "credited"),
		.payable = draft_int(d, "gross") - draft_int(d, "prepaid")
	};
	const char	*settled;

	draft_set_int(d, "payable", h.payable);
	draft_set_int(d, "debt", document_debt(&h, &settled));
	draft_set_text(d, "settled", settled);
}

/* The number as printed; one in the bin frees it. */
static void
label_set(struct work *w, struct draft *d)
{
	if (draft_text(d, "number") == NULL ||
	    draft_int(d, "deleted_at") != 0)
		draft_set_null(d, "label");
	else
		draft_set_text(d, "label", number_label(w->mem,
		    draft_text(d, "series"), draft_text(d, "number")));
}

static void
state_check(struct work *w, struct draft *d)
{
	bool	 was = text_is(draft_old_text(d, "status"), "issued");
	bool	 now = is_issued(d);

	if (was && !now)
		draft_refuse(d, "status", t("What was issued is not a draft "
		    "again. Correct it by a credit note."));
	else if (!draft_is_new(d) && now && !was &&
	    draft_int(d, "complete") == 0)
		draft_refuse(d, "status",
		    t("A draft is issued on its own page."));
	else if (!now && draft_text(d, "number") != NULL)
		draft_refuse(d, "number",
		    t("A draft gets its number when it is issued."));
	else if (now && draft_int(d, "complete") == 0) {
		imported_check(w, d);
		if (!draft_skipped(d))
			imported_owes(d);
	}
	if (!draft_skipped(d))
		label_set(w, d);
}

static void
invoice_check_one(struct work *w, struct draft *d)
{
	if (draft_old_int(d, "complete") != 0) {
		frozen_check(w, d);
		return;
	}
	defaults_set(w, d);
	values_check(d);
	if (!draft_skipped(d))
		state_check(w, d);
}

/* ---- the batch: whose it is, who buys, whether the number is free */

/* Whether a new one asks for its buyer's facts. */
static bool
wants_buyer(const struct work *w, const struct draft *d)
{
	if (draft_skipped(d) || draft_int(d, "contact_id") == 0 ||
	    follows_buyer(w, "contact_id"))
		return false;
	return (draft_is_new(d) && draft_int(d, "owner_id") == 0) ||
	    (is_issued(d) && draft_int(d, "complete") == 0);
}

void
party_put(struct draft *d, const char *side, const struct paper_party *p)
{
	const struct {
		const char	*name, *value;
	}	 parts[] = {
		{ "name", p->name }, { "reg_no", p->reg_no },
		{ "vat_no", p->vat_no }, { "street", p->street },
		{ "city", p->city }, { "region", p->region },
		{ "postcode", p->postcode }, { "country", p->country },
		{ "iban", p->iban }, { "bank", p->bank }, { "bic", p->bic },
		{ "phone", p->phone }, { "email", p->email }
	};

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		char	 name[40];

		snprintf(name, sizeof(name), "%s_%s", side, parts[i].name);
		for (const struct field *f = invoice_fields; f->type; f++)
			if (strcmp(f->name, name) == 0)
				draft_set_text(d, f->name, parts[i].value);
	}
}

static void
owner_take(struct draft *d, const struct buyer *b)
{
	if (!draft_is_new(d) || draft_int(d, "owner_id") != 0)
		return;
	draft_set_int(d, "owner_id", b->owner_id);
	draft_set_int(d, "team_id", b->team_id);
}

static enum err
buyers_put(struct work *w, struct draft *drafts, size_t n)
{
	int64_t			*ids = arena_alloc(w->mem, n * sizeof(*ids));
	struct buyer		*buyers = arena_alloc(w->mem,
				    n * sizeof(*buyers));
	struct paper_party	 seller;
	enum err		 e;

	for (size_t i = 0; i < n; i++) {
		const struct draft	*d = draft_at(drafts, i);

		ids[i] = wants_buyer(w, d) ? draft_int(d, "contact_id") : 0;
	}
	e = buyers_load(w, ids, n, buyers);
	if (e != OK)
		return e;
	seller_load(w, &seller);
	for (size_t i = 0; i < n; i++) {
		struct draft	*d = draft_at(drafts, i);

		if (ids[i] == 0)
			continue;
		owner_take(d, &buyers[i]);
		if (!is_issued(d))
			continue;
		party_put(d, "buyer", &buyers[i].party);
		party_put(d, "seller", &seller);
	}
	return OK;
}

/* A credit note is its invoice's: buyer, currency, and whose it is. */
static void
parent_put(struct draft *d, const struct head *h)
{
	if (h == NULL || strcmp(h->kind, "invoice") != 0 ||
	    strcmp(h->status, "issued") != 0) {
		draft_refuse(d, "parent_id",
		    t("Only an issued invoice is credited."));
		return;
	}
	if (strcmp(draft_text(d, "kind"), "credit_note") != 0)
		draft_refuse(d, "parent_id",
		    t("Only a credit note corrects an invoice."));
	else if (strcmp(draft_text(d, "currency"), h->currency) != 0)
		draft_refuse(d, "currency",
		    t("The invoice is in another currency."));
	if (draft_int(d, "contact_id") == 0)
		draft_set_int(d, "contact_id", h->contact_id);
	draft_set_int(d, "owner_id", h->owner_id);
	draft_set_int(d, "team_id", h->team_id);
}

static enum err
parents_put(struct work *w, struct draft *drafts, size_t n)
{
	struct ids	 ids = { .mem = w->mem };
	struct head	*heads = NULL;
	size_t		 nheads;
	enum err	 e;

	for (size_t i = 0; i < n; i++)
		if (!draft_skipped(draft_at(drafts, i)) &&
		    draft_changed(draft_at(drafts, i), "parent_id"))
			ids_add(&ids, draft_int(draft_at(drafts, i),
			    "parent_id"));
	e = heads_lock(w, &ids, &heads, &nheads);
	if (e != OK || nheads == 0)
		return e;
	for (size_t i = 0; i < n; i++) {
		struct draft	*d = draft_at(drafts, i);

		if (!draft_skipped(d) && draft_changed(d, "parent_id") &&
		    draft_int(d, "parent_id") != 0)
			parent_put(d, head_find(heads, nheads,
			    draft_int(d, "parent_id")));
	}
	return OK;
}

/* Whether d brings a number of its own: series_take() gives free ones. */
static bool
label_brought(const struct draft *d)
{
	return !draft_skipped(d) && draft_changed(d, "label") &&
	    draft_text(d, "label") != NULL && draft_int(d, "complete") == 0;
}

/* Labels this batch gives anew, as JSON. */
static const char *
labels_json(struct work *w, struct draft *drafts, size_t n, size_t *count)
{
	struct str	 out;

	*count = 0;
	str_init(&out, w->mem);
	for (size_t i = 0; i < n; i++) {
		const struct draft	*d = draft_at(drafts, i);

		if (!label_brought(d))
			continue;
		str_add(&out, (*count)++ == 0 ? "[" : ",");
		json_text(&out, draft_text(d, "label"));
	}
	str_addc(&out, ']');
	return out.s;
}

static void
label_refuse(struct work *w, struct draft *d)
{
	draft_refuse(d, "number", arena_fmt(w->mem,
	    t("There is a document %s already."), draft_text(d, "label")));
}

static enum err
labels_check(struct work *w, struct draft *drafts, size_t n)
{
	struct db_rows	*rows;
	size_t		 count;
	const char	*json = labels_json(w, drafts, n, &count);
	enum err	 e;

	if (count == 0)
		return OK;
	e = db_query(w->db, w->mem, &rows,
	    "SELECT STRAIGHT_JOIN d.id, j.s FROM JSON_TABLE(?, '$[*]' "
	    "COLUMNS (s VARCHAR(60) CHARACTER SET utf8mb4 PATH '$')) j "
	    "JOIN document d ON d.label = j.s COLLATE utf8mb4_unicode_ci "
	    "LOCK IN SHARE MODE", DB_ARGS(DB_S(json)));
	if (e != OK)
		return e;
	for (size_t i = 0; i < n; i++) {
		struct draft	*d = draft_at(drafts, i);

		if (!label_brought(d))
			continue;
		for (size_t r = 0; r < rows->n; r++)
			if (db_int(rows, r, 0) != draft_id(d) && strcmp(
			    db_text(rows, r, 1), draft_text(d, "label")) == 0)
				label_refuse(w, d);
		for (size_t k = 0; k < i && !draft_skipped(d); k++)
			if (!draft_skipped(draft_at(drafts, k)) && text_is(
			    draft_text(draft_at(drafts, k), "label"),
			    draft_text(d, "label")))
				label_refuse(w, d);
	}
	return OK;
}

enum err
invoice_check(struct work *w, struct draft *drafts, size_t n)
{
	enum err	 e;

	for (size_t i = 0; i < n; i++)
		if (!draft_skipped(draft_at(drafts, i)))
			invoice_check_one(w, draft_at(drafts, i));
	e = parents_put(w, drafts, n);
	if (e == OK)
		e = buyers_put(w, drafts, n);
	return e == OK ? labels_check(w, drafts, n) : e;
}

/* ---- what follows */

enum err
invoice_written(struct work *w, const struct event *ev)
{
	struct ids	 terms = { .mem = w->mem }, paid = { .mem = w->mem };
	enum err	 e;

	for (size_t i = 0; i < ev->n; i++) {
		const struct draft	*d = draft_at(ev->drafts, i);

		if (draft_skipped(d))
			continue;
		if (!draft_is_new(d) && draft_int(d, "complete") == 0 &&
		    (draft_changed(d, "prices_with_vat") ||
		    draft_changed(d, "discount_percent") ||
		    draft_changed(d, "prepaid") ||
		    (is_issued(d) && draft_changed(d, "gross"))) &&
		    !document_total_waits(w, draft_id(d)))
			ids_add(&terms, draft_id(d));
		if (is_issued(d) && (draft_changed(d, "status") ||
		    draft_changed(d, "deleted_at") ||
		    draft_changed(d, "payable")))
			ids_add(&paid, draft_int(d, "parent_id"));
	}
	e = documents_total(w, &terms);
	return e == OK ? documents_settle(w, &paid) : e;
}
