/* query_plan.c: by which word of a list's text its records are reached. */
#include <string.h>

#include "base/alike.h"
#include "core/kept.h"
#include "core/query_parts.h"
#include "core/query_text.h"
#include "core/search.h"

#define SCAN_MOST	3000	/* rows of a viewer who sees few */
#define OTHER_LEAST	3	/* letters of a word on the other layout */
#define MANY_SURE	(4 * COLLECT_MOST)	/* in an estimate of the server */

struct plan {
	struct work	*w;
	struct query	*q;
	struct match	 typed, other;	/* other: on the other keyboard layout */
	struct match	 was;		/* typed, before it was taken in a way */
	int64_t		 records;	/* in the index, estimated; 0: unknown */
	bool		 asked;		/* about other too */
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

/* How much of a word the place where the page starts begins with. */
static size_t
seek_led(const struct plan *p, const struct seek *s)
{
	const struct db_val	*at = &p->q->after_value;
	size_t			 n = strlen(s->word);

	return at->type == DB_TEXT && strncmp(at->s, s->word, n) == 0 ? n : 0;
}

#define BELIEVED_S	60	/* how frequent a word is, that a page fills */
#define EDGE_LEAST	200
#define EXPLAIN_ROWS	8	/* the column "rows" */
#define ROW_OTHER	100	/* numbers of rows: of the other layout */
#define ROW_EDGE	200	/* more: where COLLECT_MOST postings end */
#define ROW_WAY		400	/* the viewer has more rows than SCAN_MOST */

/* Whether postings of a are read rather than those of b. */
static bool
better(const struct seek *a, const struct seek *b)
{
	if (a->many != b->many)
		return !a->many;
	if (a->number != b->number)
		return a->number != a->many;	/* a rare number is rarest */
	return a->size < b->size;
}

/*
 * What is guessed to lead: the best of those words that seem to be there.  A
 * page behind the first goes on with the one that led to it, the longest that
 * its place begins with.
 */
static size_t
seek_guess(const struct plan *p, const struct match *m)
{
	size_t	 best = 0;

	for (size_t i = 1; i < m->n; i++) {
		const struct seek	*s = &m->seeks[i];
		const struct seek	*b = &m->seeks[best];

		if (p->q->after_word ? seek_led(p, s) > seek_led(p, b) :
		    s->size > 1 && (b->size <= 1 || better(s, b)))
			best = i;
	}
	return best;
}

/* Whether all of one word may be read in its order, as far as a page needs. */
static bool
is_boundless(const struct plan *p, const struct match *m)
{
	return m->n == 1 && p->all &&
	    (p->q->where == NULL || p->q->where->path == NULL);
}

/*
 * How many postings of i are looked through for a page, where all words are
 * spread evenly: twice as many as fill it.
 */
static int
edge_window(const struct plan *p, const struct match *m, size_t i)
{
	double	 n = 2 * p->q->limit;

	if (m->seeks[i].size <= MANY_SURE)
		return COLLECT_MOST;
	for (size_t k = 0; k < m->n; k++)
		if (k != i && m->seeks[k].size > 0)
			n = n * (double)p->records / (double)m->seeks[k].size;
	return n < EDGE_LEAST ? EDGE_LEAST :
	    n < COLLECT_MOST ? (int)n : COLLECT_MOST;
}

static bool
is_sorted(const struct query *q)
{
	return q->sort != NULL || (q->after && !q->after_word);
}

/*
 * What it is remembered by that a first page of these words is filled before
 * its edge; NULL where that depends on who looks, or on filters.
 */
static const char *
fills_fact(const struct plan *p, const struct match *m)
{
	struct str	 s;

	if (p->q->after || p->q->back || !p->all ||
	    (p->q->where != NULL && p->q->where->path != NULL))
		return NULL;
	str_init(&s, p->w->mem);
	str_fmt(&s, "fills %d of %d", p->q->limit, (int)m->kind);
	for (size_t i = 0; i < m->n; i++)
		str_fmt(&s, " %s", m->seeks[i].word);
	return s.s;
}

static void
ask_edge(struct plan *p, struct match *m, size_t base, struct sql *out)
{
	size_t		 i = seek_guess(p, m);
	struct seek	*s = &m->seeks[i];
	const char	*fact = fills_fact(p, m);

	if (s->size > MANY_SURE && (is_boundless(p, m) || is_sorted(p->q)))
		return;
	for (size_t k = 0; k < m->n; k++)
		m->seeks[k].many = k != i && (m->seeks[k].many ||
		    m->seeks[k].size == 0);
	if (s->size > MANY_SURE && fact != NULL && m->n > 1) {
		m->fact = fact;
		m->fills = kept_noted_briefly(p->w, fact);
		s->many = s->many || m->fills;
	}
	if (m->fills)
		return;
	str_fmt(&out->s, "%s(SELECT %zu, p.word, NULL, p.id "
	    "FROM posting p WHERE ", out->s.n > 0 ? " UNION ALL " : "",
	    ROW_EDGE + base + i);
	text_postings(p->w->mem, m->kind, s, out);
	after_postings(p->q, out);
	order_postings(p->q, out);
	str_fmt(&out->s, " LIMIT 1 OFFSET %d)", edge_window(p, m, i) - 1);
}

static void
ask_ways(struct plan *p, const struct reach *r, struct sql *out)
{
	struct from	 f;

	from_init(&f, p->w, p->q->entity);
	for (size_t i = 0; i < r->n; i++) {
		if (r->ways[i].key.s.n == 0)
			continue;
		str_fmt(&out->s, "%s(SELECT %d, NULL, NULL, 1",
		    out->s.n > 0 ? " UNION ALL " : "", ROW_WAY);
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

static const char *
size_fact(const struct plan *p, const struct match *m, const char *word)
{
	return arena_fmt(p->w->mem, "size %d %s", (int)m->kind, word);
}

/*
 * What is remembered of how frequent the words are, and with several of how
 * many records there are: all of it, or nothing.
 */
static bool
sizes_told(struct plan *p, struct match *m)
{
	int64_t	 n = 0;

	for (size_t i = 0; i < m->n; i++) {
		if (!kept_told_briefly(p->w, size_fact(p, m,
		    m->seeks[i].word), &n))
			return false;
		m->seeks[i].size = n;
	}
	if (m->n > 1 && !kept_told_briefly(p->w, size_fact(p, m, ""), &n))
		return false;
	p->records = m->n > 1 ? n : 0;
	return true;
}

/* Frequent words stay so; of rare ones there may be none in a minute. */
static void
sizes_keep(struct plan *p, const struct match *m)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->seeks[i].size > MANY_SURE)
			kept_tell_briefly(p->w, size_fact(p, m,
			    m->seeks[i].word), BELIEVED_S, m->seeks[i].size);
	if (m->n > 1)
		kept_tell_briefly(p->w, size_fact(p, m, ""), BELIEVED_S,
		    p->records);
}

/*
 * The server's own estimate of how many postings each word has: of a few it
 * is true, of many within a factor of three; 1 may be none.  Of several words
 * also how many records there are.
 */
static enum err
sizes_explain(struct plan *p, struct match *m)
{
	struct sql	 out;
	struct db_rows	*rows;
	enum err	 e;

	sql_init(&out, p->w->mem);
	for (size_t i = 0; i < m->n; i++) {
		sql_add(&out, i == 0 ? "EXPLAIN " : " UNION ALL ");
		sql_add(&out, "(SELECT p.id FROM posting p WHERE ");
		text_postings(p->w->mem, m->kind, &m->seeks[i], &out);
		sql_add(&out, ")");
	}
	if (m->n > 1) {
		sql_add(&out, " UNION ALL (SELECT p.id FROM posting p "
		    "WHERE p.word = '' AND p.kind = ");
		sql_int(&out, m->kind);
		sql_add(&out, ")");
	}
	e = db_query_once(p->w->db, p->w->mem, &rows, out.s.s, out.vals,
	    out.n);
	for (size_t i = 0; e == OK && i < m->n; i++)
		m->seeks[i].size = db_int(rows, i, EXPLAIN_ROWS);
	if (e == OK && m->n > 1)
		p->records = db_int(rows, m->n, EXPLAIN_ROWS);
	if (e == OK)
		sizes_keep(p, m);
	return e;
}

static enum err
sizes_ask(struct plan *p, struct match *m)
{
	enum err	 e = OK;

	if (p->q->after_word)
		return OK;
	if (!sizes_told(p, m))
		e = sizes_explain(p, m);
	for (size_t i = 0; e == OK && i < m->n; i++)
		m->seeks[i].many = m->seeks[i].size > COLLECT_MOST;
	return e;
}

/* Whether every word seems to be there. */
static bool
match_sized(const struct match *m)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->seeks[i].size <= 1)
			return false;
	return true;
}

