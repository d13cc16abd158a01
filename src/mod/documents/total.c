/* total.c: sums of documents follow their lines. */
#include <string.h>

#include "base/decimal.h"
#include "base/str.h"
#include "core/memo.h"
#include "mod/documents/rules.h"

/* What is to be written. */
struct batch {
	struct work	*w;
	struct record	*lines, *heads;
	size_t		 nlines, nheads;
	struct str	 vat;		/* rows of document_vat, JSON */
};

enum err
rows_read(struct work *w, const char *json, struct row **out, size_t *n)
{
	struct db_rows	*r;
	struct row	*list;
	enum err	 e;

	e = db_query(w->db, w->mem, &r,
	    "SELECT STRAIGHT_JOIN l.id, l.document_id, l.vat, l.quantity, "
	    "l.price, l.discount_percent, l.net, l.gross "
	    "FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j "
	    "JOIN document_line l ON l.document_id = j.id "
	    "WHERE l.deleted_at IS NULL ORDER BY l.document_id, "
	    "l.position IS NULL, l.position, l.id LOCK IN SHARE MODE",
	    DB_ARGS(DB_S(json)));
	if (e != OK)
		return e;
	list = arena_alloc(w->mem, r->n * sizeof(*list));
	for (size_t i = 0; i < r->n; i++) {
		list[i].id = db_int(r, i, 0);
		list[i].document_id = db_int(r, i, 1);
		list[i].vat = db_text(r, i, 2);
		list[i].sum.quantity = db_int(r, i, 3);
		list[i].sum.price = db_int(r, i, 4);
		list[i].sum.discount_percent = db_int(r, i, 5);
		list[i].net = db_int(r, i, 6);
		list[i].gross = db_int(r, i, 7);
	}
	*out = list;
	*n = r->n;
	return OK;
}

static bool
tax_same(const struct doc_tax *a, const struct doc_tax *b)
{
	return strcmp(a->category, b->category) == 0 && a->rate == b->rate;
}

/*
 * Give each line of one VAT group its part of what the group comes to, by
 * net, so that the parts add up: each takes what the sum so far rounds to,
 * less what those before it took.
 */
static void
group_share(struct row *rows, size_t n, const struct doc_vat *g,
    int64_t *gross)
{
	int64_t	 whole = g->taxable + g->vat, net = 0, given = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t	 upto;

		if (!tax_same(&rows[i].sum.tax, &g->tax))
			continue;
		net += rows[i].sum.net;
		if (g->lines == 0 ||
		    decimal_muldiv(whole, net, g->lines, &upto) != OK)
			upto = net;
		gross[i] = upto - given;
		given = upto;
	}
}

static void
line_change(struct batch *b, const struct row *row, int64_t gross)
{
	struct change	*c;

	if (row->net == row->sum.net && row->gross == gross)
		return;
	c = arena_alloc(b->w->mem, 3 * sizeof(*c));
	c[0] = (struct change)SET_MONEY("net", row->sum.net);
	c[1] = (struct change)SET_MONEY("gross", gross);
	b->lines[b->nlines].id = row->id;
	b->lines[b->nlines++].changes = c;
}

static void
vat_add(struct str *out, int64_t id, const struct doc_totals *t)
{
	for (size_t i = 0; i < t->nvat; i++)
		str_fmt(out, "%s[%lld,\"%s\",%zu,%lld,%lld,%lld,%lld]",
		    out->n > 0 ? "," : "", (long long)id,
		    doc_tax_code(out->mem, &t->vat[i].tax), i + 1,
		    (long long)t->vat[i].lines, (long long)t->vat[i].discount,
		    (long long)t->vat[i].taxable, (long long)t->vat[i].vat);
}

static enum err
vat_write(struct work *w, const struct str *rows)
{
	if (rows->n == 0)
		return OK;
	return db_exec(w->db,
	    "INSERT INTO document_vat (document_id, vat, position, line_sum, "
	    "discount, taxable, amount) SELECT j.d, j.v, j.p, j.s, j.c, j.t, "
	    "j.a FROM JSON_TABLE(?, '$[*]' COLUMNS (d BIGINT PATH '$[0]', "
	    "v VARCHAR(12) PATH '$[1]', p INT PATH '$[2]', "
	    "s BIGINT PATH '$[3]', c BIGINT PATH '$[4]', "
	    "t BIGINT PATH '$[5]', a BIGINT PATH '$[6]')) j",
	    DB_ARGS(DB_S(arena_fmt(w->mem, "[%s]", rows->s))));
}

enum err
document_vat_write(struct work *w, const struct paper *p)
{
	struct str	 rows;

	str_init(&rows, w->mem);
	vat_add(&rows, p->id, &p->totals);
	return vat_write(w, &rows);
}

