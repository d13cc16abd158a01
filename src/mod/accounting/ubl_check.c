/* ubl_check.c: the rules of EN 16931 that a business document can break. */
#include <stdint.h>
#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/str.h"
#include "core/i18n.h"
#include "mod/accounting/codes.h"
#include "mod/accounting/ubl.h"

#define HUNDRED		INT64_C(100000000)	/* percent in millionths */

struct check {
	struct arena			*mem;
	const struct ubl_document	*d;
	struct ubl_problem		*first, **tail;
};

/* Note a problem; text is translated. */
static void
say(struct check *c, const char *field, const char *text)
{
	struct ubl_problem	*p = arena_alloc(c->mem, sizeof(*p));

	p->field = field;
	p->text = text;
	*c->tail = p;
	c->tail = &p->next;
}

static bool
blank(struct check *c, const char *s)
{
	return *str_trim(c->mem, s) == '\0';
}

static void
check_date(struct check *c, const char *field, const char *s)
{
	int32_t	 date = DATE_NONE;

	if (!blank(c, s) && (date_parse(s, &date) != OK ||
	    !str_eq(date_iso(c->mem, date), s)))
		say(c, field, t("The date is not a calendar date."));
}

/* BR-02 to BR-05, BR-CL-04, BR-CL-16, BR-50, BR-61. */
static void
check_head(struct check *c)
{
	const struct ubl_document	*d = c->d;

	if (blank(c, d->number))
		say(c, "number", t("The document has no number."));
	if (blank(c, d->issued_on))
		say(c, "date", t("The document has no date."));
	check_date(c, "date", d->issued_on);
	check_date(c, "due_on", d->due_on);
	check_date(c, "credited_on", d->credited_on);
	check_date(c, "delivered_on", d->delivered_on);
	if (!code_is_currency(d->currency))
		say(c, "currency", t("The currency is not a code of "
		    "ISO 4217, such as UAH or EUR."));
	if (d->vat_currency != NULL && !code_is_currency(d->vat_currency))
		say(c, "vat_currency", t("The currency is not a code of "
		    "ISO 4217, such as UAH or EUR."));
	if (!blank(c, d->means) && !code_is_means(d->means))
		say(c, "means", t("The way of payment is not a code of "
		    "UNCL 4461."));
	if ((str_eq(d->means, "30") || str_eq(d->means, "58")) &&
	    blank(c, d->iban))
		say(c, "iban", t("Payment by bank transfer needs the "
		    "seller’s bank account."));
}

/* BR-CO-09: VAT numbers begin with the code of a country. */
static void
check_vat_no(struct check *c, const char *field, const char *no)
{
	char	 prefix[3] = "";

	if (blank(c, no))
		return;
	memcpy(prefix, no, no[1] == '\0' ? 1 : 2);
	if (!code_is_country(prefix) && !str_eq(prefix, "EL"))
		say(c, field, t("The VAT number does not begin with the code "
		    "of a country, such as UA or DE."));
}

/* BR-06 to BR-11, BR-CO-26, BR-CL-14. */
static void
check_parties(struct check *c)
{
	const struct ubl_party	*s = &c->d->seller, *b = &c->d->buyer;

	if (blank(c, s->name))
		say(c, "seller.name", t("The seller has no name."));
	if (blank(c, s->country))
		say(c, "seller.country", t("The seller has no country."));
	else if (!code_is_country(s->country))
		say(c, "seller.country", t("The seller’s country is not a "
		    "code of ISO 3166, such as UA or DE."));
	if (blank(c, s->reg_no) && blank(c, s->vat_no))
		say(c, "seller.reg_no", t("The seller has neither a register "
		    "number nor a VAT number."));
	check_vat_no(c, "seller.vat_no", s->vat_no);
	if (blank(c, b->name))
		say(c, "buyer.name", t("The buyer has no name."));
	if (blank(c, b->country))
		say(c, "buyer.country", t("The buyer has no country."));
	else if (!code_is_country(b->country))
		say(c, "buyer.country", t("The buyer’s country is not a code "
		    "of ISO 3166, such as UA or DE."));
	check_vat_no(c, "buyer.vat_no", b->vat_no);
}

static bool
category_known(const char *category)
{
	static const char *const	 known[] = {
		"S", "Z", "E", "AE", "K", "G", "O"
	};
	size_t				 i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (str_eq(known[i], category))
			return true;
	return false;
}

/* BR-S-05, BR-Z-05 and the like. */
static bool
tax_valid(const struct ubl_tax *tax)
{
	if (!category_known(tax->category))
		return false;
	if (strcmp(tax->category, "S") == 0)
		return tax->rate > 0 && tax->rate <= HUNDRED;
	return tax->rate == 0;
}

/* Note a problem of line i; what names the field, text is translated. */
static void
say_line(struct check *c, size_t i, const char *what, const char *text)
{
	say(c, arena_fmt(c->mem, "line.%zu.%s", i + 1, what),
	    arena_fmt(c->mem, t("Line %zu: %s"), i + 1, text));
}

