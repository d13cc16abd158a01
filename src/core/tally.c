/* tally.c: counts and sums kept by the saves themselves. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "core/gate.h"
#include "core/rights.h"
#include "core/tally_parts.h"

#define FOLD_EVERY	128	/* deltas that lie before they are added up */
#define FOLD_MOST	2000	/* of them in one go */
#define ROWS_MOST	100	/* of one statement */
#define DAY_MOST	4000000	/* behind any date */

/* ---- lists of counts */

void
count_code(char *to, const char *from, size_t max)
{
	size_t	 n = from == NULL ? 0 : strnlen(from, max);

	memset(to, 0, max + 1);
	if (n > 0)
		memcpy(to, from, n);
}

void
counts_add(struct work *w, struct counts *list, const struct count *c,
    int sign)
{
	if (list->n == list->cap) {
		size_t		 cap = list->cap == 0 ? 16 : list->cap * 2;
		struct count	*v = arena_alloc(w->mem, cap * sizeof(*v));

		if (list->n > 0)
			memcpy(v, list->list, list->n * sizeof(*v));
		list->list = v;
		list->cap = cap;
	}
	list->list[list->n] = *c;
	list->list[list->n].n *= sign;
	list->list[list->n++].amount *= sign;
}

#define ORDER(x, y)	if ((x) != (y)) return (x) < (y) ? -1 : 1

static int
by_key(const void *a, const void *b)
{
	const struct count	*x = a, *y = b;
	int			 c;

	ORDER(x->day, y->day);
	ORDER(x->a, y->a);
	ORDER(x->b, y->b);
	ORDER(x->owner_id, y->owner_id);
	ORDER(x->team_id, y->team_id);
	c = strcmp(x->currency, y->currency);
	return c != 0 ? c : strcmp(x->code, y->code);
}

void
counts_merge(struct counts *list)
{
	struct count	*v = list->list;
	size_t		 k = 0, run;

	if (list->n > 1)
		qsort(v, list->n, sizeof(*v), by_key);
	for (size_t i = 0; i < list->n; i += run) {
		struct count	 sum = v[i];

		for (run = 1; i + run < list->n &&
		    by_key(&sum, &v[i + run]) == 0; run++) {
			sum.n += v[i + run].n;
			sum.amount += v[i + run].amount;
		}
		if (sum.n != 0 || sum.amount != 0)
			v[k++] = sum;
	}
	list->n = k;
}

/* ---- what is written */

static void
key_add(struct sql *q, const struct count *c)
{
	const int64_t	 v[] = { c->day, c->a, c->b, c->owner_id, c->team_id };

	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++) {
		sql_add(q, ",");
		sql_int(q, v[i]);
	}
	sql_add(q, ",");
	sql_text(q, c->currency);
	sql_add(q, ",");
	sql_text(q, c->code);
	sql_add(q, ",");
	sql_int(q, c->n);
	sql_add(q, ",");
	sql_int(q, c->amount);
	sql_add(q, ")");
}

enum err
tally_store(struct work *w, const struct tally *t, int span,
    const struct counts *list)
{
	for (size_t i = 0; i < list->n; i += ROWS_MOST) {
		struct sql	 q;
		enum err	 e;

		sql_init(&q, w->mem);
		sql_add(&q, "INSERT INTO tally (kind, span, day, a, b, "
		    "owner_id, team_id, currency, code, n, amount) VALUES ");
		for (size_t k = i; k < list->n && k < i + ROWS_MOST; k++) {
			sql_add(&q, k == i ? "(" : ",(");
			sql_text(&q, t->name);
			sql_add(&q, ",");
			sql_int(&q, span);
			key_add(&q, &list->list[k]);
		}
		sql_add(&q, " ON DUPLICATE KEY UPDATE n = n + VALUES(n), "
		    "amount = amount + VALUES(amount)");
		e = db_exec_once(w->db, q.s.s, q.vals, q.n);
		if (e != OK)
			return e;
	}
	return OK;
}

int32_t
span_start(int span, int32_t day)
{
	int32_t	 out = day;

	if (span == SPAN_MONTH)
		out = date_month_start(day);
	else if (span == SPAN_YEAR)
		(void)date_make(date_split(day).year, 1, 1, &out);
	return out;
}

