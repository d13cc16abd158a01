/* money.c: amounts of money, read, written and divided to the cent. */
#include <assert.h>
#include <string.h>

#include "base/decimal.h"
#include "base/money.h"
#include "base/str.h"

__extension__ typedef __int128 wide;	/* C11 has no name for it */

#define NO_BREAK_SPACE	"\xc2\xa0"

/* Codes of ISO 4217 by the decimals of their minor unit. */
static const struct {
	int		 exponent;
	const char	*codes;
} exponents[] = {
	{ 2,
	    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB "
	    "BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNH CNY COP "
	    "COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
	    "GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD "
	    "KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD "
	    "MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK "
	    "NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR "
	    "SDG SEK SGD SHP SLE SOS SRD SSP STD SVC SYP SZL THB TJS TMT "
	    "TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG "
	    "YER ZAR ZMW ZWG " },
	{ 0,
	    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF "
	    "XOF XPF " },
	{ 3,
	    "BHD IQD JOD KWD LYD OMR TND " },
	{ 4,
	    "CLF UYW " },
};

static const struct {
	char		 code[4];
	const char	*sign;
} signs[] = {
	{ "UAH", "₴" }, { "EUR", "€" }, { "USD", "$" }, { "GBP", "£" },
	{ "PLN", "zł" }, { "CZK", "Kč" }, { "RUB", "₽" }, { "KZT", "₸" },
	{ "GEL", "₾" }, { "TRY", "₺" }, { "ILS", "₪" }, { "AZN", "₼" },
	{ "HUF", "Ft" }, { "JPY", "¥" }, { "INR", "₹" }, { "KRW", "₩" },
	{ "VND", "₫" },
};

/* Decimals of the code's minor unit, or -1. */
static int
exponent_of(const char *code)
{
	const char	*p;
	size_t		 i;

	if (code == NULL || strlen(code) != 3 || strchr(code, ' ') != NULL)
		return -1;
	for (i = 0; i < sizeof(exponents) / sizeof(exponents[0]); i++) {
		p = strstr(exponents[i].codes, code);
		if (p != NULL && (p - exponents[i].codes) % 4 == 0)
			return exponents[i].exponent;
	}
	return -1;
}

int
currency_valid(const char *code)
{
	return exponent_of(code) >= 0;
}

int
currency_exponent(const char *code)
{
	int	 exponent = exponent_of(code);

	return exponent >= 0 ? exponent : 2;
}

const char *
currency_sign(const char *code)
{
	size_t	 i;

	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (str_eq(signs[i].code, code))
			return signs[i].sign;
	return code;
}

/* s without word at its beginning or end; s itself if it has none. */
static char *
without(struct arena *mem, char *s, const char *word)
{
	if (word == NULL || *word == '\0')
		return s;
	if (str_starts(s, word))
		return str_trim(mem, s + strlen(word));
	if (str_ends(s, word)) {
		s[strlen(s) - strlen(word)] = '\0';
		return str_trim(mem, s);
	}
	return s;
}

enum err
money_parse(const char *s, const char *currency, const char *lang,
    int64_t *out)
{
	static const char *const	 hryvnia[] = { "грн.", "грн" };
	struct arena			*tmp = arena_new();
	char				*text = str_trim(tmp, s), *bare;
	enum err			 e;

	bare = without(tmp, text, currency);
	if (bare == text)
		bare = without(tmp, text, currency_sign(currency));
	if (bare == text && str_eq(currency, "UAH"))
		bare = without(tmp, text, hryvnia[!str_ends(text, ".")]);
	e = decimal_parse_as(bare, currency_exponent(currency), lang, out);
	arena_free(tmp);
	return e;
}

char *
money_format(struct arena *mem, int64_t minor, const char *currency,
    const char *lang, enum money_form form)
{
	int	 scale = currency_exponent(currency);

	/* Fewer digits always fit. */
	if (form == MONEY_WHOLE && decimal_rescale(minor, scale, 0, &minor) ==
	    OK)
		scale = 0;
	return arena_fmt(mem, "%s" NO_BREAK_SPACE "%s",
	    decimal_format(mem, minor, scale, lang), currency_sign(currency));
}

char *
money_plain(struct arena *mem, int64_t minor, const char *currency)
{
	return decimal_plain(mem, minor, currency_exponent(currency), 1);
}

enum err
money_percent(int64_t amount, int64_t percent, int scale, int64_t *out)
{
	assert(scale >= 0 && scale <= DECIMAL_SCALE_MAX - 2);
	return decimal_muldiv(amount, percent, decimal_power(scale + 2), out);
}

/* Weights of either width. */
struct weights {
	const int	*small;		/* one of the two is NULL */
	const int64_t	*large;
	size_t		 n;
	wide		 sum;
};

static int64_t
weight(const struct weights *w, size_t i)
{
	return w->small != NULL ? w->small[i] : w->large[i];
}

/* What part i loses when its share is rounded down, times the sum. */
static wide
remainder_of(const struct weights *w, uint64_t total, size_t i)
{
	return (wide)total * weight(w, i) % w->sum;
}

/*
 * The part which gets a cent after part last did: the largest remainder
 * below last's, or the next equal one.  last is n at first.
 */
static size_t
next_part(const struct weights *w, uint64_t total, size_t last)
{
	wide	 limit = last < w->n ? remainder_of(w, total, last) : w->sum;
	wide	 r, best = -1;
	size_t	 i, part = 0;

	for (i = 0; i < w->n; i++) {
		r = remainder_of(w, total, i);
		if (r > best && (r < limit || (r == limit && i > last))) {
			best = r;
			part = i;
		}
	}
	return part;
}

static enum err
split(int64_t total, struct weights *w, int64_t *out)
{
	uint64_t	 u = total < 0 ? 0 - (uint64_t)total : (uint64_t)total;
	uint64_t	 left = u, share;
	size_t		 i, part = w->n;

	for (i = 0; i < w->n; i++) {
		if (weight(w, i) < 0)
			return ERR_INVALID;
		w->sum += weight(w, i);
	}
	if (w->sum == 0)
		return ERR_INVALID;
	for (i = 0; i < w->n; i++) {
		share = (uint64_t)((wide)u * weight(w, i) / w->sum);
		left -= share;
		out[i] = (int64_t)(total < 0 ? 0 - share : share);
	}
	for (; left > 0; left--) {
		part = next_part(w, u, part);
		out[part] += total < 0 ? -1 : 1;
	}
	return OK;
}

enum err
money_split(int64_t total, const int *weights, size_t n, int64_t *out)
{
	struct weights	 w = { weights, NULL, n, 0 };

	return split(total, &w, out);
}

enum err
money_split_by(int64_t total, const int64_t *weights, size_t n, int64_t *out)
{
	struct weights	 w = { NULL, weights, n, 0 };

	return split(total, &w, out);
}
