/* Documents brought in by batches, numbers under concurrency, reports. */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/query.h"
#include "core/record.h"
#include "core/site.h"
#include "mod/contacts/contacts.h"
#include "mod/documents/documents.h"
#include "tests/unit/base.h"

#define PAPERS	412
#define LINES	2240
#define WORKERS	8
#define EACH	5	/* documents that a worker issues */

static struct arena	*mem;

static enum err
firm_make(struct work *w, void *arg)
{
	static const char *const pairs[] = {
		"firm", "Test", "country", "UA", "currency", "UAH", "lang",
		"en", "reg_no", "10787917", "vat_no", "107879126540", NULL
	};

	enum err	 e = OK;

	(void)arg;
	for (size_t i = 0; pairs[i] != NULL && e == OK; i += 2)
		e = db_exec(w->db, "INSERT INTO setting (name, value) "
		    "VALUES (?, ?)", DB_ARGS(DB_S(pairs[i]),
		    DB_S(pairs[i + 1])));
	if (e == OK)
		e = db_exec(w->db, "INSERT INTO setting (name, value) "
		    "VALUES ('rev', '1')", DB_NOARGS);
	if (e == OK)
		e = db_exec(w->db, "INSERT INTO series (kind, code) VALUES "
		    "('invoice', 'INV'), ('credit_note', 'CN')", DB_NOARGS);
	return e;
}

static int64_t
contact_make(struct work *w, const char *name, const char *country)
{
	const struct change	 c[] = {
		SET_CHOICE("kind", "organisation"), SET_TEXT("name", name),
		SET_TEXT("reg_no", "65927481"),
		SET_CHOICE("country", country), { 0 }
	};
	int64_t			 id = 0;

	record_create(w, &contact_entity, c, &id);
	return id;
}

/* ---- imports */

static const struct change *
paper_changes(int64_t contact, int i, int64_t gross)
{
	const struct change	 c[] = {
		SET_TEXT("series", "CH"),
		SET_TEXT("number", arena_fmt(mem, "%d", i + 1)),
		SET_DATE("date", i % 2 ? "2025-03-05" : "2024-11-05"),
		SET_REF("contact_id", contact), SET_TEXT("currency", "USD"),
		SET_CHOICE("status", "issued"), SET_MONEY("gross", gross),
		{ 0 }
	};
	struct change		*copy = arena_alloc(mem, sizeof(c));

	memcpy(copy, c, sizeof(c));
	return copy;
}

static const struct change *
line_changes(int64_t document, int64_t price)
{
	const struct change	 c[] = {
		SET_REF("document_id", document), SET_TEXT("name", "Track"),
		SET_DECIMAL("price", price), SET_CHOICE("vat", "O"), { 0 }
	};
	struct change		*copy = arena_alloc(mem, sizeof(c));

	memcpy(copy, c, sizeof(c));
	return copy;
}

/* Which document line i belongs to: spread evenly, in order. */
static int
owner_of(int i)
{
	return (int)((int64_t)i * PAPERS / LINES);
}

static void
import_test(struct work *w, int64_t contact)
{
	static struct record	 papers[PAPERS], lines[LINES];
	static int64_t		 gross[PAPERS];
	int			 papers_asked, lines_asked;

	for (int i = 0; i < LINES; i++)
		gross[owner_of(i)] += 99;
	for (int i = 0; i < PAPERS; i++)
		papers[i].changes = paper_changes(contact, i, gross[i]);
	db_stat_reset(w->db);
	check(record_save_many(w, &invoice_entity, papers, PAPERS) == OK,
	    "412 issued documents come in");
	papers_asked = db_stat(w->db)->queries;
	check(papers_asked <= 10, "by a handful of statements");
	check(db_ask(w->db, "SELECT COUNT(*) FROM document WHERE complete = 0 "
	    "AND settled = 'no' AND debt = gross AND label LIKE 'CH-%' AND "
	    "buyer_name = 'Buyer' AND seller_name = 'Test'") == PAPERS,
	    "each keeps its number and waits for its lines");
	for (int i = 0; i < LINES; i++)
		lines[i].changes = line_changes(papers[owner_of(i)].id,
		    990000);
	db_stat_reset(w->db);
	check(record_save_many(w, &invoice_line_entity, lines, LINES) == OK,
	    "2,240 lines come in");
	lines_asked = db_stat(w->db)->queries;
	check(lines_asked <= 80, "by batches, not one by one");
	check(db_ask(w->db, "SELECT COUNT(*) FROM document WHERE complete = 1 "
	    "AND net = gross AND payable = gross") == PAPERS,
	    "and freeze what they add up to");
	check(db_ask(w->db, "SELECT SUM(net) - SUM(gross) FROM document_line")
	    == 0 && db_ask(w->db, "SELECT SUM(gross) FROM document_line") ==
	    99 * LINES, "to the cent");
	check(db_ask(w->db, "SELECT COUNT(*) FROM document_vat") == PAPERS,
	    "with their VAT written down");
}

