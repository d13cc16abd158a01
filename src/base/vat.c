/* vat.c: the arithmetic of documents by EN 16931. */
#include <string.h>

#include "base/decimal.h"
#include "base/str.h"
#include "base/vat.h"

#define HUNDRED		(100 * DOC_ONE)

/* Millionths x millionths to cents: 10^12 / 100. */
#define CENT		INT64_C(10000000000)

static const char	 categories[][3] = {
	"S", "Z", "E", "AE", "K", "G", "O"
};
#define NCATEGORIES	(sizeof(categories) / sizeof(categories[0]))

/* round(a x b / c) with the limit of an amount; *out untouched beyond it. */
static enum err
scale(int64_t a, int64_t b, int64_t c, int64_t *out)
{
	int64_t	 amount = 0;

	if (decimal_muldiv(a, b, c, &amount) != OK ||
	    amount > DOC_AMOUNT_MAX || amount < -DOC_AMOUNT_MAX)
		return ERR_INVALID;
	*out = amount;
	return OK;
}

/* *sum += part, with the limit kept. */
static enum err
sum_add(int64_t *sum, int64_t part)
{
	int64_t	 both = *sum + part;	/* each is far from the edge */

	if (both > DOC_AMOUNT_MAX || both < -DOC_AMOUNT_MAX)
		return ERR_INVALID;
	*sum = both;
	return OK;
}

static enum err
percent_of(int64_t amount, int64_t percent, int64_t *out)
{
	return scale(amount, percent, HUNDRED, out);
}

/* An amount with VAT of that rate inside, without it. */
static enum err
without_vat(int64_t amount, int64_t rate, int64_t *out)
{
	return scale(amount, HUNDRED, HUNDRED + rate, out);
}

static int
percent_valid(int64_t percent)
{
	return percent >= 0 && percent <= HUNDRED;
}

/* Fill base, discount, net and asked of one line. */
static enum err
line_work_out(struct doc_line *l, bool prices_with_vat)
{
	int64_t	 off = 0;

	if (l->price < 0 || !percent_valid(l->discount_percent) ||
	    !percent_valid(l->tax.rate))
		return ERR_INVALID;
	if (scale(l->quantity, l->price, CENT, &l->base) != OK ||
	    percent_of(l->base, l->discount_percent, &off) != OK)
		return ERR_INVALID;
	l->asked = l->base - off;
	l->net = l->asked;
	if (prices_with_vat &&
	    (without_vat(l->base, l->tax.rate, &l->base) != OK ||
	    without_vat(l->asked, l->tax.rate, &l->net) != OK))
		return ERR_INVALID;
	l->discount = l->base - l->net;
	return percent_of(l->net, l->tax.rate, &l->vat);
}

static size_t
category_rank(const char *category)
{
	size_t	 i;

	for (i = 0; i < NCATEGORIES; i++)
		if (strcmp(categories[i], category) == 0)
			break;
	return i;
}

/* < 0 if a stands before b: S by falling rate, then the other categories. */
static int
tax_order(const struct doc_tax *a, const struct doc_tax *b)
{
	size_t	 ra = category_rank(a->category);
	size_t	 rb = category_rank(b->category);

	if (ra != rb)
		return ra < rb ? -1 : 1;
	if (a->rate != b->rate)
		return a->rate > b->rate ? -1 : 1;
	return 0;
}

/* The group of a tax, put in its place if it is new. */
static struct doc_vat *
group_of(struct doc_totals *t, const struct doc_tax *tax)
{
	size_t	 i;

	for (i = 0; i < t->nvat; i++)
		if (tax_order(&t->vat[i].tax, tax) >= 0)
			break;
	if (i < t->nvat && tax_order(&t->vat[i].tax, tax) == 0)
		return &t->vat[i];
	memmove(&t->vat[i + 1], &t->vat[i],
	    (t->nvat - i) * sizeof(t->vat[0]));
	t->vat[i] = (struct doc_vat){ .tax = *tax };
	t->nvat++;
	return &t->vat[i];
}

static size_t
tax_count(const struct doc_line *lines, size_t n)
{
	size_t	 i, k, found = 0;

	for (i = 0; i < n; i++) {
		for (k = 0; k < i; k++)
			if (tax_order(&lines[i].tax, &lines[k].tax) == 0)
				break;
		found += k == i;
	}
	return found;
}

/* Let the last line of a group take the cents its lines' VAT is off by. */
static enum err
group_show_vat(const struct doc_vat *g, struct doc_line *lines, size_t n)
{
	struct doc_line	*last = NULL;
	int64_t		 whole = 0;
	size_t		 i;

	if (percent_of(g->lines, g->tax.rate, &whole) != OK)
		return ERR_INVALID;
	for (i = 0; i < n; i++) {
		if (tax_order(&lines[i].tax, &g->tax) != 0)
			continue;
		whole -= lines[i].vat;
		if (lines[i].net != 0 || last == NULL)
			last = &lines[i];
	}
	if (last != NULL)
		last->vat += whole;
	return OK;
}

