/* words.c: amounts of money in words: Ukrainian, Russian, English. */
#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "mod/documents/words.h"

enum gender { HE, SHE, IT };

/* A noun that is counted: one, two to four, five and more. */
struct noun {
	enum gender	 gender;
	const char	*one, *few, *many;
};

struct language {
	const char	*minus, *zero;
	const char	*one[3], *two[3];	/* by gender */
	const char	*small[20];		/* from 3 */
	const char	*tens[10];		/* from 20 */
	const char	*hundreds[10];
	const char	*tens_join;		/* between 20 and 1 */
	struct noun	 powers[5];		/* 10^3, 10^6, ... */
};

static const struct language	 languages[LANG_COUNT] = {
	[LANG_EN] = {
		"minus", "zero", { "one", "one", "one" },
		{ "two", "two", "two" },
		{ "", "", "", "three", "four", "five", "six", "seven",
		  "eight", "nine", "ten", "eleven", "twelve", "thirteen",
		  "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
		  "nineteen" },
		{ "", "", "twenty", "thirty", "forty", "fifty", "sixty",
		  "seventy", "eighty", "ninety" },
		{ "", "one hundred", "two hundred", "three hundred",
		  "four hundred", "five hundred", "six hundred",
		  "seven hundred", "eight hundred", "nine hundred" },
		"-",
		{ { HE, "thousand", "thousand", "thousand" },
		  { HE, "million", "million", "million" },
		  { HE, "billion", "billion", "billion" },
		  { HE, "trillion", "trillion", "trillion" },
		  { HE, "quadrillion", "quadrillion", "quadrillion" } }
	},
	[LANG_UK] = {
		"мінус", "нуль", { "один", "одна", "одне" },
		{ "два", "дві", "два" },
		{ "", "", "", "три", "чотири", "п’ять", "шість", "сім",
		  "вісім", "дев’ять", "десять", "одинадцять", "дванадцять",
		  "тринадцять", "чотирнадцять", "п’ятнадцять",
		  "шістнадцять", "сімнадцять", "вісімнадцять",
		  "дев’ятнадцять" },
		{ "", "", "двадцять", "тридцять", "сорок", "п’ятдесят",
		  "шістдесят", "сімдесят", "вісімдесят", "дев’яносто" },
		{ "", "сто", "двісті", "триста", "чотириста", "п’ятсот",
		  "шістсот", "сімсот", "вісімсот", "дев’ятсот" },
		" ",
		{ { SHE, "тисяча", "тисячі", "тисяч" },
		  { HE, "мільйон", "мільйони", "мільйонів" },
		  { HE, "мільярд", "мільярди", "мільярдів" },
		  { HE, "трильйон", "трильйони", "трильйонів" },
		  { HE, "квадрильйон", "квадрильйони", "квадрильйонів" } }
	},
	[LANG_RU] = {
		"минус", "ноль", { "один", "одна", "одно" },
		{ "два", "две", "два" },
		{ "", "", "", "три", "четыре", "пять", "шесть", "семь",
		  "восемь", "девять", "десять", "одиннадцать", "двенадцать",
		  "тринадцать", "четырнадцать", "пятнадцать",
		  "шестнадцать", "семнадцать", "восемнадцать",
		  "девятнадцать" },
		{ "", "", "двадцать", "тридцать", "сорок", "пятьдесят",
		  "шестьдесят", "семьдесят", "восемьдесят", "девяносто" },
		{ "", "сто", "двести", "триста", "четыреста", "пятьсот",
		  "шестьсот", "семьсот", "восемьсот", "девятьсот" },
		" ",
		{ { SHE, "тысяча", "тысячи", "тысяч" },
		  { HE, "миллион", "миллиона", "миллионов" },
		  { HE, "миллиард", "миллиарда", "миллиардов" },
		  { HE, "триллион", "триллиона", "триллионов" },
		  { HE, "квадриллион", "квадриллиона", "квадриллионов" } }
	},
};