const int *
tally_spans(const struct tally *t)
{
	static const int	 none[] = { SPAN_NONE, -1 };
	static const int	 all[] = { SPAN_DAY, SPAN_MONTH, SPAN_YEAR, -1 };

	return t->daily ? all : none;
}

enum err
tally_add(struct work *w, const struct tally *t, struct counts *list)
{
	enum err	 e = OK;

	for (const int *s = tally_spans(t); e == OK && *s >= 0; s++) {
		for (size_t i = 0; i < list->n; i++)
			list->list[i].day = span_start(*s,
			    list->list[i].day);
		counts_merge(list);
		e = tally_store(w, t, *s, list);
	}
	return e;
}

/* ---- folding */

const struct tally *
tally_next(size_t *at)
{
	size_t	 k = 0;

	for (const struct module *const *m = modules_all(); *m != NULL; m++)
		for (const struct tally *const *t = (*m)->tallies;
		    t != NULL && *t != NULL; t++)
			if (k++ == *at) {
				(*at)++;
				return *t;
			}
	return NULL;
}

void
tally_row(const struct db_rows *r, size_t i, size_t c, struct count *out)
{
	out->day = (int32_t)db_int(r, i, c);
	out->a = db_int(r, i, c + 1);
	out->b = db_int(r, i, c + 2);
	out->owner_id = db_int(r, i, c + 3);
	out->team_id = db_int(r, i, c + 4);
	count_code(out->currency, db_text(r, i, c + 5), 3);
	count_code(out->code, db_text(r, i, c + 6), 8);
	out->n = db_int(r, i, c + 7);
	out->amount = db_int(r, i, c + 8);
}

/* Those of one tally among the rows that are being folded. */
static enum err
fold_one(struct work *w, const struct tally *t, const struct db_rows *r)
{
	struct counts	 list = { 0 };
	struct count	 c;

	for (size_t i = 0; i < r->n; i++)
		if (strcmp(db_text(r, i, 1), t->name) == 0) {
			tally_row(r, i, 2, &c);
			counts_add(w, &list, &c, 1);
		}
	return list.n == 0 ? OK : tally_add(w, t, &list);
}

static enum err
folded_drop(struct work *w, const struct db_rows *r)
{
	struct sql	 q;

	sql_init(&q, w->mem);
	sql_add(&q, "DELETE FROM tally_delta WHERE id IN (");
	for (size_t i = 0; i < r->n; i++) {
		sql_add(&q, i == 0 ? "" : ",");
		sql_int(&q, db_int(r, i, 0));
	}
	sql_add(&q, ")");
	return db_exec_once(w->db, q.s.s, q.vals, q.n);
}

/*
 * Add up deltas that have lain a while; what is younger stays, and what a
 * transaction that has not ended wrote, such as an import's.
 */
static enum err
fold(struct work *w, int64_t last, bool *left)
{
	const struct tally	*t;
	struct db_rows		*r;
	size_t			 at = 0;
	enum err		 e;

	e = db_query(w->db, w->mem, &r, "SELECT id, kind, day, a, b, "
	    "owner_id, team_id, currency, code, n, amount FROM tally_delta "
	    "WHERE id <= ? ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED",
	    DB_ARGS(DB_I(last), DB_I(FOLD_MOST)));
	*left = e == OK && r->n == FOLD_MOST;
	while (e == OK && r->n > 0 && (t = tally_next(&at)) != NULL)
		e = fold_one(w, t, r);
	return e == OK && r->n > 0 ? folded_drop(w, r) : e;
}

enum err
tally_fold(struct work *w, bool *left)
{
	return fold(w, INT64_MAX, left);
}