/* What the lines of one tax ask for with VAT, less the document's discount. */
static enum err
group_asked(const struct doc_vat *g, int64_t percent,
    const struct doc_line *lines, size_t n, int64_t *sum)
{
	int64_t	 asked = 0, off = 0;
	size_t	 i;

	for (i = 0; i < n; i++)
		if (tax_order(&lines[i].tax, &g->tax) == 0 &&
		    sum_add(&asked, lines[i].asked) != OK)
			return ERR_INVALID;
	if (percent_of(asked, percent, &off) != OK)
		return ERR_INVALID;
	return sum_add(sum, asked - off);
}

/* Finish one group from its lines' sum, and add it to the document. */
static enum err
group_finish(struct doc_vat *g, int64_t percent, struct doc_totals *t)
{
	if (percent_of(g->lines, percent, &g->discount) != OK)
		return ERR_INVALID;
	g->taxable = g->lines - g->discount;
	if (percent_of(g->taxable, g->tax.rate, &g->vat) != OK ||
	    sum_add(&t->lines, g->lines) != OK ||
	    sum_add(&t->discount, g->discount) != OK ||
	    sum_add(&t->vat_sum, g->vat) != OK)
		return ERR_INVALID;
	return OK;
}

static enum err
lines_work_out(struct arena *mem, const struct doc_terms *terms,
    struct doc_line *lines, size_t n, struct doc_totals *t)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (line_work_out(&lines[i], terms->prices_with_vat) != OK)
			return ERR_INVALID;
	t->vat = arena_alloc(mem, (tax_count(lines, n) + 1) *
	    sizeof(t->vat[0]));
	for (i = 0; i < n; i++)
		if (sum_add(&group_of(t, &lines[i].tax)->lines,
		    lines[i].net) != OK)
			return ERR_INVALID;
	return OK;
}

enum err
doc_compute(struct arena *mem, const struct doc_terms *terms,
    struct doc_line *lines, size_t n, struct doc_totals *out)
{
	struct doc_totals	 t = { .prepaid = terms->prepaid };
	int64_t			 asked = 0, percent = terms->discount_percent;
	size_t			 i;

	if (!percent_valid(percent) || terms->prepaid > DOC_AMOUNT_MAX ||
	    terms->prepaid < -DOC_AMOUNT_MAX ||
	    lines_work_out(mem, terms, lines, n, &t) != OK)
		return ERR_INVALID;
	for (i = 0; i < t.nvat; i++)
		if (group_finish(&t.vat[i], percent, &t) != OK ||
		    group_show_vat(&t.vat[i], lines, n) != OK ||
		    group_asked(&t.vat[i], percent, lines, n, &asked) != OK)
			return ERR_INVALID;
	t.net = t.lines - t.discount;
	t.gross = t.net;
	if (sum_add(&t.gross, t.vat_sum) != OK)
		return ERR_INVALID;
	if (terms->prices_with_vat)
		t.rounding = asked - t.gross;
	t.payable = t.gross - t.prepaid + t.rounding;
	*out = t;
	return OK;
}

/* The rate after the S of a code: "20", "5.5". */
static enum err
rate_parse(const char *s, int64_t *out)
{
	int64_t	 rate = 0;

	if (s[strspn(s, "0123456789.")] != '\0' || *s == '.' ||
	    str_ends(s, ".") || decimal_parse(s, 6, &rate) != OK ||
	    rate == 0 || rate > HUNDRED)
		return ERR_INVALID;
	*out = rate;
	return OK;
}

enum err
doc_tax_parse(const char *code, struct doc_tax *out)
{
	struct doc_tax	 tax = { .rate = 0 };
	size_t		 i;

	if (code == NULL)
		return ERR_INVALID;
	if (code[0] == 'S') {
		if (rate_parse(code + 1, &tax.rate) != OK)
			return ERR_INVALID;
		tax.category[0] = 'S';
		*out = tax;
		return OK;
	}
	i = category_rank(code);
	if (i == NCATEGORIES)
		return ERR_INVALID;
	memcpy(tax.category, categories[i], sizeof(tax.category));
	*out = tax;
	return OK;
}

const char *
doc_tax_code(struct arena *mem, const struct doc_tax *tax)
{
	if (tax->category[0] != 'S')
		return arena_strdup(mem, tax->category);
	return arena_fmt(mem, "S%s", decimal_plain(mem, tax->rate, 6, 0));
}
