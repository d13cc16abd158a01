/* demo.c: invoices of the won deals of made-up data: paid, in part, late. */
#include "base/date.h"
#include "core/query.h"
#include "core/record.h"
#include "mod/documents/rules.h"
#include "mod/documents/screens.h"

#define DEALS	24

/* What came for the i-th invoice: all, a part, nothing. */
static enum err
demo_pay(struct work *w, int64_t id, int32_t day, size_t i)
{
	struct receipt	 r = { .date = date_iso(w->mem, day + 5) };
	int64_t		 debt;
	enum err	 e = query_int(w, &invoice_entity, id, "debt",
			    &debt);

	if (e != OK || debt <= 0 || i % 4 == 3 || day + 5 > work_today(w))
		return e;
	r.amount = i % 4 == 2 ? debt / 2 : debt;
	return document_pay(w, id, &r, NULL);
}

/* One deal's invoice; the newest stays a draft. */
static enum err
demo_invoice(struct work *w, int64_t deal, size_t i)
{
	int32_t			 day = work_today(w) - (int32_t)i * 9;
	const struct change	 c[] = {
		SET_DATE("date", date_iso(w->mem, day)), { 0 }
	};
	int64_t			 id;
	enum err		 e = document_from_deal(w, deal, &id);

	if (e == OK)
		e = record_save(w, &invoice_entity, id, REV_ANY, c);
	if (e != OK || i == 0)
		return e;
	e = document_issue(w, id, REV_ANY);
	return e == OK ? demo_pay(w, id, day, i) : e;
}

enum err
documents_demo(struct work *w)
{
	const struct filter	 where[] = {
		WHERE_S("state", OP_EQ, "won"), WHERE_END
	};
	const struct query	 q = {
		.entity = entity_find("deal"), .where = where,
		.sort = "-id", .limit = DEALS
	};
	struct db_rows		*r;
	enum err		 e = query_list(w, &q, &r);

	for (size_t i = e == OK ? r->n : 0; e == OK && i > 0; i--)
		e = demo_invoice(w, db_int(r, i - 1, 0), i - 1);
	return e;
}
