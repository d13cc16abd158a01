/* payment.c: money that came, and the debts it pays. */
#include <string.h>

#include "base/date.h"
#include "base/money.h"
#include "core/i18n.h"
#include "core/query.h"
#include "core/site.h"
#include "mod/documents/rules.h"

static const struct field payment_fields[] = {
	{ .name = "date", .type = F_DATE, .label = N_("Date"),
	  .flags = FIELD_REQUIRED | FIELD_LIST | FIELD_SORT | FIELD_FILTER,
	  .place = "st" },
	{ .name = "amount", .type = F_MONEY, .label = N_("Sum"),
	  .flags = FIELD_REQUIRED | FIELD_CREATE | FIELD_LIST,
	  .place = "sum" },
	{ .name = "currency", .type = F_TEXT, .max = 3,
	  .label = N_("Currency"),
	  .flags = FIELD_CREATE | FIELD_FILTER | FIELD_UPPER },
	{ .name = "contact_id", .type = F_REF, .of = "contact",
	  .label = N_("Who paid"),
	  .flags = FIELD_LIST | FIELD_FILTER | FIELD_KEYED,
	  .place = "sub" },
	{ .name = "document_id", .type = F_REF, .of = "invoice",
	  .label = N_("Invoice"),
	  .flags = FIELD_CREATE | FIELD_LIST | FIELD_FILTER | FIELD_KEYED |
	  FIELD_SUMMED },
	{ .name = "purpose", .type = F_TEXT, .max = 420,
	  .label = N_("Purpose"), .flags = FIELD_SEARCH | FIELD_LIST,
	  .place = "title" },
	{ 0 }
};

static const char *const payment_orders[] = { "contact_id date", NULL };

const struct entity payment_entity = {
	.name = "payment", .table = "payment", .fields = payment_fields,
	.title = "purpose", .sort = "-date", .orders = payment_orders,
	.path = "/payments",
	.icon = "cash", .label = N_("Payments"), .label_one = N_("Payment"),
	.label_new = N_("New payment"), .plural = "payments",
	.check = payment_check
};

/* More than is left is another payment, of no invoice. */
static void
too_much(struct work *w, struct draft *d, const struct head *h)
{
	const char	*left = money_format(w->mem, h->debt, h->currency,
			    lang_code(w->lang), MONEY_FULL);

	if (h->debt <= 0)
		draft_refuse(d, "amount",
		    t("Nothing is left to pay for this invoice."));
	else
		draft_refuse(d, "amount", arena_fmt(w->mem, t("%s is left to "
		    "pay for this invoice. Note the rest as a payment "
		    "without an invoice."), left));
}

/* A payment of one invoice: it must be owed, in the same currency. */
static void
invoice_pay(struct work *w, struct draft *d, struct head *h)
{
	if (draft_text(d, "currency") == NULL)
		draft_set_text(d, "currency", h->currency);
	if (draft_int(d, "contact_id") == 0)
		draft_set_int(d, "contact_id", h->contact_id);
	if (draft_is_new(d)) {	/* seen by whoever sees the invoice */
		draft_set_int(d, "owner_id", h->owner_id);
		draft_set_int(d, "team_id", h->team_id);
	}
	if (draft_text(d, "purpose") == NULL && h->label != NULL)
		draft_set_text(d, "purpose", arena_fmt(w->mem,
		    t_in(w->site->lang, "Payment of invoice %s"), h->label));
	if (strcmp(h->kind, "invoice") != 0 ||
	    strcmp(h->status, "issued") != 0)
		draft_refuse(d, "document_id",
		    t("Only an issued invoice is paid."));
	else if (strcmp(draft_text(d, "currency"), h->currency) != 0)
		draft_refuse(d, "currency",
		    t("The invoice is in another currency."));
	else if (draft_int(d, "amount") > h->debt)
		too_much(w, d, h);
	else
		h->debt -= draft_int(d, "amount");
}

