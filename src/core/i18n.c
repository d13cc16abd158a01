/* i18n.c: catalogues of msgfmt, read without a locale. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "core/i18n.h"
#include "core/plural.h"

#define MO_BYTES	(8 << 20)
#define MO_MAGIC	0x950412deu
#define FORMS_MAX	8
#define FORMS_KEPT	128	/* small numbers are what pages hold */
#define FOUND_KEPT	1024	/* texts, by where they stand in memory */

/*
 * A catalogue: a header of 7 words, two tables of (length, offset), sorted by
 * the source text.  Source: GNU gettext manual, "The Format of GNU MO Files".
 */
struct catalogue {
	const char	*data;	/* NULL: none */
	size_t		 size;
	uint32_t	 n;	/* texts */
	uint32_t	 from;	/* offset of the table of source texts */
	uint32_t	 to;	/* of translations */
	const char	*plural;	/* expression in n, or NULL */
	unsigned long	 nforms;
	unsigned char	 forms[FORMS_KEPT];	/* of the numbers below it */
	uint32_t	 found[FOUND_KEPT];	/* number of a text, from 1 */
};

static struct catalogue	 catalogues[LANG_COUNT];
static enum lang	 current;

static const char *const codes[LANG_COUNT] = { "en", "uk", "ru" };

/* The file's words are those of a little-endian machine. */
static uint32_t
word(const struct catalogue *c, size_t at)
{
	const unsigned char	*p = (const unsigned char *)c->data + at;

	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24;
}

/* Text i of a table; checked once by catalogue_whole(). */
static const char *
text_at(const struct catalogue *c, uint32_t table, uint32_t i, uint32_t *n)
{
	*n = word(c, table + 8 * (size_t)i);
	return c->data + word(c, table + 8 * (size_t)i + 4);
}

static bool
table_whole(const struct catalogue *c, uint32_t table)
{
	uint32_t	 i, n, at;

	if (table > c->size || c->n > (c->size - table) / 8)
		return false;
	for (i = 0; i < c->n; i++) {
		n = word(c, table + 8 * (size_t)i);
		at = word(c, table + 8 * (size_t)i + 4);
		if (at >= c->size || n >= c->size - at ||
		    c->data[at + n] != '\0')
			return false;
	}
	return true;
}

static bool
catalogue_whole(struct catalogue *c)
{
	if (c->size < 28 || word(c, 0) != MO_MAGIC || word(c, 4) >> 16 > 1)
		return false;
	c->n = word(c, 8);
	c->from = word(c, 12);
	c->to = word(c, 16);
	return table_whole(c, c->from) && table_whole(c, c->to);
}