enum err
tally_write(struct work *w, struct tally_part *parts, size_t n)
{
	struct sql	 q;
	int64_t		 first, made = 0;
	bool		 left;
	enum err	 e;

	sql_init(&q, w->mem);
	sql_add(&q, "INSERT INTO tally_delta (kind, day, a, b, owner_id, "
	    "team_id, currency, code, n, amount) VALUES ");
	for (size_t i = 0; i < n; i++) {
		counts_merge(&parts[i].counts);
		for (size_t k = 0; k < parts[i].counts.n; k++, made++) {
			sql_add(&q, made == 0 ? "(" : ",(");
			sql_text(&q, parts[i].tally->name);
			key_add(&q, &parts[i].counts.list[k]);
		}
	}
	if (made == 0)
		return OK;
	e = db_exec_once(w->db, q.s.s, q.vals, q.n);
	if (e != OK)
		return e;
	first = db_id(w->db);
	if (first / FOLD_EVERY == (first + made) / FOLD_EVERY)
		return OK;
	return fold(w, first - FOLD_EVERY / 2, &left);
}

/* ---- what is read */

/* Days that are read of one span; none when to is before from. */
struct stretch {
	int64_t	 from, to;
};

/* Stretches of a period: whole years, months and days before and behind. */
struct stretches {
	struct stretch	 years, months[2], days[2];
};

static int32_t
year_start(int32_t day)
{
	return span_start(SPAN_YEAR, day);
}

/* The first month or year that begins on this day or later. */
static int64_t
whole_from(int32_t day, int32_t (*start)(int32_t), int months)
{
	int32_t	 first = start(day);

	return first == day ? day : date_add_months(first, months);
}

/* The last day of the last month or year that ends on this day or sooner. */
static int64_t
whole_to(int32_t day, int32_t (*start)(int32_t), int months)
{
	int32_t	 next = date_add_months(start(day), months);

	return next - 1 == day ? day : start(day) - 1;
}

/* Take the whole months or years out of a period; what is left goes to ends. */
static struct stretch
wholes(const struct stretch *all, int32_t (*start)(int32_t), int months,
    struct stretch *ends)
{
	struct stretch	 in = *all;

	ends[0] = ends[1] = (struct stretch){ 1, 0 };
	if (in.from > -DAY_MOST)
		in.from = whole_from((int32_t)in.from, start, months);
	if (in.to < DAY_MOST)
		in.to = whole_to((int32_t)in.to, start, months);
	if (in.from > in.to) {
		ends[0] = *all;
		return in;
	}
	ends[0] = (struct stretch){ all->from, in.from - 1 };
	ends[1] = (struct stretch){ in.to + 1, all->to };
	return in;
}

/* Years serve only those who do not ask for months. */
static void
stretches_find(const struct tally_ask *ask, const struct stretch *all,
    struct stretches *out)
{
	struct stretch	 ends[2], months = wholes(all, date_month_start, 1,
			    out->days);

	out->years = (struct stretch){ 1, 0 };
	out->months[0] = months;
	out->months[1] = out->years;
	if (ask->by_month || months.from > months.to)
		return;
	out->years = wholes(&months, year_start, 12, ends);
	out->months[0] = ends[0];
	out->months[1] = ends[1];
}

#define CELLS	"SELECT day, a, b, owner_id, team_id, currency, code, n, " \
		"amount FROM "

/* Whose counts, and which, besides days. */
static void
where_add(struct work *w, const struct tally_ask *ask, struct sql *q)
{
	enum scope	 scope = rights_scope(w, ask->tally->entity, VERB_SEE);

	if (scope != SCOPE_ALL) {
		sql_add(q, " AND (owner_id = ");
		sql_int(q, w->actor.user_id);
		sql_add(q, scope == SCOPE_TEAM ? " OR (team_id IN (-1" :
		    " OR (owner_id = 0 AND team_id IN (-1");
		for (size_t i = 0; i < w->actor.nteams; i++) {
			sql_add(q, ",");
			sql_int(q, w->actor.teams[i]);
		}
		sql_add(q, ")))");
	}
	if (ask->owner_id != 0) {
		sql_add(q, " AND owner_id = ");
		sql_int(q, ask->owner_id);
	}
	if (ask->a != 0) {
		sql_add(q, " AND a = ");
		sql_int(q, ask->a);
	}
	if (ask->code != NULL) {
		sql_add(q, " AND code = ");
		sql_text(q, ask->code);
	}
}

