/* Tallies stay what the records come to, whatever is done with those. */
#include <string.h>

#include "base/date.h"
#include "core/module.h"
#include "core/query.h"
#include "core/record.h"
#include "core/rights.h"
#include "core/site.h"
#include "core/tally.h"
#include "core/undo.h"
#include "mod/contacts/contacts.h"
#include "mod/deals/deals.h"
#include "mod/documents/documents.h"
#include "tests/unit/base.h"

#define START	INT64_C(1767225600)	/* 2026-01-01 */
#define DAY	86400
#define ACTS	700

static struct arena	*mem;

/* ---- chance, the same in every run */

static uint64_t	 seed = 20261122;

static int64_t
chance(int64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (int64_t)(seed % (uint64_t)n);
}

static const char *
one_of(const char *const *list, int64_t n)
{
	return list[chance(n)];
}

static const char *const	 monies[] = { "UAH", "EUR", "USD" };
static const char *const	 countries[] = { "UA", "PL", "DE" };

/* ---- acts */

static struct db_rows	*got;

/* One of the ids that a statement gives, 0 if none. */
#define some(w, sql)							\
	(db_query((w)->db, mem, &got, sql, DB_NOARGS) == OK &&		\
	got->n > 0 ? db_int(got, (size_t)chance((int64_t)got->n), 0) : 0)

static struct change
owner_set(void)
{
	return (struct change)SET_REF("owner_id", 1 + chance(4));
}

static enum err
deal_new(struct work *w)
{
	const struct change	 c[] = {
		SET_REF("contact_id", some(w, "SELECT id FROM contact")),
		SET_MONEY("amount", chance(100000)),
		SET_TEXT("currency", one_of(monies, 3)), owner_set(),
		SET_REF("team_id", 1 + chance(2)),
		SET_REF("stage_id", 1 + chance(7)), { 0 }
	};
	int64_t			 id;

	return record_create(w, &deal_entity, c, &id);
}

static enum err
deal_act(struct work *w)
{
	int64_t			 id = some(w, "SELECT id FROM deal "
				    "WHERE deleted_at IS NULL");
	const struct deal_move	 to = { 1 + chance(7), 1, NULL, NULL };
	const struct change	 money[] = {
		SET_MONEY("amount", chance(100000)),
		SET_TEXT("currency", one_of(monies, 3)), { 0 }
	};
	const struct change	 owner[] = {
		owner_set(), SET_REF("team_id", chance(3)), { 0 }
	};

	switch (chance(6)) {
	case 0:
		return record_save(w, &deal_entity, id, REV_ANY, money);
	case 1:
		return record_save(w, &deal_entity, id, REV_ANY, owner);
	case 2:
		return chance(4) == 0 ?
		    record_delete(w, &deal_entity, id, REV_ANY) : OK;
	default:
		return deal_set_stage(w, id, REV_ANY, &to);
	}
}

/* A paper as an import brings it, with its sum. */
static enum err
paper_new(struct work *w)
{
	const char		*date = date_iso(mem, date_of_s(w->now_s) -
				    (int32_t)chance(700));
	const struct change	 c[] = {
		SET_CHOICE("kind", chance(5) == 0 ? "credit_note" :
		    "invoice"), SET_TEXT("series", "CH"),
		SET_TEXT("number", arena_fmt(mem, "%ld",
		    (long)(1000 + some(w, "SELECT COALESCE(MAX(id), 0) "
		    "FROM document")))), SET_DATE("date", date),
		SET_REF("contact_id", some(w, "SELECT id FROM contact")),
		SET_TEXT("currency", one_of(monies, 3)), owner_set(),
		SET_REF("team_id", 1 + chance(2)),
		SET_CHOICE("status", chance(4) == 0 ? "draft" : "issued"),
		SET_MONEY("gross", 1 + chance(100000)), { 0 }
	};
	int64_t			 id;

	return record_create(w, &invoice_entity, c, &id);
}

static enum err
line_new(struct work *w)
{
	const struct change	 c[] = {
		SET_REF("document_id", some(w, "SELECT id FROM document "
		    "WHERE complete = 0")), SET_TEXT("name", "Track"),
		SET_DECIMAL("price", chance(9) * 1000000),
		SET_CHOICE("vat", "O"), { 0 }
	};
	int64_t			 id;

	return record_create(w, &invoice_line_entity, c, &id);
}

static enum err
paper_act(struct work *w)
{
	int64_t			 id = some(w, "SELECT id FROM document "
				    "WHERE deleted_at IS NULL");
	const struct change	 owner[] = {
		owner_set(), SET_REF("team_id", chance(3)), { 0 }
	};
	const struct receipt	 r = { 1 + chance(50), "2026-01-05", NULL };
	int64_t			 made;

	switch (chance(6)) {
	case 0:
		return document_issue(w, id, REV_ANY);
	case 1:
		return document_credit(w, id, &made);
	case 2:
		return document_pay(w, id, &r, NULL);
	case 3:
		return record_delete(w, &invoice_entity, id, REV_ANY);
	case 4:
		return line_new(w);
	default:
		return record_save(w, &invoice_entity, id, REV_ANY, owner);
	}
}

