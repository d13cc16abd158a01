/* pair.c: how likely two records are of one client. */
#include <stdlib.h>
#include <string.h>

#include "base/alike.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/i18n.h"
#include "mod/duplicates/pair.h"

#define PHONE_DIGITS	9
#define PHONE_LEAST	7
#define CODE_LEAST	6	/* digits of a code that says anything */
#define TYPO_LEAST	4	/* letters of a word that may be mistyped */
#define INITIAL_MOST	2	/* folded letters of an initial: Щ is "sh" */

/* ---- names */

/* Legal forms as alike_text() has them; the first few also before people. */
static const char *const forms[] = {
	"fop", "spd", "fizicna", "osoba", "pidpriiemets", "fiziceskoe",
	"litso", "predprinimatel", NULL,
	"tov", "o", "lc", "ltd", "p", "pat", "prat", "at", "tdv", "kp", "dp",
	"kt", "osb", "zao", "oao", "ip", "cp", "pao", "pcp", "inc", "hmbh",
	"limited", "lp", "pisc", "isc", "korp", "tovaristvo", "z",
	"obmezhenoiu", "vidpovidalnistiu", "obshestvo", "s",
	"ohranicenoi", "otvetstvenostiu", "privatne", "castnoe",
	"pidpriemstvo", "predpriatie", "firma", "kompania", NULL
};

/* Names of people that are one: first what stands for all. */
static const char *const given[][5] = {
	{ "oleksi", "aleksei" }, { "olena", "elena" },
	{ "mikola", "nikolai" }, { "dmitro", "dmitri" },
	{ "volodimir", "vladimir" }, { "hana", "ana" },
	{ "oleksandr", "aleksandr", "aleksander" },
	{ "oleksandra", "aleksandra" }, { "evhen", "evheni", "euhene" },
	{ "tetiana", "tatiana" }, { "svitlana", "svetlana" },
	{ "mihailo", "mihail" }, { "petro", "petr" }, { "pavlo", "pavel" },
	{ "vasil", "vasili" }, { "katerina", "ekaterina" },
	{ "serhi", "serhei" }, { "andri", "andrei" },
	{ "nadia", "nadezhda" }, { "kostiantin", "konstantin" },
	{ "fedir", "fedor" }, { "iakiv", "iakov" }, { "danilo", "danil" },
	{ "iosip", "iosif" }
};

static bool
is_form(const char *word, bool firm)
{
	size_t	 i = 0;

	for (; forms[i] != NULL; i++)
		if (strcmp(forms[i], word) == 0)
			return true;
	for (i++; firm && forms[i] != NULL; i++)
		if (strcmp(forms[i], word) == 0)
			return true;
	return false;
}

static const char *
given_plain(const char *word)
{
	for (size_t i = 0; i < sizeof(given) / sizeof(*given); i++)
		for (size_t k = 1; k < 5 && given[i][k] != NULL; k++)
			if (strcmp(given[i][k], word) == 0)
				return given[i][0];
	return word;
}

/* A name after the father: Петрович, Петрівна, Сергеевна. */
static bool
is_middle(const char *word)
{
	static const char *const ends[] = {
		"ovic", "evic", "ivna", "ovna", "evna"
	};
	size_t	 n = strlen(word);

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (n > 5 && strcmp(word + n - 4, ends[i]) == 0)
			return true;
	return false;
}

