/* What core/i18n promises, on a catalogue that msgfmt made. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "core/i18n.h"
#include "core/plural.h"
#include "tests/unit/tap.h"

#define SLAVIC	"(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "	\
		"(n%100<10 || n%100>=20) ? 1 : 2)"

static const char	 uk_po[] =
    "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n"
    "\"Plural-Forms: nplurals=3; plural=" SLAVIC ";\\n\"\n"
    "msgid \"Save\"\nmsgstr \"Зберегти\"\n"
    "msgid \"Cancel\"\nmsgstr \"\"\n"
    "msgid \"%ld deal\"\nmsgid_plural \"%ld deals\"\n"
    "msgstr[0] \"%ld угода\"\nmsgstr[1] \"%ld угоди\"\n"
    "msgstr[2] \"%ld угод\"\n";

static const char	 ru_po[] =
    "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n"
    "\"Plural-Forms: nplurals=3; plural=" SLAVIC ";\\n\"\n"
    "msgid \"Save\"\nmsgstr \"Сохранить\"\n"
    "msgid \"%ld deal\"\nmsgid_plural \"%ld deals\"\n"
    "msgstr[0] \"%ld сделка\"\nmsgstr[1] \"%ld сделки\"\n"
    "msgstr[2] \"%ld сделок\"\n";

static void
make(struct arena *a, const char *dir, const char *code, const char *po)
{
	FILE	*f = fopen(arena_fmt(a, "%s/x.po", dir), "w");

	if (f == NULL)
		return;
	fputs(po, f);
	fclose(f);
	if (system(arena_fmt(a, "msgfmt -o %s/%s.mo %s/x.po", dir, code, dir)))
		puts("# msgfmt failed");
}

/* What Unicode CLDR says of Ukrainian and Russian cardinals. */
static int
slavic(long n)
{
	if (n % 10 == 1 && n % 100 != 11)
		return 0;
	return n % 10 >= 2 && n % 10 <= 4 &&
	    (n % 100 < 12 || n % 100 > 14) ? 1 : 2;
}

static void
test_plural(void)
{
	static const char *const	 bad[] = { "", "n +", "(n", "n)", "m",
					     "n ? 1", "1/0", "n%0", "n == ",
					     "1 2" };
	long				 n;
	size_t				 i, refused = 0;
	int				 same = 1;

	for (n = 0; n < 20000; n++)
		same &= plural_form(SLAVIC ";\n", (unsigned long)n, 3) ==
		    (unsigned long)slavic(n);
	check(same, "20,000 numbers take the form that CLDR says");
	check(plural_form("n != 1", 5, 2) == 1 && plural_form("0", 5, 1) == 0,
	    "English and Turkish are simple");
	check(plural_form("n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && "
	    "n%100<=10 ? 3 : n%100>=11 ? 4 : 5", 211, 6) == 4,
	    "Arabic is not");
	check(plural_form("1 + 2 * 3 - 6 / 2 == 4 && !(n > 3)", 3, 2) == 1,
	    "operators bind as in C");
	check(plural_form("n", 9, 3) == 0, "a form that is not there is 0");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refused += plural_form(bad[i], 3, 4) == 4;
	check(refused == sizeof(bad) / sizeof(bad[0]),
	    "what is no expression is refused");
}

static void
test_words(struct arena *a, const char *dir)
{
	make(a, dir, "uk", uk_po);
	check(i18n_load(a, dir) == ERR_IO, "a missing catalogue is ERR_IO");
	make(a, dir, "ru", ru_po);
	check(i18n_load(a, dir) == OK, "two catalogues are read");
	check(str_eq(t("Save"), "Save") && i18n_lang() == LANG_EN,
	    "at first the language is English");
	i18n_set(LANG_UK);
	check(str_eq(t("Save"), "Зберегти"), "a word is translated");
	check(str_eq(t("Cancel"), "Cancel") && str_eq(t("Nothing"), "Nothing")
	    && str_eq(t(""), ""), "what has no translation stays English");
	check(str_eq(tn("%ld deal", "%ld deals", 1), "%ld угода") &&
	    str_eq(tn("%ld deal", "%ld deals", 23), "%ld угоди") &&
	    str_eq(tn("%ld deal", "%ld deals", 11), "%ld угод") &&
	    str_eq(tn("%ld deal", "%ld deals", -1), "%ld угода"),
	    "a number chooses among three forms");
	check(str_eq(tn("%ld cat", "%ld cats", 1), "%ld cat") &&
	    str_eq(tn("%ld cat", "%ld cats", 0), "%ld cats"),
	    "and without a translation among two");
	check(str_eq(t_in(LANG_RU, "Save"), "Сохранить") &&
	    i18n_lang() == LANG_UK, "one may ask for another language");
	i18n_set(LANG_EN);
}

static void
test_damaged(struct arena *a, const char *dir)
{
	const char	*path = arena_fmt(a, "%s/ru.mo", dir);
	char		 bytes[2000], cut[2000];
	FILE		*f = fopen(path, "r");
	size_t		 n = 0, len, i;
	int		 refused = 1;

	if (f != NULL) {
		n = fread(bytes, 1, sizeof(bytes), f);
		fclose(f);
	}
	for (len = 0; len < n; len += 7) {
		memcpy(cut, bytes, n);
		for (i = len; i < n && i < len + 4; i++)
			cut[i] = (char)0xff;
		f = fopen(path, "w");
		if (f == NULL)
			return;
		fwrite(cut, 1, len, f);
		fclose(f);
		refused &= i18n_load(a, dir) == ERR_IO;
	}
	check(n > 100 && refused, "a catalogue cut anywhere is refused");
	check(str_eq(t_in(LANG_RU, "Save"), "Сохранить"),
	    "and the one in force stays");
}

static void
test_codes(void)
{
	enum lang	 l = LANG_EN;

	check(str_eq(lang_code(LANG_UK), "uk"), "a language has a code");
	check(lang_find("uk-UA", &l) && l == LANG_UK && lang_find("RU", &l) &&
	    l == LANG_RU && lang_find("en", &l) && l == LANG_EN,
	    "a code is known in any case and with a country");
	check(!lang_find("de", &l) && !lang_find("ukr", &l) &&
	    !lang_find("", &l) && !lang_find(NULL, &l), "others are not ours");
	check(lang_accept("de-DE,ru;q=0.5, uk-UA;q=0.9,en;q=0.1", LANG_EN) ==
	    LANG_UK, "the best weight wins");
	check(lang_accept("ru,uk", LANG_EN) == LANG_RU &&
	    lang_accept("uk;q=0, en", LANG_RU) == LANG_EN,
	    "of equals the first, and never one of weight 0");
	check(lang_accept("de, *", LANG_RU) == LANG_RU &&
	    lang_accept(NULL, LANG_UK) == LANG_UK &&
	    lang_accept(";;,,=", LANG_UK) == LANG_UK,
	    "if none is ours the fallback holds");
}

int
main(void)
{
	struct arena	*a = arena_new();
	char		 dir[] = "/tmp/kartoteka-mo-XXXXXX";

	if (mkdtemp(dir) == NULL)
		return 1;
	log_open("/dev/null");
	test_plural();
	test_words(a, dir);
	test_damaged(a, dir);
	test_codes();
	if (system(arena_fmt(a, "rm -rf %s", dir)) != 0)
		return 1;
	arena_free(a);
	return done();
}
