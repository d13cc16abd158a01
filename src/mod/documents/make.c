/* make.c: documents come into being: issued, credited, made of a deal. */
#include <string.h>

#include "base/date.h"
#include "core/field.h"
#include "core/query.h"
#include "core/site.h"
#include "mod/documents/rules.h"

/* Changes of one record, added one by one. */
struct changes {
	struct change	 c[64];
	size_t		 n;
};

static void
put(struct changes *c, struct change change)
{
	c->c[c->n++] = change;
}

/* ---- issuing: what must be there */

static enum err
refuse(struct work *w, const char *text)
{
	return work_refuse(w, 0, NULL, text);
}

static bool
category_is(const struct paper *p, size_t i, const char *category)
{
	return strcmp(p->lines[i].sum.tax.category, category) == 0;
}

/* VAT numbers that a category asks for.  Source: EN 16931, BR-S-02 and on. */
static void
vat_check(struct work *w, const struct paper *p)
{
	bool	 payer = p->seller.vat_no != NULL, out = false, in = false;

	for (size_t i = 0; i < p->nlines; i++) {
		bool	 o = category_is(p, i, "O");

		out = out || o;
		in = in || !o;
		if (!o && !payer) {
			refuse(w, arena_fmt(w->mem, t("Line %zu bears VAT, "
			    "but the firm has no VAT number: choose “no VAT” "
			    "in the line."), i + 1));
			return;
		}
		if ((category_is(p, i, "AE") || category_is(p, i, "K")) &&
		    p->buyer.vat_no == NULL && p->buyer.reg_no == NULL) {
			refuse(w, arena_fmt(w->mem, t("Line %zu is taxed at "
			    "the buyer's: write his VAT number on his "
			    "card."), i + 1));
			return;
		}
	}
	if (in && out)
		refuse(w, t("Lines outside VAT stand on a document of their "
		    "own."));
}

static void
sides_check(struct work *w, const struct paper *p)
{
	if (p->contact_id == 0)
		work_refuse(w, 0, "contact_id", t("Choose the buyer."));
	else if (p->buyer.name == NULL)
		refuse(w, t("The buyer is not among the contacts you see."));
	if (p->seller.name == NULL || p->seller.country == NULL)
		refuse(w, t("Write the firm's name and country in the "
		    "settings."));
	if (p->seller.reg_no == NULL && p->seller.vat_no == NULL)
		refuse(w, t("Write the firm's register number in the "
		    "settings."));
}

static void
sums_check(struct work *w, const struct paper *p)
{
	if (p->nlines == 0)
		refuse(w, t("Add a line: there is nothing to pay for."));
	else if (p->totals.gross < 0)
		refuse(w, t("The sum is below zero. Make a credit note "
		    "instead."));
	else if (p->totals.payable < 0)
		refuse(w, t("More was paid beforehand than the document "
		    "comes to."));
}

/* A credit note takes back no more than is left of its invoice. */
static enum err
parent_check(struct work *w, const struct paper *p)
{
	struct ids	 ids = { .mem = w->mem };
	struct head	*h;
	size_t		 n;
	enum err	 e;

	if (p->parent_id == 0)
		return OK;
	ids_add(&ids, p->parent_id);
	e = heads_lock(w, &ids, &h, &n);
	if (e == OK && n == 1 && p->totals.gross > h->gross - h->credited)
		refuse(w, t("The credit note is greater than what is left of "
		    "its invoice."));
	return e;
}

static enum err
issue_check(struct work *w, const struct paper *p)
{
	const struct problem	*before = w->problems;
	enum err		 e;

	if (strcmp(p->status, "draft") != 0)
		return refuse(w, t("This document is issued already."));
	sides_check(w, p);
	sums_check(w, p);
	vat_check(w, p);
	e = parent_check(w, p);
	if (e != OK)
		return e;
	return w->problems != before ? ERR_INVALID : OK;
}

/* ---- issuing: what is written */

static void
party_changes(struct work *w, struct changes *c, const char *side,
    const struct paper_party *p)
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
		const char	*name = arena_fmt(w->mem, "%s_%s", side,
				    parts[i].name);

		if (field_find(&invoice_entity, name) != NULL)
			put(c, (struct change)SET_TEXT(name, parts[i].value));
	}
}

