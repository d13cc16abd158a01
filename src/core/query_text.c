/* query_text.c: the statement of a list that looks for words. */
#include <string.h>

#include "base/alike.h"
#include "base/str.h"
#include "core/query_parts.h"
#include "core/query_text.h"
#include "core/search.h"

/* ---- conditions */

/* d's words hold one that begins with (exact: is) word. */
static void
words_have(struct arena *mem, const char *word, bool exact, struct sql *q)
{
	sql_add(q, "d.words LIKE ");
	sql_text(q, arena_fmt(mem, "%% %s%s%%", word, exact ? " " : ""));
}

static void
seek_in_text(struct arena *mem, const struct seek *s, struct sql *q)
{
	sql_add(q, " AND (");
	if (s->nspellings == 0)
		words_have(mem, s->word, false, q);
	for (size_t i = 0; i < s->nspellings; i++) {
		sql_add(q, i > 0 ? " OR " : "");
		words_have(mem, s->spellings[i], true, q);
	}
	if (s->number) {
		sql_add(q, " OR d.numbers LIKE ");
		sql_text(q, arena_fmt(mem, "%%%s%%", s->word));
	}
	sql_add(q, ")");
}

static bool
seek_is_one_word(const struct seek *s)
{
	return s->nspellings == 0 && s->first != NULL && s->last != NULL &&
	    str_eq(s->first, s->last);
}

/* The number stands anywhere in another: see core/search.h. */
static void
number_in_postings(struct arena *mem, const char *digits, struct sql *q)
{
	sql_add(q, " OR p.word LIKE ");
	sql_text(q, arena_fmt(mem, "#%s%%", digits));
	sql_add(q, " OR (p.word LIKE ");
	sql_text(q, arena_fmt(mem, "#%s%%", digits + 1));
	sql_add(q, " AND p.word LIKE ");
	sql_text(q, arena_fmt(mem, "%%.%c%%", *digits));
	sql_add(q, "))");
}

/*
 * Of one word the server sees a range in IN, where no word is "!"; an equality
 * makes it sort all that are equal.
 */
void
text_postings(struct arena *mem, int64_t kind, const struct seek *s,
    struct sql *q)
{
	str_fmt(&q->s, "p.kind = %d AND ", (int)kind);
	if (s->nspellings > 0) {
		for (size_t i = 0; i < s->nspellings; i++) {
			sql_add(q, i > 0 ? "," : "p.word IN (");
			sql_text(q, s->spellings[i]);
		}
		sql_add(q, ")");
		return;
	}
	if (seek_is_one_word(s)) {
		sql_add(q, "p.word IN ('!', ");
		sql_text(q, s->first);
		sql_add(q, ")");
		return;
	}
	sql_add(q, s->number ? "(p.word LIKE " : "p.word LIKE ");
	sql_text(q, arena_fmt(mem, "%s%%", s->word));
	if (s->number)
		number_in_postings(mem, s->word, q);
}

/* "(SELECT p.word FROM posting p WHERE ... order LIMIT 1)" */
static void
end_add(struct arena *mem, const struct match *m, size_t i,
    const char *order, struct sql *out)
{
	sql_add(out, "(SELECT p.word FROM posting p WHERE ");
	text_postings(mem, m->kind, &m->seeks[i], out);
	sql_add(out, order);
	sql_add(out, " LIMIT 1)");
}

void
text_ends(struct arena *mem, const struct match *m, size_t base,
    const char *more, struct sql *out)
{
	for (size_t i = 0; i < m->n; i++) {
		str_fmt(&out->s, "%s(SELECT %zu AS n, ",
		    out->s.n > 0 ? " UNION ALL " : "", base + i);
		end_add(mem, m, i, " ORDER BY p.word, p.id", out);
		sql_add(out, " AS f, ");
		if (m->seeks[i].number)
			sql_add(out, "NULL");
		else
			end_add(mem, m, i, " ORDER BY p.word DESC, p.id DESC",
			    out);
		str_fmt(&out->s, " AS l%s)", more);
	}
}

/* ---- tables */

/* The bits that a record has in its sign which has all the other words. */
static int64_t
sign_of_others(const struct match *m)
{
	int64_t	 all = 0;

	for (size_t i = 0; i < m->n; i++) {
		const struct seek	*s = &m->seeks[i];
		int64_t			 one = -1;

		if (i == m->lead || s->number)
			continue;
		if (s->nspellings == 0)
			one = search_sign(s->word);
		for (size_t k = 0; k < s->nspellings; k++)
			one &= search_sign(s->spellings[k]);
		all |= one;
	}
	return all;
}

static void
sign_add(const struct match *m, const char *sign, struct sql *q)
{
	long long	 bits = (long long)sign_of_others(m);

	if (bits != 0)
		str_fmt(&q->s, " AND (%s & %lld) = %lld", sign, bits, bits);
}

