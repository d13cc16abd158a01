/* words.c: sums of money in words for documents. */
#include <inttypes.h>

#include "base/decimal.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/words.h"

struct noun {
	enum words_gender	 gender;
	const char		*form[3];	/* by words_plural() */
};

/* The words of a language. */
struct language {
	const char	*minus, *zero;
	const char	*ones[2][3];	/* 1, 2 by gender; [0] unused */
	const char	*small[20];	/* 3 to 19 */
	const char	*tens[10];	/* 20 to 90 */
	const char	*hundreds[10];
	struct noun	 powers[7];	/* of a thousand; [0] unused */
	const char	*joint;		/* between tens and ones */
};

#define M	WORDS_MASCULINE
#define F	WORDS_FEMININE

static const struct language	 ukrainian = {
	"мінус", "нуль",
	{ { "", "один", "два" }, { "", "одна", "дві" } },
	{ "", "", "", "три", "чотири", "п’ять", "шість", "сім", "вісім",
	    "дев’ять", "десять", "одинадцять", "дванадцять", "тринадцять",
	    "чотирнадцять", "п’ятнадцять", "шістнадцять", "сімнадцять",
	    "вісімнадцять", "дев’ятнадцять" },
	{ "", "", "двадцять", "тридцять", "сорок", "п’ятдесят", "шістдесят",
	    "сімдесят", "вісімдесят", "дев’яносто" },
	{ "", "сто", "двісті", "триста", "чотириста", "п’ятсот", "шістсот",
	    "сімсот", "вісімсот", "дев’ятсот" },
	{ { M, { "", "", "" } },
	    { F, { "тисяча", "тисячі", "тисяч" } },
	    { M, { "мільйон", "мільйони", "мільйонів" } },
	    { M, { "мільярд", "мільярди", "мільярдів" } },
	    { M, { "трильйон", "трильйони", "трильйонів" } },
	    { M, { "квадрильйон", "квадрильйони", "квадрильйонів" } },
	    { M, { "квінтильйон", "квінтильйони", "квінтильйонів" } } },
	" "
};

static const struct language	 russian = {
	"минус", "ноль",
	{ { "", "один", "два" }, { "", "одна", "две" } },
	{ "", "", "", "три", "четыре", "пять", "шесть", "семь", "восемь",
	    "девять", "десять", "одиннадцать", "двенадцать", "тринадцать",
	    "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать",
	    "восемнадцать", "девятнадцать" },
	{ "", "", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят",
	    "семьдесят", "восемьдесят", "девяносто" },
	{ "", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот",
	    "семьсот", "восемьсот", "девятьсот" },
	{ { M, { "", "", "" } },
	    { F, { "тысяча", "тысячи", "тысяч" } },
	    { M, { "миллион", "миллиона", "миллионов" } },
	    { M, { "миллиард", "миллиарда", "миллиардов" } },
	    { M, { "триллион", "триллиона", "триллионов" } },
	    { M, { "квадриллион", "квадриллиона", "квадриллионов" } },
	    { M, { "квинтиллион", "квинтиллиона", "квинтиллионов" } } },
	" "
};

