/* paper_show.c: a document as it is printed. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "base/decimal.h"
#include "base/money.h"
#include "base/str.h"
#include "base/words.h"
#include "core/field.h"
#include "core/qr.h"
#include "core/site.h"
#include "core/view.h"
#include "mod/documents/payment_code.h"
#include "mod/documents/screens.h"
#include "mod/products/products.h"

const char *
amount_show(struct work *w, int64_t amount, const char *currency)
{
	return money_format(w->mem, amount, currency, lang_code(w->lang),
	    MONEY_FULL);
}

static bool
is_note(const struct paper *p)
{
	return strcmp(p->kind, "credit_note") == 0;
}

const char *
paper_title(struct work *w, const struct paper *p)
{
	if (p->label == NULL)
		return is_note(p) ? t("Credit note, draft") :
		    t("Invoice, draft");
	return arena_fmt(w->mem, is_note(p) ? t("Credit note № %s") :
	    t("Invoice № %s"), p->label);
}

/* "of 17 November 2025", as papers date themselves in each language. */
static const char *
long_day(struct work *w, const char *iso)
{
	static const char *const	 months[LANG_COUNT][12] = {
		[LANG_EN] = { "January", "February", "March", "April", "May",
		    "June", "July", "August", "September", "October",
		    "November", "December" },
		[LANG_UK] = { "січня", "лютого", "березня", "квітня",
		    "травня", "червня", "липня", "серпня", "вересня",
		    "жовтня", "листопада", "грудня" },
		[LANG_RU] = { "января", "февраля", "марта", "апреля", "мая",
		    "июня", "июля", "августа", "сентября", "октября",
		    "ноября", "декабря" }
	};
	struct date_parts		 d;
	int32_t				 day;

	if (iso == NULL || date_parse(iso, &day) != OK)
		return NULL;
	d = date_split(day);
	return arena_fmt(w->mem, t("of %d %s %d"), d.day,
	    months[w->lang][d.month - 1], d.year);
}

/* ---- both sides */

static void
side_lines(struct out *o, const char *const *lines, size_t n)
{
	struct out	*list = out_node(o, "lines");
	char		 at[12];
	int		 k = 0;

	for (size_t i = 0; i < n; i++) {
		if (lines[i] == NULL || *lines[i] == '\0')
			continue;
		snprintf(at, sizeof(at), "%d", k++);
		out_text(list, at, lines[i]);
	}
}

/* "a, b", leaving out what is not there. */
static const char *
joined(struct arena *mem, const char *const *parts, size_t n)
{
	struct str	 s;

	str_init(&s, mem);
	for (size_t i = 0; i < n; i++) {
		if (parts[i] == NULL || *parts[i] == '\0')
			continue;
		if (s.n > 0)
			str_add(&s, ", ");
		str_add(&s, parts[i]);
	}
	return s.s;
}

/* "word value"; NULL when there is none. */
static const char *
with(struct arena *mem, const char *word, const char *value)
{
	return value == NULL ? NULL : arena_fmt(mem, "%s %s", word, value);
}

/* "UA59 3052 9900 ...": in fours. */
static const char *
iban_show(struct arena *mem, const char *iban)
{
	struct str	 s;
	size_t		 k = 0;

	if (iban == NULL)
		return NULL;
	str_init(&s, mem);
	for (; *iban != '\0'; iban++) {
		if (*iban == ' ')
			continue;
		if (k > 0 && k % 4 == 0)
			str_addc(&s, ' ');
		str_addc(&s, *iban);
		k++;
	}
	return s.s;
}

/* A draft's buyer of no country is taken to be of the firm's, as at issue. */
static const char *
country_of(const struct paper *p, const struct paper_party *side)
{
	return side->country == NULL && strcmp(p->status, "draft") == 0 ?
	    p->seller.country : side->country;
}

static const char *
country_show(const struct paper *p, const struct paper_party *side)
{
	const char	*buyer = country_of(p, &p->buyer);

	if (p->seller.country != NULL && buyer != NULL &&
	    strcmp(p->seller.country, buyer) == 0)
		return NULL;
	return country_of(p, side);
}