static enum err
plan_run(struct plan *p, const struct sql *s)
{
	struct db_rows	*rows;
	enum err	 e;

	if (s->s.n == 0)
		return OK;
	e = db_query_once(p->w->db, p->w->mem, &rows, s->s.s, s->vals, s->n);
	for (size_t r = 0; e == OK && r < rows->n; r++)
		answer_take(p, rows, r);
	return e;
}

/* Whether several words are all so frequent that they surely are there. */
static bool
match_sure(const struct match *m)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->seeks[i].size <= MANY_SURE)
			return false;
	return m->n > 1;
}

/*
 * Whether a word alone stood whole in all that a page showed a moment ago: what
 * only begins with it comes behind them.
 */
static bool
match_whole(const struct plan *p, struct match *m)
{
	if (m->n != 1 || m->seeks[0].size <= MANY_SURE || is_sorted(p->q))
		return false;
	m->fact = fills_fact(p, m);
	return m->fact != NULL && kept_noted_briefly(p->w, m->fact);
}

/* Of a word alone it is also asked whether it is always whole. */
static void
ask_match(struct plan *p, struct match *m, size_t base, struct sql *out)
{
	if (match_sure(m))
		for (size_t i = 0; i < m->n; i++)
			m->seeks[i].first = m->seeks[i].word;
	else if (match_whole(p, m))
		m->seeks[0].first = m->seeks[0].last = m->seeks[0].word;
	else
		text_ends(p->w->mem, m, base, ", 0 AS id", out);
	if (m->n > 0)
		ask_edge(p, m, base, out);
}