/* The number of s from 1; 0: not there. */
static uint32_t
find_sorted(const struct catalogue *c, const char *s)
{
	uint32_t	 low = 0, high = c->n, mid, len;
	int		 order;

	while (low < high) {
		mid = low + (high - low) / 2;
		order = strcmp(s, text_at(c, c->from, mid, &len));
		if (order == 0)
			return mid + 1;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return 0;
}

/*
 * Most texts are constants and asked for over and over: where one stood when
 * it was found tells its number, which is then compared once and not searched.
 */
static const char *
find(struct catalogue *c, const char *s, uint32_t *n)
{
	uint32_t	*kept = &c->found[((uintptr_t)s ^ (uintptr_t)s >> 10) %
			    FOUND_KEPT];
	uint32_t	 len;

	if (*kept == 0 || strcmp(s, text_at(c, c->from, *kept - 1,
	    &len)) != 0)
		*kept = find_sorted(c, s);
	return *kept == 0 ? NULL : text_at(c, c->to, *kept - 1, n);
}

/* "Plural-Forms: nplurals=3; plural=...;" of the text translating "". */
static bool
forms_read(struct catalogue *c)
{
	uint32_t	 n = 0;
	const char	*head = c->n > 0 ? find(c, "", &n) : NULL;
	const char	*forms, *expr;

	forms = head != NULL ? strstr(head, "nplurals=") : NULL;
	expr = forms != NULL ? strstr(forms + 9, "plural=") : NULL;
	if (expr == NULL)
		return false;
	c->nforms = strtoul(forms + 9, NULL, 10);
	c->plural = expr + 7;
	if (c->nforms < 1 || c->nforms > FORMS_MAX ||
	    plural_form(c->plural, 1, c->nforms) >= c->nforms)
		return false;
	for (n = 0; n < FORMS_KEPT; n++)
		c->forms[n] = (unsigned char)plural_form(c->plural, n,
		    c->nforms);
	return true;
}

static enum err
catalogue_load(struct arena *mem, const char *dir, enum lang lang)
{
	struct catalogue	 c = { 0 };
	const char		*path;
	char			*data = NULL;
	enum err		 e;

	path = arena_fmt(mem, "%s/%s.mo", dir, codes[lang]);
	e = file_read(mem, path, MO_BYTES, &data, &c.size);
	c.data = data;
	if (e != OK || !catalogue_whole(&c) || !forms_read(&c)) {
		log_error("i18n: no whole catalogue at %s", path);
		return ERR_IO;
	}
	catalogues[lang] = c;
	return OK;
}

enum err
i18n_load(struct arena *mem, const char *dir)
{
	enum err	 e = catalogue_load(mem, dir, LANG_UK);

	return e != OK ? e : catalogue_load(mem, dir, LANG_RU);
}

void
i18n_set(enum lang lang)
{
	current = lang;
}

enum lang
i18n_lang(void)
{
	return current;
}

const char *
lang_code(enum lang lang)
{
	return codes[lang];
}

const char *
lang_name(enum lang lang)
{
	static const char *const names[LANG_COUNT] = { [LANG_EN] = "English",
	    [LANG_UK] = "Українська", [LANG_RU] = "Русский" };

	return names[lang];
}

/* The language that the n bytes at s begin with: "uk", "uk-UA", "UK_ua". */
static bool
lang_of(const char *s, size_t n, enum lang *out)
{
	int	 i;
	char	 two[3];

	if (n < 2 || (n > 2 && s[2] != '-' && s[2] != '_'))
		return false;
	memcpy(two, s, 2);
	two[2] = '\0';
	for (i = 0; i < LANG_COUNT; i++)
		if (str_case_eq(two, codes[i])) {
			*out = (enum lang)i;
			return true;
		}
	return false;
}

bool
lang_find(const char *code, enum lang *out)
{
	return code != NULL && lang_of(code, strlen(code), out);
}

/* The weight of ";q=0.8" in thousandths; 1000 when there is none. */
static int
weight(const char *s, const char *end)
{
	int	 q, unit = 100;

	while (s < end && *s != '=')
		s++;
	if (s == end)
		return 1000;
	for (s++; s < end && *s == ' '; s++)
		;
	if (s == end || *s != '0')
		return 1000;
	for (q = 0, s++; s < end && unit > 0; s++)
		if (*s >= '0' && *s <= '9') {
			q += (*s - '0') * unit;
			unit /= 10;
		}
	return q;
}

enum lang
lang_accept(const char *header, enum lang fallback)
{
	const char	*rest = header, *part;
	enum lang	 lang, best = fallback;
	int		 q, most = 0;
	size_t		 n, len;

	while (header != NULL && str_split(&rest, ',', &part, &n)) {
		for (; n > 0 && (*part == ' ' || *part == '\t'); n--)
			part++;
		for (len = 0; len < n && part[len] != ';' &&
		    part[len] != ' '; len++)
			;
		q = weight(part + len, part + n);
		if (q > most && lang_of(part, len, &lang)) {
			most = q;
			best = lang;
		}
	}
	return best;
}

const char *
t_in(enum lang lang, const char *s)
{
	struct catalogue	*c = &catalogues[lang];
	uint32_t		 n;
	const char		*to;

	/* "" would find the catalogue's header. */
	if (c->data == NULL || *s == '\0')
		return s;
	to = find(c, s, &n);
	return to != NULL && *to != '\0' ? to : s;
}

const char *
t(const char *s)
{
	return t_in(current, s);
}

const char *
tn(const char *one, const char *many, long n)
{
	struct catalogue	*c = &catalogues[current];
	unsigned long		 count, form;
	const char		*to = NULL, *end;
	uint32_t		 len;

	count = n < 0 ? 0 - (unsigned long)n : (unsigned long)n;
	if (c->data != NULL)
		to = find(c, one, &len);
	if (to == NULL || *to == '\0')
		return count == 1 ? one : many;
	form = count < FORMS_KEPT ? c->forms[count] :
	    plural_form(c->plural, count, c->nforms);
	for (end = to + len; form > 0 && to + strlen(to) < end; form--)
		to += strlen(to) + 1;
	return to;
}
