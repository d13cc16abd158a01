/* query_plan.c: by which word of a list's text its records are reached. */
#include <string.h>

#include "base/alike.h"
#include "core/query_parts.h"
#include "core/query_text.h"
#include "core/search.h"

#define SCAN_MOST	3000	/* rows of a viewer who sees few */
#define SPELLINGS_MOST	8
#define SPELT_LEAST	4	/* letters of a word that may be misspelt */
#define OTHER_LEAST	3	/* or on the other layout */

struct plan {
	struct work	*w;
	struct query	*q;
	struct match	 typed, other;	/* other: on the other keyboard layout */
	bool		 few;		/* the viewer sees few rows */
	bool		 all;		/* or every one */
};

/* ---- asking */

static void
order_postings(const struct query *q, struct sql *out)
{
	sql_add(out, q->back ? " ORDER BY p.word DESC, p.id DESC" :
	    " ORDER BY p.word, p.id");
}

/* From where the page starts. */
static void
after_postings(const struct query *q, struct sql *out)
{
	const char	*than = q->back ? "<" : ">";

	if (!q->after_word)
		return;
	str_fmt(&out->s, " AND (p.word %s ", than);
	sql_val(out, &q->after_value);
	sql_add(out, " OR (p.word = ");
	sql_val(out, &q->after_value);
	str_fmt(&out->s, " AND p.id %s ", than);
	sql_int(out, q->after_id);
	sql_add(out, "))");
}

/* The longest word that is no number: it leads where all are frequent. */
static size_t
seek_longest(const struct match *m)
{
	size_t	 best = 0;

	for (size_t i = 1; i < m->n; i++)
		if (m->seeks[best].name)
			break;
		else if (m->seeks[best].number != m->seeks[i].number ?
		    m->seeks[best].number :
		    strlen(m->seeks[i].word) > strlen(m->seeks[best].word))
			best = i;
	return best;
}

/* "(SELECT what FROM posting p WHERE ... end)" */
static void
ask(struct plan *p, const struct match *m, size_t i, const char *what,
    const char *end, struct sql *out)
{
	sql_add(out, "(SELECT ");
	sql_add(out, what);
	sql_add(out, " FROM posting p WHERE ");
	text_postings(p->w->mem, m->kind, &m->seeks[i], out);
	sql_add(out, end);
	sql_add(out, ")");
}

/* Rows of "number, first word, last word, 0". */
static void
ask_words(struct plan *p, const struct match *m, size_t base,
    struct sql *out)
{
	for (size_t i = 0; i < m->n; i++) {
		str_fmt(&out->s, "%s(SELECT %zu AS n, ",
		    out->s.n > 0 ? " UNION ALL " : "", base + i);
		ask(p, m, i, "p.word", " ORDER BY p.word, p.id LIMIT 1", out);
		sql_add(out, " AS f, ");
		if (m->seeks[i].number)
			sql_add(out, "NULL");
		else
			ask(p, m, i, "p.word", " ORDER BY p.word DESC, "
			    "p.id DESC LIMIT 1", out);
		sql_add(out, " AS l, 0 AS id)");
	}
}

#define ROW_OTHER	100	/* numbers of rows: of the other layout */
#define ROW_EDGE	200	/* more: where COLLECT_MOST postings end */
#define ROW_WAY		400	/* the viewer has more rows than SCAN_MOST */

static void
ask_edges(struct plan *p, const struct match *m, size_t base,
    struct sql *out)
{
	size_t	 longest = seek_longest(m);

	for (size_t i = 0; i < m->n; i++) {
		str_fmt(&out->s, " UNION ALL (SELECT %zu, p.word, NULL, p.id "
		    "FROM posting p WHERE ", ROW_EDGE + base + i);
		text_postings(p->w->mem, m->kind, &m->seeks[i], out);
		if (i == longest)
			after_postings(p->q, out);
		order_postings(p->q, out);
		str_fmt(&out->s, " LIMIT 1 OFFSET %d)", COLLECT_MOST - 1);
	}
}