/* What was noted stands: a wrong payment is deleted and noted anew. */
static void
payment_frozen(struct draft *d)
{
	static const char *const	 names[] = {
		"amount", "currency", "document_id"
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (draft_changed(d, names[i]))
			draft_refuse(d, names[i], t("A payment keeps its sum "
			    "and invoice. Delete it and note it anew."));
}

static void
payment_check_one(struct work *w, struct draft *d, struct head *h)
{
	bool	 back = draft_changed(d, "deleted_at") &&
		    draft_int(d, "deleted_at") == 0;

	if (!draft_is_new(d))
		payment_frozen(d);
	else if (draft_int(d, "amount") <= 0)
		draft_refuse(d, "amount",
		    t("A payment is above zero."));
	if (draft_skipped(d))
		return;
	if (h != NULL && (draft_is_new(d) || back))
		invoice_pay(w, d, h);
	if (draft_text(d, "currency") == NULL)
		draft_set_text(d, "currency", w->site->currency);
	if (draft_is_new(d) && !currency_valid(draft_text(d, "currency")))
		draft_refuse(d, "currency", t("There is no such currency. "
		    "Write its code, such as UAH or EUR."));
}

enum err
payment_check(struct work *w, struct draft *drafts, size_t n)
{
	struct ids	 ids = { .mem = w->mem };
	struct head	*heads = NULL;
	size_t		 nheads;
	enum err	 e;

	for (size_t i = 0; i < n; i++)
		if (!draft_skipped(draft_at(drafts, i)))
			ids_add(&ids, draft_int(draft_at(drafts, i),
			    "document_id"));
	e = heads_lock(w, &ids, &heads, &nheads);
	if (e != OK)
		return e;
	for (size_t i = 0; i < n; i++) {
		struct draft	*d = draft_at(drafts, i);

		if (!draft_skipped(d))
			payment_check_one(w, d, head_find(heads, nheads,
			    draft_int(d, "document_id")));
	}
	return OK;
}

/* New payments of one invoice are a part of it, as a whole. */
static enum err
parts_add(struct work *w, const struct event *ev)
{
	struct str	 out;

	str_init(&out, w->mem);
	for (size_t i = 0; i < ev->n; i++) {
		const struct draft	*d = draft_at(ev->drafts, i);

		if (draft_skipped(d) || !draft_is_new(d) ||
		    draft_int(d, "document_id") == 0)
			continue;
		str_fmt(&out, "%s[%lld,%lld,%lld]", out.n > 0 ? "," : "",
		    (long long)draft_id(d),
		    (long long)draft_int(d, "document_id"),
		    (long long)draft_int(d, "amount"));
	}
	if (out.n == 0)
		return OK;
	return db_exec(w->db, "INSERT INTO payment_part (payment_id, "
	    "document_id, amount) SELECT j.p, j.d, j.a FROM "
	    "JSON_TABLE(?, '$[*]' COLUMNS (p BIGINT PATH '$[0]', "
	    "d BIGINT PATH '$[1]', a BIGINT PATH '$[2]')) j",
	    DB_ARGS(DB_S(arena_fmt(w->mem, "[%s]", out.s))));
}

/* Documents that payments pay, by their parts. */
static enum err
parts_documents(struct work *w, struct ids *payments, struct ids *out)
{
	struct db_rows	*rows;
	const char	*json = ids_json(payments);
	enum err	 e;

	if (payments->n == 0)
		return OK;
	e = db_query(w->db, w->mem, &rows,
	    "SELECT STRAIGHT_JOIN DISTINCT pp.document_id "
	    "FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$')) j "
	    "JOIN payment_part pp ON pp.payment_id = j.id",
	    DB_ARGS(DB_S(json)));
	for (size_t i = 0; e == OK && i < rows->n; i++)
		ids_add(out, db_int(rows, i, 0));
	return e;
}

enum err
payment_written(struct work *w, const struct event *ev)
{
	struct ids	 payments = { .mem = w->mem };
	struct ids	 documents = { .mem = w->mem };
	enum err	 e = parts_add(w, ev);

	for (size_t i = 0; i < ev->n; i++) {
		const struct draft	*d = draft_at(ev->drafts, i);

		if (draft_skipped(d) ||
		    (!draft_is_new(d) && !draft_changed(d, "deleted_at")))
			continue;
		if (draft_int(d, "document_id") != 0)
			ids_add(&documents, draft_int(d, "document_id"));
		else
			ids_add(&payments, draft_id(d));
	}
	if (e == OK)
		e = parts_documents(w, &payments, &documents);
	return e == OK ? documents_settle(w, &documents) : e;
}

enum err
document_pay(struct work *w, int64_t id, const struct receipt *r,
    int64_t *payment)
{
	const struct change	 c[] = {
		SET_REF("document_id", id), SET_MONEY("amount", r->amount),
		SET_DATE("date", r->date), SET_TEXT("purpose", r->purpose),
		{ 0 }
	};
	int64_t			 made;
	enum err		 e = record_create(w, &payment_entity, c,
				    &made);

	if (e == OK && payment != NULL)
		*payment = made;
	return e;
}
