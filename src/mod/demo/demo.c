/* demo.c: a firm that sells ventilation, for looking round. */
#include <string.h>

#include "base/crypto.h"
#include "base/date.h"
#include "core/module.h"
#include "core/query.h"
#include "core/record.h"
#include "core/site.h"
#include "mod/activities/activities.h"
#include "mod/contacts/contacts.h"
#include "mod/deals/deals.h"
#include "mod/demo/data.h"
#include "mod/documents/documents.h"
#include "mod/products/products.h"
#include "mod/users/users.h"

#define DAY_S		86400
#define MILLION		INT64_C(1000000)

/* What has been made so far. */
struct demo {
	struct work	*w;
	int64_t		 now_s;			/* the real one */
	int64_t		 admin;			/* who was there first */
	int64_t		 user[DEMO_USERS];
	int64_t		 product[DEMO_PRODUCTS];
	int64_t		 firm[DEMO_FIRMS];
	int64_t		 person[DEMO_FIRMS];
	int64_t		 stage[8];		/* of the first pipeline */
	const char	*stage_kind[8];
	size_t		 nstages;
	int64_t		 reason;
};

static enum err	demo_make(struct work *);

const struct module demo_module = {
	.name = "demo",
	.needs = "contacts activities deals products documents users",
	.demo = demo_make
};

/* Save a batch and take the ids. */
static enum err
batch(struct demo *d, const struct entity *e, struct record *rows, size_t n,
    int64_t *ids)
{
	enum err	 err = record_save_many(d->w, e, rows, n);

	for (size_t i = 0; i < n; i++)
		ids[i] = rows[i].id;
	return err;
}

static struct change *
changes(struct demo *d, const struct change *list, size_t n)
{
	struct change	*c = arena_alloc(d->w->mem, (n + 1) * sizeof(*c));

	return memcpy(c, list, n * sizeof(*c));
}

#define CHANGES(d, ...)							\
	changes((d), (const struct change[]){ __VA_ARGS__ },		\
	    sizeof((const struct change[]){ __VA_ARGS__ }) /		\
	    sizeof(struct change))

/* Let a rule run as if it were some days ago. */
static void
days_ago(struct demo *d, int days)
{
	d->w->now_s = d->now_s - (int64_t)days * DAY_S;
}

/* ---- people of ours, goods, clients */

static enum err
role_id(struct work *w, const char *code, int64_t *id)
{
	const struct db_val	 v = DB_S(code);

	return query_find(w, &role_entity, "code", &v, id);
}

static enum err
users_make(struct demo *d)
{
	const char	*hash = crypto_password(d->w->mem, DEMO_PASSWORD);
	struct record	 rows[DEMO_USERS] = { { 0 } };
	const struct change team[] = {
		SET_TEXT("name", "Відділ продажу"), { 0 }
	};
	int64_t		 role, team_id = 0;
	enum err	 e = record_create(d->w, &team_entity, team, &team_id);

	for (size_t i = 0; i < DEMO_USERS && e == OK; i++) {
		e = role_id(d->w, demo_users[i].role, &role);
		rows[i].changes = CHANGES(d,
		    SET_TEXT("login", demo_users[i].login),
		    SET_TEXT("name", demo_users[i].name),
		    SET_REF("role_id", role), SET_BOOL("active", 1),
		    SET_REF("team_id", team_id),
		    SET_TEXT("password_hash", hash));
	}
	return e == OK ? batch(d, &user_entity, rows, DEMO_USERS, d->user) :
	    e;
}

static enum err
products_make(struct demo *d)
{
	struct record	 rows[DEMO_PRODUCTS] = { { 0 } };

	for (size_t i = 0; i < DEMO_PRODUCTS; i++)
		rows[i].changes = CHANGES(d,
		    SET_TEXT("code", demo_products[i].code),
		    SET_TEXT("name", demo_products[i].name),
		    SET_CHOICE("kind", demo_products[i].service ? "service" :
		    "goods"), SET_CHOICE("unit", demo_products[i].unit),
		    SET_DECIMAL("price", demo_products[i].price * MILLION));
	return batch(d, &product_entity, rows, DEMO_PRODUCTS, d->product);
}

