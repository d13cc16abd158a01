/* The arithmetic of documents: EN 16931 by table, and by chance. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/vat.h"
#include "tests/unit/tap.h"

#define MAXLINES	16

struct typed {
	const char	*quantity;
	const char	*price;
	const char	*tax;
	const char	*discount;	/* NULL is none */
};

/*
 * What is typed and what must come out, in cents.  The figures were worked
 * out by another program, in decimals.
 */
struct paper {
	const char	*name;
	const char	*discount;	/* percent of the document */
	int64_t		 prepaid;
	bool		 with_vat;
	struct typed	 line[13];
	int64_t		 lines, allowance, net, vat, gross, rounding, payable;
};

static const struct paper	 papers[] = {
#include "tests/unit/vat.def"
};

/* A decimal as typed, in millionths. */
static int64_t
millionths(const char *s)
{
	int64_t	 v = 0;
	int	 places = -1;

	if (s == NULL)
		return 0;
	for (; *s != '\0'; s++) {
		if (*s == '.') {
			places = 0;
			continue;
		}
		v = v * 10 + (*s - '0');
		places += places >= 0;
	}
	for (places = places < 0 ? 0 : places; places < 6; places++)
		v *= 10;
	return v;
}

static void
paper_check(struct arena *mem, const struct paper *p)
{
	struct doc_line		 l[MAXLINES] = { { .quantity = 0 } };
	struct doc_terms	 terms = {
		.discount_percent = millionths(p->discount),
		.prepaid = p->prepaid, .prices_with_vat = p->with_vat
	};
	struct doc_totals	 t = { .lines = -1 };
	size_t			 n;

	for (n = 0; n < 13 && p->line[n].quantity != NULL; n++) {
		l[n].quantity = millionths(p->line[n].quantity);
		l[n].price = millionths(p->line[n].price);
		l[n].discount_percent = millionths(p->line[n].discount);
		doc_tax_parse(p->line[n].tax, &l[n].tax);
	}
	check(doc_compute(mem, &terms, l, n, &t) == OK && t.lines == p->lines &&
	    t.discount == p->allowance && t.net == p->net &&
	    t.vat_sum == p->vat && t.gross == p->gross &&
	    t.rounding == p->rounding && t.payable == p->payable, p->name);
}

static uint32_t
chance(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)*seed * below >> 32);
}

static void
random_paper(uint32_t *seed, struct doc_terms *terms, struct doc_line *l,
    size_t *n)
{
	static const char *const taxes[] = {
		"S20", "S14", "S7", "S23", "S5.5", "Z", "E", "AE", "G"
	};
	static const int64_t	 grain[] = { 1, 100, 10000, 1000000 };
	size_t			 i;

	*n = chance(seed, MAXLINES) + 1;
	*terms = (struct doc_terms){
		.discount_percent = chance(seed, 3) ? 0 :
		    chance(seed, 1000) * INT64_C(100000),
		.prepaid = chance(seed, 4) ? 0 : chance(seed, 100000),
		.prices_with_vat = chance(seed, 2)
	};
	for (i = 0; i < *n; i++) {
		memset(&l[i], 0, sizeof(l[i]));
		doc_tax_parse(taxes[chance(seed, 9)], &l[i].tax);
		l[i].quantity = (chance(seed, 2000) + 1) *
		    grain[chance(seed, 4)];
		if (chance(seed, 8) == 0)
			l[i].quantity = -l[i].quantity;
		l[i].price = chance(seed, 100000) * grain[chance(seed, 4)];
		if (chance(seed, 3) == 0)
			l[i].discount_percent = chance(seed, 10001) *
			    INT64_C(10000);
	}
}

/* Parts against totals: 1 if every sum of the standard holds. */
static int
sums_hold(const struct doc_terms *terms, const struct doc_line *l, size_t n,
    const struct doc_totals *t)
{
	int64_t	 lines = 0, discount = 0, taxable = 0, vat = 0, asked = 0;
	size_t	 i;

	for (i = 0; i < n; i++) {
		lines += l[i].net;
		asked += l[i].asked;
		if (l[i].base - l[i].discount != l[i].net)
			return 0;
	}
	for (i = 0; i < t->nvat; i++) {
		const struct doc_vat	*g = &t->vat[i];
		double			 exact = (double)g->taxable *
					    (double)g->tax.rate / 1e8;

		discount += g->discount;
		taxable += g->taxable;
		vat += g->vat;
		if (g->lines - g->discount != g->taxable ||
		    exact - (double)g->vat > 0.5000001 ||
		    (double)g->vat - exact > 0.5000001)
			return 0;
	}
	if (!terms->prices_with_vat && t->rounding != 0)
		return 0;
	if (terms->prices_with_vat && terms->discount_percent == 0 &&
	    t->gross + t->rounding != asked)
		return 0;
	return lines == t->lines && discount == t->discount &&
	    taxable == t->net && t->net == t->lines - t->discount &&
	    vat == t->vat_sum && t->gross == t->net + t->vat_sum &&
	    t->payable == t->gross - terms->prepaid + t->rounding;
}

