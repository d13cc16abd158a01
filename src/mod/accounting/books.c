/* books.c: documents of ours, one after the other, in the terms of UBL. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "mod/accounting/books.h"

#define CHUNK	500

static void
books_party(const struct paper_party *from, struct ubl_party *to)
{
	*to = (struct ubl_party){
		.name = from->name, .reg_no = from->reg_no,
		.street = from->street, .city = from->city,
		.postcode = from->postcode, .region = from->region,
		.country = from->country, .phone = from->phone,
		.email = from->email
	};
}

static struct ubl_line *
books_lines(struct arena *mem, const struct paper *p)
{
	struct ubl_line	*l = arena_alloc(mem, (p->nlines + 1) * sizeof(*l));
	size_t		 i;

	for (i = 0; i < p->nlines; i++) {
		const struct doc_line	*sum = &p->lines[i].sum;

		l[i] = (struct ubl_line){
			.name = p->lines[i].name, .code = p->lines[i].code,
			.unit = p->lines[i].unit, .quantity = sum->quantity,
			.price = sum->price,
			.discount_percent = sum->discount_percent,
			.base = sum->base, .discount = sum->discount,
			.net = sum->net,
			.tax = { sum->tax.category, sum->tax.rate }
		};
	}
	return l;
}

static struct ubl_vat *
books_vat(struct arena *mem, const struct doc_totals *t)
{
	struct ubl_vat	*v = arena_alloc(mem, (t->nvat + 1) * sizeof(*v));
	size_t		 i;

	for (i = 0; i < t->nvat; i++)
		v[i] = (struct ubl_vat){
			.tax = { t->vat[i].tax.category, t->vat[i].tax.rate },
			.lines = t->vat[i].lines,
			.discount = t->vat[i].discount,
			.taxable = t->vat[i].taxable, .vat = t->vat[i].vat
		};
	return v;
}

static void
books_totals(const struct paper *p, struct ubl_document *d)
{
	const struct doc_totals	*t = &p->totals;

	d->prices_with_vat = p->terms.prices_with_vat;
	d->discount_percent = p->terms.discount_percent;
	d->lines_sum = t->lines;
	d->discount = t->discount;
	d->net = t->net;
	d->vat_sum = t->vat_sum;
	d->gross = t->gross;
	d->prepaid = t->prepaid;
	d->rounding = t->rounding;
	d->payable = t->payable;
}

/* The numbers by which the tax office knows both. */
static void
books_numbers(struct arena *mem, const struct paper *p,
    struct ubl_document *d)
{
	const struct paper_party	*b = &p->buyer;

	d->seller.vat_no = ubl_vat_id(mem, p->seller.country,
	    p->seller.vat_no, true);
	d->buyer.vat_no = ubl_vat_id(mem, b->country, b->vat_no, false);
	if (d->buyer.vat_no == NULL && *str_trim(mem, b->reg_no) == '\0')
		d->buyer.reg_no = b->vat_no;
}

static void
books_payment(struct arena *mem, const struct paper *p,
    struct ubl_document *d)
{
	if (d->credit || *str_trim(mem, p->seller.iban) == '\0')
		return;
	d->means = str_eq(p->currency, "EUR") ? "58" : "30";
	d->iban = p->seller.iban;
	d->bic = p->seller.bic;
	d->account_name = p->seller.name;
	d->payment_ref = p->label;
}

/* A supply within the EU says when and where to; the paper's day will do. */
static void
books_delivery(const struct paper *p, struct ubl_document *d)
{
	size_t	 i;

	for (i = 0; i < d->nvat; i++)
		if (str_eq(d->vat[i].tax.category, "K")) {
			d->delivered_on = p->date;
			d->delivered_to = p->buyer.country;
		}
}

void
books_ubl(struct arena *mem, const struct paper *p, struct ubl_document *out)
{
	*out = (struct ubl_document){
		.credit = str_eq(p->kind, "credit_note"),
		.number = p->label, .issued_on = p->date,
		.due_on = p->due_on, .currency = p->currency,
		.note = p->note, .contract_no = p->basis,
		.credited_no = p->parent, .credited_on = p->parent_date,
		.lines = books_lines(mem, p), .nlines = p->nlines,
		.vat = books_vat(mem, &p->totals), .nvat = p->totals.nvat
	};
	books_party(&p->seller, &out->seller);
	books_party(&p->buyer, &out->buyer);
	books_numbers(mem, p, out);
	books_payment(mem, p, out);
	books_delivery(p, out);
	books_totals(p, out);
}

const char *
books_file(struct arena *mem, const struct paper *p)
{
	char		*name = arena_strdup(mem, p->label), *c;
	const char	*kind = str_eq(p->kind, "credit_note") ?
			    "credit-note" : "invoice";
	bool		 changed = false;

	for (c = name; *c != '\0'; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f ||
		    strchr("/\\:*?\"<>|", *c) != NULL) {
			*c = '_';
			changed = true;
		}
	if (*name == '.')
		*name = '_';
	if (changed || *name == '_')
		return arena_fmt(mem, "%s-%s-%lld.xml", name, kind,
		    (long long)p->id);
	return arena_fmt(mem, "%s-%s.xml", name, kind);
}

/*
 * One part of the walk: up to *n documents, *n receives how many there were.
 * span goes on behind the last one.
 */
static enum err
books_chunk(struct work *part, struct document_span *span, char last[11],
    const struct books_visit *v, size_t *n)
{
	int64_t		*ids = arena_alloc(part->mem, CHUNK * sizeof(*ids));
	const char	**dates = arena_alloc(part->mem,
			    CHUNK * sizeof(*dates));
	struct paper	*papers;
	size_t		 i, made = 0;
	enum err	 e;

	e = documents_period(part, span, *n, ids, dates, n);
	if (e != OK || *n == 0)
		return e;
	papers = arena_alloc(part->mem, *n * sizeof(*papers));
	e = documents_load(part, ids, *n, papers, &made);
	for (i = 0; e == OK && i < made; i++)
		if (papers[i].complete)
			e = v->each(part, &papers[i], v->arg);
	snprintf(last, 11, "%s", dates[*n - 1]);
	span->after_date = last;
	span->after_id = ids[*n - 1];
	return e;
}

enum err
books_walk(struct work *w, const struct document_span *span,
    const struct books_visit *visit)
{
	struct document_span	 here = *span;
	struct work		 part = *w;
	char			 last[11] = "";
	size_t			 left = visit->most, want = CHUNK, n = CHUNK;
	enum err		 e = OK;

	part.mem = arena_new();
	while (e == OK && n == want && (left > 0 || visit->most == 0)) {
		want = n = visit->most > 0 && left < CHUNK ? left : CHUNK;
		e = books_chunk(&part, &here, last, visit, &n);
		left -= visit->most > 0 ? n : 0;
		arena_reset(part.mem);
	}
	arena_free(part.mem);
	return e;
}
