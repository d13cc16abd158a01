/* What base/money promises. */
#include <inttypes.h>
#include <stdint.h>

#include "base/money.h"
#include "base/str.h"
#include "tests/unit/tap.h"

#define NBSP	"\xc2\xa0"
#define MINUS	"\xe2\x88\x92"

static void
test_currency(void)
{
	check(currency_valid("UAH") && currency_valid("EUR") &&
	    currency_valid("AED") && currency_valid("ZWG") &&
	    currency_valid("KWD") && currency_valid("JPY"),
	    "currencies of ISO 4217 are valid");
	check(!currency_valid("XXX") && !currency_valid("XAU") &&
	    !currency_valid("uah") && !currency_valid("UA") &&
	    !currency_valid("UAHX") && !currency_valid("") &&
	    !currency_valid("AH ") && !currency_valid("D A") &&
	    !currency_valid("HUA") && !currency_valid(NULL),
	    "other letters are not");
	check(currency_exponent("UAH") == 2 && currency_exponent("JPY") == 0 &&
	    currency_exponent("KWD") == 3 && currency_exponent("CLF") == 4 &&
	    currency_exponent("???") == 2, "each currency has its decimals");
	check(str_eq(currency_sign("UAH"), "₴") &&
	    str_eq(currency_sign("PLN"), "zł") &&
	    str_eq(currency_sign("CHF"), "CHF"),
	    "a currency without a sign shows its code");
}

static void
test_parse(void)
{
	static const struct {
		const char	*in, *currency, *lang;
		int64_t		 out;
	} good[] = {
		{ "870" NBSP "430,31", "UAH", "uk", 87043031 },
		{ "1 234,50 ₴", "UAH", "uk", 123450 },
		{ "1234.5", "UAH", NULL, 123450 },
		{ "100 грн", "UAH", NULL, 10000 },
		{ "100,5грн.", "UAH", NULL, 10050 },
		{ "100 UAH", "UAH", NULL, 10000 },
		{ "UAH 100", "UAH", NULL, 10000 },
		{ "€1,234.50", "EUR", "en", 123450 },
		{ "1,000", "USD", "en", 100000 },
		{ "$" NBSP "5", "USD", "en", 500 },
		{ "-5 zł", "PLN", "uk", -500 },
		{ "1500", "JPY", "en", 1500 },
		{ "1,234", "KWD", "uk", 1234 },
		{ "2", "???", NULL, 200 },
	};
	static const struct {
		const char	*in, *currency;
	} bad[] = {
		{ "", "UAH" }, { "₴", "UAH" }, { "1 €", "UAH" },
		{ "1 USD", "EUR" }, { "грн 5 грн", "UAH" }, { "1.5", "JPY" },
		{ "0.001", "UAH" }, { "5 грн", "EUR" }, { "1,000", "UAH" },
		{ "5 руб", "UAH" }, { NULL, "UAH" },
	};
	size_t	 i;
	int64_t	 v;
	int	 ok = 1;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		check(money_parse(good[i].in, good[i].currency, good[i].lang,
		    &v) == OK && v == good[i].out, good[i].in);
	v = 42;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok &= money_parse(bad[i].in, bad[i].currency, NULL, &v) ==
		    ERR_INVALID && v == 42;
	check(ok, "other currencies and other words are refused");
}

static void
test_format(struct arena *a)
{
	static const struct {
		int64_t		 minor;
		const char	*currency, *lang;
		enum money_form	 form;
		const char	*out;
	} rows[] = {
		{ 49321867, "UAH", "uk", MONEY_FULL,
		    "493" NBSP "218,67" NBSP "₴" },
		{ 49321867, "UAH", "uk", MONEY_WHOLE,
		    "493" NBSP "219" NBSP "₴" },
		{ 123450, "EUR", "ru", MONEY_FULL,
		    "1" NBSP "234,50" NBSP "€" },
		{ 123450, "USD", "en", MONEY_FULL, "1,234.50" NBSP "$" },
		{ -50, "UAH", "uk", MONEY_FULL, MINUS "0,50" NBSP "₴" },
		{ -50, "UAH", "uk", MONEY_WHOLE, MINUS "1" NBSP "₴" },
		{ -49, "UAH", "uk", MONEY_WHOLE, "0" NBSP "₴" },
		{ 1500, "JPY", "en", MONEY_FULL, "1,500" NBSP "¥" },
		{ 1500, "KWD", "en", MONEY_FULL, "1.500" NBSP "KWD" },
		{ INT64_MAX, "UAH", "uk", MONEY_FULL, "92" NBSP "233" NBSP
		    "720" NBSP "368" NBSP "547" NBSP "758,07" NBSP "₴" },
	};
	size_t	 i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(str_eq(money_format(a, rows[i].minor, rows[i].currency,
		    rows[i].lang, rows[i].form), rows[i].out), rows[i].out);
	check(str_eq(money_plain(a, -123450, "UAH"), "-1234.50") &&
	    str_eq(money_plain(a, 7, "JPY"), "7"), "machines get plain digits");
}

