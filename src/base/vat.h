#ifndef BASE_VAT_H
#define BASE_VAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * The arithmetic of a document with prices, by EN 16931-1:2017 (BT and BR
 * numbers are that standard's).  Whole numbers only: amounts are cents,
 * which the standard knows for every currency; quantities, prices and
 * percentages are millionths.  Half a cent rounds away from zero.
 */
#define DOC_ONE		INT64_C(1000000)

/* No amount of a document may be greater: a thousand million millions. */
#define DOC_AMOUNT_MAX	INT64_C(100000000000000000)

/* What VAT a line bears. */
struct doc_tax {
	char		 category[3];	/* UNCL 5305: S Z E AE K G O */
	int64_t		 rate;		/* percent in millionths; S only */
};

struct doc_line {
	int64_t		 quantity;	/* BT-129, millionths */
	int64_t		 price;		/* per unit, millionths, >= 0 */
	int64_t		 discount_percent; /* 0 to 100, millionths */
	struct doc_tax	 tax;		/* BT-151, BT-152 */
	/* what doc_compute() works out, in cents */
	int64_t		 asked;		/* in the prices' own terms, less
					   discount: with VAT if they are */
	int64_t		 base;		/* BT-137, net before discount */
	int64_t		 discount;	/* BT-136 */
	int64_t		 net;		/* BT-131 = base - discount */
	int64_t		 vat;		/* for show: each group's last line
					   takes the odd cents */
};

struct doc_terms {
	int64_t		 discount_percent; /* 0 to 100, millionths */
	int64_t		 prepaid;	/* BT-113, cents, with VAT */
	bool		 prices_with_vat;
};

/* One (category, rate) of the document. */
struct doc_vat {
	struct doc_tax	 tax;		/* BT-118, BT-119 */
	int64_t		 lines;		/* sum of its lines' BT-131 */
	int64_t		 discount;	/* BT-92, its part of the document's */
	int64_t		 taxable;	/* BT-116 = lines - discount */
	int64_t		 vat;		/* BT-117 */
};

struct doc_totals {
	int64_t		 lines;		/* BT-106 */
	int64_t		 discount;	/* BT-107 */
	int64_t		 net;		/* BT-109 */
	int64_t		 vat_sum;	/* BT-110 */
	int64_t		 gross;		/* BT-112 */
	int64_t		 prepaid;	/* BT-113 */
	int64_t		 rounding;	/* BT-114 */
	int64_t		 payable;	/* BT-115 */
	struct doc_vat	*vat;		/* S by falling rate, then the rest */
	size_t		 nvat;
};

/*
 * Work out a document: fills the second half of each line, and out.
 *
 * mem    owns out->vat
 * terms  of the document
 * lines  n of them, may be 0
 *
 * Line: base = round(quantity x price), discount = round(base x percent),
 * net = base - discount.  With prices including VAT the line asks for
 * round(quantity x price) less its rounded discount, and
 * net = round(asked x 100 / (100 + rate)).  VAT is rounded once per category
 * and rate; the document's discount is an allowance in each of them.  What
 * prices including VAT ask for beyond BT-112 is the rounding BT-114.
 *
 * ERR_INVALID if a price is negative, a percentage not in 0 to 100 or an
 * amount over DOC_AMOUNT_MAX; out is untouched then.
 */
enum err	 doc_compute(struct arena *mem, const struct doc_terms *terms,
		    struct doc_line *lines, size_t n, struct doc_totals *out);

/*
 * Read a VAT code: "S" and a rate over 0 up to 100 ("S20", "S5.5"; at most
 * six decimals), or one of Z E AE K G O.  ERR_INVALID for anything else; out
 * is untouched then.
 */
enum err	 doc_tax_parse(const char *code, struct doc_tax *out);

/*
 * The code of a tax: "S20", "S5.5", "AE".
 */
const char	*doc_tax_code(struct arena *mem, const struct doc_tax *tax);

#endif
