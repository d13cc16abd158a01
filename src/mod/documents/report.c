/* report.c: what was sold, what is owed, and what is late. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "core/query.h"
#include "mod/documents/rules.h"

#define GROUPS	5000

/* How a report groups: by documents, and by lines. */
static const struct {
	const char	*name;
	const char	*id;	/* path of a group's id, or NULL */
	const char	*path;	/* path of its name */
} groups[] = {
	[BY_YEAR] = { "year", NULL, "date@year" },
	[BY_MONTH] = { "month", NULL, "date@month" },
	[BY_COUNTRY] = { "country", NULL, "buyer_country" },
	[BY_OWNER] = { "owner", "owner_id", "owner_id." },
	[BY_CONTACT] = { "contact", "contact_id", "contact_id." },
	[BY_PRODUCT] = { "product", "product_id", "name" }
};

bool
document_by_find(const char *name, enum document_by *out)
{
	for (int i = 0; name != NULL && i < BY_DOCUMENT_END; i++)
		if (strcmp(groups[i].name, name) == 0) {
			*out = (enum document_by)i;
			return true;
		}
	return false;
}

static int
by_group(const void *a, const void *b)
{
	const struct document_sum	*x = a, *y = b;
	int				 c = strcmp(x->group, y->group);

	if (c == 0)
		c = (x->id > y->id) - (x->id < y->id);
	return c != 0 ? c : strcmp(x->currency, y->currency);
}

static int
by_amount(const void *a, const void *b)
{
	const struct document_sum	*x = a, *y = b;
	int				 c = strcmp(x->currency, y->currency);

	if (c != 0)
		return c;
	return (x->amount < y->amount) - (x->amount > y->amount);
}

/* Rows of one group and currency become one: notes are taken away. */
static size_t
sums_join(struct document_sum *list, size_t n)
{
	size_t	 k = 0;

	if (n > 0)
		qsort(list, n, sizeof(*list), by_group);
	for (size_t i = 0; i < n; i++) {
		if (k > 0 && by_group(&list[k - 1], &list[i]) == 0) {
			list[k - 1].count += list[i].count;
			list[k - 1].amount += list[i].amount;
		} else
			list[k++] = list[i];
	}
	return k;
}

/* Of one product the name it is sold under most lately differs: keep one. */
static void
products_name(struct document_sum *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; list[i].id != 0 && j < i; j++)
			if (list[j].id == list[i].id) {
				list[i].group = list[j].group;
				break;
			}
}

/* Columns: name, kind, currency, id if there is one; then count and sum. */
static struct document_sum *
sums_read(struct work *w, const struct db_rows *rows, bool id)
{
	struct document_sum	*list = arena_alloc(w->mem,
				    (rows->n + 1) * sizeof(*list));
	size_t			 c = id ? 4 : 3;

	for (size_t i = 0; i < rows->n; i++) {
		bool	 note = strcmp(db_text(rows, i, 1),
			    "credit_note") == 0;

		list[i].group = db_text(rows, i, 0) != NULL ?
		    db_text(rows, i, 0) : "";
		list[i].currency = db_text(rows, i, 2);
		list[i].id = id ? db_int(rows, i, 3) : 0;
		list[i].count = note ? 0 : db_int(rows, i, c);
		list[i].amount = note ? -db_int(rows, i, c + 1) :
		    db_int(rows, i, c + 1);
	}
	return list;
}

/* The period's issued documents, below a path to the document. */
static void
sales_where(const char *const *paths, const char *from, const char *to,
    struct filter *where)
{
	size_t	 n = 0;

	where[n++] = (struct filter)WHERE_S(paths[0], OP_EQ, "issued");
	if (from != NULL)
		where[n++] = (struct filter)WHERE_S(paths[1], OP_GE, from);
	if (to != NULL)
		where[n++] = (struct filter)WHERE_S(paths[1], OP_LE, to);
	where[n] = (struct filter)WHERE_END;
}

enum err
documents_sales(struct work *w, const char *from, const char *to,
    enum document_by by, struct document_sum **out, size_t *n)
{
	static const char *const	 direct[] = { "status", "date" };
	static const char *const	 through[] = {
		"document_id.status", "document_id.date"
	};
	bool				 lines = by == BY_PRODUCT;
	const char			*bys[] = {
		groups[by].path, lines ? "document_id.kind" : "kind",
		lines ? "document_id.currency" : "currency", groups[by].id,
		NULL
	};
	static const char *const	 sums[] = { "gross", NULL };
	struct filter			 where[4];
	const struct query_sum		 q = {
		.entity = lines ? &invoice_line_entity : &invoice_entity,
		.by = bys, .sums = sums, .where = where, .limit = GROUPS
	};
	struct db_rows			*rows;
	enum err			 e;