static const struct language	 english = {
	"minus", "zero",
	{ { "", "one", "two" }, { "", "one", "two" } },
	{ "", "", "", "three", "four", "five", "six", "seven", "eight",
	    "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
	    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen" },
	{ "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy",
	    "eighty", "ninety" },
	{ "", "one hundred", "two hundred", "three hundred", "four hundred",
	    "five hundred", "six hundred", "seven hundred", "eight hundred",
	    "nine hundred" },
	{ { M, { "", "", "" } },
	    { M, { "thousand", "thousand", "thousand" } },
	    { M, { "million", "million", "million" } },
	    { M, { "billion", "billion", "billion" } },
	    { M, { "trillion", "trillion", "trillion" } },
	    { M, { "quadrillion", "quadrillion", "quadrillion" } },
	    { M, { "quintillion", "quintillion", "quintillion" } } },
	"-"
};

/* The units of a currency in a language. */
static const struct {
	char		 code[4];
	char		 lang[3];
	struct noun	 unit, cent;
} currencies[] = {
	{ "UAH", "uk", { F, { "гривня", "гривні", "гривень" } },
	    { F, { "копійка", "копійки", "копійок" } } },
	{ "UAH", "ru", { F, { "гривна", "гривны", "гривен" } },
	    { F, { "копейка", "копейки", "копеек" } } },
	{ "UAH", "en", { M, { "hryvnia", "hryvnias", "hryvnias" } },
	    { M, { "kopiyka", "kopiykas", "kopiykas" } } },
	{ "EUR", "uk", { M, { "євро", "євро", "євро" } },
	    { M, { "цент", "центи", "центів" } } },
	{ "EUR", "ru", { M, { "евро", "евро", "евро" } },
	    { M, { "цент", "цента", "центов" } } },
	{ "EUR", "en", { M, { "euro", "euros", "euros" } },
	    { M, { "cent", "cents", "cents" } } },
	{ "USD", "uk", { M, { "долар США", "долари США", "доларів США" } },
	    { M, { "цент", "центи", "центів" } } },
	{ "USD", "ru",
	    { M, { "доллар США", "доллара США", "долларов США" } },
	    { M, { "цент", "цента", "центов" } } },
	{ "USD", "en", { M, { "US dollar", "US dollars", "US dollars" } },
	    { M, { "cent", "cents", "cents" } } },
	{ "PLN", "uk", { M, { "злотий", "злоті", "злотих" } },
	    { M, { "грош", "гроші", "грошів" } } },
	{ "PLN", "ru", { M, { "злотый", "злотых", "злотых" } },
	    { M, { "грош", "гроша", "грошей" } } },
	{ "PLN", "en", { M, { "zloty", "zlotys", "zlotys" } },
	    { M, { "grosz", "groszy", "groszy" } } },
	{ "GBP", "uk", { M, { "фунт стерлінгів", "фунти стерлінгів",
	    "фунтів стерлінгів" } }, { M, { "пенс", "пенси", "пенсів" } } },
	{ "GBP", "ru", { M, { "фунт стерлингов", "фунта стерлингов",
	    "фунтов стерлингов" } }, { M, { "пенс", "пенса", "пенсов" } } },
	{ "GBP", "en", { M, { "pound sterling", "pounds sterling",
	    "pounds sterling" } }, { M, { "penny", "pence", "pence" } } },
};

static int
is_cyrillic(const char *lang)
{
	return str_eq(lang, "uk") || str_eq(lang, "ru");
}

static const struct language *
language_of(const char *lang)
{
	return str_eq(lang, "uk") ? &ukrainian :
	    str_eq(lang, "ru") ? &russian : &english;
}

static uint64_t
magnitude(int64_t n)
{
	return n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
}

static int
plural_of(uint64_t n, const char *lang)
{
	if (!is_cyrillic(lang))
		return n == 1 ? 0 : 2;
	if (n / 10 % 10 == 1 || n % 10 == 0 || n % 10 > 4)
		return 2;
	return n % 10 == 1 ? 0 : 1;
}

int
words_plural(int64_t n, const char *lang)
{
	return plural_of(magnitude(n), lang);
}

static void
add_word(struct str *s, const char *joint, const char *word)
{
	if (s->n > 0)
		str_add(s, joint);
	str_add(s, word);
}

/* 1 to 999 in words. */
static void
add_group(struct str *s, unsigned n, enum words_gender gender,
    const struct language *l)
{
	unsigned	 rest = n % 100, ten = rest / 10;

	if (n >= 100)
		add_word(s, " ", l->hundreds[n / 100]);
	if (ten >= 2) {
		add_word(s, " ", l->tens[ten]);
		rest %= 10;
	}
	if (rest > 0)
		add_word(s, n % 100 > 20 ? l->joint : " ",
		    rest < 3 ? l->ones[gender][rest] : l->small[rest]);
}

static void
add_number(struct str *s, uint64_t n, enum words_gender gender,
    const char *lang)
{
	const struct language	*l = language_of(lang);
	const struct noun	*power;
	uint64_t		 unit = 1000000000000000000u;
	unsigned		 group;
	int			 i;

	if (n == 0)
		add_word(s, " ", l->zero);
	for (i = 6; i > 0; i--, unit /= 1000) {
		group = (unsigned)(n / unit % 1000);
		if (group == 0)
			continue;
		power = &l->powers[i];
		add_group(s, group, power->gender, l);
		add_word(s, " ", power->form[plural_of(group, lang)]);
	}
	add_group(s, (unsigned)(n % 1000), gender, l);
}

char *
words_number(struct arena *mem, int64_t n, enum words_gender gender,
    const char *lang)
{
	struct str	 s;

	str_init(&s, mem);
	if (n < 0)
		str_add(&s, language_of(lang)->minus);
	add_number(&s, magnitude(n), gender, lang);
	return s.s;
}

char *
words_amount(struct arena *mem, int64_t minor, const char *currency,
    const char *lang)
{
	const char	*known = is_cyrillic(lang) ? lang : "en";
	size_t		 n = sizeof(currencies) / sizeof(currencies[0]), i;
	int		 scale = currency_exponent(currency);
	uint64_t	 power = (uint64_t)decimal_power(scale);
	uint64_t	 units = magnitude(minor) / power;
	uint64_t	 cents = magnitude(minor) % power;
	struct str	 s;

	for (i = 0; i < n; i++)
		if (str_eq(currencies[i].code, currency) &&
		    str_eq(currencies[i].lang, known))
			break;
	str_init(&s, mem);
	if (minor < 0)
		str_add(&s, language_of(lang)->minus);
	if (i < n) {
		add_number(&s, units, currencies[i].unit.gender, lang);
		str_fmt(&s, " %s %02" PRIu64 " %s",
		    currencies[i].unit.form[plural_of(units, lang)], cents,
		    currencies[i].cent.form[plural_of(cents, lang)]);
	} else {
		add_number(&s, units, M, lang);
		str_fmt(&s, " %s", currency);
		if (scale > 0)
			str_fmt(&s, " %0*" PRIu64 "/%" PRIu64, scale, cents,
			    power);
	}
	return utf8_capital(mem, s.s);
}
