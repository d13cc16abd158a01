/* money.c: what was sold, what is owed, what was lost. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "core/query.h"
#include "core/site.h"
#include "mod/deals/deals.h"
#include "mod/documents/documents.h"
#include "mod/reports/parts.h"

#define ROWS	5000	/* groups of a report; the rest is one row */

/* ---- rows of any report */

/* The firm's currency before others, which stand in the order of letters. */
static int
currency_order(const struct work *w, const char *a, const char *b)
{
	const char	*own = w->site != NULL ? w->site->currency : "";

	if (strcmp(a, b) == 0)
		return 0;
	return strcmp(a, own) == 0 ? -1 : strcmp(b, own) == 0 ? 1 :
	    strcmp(a, b);
}

static struct row *
total_of(struct result *res, const char *currency)
{
	for (size_t i = 0; i < res->ntotals; i++)
		if (strcmp(res->totals[i].currency, currency) == 0)
			return &res->totals[i];
	return NULL;
}

/* A place for this currency among the totals, which stay in order. */
static struct row *
total_new(struct work *w, struct result *res, const char *currency)
{
	size_t	 i = res->ntotals++;

	for (; i > 0 && currency_order(w, res->totals[i - 1].currency,
	    currency) > 0; i--)
		res->totals[i] = res->totals[i - 1];
	res->totals[i] = (struct row){ .group = "", .currency = currency };
	return &res->totals[i];
}

void
totals_make(struct work *w, struct result *res)
{
	res->totals = arena_alloc(w->mem, (res->n + 1) *
	    sizeof(*res->totals));
	res->ntotals = 0;
	for (size_t i = 0; i < res->n; i++) {
		const struct row	*r = &res->rows[i];
		struct row		*sum = total_of(res, r->currency);

		if (sum == NULL)
			sum = total_new(w, res, r->currency);
		sum->count += r->count;
		sum->amount += r->amount;
		sum->before += r->before;
		sum->more[0] += r->more[0];
	}
}

/* By what the row is of, whatever stands in it. */
static int
by_key(const void *a, const void *b)
{
	const struct row	*x = a, *y = b;
	int			 c;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	c = x->id == 0 ? strcmp(x->group, y->group) : 0;
	return c != 0 ? c : strcmp(x->currency, y->currency);
}

void
rows_compare(struct result *res, const struct result *before)
{
	if (before->n == 0)
		return;
	qsort(before->rows, before->n, sizeof(*before->rows), by_key);
	for (size_t i = 0; i < res->n; i++) {
		const struct row	*r = bsearch(&res->rows[i],
					    before->rows, before->n,
					    sizeof(*before->rows), by_key);

		res->rows[i].before = r != NULL ? r->amount : 0;
	}
}

/* One more row holds what all groups beyond the bound come to. */
static void
rest_add(struct result *res, const struct document_sum *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct row	*had = total_of(res, all[i].currency);
		struct row		 rest = {
			.group = t("others"), .currency = all[i].currency,
			.count = all[i].count, .amount = all[i].amount,
			.rest = true
		};

		if (had != NULL) {
			rest.count -= had->count;
			rest.amount -= had->amount;
		}
		if (rest.count != 0 || rest.amount != 0)
			res->rows[res->n++] = rest;
	}
}

static void
sums_take(struct work *w, const struct document_sum *list, size_t n,
    struct result *res)
{
	res->rows = arena_alloc(w->mem, (n + 200) * sizeof(*res->rows));
	for (size_t i = 0; i < n; i++)
		res->rows[res->n++] = (struct row){ .group = list[i].group,
		    .currency = list[i].currency, .id = list[i].id,
		    .count = list[i].count, .amount = list[i].amount };
	totals_make(w, res);
}

/* ---- documents */

static void
ask_documents(const struct ask *ask, struct document_ask *out)
{
	*out = (struct document_ask){ .from = ask->from, .to = ask->to,
	    .owner_id = ask->owner_id, .product_id = ask->product_id,
	    .country = ask->country, .overdue = ask->overdue, .most = ROWS };
	if (!document_by_find(ask->by, &out->by))
		out->by = BY_ALL;
}

static enum err
documents_run(struct work *w, const struct ask *ask,
    enum err (*fn)(struct work *, const struct document_ask *,
    struct document_sum **, size_t *), struct result *res)
{
	struct document_ask	 d;
	struct document_sum	*list, *all;
	size_t			 n, nall;
	enum err		 e;

