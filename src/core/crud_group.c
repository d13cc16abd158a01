/* crud_group.c: the records of a list counted and summed by a field. */
#include <string.h>

#include "base/csv.h"
#include "base/date.h"
#include "base/money.h"
#include "base/str.h"
#include "base/zone.h"
#include "core/crud.h"
#include "core/crud_parts.h"
#include "core/field.h"
#include "core/form.h"
#include "core/reply.h"
#include "core/site.h"

#define RECORDS_MOST	20000	/* that are looked through for groups */
#define GROUPS_MOST	300	/* rows: a group has one for each currency */
#define SUMS_MOST	4
#define MONTHS		48	/* of moments; what was before is one group */
#define WORDS_MOST	1000	/* records found by words */

struct groups {
	struct request			*rq;
	struct work			*w;
	const struct entity		*e;
	const struct crud_scope		*scope;
	const struct field		*f;
	const struct field		*sum[SUMS_MOST];
	size_t				 nsums;
	size_t				 ncols;		/* before the count */
	bool				 own_money;	/* records have a currency */
	enum verb			 verb;		/* shown, or taken away */
	int32_t				 month[MONTHS];	/* first days, rising */
	int64_t				 cut[MONTHS];
	struct db_rows			*rows;
};

/* One group, which stands in as many rows as it has currencies. */
struct group {
	size_t		 first, n;	/* rows */
	int64_t		 count;
};

bool
crud_group_offers(const struct entity *e, const struct field *f)
{
	if (f->label == NULL || !crud_scope_offers(f) ||
	    strcmp(f->name, e->title) == 0)
		return false;
	if (f->type == F_TEXT)
		return (f->flags & FIELD_FILTER) && !(f->flags &
		    (FIELD_PHONE | FIELD_EMAIL | FIELD_LINK));
	return f->type == F_CHOICE || f->type == F_BOOL || f->type == F_REF ||
	    f->type == F_DATE || f->type == F_TIME;
}

/* ---- asking */

/* The starts of months, of which this one is the last. */
static void
months_set(struct groups *g)
{
	int32_t	 now = date_month_start(work_today(g->w));

	for (int i = 0; i < MONTHS; i++) {
		int32_t	 m = date_add_months(now, i + 1 - MONTHS);

		g->month[i] = m;
		g->cut[i] = g->w->zone != NULL ?
		    zone_day_start(g->w->zone, m) : (int64_t)m * 86400;
	}
}

static void
sums_set(struct groups *g)
{
	for (const struct field *f = g->e->fields; f->type != F_END; f++)
		if (f->type == F_MONEY && f->label != NULL &&
		    (f->flags & FIELD_LIST) && g->nsums < SUMS_MOST)
			g->sum[g->nsums++] = f;
	g->own_money = g->nsums > 0 && field_find(g->e, "currency") != NULL;
}

/* What was found by words is grouped by its ids. */
static enum err
words_where(struct groups *g, const struct query *q, struct filter *where,
    bool *narrow)
{
	const char	*cols[] = { "id", NULL };
	struct query	 all = *q;
	struct db_rows	*rows;
	struct db_val	*ids;
	enum err	 e;

	all.cols = cols;
	all.after = all.back = all.after_word = false;
	all.limit = WORDS_MOST + 1;
	e = query_list(g->w, &all, &rows);
	if (e != OK)
		return e;
	*narrow = rows->n > WORDS_MOST;
	ids = arena_alloc(g->w->mem, (rows->n + 1) * sizeof(*ids));
	for (size_t i = 0; i < rows->n; i++) {
		ids[i].type = DB_INT;
		ids[i].i = db_int(rows, i, 0);
	}
	where[0] = (struct filter){ .path = "id", .op = OP_IN, .values = ids,
	    .nvalues = rows->n };
	where[1] = (struct filter)WHERE_END;
	return OK;
}

/* Whether the list has more records than are looked through. */
static enum err
too_many(struct groups *g, const struct query *q, int64_t total,
    bool *narrow)
{
	struct query	 all = *q;
	int64_t		 n = total;
	enum err	 e = OK;

	*narrow = q->upto || q->capped;
	if (*narrow || (total >= 0 && total <= 1000))
		return OK;
	all.after = all.back = false;
	e = query_count(g->w, &all, RECORDS_MOST, &n);
	*narrow = n > RECORDS_MOST;
	return e;
}