static enum err
undo_act(struct work *w)
{
	return record_undo(w, some(w, "SELECT id FROM change_set "
	    "WHERE undone_by IS NULL ORDER BY id DESC LIMIT 4"));
}

/* Stages change their places, too. */
static enum err
stage_act(struct work *w)
{
	const struct change	 c[] = {
		SET_INT("position", 1 + chance(9)), { 0 }
	};

	return record_save(w, &stage_entity, 1 + chance(5), REV_ANY, c);
}

static enum err
act(struct work *w, void *arg)
{
	int64_t	 what = chance(20);

	(void)arg;
	w->actor.channel = chance(3) == 0 ? BY_IMPORT : BY_FORM;
	return what < 4 ? deal_new(w) : what < 10 ? deal_act(w) :
	    what < 13 ? paper_new(w) : what < 17 ? paper_act(w) :
	    what < 19 ? undo_act(w) : stage_act(w);
}

/* Many of them; how many were taken. */
static int
acts(struct work *w, int n)
{
	int	 taken = 0;

	for (int i = 0; i < n; i++) {
		w->now_s += chance(DAY);
		w->problems = NULL;
		w->set = (struct change_set){ 0 };
		site_load(w->db, w->conf, -1, &w->site); /* as a session does */
		taken += work_run(w, act, NULL) == OK;
	}
	return taken;
}

/* ---- what is compared */

/* What the records themselves come to in an ask, as the actor may see. */
static void
truth_read(struct work *w, const struct tally_ask *ask, struct counts *out)
{
	struct counts	 all = { 0 };
	int64_t		 after = 0, was = -1;

	while (after != was) {
		was = after;
		if (ask->tally->count(w, &after, &all) != OK)
			return;
	}
	for (size_t i = 0; i < all.n; i++) {
		const struct count	*c = &all.list[i];

		if (rights_reach(w, ask->tally->entity, VERB_SEE, c->owner_id,
		    c->team_id) && (ask->owner_id == 0 ||
		    c->owner_id == ask->owner_id) &&
		    (!ask->tally->daily || (c->day >= ask->from &&
		    c->day <= ask->to)))
			counts_add(w, out, c, 1);
	}
	counts_keep(ask, out);
}

static bool
counts_same(const struct counts *a, const struct counts *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++) {
		const struct count	*x = &a->list[i], *y = &b->list[i];

		if (x->day != y->day || x->a != y->a || x->b != y->b ||
		    x->owner_id != y->owner_id || x->team_id != y->team_id ||
		    strcmp(x->currency, y->currency) != 0 ||
		    strcmp(x->code, y->code) != 0 || x->n != y->n ||
		    x->amount != y->amount)
			return false;
	}
	return true;
}

/* Periods of all kinds, asked for by somebody; how many differ. */
static int
asks_differ(struct work *w, const struct tally *t)
{
	int	 wrong = 0;

	for (int i = 0; i < 40; i++) {
		int32_t			 from = date_of_s(START) -
					    (int32_t)chance(900);
		const struct tally_ask	 ask = {
			.tally = t, .from = i % 2 ? from :
			    date_month_start(from),
			.to = i % 2 ? from + (int32_t)chance(900) :
			    date_month_end(from + (int32_t)chance(900)),
			.owner_id = i % 3 == 0 ? 1 + chance(4) : 0,
			.by_month = chance(2) == 0, .by_year = chance(2) == 0,
			.by_owner = chance(2) == 0, .by_code = chance(2) == 0
		};
		struct counts		 kept, truth = { 0 };

		truth_read(w, &ask, &truth);
		wrong += tally_read(w, &ask, &kept) != OK ||
		    !counts_same(&kept, &truth);
	}
	return wrong;
}

static int64_t
differing(struct work *w)
{
	int64_t	 wrong, sum = 0;

	for (const struct module *const *m = modules; *m != NULL; m++)
		for (const struct tally *const *t = (*m)->tallies;
		    t != NULL && *t != NULL; t++)
			sum += tally_look(w, *t, false, &wrong) == OK ?
			    wrong : 1;
	return sum;
}

/* A role that sees so far, and who has it. */
static int
scope_differs(struct work *w, int scope)
{
	static const int64_t	 teams[] = { 1 };
	int			 wrong = 0;

	db_exec(w->db, "REPLACE INTO permission (role_id, entity, verb, "
	    "scope) VALUES (77, 'deal', 'see', ?), (77, 'invoice', 'see', ?)",
	    DB_ARGS(DB_I(scope), DB_I(scope)));
	rights_load(w->db, mem, 77, &w->actor.rights);
	w->actor.user_id = 2;
	w->actor.teams = teams;
	w->actor.nteams = 1;
	for (const struct module *const *m = modules; *m != NULL; m++)
		for (const struct tally *const *t = (*m)->tallies;
		    t != NULL && *t != NULL; t++)
			wrong += asks_differ(w, *t);
	w->actor = (struct actor){ .channel = BY_TOOL };
	return wrong;
}

