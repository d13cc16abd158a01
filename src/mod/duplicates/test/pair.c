/* How likely two records are of one client: a table of pairs. */
#include <stdio.h>
#include <string.h>

#include "base/alike.h"
#include "core/i18n.h"
#include "mod/duplicates/pair.h"
#include "tests/unit/tap.h"

static struct arena	*mem;

enum verdict { NO, ASK, SURE };

/* Two records: kind, name, phone, email, code, city, birthday. */
static const struct {
	const char	*say;
	enum verdict	 verdict;
	const char	*kind, *a[6], *kind_b, *b[6];
} pairs[] = {
	{ "one name in Ukrainian and Russian letters", ASK,
	  "person", { "Олена Петренко" }, "person", { "Елена Петренко" } },
	{ "in Latin ones, the words in another order", ASK,
	  "person", { "Петренко Олексій" }, "person", { "Oleksii Petrenko" } },
	{ "Russian in Latin letters", ASK,
	  "person", { "Сергій Щербак" }, "person", { "Sherbak Sergey" } },
	{ "with the name after the father and without", ASK,
	  "person", { "Коваленко Іван Петрович" }, "person",
	  { "Іван Коваленко" } },
	{ "it in two languages", ASK, "person",
	  { "Коваленко Сергій Сергійович" }, "person",
	  { "Коваленко Сергей Сергеевич" } },
	{ "sons of two fathers are two", NO, "person",
	  { "Коваленко Іван Петрович" }, "person",
	  { "Коваленко Іван Семенович" } },
	{ "even with one phone they are not sure", NO, "person",
	  { "Коваленко Іван Петрович", "0441234567" }, "person",
	  { "Коваленко Іван Семенович", "044 123-45-67" } },
	{ "initials alone are too little", NO, "person",
	  { "Коваленко І. П." }, "person", { "Коваленко Іван Петрович" } },
	{ "with one phone they are enough", SURE, "person",
	  { "Коваленко І.", "+380 (50) 111-22-33" }, "person",
	  { "Коваленко Іван Петрович", "0501112233" } },
	{ "an initial of two folded letters", SURE, "person",
	  { "Ю. Щербак", "0501112233" }, "person",
	  { "Щербак Юрій", "0501112233" } },
	{ "a wrong letter and one e-mail", SURE, "person",
	  { "Коваленоко Іван", NULL, "Ivan@Example.com" }, "person",
	  { "Коваленко Іван", NULL, "ivan@example.com" } },
	{ "two letters changed round and one phone", SURE, "person",
	  { "Ковалнеко Іван", "0501112233" }, "person",
	  { "Коваленко Іван", "0501112233" } },
	{ "a wrong letter alone is too little", NO, "person",
	  { "Коваленко Іван" }, "person", { "Коваленко Іваню" } },
	{ "a name of two words, different cities and phones", NO,
	  "person", { "Іван Коваленко", "0441234567", NULL, NULL, "Львів" },
	  "person", { "Іван Коваленко", "0501234567", NULL, NULL, "Одеса" } },
	{ "one surname", NO, "person", { "Коваленко" }, "person",
	  { "Коваленко Іван" } },
	{ "one phone of two people", NO, "person",
	  { "Іван Коваленко", "0441234567" }, "person",
	  { "Марія Шевченко", "0441234567" } },
	{ "phone and e-mail of two names", ASK, "person",
	  { "Іван Коваленко", "0441234567", "i@x.ua" }, "person",
	  { "Ваня", "0441234567", "i@x.ua" } },
	{ "a firm and its director", NO, "organisation",
	  { "ТОВ «Промінь»", "0441234567" }, "person",
	  { "Іван Коваленко", "0441234567" } },
	{ "a firm by three legal forms", ASK, "organisation",
	  { "ТОВ «Промінь»" }, "organisation", { "ООО Промінь" } },
	{ "in Latin letters", ASK, "organisation",
	  { "ТОВ «Промінь»" }, "organisation", { "Promin LLC" } },
	{ "with its form in full", ASK, "organisation",
	  { "Товариство з обмеженою відповідальністю \"Промінь\"" },
	  "organisation", { "Промінь" } },
	{ "another word is another firm", NO, "organisation",
	  { "ТОВ «Промінь»" }, "organisation", { "ТОВ «Промінь Плюс»" } },
	{ "another number, too", NO, "organisation",
	  { "Школа 12" }, "organisation", { "Школа 13" } },
	{ "one code, whatever the names", ASK, "organisation",
	  { "ТОВ «Промінь»", NULL, NULL, "65927481" }, "organisation",
	  { "ТОВ «Світло»", NULL, NULL, "6592 7481" } },
	{ "one name and two codes are two", NO, "organisation",
	  { "ТОВ «Промінь»", NULL, NULL, "65927481" }, "organisation",
	  { "ТОВ «Промінь»", NULL, NULL, "10787917" } },
	{ "one name and two birthdays are two", NO, "person",
	  { "Іван Коваленко", NULL, NULL, NULL, NULL, "1980-01-02" },
	  "person",
	  { "Іван Коваленко", NULL, NULL, NULL, NULL, "1990-01-02" } },
	{ "one name and one birthday are one", SURE, "person",
	  { "Іван Коваленко", NULL, NULL, NULL, NULL, "1980-01-02" },
	  "person",
	  { "Коваленко Иван", NULL, NULL, NULL, NULL, "1980-01-02" } },
	{ "a trader as a firm and as a person", ASK, "organisation",
	  { "ФОП Коваленко Іван Петрович", "0501112233" }, "person",
	  { "Іван Коваленко", "0501112233" } },
	{ "codes of noughts say nothing", NO, "organisation",
	  { "ТОВ «Промінь»", NULL, NULL, "00000000" }, "organisation",
	  { "ТОВ «Світло»", NULL, NULL, "00000000" } },
	{ "nothing in common", NO, "person", { "Іван Коваленко" }, "person",
	  { "Марія Шевченко" } }
};