static enum err
firms_make(struct demo *d)
{
	struct record	 rows[DEMO_FIRMS] = { { 0 } };

	for (size_t i = 0; i < DEMO_FIRMS; i++) {
		const struct demo_firm	*f = &demo_firms[i];

		rows[i].changes = CHANGES(d, SET_CHOICE("kind", "organisation"),
		    SET_TEXT("name", f->name), SET_TEXT("reg_no", f->reg_no),
		    SET_TEXT("city", f->city), SET_TEXT("street", f->street),
		    SET_CHOICE("country", f->country),
		    SET_TEXT("phone", f->phone),
		    SET_TEXT("email", f->email),
		    SET_BOOL(i % 4 == 3 ? "prospect" : "client", 1),
		    SET_REF("owner_id", d->user[i % 2]));
	}
	return batch(d, &contact_entity, rows, DEMO_FIRMS, d->firm);
}

static enum err
people_make(struct demo *d)
{
	struct record	 rows[DEMO_FIRMS] = { { 0 } };

	for (size_t i = 0; i < DEMO_FIRMS; i++) {
		const struct demo_firm	*f = &demo_firms[i];

		rows[i].changes = CHANGES(d, SET_CHOICE("kind", "person"),
		    SET_TEXT("name", f->person),
		    SET_TEXT("position", f->position),
		    SET_TEXT("phone", f->mobile),
		    SET_TEXT("city", f->city), SET_CHOICE("country",
		    f->country), SET_REF("organisation_id", d->firm[i]),
		    SET_REF("owner_id", d->user[i % 2]));
	}
	return batch(d, &contact_entity, rows, DEMO_FIRMS, d->person);
}

/* ---- deals */

static enum err
stages_read(struct demo *d)
{
	const char		*cols[] = { "kind", NULL };
	const struct query	 q = {
		.entity = &stage_entity, .cols = cols, .sort = "id",
		.limit = 8
	}, reasons = { .entity = &loss_reason_entity, .sort = "id",
	    .limit = 1 };
	struct db_rows		*rows;
	enum err		 e = query_list(d->w, &q, &rows);

	for (size_t i = 0; e == OK && i < rows->n; i++) {
		d->stage[d->nstages] = db_int(rows, i, 0);
		d->stage_kind[d->nstages++] = db_text(rows, i, 1);
	}
	if (e == OK)
		e = query_list(d->w, &reasons, &rows);
	if (e == OK && rows->n > 0)
		d->reason = db_int(rows, 0, 0);
	return e;
}

static size_t
stage_of_kind(const struct demo *d, const char *kind)
{
	size_t	 i = 0;

	while (i + 1 < d->nstages && strcmp(d->stage_kind[i], kind) != 0)
		i++;
	return i;
}

static enum err
deal_lines_make(struct demo *d, int64_t deal, size_t i)
{
	struct record	 rows[2] = { { 0 } };
	int64_t		 ids[2];

	for (size_t k = 0; k < 2; k++) {
		size_t	 p = (i * 3 + k * 5) % DEMO_PRODUCTS;

		rows[k].changes = CHANGES(d, SET_REF("deal_id", deal),
		    SET_INT("position", (int64_t)k + 1),
		    SET_REF("product_id", d->product[p]),
		    SET_TEXT("name", demo_products[p].name),
		    SET_DECIMAL("quantity", (int64_t)(1 + i % 4) * MILLION),
		    SET_DECIMAL("price", demo_products[p].price * MILLION));
	}
	return batch(d, &deal_line_entity, rows, 2, ids);
}

/*
 * Walk the deal stage by stage, evenly from the day it was made to the last
 * step, some days ago.
 */