/* One part of the answer: what is kept of a span in these days. */
static void
part_add(struct work *w, const struct tally_ask *ask, int span,
    const struct stretch *s, struct sql *q)
{
	if (s->from > s->to)
		return;
	sql_add(q, q->s.n == 0 ? CELLS "tally WHERE kind = " :
	    " UNION ALL " CELLS "tally WHERE kind = ");
	sql_text(q, ask->tally->name);
	sql_add(q, " AND span = ");
	sql_int(q, span);
	sql_add(q, " AND day BETWEEN ");
	sql_int(q, s->from);
	sql_add(q, " AND ");
	sql_int(q, s->to);
	where_add(w, ask, q);
}

static void
deltas_add(struct work *w, const struct tally_ask *ask,
    const struct stretch *s, struct sql *q)
{
	sql_add(q, " UNION ALL " CELLS "tally_delta WHERE kind = ");
	sql_text(q, ask->tally->name);
	sql_add(q, " AND day BETWEEN ");
	sql_int(q, s->from);
	sql_add(q, " AND ");
	sql_int(q, s->to);
	where_add(w, ask, q);
}

void
counts_keep(const struct tally_ask *ask, struct counts *list)
{
	for (size_t i = 0; i < list->n; i++) {
		struct count	*c = &list->list[i];

		c->day = ask->by_month ? span_start(SPAN_MONTH, c->day) :
		    ask->by_year ? span_start(SPAN_YEAR, c->day) : 0;
		if (!ask->by_owner)
			c->owner_id = c->team_id = 0;
		if (!ask->by_code)
			count_code(c->code, NULL, 8);
	}
	counts_merge(list);
}

/* The statement that reads a tally. */
static void
read_make(struct work *w, const struct tally_ask *ask, struct sql *q)
{
	struct stretch		 all = { -DAY_MOST, DAY_MOST };
	const struct stretch	 none = { 0, 0 };
	struct stretches	 s;

	sql_init(q, w->mem);
	if (!ask->tally->daily) {
		part_add(w, ask, SPAN_NONE, &none, q);
		deltas_add(w, ask, &none, q);
		return;
	}
	all.from = ask->from != DATE_NONE ? ask->from : all.from;
	all.to = ask->to != DATE_NONE ? ask->to : all.to;
	stretches_find(ask, &all, &s);
	part_add(w, ask, SPAN_YEAR, &s.years, q);
	for (int i = 0; i < 2; i++) {
		part_add(w, ask, SPAN_MONTH, &s.months[i], q);
		part_add(w, ask, SPAN_DAY, &s.days[i], q);
	}
	deltas_add(w, ask, &all, q);
}

enum err
tally_read(struct work *w, const struct tally_ask *ask, struct counts *out)
{
	struct sql	 q;
	struct db_rows	*r;
	struct count	 c;
	enum err	 e;

	*out = (struct counts){ 0 };
	if (rights_scope(w, ask->tally->entity, VERB_SEE) == SCOPE_NONE ||
	    (ask->from != DATE_NONE && ask->to != DATE_NONE &&
	    ask->from > ask->to))
		return OK;
	read_make(w, ask, &q);
	e = db_query_once(w->db, w->mem, &r, q.s.s, q.vals, q.n);
	if (e != OK)
		return e;
	for (size_t i = 0; i < r->n; i++) {
		tally_row(r, i, 0, &c);
		counts_add(w, out, &c, 1);
	}
	counts_keep(ask, out);
	return OK;
}

enum err
tally_observed(struct work *w, const struct entity *e, const char **json,
    size_t *n)
{
	struct db_rows	*r;
	struct str	 s;
	enum err	 err;

	*n = 0;
	*json = "[]";
	if (rights_scope(w, e, VERB_SEE) == SCOPE_ALL)
		return OK;
	err = db_query(w->db, w->mem, &r, "SELECT record_id FROM observer "
	    "WHERE user_id = ? AND entity = ? ORDER BY record_id LIMIT 5000",
	    DB_ARGS(DB_I(w->actor.user_id), DB_S(e->name)));
	if (err != OK || r->n == 0)
		return err;
	str_init(&s, w->mem);
	for (size_t i = 0; i < r->n; i++)
		str_fmt(&s, "%s%" PRId64, i == 0 ? "[" : ",", db_int(r, i, 0));
	str_add(&s, "]");
	*json = s.s;
	*n = r->n;
	return OK;
}
