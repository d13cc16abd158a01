/* query_all.c: one text looked for in many lists. */
#include <string.h>

#include "base/alike.h"
#include "base/str.h"
#include "core/query_all.h"
#include "core/query_parts.h"
#include "core/query_text.h"
#include "core/search.h"

#define ROWS_TOGETHER	2000	/* postings collected of all lists */
#define ROWS_LEAST	250	/* of one of them */
#define LEAD_MOST	300	/* postings that are rather read than rows */
#define PAGES		10	/* are collected where each fits */
#define SCAN_MOST	600	/* rows of a viewer who sees few */
#define OTHER_LEAST	3	/* letters of a word on the other layout */

#define PART_ROWS	100	/* numbers of answers, of each list */
#define ROW_OTHER	50	/* of the other layout */
#define ROW_WAY		99	/* the viewer has more rows than SCAN_MOST */
#define EXPLAIN_ROWS	8	/* the column "rows" */

/* One of the lists. */
struct part {
	struct query	*q;
	struct match	*typed, *other;
	struct match	*m;		/* the one that is meant */
	bool		 all;		/* the viewer sees every row */
	bool		 few;		/* or few of them */
};

struct query_all {
	struct work	*w;
	struct part	*parts;
	size_t		 n;
	bool		 exact;
	enum taken	 from;		/* ways before it have found nothing */
};

/* ---- which words there are */

/* Whether the viewer sees all, or by which ways to ask if he sees few. */
static void
ask_ways(struct query_all *a, size_t k, struct sql *out)
{
	struct part	*p = &a->parts[k];
	struct from	 f;
	struct reach	 r;
	bool		 counted = false;

	from_init(&f, a->w, p->q->entity);
	from_reach(&f, VERB_SEE, &r);
	p->all = r.n == 1 && r.ways[0].sql.s.n == 0;
	p->few = !p->all && r.n > 0;
	for (size_t i = 0; i < r.n && p->few; i++) {
		p->few = r.ways[i].few || (r.ways[i].col != NULL &&
		    *r.ways[i].col != '\0');
		counted = counted || !r.ways[i].few;
	}
	p->few = p->few && counted;
	for (size_t i = 0; i < r.n && p->few; i++) {
		if (r.ways[i].key.s.n == 0)
			continue;
		str_fmt(&out->s, " UNION ALL (SELECT %zu, NULL, NULL",
		    k * PART_ROWS + ROW_WAY);
		from_add(&f, out);
		sql_add(out, " WHERE ");
		sql_append(out, &r.ways[i].key);
		str_fmt(&out->s, " LIMIT 1 OFFSET %d)", SCAN_MOST);
	}
}

static void
answer_take(struct query_all *a, const struct db_rows *rows, size_t r)
{
	size_t		 n = (size_t)db_int(rows, r, 0);
	struct part	*p = &a->parts[n / PART_ROWS];
	struct seek	*s;

	n %= PART_ROWS;
	if (n == ROW_WAY) {
		p->few = false;
		return;
	}
	s = n >= ROW_OTHER ? &p->other->seeks[n - ROW_OTHER] :
	    &p->typed->seeks[n];
	s->first = db_text(rows, r, 1);
	s->last = db_text(rows, r, 2);
}

static enum err
words_ask(struct query_all *a)
{
	struct sql	 out;
	struct db_rows	*rows;
	enum err	 e;

	sql_init(&out, a->w->mem);
	for (size_t k = 0; k < a->n; k++) {
		text_ends(a->w->mem, a->parts[k].typed, k * PART_ROWS, "",
		    &out);
		text_ends(a->w->mem, a->parts[k].other,
		    k * PART_ROWS + ROW_OTHER, "", &out);
	}
	for (size_t k = 0; k < a->n; k++)
		ask_ways(a, k, &out);
	e = db_query_once(a->w->db, a->w->mem, &rows, out.s.s, out.vals,
	    out.n);
	for (size_t r = 0; e == OK && r < rows->n; r++)
		answer_take(a, rows, r);
	return e;
}

/* ---- which are meant */

/* Whether all of them are there, and are no mere letters. */
static bool
match_known(const struct match *m, size_t least)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->seeks[i].first == NULL ||
		    strlen(m->seeks[i].word) < least)
			return false;
	return m->n > 0;
}