static void
frozen_test(struct work *w)
{
	int64_t			 id = db_ask(w->db, "SELECT MIN(id) "
				    "FROM document");
	const struct change	 note[] = {
		SET_TEXT("note", "changed"), { 0 }
	};
	struct record		 more = {
		.changes = line_changes(id, 990000)
	};
	int64_t			 line = db_ask(w->db, "SELECT MIN(id) "
				    "FROM document_line");

	check(record_save(w, &invoice_entity, id, REV_ANY, note) ==
	    ERR_INVALID, "a frozen document takes no change");
	check(record_delete(w, &invoice_entity, id, REV_ANY) == ERR_INVALID,
	    "does not go to the bin");
	check(record_save_many(w, &invoice_line_entity, &more, 1) ==
	    ERR_INVALID, "takes no further line");
	check(record_delete(w, &invoice_line_entity, line, REV_ANY) ==
	    ERR_INVALID, "and gives none away");
}

/* The same number again, within a batch and against what is there. */
static void
number_test(struct work *w, int64_t contact)
{
	struct record	 r[2] = {
		{ .changes = paper_changes(contact, 0, 100) },
		{ .changes = paper_changes(contact, 9000, 100) }
	};
	struct record	 twins[2] = {
		{ .changes = paper_changes(contact, 9001, 100) },
		{ .changes = paper_changes(contact, 9001, 100) }
	};

	check(record_save_many(w, &invoice_entity, r, 2) == ERR_INVALID &&
	    r[0].err == ERR_INVALID && r[1].err == OK,
	    "a number that is taken refuses its row alone");
	check(record_save_many(w, &invoice_entity, twins, 2) == ERR_INVALID &&
	    twins[0].err == OK && twins[1].err == ERR_INVALID,
	    "and so does a number that stands twice in a file");
}

/* ---- reports */

static int64_t
sum_of(const struct document_sum *list, size_t n, const char *group)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].group, group) == 0)
			return list[i].amount;
	return -1;
}

static void
report_test(struct work *w)
{
	const struct document_ask ever = { .by = BY_YEAR };
	const struct document_ask debts = { .by = BY_CONTACT };
	struct document_ask	 ask = {
		.from = "2025-01-01", .to = "2025-12-31", .by = BY_COUNTRY
	};
	struct document_sum	*s;
	size_t			 n;
	int64_t			 all;

	check(documents_sales(w, &ever, &s, &n) == OK &&
	    n == 2 && sum_of(s, n, "2024") + sum_of(s, n, "2025") ==
	    99 * LINES + 200, "sales by year are all that was issued");
	check(documents_sales(w, &ask, &s, &n) == OK && n == 1 &&
	    strcmp(s[0].group, "US") == 0,
	    "by country they are the buyer's as he was");
	all = s[0].amount;
	ask.by = BY_MONTH;
	check(documents_sales(w, &ask, &s, &n) == OK && n == 1 &&
	    sum_of(s, n, "2025-03") == all,
	    "by month they are the period's alone");
	ask = (struct document_ask){ .by = BY_PRODUCT };
	check(documents_sales(w, &ask, &s, &n) == OK && n == 1 &&
	    s[0].amount == 99 * LINES && s[0].count == LINES,
	    "by product they are the lines'");
	ask = (struct document_ask){ .by = BY_ALL, .country = "US" };
	check(documents_sales(w, &ask, &s, &n) == OK && n == 1 &&
	    *s[0].group == '\0' && s[0].amount == 99 * LINES + 200,
	    "all of them are one sum for each currency");
	ask.country = "FR";
	check(documents_sales(w, &ask, &s, &n) == OK && n == 0,
	    "and none are where nothing was sold");
	check(documents_debts(w, &debts, &s, &n) == OK && n == 1 &&
	    s[0].amount == 99 * LINES + 200 &&
	    strcmp(s[0].group, "Buyer") == 0, "all of it is owed");
}