/* Date and day to pay, as typed or as usual. */
static void
dates_set(struct work *w, struct paper *p, int *year)
{
	int32_t	 day;

	if (p->date == NULL || date_parse(p->date, &day) != OK) {
		day = work_firm_today(w);
		p->date = date_iso(w->mem, day);
	}
	if (p->due_on == NULL)
		p->due_on = date_iso(w->mem, day + w->site->due_days);
	if (strcmp(p->due_on, p->date) < 0)
		p->due_on = p->date;
	*year = date_split(day).year;
}

static void
owed_changes(struct changes *c, const struct paper *p)
{
	const struct head	 h = {
		.kind = p->kind, .status = "issued",
		.parent_id = p->parent_id, .payable = p->totals.payable
	};
	const char		*settled;

	put(c, (struct change)SET_MONEY("debt", document_debt(&h, &settled)));
	put(c, (struct change)SET_CHOICE("settled", settled));
}

static enum err
issue_write(struct work *w, struct paper *p)
{
	struct changes	 c = { .n = 0 };
	struct number	 no;
	int		 year;
	enum err	 e;

	dates_set(w, p, &year);
	if (p->buyer.country == NULL)
		p->buyer.country = p->seller.country;
	e = series_take(w, p->kind, year, &no);
	if (e != OK)
		return e;
	put(&c, (struct change)SET_CHOICE("status", "issued"));
	put(&c, (struct change)SET_BOOL("complete", 1));
	put(&c, (struct change)SET_TEXT("series", no.series));
	put(&c, (struct change)SET_TEXT("number", no.number));
	put(&c, (struct change)SET_DATE("date", p->date));
	put(&c, (struct change)SET_DATE("due_on", p->due_on));
	put(&c, (struct change)SET_TIME("issued_at", w->now_s));
	put(&c, (struct change)SET_TEXT("issuer", w->actor.name));
	owed_changes(&c, p);
	party_changes(w, &c, "seller", &p->seller);
	party_changes(w, &c, "buyer", &p->buyer);
	return record_save(w, &invoice_entity, p->id, REV_ANY, c.c);
}

enum err
document_issue(struct work *w, int64_t id, int64_t rev)
{
	struct ids	 ids = { .mem = w->mem };
	struct head	*h;
	struct paper	*p;
	size_t		 n;
	enum err	 e;

	ids_add(&ids, id);
	e = heads_lock(w, &ids, &h, &n);
	if (e == OK)
		e = document_load(w, id, &p);
	if (e != OK)
		return e;
	if (rev != REV_ANY && rev != p->rev)
		return ERR_CONFLICT;
	e = issue_check(w, p);
	if (e == OK)
		e = document_vat_write(w, p);
	return e == OK ? issue_write(w, p) : e;
}

/* ---- drafts */

/* Give a draft n lines, in their order. */
static enum err
lines_make(struct work *w, int64_t document, const struct paper_line *lines,
    size_t n)
{
	struct record	*r = arena_alloc(w->mem, n * sizeof(*r));

	for (size_t i = 0; i < n; i++) {
		const struct paper_line	*l = &lines[i];
		const struct change	 c[] = {
			SET_REF("document_id", document),
			SET_INT("position", (int64_t)i + 1),
			SET_REF("product_id", l->product_id),
			SET_TEXT("name", l->name),
			SET_CHOICE("unit", l->unit),
			SET_DECIMAL("quantity", l->sum.quantity),
			SET_DECIMAL("price", l->sum.price),
			SET_CHOICE("vat", l->vat),
			SET_DECIMAL("discount_percent",
			    l->sum.discount_percent),
			{ 0 }
		};
		struct change		*copy = arena_alloc(w->mem, sizeof(c));

		memcpy(copy, c, sizeof(c));
		r[i].changes = copy;
	}
	return record_save_many(w, &invoice_line_entity, r, n);
}

