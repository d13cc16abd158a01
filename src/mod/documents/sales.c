/*
 * sales.c: what was sold, by days: a tally that issued papers keep.
 *
 * Keys: day the paper's date, code the buyer's country; n counts invoices,
 * amount is their gross less that of credit notes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "core/kept.h"
#include "core/query.h"
#include "mod/documents/rules.h"


/* ---- what a paper comes to */

/* What of a paper matters, as it was or as it is. */
struct sale {
	const char	*kind, *status, *date, *currency, *country;
	int64_t		 owner_id, team_id, gross, deleted_at;
};

static void
sale_add(struct work *w, const struct sale *s, int sign, struct counts *out)
{
	struct count	 c = {
		.owner_id = s->owner_id, .team_id = s->team_id
	};
	bool		 note = str_eq(s->kind, "credit_note");

	if (s->deleted_at != 0 || !str_eq(s->status, "issued") ||
	    s->date == NULL || date_parse(s->date, &c.day) != OK)
		return;
	count_code(c.currency, s->currency, 3);
	count_code(c.code, s->country, 2);
	c.n = note ? 0 : 1;
	c.amount = note ? -s->gross : s->gross;
	counts_add(w, out, &c, sign);
}

static struct sale
sale_was(const struct draft *d)
{
	return (struct sale){ draft_old_text(d, "kind"),
	    draft_old_text(d, "status"), draft_old_text(d, "date"),
	    draft_old_text(d, "currency"),
	    draft_old_text(d, "buyer_country"), draft_old_int(d, "owner_id"),
	    draft_old_int(d, "team_id"), draft_old_int(d, "gross"),
	    draft_old_int(d, "deleted_at") };
}

static struct sale
sale_is(const struct draft *d)
{
	return (struct sale){ draft_text(d, "kind"), draft_text(d, "status"),
	    draft_text(d, "date"), draft_text(d, "currency"),
	    draft_text(d, "buyer_country"), draft_int(d, "owner_id"),
	    draft_int(d, "team_id"), draft_int(d, "gross"),
	    draft_int(d, "deleted_at") };
}

enum err
sales_written(struct work *w, const struct event *ev)
{
	struct tally_part	 part = { .tally = &sales_tally };

	for (size_t i = 0; i < ev->n; i++) {
		const struct draft	*d = draft_at(ev->drafts, i);
		struct sale		 was, is;

		if (draft_skipped(d))
			continue;
		is = sale_is(d);
		sale_add(w, &is, 1, &part.counts);
		if (draft_is_new(d))
			continue;
		was = sale_was(d);
		sale_add(w, &was, -1, &part.counts);
	}
	return tally_write(w, &part, 1);
}

/* ---- all of them */

static void
sums_take(struct work *w, const struct db_rows *r, struct counts *out)
{
	for (size_t i = 0; i < r->n; i++) {
		struct count	 c = {
			.owner_id = db_int(r, i, 1),
			.team_id = db_int(r, i, 2), .n = db_int(r, i, 5),
			.amount = db_int(r, i, 6)
		};

		if (date_parse(db_text(r, i, 0), &c.day) != OK)
			continue;
		count_code(c.currency, db_text(r, i, 3), 3);
		count_code(c.code, db_text(r, i, 4), 2);
		counts_add(w, out, &c, 1);
	}
}

static enum err
sales_count(struct work *w, int64_t *after, struct counts *out)
{
	struct db_rows	*r;
	int64_t		 upto;
	enum err	 e;

	e = db_query(w->db, w->mem, &r, "SELECT COALESCE(MAX(x.id), 0) FROM "
	    "(SELECT id FROM document WHERE id > ? ORDER BY id LIMIT 20000) x",
	    DB_ARGS(DB_I(*after)));
	if (e != OK || db_int(r, 0, 0) == 0)
		return e;
	upto = db_int(r, 0, 0);
	e = db_query(w->db, w->mem, &r, "SELECT date, COALESCE(owner_id, 0), "
	    "COALESCE(team_id, 0), currency, COALESCE(buyer_country, ''), "
	    "SUM(kind <> 'credit_note'), SUM(IF(kind = 'credit_note', "
	    "-COALESCE(gross, 0), COALESCE(gross, 0))) FROM document "
	    "WHERE id > ? AND id <= ? AND status = 'issued' "
	    "AND deleted_at IS NULL AND date IS NOT NULL "
	    "GROUP BY date, owner_id, team_id, currency, buyer_country",
	    DB_ARGS(DB_I(*after), DB_I(upto)));
	if (e != OK)
		return e;
	sums_take(w, r, out);
	*after = upto;
	return OK;
}