/* Of the other layout only where the words that were typed may be none. */
static enum err
plan_ask(struct plan *p)
{
	struct from	 f;
	struct reach	 reach;
	struct sql	 out;
	enum err	 e = sizes_ask(p, &p->typed);

	if (e != OK)
		return e;
	p->asked = !match_sized(&p->typed);
	sql_init(&out, p->w->mem);
	from_init(&f, p->w, p->q->entity);
	from_reach(&f, p->q->verb, &reach);
	p->all = reach.n == 1 && reach.ways[0].sql.s.n == 0;
	p->few = reach_is_counted(&reach);
	ask_match(p, &p->typed, 0, &out);
	if (p->asked)
		ask_match(p, &p->other, ROW_OTHER, &out);
	if (p->few)
		ask_ways(p, &reach, &out);
	return plan_run(p, &out);
}

static enum err
other_ask(struct plan *p)
{
	struct sql	 out;

	if (p->asked || p->other.n == 0)
		return OK;
	sql_init(&out, p->w->mem);
	ask_match(p, &p->other, ROW_OTHER, &out);
	return plan_run(p, &out);
}

/* ---- choosing */

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

static bool
match_any(const struct match *m)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->seeks[i].first != NULL)
			return true;
	return false;
}

/* Of words that are there, but not where the viewer sees, others are meant. */
static void
words_doubt(struct match *m)
{
	bool	 lacking = false;

	for (size_t i = 0; i < m->n; i++) {
		struct seek	*s = &m->seeks[i];

		s->kept = s->first != NULL && seek_may_be_misspelt(s);
		if (s->kept)
			s->first = NULL;
		lacking = lacking || s->first == NULL;
	}
	m->nothing = !lacking;
}

/*
 * Words as typed; else those of the other layout; else the nearest.  From
 * the way that q asks for on: the ways before it found nothing that the
 * viewer sees, whatever others have.
 */
