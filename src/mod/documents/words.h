#ifndef DOCUMENTS_WORDS_H
#define DOCUMENTS_WORDS_H

#include <stdint.h>

#include "base/arena.h"
#include "core/i18n.h"

/*
 * An amount of money in words, as papers state it: the whole units in words,
 * the cents in digits, the first letter a capital.
 *
 * lang      of the paper
 * cents     hundredths of the currency; below zero it begins with "minus"
 * currency  ISO 4217; UAH USD EUR PLN GBP CHF have names in each language,
 *           any other is its code with the cents as a fraction
 *
 *	uk, 123450, "UAH": "Одна тисяча двісті тридцять чотири гривні 50 копійок"
 *	ru, 100, "EUR":    "Один евро 00 центов"
 *	en, 2199, "USD":   "Twenty-one dollars 99 cents"
 *	en, 2199, "JPY":   "Twenty-one JPY 99/100"
 */
const char	*words_amount(struct arena *mem, enum lang lang,
		    int64_t cents, const char *currency);

#endif
