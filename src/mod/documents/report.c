/* report.c: what was sold, what is owed, and what is late. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "core/query.h"
#include "mod/documents/rules.h"

#define GROUPS	5000
#define WHERES	10	/* conditions of a report, with the last */

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
	[BY_PRODUCT] = { "product", "product_id", "name" },
	[BY_ALL] = { NULL, NULL, "currency" }
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

/* ---- rows */

static int
by_group(const void *a, const void *b)
{
	const struct document_sum	*x = a, *y = b;
	int				 c = strcmp(x->group, y->group);

	return c != 0 ? c : strcmp(x->currency, y->currency);
}

static int
by_amount(const void *a, const void *b)
{
	const struct document_sum	*x = a, *y = b;

	if (x->amount != y->amount)
		return x->amount < y->amount ? 1 : -1;
	return by_group(a, b);
}

/* The rows of one product together, that of its main name first. */
static int
by_product(const void *a, const void *b)
{
	const struct document_sum	*x = a, *y = b;
	int				 c;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	c = x->id == 0 ? strcmp(x->group, y->group) : 0;
	if (c == 0)
		c = strcmp(x->currency, y->currency);
	return c != 0 ? c : by_amount(a, b);
}

/* A product that was sold under several names is one group. */
static size_t
products_join(struct document_sum *list, size_t n)
{
	size_t	 k = 0;

	if (n > 0)
		qsort(list, n, sizeof(*list), by_product);
	for (size_t i = 0; i < n; i++) {
		struct document_sum	*last = k > 0 ? &list[k - 1] : NULL;

		if (last != NULL && last->id == list[i].id &&
		    (last->id != 0 || strcmp(last->group,
		    list[i].group) == 0) &&
		    strcmp(last->currency, list[i].currency) == 0) {
			last->count += list[i].count;
			last->amount += list[i].amount;
		} else
			list[k++] = list[i];
	}
	return k;
}

/* Columns: name, currency, id if there is one; then count and sum. */
static struct document_sum *
sums_read(struct work *w, const struct db_rows *rows,
    const struct document_ask *ask)
{
	struct document_sum	*list = arena_alloc(w->mem,
				    (rows->n + 1) * sizeof(*list));
	bool			 id = groups[ask->by].id != NULL;
	size_t			 c = id ? 3 : 2;

	for (size_t i = 0; i < rows->n; i++) {
		const char	*name = db_text(rows, i, 0);

		list[i].group = name == NULL || ask->by == BY_ALL ? "" : name;
		list[i].currency = db_text(rows, i, 1);
		list[i].id = id ? db_int(rows, i, 2) : 0;
		list[i].count = db_int(rows, i, c);
		list[i].amount = db_int(rows, i, c + 1);
	}
	return list;
}

/* ---- what is asked for */

/* A path to the document: of one itself, or of its line. */
static const char *
path_of(struct work *w, bool lines, const char *name)
{
	return lines ? arena_fmt(w->mem, "document_id.%s", name) : name;
}

/* The conditions of a report; the last is its end. */
static struct filter *
where_of(struct work *w, const struct document_ask *ask, bool lines)
{
	struct filter	*where = arena_alloc(w->mem,
			    WHERES * sizeof(*where));
	size_t		 n = 0;

	where[n++] = (struct filter)WHERE_S(path_of(w, lines, "status"),
	    OP_EQ, "issued");
	if (ask->from != NULL)
		where[n++] = (struct filter)WHERE_S(path_of(w, lines, "date"),
		    OP_GE, ask->from);
	if (ask->to != NULL)
		where[n++] = (struct filter)WHERE_S(path_of(w, lines, "date"),
		    OP_LE, ask->to);
	if (ask->owner_id != 0)
		where[n++] = (struct filter)WHERE_I(path_of(w, lines,
		    "owner_id"), OP_EQ, ask->owner_id);
	if (ask->country != NULL)
		where[n++] = (struct filter)WHERE_S(path_of(w, lines,
		    "buyer_country"), OP_EQ, ask->country);
	if (ask->product_id != 0)
		where[n++] = (struct filter)WHERE_I("product_id", OP_EQ,
		    ask->product_id);
	return where;
}

static int
most_of(const struct document_ask *ask)
{
	return ask->most > 0 && ask->most < GROUPS ? ask->most : GROUPS;
}

/* By contact or product, or of one product: from the papers themselves. */
static enum err
sales_read(struct work *w, const struct document_ask *ask,
    struct document_sum **out, size_t *n)
{
	static const char *const sums[] = { "gross", NULL };
	bool			 lines = ask->by == BY_PRODUCT ||
				    ask->product_id != 0;
	const struct filter	 note = WHERE_S(path_of(w, lines, "kind"),
				    OP_EQ, "credit_note");
	const char		*bys[] = {
		path_of(w, lines && ask->by != BY_PRODUCT,
		groups[ask->by].path), path_of(w, lines, "currency"),
		groups[ask->by].id != NULL ? path_of(w, lines && ask->by !=
		BY_PRODUCT, groups[ask->by].id) : NULL, NULL
	};
	const struct query_sum	 q = {
		.entity = lines ? &invoice_line_entity : &invoice_entity,
		.by = bys, .sums = sums, .where = where_of(w, ask, lines),
		.less = &note, .top = true, .limit = most_of(ask)
	};
	struct db_rows		*rows;
	enum err		 e = query_sums(w, &q, &rows);

