/* Amounts in words. */
#include <string.h>

#include "mod/documents/words.h"
#include "tests/unit/tap.h"

static const struct {
	enum lang	 lang;
	int64_t		 cents;
	const char	*currency, *words;
} amounts[] = {
	{ LANG_UK, 123450, "UAH",
	  "Одна тисяча двісті тридцять чотири гривні 50 копійок" },
	{ LANG_UK, 0, "UAH", "Нуль гривень 00 копійок" },
	{ LANG_UK, 101, "UAH", "Одна гривня 01 копійка" },
	{ LANG_UK, 1112, "UAH", "Одинадцять гривень 12 копійок" },
	{ LANG_UK, 4224, "UAH", "Сорок дві гривні 24 копійки" },
	{ LANG_UK, 100000000, "UAH", "Один мільйон гривень 00 копійок" },
	{ LANG_UK, 200000000200, "UAH",
	  "Два мільярди дві гривні 00 копійок" },
	{ LANG_UK, 211251100, "UAH", "Два мільйони сто дванадцять тисяч "
	  "п’ятсот одинадцять гривень 00 копійок" },
	{ LANG_UK, 2199, "EUR", "Двадцять одне євро 99 центів" },
	{ LANG_UK, 200, "USD", "Два долари 00 центів" },
	{ LANG_UK, -500, "PLN", "Мінус п’ять злотих 00 грошів" },
	{ LANG_RU, 180000, "UAH",
	  "Одна тысяча восемьсот гривен 00 копеек" },
	{ LANG_RU, 200000200, "UAH",
	  "Два миллиона две гривны 00 копеек" },
	{ LANG_RU, 100, "EUR", "Один евро 00 центов" },
	{ LANG_RU, 9919, "USD", "Девяносто девять долларов 19 центов" },
	{ LANG_RU, 2200000, "PLN",
	  "Двадцать две тысячи злотых 00 грошей" },
	{ LANG_EN, 123450, "UAH",
	  "One thousand two hundred thirty-four hryvnias 50 kopiykas" },
	{ LANG_EN, 101, "GBP", "One pound 01 penny" },
	{ LANG_EN, 2199, "JPY", "Twenty-one JPY 99/100" },
	{ LANG_EN, 100000000000000000, "CHF",
	  "One quadrillion francs 00 centimes" },
};

int
main(void)
{
	struct arena	*mem = arena_new();
	size_t		 i;

	for (i = 0; i < sizeof(amounts) / sizeof(amounts[0]); i++) {
		const char	*got = words_amount(mem, amounts[i].lang,
				    amounts[i].cents, amounts[i].currency);

		check(strcmp(got, amounts[i].words) == 0, amounts[i].words);
		if (strcmp(got, amounts[i].words) != 0)
			printf("# %s\n", got);
	}
	arena_free(mem);
	return done();
}
