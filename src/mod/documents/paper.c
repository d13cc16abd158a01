/* paper.c: documents with all that is printed or sent of them. */
#include <string.h>

#include "core/field.h"
#include "core/query.h"
#include "core/site.h"
#include "mod/documents/rules.h"

/* ---- both sides */

static const char *
filled(const char *s)
{
	return s == NULL || *s == '\0' ? NULL : s;
}

void
seller_load(const struct work *w, struct paper_party *p)
{
	const struct site	*s = w->site;

	memset(p, 0, sizeof(*p));
	p->name = filled(s->firm);
	p->reg_no = filled(s->reg_no);
	p->vat_no = filled(s->vat_no);
	p->street = filled(s->street);
	p->city = filled(s->city);
	p->postcode = filled(s->postcode);
	p->country = filled(s->country);
	p->iban = filled(s->iban);
	p->bank = filled(s->bank);
	p->bic = filled(s->bic);
	p->phone = filled(s->phone);
	p->email = filled(s->email);
}

/* What a buyer's fields are, in the order of buyer_read(). */
static const char *const buyer_cols[] = {
	"owner_id", "team_id", "name", "reg_no", "tax_no", "street", "city",
	"region", "postcode", "country", "iban", "phone", "email", "vat_no",
	NULL
};

static void
buyer_read(struct buyer *b, const struct db_rows *r, size_t i)
{
	struct paper_party	*p = &b->party;

	b->id = db_int(r, i, 0);
	b->owner_id = db_int(r, i, 1);
	b->team_id = db_int(r, i, 2);
	p->name = filled(db_text(r, i, 3));
	p->reg_no = filled(db_text(r, i, 4));
	p->vat_no = filled(db_text(r, i, 14));
	if (p->vat_no == NULL)
		p->vat_no = filled(db_text(r, i, 5));
	p->street = filled(db_text(r, i, 6));
	p->city = filled(db_text(r, i, 7));
	p->region = filled(db_text(r, i, 8));
	p->postcode = filled(db_text(r, i, 9));
	p->country = filled(db_text(r, i, 10));
	p->iban = filled(db_text(r, i, 11));
	p->phone = filled(db_text(r, i, 12));
	p->email = filled(db_text(r, i, 13));
}

enum err
buyers_load(struct work *w, const int64_t *ids, size_t n, struct buyer *out)
{
	struct db_val		*in = arena_alloc(w->mem,
				    (n + 1) * sizeof(*in));
	struct filter		 where[] = {
		{ .path = "id", .op = OP_IN, .values = in }, WHERE_END
	};
	const struct query	 q = {
		.entity = entity_find("contact"), .cols = buyer_cols,
		.where = where, .sort = "id"
	};
	struct db_rows		*rows;
	enum err		 e;

	memset(out, 0, n * sizeof(*out));
	for (size_t i = 0; i < n; i++)
		if (ids[i] != 0)
			in[where[0].nvalues++] = (struct db_val)DB_I(ids[i]);
	if (where[0].nvalues == 0)
		return OK;
	e = query_list(w, &q, &rows);
	for (size_t i = 0; e == OK && i < n; i++)
		for (size_t r = 0; r < rows->n; r++)
			if (db_int(rows, r, 0) == ids[i])
				buyer_read(&out[i], rows, r);
	return e;
}

/* ---- the head */

/* What a paper is read from, in the order of the struct's C_... */
static const char *const paper_cols[] = {
	"rev", "kind", "status", "settled", "complete", "series", "number",
	"label", "date", "due_on", "currency", "basis", "note", "issuer",
	"contact_id", "deal_id", "parent_id", "contact_id.", "deal_id.",
	"parent_id.label", "parent_id.date", "prices_with_vat",
	"discount_percent", "prepaid", "net", "vat", "gross", "rounding",
	"payable", "paid", "credited", "debt", "seller_name",
	"seller_reg_no", "seller_vat_no", "seller_street", "seller_city",
	"seller_postcode", "seller_country", "seller_iban", "seller_bank",
	"seller_bic", "seller_phone", "seller_email", "buyer_name",
	"buyer_reg_no", "buyer_vat_no", "buyer_street", "buyer_city",
	"buyer_region", "buyer_postcode", "buyer_country", "buyer_iban",
	"buyer_phone", "buyer_email", NULL
};