/* The columns: the field, its title, the currency; then count and sums. */
static enum err
sums_ask(struct groups *g, const struct filter *where)
{
	const char	*by[4] = { NULL }, *sums[SUMS_MOST + 1] = { NULL };
	struct query_sum	 q = {
		.entity = g->e, .by = by, .sums = sums, .where = where,
		.cuts = g->cut, .ncuts = MONTHS, .limit = GROUPS_MOST + 1,
		.verb = g->verb
	};
	struct arena	*mem = g->w->mem;

	by[g->ncols++] = g->f->type == F_DATE ?
	    arena_fmt(mem, "%s@month", g->f->name) : g->f->type == F_TIME ?
	    arena_fmt(mem, "%s@cut", g->f->name) : g->f->name;
	if (g->f->type == F_REF)
		by[g->ncols++] = arena_fmt(mem, "%s.", g->f->name);
	if (g->own_money)
		by[g->ncols++] = "currency";
	for (size_t i = 0; i < g->nsums; i++)
		sums[i] = g->sum[i]->name;
	return query_sums(g->w, &q, &g->rows);
}

static enum err
groups_ask(struct groups *g, const struct query *q, int64_t total,
    bool *narrow)
{
	struct filter		 ids[2];
	const struct filter	*where = g->scope->where;
	enum err		 e = too_many(g, q, total, narrow);

	if (e == OK && !*narrow && q->text != NULL) {
		e = words_where(g, q, ids, narrow);
		where = ids;
	}
	if (e != OK || *narrow)
		return e;
	months_set(g);
	sums_set(g);
	return sums_ask(g, where);
}

/* ---- one group */

static bool
same_group(const struct groups *g, size_t a, size_t b)
{
	const struct db_val	*x = db_cell(g->rows, a, 0);
	const struct db_val	*y = db_cell(g->rows, b, 0);

	if (x->type != y->type)
		return false;
	return x->type == DB_NULL || (x->type == DB_INT ? x->i == y->i :
	    strcmp(x->s, y->s) == 0);
}

static struct group
group_at(const struct groups *g, size_t r)
{
	struct group	 out = { .first = r };

	for (; r < g->rows->n && same_group(g, out.first, r); r++) {
		out.n++;
		out.count += db_int(g->rows, r, g->ncols);
	}
	return out;
}

/* A month, by its first day. */
static const char *
month_show(const struct groups *g, const char *iso)
{
	return g->w->lang == LANG_EN ? arena_fmt(g->w->mem, "%.7s", iso) :
	    arena_fmt(g->w->mem, "%.2s.%.4s", iso + 5, iso);
}

static const char *
label_of(const struct groups *g, size_t r)
{
	const struct db_val	*v = db_cell(g->rows, r, 0);
	int64_t			 i = db_int(g->rows, r, 0);

	if (v->type == DB_NULL || (g->f->type == F_TIME && i < 0))
		return t("empty");
	switch (g->f->type) {
	case F_REF:
		return db_text(g->rows, r, 1) != NULL ?
		    db_text(g->rows, r, 1) :
		    arena_fmt(g->w->mem, "#%lld", (long long)i);
	case F_DATE:
		return month_show(g, v->s);
	case F_TIME:
		return i == 0 ? t("earlier") : month_show(g,
		    date_iso(g->w->mem, g->month[i - 1]));
	case F_BOOL:
		return i != 0 ? t("yes") : t("no");
	default:
		return field_show(g->w, g->f, NULL, v);
	}
}

/* The condition that a month is: from its first day to its last. */
static void
month_keep(const struct groups *g, int32_t first, struct str *s)
{
	struct arena	*mem = g->w->mem;

	crud_scope_keep(s, arena_fmt(mem, "%s.from", g->f->name),
	    date_iso(mem, first));
	crud_scope_keep(s, arena_fmt(mem, "%s.to", g->f->name),
	    date_iso(mem, date_month_end(first)));
}