static void
ask_ways(struct plan *p, const struct reach *r, struct sql *out)
{
	struct from	 f;

	from_init(&f, p->w, p->q->entity);
	for (size_t i = 0; i < r->n; i++) {
		if (r->ways[i].key.s.n == 0)
			continue;
		str_fmt(&out->s, " UNION ALL (SELECT %d, NULL, NULL, 1",
		    ROW_WAY);
		from_add(&f, out);
		sql_add(out, " WHERE ");
		sql_append(out, &r->ways[i].key);
		str_fmt(&out->s, " LIMIT 1 OFFSET %d)", SCAN_MOST);
	}
}

/* Whether few can be said of this reach: each way is a column of its own. */
static bool
reach_is_counted(const struct reach *r)
{
	size_t	 n = 0;

	for (size_t i = 0; i < r->n; i++) {
		if (r->ways[i].few)
			continue;
		if (r->ways[i].col == NULL || *r->ways[i].col == '\0')
			return false;
		n++;
	}
	return n > 0;
}

static void
answer_take(struct plan *p, const struct db_rows *rows, size_t r)
{
	size_t		 n = (size_t)db_int(rows, r, 0);
	struct match	*m = n % ROW_EDGE >= ROW_OTHER ? &p->other :
			    &p->typed;
	struct seek	*s = &m->seeks[n % ROW_OTHER];

	if (n == ROW_WAY) {
		p->few = false;
	} else if (n >= ROW_EDGE) {
		s->many = true;
		s->edge_word = db_text(rows, r, 1);
		s->edge_id = db_int(rows, r, 3);
	} else {
		s->first = db_text(rows, r, 1);
		s->last = db_text(rows, r, 2);
	}
}

static enum err
plan_ask(struct plan *p)
{
	struct from	 f;
	struct reach	 reach;
	struct sql	 out;
	struct db_rows	*rows;
	enum err	 e;

	sql_init(&out, p->w->mem);
	from_init(&f, p->w, p->q->entity);
	from_reach(&f, p->q->verb, &reach);
	p->all = reach.n == 1 && reach.ways[0].sql.s.n == 0;
	p->few = reach_is_counted(&reach);
	ask_words(p, &p->typed, 0, &out);
	ask_words(p, &p->other, ROW_OTHER, &out);
	ask_edges(p, &p->typed, 0, &out);
	ask_edges(p, &p->other, ROW_OTHER, &out);
	if (p->few)
		ask_ways(p, &reach, &out);
	e = db_query_once(p->w->db, p->w->mem, &rows, out.s.s, out.vals,
	    out.n);
	for (size_t r = 0; e == OK && r < rows->n; r++)
		answer_take(p, rows, r);
	return e;
}

/* ---- misspelt words */

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
		for (char c = 'a'; c <= 'z'; c++) {
			const char	 one[] = { c, '\0' };

			spelling_add(&s, word, i, one, word + i);
			if (i < n && c != word[i])
				spelling_add(&s, word, i, one, word + i + 1);
		}
	}
	str_addc(&s, ']');
	return s.s;
}

static bool
may_be_misspelt(const struct seek *s)
{
	const char	*c = s->word;

	while (*c >= 'a' && *c <= 'z')
		c++;
	return *c == '\0' && strlen(s->word) >= SPELT_LEAST;
}

/* One spelling is the word that was meant; of several each will do. */
static void
seek_respell(struct arena *mem, struct seek *s, const struct db_rows *rows)
{
	s->spellings = arena_alloc(mem, (rows->n + 1) * sizeof(*s->spellings));
	for (size_t i = 0; i < rows->n; i++) {
		s->spellings[i] = db_text(rows, i, 0);
		s->edge_word = s->spellings[i];
		s->edge_id = db_int(rows, i, 1);
		s->many = s->many || s->edge_id != 0;
	}
	if (rows->n == 1)
		s->word = s->first = s->last = s->spellings[0];
	else
		s->nspellings = rows->n;
}