/* The records of the lead's postings, each once. */
static void
collected(struct arena *mem, const struct match *m, struct sql *q)
{
	sql_add(q, "(SELECT DISTINCT c.id FROM (SELECT p.id, p.sign "
	    "FROM posting p WHERE ");
	text_postings(mem, m->kind, &m->seeks[m->lead], q);
	if (m->capped)
		str_fmt(&q->s, " ORDER BY p.word, p.id LIMIT %d",
		    m->most > 0 ? m->most : COLLECT_MOST);
	sql_add(q, ") c WHERE 1");
	sign_add(m, "c.sign", q);
	sql_add(q, ") p");
}

/* Postings as they are. */
static void
streamed(struct from *f, const struct match *m, struct sql *where)
{
	const struct seek	*s = &m->seeks[m->lead];

	if (m->most > 0) {
		sql_add(&f->lead, "(SELECT p.word, p.id, p.sign FROM posting p "
		    "WHERE ");
		text_postings(f->w->mem, m->kind, s, &f->lead);
		str_fmt(&f->lead.s, " ORDER BY p.word, p.id LIMIT %d) p",
		    m->most);
	} else {
		sql_add(&f->lead, "posting p");
		sql_add(where, " AND ");
		text_postings(f->w->mem, m->kind, s, where);
	}
	sign_add(m, "p.sign", where);
}

/* A record that several of them lead to stands where its first word is. */
static void
streamed_once(struct from *f, const struct match *m, struct sql *where)
{
	const struct seek	*s = &m->seeks[m->lead];

	if (seek_is_one_word(s))
		return;
	sql_add(where, " AND LOCATE(");
	sql_text(where, arena_fmt(f->w->mem, " %s", s->word));
	sql_add(where, ", d.words) = LOCATE(CONCAT(' ', p.word, ' '), "
	    "d.words)");
}

/* Whether the text of a record is looked at, besides the lead's postings. */
static bool
needs_text(const struct match *m)
{
	return m->lead == m->n || m->n > 1 ||
	    (m->stream && !seek_is_one_word(&m->seeks[m->lead]));
}

static void
match_add(struct from *f, const struct match *m, struct sql *where)
{
	bool	 led = m->lead < m->n;

	if (m->nothing || m->n == 0) {
		sql_add(where, " AND 0");
		return;
	}
	if (led && m->stream)
		streamed(f, m, where);
	else if (led)
		collected(f->w->mem, m, &f->lead);
	if (needs_text(m))
		str_fmt(led ? &f->lead.s : &f->tail.s,
		    " STRAIGHT_JOIN posting d ON d.kind = %d AND "
		    "d.word = '' AND d.id = %s.id", (int)m->kind, led ? "p" : "r");
	for (size_t i = 0; i < m->n; i++)
		if (i != m->lead)
			seek_in_text(f->w->mem, &m->seeks[i], where);
	if (led && m->stream)
		streamed_once(f, m, where);	/* dearest, so last */
}

void
text_seeks(struct arena *mem, const char *text, struct match *m)
{
	struct alike_words	 words;
	const char		*at = strchr(text, '@');

	m->n = 0;
	alike_text(mem, text, &words);
	if (strspn(text, "0123456789 +-()./") == strlen(text) &&
	    words.n > 1) {	/* a telephone */
		struct str	 all;

		str_init(&all, mem);
		for (size_t i = 0; i < words.n; i++)
			str_add(&all, words.list[i]);
		words.list[0] = all.s;
		words.n = 1;
	}
	if (at != NULL && words.n > 1)
		words.n--;	/* "ua" of an address is no word of it */
	for (size_t i = 0; i < words.n && m->n < SEEKS_MOST; i++) {
		struct seek	*s = &m->seeks[m->n++];

		*s = (struct seek){ .word = words.list[i] };
		s->number = alike_is_number(s->word) &&
		    strlen(s->word) >= SEARCH_DIGITS;
	}
	m->lead = m->n;
}

void
text_add(struct from *f, const struct query *q, struct sql *where)
{
	struct match	 all = { .kind = search_kind(q->entity) };

	if (q->match != NULL) {
		match_add(f, q->match, where);
		return;
	}
	if (*str_trim(f->w->mem, q->text) == '\0')
		return;
	text_seeks(f->w->mem, q->text, &all);
	match_add(f, &all, where);
}

bool
text_count_add(struct work *w, const struct query *q, int most,
    struct sql *out)
{
	const struct match	*m = q->match;
	struct from		 f;
	struct reach		 reach;
	struct sql		 where;

	if (m == NULL || m->nothing || m->n == 0 || m->lead == m->n ||
	    (q->where != NULL && q->where->path != NULL))
		return false;
	from_init(&f, w, q->entity);
	from_reach(&f, q->verb, &reach);
	if (q->verb != VERB_SEE || f.njoins > 0 || reach.n != 1 ||
	    reach.ways[0].sql.s.n > 0)
		return false;
	sql_init(&where, w->mem);
	match_add(&f, m, &where);
	sql_add(out, "(SELECT COUNT(*) FROM (SELECT 1 FROM ");
	sql_append(out, &f.lead);
	sql_add(out, " WHERE 1");
	sql_append(out, &where);
	str_fmt(&out->s, " LIMIT %d) n)", most + 1);
	return true;
}