/* A currency's unit and hundredth in each language. */
static const struct {
	const char	*code;
	struct noun	 unit[LANG_COUNT], cent[LANG_COUNT];
} currencies[] = {
	{ "UAH",
	  { { HE, "hryvnia", "hryvnias", "hryvnias" },
	    { SHE, "гривня", "гривні", "гривень" },
	    { SHE, "гривна", "гривны", "гривен" } },
	  { { HE, "kopiyka", "kopiykas", "kopiykas" },
	    { SHE, "копійка", "копійки", "копійок" },
	    { SHE, "копейка", "копейки", "копеек" } } },
	{ "USD",
	  { { HE, "dollar", "dollars", "dollars" },
	    { HE, "долар", "долари", "доларів" },
	    { HE, "доллар", "доллара", "долларов" } },
	  { { HE, "cent", "cents", "cents" },
	    { HE, "цент", "центи", "центів" },
	    { HE, "цент", "цента", "центов" } } },
	{ "EUR",
	  { { HE, "euro", "euros", "euros" },
	    { IT, "євро", "євро", "євро" },
	    { HE, "евро", "евро", "евро" } },
	  { { HE, "cent", "cents", "cents" },
	    { HE, "цент", "центи", "центів" },
	    { HE, "цент", "цента", "центов" } } },
	{ "PLN",
	  { { HE, "zloty", "zlotys", "zlotys" },
	    { HE, "злотий", "злоті", "злотих" },
	    { HE, "злотый", "злотых", "злотых" } },
	  { { HE, "grosz", "groszy", "groszy" },
	    { HE, "грош", "гроші", "грошів" },
	    { HE, "грош", "гроша", "грошей" } } },
	{ "GBP",
	  { { HE, "pound", "pounds", "pounds" },
	    { HE, "фунт", "фунти", "фунтів" },
	    { HE, "фунт", "фунта", "фунтов" } },
	  { { HE, "penny", "pence", "pence" },
	    { HE, "пенс", "пенси", "пенсів" },
	    { HE, "пенс", "пенса", "пенсов" } } },
	{ "CHF",
	  { { HE, "franc", "francs", "francs" },
	    { HE, "франк", "франки", "франків" },
	    { HE, "франк", "франка", "франков" } },
	  { { HE, "centime", "centimes", "centimes" },
	    { HE, "сантим", "сантими", "сантимів" },
	    { HE, "сантим", "сантима", "сантимов" } } },
};

/* The form of a noun after n. */
static const char *
noun_form(const struct noun *noun, enum lang lang, uint64_t n)
{
	unsigned	 last = (unsigned)(n % 10), two = (unsigned)(n % 100);

	if (lang == LANG_EN)
		return n == 1 ? noun->one : noun->many;
	if (last == 1 && two != 11)
		return noun->one;
	if (last >= 2 && last <= 4 && (two < 12 || two > 14))
		return noun->few;
	return noun->many;
}

static void
add_word(struct str *s, const char *word)
{
	if (s->n > 0)
		str_addc(s, ' ');
	str_add(s, word);
}

/* n from 1 to 999, agreeing with a noun of that gender. */
static void
add_hundreds(struct str *s, const struct language *l, unsigned n,
    enum gender gender)
{
	const char	*word;
	unsigned	 tens = n % 100;

	if (n >= 100)
		add_word(s, l->hundreds[n / 100]);
	if (tens >= 20)
		add_word(s, l->tens[tens / 10]);
	n = tens >= 20 ? tens % 10 : tens;
	if (n == 0)
		return;
	word = n == 1 ? l->one[gender] : n == 2 ? l->two[gender] : l->small[n];
	if (tens >= 20)
		str_fmt(s, "%s%s", l->tens_join, word);
	else
		add_word(s, word);
}

/* A whole number, agreeing with a noun of that gender. */
static void
add_number(struct str *s, enum lang lang, uint64_t n, enum gender gender)
{
	const struct language	*l = &languages[lang];
	uint64_t		 power = UINT64_C(1000000000000000);
	int			 i;

	if (n == 0)
		add_word(s, l->zero);
	for (i = 4; i >= 0; i--, power /= 1000) {
		unsigned	 part = (unsigned)(n / power % 1000);

		if (part == 0)
			continue;
		add_hundreds(s, l, part, l->powers[i].gender);
		add_word(s, noun_form(&l->powers[i], lang, part));
	}
	if (n % 1000 != 0)
		add_hundreds(s, l, (unsigned)(n % 1000), gender);
}

const char *
words_amount(struct arena *mem, enum lang lang, int64_t cents,
    const char *currency)
{
	uint64_t	 size = cents < 0 ? -(uint64_t)cents : (uint64_t)cents;
	uint64_t	 whole = size / 100, rest = size % 100;
	struct str	 s;
	size_t		 i, n = sizeof(currencies) / sizeof(currencies[0]);

	str_init(&s, mem);
	if (cents < 0)
		add_word(&s, languages[lang].minus);
	for (i = 0; i < n; i++)
		if (str_eq(currencies[i].code, currency))
			break;
	if (i == n) {
		add_number(&s, lang, whole, HE);
		str_fmt(&s, " %s %02" PRIu64 "/100", currency, rest);
		return utf8_capital(mem, s.s);
	}
	add_number(&s, lang, whole, currencies[i].unit[lang].gender);
	str_fmt(&s, " %s %02" PRIu64 " %s",
	    noun_form(&currencies[i].unit[lang], lang, whole), rest,
	    noun_form(&currencies[i].cent[lang], lang, rest));
	return utf8_capital(mem, s.s);
}
