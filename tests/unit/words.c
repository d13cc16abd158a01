/* What base/words promises. */
#include <stdint.h>

#include "base/str.h"
#include "base/words.h"
#include "tests/unit/tap.h"

static void
test_numbers(struct arena *a)
{
	static const struct {
		int64_t			 n;
		enum words_gender	 gender;
		const char		*lang, *out;
	} rows[] = {
		{ 0, WORDS_MASCULINE, "uk", "нуль" },
		{ 1, WORDS_FEMININE, "uk", "одна" },
		{ 2, WORDS_MASCULINE, "uk", "два" },
		{ 11, WORDS_FEMININE, "uk", "одинадцять" },
		{ 12, WORDS_FEMININE, "uk", "дванадцять" },
		{ 20, WORDS_FEMININE, "uk", "двадцять" },
		{ 101, WORDS_FEMININE, "uk", "сто одна" },
		{ 999, WORDS_MASCULINE, "uk", "дев’ятсот дев’яносто дев’ять" },
		{ 1000, WORDS_MASCULINE, "uk", "одна тисяча" },
		{ 2002, WORDS_MASCULINE, "uk", "дві тисячі два" },
		{ 5000, WORDS_MASCULINE, "uk", "п’ять тисяч" },
		{ 11000, WORDS_MASCULINE, "uk", "одинадцять тисяч" },
		{ 21000, WORDS_MASCULINE, "uk", "двадцять одна тисяча" },
		{ 112000, WORDS_MASCULINE, "uk", "сто дванадцять тисяч" },
		{ 1000001, WORDS_FEMININE, "uk", "один мільйон одна" },
		{ 2000000, WORDS_FEMININE, "uk", "два мільйони" },
		{ 3022000000, WORDS_FEMININE, "uk",
		    "три мільярди двадцять два мільйони" },
		{ -7, WORDS_FEMININE, "uk", "мінус сім" },
		{ 1, WORDS_MASCULINE, "ru", "один" },
		{ 2, WORDS_FEMININE, "ru", "две" },
		{ 1234567, WORDS_FEMININE, "ru", "один миллион двести "
		    "тридцать четыре тысячи пятьсот шестьдесят семь" },
		{ 5000000000000, WORDS_MASCULINE, "ru", "пять триллионов" },
		{ -40, WORDS_MASCULINE, "ru", "минус сорок" },
		{ 0, WORDS_MASCULINE, "en", "zero" },
		{ 21, WORDS_MASCULINE, "en", "twenty-one" },
		{ 115, WORDS_MASCULINE, "en", "one hundred fifteen" },
		{ 1342, WORDS_MASCULINE, "en",
		    "one thousand three hundred forty-two" },
		{ 90001, WORDS_MASCULINE, "en", "ninety thousand one" },
		{ 220, WORDS_MASCULINE, "en", "two hundred twenty" },
		{ INT64_MIN, WORDS_MASCULINE, "en", "minus nine quintillion "
		    "two hundred twenty-three quadrillion three hundred "
		    "seventy-two trillion thirty-six billion eight hundred "
		    "fifty-four million seven hundred seventy-five thousand "
		    "eight hundred eight" },
	};
	size_t	 i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(str_eq(words_number(a, rows[i].n, rows[i].gender,
		    rows[i].lang), rows[i].out), rows[i].out);
}

static void
test_amounts(struct arena *a)
{
	static const struct {
		int64_t		 minor;
		const char	*currency, *lang, *out;
	} rows[] = {
		{ 180000, "UAH", "uk",
		    "Одна тисяча вісімсот гривень 00 копійок" },
		{ 180000, "UAH", "ru",
		    "Одна тысяча восемьсот гривен 00 копеек" },
		{ 180000, "UAH", "en",
		    "One thousand eight hundred hryvnias 00 kopiykas" },
		{ 101, "UAH", "uk", "Одна гривня 01 копійка" },
		{ 202, "UAH", "uk", "Дві гривні 02 копійки" },
		{ 1111, "UAH", "uk", "Одинадцять гривень 11 копійок" },
		{ 12122, "UAH", "uk", "Сто двадцять одна гривня 22 копійки" },
		{ 0, "UAH", "uk", "Нуль гривень 00 копійок" },
		{ 5, "UAH", "uk", "Нуль гривень 05 копійок" },
		{ -202, "UAH", "uk", "Мінус дві гривні 02 копійки" },
		{ 100000000000000000, "UAH", "uk",
		    "Один квадрильйон гривень 00 копійок" },
		{ 4221, "UAH", "ru", "Сорок две гривны 21 копейка" },
		{ 100, "EUR", "uk", "Один євро 00 центів" },
		{ 202, "EUR", "uk", "Два євро 02 центи" },
		{ 202, "EUR", "ru", "Два евро 02 цента" },
		{ 101, "EUR", "en", "One euro 01 cent" },
		{ 304, "USD", "uk", "Три долари США 04 центи" },
		{ 500, "USD", "ru", "Пять долларов США 00 центов" },
		{ 4250, "USD", "en", "Forty-two US dollars 50 cents" },
		{ 202, "PLN", "uk", "Два злоті 02 гроші" },
		{ 205, "PLN", "ru", "Два злотых 05 грошей" },
		{ 101, "GBP", "en", "One pound sterling 01 penny" },
		{ 2202, "GBP", "uk", "Двадцять два фунти стерлінгів 02 пенси" },
		{ 10005, "CHF", "uk", "Сто CHF 05/100" },
		{ 500, "JPY", "en", "Five hundred JPY" },
		{ 1005, "KWD", "ru", "Один KWD 005/1000" },
	};
	size_t	 i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(str_eq(words_amount(a, rows[i].minor, rows[i].currency,
		    rows[i].lang), rows[i].out), rows[i].out);
}

static void
test_plural(void)
{
	check(words_plural(1, "uk") == 0 && words_plural(21, "ru") == 0 &&
	    words_plural(2, "uk") == 1 && words_plural(24, "uk") == 1 &&
	    words_plural(0, "uk") == 2 && words_plural(11, "uk") == 2 &&
	    words_plural(14, "ru") == 2 && words_plural(111, "uk") == 2 &&
	    words_plural(-3, "uk") == 1, "Slavic nouns have three forms");
	check(words_plural(1, "en") == 0 && words_plural(21, "en") == 2 &&
	    words_plural(0, "en") == 2, "English ones have two");
}

int
main(void)
{
	struct arena	*a = arena_new();

	test_numbers(a);
	test_amounts(a);
	test_plural();
	arena_free(a);
	return done();
}