/* The report by the tally is that of the papers themselves. */
static void
test_sales(struct work *w)
{
	const struct document_ask ask = { .by = BY_MONTH };
	struct document_sum	*list;
	size_t			 n = 0, same = 0;

	db_query(w->db, mem, &got, "SELECT DATE_FORMAT(date, '%Y-%m') AS m, "
	    "currency, SUM(kind = 'invoice'), SUM(IF(kind = 'credit_note', "
	    "-gross, gross)) FROM document WHERE status = 'issued' "
	    "AND deleted_at IS NULL GROUP BY m, currency "
	    "HAVING SUM(kind = 'invoice') <> 0 OR SUM(IF(kind = "
	    "'credit_note', -gross, gross)) <> 0 ORDER BY m, currency",
	    DB_NOARGS);
	check(documents_sales(w, &ask, &list, &n) == OK && n == got->n &&
	    n > 5, "the report has as many months");
	for (size_t i = 0; i < n && i < got->n; i++)
		same += strcmp(list[i].group, db_text(got, i, 0)) == 0 &&
		    list[i].count == db_int(got, i, 2) &&
		    list[i].amount == db_int(got, i, 3);
	check(same == n, "with the same sums");
}

/* ---- an older base */

/* As one that is brought to a version with tallies. */
static void
test_fill(struct work *w)
{
	bool	 pending = false;
	int	 steps;

	db_exec(w->db, "DELETE FROM tally", DB_NOARGS);
	db_exec(w->db, "DELETE FROM tally_delta", DB_NOARGS);
	db_exec(w->db, "DELETE FROM tally_kind", DB_NOARGS);
	check(migrate_pending(w, &pending) == OK && pending,
	    "tallies that are not filled wait for it");
	check(migrate_run(w, &steps) == OK && differing(w) == 0,
	    "an upgrade fills them");
	check(migrate_run(w, &steps) == OK && differing(w) == 0 &&
	    migrate_pending(w, &pending) == OK && !pending, "once");
}

static void
test_acts(struct work *w)
{
	check(acts(w, ACTS) > ACTS / 3, "deals and papers come and go");
	check(differing(w) == 0,
	    "tallies are what deals and papers come to afterwards");
	check(some(w, "SELECT COUNT(*) FROM tally WHERE span = 1") > 50,
	    "most deltas are folded");
	check(scope_differs(w, SCOPE_OWN) == 0, "so for one's own records");
	check(scope_differs(w, SCOPE_TEAM) == 0, "for a team's");
	check(scope_differs(w, SCOPE_ALL) == 0, "and for all, in any period");
}

static enum err
firm_make(struct work *w, void *arg)
{
	const struct setting	 list[] = {
		{ "firm", "Test" }, { "country", "UA" },
		{ "currency", "UAH" }, { "lang", "en" },
		{ "zone", "Europe/Kyiv" }, { "reg_no", "10787917" },
		{ "vat_no", "107879126540" }, { "rev", "1" }, { NULL, NULL }
	};
	static const char *const names[] = { "ann", "bob", "cid", "dan" };
	enum err		 e = OK;

	(void)arg;
	for (size_t i = 0; list[i].name != NULL && e == OK; i++)
		e = db_exec(w->db, "INSERT INTO setting (name, value) "
		    "VALUES (?, ?)", DB_ARGS(DB_S(list[i].name),
		    DB_S(list[i].value)));
	for (int i = 0; i < 4 && e == OK; i++)
		e = db_exec(w->db, "INSERT INTO user (login, name, role_id, "
		    "team_id, rev, created_at) VALUES (?, ?, 1, ?, 1, 1)",
		    DB_ARGS(DB_S(names[i]), DB_S(names[i]), DB_I(1 + i % 2)));
	return e != OK ? e : db_exec(w->db, "INSERT INTO team (name, rev, "
	    "created_at) VALUES ('one', 1, 1), ('two', 1, 1)", DB_NOARGS);
}

static enum err
rows_make(struct work *w, void *arg)
{
	enum err	 e = OK;

	(void)arg;
	for (const struct module *const *m = modules; *m != NULL; m++)
		if (e == OK && (*m)->seed != NULL &&
		    strcmp((*m)->name, "users") != 0)
			e = (*m)->seed(w);
	for (int i = 0; e == OK && i < 4; i++) {
		const struct change	 c[] = {
			SET_CHOICE("kind", "organisation"),
			SET_TEXT("name", "Buyer"),
			SET_TEXT("reg_no", "65927481"),
			SET_CHOICE("country", countries[i % 3]), { 0 }
		};
		int64_t			 id;

		e = record_create(w, &contact_entity, c, &id);
	}
	return e;
}

int
main(void)
{
	struct work	 w;

	base_begin(&w, START);
	mem = w.mem;
	check(firm_make(&w, NULL) == OK &&
	    site_load(w.db, w.conf, -1, &w.site) == OK &&
	    work_run(&w, rows_make, NULL) == OK, "there is a firm");
	test_acts(&w);
	test_sales(&w);
	test_fill(&w);
	return base_end(&w);
}
