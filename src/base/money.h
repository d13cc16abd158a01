#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * Money is an int64_t of minor units (kopecks, cents) with a currency code
 * of ISO 4217 beside it.  Amounts of different currencies are never added.
 */

enum money_form {
	MONEY_FULL,	/* with kopecks: documents, forms */
	MONEY_WHOLE	/* rounded to whole units: lists, boards */
};

/*
 * 1 if code is the currency of a country or union in ISO 4217; metals, test
 * and settlement codes are not.  NULL is not.
 */
int	 currency_valid(const char *code);

/*
 * Decimals of the currency's minor unit: UAH 2, JPY 0, KWD 3; 2 for a code
 * which is not valid.  Source: ISO 4217, column "minor unit".
 */
int	 currency_exponent(const char *code);

/*
 * The currency's sign, "₴", "€", "zł", or code itself if it has none which
 * no other currency shares in our users' eyes.
 */
const char *currency_sign(const char *code);

/*
 * The amount written in s, as decimal_parse_as() reads numbers, perhaps with
 * the currency's own sign or code before or behind it ("1 234,50 ₴",
 * "€1,234.50", "100 UAH"; for UAH also "грн" and "грн.").
 *
 * lang  language of the page it was typed on, NULL for files
 * out   minor units
 *
 * ERR_INVALID for another currency's sign, more decimals than the currency
 * has, and anything else which is no number.
 */
enum err money_parse(const char *s, const char *currency, const char *lang,
	    int64_t *out);

/*
 * An amount for the eye: grouped number, no-break space, sign after it in
 * every language: "493 218,67 ₴", "1,234.50 $".  MONEY_WHOLE rounds half
 * away from zero: "493 219 ₴".
 */
char	*money_format(struct arena *mem, int64_t minor, const char *currency,
	    const char *lang, enum money_form form);

/*
 * An amount for machines and XML: "-1234.50", with the currency's decimals.
 */
char	*money_plain(struct arena *mem, int64_t minor, const char *currency);

/*
 * percent of amount, rounded half away from zero to the minor unit.
 *
 * percent  scaled by 10^scale: 20 % is 20 with scale 0, 7.5 % is 75 with
 *          scale 1
 *
 * ERR_INVALID if the result does not fit.
 */
enum err money_percent(int64_t amount, int64_t percent, int scale,
	    int64_t *out);

/*
 * Split total over n parts in proportion to weights, losing nothing.
 *
 * total    minor units, may be negative
 * weights  n numbers >= 0, not all 0
 * out      n places, in the order of weights
 *
 * Cents left over go to the largest remainders, earlier parts first: 100
 * over 1,1,1 is 34,33,33.  ERR_INVALID if no weight is above 0.  Source:
 * largest remainder (Hamilton) method.
 */
enum err money_split(int64_t total, const int *weights, size_t n,
	    int64_t *out);

/*
 * The same with weights of any size, such as amounts of money.
 */
enum err money_split_by(int64_t total, const int64_t *weights, size_t n,
	    int64_t *out);

#endif