enum {
	C_ID, C_REV, C_KIND, C_STATUS, C_SETTLED, C_COMPLETE, C_SERIES,
	C_NUMBER, C_LABEL, C_DATE, C_DUE, C_CURRENCY, C_BASIS, C_NOTE,
	C_ISSUER, C_CONTACT_ID, C_DEAL_ID, C_PARENT_ID, C_CONTACT, C_DEAL,
	C_PARENT, C_PARENT_DATE, C_WITH_VAT, C_DISCOUNT, C_PREPAID, C_NET,
	C_VAT, C_GROSS, C_ROUNDING, C_PAYABLE, C_PAID, C_CREDITED, C_DEBT,
	C_SELLER, C_BUYER = C_SELLER + 12
};

static void
sides_read(struct paper *p, const struct db_rows *r, size_t i)
{
	const char	**const seller[] = {
		&p->seller.name, &p->seller.reg_no, &p->seller.vat_no,
		&p->seller.street, &p->seller.city, &p->seller.postcode,
		&p->seller.country, &p->seller.iban, &p->seller.bank,
		&p->seller.bic, &p->seller.phone, &p->seller.email
	};
	const char	**const buyer[] = {
		&p->buyer.name, &p->buyer.reg_no, &p->buyer.vat_no,
		&p->buyer.street, &p->buyer.city, &p->buyer.region,
		&p->buyer.postcode, &p->buyer.country, &p->buyer.iban,
		&p->buyer.phone, &p->buyer.email
	};

	for (size_t k = 0; k < sizeof(seller) / sizeof(seller[0]); k++)
		*seller[k] = filled(db_text(r, i, C_SELLER + k));
	for (size_t k = 0; k < sizeof(buyer) / sizeof(buyer[0]); k++)
		*buyer[k] = filled(db_text(r, i, C_BUYER + k));
}

static void
sums_read(struct paper *p, const struct db_rows *r, size_t i)
{
	p->terms.prices_with_vat = db_int(r, i, C_WITH_VAT) != 0;
	p->terms.discount_percent = db_int(r, i, C_DISCOUNT);
	p->terms.prepaid = db_int(r, i, C_PREPAID);
	p->totals.net = db_int(r, i, C_NET);
	p->totals.vat_sum = db_int(r, i, C_VAT);
	p->totals.gross = db_int(r, i, C_GROSS);
	p->totals.rounding = db_int(r, i, C_ROUNDING);
	p->totals.payable = db_int(r, i, C_PAYABLE);
	p->totals.prepaid = p->terms.prepaid;
	p->paid = db_int(r, i, C_PAID);
	p->credited = db_int(r, i, C_CREDITED);
	p->debt = db_int(r, i, C_DEBT);
}

static void
head_read(struct paper *p, const struct db_rows *r, size_t i)
{
	memset(p, 0, sizeof(*p));
	p->id = db_int(r, i, C_ID);
	p->rev = db_int(r, i, C_REV);
	p->kind = db_text(r, i, C_KIND);
	p->status = db_text(r, i, C_STATUS);
	p->settled = db_text(r, i, C_SETTLED);
	p->complete = db_int(r, i, C_COMPLETE) != 0;
	p->series = db_text(r, i, C_SERIES);
	p->number = db_text(r, i, C_NUMBER);
	p->label = db_text(r, i, C_LABEL);
	p->date = db_text(r, i, C_DATE);
	p->due_on = db_text(r, i, C_DUE);
	p->currency = db_text(r, i, C_CURRENCY);
	p->basis = filled(db_text(r, i, C_BASIS));
	p->note = filled(db_text(r, i, C_NOTE));
	p->issuer = filled(db_text(r, i, C_ISSUER));
	p->contact_id = db_int(r, i, C_CONTACT_ID);
	p->deal_id = db_int(r, i, C_DEAL_ID);
	p->parent_id = db_int(r, i, C_PARENT_ID);
	p->contact = db_text(r, i, C_CONTACT);
	p->deal = db_text(r, i, C_DEAL);
	p->parent = db_text(r, i, C_PARENT);
	p->parent_date = db_text(r, i, C_PARENT_DATE);
	sums_read(p, r, i);
	sides_read(p, r, i);
}

/* paper_cols; without the module of deals a deal has no title. */
static const char *const *
cols_in_use(struct work *w)
{
	const char	**cols;

	if (entity_find("deal") != NULL)
		return paper_cols;
	cols = arena_alloc(w->mem, sizeof(paper_cols));
	memcpy(cols, paper_cols, sizeof(paper_cols));
	cols[C_DEAL - 1] = "basis";
	return cols;
}

