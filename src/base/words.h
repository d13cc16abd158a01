#ifndef BASE_WORDS_H
#define BASE_WORDS_H

#include <stdint.h>

#include "base/arena.h"

/*
 * Numbers and sums of money in words, as documents state them.  lang is
 * "uk", "ru", or anything else for English.
 */

enum words_gender {
	WORDS_MASCULINE,
	WORDS_FEMININE
};

/*
 * The plural form n takes: in Ukrainian and Russian 0 for 1, 21, 31 ..., 1
 * for 2 to 4, 22 to 24 ..., 2 for the others; in English 0 for 1, else 2.
 * The sign does not matter.  Source: Unicode CLDR, plural rules.
 */
int	 words_plural(int64_t n, const char *lang);

/*
 * n in words, in small letters, its last 1 or 2 agreeing with a noun of the
 * gender: 1002 feminine is "одна тисяча дві".  A number below 0 begins with
 * "мінус".
 */
char	*words_number(struct arena *mem, int64_t n, enum words_gender gender,
	    const char *lang);

/*
 * A sum in words, beginning with a capital, the smaller unit in digits:
 * 180000 UAH is "Одна тисяча вісімсот гривень 00 копійок".
 *
 * minor  in the currency's minor units; any value
 *
 * UAH, EUR, USD, PLN and GBP have words of their own; another currency is
 * its code and a fraction: "Сто CHF 05/100", "Five hundred JPY".
 */
char	*words_amount(struct arena *mem, int64_t minor, const char *currency,
	    const char *lang);

#endif