	if (e != OK)
		return e;
	*out = sums_read(w, rows, ask);
	*n = ask->by == BY_PRODUCT ? products_join(*out, rows->n) : rows->n;
	return OK;
}

enum err
documents_sales(struct work *w, const struct document_ask *ask,
    struct document_sum **out, size_t *n)
{
	bool		 time = ask->by == BY_YEAR || ask->by == BY_MONTH;
	bool		 kept = ask->product_id == 0 &&
			    ask->by != BY_CONTACT && ask->by != BY_PRODUCT;
	enum err	 e = kept ? sales_sums(w, ask, out, n) :
			    sales_read(w, ask, out, n);

	if (e != OK)
		return e;
	if (*n > 0)
		qsort(*out, *n, sizeof(**out), time ? by_group : by_amount);
	if (*n > (size_t)most_of(ask))
		*n = (size_t)most_of(ask);
	return OK;
}

static enum err
debts_read(struct work *w, const struct document_ask *ask,
    const struct filter *where, struct document_sum **out, size_t *n)
{
	static const char *const sums[] = { "debt", NULL };
	const char		*bys[] = {
		groups[ask->by].path, "currency", groups[ask->by].id, NULL
	};
	const struct query_sum	 q = {
		.entity = &invoice_entity, .by = bys, .sums = sums,
		.where = where, .top = true, .limit = most_of(ask)
	};
	struct db_rows		*rows;
	size_t			 k = 0;
	enum err		 e = query_sums(w, &q, &rows);

	if (e != OK)
		return e;
	*out = sums_read(w, rows, ask);
	for (size_t i = 0; i < rows->n; i++)
		if ((*out)[i].amount != 0)
			(*out)[k++] = (*out)[i];
	if (k > 0)
		qsort(*out, k, sizeof(**out), by_amount);
	*n = k;
	return OK;
}

enum err
documents_debts(struct work *w, const struct document_ask *ask,
    struct document_sum **out, size_t *n)
{
	struct filter	*where = where_of(w, ask, false);
	size_t		 i = 0;

	while (where[i].path != NULL)
		i++;
	where[i++] = (struct filter)WHERE_I("debt", OP_NE, 0);
	if (ask->overdue)
		where[i] = (struct filter)WHERE_S("due_on", OP_LT,
		    date_iso(w->mem, work_today(w)));
	return debts_read(w, ask, where, out, n);
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
	const struct document_ask ask = { .by = BY_ALL };

	return debts_read(w, &ask, where, out, n);
}

static void
late_read(struct work *w, const struct db_rows *r, size_t i,
    struct document_late *l)
{
	int32_t	 due;

	l->id = db_int(r, i, 0);
	l->label = db_text(r, i, 2);
	l->contact = db_text(r, i, 3);
	l->contact_id = db_int(r, i, 4);
	l->due_on = db_text(r, i, 5);
	l->debt = db_int(r, i, 6);
	l->currency = db_text(r, i, 7);
	if (date_parse(l->due_on, &due) == OK)
		l->days = work_today(w) - due;
}

static int
by_due(const void *a, const void *b)
{
	const struct document_late	*x = a, *y = b;

	if (x->days != y->days)
		return x->days > y->days ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

/* Those without any payment and those paid in part each have an index. */
static enum err
late_query(struct work *w, int64_t owner_id, int most, struct db_rows **rows)
{
	static const char *const cols[] = {
		"label", "contact_id.", "contact_id", "due_on", "debt",
		"currency", NULL
	};
	static const char *const open[] = { "no", "part" };
	const char		*today = date_iso(w->mem, work_today(w));
	struct query		 lanes[2];

	for (size_t i = 0; i < 2; i++) {
		struct filter	*where = arena_alloc(w->mem,
				    6 * sizeof(*where));

		where[0] = (struct filter)WHERE_S("settled", OP_EQ, open[i]);
		where[1] = (struct filter)WHERE_S("status", OP_EQ, "issued");
		where[2] = (struct filter)WHERE_S("due_on", OP_LT, today);
		where[3] = (struct filter)WHERE_I("debt", OP_GT, 0);
		if (owner_id != 0)
			where[4] = (struct filter)WHERE_I("owner_id", OP_EQ,
			    owner_id);
		lanes[i] = (struct query){ .entity = &invoice_entity,
		    .cols = cols, .where = where, .sort = "due_on",
		    .limit = most };
	}
	return query_lanes(w, lanes, 2, rows);
}

enum err
documents_overdue(struct work *w, int64_t owner_id, int most,
    struct document_late **out, size_t *n)
{
	struct db_rows	*rows;
	enum err	 e = late_query(w, owner_id, most, &rows);

	if (e != OK)
		return e;
	*out = arena_alloc(w->mem, (rows->n + 1) * sizeof(**out));
	for (size_t i = 0; i < rows->n; i++)
		late_read(w, rows, i, &(*out)[i]);
	if (rows->n > 0)
		qsort(*out, rows->n, sizeof(**out), by_due);
	*n = rows->n < (size_t)most ? rows->n : (size_t)most;
	return OK;
}