	sales_where(lines ? through : direct, from, to, where);
	e = query_sums(w, &q, &rows);
	if (e != OK)
		return e;
	*out = sums_read(w, rows, groups[by].id != NULL);
	if (lines)
		products_name(*out, rows->n);
	*n = sums_join(*out, rows->n);
	return OK;
}

static enum err
debts_read(struct work *w, const struct filter *where,
    struct document_sum **out, size_t *n)
{
	static const char *const bys[] = {
		"contact_id.", "kind", "currency", "contact_id", NULL
	};
	static const char *const sums[] = { "debt", NULL };
	const struct query_sum	 q = {
		.entity = &invoice_entity, .by = bys, .sums = sums,
		.where = where, .limit = GROUPS
	};
	struct db_rows		*rows;
	struct document_sum	*list;
	size_t			 k = 0;
	enum err		 e = query_sums(w, &q, &rows);

	if (e != OK)
		return e;
	list = sums_read(w, rows, true);
	for (size_t i = 0; i < rows->n; i++) {
		list[i].amount = db_int(rows, i, 5);
		list[i].count = db_int(rows, i, 4);
	}
	*n = sums_join(list, rows->n);
	for (size_t i = 0; i < *n; i++)
		if (list[i].amount != 0)
			list[k++] = list[i];
	if (k > 0)
		qsort(list, k, sizeof(*list), by_amount);
	*n = k;
	*out = list;
	return OK;
}

enum err
documents_debts(struct work *w, bool overdue, struct document_sum **out,
    size_t *n)
{
	const struct filter	 where[] = {
		WHERE_S("status", OP_EQ, "issued"),
		WHERE_I("debt", OP_NE, 0),
		overdue ? (struct filter)WHERE_S("due_on", OP_LT,
		    date_iso(w->mem, work_today(w))) :
		    (struct filter)WHERE_END,
		WHERE_END
	};

	return debts_read(w, where, out, n);
}

enum err
contact_debts(struct work *w, int64_t contact, struct document_sum **out,
    size_t *n)
{
	const struct filter	 where[] = {
		WHERE_I("contact_id", OP_EQ, contact),
		WHERE_S("status", OP_EQ, "issued"),
		WHERE_I("debt", OP_NE, 0), WHERE_END
	};

	return debts_read(w, where, out, n);
}

static void
late_read(struct work *w, const struct db_rows *r, size_t i,
    struct document_late *l)
{
	int32_t	 due;

	l->id = db_int(r, i, 0);
	l->label = db_text(r, i, 1);
	l->contact = db_text(r, i, 2);
	l->contact_id = db_int(r, i, 3);
	l->due_on = db_text(r, i, 4);
	l->debt = db_int(r, i, 5);
	l->currency = db_text(r, i, 6);
	if (date_parse(l->due_on, &due) == OK)
		l->days = work_today(w) - due;
}

enum err
documents_overdue(struct work *w, int64_t owner_id, int most,
    struct document_late **out, size_t *n)
{
	static const char *const cols[] = {
		"label", "contact_id.", "contact_id", "due_on", "debt",
		"currency", NULL
	};
	const struct db_val	 unpaid[] = { DB_S("no"), DB_S("part") };
	const struct filter	 where[] = {
		{ .path = "settled", .op = OP_IN, .values = unpaid,
		  .nvalues = 2 },
		WHERE_S("due_on", OP_LT, date_iso(w->mem, work_today(w))),
		owner_id != 0 ? (struct filter)WHERE_I("owner_id", OP_EQ,
		    owner_id) : (struct filter)WHERE_END,
		WHERE_END
	};
	const struct query	 q = {
		.entity = &invoice_entity, .cols = cols, .where = where,
		.sort = "due_on", .limit = most
	};
	struct db_rows		*rows;
	enum err		 e = query_list(w, &q, &rows);

	if (e != OK)
		return e;
	*out = arena_alloc(w->mem, (rows->n + 1) * sizeof(**out));
	for (size_t i = 0; i < rows->n; i++)
		late_read(w, rows, i, &(*out)[i]);
	*n = rows->n;
	return OK;
}