/* The VAT shown by line adds up to the VAT, when no discount follows. */
static int
shown_vat_holds(const struct doc_terms *terms, const struct doc_line *l,
    size_t n, const struct doc_totals *t)
{
	int64_t	 shown = 0;
	size_t	 i;

	for (i = 0; i < n; i++)
		shown += l[i].vat;
	return terms->discount_percent != 0 || shown == t->vat_sum;
}

static void
check_by_chance(struct arena *mem)
{
	struct doc_line		 l[MAXLINES];
	struct doc_terms	 terms;
	struct doc_totals	 t;
	uint32_t		 seed = 7;
	size_t			 n;
	int			 i, sums = 1, shown = 1, small = 1;

	for (i = 0; i < 20000; i++) {
		random_paper(&seed, &terms, l, &n);
		if (doc_compute(mem, &terms, l, n, &t) != OK) {
			sums = 0;
			break;
		}
		sums &= sums_hold(&terms, l, n, &t);
		shown &= shown_vat_holds(&terms, l, n, &t);
		small &= llabs((long long)t.rounding) <= (long long)(n + t.nvat * 2);
		arena_reset(mem);
	}
	check(sums, "the parts of 20,000 random papers add up to the totals");
	check(shown, "and so does the VAT shown by line");
	check(small, "the rounding of prices with VAT is a cent a line");
}

static void
check_codes(struct arena *mem)
{
	static const char *const good[] = {
		"S20", "S14", "S7", "S23", "S5.5", "S100", "S0.000001", "Z",
		"E", "AE", "K", "G", "O"
	};
	static const char *const bad[] = {
		"", "S", "S0", "S0.0", "S101", "S20.", "S.5", "S1.1234567",
		"S-5", "S20 ", "s20", "X", "EA", "AE20", "S5,5", "S2000000000000", "S1e1"
	};
	struct doc_tax		 tax = { .rate = 0 };
	size_t			 i;
	int			 same = 1, refused = 1;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		same &= doc_tax_parse(good[i], &tax) == OK &&
		    strcmp(doc_tax_code(mem, &tax), good[i]) == 0;
	check(same, "a VAT code is read and written the same");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refused &= doc_tax_parse(bad[i], &tax) == ERR_INVALID;
	check(refused && doc_tax_parse(NULL, &tax) == ERR_INVALID,
	    "what is no VAT code is refused");
}

static void
check_edges(struct arena *mem)
{
	struct doc_terms	 terms = { .prepaid = 0 };
	struct doc_totals	 t = { .lines = 42 };
	struct doc_line		 l = { .quantity = INT64_C(9000000000000000000),
				    .price = INT64_C(9000000000000000000) };

	check(doc_compute(mem, &terms, &l, 1, &t) == ERR_INVALID &&
	    t.lines == 42, "an amount out of range is refused");
	l = (struct doc_line){ .quantity = DOC_ONE, .price = -1 };
	check(doc_compute(mem, &terms, &l, 1, &t) == ERR_INVALID,
	    "a negative price is refused");
	l = (struct doc_line){ .quantity = DOC_ONE, .price = DOC_ONE,
	    .discount_percent = 100 * DOC_ONE + 1 };
	check(doc_compute(mem, &terms, &l, 1, &t) == ERR_INVALID,
	    "a discount over 100 % is refused");
	check(doc_compute(mem, &terms, &l, 0, &t) == OK && t.payable == 0 &&
	    t.nvat == 0, "a paper without lines comes to nothing");
}

int
main(void)
{
	struct arena	*mem = arena_new();
	size_t		 i;

	for (i = 0; i < sizeof(papers) / sizeof(papers[0]); i++)
		paper_check(mem, &papers[i]);
	check_by_chance(mem);
	check_codes(mem);
	check_edges(mem);
	arena_free(mem);
	return done();
}