static enum err
seek_spell(struct plan *p, struct match *m, struct seek *s)
{
	struct db_rows	*rows;
	enum err	 e;

	if (!may_be_misspelt(s)) {
		m->nothing = true;
		return OK;
	}
	e = db_query(p->w->db, p->w->mem, &rows, "SELECT v.word, (SELECT q.id "
	    "FROM posting q WHERE q.kind = ? AND q.word = v.word COLLATE "
	    "utf8mb4_bin ORDER BY q.id LIMIT 1 OFFSET ?) FROM "
	    "JSON_TABLE(?, '$[*]' COLUMNS (word VARCHAR(40) PATH '$')) v "
	    "WHERE EXISTS (SELECT 1 FROM posting p WHERE p.kind = ? AND "
	    "p.word = v.word COLLATE utf8mb4_bin) LIMIT ?",
	    DB_ARGS(DB_I(m->kind), DB_I(COLLECT_MOST - 1),
	    DB_S(spellings(p->w->mem, s->word)), DB_I(m->kind),
	    DB_I(SPELLINGS_MOST)));
	if (e != OK)
		return e;
	m->nothing = m->nothing || rows->n == 0;
	seek_respell(p->w->mem, s, rows);
	return OK;
}

/* Whether all of them were found, and are no mere letters. */
static bool
match_known(const struct match *m, size_t least)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->seeks[i].first == NULL ||
		    strlen(m->seeks[i].word) < least)
			return false;
	return m->n > 0;
}

/* Words as typed; else those of the other layout; else the nearest. */
static enum err
match_choose(struct plan *p)
{
	struct match	*m = &p->typed;
	enum err	 e = OK;

	if (match_known(m, 1))
		return OK;
	if (match_known(&p->other, OTHER_LEAST)) {
		*m = p->other;
		return OK;
	}
	for (size_t i = 0; i < m->n && e == OK; i++)
		if (m->seeks[i].first == NULL)
			e = seek_spell(p, m, &m->seeks[i]);
	p->other.n = 0;
	return e == OK && !m->nothing && p->q->after_word ? plan_ask(p) : e;
}

/* ---- choosing */

static bool
better(const struct seek *a, const struct seek *b)
{
	if (a->many != b->many)
		return !a->many;
	if (a->name != b->name)
		return a->name;
	if (a->number != b->number)
		return !a->number == a->many;	/* a rare number is rarest */
	return strlen(a->word) > strlen(b->word);
}

static size_t
seek_best(const struct match *m)
{
	size_t	 best = 0;

	for (size_t i = 1; i < m->n; i++)
		if (better(&m->seeks[i], &m->seeks[best]))
			best = i;
	return best;
}

/* In the order of postings; bounded where rows are passed over. */
static void
plan_stream(struct plan *p, struct match *m)
{
	const struct seek	*s = &m->seeks[m->lead];
	struct query		*q = p->q;

	m->stream = q->by_word = true;
	if (!s->many || (m->n == 1 && p->all &&
	    (q->where == NULL || q->where->path == NULL)))
		return;
	q->upto = true;
	q->upto_value = (struct db_val)DB_S(s->edge_word);
	q->upto_id = s->edge_id;
}

static void
plan_lead(struct plan *p, struct match *m)
{
	struct query	*q = p->q;
	bool		 sorted = q->sort != NULL ||
			    (q->after && !q->after_word);

	m->lead = q->after_word ? seek_longest(m) : seek_best(m);
	if (q->after_word || (!sorted && m->seeks[m->lead].many &&
	    !m->seeks[m->lead].number &&
	    m->seeks[m->lead].nspellings == 0)) {
		plan_stream(p, m);
		return;
	}
	m->capped = q->capped = m->seeks[m->lead].many;
	q->sparse = true;
}

enum err
text_plan(struct work *w, struct query *q)
{
	struct plan	*p = arena_alloc(w->mem, sizeof(*p));
	const char	*other;
	enum err	 e;

	q->match = NULL;
	q->by_word = q->capped = false;
	if (q->text == NULL || *str_trim(w->mem, q->text) == '\0' ||
	    q->deleted || search_kind(q->entity) == 0)
		return OK;
	p->w = w;
	p->q = q;
	p->typed.kind = p->other.kind = search_kind(q->entity);
	text_seeks(w->mem, q->text, &p->typed);
	q->match = &p->typed;
	if (p->typed.n == 0)
		return OK;
	other = alike_layout(w->mem, q->text);
	if (other != NULL)
		text_seeks(w->mem, other, &p->other);
	e = plan_ask(p);
	if (e == OK)
		e = match_choose(p);
	if (e == OK && !p->typed.nothing && !p->few)
		plan_lead(p, &p->typed);
	return e;
}