static enum err
match_choose(struct plan *p)
{
	struct match	*m = &p->typed;
	enum taking	 from = p->q->way;
	enum err	 e = OK;

	if (from == WAY_TYPED && match_known(m, 1))
		return OK;
	if (from <= WAY_LAYOUT)
		e = other_ask(p);
	if (e != OK)
		return e;
	if (from <= WAY_LAYOUT && match_known(&p->other, OTHER_LEAST)) {
		*m = p->other;
		p->q->way = WAY_LAYOUT;
		return OK;
	}
	p->q->way = from == WAY_TYPED ? WAY_NEAREST : WAY_DOUBT;
	if (p->q->way == WAY_DOUBT)
		words_doubt(m);
	e = text_spell(p->w, m);
	p->other.n = 0;
	return e == OK && !m->nothing && p->q->after_word ? plan_ask(p) : e;
}

/* Of those whose edge is known. */
static size_t
seek_best(const struct plan *p, const struct match *m)
{
	size_t	 best = seek_guess(p, m);

	for (size_t i = 0; i < m->n; i++)
		if ((!m->seeks[i].many || m->seeks[i].edge_word != NULL) &&
		    better(&m->seeks[i], &m->seeks[best]))
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
	m->plenty = s->size > MANY_SURE && is_boundless(p, m);
	if (!s->many || is_boundless(p, m))
		return;
	q->upto = true;
	q->filled = m->fills;
	q->upto_value = (struct db_val)DB_S(s->edge_word);
	q->upto_id = s->edge_id;
}

static void
plan_lead(struct plan *p, struct match *m)
{
	struct query	*q = p->q;

	m->lead = q->after_word ? seek_guess(p, m) : seek_best(p, m);
	if (q->after_word || (!is_sorted(q) && m->seeks[m->lead].many &&
	    !m->seeks[m->lead].number &&
	    m->seeks[m->lead].nspellings == 0)) {
		plan_stream(p, m);
		return;
	}
	m->capped = q->capped = m->seeks[m->lead].many;
	q->sparse = true;
}

/* What is known of the words before a way is chosen. */
static enum err
plan_begin(struct plan *p)
{
	const char	*other = alike_layout(p->w->mem, p->q->text);
	enum err	 e;

	if (other != NULL)
		text_seeks(p->w->mem, other, &p->other);
	e = plan_ask(p);
	p->was = p->typed;
	return e;
}

static enum err
plan_take(struct plan *p)
{
	struct query	*q = p->q;
	enum err	 e = OK;

	if (q->way == WAY_TYPED)
		e = plan_begin(p);
	else
		p->typed = p->was;
	if (e == OK)
		e = match_choose(p);
	if (p->all || (q->way == WAY_NEAREST && !match_any(&p->was)))
		q->way = WAY_DOUBT;	/* nothing is kept from him */
	if (e == OK && !p->typed.nothing && !p->few)
		plan_lead(p, &p->typed);
	return e;
}

enum err
text_plan(struct work *w, struct query *q)
{
	struct plan	*p = q->plan;

	q->match = NULL;
	q->by_word = q->capped = false;
	if (q->text == NULL || *str_trim(w->mem, q->text) == '\0' ||
	    q->deleted || search_kind(q->entity) == 0)
		return OK;
	if (p == NULL || q->way == WAY_TYPED) {
		p = arena_alloc(w->mem, sizeof(*p));
		p->w = w;
		p->typed.kind = p->other.kind = search_kind(q->entity);
		text_seeks(w->mem, q->text, &p->typed);
		q->plan = p;
		q->way = WAY_TYPED;
	}
	p->q = q;
	q->match = &p->typed;
	return p->typed.n == 0 ? OK : plan_take(p);
}

void
text_filled(struct work *w, const struct query *q, size_t n)
{
	const struct match	*m = q->match;

	if (m != NULL && m->stream && m->fact != NULL && (m->n == 1 ?
	    m->plenty && str_eq(m->seeks[0].first, m->seeks[0].word) &&
	    str_eq(m->seeks[0].last, m->seeks[0].word) : q->upto) &&
	    n >= (size_t)q->limit)
		kept_note_briefly(w, m->fact, BELIEVED_S);
}