static void
side_show(struct work *w, const struct paper *p,
    const struct paper_party *side, const char *title, struct out *o)
{
	struct arena		*mem = w->mem;
	const char		*country = country_of(p, side);
	bool			 ua = country != NULL &&
				    strcmp(country, "UA") == 0;
	const char *const	 numbers[] = {
		with(mem, ua ? t("EDRPOU") : t("reg. No."), side->reg_no),
		with(mem, ua ? t("IPN") : t("VAT No."), side->vat_no)
	};
	const char *const	 address[] = {
		side->postcode, side->city, side->street, side->region,
		country_show(p, side)
	};
	const char *const	 bank[] = {
		side->bank, with(mem, ua ? t("MFO") : t("BIC"), side->bic)
	};
	const char *const	 reach[] = { side->phone, side->email };
	const char *const	 lines[] = {
		joined(mem, numbers, 2), joined(mem, address, 5),
		iban_show(mem, side->iban), joined(mem, bank, 2),
		joined(mem, reach, 2)
	};

	out_text(o, "title", title);
	out_text(o, "name", side->name != NULL ? side->name : "—");
	side_lines(o, lines, sizeof(lines) / sizeof(lines[0]));
}

/* ---- lines and sums */

static const char *
number_show(struct work *w, int64_t cents)
{
	return decimal_format(w->mem, cents, 2, lang_code(w->lang));
}

/* A price with two decimals, or as many as it has. */
static const char *
price_show(struct work *w, int64_t price)
{
	if (price % 10000 == 0)
		return number_show(w, price / 10000);
	return decimal_format_trim(w->mem, price, 6, lang_code(w->lang));
}

static const char *
percent_show(struct work *w, int64_t percent)
{
	return arena_fmt(w->mem, "%s %%", decimal_format_trim(w->mem,
	    percent, 6, lang_code(w->lang)));
}

static bool
bears_vat(const struct paper *p)
{
	for (size_t i = 0; i < p->nlines; i++)
		if (p->lines[i].sum.tax.category[0] != 'O')
			return true;
	return false;
}

static void
line_show(struct work *w, const struct paper *p, size_t i, bool vat,
    struct out *o)
{
	const struct paper_line	*l = &p->lines[i];

	out_int(o, "n", (int64_t)i + 1);
	out_text(o, "name", l->name);
	out_text(o, "code", l->code);
	out_text(o, "quantity", decimal_format_trim(w->mem, l->sum.quantity,
	    6, lang_code(w->lang)));
	out_text(o, "unit", unit_label(w->lang, l->unit));
	out_text(o, "price", price_show(w, l->sum.price));
	if (l->sum.discount_percent != 0)
		out_text(o, "discount",
		    percent_show(w, l->sum.discount_percent));
	if (vat)
		out_text(o, "vat", vat_label(w->mem, l->vat));
	out_text(o, "net", number_show(w, p->terms.prices_with_vat ?
	    l->sum.asked : l->sum.net));
}

static void
lines_show_paper(struct work *w, const struct paper *p, struct out *o)
{
	bool	 vat = bears_vat(p);

	if (vat)
		out_int(o, "vat", 1);
	if (vat && p->terms.prices_with_vat)
		out_int(o, "gross", 1);
	if (p->totals.nvat > 1)
		out_int(out_node(o, "cols"), "vat", 1);
	for (size_t i = 0; i < p->nlines; i++) {
		if (p->lines[i].sum.discount_percent != 0)
			out_int(out_node(o, "cols"), "discount", 1);
		line_show(w, p, i, vat, out_add(o, "lines"));
	}
}

static void
sum_add(struct out *o, const char *label, const char *text)
{
	struct out	*s = out_add(o, "sums");

	out_text(s, "label", label);
	out_text(s, "text", text);
}

static void
vat_show(struct work *w, const struct paper *p, struct out *o)
{
	for (size_t i = 0; i < p->totals.nvat; i++) {
		const struct doc_vat	*v = &p->totals.vat[i];

		if (v->tax.category[0] == 'O')
			sum_add(o, t("without VAT"), "—");
		else
			sum_add(o, arena_fmt(w->mem, "%s %s", t("VAT"),
			    vat_label(w->mem, doc_tax_code(w->mem, &v->tax))),
			    number_show(w, v->vat));
	}
}

