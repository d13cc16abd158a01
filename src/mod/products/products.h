#ifndef PRODUCTS_PRODUCTS_H
#define PRODUCTS_PRODUCTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/vat.h"
#include "core/i18n.h"
#include "core/module.h"
#include "core/work.h"

struct out;
struct request;

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

/* A line of a deal or a document, as a form gives and shows it. */
struct line {
	int		 at;		/* N of "line.N.name"; 0: not from a form */
	int64_t		 id;		/* of the stored line; 0: a new one */
	int64_t		 product_id;	/* 0: none */
	const char	*product;	/* its name, to be shown; may be NULL */
	const char	*name;
	int64_t		 quantity;	/* millionths */
	const char	*unit;		/* Rec 20 */
	int64_t		 price;		/* of a unit, millionths */
	int64_t		 discount_percent;	/* millionths, 0 to 100 */
	const char	*vat;
};

/*
 * The lines that the form holds as line.1.product_id, line.1.name, .quantity
 * .unit .price .vat .discount_percent .id, in the order of their numbers.  A
 * line without product and name is left out.  A missing name, unit, price or
 * VAT comes from the product and the firm, a missing quantity is 1.
 *
 * currency  of the prices; a product's price in another is not taken
 *
 * ERR_INVALID, with problems of fields "line.1.price", when a value was
 * refused; list holds the others then.
 */
enum err	 lines_read(struct request *rq, const char *currency,
		    struct line **list, size_t *n);

/*
 * Work out n lines by base/vat.h: totals, and (in w's arena) one doc_line for
 * each in *worked, which may be NULL.  ERR_INVALID as doc_compute().
 */
enum err	 lines_total(struct work *w, const struct doc_terms *terms,
		    const struct line *list, size_t n,
		    struct doc_totals *totals, struct doc_line **worked);

/*
 * Show the grid of core/tpl/lines_parts.cst on a form: what was typed when
 * this is a POST, else the n stored lines, and an empty one after them, with
 * units, VAT codes and totals.  Problems of "line.N.x" stand at their line.
 */
void		 lines_show(struct request *rq, struct out *page,
		    const struct doc_terms *terms, const char *currency,
		    const struct line *list, size_t n);

/*
 * True when a button of the grid was pressed (another line, a line out, count
 * anew): the form is shown again and nothing is saved.
 */
bool		 lines_asked(const struct request *rq);

#endif
