/* query_mark.c: where in a text stands what a list was asked for. */
#include <string.h>

#include "base/alike.h"
#include "base/str.h"
#include "core/query_all.h"
#include "core/query_text.h"

#define HITS_MOST	16	/* of one text */

struct hits {
	struct { size_t from, to; } at[HITS_MOST];	/* bytes, in order */
	size_t		 n;
	unsigned int	 whole;
};

/* Note bytes from to to; what was noted before stands in front of them. */
static void
hit_add(struct hits *h, size_t from, size_t to)
{
	if (h->n > 0 && from <= h->at[h->n - 1].to) {
		if (to > h->at[h->n - 1].to)
			h->at[h->n - 1].to = to;
	} else if (h->n < HITS_MOST) {
		h->at[h->n].from = from;
		h->at[h->n++].to = to;
	}
}

/* Whether a word of the text is found by s, and is all of it. */
static bool
word_fits(const struct seek *s, const char *key, bool *whole)
{
	*whole = str_eq(key, s->word);
	if (s->nspellings == 0)
		return strncmp(key, s->word, strlen(s->word)) == 0;
	for (size_t i = 0; i < s->nspellings; i++)
		if (str_eq(key, s->spellings[i]))
			return true;
	return false;
}

static void
words_mark(struct arena *mem, const struct match *m, const char *text,
    struct hits *h)
{
	const char	*s = text, *from, *key;
	size_t		 n;

	while ((key = alike_next(mem, &s, &from, &n)) != NULL)
		for (size_t i = 0; i < m->n; i++) {
			bool	 whole;

			if (!word_fits(&m->seeks[i], key, &whole))
				continue;
			hit_add(h, (size_t)(from - text),
			    (size_t)(from - text) + n);
			if (whole)
				h->whole |= 1u << i;
		}
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/*
 * The digits from p on that are word's, others in between passed over in a
 * telephone: the byte behind the last of them, or 0.
 */
static size_t
digits_end(const char *text, size_t p, const char *word, bool phone)
{
	for (; *word != '\0'; p++) {
		if (text[p] == '\0')
			return 0;
		if (text[p] == *word)
			word++;
		else if (!phone || is_digit(text[p]))
			return 0;
	}
	return p;
}

static bool
digit_beside(const char *text, size_t from, size_t to)
{
	return (from > 0 && is_digit(text[from - 1])) || is_digit(text[to]);
}

static void
number_mark(const struct match *m, size_t i, const char *text, bool phone,
    struct hits *h)
{
	for (size_t p = 0; text[p] != '\0'; p++) {
		size_t	 end = !is_digit(text[p]) ? 0 :
			    digits_end(text, p, m->seeks[i].word, phone);

		if (end == 0)
			continue;
		hit_add(h, p, end);
		if (phone ? strpbrk(text, "0123456789") == text + p &&
		    strpbrk(text + end, "0123456789") == NULL :
		    !digit_beside(text, p, end))
			h->whole |= 1u << i;
		p = end - 1;
	}
}

static size_t
cut(struct arena *mem, const char *s, const struct hits *h,
    struct marked **out)
{
	struct marked	*list = arena_alloc(mem,
			    (2 * h->n + 1) * sizeof(*list));
	size_t		 n = 0, at = 0;

	for (size_t i = 0; i < h->n; i++) {
		if (h->at[i].from > at)
			list[n++] = (struct marked){ arena_fmt(mem, "%.*s",
			    (int)(h->at[i].from - at), s + at), false };
		list[n++] = (struct marked){ arena_fmt(mem, "%.*s",
		    (int)(h->at[i].to - h->at[i].from),
		    s + h->at[i].from), true };
		at = h->at[i].to;
	}
	if (s[at] != '\0' || n == 0)
		list[n++] = (struct marked){ s + at, false };
	*out = list;
	return n;
}

size_t
query_mark(struct arena *mem, const struct query *q, const char *s,
    bool phone, struct marked **out, unsigned int *whole)
{
	const struct match	*m = q->match;
	struct hits		 h = { .n = 0 };

	if (m != NULL && !phone)
		words_mark(mem, m, s, &h);
	for (size_t i = 0; m != NULL && i < m->n && h.n == 0; i++)
		if (m->seeks[i].number)
			number_mark(m, i, s, phone, &h);
	if (whole != NULL)
		*whole |= h.whole;
	return cut(mem, s, &h, out);
}

unsigned int
query_mark_all(const struct query *q)
{
	return q->match == NULL ? 0 : (1u << q->match->n) - 1;
}