static int
by_code(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
name_key(struct arena *mem, struct likeness *l)
{
	struct str	 s;

	str_init(&s, mem);
	str_add(&s, "");
	for (size_t i = 0; i < l->nwords; i++)
		str_fmt(&s, "%s%s", i > 0 ? " " : "", l->words[i]);
	l->name = s.s;
}

static void
name_take(struct arena *mem, const char *name, struct likeness *l)
{
	struct alike_words	 w;
	size_t			 bare = 0;
	bool			 person = !l->firm;

	alike_text(mem, name, &w);
	for (size_t i = 0; i < w.n; i++) {
		bare += !is_form(w.list[i], l->firm);
		person = person || is_form(w.list[i], false);
	}
	for (size_t i = 0; i < w.n && l->nwords < WORDS_MOST; i++) {
		if (bare > 0 && is_form(w.list[i], l->firm))
			continue;
		if (person && bare > 2 && l->middle == NULL &&
		    is_middle(w.list[i]))
			l->middle = w.list[i];
		else
			l->words[l->nwords++] = person ?
			    given_plain(w.list[i]) : w.list[i];
	}
	if (l->nwords > 1)
		qsort(l->words, l->nwords, sizeof(*l->words), by_code);
	name_key(mem, l);
}

/* The other spelling of a person's name, or NULL. */
static const char *
given_other(const char *word)
{
	for (size_t i = 0; i < sizeof(given) / sizeof(*given); i++)
		for (size_t k = 0; k < 5 && given[i][k] != NULL; k++)
			if (strcmp(given[i][k], word) == 0)
				return given[i][k == 0 ? 1 : 0];
	return NULL;
}

const char *
name_asked(struct arena *mem, const char *kind, const char *name,
    const char **other)
{
	bool		 firm = kind != NULL &&
			    strcmp(kind, "organisation") == 0;
	const char	*s = name, *from, *word, *spelt;
	struct str	 typed, changed;
	size_t		 n, words = 0, letters = 0;

	str_init(&typed, mem);
	str_init(&changed, mem);
	*other = NULL;
	while (words < 3 && (word = alike_next(mem, &s, &from, &n)) != NULL) {
		if (is_form(word, firm) || strlen(word) < 2 ||
		    (words > 0 && is_middle(word)))
			continue;
		spelt = firm ? NULL : given_other(word);
		if (spelt != NULL)
			*other = spelt;
		str_fmt(&typed, "%s%.*s", words > 0 ? " " : "", (int)n, from);
		if (spelt != NULL)
			str_fmt(&changed, "%s%s", words > 0 ? " " : "",
			    spelt);
		else
			str_fmt(&changed, "%s%.*s", words > 0 ? " " : "",
			    (int)n, from);
		words++;
		letters += strlen(word);
	}
	if (*other != NULL)
		*other = changed.s;
	return words > 1 || (firm && letters > 3) ? typed.s : NULL;
}

/* ---- everything else */

/* One digit all along: 000 0000, put in where nothing is known. */
static bool
digits_equal(const char *s)
{
	return s[strspn(s, (const char []){ *s, '\0' })] == '\0';
}

const char *
phone_digits(struct arena *mem, const char *s)
{
	struct str	 out;

	str_init(&out, mem);
	for (; *s != '\0'; s++)
		if (*s >= '0' && *s <= '9')
			str_addc(&out, *s);
	if (out.n < PHONE_LEAST)
		return NULL;
	s = out.n > PHONE_DIGITS ? out.s + out.n - PHONE_DIGITS : out.s;
	return digits_equal(s) ? NULL : s;
}

/* Letters and digits alone, in small; NULL where they say nothing. */
static const char *
code_plain(struct arena *mem, const char *s)
{
	struct str	 out;

	if (s == NULL)
		return NULL;
	str_init(&out, mem);
	for (; *s != '\0'; s++)
		if ((*s >= '0' && *s <= '9') || (*s >= 'a' && *s <= 'z'))
			str_addc(&out, *s);
		else if (*s >= 'A' && *s <= 'Z')
			str_addc(&out, (char)(*s + 'a' - 'A'));
	if (out.n < CODE_LEAST || strspn(out.s, "0") == out.n)
		return NULL;
	return out.s;
}

static const char *
city_plain(struct arena *mem, const char *s)
{
	struct alike_words	 w;
	struct str		 out;

	if (s == NULL)
		return NULL;
	alike_text(mem, s, &w);
	str_init(&out, mem);
	for (size_t i = 0; i < w.n; i++)
		if (strlen(w.list[i]) > 2)	/* not "м." */
			str_add(&out, w.list[i]);
	return out.s;
}

/* Add a text that is not there yet. */
static void
way_add(const char **list, size_t *n, const char *s)
{
	if (s == NULL || *n == WAYS_MOST)
		return;
	for (size_t i = 0; i < *n; i++)
		if (strcmp(list[i], s) == 0)
			return;
	list[(*n)++] = s;
}

void
likeness_make(struct arena *mem, const struct known_as *k,
    struct likeness *l)
{
	*l = (struct likeness){ .name = "",
	    .firm = k->kind != NULL && strcmp(k->kind, "organisation") == 0,
	    .tax_no = code_plain(mem, k->tax_no),
	    .reg_no = code_plain(mem, k->reg_no),
	    .iban = code_plain(mem, k->iban),
	    .city = city_plain(mem, k->city), .birthday = k->birthday,
	    .organisation_id = k->organisation_id };
	if (k->name != NULL)
		name_take(mem, k->name, l);
	for (size_t i = 0; i < k->nphones; i++)
		way_add(l->phones, &l->nphones,
		    phone_digits(mem, k->phones[i]));
	for (size_t i = 0; i < k->nemails; i++)
		way_add(l->emails, &l->nemails,
		    strchr(k->emails[i], '@') == NULL ? NULL :
		    utf8_fold(mem, k->emails[i]));
}

/* ---- comparing names */

static bool
has_digit(const char *s)
{
	return strpbrk(s, "0123456789") != NULL;
}

/* Whether one edit makes b of a: a letter more, less, another, two changed. */
static bool
is_typo(const char *a, const char *b)
{
	size_t	 na = strlen(a), nb = strlen(b), i = 0;

	if (na > nb) {
		const char	*t = a;

		a = b;
		b = t;
		i = na;
		na = nb;
		nb = i;
		i = 0;
	}
	if (na < TYPO_LEAST || nb - na > 1 || has_digit(a) || has_digit(b))
		return false;
	while (i < na && a[i] == b[i])
		i++;
	if (nb > na)
		return strcmp(a + i, b + i + 1) == 0;
	if (strcmp(a + i, b + i) == 0 || strcmp(a + i + 1, b + i + 1) == 0)
		return true;
	return i + 1 < na && a[i] == b[i + 1] && a[i + 1] == b[i] &&
	    strcmp(a + i + 2, b + i + 2) == 0;
}

static bool
is_initial(const char *a, const char *b)
{
	size_t	 n = strlen(a);

	return n <= INITIAL_MOST && !has_digit(a) && strlen(b) > n &&
	    strncmp(a, b, n) == 0;
}

enum fit { FIT_NOT, FIT_INITIAL, FIT_TYPO, FIT_SAME };

static enum fit
words_fit(const char *a, const char *b)
{
	if (strcmp(a, b) == 0)
		return FIT_SAME;
	if (is_typo(a, b))
		return FIT_TYPO;
	return is_initial(a, b) || is_initial(b, a) ? FIT_INITIAL : FIT_NOT;
}

/* How the words of a, the fewer, stand among those of b. */
struct fits {
	size_t	 same, typo, initial, lost;
};

static void
fits_find(const struct likeness *a, const struct likeness *b, struct fits *f)
{
	bool	 used[WORDS_MOST] = { false };
	bool	 done[WORDS_MOST] = { false };

	*f = (struct fits){ 0 };
	for (enum fit want = FIT_SAME; want > FIT_NOT; want--)
		for (size_t i = 0; i < a->nwords; i++)
			for (size_t k = 0; k < b->nwords && !done[i]; k++) {
				if (used[k] || words_fit(a->words[i],
				    b->words[k]) != want)
					continue;
				used[k] = done[i] = true;
				f->same += want == FIT_SAME;
				f->typo += want == FIT_TYPO;
				f->initial += want == FIT_INITIAL;
			}
	for (size_t i = 0; i < a->nwords; i++)
		f->lost += !done[i];
}

/* Whether two names after fathers can be one: Сергійович, Сергеевич, "С". */
static bool
middles_fit(const char *a, const char *b)
{
	size_t	 n = 0;

	if (a == NULL || b == NULL)
		return true;
	while (a[n] != '\0' && a[n] == b[n])
		n++;
	return n >= 3 || is_typo(a, b);
}

/* LIKE_NAME, LIKE_NEAR or 0. */
static unsigned int
names_like(const struct likeness *a, const struct likeness *b)
{
	struct fits	 f;
	size_t		 extra;

	if (a->nwords > b->nwords) {
		const struct likeness	*t = a;

		a = b;
		b = t;
	}
	if (a->nwords == 0 || !middles_fit(a->middle, b->middle))
		return 0;
	if (strcmp(a->name, b->name) == 0)
		return LIKE_NAME;
	fits_find(a, b, &f);
	extra = b->nwords - a->nwords;
	if (f.lost > 0 || f.typo > 1 || f.same + f.typo == 0)
		return 0;
	if (a->firm || b->firm)
		return extra == 0 && f.initial == 0 ? LIKE_NEAR : 0;
	return a->nwords > 1 && extra <= 1 ? LIKE_NEAR : 0;
}

/* ---- the sum */

static bool
any_same(const char *const *a, size_t na, const char *const *b, size_t nb)
{
	for (size_t i = 0; i < na; i++)
		for (size_t k = 0; k < nb; k++)
			if (strcmp(a[i], b[k]) == 0)
				return true;
	return false;
}

static bool
both_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static bool
both_differ(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) != 0;
}

