/* query_spell.c: misspelt words of a list's text. */
#include <string.h>

#include "base/str.h"
#include "core/query_text.h"

#define SPELLINGS_MOST	8	/* that a misspelt word stands for */
#define SPELT_LEAST	4	/* letters of a word that may be misspelt */

static const char	 folded[] = "abcdefhiklmnoprstuvz";	/* of base/alike */

static void
spelling_add(struct str *s, const char *a, size_t n, const char *mid,
    const char *rest)
{
	str_fmt(s, "%s\"%.*s%s%s\"", s->n > 1 ? "," : "", (int)n, a, mid,
	    rest);
}

/* All words one edit away: a letter more, less, another, two changed round. */
static const char *
spellings(struct arena *mem, const char *word)
{
	size_t		 n = strlen(word);
	struct str	 s;

	str_init(&s, mem);
	str_addc(&s, '[');
	for (size_t i = 0; i <= n; i++) {
		const char	 two[] = { i + 1 < n ? word[i + 1] : '\0',
				    word[i], '\0' };

		if (i < n)
			spelling_add(&s, word, i, "", word + i + 1);
		if (i + 1 < n)
			spelling_add(&s, word, i, two, word + i + 2);
		for (const char *c = folded; *c != '\0'; c++) {
			const char	 one[] = { *c, '\0' };

			spelling_add(&s, word, i, one, word + i);
			if (i < n && *c != word[i])
				spelling_add(&s, word, i, one, word + i + 1);
		}
	}
	str_addc(&s, ']');
	return s.s;
}

bool
seek_may_be_misspelt(const struct seek *s)
{
	const char	*c = s->word;

	while (*c >= 'a' && *c <= 'z')
		c++;
	return *c == '\0' && strlen(s->word) >= SPELT_LEAST;
}

static void
ask_spellings(struct work *w, const struct match *m, size_t i,
    struct sql *out)
{
	sql_add(out, out->s.n > 0 ? " UNION ALL (SELECT " : "(SELECT ");
	sql_int(out, (int64_t)i);
	sql_add(out, ", v.word, (SELECT q.id FROM posting q WHERE q.kind = ");
	sql_int(out, m->kind);
	sql_add(out, " AND q.word = v.word COLLATE utf8mb4_bin "
	    "ORDER BY q.id LIMIT 1 OFFSET ");
	sql_int(out, COLLECT_MOST - 1);
	sql_add(out, ") FROM JSON_TABLE(");
	sql_text(out, spellings(w->mem, m->seeks[i].word));
	sql_add(out, ", '$[*]' COLUMNS (word VARCHAR(40) PATH '$')) v "
	    "WHERE EXISTS (SELECT 1 FROM posting p WHERE p.kind = ");
	sql_int(out, m->kind);
	sql_add(out, " AND p.word = v.word COLLATE utf8mb4_bin) LIMIT ");
	sql_int(out, SPELLINGS_MOST);
	sql_add(out, ")");
}

static void
spelling_take(struct arena *mem, struct seek *s, const char *word,
    int64_t edge)
{
	if (s->spellings == NULL)
		s->spellings = arena_alloc(mem, (SPELLINGS_MOST + 1) *
		    sizeof(*s->spellings));
	s->spellings[s->nspellings++] = s->edge_word = word;
	s->edge_id = edge;
	s->many = s->many || edge != 0;
}

/* One spelling is the word that was meant; of several each will do. */
static void
seek_respell(struct match *m, struct seek *s)
{
	m->nothing = m->nothing || s->nspellings == 0;
	s->size = s->many ? COLLECT_MOST : 1;
	if (s->nspellings != 1)
		return;
	s->word = s->first = s->last = s->spellings[0];
	s->nspellings = 0;
}

enum err
text_spell(struct work *w, struct match *m)
{
	struct sql	 out;
	struct db_rows	*rows;
	enum err	 e;

	sql_init(&out, w->mem);
	for (size_t i = 0; i < m->n && !m->nothing; i++)
		if (m->seeks[i].first == NULL) {
			m->nothing = !seek_may_be_misspelt(&m->seeks[i]);
			ask_spellings(w, m, i, &out);
		}
	if (m->nothing)
		return OK;
	e = db_query_fresh(w->db, w->mem, &rows, out.s.s, out.vals,
	    out.n);
	if (e != OK)
		return e;
	for (size_t r = 0; r < rows->n; r++)
		spelling_take(w->mem, &m->seeks[db_int(rows, r, 0)],
		    db_text(rows, r, 1), db_int(rows, r, 2));
	for (size_t i = 0; i < m->n; i++)
		if (m->seeks[i].kept)
			spelling_take(w->mem, &m->seeks[i], m->seeks[i].word,
			    0);
	for (size_t i = 0; i < m->n; i++)
		if (m->seeks[i].first == NULL)
			seek_respell(m, &m->seeks[i]);
	return OK;
}