static void
known_fill(struct known_as *k, const char *kind, const char *const *v)
{
	*k = (struct known_as){ .kind = kind, .name = v[0], .reg_no = v[3],
	    .city = v[4], .birthday = v[5] };
	if (v[1] != NULL)
		k->phones[k->nphones++] = v[1];
	if (v[2] != NULL)
		k->emails[k->nemails++] = v[2];
}

static void
test_pairs(void)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		struct known_as		 a, b;
		struct likeness		 x, y;
		unsigned int		 why, back;
		int			 n;
		enum verdict		 v;

		known_fill(&a, pairs[i].kind, pairs[i].a);
		known_fill(&b, pairs[i].kind_b, pairs[i].b);
		likeness_make(mem, &a, &x);
		likeness_make(mem, &b, &y);
		n = likeness_score(&x, &y, &why);
		v = n >= PAIR_SURE ? SURE : n >= PAIR_ASK ? ASK : NO;
		if (v != pairs[i].verdict &&
		    !(v == SURE && pairs[i].verdict == ASK))
			printf("# %d %s: %s | %s\n", n, like_words(mem, why),
			    x.name, y.name);
		check((v == pairs[i].verdict || (v == SURE &&
		    pairs[i].verdict == ASK)) &&
		    likeness_score(&y, &x, &back) == n && back == why,
		    pairs[i].say);
	}
}

int
main(void)
{
	mem = arena_new();
	test_pairs();
	check(strcmp(phone_digits(mem, "+38 (050) 111-22-33"), "501112233")
	    == 0 && phone_digits(mem, "101") == NULL,
	    "a phone is its nine last digits, if it has seven");
	check(phone_digits(mem, "0000000") == NULL &&
	    phone_digits(mem, "+38 (000) 000-00-00") == NULL &&
	    phone_digits(mem, "1111112") != NULL,
	    "one digit all along is none");
	arena_free(mem);
	return done();
}
