/* What core/query_mark promises. */
#include <string.h>

#include "base/str.h"
#include "core/query_all.h"
#include "core/query_text.h"
#include "tap.h"

static struct arena	*mem;

/* s with its hits in brackets, found by text. */
static const char *
marked(const char *text, const char *s, bool phone, unsigned int *whole)
{
	struct match	 m = { .kind = 1 };
	struct query	 q = { .match = &m };
	struct marked	*parts;
	struct str	 out;
	size_t		 n;

	text_seeks(mem, text, &m);
	if (whole != NULL)
		*whole = 0;
	n = query_mark(mem, &q, s, phone, &parts, whole);
	str_init(&out, mem);
	for (size_t i = 0; i < n; i++)
		str_fmt(&out, parts[i].hit ? "[%s]" : "%s", parts[i].text);
	return out.s;
}

static bool
is(const char *text, const char *s, bool phone, const char *want)
{
	const char	*got = marked(text, s, phone, NULL);

	if (strcmp(got, want) != 0)
		printf("# %s: %s\n", text, got);
	return strcmp(got, want) == 0;
}

int
main(void)
{
	unsigned int	 whole;

	mem = arena_new();
	check(is("agrosvit", "ТОВ «Агросвіт-Поділля»", false,
	    "ТОВ «[Агросвіт]-Поділля»"),
	    "a word is marked as it is written, in other letters too");
	check(is("гриц вік", "Гриценко Вікторія", false,
	    "[Гриценко] [Вікторія]"), "the beginning marks the whole word");
	check(is("демян", "Ґалаґан Дем’ян", false, "Ґалаґан [Дем’ян]"),
	    "an apostrophe is within the word");
	check(is("вітряк", "Гриценко", false, "Гриценко"),
	    "what is not found is not marked");
	check(is("067 123 45", "+380 67 123-45-67", true,
	    "+38[0 67 123-45]-67"), "digits are marked with what is between");
	check(is("4711", "ST-4711", false, "ST-[4711]"), "a code's number");
	check(is("711", "ST-47112", false, "ST-4[711]2"), "digits within it");
	check(is("711", "47 11", false, "47 11"),
	    "two numbers of a title are not one");
	check(is("", "Агросвіт", false, "Агросвіт"), "no words, no marks");
	marked("гриценко вікт", "Гриценко Вікторія", false, &whole);
	check(whole == 1, "which words stand there whole");
	marked("1190", "ТП-1190", false, &whole);
	check(whole == 1, "a number too");
	marked("119", "ТП-1190", false, &whole);
	check(whole == 0, "a part of it is not whole");
	marked("380671234567", "+380 67 123-45-67", true, &whole);
	check(whole == 1, "a telephone is whole with all its digits");
	arena_free(mem);

	return done();
}