/* A line against BR-21 to BR-27, BR-CL-23, BR-CO-04. */
static void
check_line(struct check *c, size_t i)
{
	const struct ubl_line	*l = &c->d->lines[i];

	if (blank(c, l->name))
		say_line(c, i, "name", t("the line has no name."));
	if (!code_is_unit(l->unit))
		say_line(c, i, "unit", t("the unit is not a code of UN/ECE "
		    "Recommendation 20, such as H87 (piece) or HUR (hour)."));
	if (l->price < 0)
		say_line(c, i, "price", t("the price is below zero."));
	if (!tax_valid(&l->tax))
		say_line(c, i, "vat",
		    t("the VAT is not a category with its rate."));
	if (l->base - l->discount != l->net)
		say_line(c, i, "net", t("the amount does not follow from the "
		    "quantity, price and discount."));
}

static const struct ubl_vat *
vat_find(const struct ubl_document *d, const char *category)
{
	size_t	 i;

	for (i = 0; i < d->nvat; i++)
		if (str_eq(d->vat[i].tax.category, category))
			return &d->vat[i];
	return NULL;
}

/* What each category demands: BR-S-02, BR-AE-02, BR-IC-02, -11, -12, ... */
static void
check_categories(struct check *c)
{
	const struct ubl_document	*d = c->d;
	const struct ubl_vat		*o = vat_find(d, "O");

	if (o != NULL && d->nvat > 1)
		say(c, "vat", t("What is outside the scope of VAT cannot "
		    "stand in one document with anything else."));
	if (o != NULL && blank(c, d->seller.reg_no) &&
	    !blank(c, d->seller.vat_no))
		say(c, "seller.reg_no", t("A seller who is not a VAT payer "
		    "needs a register number."));
	if (o == NULL && d->nvat > 0 && blank(c, d->seller.vat_no))
		say(c, "seller.vat_no", t("The document has VAT, but the "
		    "seller has no VAT number."));
	if (vat_find(d, "AE") != NULL && blank(c, d->buyer.vat_no) &&
	    blank(c, d->buyer.reg_no))
		say(c, "buyer.vat_no", t("A reverse charge needs the buyer’s "
		    "VAT number or register number."));
	if (vat_find(d, "K") == NULL)
		return;
	if (blank(c, d->buyer.vat_no))
		say(c, "buyer.vat_no", t("A supply within the EU needs the "
		    "buyer’s VAT number."));
	if (blank(c, d->delivered_on) || !code_is_country(d->delivered_to))
		say(c, "delivered_on", t("A supply within the EU needs the "
		    "day and the country of delivery."));
}

/* One row of the VAT table against the lines: BR-S-08, BR-CO-17. */
static bool
vat_adds_up(const struct ubl_document *d, const struct ubl_vat *v)
{
	int64_t	 lines = 0, vat = 0;
	size_t	 i;

	for (i = 0; i < d->nlines; i++)
		if (str_eq(d->lines[i].tax.category, v->tax.category) &&
		    d->lines[i].tax.rate == v->tax.rate)
			lines += d->lines[i].net;
	return tax_valid(&v->tax) && lines == v->lines &&
	    v->lines - v->discount == v->taxable &&
	    decimal_muldiv(v->taxable, v->tax.rate, HUNDRED, &vat) == OK &&
	    vat == v->vat;
}

/* BR-CO-10 to BR-CO-18. */
static void
check_sums(struct check *c)
{
	const struct ubl_document	*d = c->d;
	int64_t				 lines = 0, discount = 0, vat = 0;
	int64_t				 covered = 0;
	size_t				 i;
	bool				 good = true;

	for (i = 0; i < d->nlines; i++)
		lines += d->lines[i].net;
	for (i = 0; i < d->nvat; i++) {
		good = good && vat_adds_up(d, &d->vat[i]);
		discount += d->vat[i].discount;
		covered += d->vat[i].lines;
		vat += d->vat[i].vat;
	}
	if (!good || lines != d->lines_sum || covered != lines ||
	    discount != d->discount || lines - discount != d->net ||
	    vat != d->vat_sum || d->net + vat != d->gross ||
	    d->gross - d->prepaid + d->rounding != d->payable)
		say(c, "gross", t("The amounts of the document do not add "
		    "up."));
}

const struct ubl_problem *
ubl_check(struct arena *mem, const struct ubl_document *d)
{
	struct check	 c = { .mem = mem, .d = d };
	size_t		 i;

	c.tail = &c.first;
	check_head(&c);
	check_parties(&c);
	if (d->nlines == 0)
		say(&c, "lines", t("The document has no lines."));
	for (i = 0; i < d->nlines; i++)
		check_line(&c, i);
	if (d->nlines == 0)
		return c.first;
	check_categories(&c);
	check_sums(&c);
	return c.first;
}