const struct tally sales_tally = {
	.name = "sales", .label = N_("sales by days"),
	.entity = &invoice_entity, .daily = true, .count = sales_count
};

/* ---- what a report reads */

/* Papers that the actor only observes stand in no tally of his. */
static enum err
observed_add(struct work *w, const struct document_ask *ask,
    struct counts *out)
{
	struct db_rows	*r;
	const char	*json;
	size_t		 n;
	enum err	 e = tally_observed(w, &invoice_entity, &json, &n);

	if (e != OK || n == 0)
		return e;
	e = db_query(w->db, w->mem, &r, "SELECT STRAIGHT_JOIN d.kind, "
	    "d.status, d.date, d.currency, d.buyer_country, d.owner_id, "
	    "d.team_id, d.gross FROM JSON_TABLE(?, '$[*]' COLUMNS "
	    "(id BIGINT PATH '$')) j JOIN document d ON d.id = j.id "
	    "WHERE d.deleted_at IS NULL AND (? IS NULL OR d.date >= ?) "
	    "AND (? IS NULL OR d.date <= ?) AND (? = 0 OR d.owner_id = ?) "
	    "AND (? IS NULL OR d.buyer_country = ?) LIMIT 5000",
	    DB_ARGS(DB_S(json), DB_S(ask->from), DB_S(ask->from),
	    DB_S(ask->to), DB_S(ask->to), DB_I(ask->owner_id),
	    DB_I(ask->owner_id), DB_S(ask->country), DB_S(ask->country)));
	for (size_t i = 0; e == OK && i < r->n; i++) {
		const struct sale	 s = { db_text(r, i, 0),
			    db_text(r, i, 1), db_text(r, i, 2),
			    db_text(r, i, 3), db_text(r, i, 4),
			    db_int(r, i, 5), db_int(r, i, 6),
			    db_int(r, i, 7), 0 };

		if (!rights_reach(w, &invoice_entity, VERB_SEE, s.owner_id,
		    s.team_id))
			sale_add(w, &s, 1, out);
	}
	return e;
}

/* Everybody who ever was a user: 0 id, 1 name. */
static enum err
owners_read(struct work *w, const struct db_rows **users)
{
	return kept_query(w, users, "SELECT id, name FROM user LIMIT 5000",
	    DB_NOARGS);
}

static const char *
owner_name(const struct db_rows *users, int64_t id)
{
	for (size_t i = 0; id != 0 && i < users->n; i++)
		if (db_int(users, i, 0) == id)
			return db_text(users, i, 1);
	return "";
}

static const char *
group_of(struct work *w, enum document_by by, const struct count *c,
    const struct db_rows *users)
{
	struct date_parts	 d = date_split(c->day);

	switch (by) {
	case BY_YEAR:
		return arena_fmt(w->mem, "%04d", d.year);
	case BY_MONTH:
		return arena_fmt(w->mem, "%04d-%02d", d.year, d.month);
	case BY_COUNTRY:
		return arena_strdup(w->mem, c->code);
	case BY_OWNER:
		return owner_name(users, c->owner_id);
	default:
		return "";
	}
}

enum err
sales_sums(struct work *w, const struct document_ask *ask,
    struct document_sum **out, size_t *n)
{
	struct tally_ask	 a = {
		.tally = &sales_tally, .from = DATE_NONE, .to = DATE_NONE,
		.owner_id = ask->owner_id, .code = ask->country,
		.by_month = ask->by == BY_MONTH,
		.by_year = ask->by == BY_YEAR,
		.by_owner = ask->by == BY_OWNER,
		.by_code = ask->by == BY_COUNTRY
	};
	struct counts		 list;
	const struct db_rows	*users = NULL;
	enum err		 e;

	if (ask->from != NULL)
		(void)date_parse(ask->from, &a.from);
	if (ask->to != NULL)
		(void)date_parse(ask->to, &a.to);
	e = tally_read(w, &a, &list);
	if (e == OK)
		e = observed_add(w, ask, &list);
	for (size_t i = 0; i < list.n; i++)
		list.list[i].team_id = 0;
	counts_keep(&a, &list);
	if (e == OK && ask->by == BY_OWNER)
		e = owners_read(w, &users);
	if (e != OK)
		return e;
	*out = arena_alloc(w->mem, (list.n + 1) * sizeof(**out));
	for (size_t i = 0; i < list.n; i++) {
		const struct count	*c = &list.list[i];

		(*out)[i] = (struct document_sum){ .id = c->owner_id,
		    .group = group_of(w, ask->by, c, users),
		    .currency = arena_strdup(w->mem, c->currency),
		    .count = c->n, .amount = c->amount };
	}
	*n = list.n;
	return OK;
}