/* Heads in the order of ids. */
static enum err
heads_read(struct work *w, const int64_t *ids, size_t n, struct paper *out,
    size_t *made)
{
	struct db_val		*in = arena_alloc(w->mem,
				    (n + 1) * sizeof(*in));
	const struct filter	 where[] = {
		{ .path = "id", .op = OP_IN, .values = in, .nvalues = n },
		WHERE_END
	};
	const struct query	 q = {
		.entity = &invoice_entity, .cols = cols_in_use(w),
		.where = where, .sort = "id"
	};
	struct db_rows		*rows;
	enum err		 e;

	*made = 0;
	for (size_t i = 0; i < n; i++)
		in[i] = (struct db_val)DB_I(ids[i]);
	e = query_list(w, &q, &rows);
	for (size_t i = 0; e == OK && i < n; i++)
		for (size_t r = 0; r < rows->n; r++)
			if (db_int(rows, r, 0) == ids[i])
				head_read(&out[(*made)++], rows, r);
	return e;
}

/* ---- lines and VAT */

static struct paper *
paper_find(struct paper *list, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].id == id)
			return &list[i];
	return NULL;
}

static void
line_read(struct paper_line *l, const struct db_rows *r, size_t i)
{
	l->id = db_int(r, i, 1);
	l->product_id = db_int(r, i, 2);
	l->code = filled(db_text(r, i, 3));
	l->name = db_text(r, i, 4);
	l->unit = db_text(r, i, 5);
	l->vat = db_text(r, i, 6);
	l->sum.quantity = db_int(r, i, 7);
	l->sum.price = db_int(r, i, 8);
	l->sum.discount_percent = db_int(r, i, 9);
}

/* Lines of documents that the actor was found to see. */
static enum err
lines_read(struct work *w, const char *json, struct paper *list, size_t n)
{
	struct db_rows	*r;
	enum err	 e;

	e = db_query(w->db, w->mem, &r,
	    "SELECT STRAIGHT_JOIN l.document_id, l.id, l.product_id, l.code, "
	    "l.name, l.unit, l.vat, l.quantity, l.price, l.discount_percent "
	    "FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j "
	    "JOIN document_line l ON l.document_id = j.id "
	    "WHERE l.deleted_at IS NULL ORDER BY l.document_id, "
	    "l.position IS NULL, l.position, l.id", DB_ARGS(DB_S(json)));
	for (size_t i = 0, end; e == OK && i < r->n; i = end) {
		struct paper	*p = paper_find(list, n, db_int(r, i, 0));

		for (end = i; end < r->n &&
		    db_int(r, end, 0) == db_int(r, i, 0); end++)
			;
		p->nlines = end - i;
		p->lines = arena_alloc(w->mem, p->nlines * sizeof(*p->lines));
		for (size_t k = i; k < end; k++)
			line_read(&p->lines[k - i], r, k);
	}
	return e;
}

static void
vat_take(struct work *w, struct paper *p, const struct db_rows *r, size_t i,
    size_t n)
{
	struct doc_vat	*v = arena_alloc(w->mem, n * sizeof(*v));

	p->totals.vat = v;
	p->totals.nvat = n;
	p->totals.lines = p->totals.discount = 0;
	for (size_t k = 0; k < n; k++) {
		(void)doc_tax_parse(db_text(r, i + k, 1), &v[k].tax);
		v[k].lines = db_int(r, i + k, 2);
		v[k].discount = db_int(r, i + k, 3);
		v[k].taxable = db_int(r, i + k, 4);
		v[k].vat = db_int(r, i + k, 5);
		p->totals.lines += v[k].lines;
		p->totals.discount += v[k].discount;
	}
}

/* The VAT of frozen documents, as it was written down. */
static enum err
vat_read(struct work *w, const char *json, struct paper *list, size_t n)
{
	struct db_rows	*r;
	enum err	 e;

	e = db_query(w->db, w->mem, &r,
	    "SELECT STRAIGHT_JOIN v.document_id, v.vat, v.line_sum, "
	    "v.discount, v.taxable, v.amount "
	    "FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j "
	    "JOIN document_vat v ON v.document_id = j.id "
	    "ORDER BY v.document_id, v.position", DB_ARGS(DB_S(json)));
	for (size_t i = 0, end; e == OK && i < r->n; i = end) {
		for (end = i; end < r->n &&
		    db_int(r, end, 0) == db_int(r, i, 0); end++)
			;
		vat_take(w, paper_find(list, n, db_int(r, i, 0)), r, i,
		    end - i);
	}
	return e;
}

