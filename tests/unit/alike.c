/* What base/alike promises. */
#include <string.h>

#include "base/alike.h"
#include "base/str.h"
#include "tests/unit/tap.h"

/* Spellings of one word, and what all of them are. */
static const struct {
	const char	*spellings, *folded;
} same[] = {
	{ "Юрій Юрий Yurii Yuriy Yury Iurii Jurij ЮРІЙ", "iuri" },
	{ "Щербак Shcherbak Sherbak щербак", "sherbak" },
	{ "Гриценко Hrytsenko Gritsenko Grycenko Hrycenko Грицeнко",
	    "hritsenko" },
	{ "Євген Yevhen Ievgen Evgen Jevhen", "evhen" },
	{ "Евгений Evgeny Yevgeniy", "evheni" },
	{ "Вікторія Виктория Viktoriia Victoria Viktoria", "viktoria" },
	{ "Їжакевич Ижакевич Yizhakevych Izhakevich", "izhakevic" },
	{ "Дем'ян Дем’ян Демʼян Демян Demian Demyan", "demian" },
	{ "Ґалаґан Галаган Halahan Galagan", "halahan" },
	{ "Зеленський Зеленский Zelenskyi Zelensky Zelenskiy", "zelenski" },
	{ "Наталія Наталья Nataliia Natalia Nataliya", "natalia" },
	{ "Олексій Oleksii Olexiy", "oleksi" },
	{ "Хома Khoma Homa", "homa" },
	{ "Королёв Королев Korolev", "korolev" },
	{ "Ковальчук Kovalchuk Kovalčuk", "kovalcuk" },
	{ "Żaneta Zaneta ZANETA", "zaneta" },
	{ "café CAFÉ Cafe", "kafe" },
	{ "й\xcc\x86 и\xcc\x86 й", "i" },
	{ "日本", "日本" },
	{ "0501234567", "0501234567" }, { "1100", "1100" },
	{ "box12", "boks12" }
};

/* Words that are not to be taken for each other. */
static const char *const differ[][2] = {
	{ "Коваль", "Ковалюк" }, { "Марія", "Марина" }, { "Іван", "Ян" },
	{ "Бондар", "Бондаренко" }, { "12", "122" }
};

static const char *const layouts[][2] = {
	{ "uhbwtyrj", "гриценко" }, { "GHBDSN", "привіт" },
	{ "ырумсрутлщ", "shevchenko" }, { "s'h", "ієр" },
	{ "[fnf", "хата" }, { "123", NULL }
};

static void
test_same(struct arena *mem)
{
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++) {
		struct alike_words	 w;
		int			 good = 1;

		alike_text(mem, same[i].spellings, &w);
		for (size_t k = 0; k < w.n; k++)
			good &= str_eq(w.list[k], same[i].folded);
		check(good && w.n > 0, same[i].spellings);
	}
}

static void
test_words(struct arena *mem)
{
	struct alike_words	 w;

	alike_text(mem, "  ТОВ «Папір-А4», box@mail.ua №12/3 ", &w);
	check(w.n == 8 && str_eq(w.list[0], "tov") &&
	    str_eq(w.list[2], "a4") && str_eq(w.list[3], "boks") &&
	    str_eq(w.list[7], "3"), "a text falls into words and numbers");
	alike_text(mem, "", &w);
	check(w.n == 0, "nothing has no words");
	alike_text(mem, "— ’ !", &w);
	check(w.n == 0, "marks alone have no words");
	alike_text(mem, "абвгдеклмнабвгдеклмнабвгдеклмнабвгдеклмн", &w);
	check(w.n == 1 && strlen(w.list[0]) <= ALIKE_BYTES,
	    "a long word is cut");
	alike_text(mem, "\xff\xfe", &w);
	check(w.n == 0, "what is not UTF-8 is no word");
	check(alike_is_number("0123") && !alike_is_number("12a") &&
	    !alike_is_number(""), "a number is digits alone");
}

int
main(void)
{
	struct arena	*mem = arena_new();

	test_same(mem);
	for (size_t i = 0; i < sizeof(differ) / sizeof(*differ); i++) {
		struct alike_words	 a, b;

		alike_text(mem, differ[i][0], &a);
		alike_text(mem, differ[i][1], &b);
		check(!str_eq(a.list[0], b.list[0]), differ[i][1]);
	}
	test_words(mem);
	for (size_t i = 0; i < sizeof(layouts) / sizeof(*layouts); i++)
		check(str_eq(alike_layout(mem, layouts[i][0]), layouts[i][1]),
		    layouts[i][0]);
	arena_free(mem);
	return done();
}