static void
value_keep(const struct groups *g, size_t r, struct str *s)
{
	const struct db_val	*v = db_cell(g->rows, r, 0);
	struct arena		*mem = g->w->mem;
	int64_t			 i = db_int(g->rows, r, 0);
	int32_t			 day;

	if (v->type == DB_NULL || (g->f->type == F_TIME && i < 0))
		crud_scope_keep(s, arena_fmt(mem, "%s.empty", g->f->name),
		    "1");
	else if (g->f->type == F_TIME && i == 0)
		crud_scope_keep(s, arena_fmt(mem, "%s.to", g->f->name),
		    date_iso(mem, g->month[0] - 1));
	else if (g->f->type == F_TIME)
		month_keep(g, g->month[i - 1], s);
	else if (g->f->type == F_DATE && date_parse(arena_fmt(mem, "%s-01",
	    v->s), &day) == OK)
		month_keep(g, day, s);
	else if (v->type == DB_INT)
		crud_scope_keep(s, g->f->name, arena_fmt(mem, "%lld",
		    (long long)i));
	else
		crud_scope_keep(s, g->f->type == F_TEXT ? arena_fmt(mem,
		    "%s.is", g->f->name) : g->f->name, v->s);
}

/* The list of one group: the same filters and one more, no groups. */
static const char *
href_of(const struct groups *g, size_t r)
{
	const char	*path = crud_scope_href(g->w, g->rq->path, g->scope,
			    "group", NULL, NULL);
	struct str	 s;

	str_init(&s, g->w->mem);
	value_keep(g, r, &s);
	return arena_fmt(g->w->mem, "%s%c%s", path,
	    strchr(path, '?') != NULL ? '&' : '?', s.s);
}

static const char *
currency_at(const struct groups *g, size_t r)
{
	const char	*c = g->own_money ? db_text(g->rows, r,
			    g->ncols - 1) : NULL;

	return c != NULL ? c : g->w->site->currency;
}

/* "1 200 ₴ · 300 €": of one sum, each currency by itself. */
static const char *
sum_show(const struct groups *g, const struct group *gr, size_t i)
{
	struct str	 s;

	str_init(&s, g->w->mem);
	for (size_t r = gr->first; r < gr->first + gr->n; r++) {
		const struct db_val	 v = DB_I(db_int(g->rows, r,
					    g->ncols + 1 + i));

		if (v.i == 0 && (gr->n > 1 || s.n > 0))
			continue;
		str_fmt(&s, "%s%s", s.n > 0 ? " · " : "",
		    field_show(g->w, g->sum[i], currency_at(g, r), &v));
	}
	return s.n > 0 ? s.s : "";
}

/* ---- all of them together */

#define CURRENCIES_MOST	12

struct purse {
	const char	*currency;
	int64_t		 sum;
};

static void
purse_add(struct purse *p, size_t *n, const char *currency, int64_t sum)
{
	size_t	 i = 0;

	while (i < *n && strcmp(p[i].currency, currency) != 0)
		i++;
	if (i == CURRENCIES_MOST)
		return;
	if (i == *n)
		p[(*n)++] = (struct purse){ .currency = currency };
	p[i].sum += sum;
}

/* The i-th sum over all groups; "" where a currency has no place. */
static const char *
whole_show(const struct groups *g, size_t i)
{
	struct purse	 p[CURRENCIES_MOST];
	struct str	 s;
	size_t		 n = 0;

	for (size_t r = 0; r < g->rows->n; r++)
		purse_add(p, &n, currency_at(g, r), db_int(g->rows, r,
		    g->ncols + 1 + i));
	str_init(&s, g->w->mem);
	for (size_t k = 0; k < n && n < CURRENCIES_MOST; k++) {
		const struct db_val	 v = DB_I(p[k].sum);

		str_fmt(&s, "%s%s", k > 0 ? " · " : "", field_show(g->w,
		    g->sum[i], p[k].currency, &v));
	}
	return s.n > 0 ? s.s : "";
}

/* ---- the table above the list */

static void
sum_put(const struct groups *g, struct out *o, size_t i, const char *text)
{
	out_text(o, "label", t(g->sum[i]->label));
	out_text(o, "text", text);
}