/* From the lines to what is to be paid; steps without effect are left out. */
static void
sums_show(struct work *w, const struct paper *p, struct out *o)
{
	const struct doc_totals	*s = &p->totals;
	bool			 vat = bears_vat(p);

	if (s->discount != 0) {
		sum_add(o, t("Sum of lines"), number_show(w, s->lines));
		sum_add(o, arena_fmt(w->mem, t("Discount %s"),
		    percent_show(w, p->terms.discount_percent)),
		    number_show(w, -s->discount));
	}
	if (vat)
		sum_add(o, t("Total without VAT"), number_show(w, s->net));
	vat_show(w, p, o);
	if (vat && (s->prepaid != 0 || s->rounding != 0))
		sum_add(o, t("Total with VAT"), number_show(w, s->gross));
	else if (s->prepaid != 0 || s->rounding != 0)
		sum_add(o, t("Total"), number_show(w, s->gross));
	if (s->rounding != 0)
		sum_add(o, t("Rounding"), number_show(w, s->rounding));
	if (s->prepaid != 0)
		sum_add(o, t("Paid beforehand"), number_show(w, -s->prepaid));
	sum_add(o, arena_fmt(w->mem, is_note(p) ? t("Credited, %s") :
	    t("To pay, %s"), currency_sign(p->currency)),
	    number_show(w, s->payable));
}

/* ---- payment */

/* "Payment of invoice INV-7 of 17.11.2025, including VAT 82 203,11 ₴". */
static const char *
purpose_show(struct work *w, const struct paper *p)
{
	const char	*of = arena_fmt(w->mem,
			    t("payment of invoice %s of %s"), p->label,
			    day_show(w, p->date));

	if (p->totals.vat_sum == 0)
		return arena_fmt(w->mem, "%s, %s", of, t("without VAT"));
	return arena_fmt(w->mem, "%s, %s", of, arena_fmt(w->mem,
	    t("including VAT %s"), amount_show(w, p->totals.vat_sum,
	    p->currency)));
}

/* The BIC of a bank, NULL for another code (MFO).  Source: ISO 9362. */
static const char *
bic_of(const struct paper *p)
{
	size_t	 n = p->seller.bic == NULL ? 0 : strlen(p->seller.bic);

	return n == 8 || n == 11 ? p->seller.bic : NULL;
}

/* The code asks for what is left to pay. */
static void
qr_show(struct work *w, const struct paper *p, const char *purpose,
    struct out *o)
{
	const struct qr_payment	 pay = {
		.name = p->seller.name, .iban = p->seller.iban,
		.reg_no = p->seller.reg_no, .bic = bic_of(p),
		.currency = p->currency, .amount = p->debt,
		.purpose = purpose
	};
	const char		*text;
	struct qr		 q;

	if (p->debt <= 0 || p->seller.iban == NULL ||
	    qr_payment_text(w->mem, &pay, &text) != OK ||
	    qr_draw(w->mem, text, strcmp(p->currency, "UAH") == 0, &q) != OK)
		return;
	out_int(o, "size", q.size);
	out_text(o, "path", q.path);
	out_text(o, "label", t("Code to pay in the bank's application"));
}

static void
head_show(struct work *w, const struct paper *p, struct out *o)
{
	const char	*purpose;

	out_text(o, "title", p->label == NULL || is_note(p) ?
	    paper_title(w, p) : arena_fmt(w->mem, t("Invoice No. %s"),
	    p->label));
	out_text(o, "label", t("The document as printed"));
	out_text(o, "date", long_day(w, p->date));
	if (p->label == NULL)
		out_text(o, "draft", t("Draft: it gets its number when it is "
		    "issued"));
	if (p->parent != NULL)
		out_fmt(o, "basis", t("To invoice %s of %s"), p->parent,
		    day_show(w, p->parent_date));
	else if (p->basis != NULL)
		out_fmt(o, "basis", t("Basis: %s"), p->basis);
	if (is_note(p) || p->label == NULL)
		return;
	if (p->due_on != NULL && p->totals.payable > 0)
		out_fmt(o, "due", t("Pay by %s"), day_show(w, p->due_on));
	purpose = purpose_show(w, p);
	out_fmt(o, "purpose", t("Purpose: %s"), purpose);
	qr_show(w, p, purpose, out_node(o, "qr"));
}

void
paper_show(struct work *w, const struct paper *p, struct out *page)
{
	struct out	*o = out_node(page, "paper");
	int		 n = (int)p->nlines;

	head_show(w, p, o);
	side_show(w, p, &p->seller, t("Seller"), out_node(o, "seller"));
	side_show(w, p, &p->buyer, t("Buyer"), out_node(o, "buyer"));
	lines_show_paper(w, p, o);
	sums_show(w, p, o);
	out_fmt(o, "count_words", tn("%d item for %s.", "%d items for %s.",
	    n), n, amount_show(w, p->totals.payable, p->currency));
	out_text(o, "sum_words", words_amount(w->mem,
	    p->totals.payable, p->currency, lang_code(w->lang)));
	out_text(o, "note", p->note);
	if (p->issuer != NULL)
		out_fmt(o, "made_by", t("Made out by: %s"), p->issuer);
}