/* What the name says; a rare one more than a common one. */
static int
name_points(const struct likeness *a, const struct likeness *b,
    unsigned int *why)
{
	unsigned int	 like = names_like(a, b);

	*why |= like;
	if (like == LIKE_NEAR)
		return a->firm && b->firm ? 45 : 35;
	if (like == 0)
		return a->nwords > 0 && b->nwords > 0 ? -25 : 0;
	if (a->nwords == 1 && !a->firm && !b->firm)
		return 25;
	return (a->firm && b->firm) || a->nwords > 2 ||
	    (a->middle != NULL && b->middle != NULL) ? 65 : 55;
}

/* One sign: points for the same, points for another. */
static int
sign(bool same, bool differs, int more, int less, unsigned int bit,
    unsigned int *why)
{
	if (same)
		*why |= bit;
	return same ? more : differs ? -less : 0;
}

int
likeness_score(const struct likeness *a, const struct likeness *b,
    unsigned int *why)
{
	bool	 code = both_same(a->tax_no, b->tax_no) ||
		    both_same(a->reg_no, b->reg_no) ||
		    both_same(a->tax_no, b->reg_no) ||
		    both_same(a->reg_no, b->tax_no);
	bool	 phone = any_same(a->phones, a->nphones, b->phones,
		    b->nphones);
	bool	 email = any_same(a->emails, a->nemails, b->emails,
		    b->nemails);
	int	 n;

	*why = 0;
	n = name_points(a, b, why);
	n += sign(code, both_differ(a->tax_no, b->tax_no) ||
	    both_differ(a->reg_no, b->reg_no), 90, 60, LIKE_CODE, why);
	n += sign(phone, a->nphones > 0 && b->nphones > 0, 40, 3, LIKE_PHONE,
	    why);
	n += sign(email, a->nemails > 0 && b->nemails > 0, 45, 3, LIKE_EMAIL,
	    why);
	n += sign(both_same(a->iban, b->iban), false, 50, 0, LIKE_IBAN, why);
	n += sign(both_same(a->birthday, b->birthday),
	    both_differ(a->birthday, b->birthday), 20, 40, LIKE_BIRTHDAY, why);
	n += sign(both_same(a->city, b->city), both_differ(a->city, b->city),
	    5, 7, LIKE_CITY, why);
	n += sign(a->organisation_id != 0 &&
	    a->organisation_id == b->organisation_id, false, 10, 0, LIKE_WORK,
	    why);
	if (a->firm != b->firm && !(*why & LIKE_CODE))
		n -= *why & LIKE_NAME ? 10 : 30;
	return n < 0 ? 0 : n > 100 ? 100 : n;
}

/* ---- in words */

const char *
like_words(struct arena *mem, unsigned int why)
{
	static const struct {
		unsigned int	 bit;
		const char	*words;
	}		 list[] = {
		{ LIKE_CODE, N_("the same code") },
		{ LIKE_NAME, N_("the same name") },
		{ LIKE_NEAR, N_("a similar name") },
		{ LIKE_PHONE, N_("the same phone") },
		{ LIKE_EMAIL, N_("the same e-mail") },
		{ LIKE_IBAN, N_("the same account") },
		{ LIKE_BIRTHDAY, N_("the same birthday") },
		{ LIKE_WORK, N_("the same organisation") },
		{ LIKE_CITY, N_("the same city") }
	};
	struct str	 s;

	str_init(&s, mem);
	str_add(&s, "");
	for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++)
		if (why & list[i].bit)
			str_fmt(&s, "%s%s", s.n > 0 ? ", " : "",
			    t(list[i].words));
	return s.s;
}
