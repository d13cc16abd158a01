/* lines.c: what is sold in a deal, and what it comes to. */
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/money.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/query.h"
#include "mod/deals/deals.h"
#include "mod/deals/rules.h"

#define ROWS_MOST	5000	/* of one query */

/* ---- one line */

static int
by_number(const void *a, const void *b)
{
	int64_t	 x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* The deals of a batch of lines, locked: their sums follow the lines. */
static enum err
deals_lock(struct work *w, struct draft *lines, size_t n, struct draft **out,
    size_t *nout)
{
	const struct rights	*rights = w->actor.rights;
	int64_t			*ids = arena_alloc(w->mem,
				    (n + 1) * sizeof(*ids));
	size_t			 k = 0;
	enum err		 e;

	for (size_t i = 0; i < n; i++)
		ids[i] = draft_int(draft_at(lines, i), "deal_id");
	qsort(ids, n, sizeof(*ids), by_number);
	for (size_t i = 0; i < n; i++)
		if (ids[i] != 0 && (k == 0 || ids[k - 1] != ids[i]))
			ids[k++] = ids[i];
	*nout = k;
	w->actor.rights = NULL;
	e = record_hold(w, &deal_entity, ids, k, out);
	w->actor.rights = rights;
	return e;
}

/* The currency of a deal; one of two decimals if it is not there. */
static const char *
currency_of(struct draft *deals, size_t n, int64_t deal_id)
{
	const char	*currency;

	for (size_t i = 0; i < n; i++)
		if (draft_id(draft_at(deals, i)) == deal_id) {
			currency = draft_old_text(draft_at(deals, i),
			    "currency");
			return currency != NULL ? currency : "EUR";
		}
	return "EUR";
}

/* Whether a line leaves something to its product. */
static bool
line_lacks(const struct draft *d)
{
	return draft_text(d, "name") == NULL ||
	    draft_text(d, "unit") == NULL || draft_text(d, "vat") == NULL ||
	    (draft_is_new(d) && !draft_changed(d, "price"));
}

/* Fill in what the product knows, so that an import need not. */
static void
line_complete(struct work *w, struct draft *d, const struct product_facts *p)
{
	if (draft_text(d, "name") == NULL && p->id != 0)
		draft_set_text(d, "name", p->name);
	if (draft_text(d, "name") == NULL)
		draft_refuse(d, "name", t("must be filled in"));
	if (draft_text(d, "unit") == NULL)
		draft_set_text(d, "unit", p->id != 0 ? p->unit : "H87");
	if (draft_text(d, "vat") == NULL)
		draft_set_text(d, "vat", p->id != 0 ? p->vat :
		    vat_standard(w));
	if (draft_is_new(d) && !draft_changed(d, "price") && p->price > 0)
		draft_set_int(d, "price", p->price);
	if (draft_is_new(d) && !draft_changed(d, "quantity"))
		draft_set_int(d, "quantity", DOC_ONE);
	draft_set_int(d, "price", draft_int(d, "price"));
}

static void
line_net(struct work *w, struct draft *d, const char *currency)
{
	struct doc_terms	 terms = { 0 };
	struct doc_totals	 totals;
	struct line		 l = {
		.quantity = draft_int(d, "quantity"),
		.price = draft_int(d, "price"),
		.discount_percent = draft_int(d, "discount_percent"),
		.vat = draft_text(d, "vat")
	};
	int64_t			 net;

	if (!unit_valid(draft_text(d, "unit")))
		draft_refuse(d, "unit", t("a unit has a code of two or three "
		    "letters, such as KGM or H87"));
	else if (lines_total(w, &terms, &l, 1, &totals, NULL) != OK ||
	    decimal_rescale(totals.net, 2, currency_exponent(currency),
	    &net) != OK)
		draft_refuse(d, NULL, t("the line cannot be worked out: look "
		    "at its price, discount and VAT"));
	else
		draft_set_int(d, "net", net);
}

enum err
deal_line_check(struct work *w, struct draft *drafts, size_t n)
{
	int64_t			*ids = arena_alloc(w->mem, n * sizeof(*ids));
	struct product_facts	*facts = arena_alloc(w->mem,
				    n * sizeof(*facts));
	struct draft		*deals;
	size_t			 ndeals;
	enum err		 e;

	if (w->actor.channel == BY_UNDO)
		return OK;
	for (size_t i = 0; i < n; i++) {
		const struct draft	*d = draft_at(drafts, i);

		if (line_lacks(d) || draft_changed(d, "product_id"))
			ids[i] = draft_int(d, "product_id");
	}
	e = product_facts(w, ids, n, facts);
	if (e == OK)
		e = deals_lock(w, drafts, n, &deals, &ndeals);
	for (size_t i = 0; i < n && e == OK; i++) {
		struct draft	*d = draft_at(drafts, i);

		if (draft_skipped(d))
			continue;
		if (draft_changed(d, "product_id") &&
		    draft_int(d, "product_id") != facts[i].id)
			draft_refuse(d, "product_id",
			    t("there is no such product"));
		line_complete(w, d, &facts[i]);
		line_net(w, d, currency_of(deals, ndeals,
		    draft_int(d, "deal_id")));
	}
	return e;
}

/* ---- reading */

static const char *const line_cols[] = {
	"deal_id", "position", "product_id", "product_id.name", "name",
	"quantity", "unit", "price", "discount_percent", "vat",
	"deal_id.currency", NULL
};
enum { C_CURRENCY = 11 };

/* Lines of deals: column 1 the deal, 2 the position, then as struct line. */
static enum err
lines_query(struct work *w, const struct db_val *deals, size_t n,
    struct db_rows **rows)
{
	const struct filter	 where[] = {
		{ .path = "deal_id", .op = OP_IN, .values = deals,
		  .nvalues = n }, WHERE_END
	};
	const struct query	 q = {
		.entity = &deal_line_entity, .cols = line_cols,
		.where = where, .sort = "position", .limit = ROWS_MOST
	};

	return query_list(w, &q, rows);
}

static void
line_take(const struct db_rows *r, size_t i, struct line *l)
{
	l->id = db_int(r, i, 0);
	l->product_id = db_int(r, i, 3);
	l->product = db_text(r, i, 4);
	l->name = db_text(r, i, 5);
	l->quantity = db_int(r, i, 6);
	l->unit = db_text(r, i, 7);
	l->price = db_int(r, i, 8);
	l->discount_percent = db_int(r, i, 9);
	l->vat = db_text(r, i, 10);
}

enum err
deal_lines(struct work *w, int64_t deal_id, struct line **list, size_t *n)
{
	const struct db_val	 id = DB_I(deal_id);
	struct db_rows		*r;
	enum err		 e = lines_query(w, &id, 1, &r);

	if (e != OK)
		return e;
	*list = arena_alloc(w->mem, (r->n + 1) * sizeof(**list));
	*n = r->n;
	for (size_t i = 0; i < r->n; i++)
		line_take(r, i, &(*list)[i]);
	return OK;
}

/* ---- what a deal comes to */

/* Lines of one deal among rows, which are ordered by position. */
static size_t
lines_of(const struct db_rows *r, int64_t deal_id, struct line *out,
    const char **currency)
{
	size_t	 n = 0;

	for (size_t i = 0; i < r->n; i++)
		if (db_int(r, i, 1) == deal_id) {
			line_take(r, i, &out[n++]);
			*currency = db_text(r, i, C_CURRENCY);
		}
	return n;
}

/* "Fan VO-12", "Fan VO-12 +2": what the title of a deal is made of. */
static const char *
goods_of(struct arena *mem, const struct line *l, size_t n)
{
	if (n == 1)
		return utf8_truncate(mem, l[0].name, 200);
	return arena_fmt(mem, "%s +%zu", utf8_truncate(mem, l[0].name, 190),
	    n - 1);
}

/* What deal id shall be changed to, for its lines; NULL: as it is. */
static const struct change *
amount_change(struct work *w, const char *currency, const struct line *l,
    size_t n)
{
	struct doc_terms	 terms = { 0 };
	struct doc_totals	 totals;
	struct change		*c = arena_alloc(w->mem, 3 * sizeof(*c));
	int64_t			 amount;

	if (n == 0) {
		c[0] = (struct change)SET_NULL("goods", F_TEXT);
		return c;
	}
	if (lines_total(w, &terms, l, n, &totals, NULL) != OK ||
	    decimal_rescale(totals.gross, 2, currency_exponent(currency),
	    &amount) != OK)
		return NULL;
	c[0] = (struct change)SET_MONEY("amount", amount);
	c[1] = (struct change)SET_TEXT("goods", goods_of(w->mem, l, n));
	return c;
}

static enum err
amounts_set(struct work *w, const struct db_val *deals, size_t n,
    const struct db_rows *rows)
{
	struct record	*batch = arena_alloc(w->mem, n * sizeof(*batch));
	struct line	*l = arena_alloc(w->mem,
			    (rows->n + 1) * sizeof(*l));
	const char	*currency = NULL;
	size_t		 k;

	for (size_t i = 0; i < n; i++) {
		k = lines_of(rows, deals[i].i, l, &currency);
		batch[i].id = deals[i].i;
		batch[i].changes = amount_change(w, currency, l, k);
		if (batch[i].changes == NULL)
			return work_refuse(w, 0, NULL,
			    t("the lines come to more than can be counted"));
	}
	return deal_save_derived(w, &deal_entity, batch, n);
}

/* Amounts of n deals; in halves when they have too many lines. */
static enum err
amounts_follow(struct work *w, const struct db_val *deals, size_t n)
{
	struct work	 all = *w;
	struct db_rows	*rows;
	enum err	 e;

	all.actor.rights = NULL;
	e = lines_query(&all, deals, n, &rows);
	if (e != OK)
		return e;
	if (rows->n < ROWS_MOST || n == 1)
		return amounts_set(w, deals, n, rows);
	e = amounts_follow(w, deals, n / 2);
	if (e == OK)
		e = amounts_follow(w, deals + n / 2, n - n / 2);
	return e;
}

enum err
deal_line_written(struct work *w, const struct event *ev)
{
	struct db_val	*deals = arena_alloc(w->mem,
			    (ev->n + 1) * sizeof(*deals));
	size_t		 n = 0, k;

	if (w->actor.channel == BY_UNDO)
		return OK;
	for (size_t i = 0; i < ev->n; i++) {
		struct draft	*d = draft_at(ev->drafts, i);
		int64_t		 id = draft_int(d, "deal_id");

		if (draft_skipped(d))
			continue;
		for (k = 0; k < n && deals[k].i != id; k++)
			continue;
		if (k == n)
			deals[n++] = (struct db_val)DB_I(id);
	}
	return n == 0 ? OK : amounts_follow(w, deals, n);
}
