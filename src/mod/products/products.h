#ifndef PRODUCTS_PRODUCTS_H
#define PRODUCTS_PRODUCTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "core/i18n.h"
#include "core/module.h"
#include "core/work.h"

extern const struct entity product_entity;
extern const struct entity category_entity;

/*
 * Units of measure people choose from, the usual ones first; any other code
 * of UN/ECE Recommendation 20 or 21 is taken too.  The end is {0}.
 */
extern const struct choice unit_choices[];

/*
 * What VAT a line bears: rates in use in Ukraine, then what has no rate.  Any
 * other rate is "S" and a number (base/vat.h).  The end is {0}.
 */
extern const struct choice vat_choices[];

/*
 * The word for a unit in a language, "kg"; the code itself when it has none.
 * NULL gives "".
 */
const char	*unit_label(enum lang lang, const char *code);

/*
 * The word for a VAT code in the language in force: "20 %", "exempt".
 * NULL gives "".
 */
const char	*vat_label(struct arena *mem, const char *code);

/*
 * True for a code that could be one of Rec 20 or 21: two or three capital
 * letters and digits.
 */
bool		 unit_valid(const char *code);

/*
 * What VAT the firm's goods bear unless something else is said: "O" for a
 * firm that pays none, else the standard rate of its country, "S20".
 */
const char	*vat_standard(const struct work *w);

/* What a line takes over from its product. */
struct product_facts {
	int64_t		 id;		/* 0: no such product for this actor */
	const char	*name;
	const char	*code;		/* NULL: none */
	const char	*unit;
	int64_t		 price;		/* of a unit, millionths; -1: none */
	const char	*currency;	/* of the price */
	const char	*vat;
};

/*
 * The facts of n products, in the order of ids, in one query; out has n
 * places.  An id may stand there twice, and 0 gives id 0.  ERR_DB.
 */
enum err	 product_facts(struct work *w, const int64_t *ids, size_t n,
		    struct product_facts *out);

#endif