	memset(res, 0, sizeof(*res));
	ask_documents(ask, &d);
	e = fn(w, &d, &list, &n);
	if (e != OK)
		return e;
	sums_take(w, list, n, res);
	if (n < ROWS)
		return OK;
	d.by = BY_ALL;
	e = fn(w, &d, &all, &nall);
	if (e == OK) {
		rest_add(res, all, nall);
		totals_make(w, res);
	}
	return e;
}

enum err
sales_run(struct work *w, const struct ask *ask, struct result *res)
{
	return documents_run(w, ask, documents_sales, res);
}

/* Of each debt also what should have been paid by now, as more[0]. */
enum err
debts_run(struct work *w, const struct ask *ask, struct result *res)
{
	struct ask	 late = *ask;
	struct result	 overdue;
	enum err	 e = documents_run(w, ask, documents_debts, res);

	if (e != OK || ask->overdue || ask->format != FORMAT_PAGE)
		return e;
	late.overdue = true;
	e = documents_run(w, &late, documents_debts, &overdue);
	if (e != OK)
		return e;
	rows_compare(res, &overdue);
	for (size_t i = 0; i < res->n; i++) {
		res->rows[i].more[0] = res->rows[i].before;
		res->rows[i].before = 0;
	}
	totals_make(w, res);
	return OK;
}

/* ---- lost deals */

/* Paths by which lost deals are grouped: name, and id if there is one. */
static const struct {
	const char	*by, *path, *id;
} losses_by[] = {
	{ "reason", "loss_reason_id.", "loss_reason_id" },
	{ "owner", "owner_id.", "owner_id" },
	{ "source", "source_id.", "source_id" },
	{ "rival", "lost_to", NULL }
};

static void
losses_where(struct work *w, const struct ask *ask, struct filter *where)
{
	int64_t	 from_s, to_s;
	size_t	 n = 0;

	period_moments(w, ask, &from_s, &to_s);
	where[n++] = (struct filter)WHERE_S("state", OP_EQ, "lost");
	if (from_s > 0)
		where[n++] = (struct filter)WHERE_I("closed_at", OP_GE,
		    from_s);
	if (to_s < INT64_MAX)
		where[n++] = (struct filter)WHERE_I("closed_at", OP_LT, to_s);
	if (ask->owner_id != 0)
		where[n++] = (struct filter)WHERE_I("owner_id", OP_EQ,
		    ask->owner_id);
	if (ask->pipeline_id != 0)
		where[n++] = (struct filter)WHERE_I("pipeline_id", OP_EQ,
		    ask->pipeline_id);
	where[n] = (struct filter)WHERE_END;
}

static int
by_count(const void *a, const void *b)
{
	const struct row	*x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return x->amount < y->amount ? 1 : x->amount > y->amount ? -1 :
	    strcmp(x->group, y->group);
}

enum err
losses_run(struct work *w, const struct ask *ask, struct result *res)
{
	static const char *const	 sums[] = { "amount", NULL };
	struct filter			 where[6];
	const char			*bys[4] = { NULL };
	struct query_sum		 q = {
		.entity = &deal_entity, .by = bys, .sums = sums,
		.where = where, .top = true, .limit = ROWS
	};
	struct db_rows			*r;
	size_t				 i = 0, c;
	enum err			 e;

	memset(res, 0, sizeof(*res));
	while (strcmp(losses_by[i].by, ask->by) != 0)
		i++;
	bys[0] = losses_by[i].path;
	bys[1] = "currency";
	bys[2] = losses_by[i].id;
	c = bys[2] != NULL ? 3 : 2;
	losses_where(w, ask, where);
	e = query_sums(w, &q, &r);
	if (e != OK)
		return e;
	res->rows = arena_alloc(w->mem, (r->n + 1) * sizeof(*res->rows));
	for (i = 0; i < r->n; i++)
		res->rows[res->n++] = (struct row){
		    .group = db_text(r, i, 0) != NULL ? db_text(r, i, 0) : "",
		    .currency = db_text(r, i, 1),
		    .id = c == 3 ? db_int(r, i, 2) : 0,
		    .count = db_int(r, i, c), .amount = db_int(r, i, c + 1) };
	if (res->n > 0)
		qsort(res->rows, res->n, sizeof(*res->rows), by_count);
	totals_make(w, res);
	res->bounded = r->n == ROWS;
	return OK;
}