/* ---- numbers under concurrency */

static enum err
issue_one(struct work *w, void *arg)
{
	return document_issue(w, *(int64_t *)arg, REV_ANY);
}

/* One process: issue its documents, each in a transaction of its own. */
static int
worker(const struct work *w, const int64_t *ids)
{
	struct work	 own = *w;
	int		 bad = 0;

	own.db = db_open(w->conf);
	own.site = NULL;
	own.set = (struct change_set){ 0 };
	bad += site_load(own.db, own.conf, -1, &own.site) != OK;
	for (int i = 0; i < EACH; i++) {
		int64_t	 id = ids[i];

		own.set.id = 0;
		bad += work_run(&own, issue_one, &id) != OK;
	}
	db_close(own.db);
	return bad;
}

static int64_t
draft_make(struct work *w, int64_t contact)
{
	const struct change	 c[] = {
		SET_REF("contact_id", contact), SET_DATE("date",
		"2026-05-05"), { 0 }
	};
	struct record		 line;
	int64_t			 id = 0;

	if (record_create(w, &invoice_entity, c, &id) != OK)
		return 0;
	line = (struct record){ .changes = line_changes(id, 5000000) };
	return record_save_many(w, &invoice_line_entity, &line, 1) == OK ?
	    id : 0;
}

static void
concurrency_test(struct work *w, int64_t contact)
{
	int64_t	 ids[WORKERS][EACH];
	int	 status, bad = 0;

	for (int i = 0; i < WORKERS; i++)
		for (int k = 0; k < EACH; k++)
			ids[i][k] = draft_make(w, contact);
	fflush(stdout);
	for (int i = 0; i < WORKERS; i++)
		if (fork() == 0)
			_exit(worker(w, ids[i]));
	while (wait(&status) > 0)
		bad += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	check(bad == 0, "eight who issue at once all succeed");
	check(db_ask(w->db, "SELECT COUNT(DISTINCT number) FROM document "
	    "WHERE series = 'INV'") == WORKERS * EACH &&
	    db_ask(w->db, "SELECT MAX(CAST(RIGHT(number, 4) AS SIGNED)) "
	    "FROM document WHERE series = 'INV'") == WORKERS * EACH,
	    "and take consecutive numbers, without a gap or a double");
}

/* Issued, then thrown away with its transaction. */
static void
rollback_test(struct work *w, int64_t contact)
{
	int64_t	 id = draft_make(w, contact), last;

	last = db_ask(w->db, "SELECT last FROM series_year");
	w->set.id = 0;
	check(db_begin(w->db) == OK && document_issue(w, id, REV_ANY) == OK,
	    "a document is issued");
	db_rollback(w->db);
	check(db_ask(w->db, "SELECT last FROM series_year") == last,
	    "and a transaction that fails gives its number back");
	w->set.id = 0;
	w->set.nrecords = 0;
	check(work_run(w, issue_one, &id) == OK && db_ask(w->db,
	    "SELECT MAX(CAST(RIGHT(number, 4) AS SIGNED)) FROM document "
	    "WHERE series = 'INV'") == last + 1, "to the next one");
}

int
main(void)
{
	struct work	 w;
	int64_t		 contact;

	base_begin(&w, 1795000000);
	w.actor.channel = BY_IMPORT;
	mem = w.mem;
	check(firm_make(&w, NULL) == OK &&
	    site_load(w.db, w.conf, -1, &w.site) == OK, "there is a firm");
	contact = contact_make(&w, "Buyer", "US");
	check(contact > 0, "and a buyer");
	import_test(&w, contact);
	frozen_test(&w);
	number_test(&w, contact);
	report_test(&w);
	concurrency_test(&w, contact);
	rollback_test(&w, contact);
	return base_end(&w);
}