enum err
paper_compute(struct arena *mem, struct paper *p)
{
	struct doc_line		*lines = arena_alloc(mem,
				    p->nlines * sizeof(*lines));
	struct doc_totals	 t;
	enum err		 e;

	for (size_t i = 0; i < p->nlines; i++) {
		lines[i] = p->lines[i].sum;
		if (doc_tax_parse(p->lines[i].vat, &lines[i].tax) != OK)
			return ERR_INVALID;
	}
	e = doc_compute(mem, &p->terms, lines, p->nlines, &t);
	if (e != OK)
		return e;
	for (size_t i = 0; i < p->nlines; i++)
		p->lines[i].sum = lines[i];
	p->totals = t;
	return OK;
}

/* Numbers of lines follow; what was issued stands as it was written down. */
static enum err
paper_finish(struct work *w, struct paper *p)
{
	const struct doc_totals	 stored = p->totals;
	enum err		 e = paper_compute(w->mem, p);

	if (e == ERR_INVALID)
		return OK;	/* an import: its lines are as they came */
	if (e != OK || strcmp(p->status, "draft") == 0)
		return e;
	if (p->complete)
		p->totals = stored;
	p->totals.gross = stored.gross;
	p->totals.payable = stored.payable;
	return OK;
}

/* ---- together */

/* Both sides of drafts are as they are now. */
static enum err
drafts_sides(struct work *w, struct paper *list, size_t n)
{
	int64_t		*ids = arena_alloc(w->mem, n * sizeof(*ids));
	struct buyer	*b = arena_alloc(w->mem, n * sizeof(*b));
	enum err	 e;

	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].status, "draft") == 0)
			ids[i] = list[i].contact_id;
	e = buyers_load(w, ids, n, b);
	for (size_t i = 0; e == OK && i < n; i++) {
		if (strcmp(list[i].status, "draft") != 0)
			continue;
		seller_load(w, &list[i].seller);
		list[i].buyer = b[i].party;
		if (b[i].id == 0)
			list[i].buyer.name = list[i].contact;
	}
	return e;
}

enum err
documents_load(struct work *w, const int64_t *ids, size_t n,
    struct paper *out, size_t *made)
{
	struct ids	 found = { .mem = w->mem };
	struct ids	 frozen = { .mem = w->mem };
	enum err	 e = heads_read(w, ids, n, out, made);

	for (size_t i = 0; e == OK && i < *made; i++) {
		ids_add(&found, out[i].id);
		ids_add(&frozen, out[i].complete ? out[i].id : 0);
	}
	if (e != OK || *made == 0)
		return e;
	e = drafts_sides(w, out, *made);
	if (e == OK)
		e = lines_read(w, ids_json(&found), out, *made);
	if (e == OK && frozen.n > 0)
		e = vat_read(w, ids_json(&frozen), out, *made);
	for (size_t i = 0; e == OK && i < *made; i++)
		e = paper_finish(w, &out[i]);
	return e;
}

enum err
document_load(struct work *w, int64_t id, struct paper **out)
{
	struct paper	*p = arena_alloc(w->mem, sizeof(*p));
	size_t		 made;
	enum err	 e = documents_load(w, &id, 1, p, &made);

	if (e == OK && made == 0)
		e = ERR_NOTFOUND;
	if (e == OK)
		*out = p;
	return e;
}

/* ---- a period */

/* What a part of a period asks for. */
static size_t
span_where(const struct document_span *s, struct filter *where)
{
	size_t	 n = 0;

	where[n++] = (struct filter)WHERE_I("complete", OP_EQ, 1);
	if (s->from != NULL)
		where[n++] = (struct filter)WHERE_S("date", OP_GE, s->from);
	if (s->to != NULL)
		where[n++] = (struct filter)WHERE_S("date", OP_LE, s->to);
	where[n] = (struct filter)WHERE_END;
	return n;
}

enum err
documents_period(struct work *w, const struct document_span *span,
    size_t most, int64_t *ids, const char **dates, size_t *n)
{
	static const char *const cols[] = { "date", NULL };
	struct filter		 where[4];
	const struct query	 q = {
		.entity = &invoice_entity, .cols = cols, .where = where,
		.sort = "date", .limit = (int)most,
		.after = span->after_date != NULL,
		.after_value = DB_S(span->after_date),
		.after_id = span->after_id,
		.verb = span->export ? VERB_EXPORT : VERB_SEE
	};
	struct db_rows		*rows;
	enum err		 e;

	span_where(span, where);
	e = query_list(w, &q, &rows);
	if (e != OK)
		return e;
	for (size_t i = 0; i < rows->n; i++) {
		ids[i] = db_int(rows, i, 0);
		dates[i] = db_text(rows, i, 1);
	}
	*n = rows->n;
	return OK;
}