/* Leave the lists that know all words; false if there is none. */
static bool
choose_known(struct query_all *a, bool other)
{
	size_t	 least = other ? OTHER_LEAST : 1, known = 0;

	for (size_t k = 0; k < a->n; k++)
		known += match_known(other ? a->parts[k].other :
		    a->parts[k].typed, least);
	if (known == 0)
		return false;
	for (size_t k = 0; k < a->n; k++) {
		struct match	*m = other ? a->parts[k].other :
				    a->parts[k].typed;

		m->nothing = !match_known(m, least);
		a->parts[k].q->match = a->parts[k].m = m;
	}
	return true;
}

/* Of words that are there, but not where the viewer sees, others are meant. */
static void
words_doubt(struct match *const *list, size_t n)
{
	for (size_t i = 0; i < list[0]->n; i++) {
		bool	 known = false;

		for (size_t k = 0; k < n; k++)
			known = known || list[k]->seeks[i].first != NULL;
		if (!known || !seek_may_be_misspelt(&list[0]->seeks[i]))
			continue;
		for (size_t k = 0; k < n; k++)
			list[k]->seeks[i].first = NULL;
		list[0]->seeks[i].kept = true;
	}
}

static enum err
choose(struct query_all *a, enum taken *as)
{
	struct match	**list = arena_alloc(a->w->mem,
			    a->n * sizeof(*list));

	*as = TAKEN_TYPED;
	if (a->from == TAKEN_TYPED && choose_known(a, false))
		return OK;
	for (size_t k = 0; k < a->n; k++) {
		list[k] = a->parts[k].m = a->parts[k].typed;
		list[k]->nothing = a->exact;
		a->parts[k].q->match = list[k];
	}
	if (a->exact)
		return OK;
	*as = TAKEN_LAYOUT;
	if (a->from <= TAKEN_LAYOUT && choose_known(a, true))
		return OK;
	*as = TAKEN_NEAREST;
	if (a->from > TAKEN_TYPED)
		words_doubt(list, a->n);
	return text_spell_all(a->w, list, a->n);
}

/* ---- how they are reached */

/* One word that is read in its order, as far as it is needed. */
static bool
is_plain(const struct part *p)
{
	const struct match	*m = p->m;

	return p->all && m->n == 1 && !m->seeks[0].number &&
	    m->seeks[0].nspellings == 0;
}

static bool
is_asked(const struct part *p)
{
	return !p->m->nothing && !is_plain(p);
}

/* The server's own estimate of how many postings each word has. */
static enum err
sizes_ask(struct query_all *a)
{
	struct sql	 out;
	struct db_rows	*rows;
	size_t		 r = 0;
	enum err	 e;

	sql_init(&out, a->w->mem);
	for (size_t k = 0; k < a->n; k++) {
		const struct match	*m = a->parts[k].m;

		for (size_t i = 0; i < m->n && is_asked(&a->parts[k]); i++) {
			sql_add(&out, out.s.n == 0 ?
			    "EXPLAIN (SELECT p.id FROM posting p WHERE " :
			    " UNION ALL (SELECT p.id FROM posting p WHERE ");
			text_postings(a->w->mem, m->kind, &m->seeks[i], &out);
			sql_add(&out, ")");
		}
	}
	if (out.s.n == 0)
		return OK;
	e = db_query_once(a->w->db, a->w->mem, &rows, out.s.s, out.vals,
	    out.n);
	for (size_t k = 0; e == OK && k < a->n; k++) {
		struct match	*m = a->parts[k].m;

		for (size_t i = 0; i < m->n && is_asked(&a->parts[k]); i++)
			m->seeks[i].size = r < rows->n ?
			    db_int(rows, r++, EXPLAIN_ROWS) : 0;
	}
	return e;
}

static void
part_lead(struct part *p, int most)
{
	struct match		*m = p->m;
	const struct seek	*s;
	struct query		*q = p->q;

	m->lead = 0;
	m->stream = m->capped = q->by_word = q->capped = q->sparse = false;
	m->most = 0;
	for (size_t i = 1; i < m->n; i++)
		if (m->seeks[i].size < m->seeks[m->lead].size)
			m->lead = i;
	s = &m->seeks[m->lead];
	if (p->few && s->size > LEAD_MOST) {
		m->lead = m->n;
		return;
	}
	m->stream = q->by_word = !s->number && s->nspellings == 0;
	if (is_plain(p))
		return;
	m->most = most;
	if (!m->stream && p->all && m->n == 1 && most > q->limit * PAGES)
		m->most = q->limit * PAGES;
	m->capped = q->sparse = !m->stream;
	q->capped = s->size > m->most;
}