static enum err
deal_walk(struct demo *d, int64_t deal, size_t to, int made, int last)
{
	enum err	 e = OK;

	for (size_t s = 1; s <= to && e == OK; s++) {
		const struct deal_move	 m = {
			.stage_id = d->stage[s], .loss_reason_id =
			    strcmp(d->stage_kind[s], "lost") == 0 ?
			    d->reason : 0
		};

		if (s < to && strcmp(d->stage_kind[s], "open") != 0)
			continue;
		days_ago(d, made - (made - last) * (int)s / (int)to);
		e = deal_set_stage(d->w, deal, REV_ANY, &m);
	}
	return e;
}

/* How many days ago the i-th deal was made; those still new, lately. */
static int
deal_age(size_t i)
{
	return i % 5 == 0 ? (int)(i % 3) : 21 + (int)(i * 11 % 60);
}

static enum err
deal_make(struct demo *d, size_t i, int64_t *id)
{
	size_t		 firm = i * 7 % DEMO_FIRMS;
	int		 age = deal_age(i);
	enum err	 e;

	days_ago(d, age);
	e = record_create(d->w, &deal_entity, CHANGES(d,
	    SET_TEXT(i % 4 == 3 ? "note" : "next_step", i % 4 == 3 ? "" :
	    demo_steps[i % DEMO_STEPS]),
	    SET_DATE("next_on", i % 4 == 3 ? NULL : date_iso(d->w->mem,
	    work_today(d->w) + age + (int32_t)(i % 6) - 1)),
	    SET_TEXT("title", demo_deals[i % DEMO_DEALS]),
	    SET_REF("contact_id", d->firm[firm]),
	    SET_REF("person_id", d->person[firm]),
	    SET_DATE("expected_on", date_iso(d->w->mem,
	    work_today(d->w) + age + (int32_t)(i % 30))),
	    SET_REF("owner_id", i % 4 == 1 ? d->admin : d->user[firm % 2])),
	    id);
	if (e == OK)
		e = deal_lines_make(d, *id, i);
	return e;
}

static enum err
deals_make(struct demo *d, int64_t *won, size_t *nwon)
{
	size_t		 first_won = stage_of_kind(d, "won");
	size_t		 lost = stage_of_kind(d, "lost");
	int64_t		 id;
	enum err	 e = OK;

	for (size_t i = 0; i < 36 && e == OK; i++) {
		size_t	 to = i % 9 == 8 ? lost : i % 3 == 2 ? first_won :
			    i % first_won;

		e = deal_make(d, i, &id);
		if (e == OK)
			e = deal_walk(d, id, to, deal_age(i),
			    to < first_won ? (int)(i % 4) : (int)(i % 20));
		if (e == OK && to == first_won)
			won[(*nwon)++] = id;
	}
	days_ago(d, 0);
	return e;
}

/* ---- papers */

static enum err
invoice_pay(struct demo *d, int64_t id, size_t i)
{
	struct paper	*p;
	struct receipt	 r = { .purpose = NULL };
	enum err	 e = document_load(d->w, id, &p);

	if (e != OK || i % 4 == 3)
		return e;
	r.amount = i % 4 == 2 ? p->debt / 2 : p->debt;
	r.date = date_iso(d->w->mem, work_today(d->w));
	return document_pay(d->w, id, &r, NULL);
}

static enum err
invoice_of_deal(struct demo *d, int64_t deal, size_t i)
{
	int64_t		 id;
	enum err	 e;

	days_ago(d, 60 - (int)i * 4);
	e = document_from_deal(d->w, deal, &id);
	if (e == OK)
		e = document_issue(d->w, id, REV_ANY);
	days_ago(d, i % 2 == 0 ? 40 - (int)i * 3 : 0);
	return e == OK ? invoice_pay(d, id, i) : e;
}