/* New sums of a head; freeze: an import whose lines are all there. */
static void
head_change(struct batch *b, struct head *h, const struct doc_totals *t,
    bool freeze)
{
	struct change	*c = arena_alloc(b->w->mem, 9 * sizeof(*c));
	const char	*settled;
	size_t		 k = 0;

	h->payable = t->payable;
	c[k++] = (struct change)SET_MONEY("net", t->net);
	c[k++] = (struct change)SET_MONEY("vat", t->vat_sum);
	c[k++] = (struct change)SET_MONEY("gross", t->gross);
	c[k++] = (struct change)SET_MONEY("rounding", t->rounding);
	c[k++] = (struct change)SET_MONEY("payable", t->payable);
	if (freeze) {
		c[k++] = (struct change)SET_BOOL("complete", 1);
		c[k++] = (struct change)SET_MONEY("debt",
		    document_debt(h, &settled));
		c[k++] = (struct change)SET_CHOICE("settled", settled);
	}
	b->heads[b->nheads].id = h->id;
	b->heads[b->nheads++].changes = c;
}

/* One document with its lines. */
static enum err
head_total(struct batch *b, struct head *h, struct row *rows, size_t n)
{
	struct arena		*mem = b->w->mem;
	struct doc_line		*lines = arena_alloc(mem, n * sizeof(*lines));
	int64_t			*gross = arena_alloc(mem, n * sizeof(*gross));
	struct doc_totals	 sum;
	bool			 draft = strcmp(h->status, "draft") == 0;
	bool			 freeze;

	for (size_t i = 0; i < n; i++) {
		if (doc_tax_parse(rows[i].vat, &rows[i].sum.tax) != OK)
			return work_refuse(b->w, 0, NULL,
			    t("A line has no VAT code."));
		lines[i] = rows[i].sum;
	}
	if (doc_compute(mem, &h->terms, lines, n, &sum) != OK)
		return work_refuse(b->w, 0, NULL,
		    t("The sums are too great."));
	for (size_t i = 0; i < n; i++)
		rows[i].sum = lines[i];
	for (size_t i = 0; i < sum.nvat; i++)
		group_share(rows, n, &sum.vat[i], gross);
	for (size_t i = 0; i < n; i++)
		line_change(b, &rows[i], gross[i]);
	freeze = !draft && n > 0 && sum.gross == h->gross;
	if (draft || freeze)
		head_change(b, h, &sum, freeze);
	if (freeze)
		vat_add(&b->vat, h->id, &sum);
	return OK;
}

static enum err
batch_write(struct batch *b)
{
	enum err	 e;

	e = save_derived(b->w, &invoice_line_entity, b->lines, b->nlines);
	if (e == OK)
		e = save_derived(b->w, &invoice_entity, b->heads, b->nheads);
	return e == OK ? vat_write(b->w, &b->vat) : e;
}

/* ---- later */

/* Notes of the memo: whose sums wait, and whether any have changed. */
static const char	 sums_wait[] = "wait", sums_due[] = "due";

void
document_total_wait(struct work *w, int64_t id)
{
	memo_put(w, sums_wait, id, sums_wait);
}

bool
document_total_waits(struct work *w, int64_t id)
{
	if (memo_get(w, sums_wait, id) == NULL)
		return false;
	memo_put(w, sums_wait, id, sums_due);
	return true;
}

enum err
document_total_now(struct work *w, int64_t id)
{
	struct ids	 ids = { .mem = w->mem };

	if (memo_get(w, sums_wait, id) == sums_due)
		ids_add(&ids, id);
	memo_drop(w, sums_wait, id);
	return documents_total(w, &ids);
}

enum err
documents_total(struct work *w, struct ids *ids)
{
	struct batch	 b = { .w = w };
	struct head	*heads;
	struct row	*rows;
	size_t		 n, nrows, at = 0;
	enum err	 e = heads_lock(w, ids, &heads, &n);

	if (e != OK || n == 0)
		return e;
	e = rows_read(w, ids_json(ids), &rows, &nrows);
	if (e != OK)
		return e;
	str_init(&b.vat, w->mem);
	b.lines = arena_alloc(w->mem, (nrows + 1) * sizeof(*b.lines));
	b.heads = arena_alloc(w->mem, n * sizeof(*b.heads));
	for (size_t i = 0; i < n && e == OK; i++) {
		size_t	 first = at;

		memo_drop(w, sums_wait, heads[i].id);
		while (at < nrows && rows[at].document_id == heads[i].id)
			at++;
		if (!heads[i].complete && !heads[i].deleted)
			e = head_total(&b, &heads[i], rows + first,
			    at - first);
	}
	return e == OK ? batch_write(&b) : e;
}