static void
leads_choose(struct query_all *a)
{
	size_t	 n = 0;
	int	 most;

	for (size_t k = 0; k < a->n; k++)
		n += is_asked(&a->parts[k]);
	most = ROWS_TOGETHER / (int)(n > 0 ? n : 1);
	for (size_t k = 0; k < a->n; k++)
		if (!a->parts[k].m->nothing)
			part_lead(&a->parts[k],
			    most > ROWS_LEAST ? most : ROWS_LEAST);
}

static struct match *
match_new(struct arena *mem, int64_t kind, const char *text)
{
	struct match	*m = arena_alloc(mem, sizeof(*m));

	*m = (struct match){ .kind = kind };
	if (text != NULL)
		text_seeks(mem, text, m);
	return m;
}

static void
part_take(struct query_all *a, struct query *q, const char *text)
{
	struct arena	*mem = a->w->mem;
	int64_t		 kind = search_kind(q->entity);

	q->text = text;
	q->match = NULL;
	if (kind == 0)
		return;
	a->parts[a->n++] = (struct part){ .q = q,
	    .typed = match_new(mem, kind, text),
	    .other = match_new(mem, kind, a->exact ? NULL :
		alike_layout(mem, text)) };
	q->match = a->parts[a->n - 1].typed;
}

/* The first way from a->from on in which there is anything. */
static enum err
bound(struct query_all *a, enum taken *as)
{
	enum err	 e = choose(a, as);

	if (e == OK)
		e = sizes_ask(a);
	if (e == OK)
		leads_choose(a);
	return e;
}

enum err
query_bound_all(struct work *w, struct query *lanes, size_t n,
    const char *text, bool exact, enum taken *as, struct query_all **all)
{
	struct query_all	*a = arena_alloc(w->mem, sizeof(*a));
	enum err		 e;

	*a = (struct query_all){ .w = w, .exact = exact };
	*all = a;
	*as = TAKEN_TYPED;
	a->parts = arena_alloc(w->mem, n * sizeof(*a->parts));
	for (size_t i = 0; i < n; i++)
		part_take(a, &lanes[i], text);
	if (a->n == 0 || a->parts[0].typed->n == 0)
		return OK;
	e = words_ask(a);
	return e == OK ? bound(a, as) : e;
}

bool
query_bound_ends(const struct query_all *a, enum taken as)
{
	return a->n == 0 || a->parts[0].typed->n == 0 || a->exact ||
	    as == TAKEN_NEAREST;
}

enum err
query_bound_again(struct query_all *a, enum taken *as)
{
	a->from = *as + 1;
	return bound(a, as);
}

bool
query_hopeless(const struct query *q)
{
	return q->match == NULL || q->match->nothing || q->match->n == 0;
}

/* ---- lists that follow */

static struct match *
match_copy(struct arena *mem, const struct match *m)
{
	struct match	*own = arena_alloc(mem, sizeof(*own));

	*own = *m;
	own->stream = own->capped = false;
	own->most = 0;
	return own;
}

struct query
query_among(struct arena *mem, const struct query *q,
    const struct db_val *ids, size_t n)
{
	struct filter	*where = arena_alloc(mem, 2 * sizeof(*where));
	struct query	 own = *q;

	where[0] = (struct filter){ .path = "id", .op = OP_IN, .values = ids,
	    .nvalues = n };
	where[1] = (struct filter)WHERE_END;
	if (q->match != NULL) {
		struct match	*m = match_copy(mem, q->match);

		m->lead = m->n;
		own.match = m;
	}
	own.where = where;
	own.sort = "id";
	own.by_word = own.capped = false;
	own.sparse = true;
	return own;
}

bool
query_whole(struct arena *mem, const struct query *q, struct query *out)
{
	struct match	*m;
	struct seek	*s;

	if (query_hopeless(q) || q->match->n != 1 ||
	    !q->match->seeks[0].number)
		return false;
	m = match_copy(mem, q->match);
	s = &m->seeks[0];
	s->spellings = arena_alloc(mem, 2 * sizeof(*s->spellings));
	s->spellings[0] = s->word;
	s->spellings[1] = arena_fmt(mem, "#%s.", s->word);
	s->nspellings = 2;
	m->lead = 0;
	*out = *q;
	out->match = m;
	out->sparse = true;
	out->by_word = out->capped = false;
	return true;
}