/* Older invoices, so that reports have months to show. */
static enum err
invoice_old(struct demo *d, size_t i)
{
	size_t		 firm = i * 5 % DEMO_FIRMS, p = i % DEMO_PRODUCTS;
	int		 age = 330 - (int)i * 9;
	int64_t		 id, line;
	enum err	 e;

	days_ago(d, age);
	e = record_create(d->w, &invoice_entity, CHANGES(d,
	    SET_CHOICE("kind", "invoice"),
	    SET_REF("contact_id", d->firm[firm]),
	    SET_REF("owner_id", d->user[firm % 2])), &id);
	if (e == OK)
		e = record_create(d->w, &invoice_line_entity, CHANGES(d,
		    SET_REF("document_id", id),
		    SET_REF("product_id", d->product[p]),
		    SET_DECIMAL("quantity", (int64_t)(2 + i % 5) * MILLION)),
		    &line);
	if (e == OK)
		e = document_issue(d->w, id, REV_ANY);
	days_ago(d, age - 10);
	return e == OK ? invoice_pay(d, id, 0) : e;
}

static enum err
papers_make(struct demo *d, const int64_t *won, size_t nwon)
{
	enum err	 e = OK;

	for (size_t i = 0; i < 28 && e == OK; i++)
		e = invoice_old(d, i);
	for (size_t i = 0; i < nwon && e == OK; i++)
		e = invoice_of_deal(d, won[i], i);
	days_ago(d, 0);
	return e;
}

/* ---- what was said and is to be done */

static enum err
activities_make(struct demo *d)
{
	enum { N = 48 };
	struct record	 rows[N] = { { 0 } };
	int64_t		 ids[N];

	for (size_t i = 0; i < N; i++) {
		const struct demo_talk	*t = &demo_talks[i % DEMO_TALKS];
		bool	 task = strcmp(t->kind, "task") == 0;
		int64_t	 at = d->now_s + (task ? (int64_t)(i % 9) - 4 :
			    -(int64_t)(i * 3 % 40)) * DAY_S;

		rows[i].changes = CHANGES(d, SET_CHOICE("kind", t->kind),
		    SET_TEXT("body", t->text),
		    SET_REF("contact_id", d->firm[i * 5 % DEMO_FIRMS]),
		    SET_TIME(task ? "due_at" : "done_at", at),
		    SET_REF("owner_id", (i / 2) % 2 == 0 ? d->admin :
		    d->user[i % 2]));
	}
	return batch(d, &activity_entity, rows, N, ids);
}

/* What stands on papers. */
static enum err
requisites_make(struct demo *d)
{
	const struct setting	 list[] = {
		{ "street", "вул. Січових Стрільців, 21" }, { "city", "Київ" },
		{ "postcode", "04053" }, { "phone", "+380 44 500-10-20" },
		{ "email", "office@example.com" },
		{ "iban", "UA043000010000000000000078791" },
		{ "bank", "АТ «Банк Приклад»" },
		{ "director", "Кравчук О. М." }, { NULL, NULL }
	};
	enum err		 e = site_save(d->w, list);

	if (e == OK)
		e = site_load(d->w->db, d->w->conf, -1, &d->w->site);
	if (e == OK)
		d->w->zone = d->w->site->zone;
	return e;
}

static enum err
demo_make(struct work *w)
{
	struct demo	 d = { .w = w, .now_s = w->now_s, .admin = 1 };
	int64_t		 won[40];
	size_t		 nwon = 0;
	enum err	 e = requisites_make(&d);

	if (e == OK)
		e = users_make(&d);
	w->set.what = "demo";
	if (e == OK)
		e = products_make(&d);
	if (e == OK)
		e = firms_make(&d);
	if (e == OK)
		e = people_make(&d);
	if (e == OK)
		e = stages_read(&d);
	if (e == OK)
		e = deals_make(&d, won, &nwon);
	if (e == OK)
		e = papers_make(&d, won, nwon);
	return e == OK ? activities_make(&d) : e;
}