static void
row_put(struct groups *g, const struct group *gr, struct out *o)
{
	struct out	*row = out_add(o, "rows");

	out_text(row, "label", label_of(g, gr->first));
	out_text(row, "href", href_of(g, gr->first));
	out_int(row, "count", gr->count);
	for (size_t i = 0; i < g->nsums; i++)
		sum_put(g, out_add(row, "sums"), i, sum_show(g, gr, i));
}

static void
table_put(struct groups *g, struct out *o)
{
	struct group	 gr;
	int64_t		 all = 0;
	long		 n = 0;

	for (size_t i = 0; i < g->nsums; i++)
		out_text(out_add(o, "sums"), "label", t(g->sum[i]->label));
	for (size_t r = 0; r < g->rows->n && r < GROUPS_MOST; r += gr.n) {
		gr = group_at(g, r);
		row_put(g, &gr, o);
		all += gr.count;
		n++;
	}
	if (n > 0)
		out_fmt(o, "many", tn("%ld group", "%ld groups", n), n);
	if (g->rows->n > GROUPS_MOST)
		out_text(o, "note", t("There are more groups than are shown: "
		    "narrow the list by a filter."));
	else {
		out_int(o, "total", all);
		for (size_t i = 0; i < g->nsums; i++)
			sum_put(g, out_add(o, "wholes"), i,
			    whole_show(g, i));
	}
}

static bool
may_export(const struct groups *g)
{
	return !(g->e->flags & ENTITY_NOEXPORT) && rights_have(g->w,
	    arena_fmt(g->w->mem, "%s.export", g->e->name));
}

/* ---- taken away */

static void
csv_group(struct groups *g, size_t r, struct csv_writer *csv)
{
	csv_put(csv, label_of(g, r));
	if (g->own_money)
		csv_put(csv, currency_at(g, r));
	csv_put_number(csv, arena_fmt(g->w->mem, "%lld",
	    (long long)db_int(g->rows, r, g->ncols)));
	for (size_t i = 0; i < g->nsums; i++)
		csv_put_number(csv, money_plain(g->w->mem, db_int(g->rows, r,
		    g->ncols + 1 + i), currency_at(g, r)));
	csv_end_row(csv);
}

/* A row for each group and currency, for other programs to add up. */
static enum err
csv_reply(struct groups *g)
{
	struct csv_writer	 csv;
	struct str		*s = arena_alloc(g->w->mem, sizeof(*s));

	str_init(s, g->w->mem);
	csv_writer_init(&csv, s, ',');
	csv_put_mark(&csv);
	csv_put(&csv, t(g->f->label));
	if (g->own_money)
		csv_put(&csv, t("Currency"));
	csv_put(&csv, t("How many"));
	for (size_t i = 0; i < g->nsums; i++)
		csv_put(&csv, t(g->sum[i]->label));
	csv_end_row(&csv);
	for (size_t r = 0; r < g->rows->n && r < GROUPS_MOST; r++)
		csv_group(g, r, &csv);
	return reply_data(g->rq, "text/csv; charset=utf-8",
	    arena_fmt(g->w->mem, "%s-%s.csv", g->e->name, g->f->name), s->s,
	    s->n);
}

enum err
crud_group_show(struct request *rq, const struct entity *e,
    const struct crud_scope *scope, const struct query *q, int64_t total)
{
	struct groups	 g = { .rq = rq, .w = rq->work, .e = e,
			    .scope = scope, .f = scope->group };
	struct out	*o = out_node(rq->page, "groups");
	bool		 narrow = false, csv = in_raw(rq, "groups") != NULL;
	enum err	 err;

	g.verb = csv ? VERB_EXPORT : VERB_SEE;
	err = groups_ask(&g, q, total, &narrow);
	if (err != OK)
		return err;
	out_text(o, "label", t(g.f->label));
	out_text(o, "remove_href", crud_scope_href(g.w, rq->path, scope,
	    "group", NULL, NULL));
	if (narrow) {
		out_fmt(o, "note", t("More than %d records fit: narrow the "
		    "list by a filter to see its groups."), RECORDS_MOST);
		return OK;
	}
	if (csv)
		return may_export(&g) ? csv_reply(&g) : ERR_DENIED;
	table_put(&g, o);
	if (may_export(&g))
		out_text(o, "csv_href", crud_scope_href(g.w, rq->path, scope,
		    NULL, "groups", "csv"));
	return OK;
}
