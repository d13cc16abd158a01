#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * Decimal numbers as scaled integers: value 1234567 with scale 3 is 1234.567.
 * The scale, 0 to DECIMAL_SCALE_MAX, is known from the place (a price has
 * 6, a quantity 3) and is not stored.  No floating point anywhere.
 */
#define DECIMAL_SCALE_MAX	18

/*
 * The number a person or another program wrote in s.
 *
 * s      white space around it is ignored; a leading '-' or U+2212
 * scale  decimals of the result; zeros beyond it are dropped, others refused
 * out    value x 10^scale
 *
 * The decimal mark is '.' or ',': "1234.5", "1234,5", ",5", "5,".
 * Thousands may be set apart by spaces of any kind, apostrophes (' and
 * U+2019), and by the other mark or a repeated one: "1 234,56",
 * "1'234.56", "1,234.56", "1.234,56", "1.234.567".  Groups then have three
 * digits, the first one to three, and all are set apart by the same sign.
 * One mark alone is the decimal mark.  With a scale below 3 a mark before
 * exactly three digits ("1,000", "12.500") could be either and is refused,
 * unless the whole part is 0 or has more than three digits.
 *
 * ERR_INVALID for anything else (exponents, hex, '+', no digits, signs of
 * money), or when the number does not fit.
 */
enum err decimal_parse(const char *s, int scale, int64_t *out);

/*
 * As decimal_parse(), for what a person typed on a page in language lang.
 * In English ("en") a comma before exactly three digits sets thousands
 * apart, "1,000" is a thousand at every scale; other languages read as
 * decimal_parse() does.  What decimal_format() wrote is read back the same.
 */
enum err decimal_parse_as(const char *s, int scale, const char *lang,
	    int64_t *out);

/*
 * value for the eye, with exactly scale decimals, thousands set apart and a
 * true minus (U+2212).
 *
 * lang  "uk" and "ru": U+00A0 and a comma, "1 234,50"; every other: comma
 *       and dot, "1,234.50"
 */
char	*decimal_format(struct arena *mem, int64_t value, int scale,
	    const char *lang);

/*
 * As decimal_format(), without zeros at the end of the decimals, and without
 * a mark if none is left: quantities, percentages.
 */
char	*decimal_format_trim(struct arena *mem, int64_t value, int scale,
	    const char *lang);

/*
 * value for machines: a dot, no grouping, '-' for minus.
 *
 * fixed  1: exactly scale decimals, "12.500"; 0: without zeros at the end,
 *        "12.5", "12"
 */
char	*decimal_plain(struct arena *mem, int64_t value, int scale, int fixed);

/*
 * a x b / c, rounded half away from zero: 5 x 1 / 2 is 3, -5 x 1 / 2 is -3.
 * The product is exact whatever its size.  ERR_INVALID if c is 0 or the
 * result does not fit.
 *
 *	decimal_muldiv(quantity, price, 1000, &net)
 */
enum err decimal_muldiv(int64_t a, int64_t b, int64_t c, int64_t *out);

/*
 * value of scale from as a value of scale to, rounded half away from zero
 * when digits are lost.  ERR_INVALID if it does not fit.
 */
enum err decimal_rescale(int64_t value, int from, int to, int64_t *out);

/*
 * 10^scale, for 0 <= scale <= DECIMAL_SCALE_MAX.
 */
int64_t	 decimal_power(int scale);

#endif