enum err
document_credit(struct work *w, int64_t id, int64_t *out)
{
	struct paper	*p;
	int64_t		 made;
	enum err	 e = document_load(w, id, &p);

	if (e != OK)
		return e;
	if (!p->complete || strcmp(p->kind, "invoice") != 0)
		return refuse(w, t("Only an issued invoice is credited."));
	if (p->credited >= p->totals.gross)
		return refuse(w, t("This invoice is credited already."));
	const struct change	 c[] = {
		SET_CHOICE("kind", "credit_note"),
		SET_REF("parent_id", id),
		SET_REF("contact_id", p->contact_id),
		SET_REF("deal_id", p->deal_id),
		SET_TEXT("currency", p->currency),
		SET_TEXT("basis", p->basis),
		SET_BOOL("prices_with_vat", p->terms.prices_with_vat),
		SET_DECIMAL("discount_percent", p->terms.discount_percent),
		{ 0 }
	};

	e = record_create(w, &invoice_entity, c, &made);
	if (e == OK)
		e = lines_make(w, made, p->lines, p->nlines);
	if (e == OK)
		*out = made;
	return e;
}

/* ---- of a deal */

/* The deal's own lines; without any, one line with its sum. */
static enum err
deal_lines(struct work *w, int64_t deal, struct paper_line **out, size_t *n)
{
	static const char *const cols[] = {
		"product_id", "name", "unit", "quantity", "price", "vat",
		"discount_percent", NULL
	};
	const struct filter	 where[] = {
		WHERE_I("deal_id", OP_EQ, deal), WHERE_END
	};
	const struct query	 q = {
		.entity = entity_find("deal_line"), .cols = cols,
		.where = where, .sort = "position", .limit = DOCUMENT_MANY
	};
	struct db_rows		*r;
	enum err		 e = query_list(w, &q, &r);

	if (e != OK)
		return e;
	*out = arena_alloc(w->mem, (r->n + 1) * sizeof(**out));
	*n = r->n;
	for (size_t i = 0; i < r->n; i++) {
		struct paper_line	*l = &(*out)[i];

		l->product_id = db_int(r, i, 1);
		l->name = db_text(r, i, 2);
		l->unit = db_text(r, i, 3);
		l->sum.quantity = db_int(r, i, 4);
		l->sum.price = db_int(r, i, 5);
		l->vat = db_text(r, i, 6);
		l->sum.discount_percent = db_int(r, i, 7);
	}
	return OK;
}

/* What a deal without goods is billed for: its title, for its amount. */
static void
amount_line(const char *title, int64_t amount, struct paper_line *l)
{
	l->name = title;
	l->sum.quantity = DOC_ONE;
	l->sum.price = amount * (DOC_ONE / 100);
}

enum err
document_from_deal(struct work *w, int64_t deal, int64_t *out)
{
	static const char *const cols[] = {
		"contact_id", "currency", "state", "title", "amount", NULL
	};
	struct db_rows		*r;
	struct paper_line	*lines;
	size_t			 n;
	int64_t			 made;
	bool			 with_vat;
	enum err		 e = query_get(w, entity_find("deal"), deal,
				    cols, &r);

	if (e == OK)
		e = deal_lines(w, deal, &lines, &n);
	if (e != OK)
		return e;
	if (db_text(r, 0, 3) != NULL && strcmp(db_text(r, 0, 3), "lost") == 0)
		return refuse(w, t("The deal is lost."));
	with_vat = n == 0 && *w->site->vat_no != '\0';
	if (n == 0 && db_int(r, 0, 5) > 0)
		amount_line(db_text(r, 0, 4), db_int(r, 0, 5), &lines[n++]);
	const struct change	 c[] = {
		SET_CHOICE("kind", "invoice"), SET_REF("deal_id", deal),
		SET_REF("contact_id", db_int(r, 0, 1)),
		SET_TEXT("currency", db_text(r, 0, 2)),
		SET_BOOL("prices_with_vat", with_vat), { 0 }
	};

	e = record_create(w, &invoice_entity, c, &made);
	if (e == OK && n > 0)
		e = lines_make(w, made, lines, n);
	if (e == OK)
		*out = made;
	return e;
}
