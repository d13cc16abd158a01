/* heads.c: documents under their lock, and what is owed for them. */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "mod/documents/rules.h"

void
ids_add(struct ids *s, int64_t id)
{
	if (id == 0 || (s->n > 0 && s->v[s->n - 1] == id))
		return;
	if (s->n == s->cap) {
		size_t	 cap = s->cap == 0 ? 16 : s->cap * 2;
		int64_t	*v = arena_alloc(s->mem, cap * sizeof(*v));

		if (s->n > 0)
			memcpy(v, s->v, s->n * sizeof(*v));
		s->v = v;
		s->cap = cap;
	}
	s->v[s->n++] = id;
}

static int
by_number(const void *a, const void *b)
{
	int64_t	 x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

/* Rising, each once. */
static void
ids_sort(struct ids *s)
{
	size_t	 k = 0;

	if (s->n > 0)
		qsort(s->v, s->n, sizeof(*s->v), by_number);
	for (size_t i = 0; i < s->n; i++)
		if (k == 0 || s->v[k - 1] != s->v[i])
			s->v[k++] = s->v[i];
	s->n = k;
}

const char *
ids_json(struct ids *s)
{
	struct str	 out;

	ids_sort(s);
	str_init(&out, s->mem);
	str_addc(&out, '[');
	for (size_t i = 0; i < s->n; i++)
		str_fmt(&out, "%s%lld", i > 0 ? "," : "",
		    (long long)s->v[i]);
	str_addc(&out, ']');
	return out.s;
}

void
json_text(struct str *out, const char *s)
{
	str_addc(out, '"');
	for (; *s != '\0'; s++) {
		if ((unsigned char)*s < 0x20)
			str_fmt(out, "\\u%04x", (unsigned int)*s);
		else if (*s == '"' || *s == '\\')
			str_fmt(out, "\\%c", *s);
		else
			str_addc(out, *s);
	}
	str_addc(out, '"');
}

static void
head_read(struct head *h, const struct draft *d)
{
	h->id = draft_id(d);
	h->kind = draft_old_text(d, "kind");
	h->status = draft_old_text(d, "status");
	h->settled = draft_old_text(d, "settled");
	h->currency = draft_old_text(d, "currency");
	h->label = draft_old_text(d, "label");
	h->complete = draft_old_int(d, "complete") != 0;
	h->deleted = draft_old_int(d, "deleted_at") != 0;
	h->terms.prices_with_vat = draft_old_int(d, "prices_with_vat") != 0;
	h->terms.discount_percent = draft_old_int(d, "discount_percent");
	h->terms.prepaid = draft_old_int(d, "prepaid");
	h->net = draft_old_int(d, "net");
	h->vat = draft_old_int(d, "vat");
	h->gross = draft_old_int(d, "gross");
	h->rounding = draft_old_int(d, "rounding");
	h->payable = draft_old_int(d, "payable");
	h->paid = draft_old_int(d, "paid");
	h->credited = draft_old_int(d, "credited");
	h->debt = draft_old_int(d, "debt");
	h->contact_id = draft_old_int(d, "contact_id");
	h->parent_id = draft_old_int(d, "parent_id");
	h->owner_id = draft_old_int(d, "owner_id");
	h->team_id = draft_old_int(d, "team_id");
}

enum err
heads_lock(struct work *w, struct ids *ids, struct head **out, size_t *n)
{
	const struct rights	*rights = w->actor.rights;
	struct draft		*drafts;
	enum err		 e;

	ids_sort(ids);
	*n = 0;
	if (ids->n == 0)
		return OK;
	w->actor.rights = NULL;
	e = record_hold(w, &invoice_entity, ids->v, ids->n, &drafts);
	w->actor.rights = rights;
	if (e != OK)
		return e;
	*out = arena_alloc(w->mem, ids->n * sizeof(**out));
	for (size_t i = 0; i < ids->n; i++)
		if (!draft_skipped(draft_at(drafts, i)))
			head_read(&(*out)[(*n)++], draft_at(drafts, i));
	return OK;
}

struct head *
head_find(struct head *list, size_t n, int64_t id)
{
	size_t	 lo = 0, hi = n;

	while (lo < hi) {
		size_t	 mid = (lo + hi) / 2;

		if (list[mid].id == id)
			return &list[mid];
		if (list[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

enum err
save_derived(struct work *w, const struct entity *e, struct record *rows,
    size_t n)
{
	const struct rights	*rights = w->actor.rights;
	enum err		 err;

	if (n == 0)
		return OK;
	w->actor.rights = NULL;
	err = record_save_many(w, e, rows, n);
	w->actor.rights = rights;
	return err;
}

/* ---- what is owed */

int64_t
document_debt(const struct head *h, const char **settled)
{
	int64_t	 debt = h->payable - h->paid - h->credited;

	*settled = NULL;
	if (strcmp(h->status, "issued") != 0)
		return 0;
	if (strcmp(h->kind, "credit_note") == 0)
		return h->parent_id != 0 ? 0 : -h->payable;
	*settled = "no";
	if (debt <= 0)
		*settled = h->paid == 0 && h->credited > 0 ? "credited" :
		    "full";
	else if (h->paid != 0 || h->credited != 0)
		*settled = "part";
	return debt;
}

/* What came by payments (1) and by credit notes (2): id, by what, how much. */
static enum err
settle_read(struct work *w, const char *json, struct db_rows **rows)
{
	return db_query(w->db, w->mem, rows,
	    "(SELECT STRAIGHT_JOIN pp.document_id, 1, SUM(pp.amount) "
	    "FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j "
	    "JOIN payment_part pp ON pp.document_id = j.id "
	    "JOIN payment p ON p.id = pp.payment_id "
	    "WHERE p.deleted_at IS NULL GROUP BY pp.document_id "
	    "LOCK IN SHARE MODE) UNION ALL "
	    "(SELECT STRAIGHT_JOIN c.parent_id, 2, SUM(c.payable) "
	    "FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j "
	    "JOIN document c ON c.parent_id = j.id "
	    "WHERE c.deleted_at IS NULL AND c.kind = 'credit_note' "
	    "AND c.status = 'issued' GROUP BY c.parent_id "
	    "LOCK IN SHARE MODE)", DB_ARGS(DB_S(json), DB_S(json)));
}

static int64_t
sum_of(const struct db_rows *rows, int64_t id, int64_t by)
{
	for (size_t i = 0; i < rows->n; i++)
		if (db_int(rows, i, 0) == id && db_int(rows, i, 1) == by)
			return db_int(rows, i, 2);
	return 0;
}

enum err
documents_settle(struct work *w, struct ids *ids)
{
	struct head	*heads;
	struct record	*r;
	struct db_rows	*rows;
	size_t		 n;
	enum err	 e = heads_lock(w, ids, &heads, &n);

	if (e != OK || n == 0)
		return e;
	e = settle_read(w, ids_json(ids), &rows);
	if (e != OK)
		return e;
	r = arena_alloc(w->mem, n * sizeof(*r));
	for (size_t i = 0; i < n; i++) {
		struct head	*h = &heads[i];
		struct change	*c = arena_alloc(w->mem, 5 * sizeof(*c));
		const char	*settled;
		int64_t		 debt;

		h->paid = sum_of(rows, h->id, 1);
		h->credited = sum_of(rows, h->id, 2);
		debt = document_debt(h, &settled);
		c[0] = (struct change)SET_MONEY("paid", h->paid);
		c[1] = (struct change)SET_MONEY("credited", h->credited);
		c[2] = (struct change)SET_MONEY("debt", debt);
		c[3] = (struct change)SET_CHOICE("settled", settled);
		r[i].id = h->id;
		r[i].changes = c;
	}
	return save_derived(w, &invoice_entity, r, n);
}

enum err
paid_look(struct work *w, bool repair, int64_t *wrong)
{
	struct db_rows	*rows;
	enum err	 e;

	(void)repair;
	e = db_query(w->db, w->mem, &rows, "SELECT COUNT(*) FROM document d "
	    "LEFT JOIN (SELECT pp.document_id, SUM(pp.amount) AS amount "
	    "FROM payment_part pp JOIN payment p ON p.id = pp.payment_id "
	    "WHERE p.deleted_at IS NULL GROUP BY pp.document_id) x "
	    "ON x.document_id = d.id WHERE COALESCE(d.paid, 0) <> "
	    "COALESCE(x.amount, 0)", DB_NOARGS);
	if (e == OK)
		*wrong = db_int(rows, 0, 0);
	return e;
}