static void
test_percent(void)
{
	static const struct {
		int64_t	 amount, percent;
		int	 scale;
		int64_t	 out;
	} rows[] = {
		{ 10000, 20, 0, 2000 }, { 1, 50, 0, 1 }, { -1, 50, 0, -1 },
		{ 1, 49, 0, 0 }, { 1000, 75, 1, 75 }, { 333, 7, 0, 23 },
		{ 10000, -5, 0, -500 }, { 99, 20, 0, 20 },
	};
	size_t	 i;
	int64_t	 v = 0;
	int	 ok = 1;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ok &= money_percent(rows[i].amount, rows[i].percent,
		    rows[i].scale, &v) == OK && v == rows[i].out;
	check(ok, "percentages are rounded half away from zero");
	check(money_percent(INT64_MAX, 200, 0, &v) == ERR_INVALID,
	    "a percentage too large is refused");
}

static int
split_is(int64_t total, const int *weights, size_t n, const int64_t *want)
{
	int64_t	 out[8] = { 0 };
	size_t	 i;

	if (money_split(total, weights, n, out) != OK)
		return 0;
	for (i = 0; i < n; i++)
		if (out[i] != want[i])
			return 0;
	return 1;
}

#define W(...)	(const int[]){ __VA_ARGS__ }
#define M(...)	(const int64_t[]){ __VA_ARGS__ }

static void
test_split(void)
{
	int64_t	 out[7], sum;
	int	 ok = 1, total;
	size_t	 i;

	check(split_is(100, W(1, 1, 1), 3, M(34, 33, 33)),
	    "the cent left over goes to the earliest of equals");
	check(split_is(101, W(1, 1, 1), 3, M(34, 34, 33)),
	    "two cents left over go to two parts");
	check(split_is(-100, W(1, 1, 1), 3, M(-34, -33, -33)),
	    "a negative total is split as its positive");
	check(split_is(100, W(1, 2, 4), 3, M(14, 29, 57)),
	    "cents go to the largest remainders");
	check(split_is(1, W(0, 0, 5), 3, M(0, 0, 1)) &&
	    split_is(5, W(0, 1, 0, 1), 4, M(0, 3, 0, 2)),
	    "a part without weight gets nothing");
	check(split_is(0, W(3, 4), 2, M(0, 0)), "nothing is split to nothing");
	check(split_is(INT64_MAX, W(1, INT32_MAX), 2,
	    M(4294967296, 9223372032559808511)) &&
	    split_is(INT64_MIN, W(7), 1, M(INT64_MIN)),
	    "the largest totals are split exactly");
	out[0] = 7;
	check(money_split(5, W(0, 0), 2, out) == ERR_INVALID &&
	    money_split(5, W(1, -1), 2, out) == ERR_INVALID &&
	    money_split(5, NULL, 0, out) == ERR_INVALID && out[0] == 7,
	    "weights must be none below 0 and one above");
	for (total = -500; total < 500; total++) {
		ok &= money_split(total, W(3, 1, 4, 1, 5, 9, 2), 7, out) == OK;
		for (sum = 0, i = 0; i < 7; i++)
			sum += out[i];
		ok &= sum == total;
	}
	check(ok, "nothing is ever lost");
	check(money_split_by(10, M(INT64_MAX, INT64_MAX), 2, out) == OK &&
	    out[0] == 5 && out[1] == 5, "weights may be amounts of any size");
}

int
main(void)
{
	struct arena	*a = arena_new();

	test_currency();
	test_parse();
	test_format(a);
	test_percent();
	test_split();
	arena_free(a);
	return done();
}