/* ---- of several kinds */

/* Whether no kind has word i. */
static bool
is_lacking(struct match *const *list, size_t n, size_t i)
{
	size_t	 k = 0;

	while (k < n && list[k]->seeks[i].first == NULL)
		k++;
	return k == n;
}

/*
 * A word of several kinds is found several times, hence DISTINCT.  One EXISTS
 * for all kinds is taken as a join; several of them are asked one by one.
 */
static void
ask_everywhere(struct work *w, struct match *const *list, size_t n, size_t i,
    struct sql *out)
{
	sql_add(out, out->s.n > 0 ? " UNION ALL (SELECT " : "(SELECT ");
	sql_add(out, "DISTINCT ");
	sql_int(out, (int64_t)i);
	sql_add(out, ", v.word FROM (");
	for (size_t k = 0; k < n; k++) {
		sql_add(out, k > 0 ? " UNION ALL SELECT " : "SELECT ");
		sql_int(out, list[k]->kind);
		sql_add(out, " AS kind");
	}
	sql_add(out, ") k JOIN JSON_TABLE(");
	sql_text(out, spellings(w->mem, list[0]->seeks[i].word));
	sql_add(out, ", '$[*]' COLUMNS (word VARCHAR(40) PATH '$')) v "
	    "WHERE EXISTS (SELECT 1 FROM posting p WHERE p.kind = k.kind "
	    "AND p.word = v.word COLLATE utf8mb4_bin) LIMIT ");
	sql_int(out, SPELLINGS_MOST);
	sql_add(out, ")");
}

/* What was found for the first of the kinds is so for all of them. */
static void
spellings_share(struct match *const *list, size_t n, unsigned int lacking)
{
	for (size_t k = n; k-- > 0;)
		for (size_t i = 0; i < list[k]->n; i++) {
			struct seek	*s = &list[k]->seeks[i];

			if (!(lacking & 1u << i)) {
				list[k]->nothing = list[k]->nothing ||
				    s->first == NULL;
				continue;
			}
			s->spellings = list[0]->seeks[i].spellings;
			s->nspellings = list[0]->seeks[i].nspellings;
			seek_respell(list[k], s);
		}
}

/* Nor is there anything to find by words that have been looked for (kept). */
static void
nothing_near(struct match *const *list, size_t n)
{
	for (size_t k = 0; k < n; k++)
		list[k]->nothing = true;
}

enum err
text_spell_all(struct work *w, struct match *const *list, size_t n)
{
	unsigned int	 lacking = 0;
	struct sql	 out;
	struct db_rows	*rows;
	enum err	 e;

	sql_init(&out, w->mem);
	for (size_t i = 0; i < list[0]->n; i++) {
		if (!is_lacking(list, n, i))
			continue;
		if (!seek_may_be_misspelt(&list[0]->seeks[i])) {
			lacking = 0;
			break;
		}
		lacking |= 1u << i;
		ask_everywhere(w, list, n, i, &out);
	}
	if (lacking == 0) {
		nothing_near(list, n);
		return OK;
	}
	e = db_query_fresh(w->db, w->mem, &rows, out.s.s, out.vals, out.n);
	if (e == OK && rows->n == 0) {
		nothing_near(list, n);
		return OK;
	}
	for (size_t r = 0; e == OK && r < rows->n; r++)
		spelling_take(w->mem, &list[0]->seeks[db_int(rows, r, 0)],
		    db_text(rows, r, 1), 0);
	for (size_t i = 0; e == OK && i < list[0]->n; i++)
		if (list[0]->seeks[i].kept && lacking & 1u << i)
			spelling_take(w->mem, &list[0]->seeks[i],
			    list[0]->seeks[i].word, 0);
	if (e == OK)
		spellings_share(list, n, lacking);
	return e;
}
