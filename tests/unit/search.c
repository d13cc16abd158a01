/* What core/search and lists with a text promise, on a real database. */
#include <string.h>

#include "base/str.h"
#include "core/migrate.h"
#include "core/module.h"
#include "core/query.h"
#include "core/record.h"
#include "core/search.h"
#include "core/site.h"
#include "core/undo.h"
#include "core/work.h"
#include "tests/unit/db.h"
#include "tests/unit/tap.h"

static const struct field card_fields[] = {
	{ .name = "name", .type = F_TEXT, .max = 200,
	  .flags = FIELD_REQUIRED | FIELD_SEARCH | FIELD_SORT },
	{ .name = "phone", .type = F_TEXT, .max = 60,
	  .flags = FIELD_SEARCH | FIELD_PHONE },
	{ .name = "email", .type = F_TEXT, .max = 100,
	  .flags = FIELD_SEARCH | FIELD_EMAIL },
	{ .name = "code", .type = F_TEXT, .max = 20,
	  .flags = FIELD_SEARCH },
	{ .name = "note", .type = F_TEXT, .max = 20 },
	{ 0 }
};

static const struct entity card = {
	.name = "card", .table = "card", .fields = card_fields,
	.title = "name", .sort = "name", .flags = ENTITY_SHARED
};

static const struct entity *const entities[] = { &card, NULL };
static const struct module box = { .name = "box", .entities = entities };
static const struct module *const box_only[] = { &box, NULL };

static void
tables_make(struct work *w)
{
	int	 steps;

	check(migrate_run(w, &steps) == OK, "the shared tables are made");
	check(db_exec(w->db, "CREATE TABLE card (id BIGINT NOT NULL "
	    "AUTO_INCREMENT PRIMARY KEY, rev INT NOT NULL, created_by BIGINT "
	    "NULL, created_at BIGINT NOT NULL, deleted_at BIGINT NULL, ext_id "
	    "VARCHAR(64) NULL, name VARCHAR(200) NOT NULL, phone VARCHAR(60) "
	    "NULL, email VARCHAR(100) NULL, code VARCHAR(20) NULL, note "
	    "VARCHAR(20) NULL, KEY (name, id)) ENGINE=InnoDB", DB_NOARGS)
	    == OK, "and our own");
}

static int64_t
wrong(struct work *w)
{
	int64_t	 n = -1;

	return search_look(w, false, &n) == OK ? n : -1;
}

static int64_t
make(struct work *w, const char *name, const char *phone, const char *email,
    const char *code)
{
	const struct change	 c[] = {
		SET_TEXT("name", name), SET_TEXT("phone", phone),
		SET_TEXT("email", email), SET_TEXT("code", code), { 0 }
	};
	int64_t			 id = 0;

	w->set.id = 0;
	return record_create(w, &card, c, &id) == OK ? id : 0;
}

/* Ids found, as digits that follow each other: "1 3". */
static const char *
found_in(struct work *w, const char *text, bool plan, const char *sort)
{
	struct query	 q = { .entity = &card, .text = text, .sort = sort };
	struct db_rows	*rows;
	struct str	 out;

	str_init(&out, w->mem);
	if ((plan && query_bound(w, &q) != OK) ||
	    query_list(w, &q, &rows) != OK)
		return "failed";
	for (size_t i = 0; i < rows->n; i++)
		str_fmt(&out, "%s%d", i > 0 ? " " : "",
		    (int)db_int(rows, i, 0));
	return out.s != NULL ? out.s : "";
}

static bool
finds(struct work *w, const char *text, const char *ids)
{
	return str_eq(found_in(w, text, true, NULL), ids) &&
	    str_eq(found_in(w, text, true, "-name"), ids);
}

/* What stands there and nothing else, with a plan and without one. */
static void
test_words(struct work *w)
{
	static const char *const asked[][2] = {
		{ "Гриценко", "1" }, { "Hrytsenko вікт", "1" },
		{ "Виктория", "1" }, { "вікторія грицен", "1" },
		{ "7123", "1" }, { "067 123 45", "1" }, { "380671", "1" },
		{ "1234567", "1" }, { "80671", "1" }, { "234", "1" },
		{ "Юрий", "2" }, { "yurii", "2" }, { "box", "2" },
		{ "box77@example.ua", "2" }, { "example", "2" },
		{ "INV", "2" }, { "00123", "2" }, { "012", "2" },
		{ "inv-00123", "2" }, { "щербак гриценко", "" },
		{ "Квазимодо", "" }, { "9999", "" }, { "!!!", "" }
	};

	make(w, "Гриценко Вікторія", "+380 67 123-45-67", NULL, NULL);
	make(w, "Щербак Юрій Їжакевич", NULL, "box77@example.ua",
	    "INV-00123");
	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++)
		check(finds(w, asked[i][0], asked[i][1]) &&
		    str_eq(found_in(w, asked[i][0], false, NULL),
		    asked[i][1]), asked[i][0]);
	check(finds(w, "uhbwtyrj", "1"), "the wrong layout is understood");
	check(finds(w, "Гриценок", "1") && finds(w, "Гриценк", "1") &&
	    finds(w, "Хриценко", "1") &&
	    finds(w, "Щербек", "2"), "one mistake in a word is forgiven");
	check(wrong(w) == 0, "a recount agrees with what creations left");
}

static enum err
edit_twice(struct work *w, void *arg)
{
	const struct change	 a[] = { SET_TEXT("name", "Перша"), { 0 } };
	const struct change	 b[] = { SET_TEXT("name", "Друга"), { 0 } };
	enum err		 e = record_save(w, &card, 1, REV_ANY, a);

	(void)arg;
	return e == OK ? record_save(w, &card, 1, REV_ANY, b) : e;
}

static enum err
undo(struct work *w, void *arg)
{
	return record_undo(w, *(int64_t *)arg);
}

static void
test_kept(struct work *w)
{
	const struct change	 c[] = {
		SET_TEXT("phone", "+48 22 555-66-77"), { 0 }
	};
	int64_t			 set;

	w->set.id = 0;
	check(record_save(w, &card, 1, REV_ANY, c) == OK &&
	    finds(w, "5556", "1") && finds(w, "7123", "") && wrong(w) == 0,
	    "an edit takes old numbers out and new ones in");
	w->set.id = 0;
	check(record_delete(w, &card, 2, REV_ANY) == OK &&
	    finds(w, "Щербак", "") && wrong(w) == 0,
	    "what is in the bin is not found");
	w->set.id = 0;
	check(record_restore(w, &card, 2) == OK && finds(w, "Щербак", "2") &&
	    wrong(w) == 0, "what came out of it is");
	w->set.id = 0;
	check(work_run(w, edit_twice, NULL) == OK && finds(w, "Друга", "1") &&
	    finds(w, "Перша", "") && wrong(w) == 0,
	    "the last of two edits in a transaction holds");
	set = w->set.id;
	w->set.id = 0;
	check(work_run(w, undo, &set) == OK && finds(w, "Гриценко", "1") &&
	    wrong(w) == 0, "an undo brings the words back");
}

/* One word says of another that its record has it, too. */
static void
test_sign(struct work *w)
{
	const struct change	 c[] = {
		SET_TEXT("name", "Ящірка Омелянович"), { 0 }
	};
	int64_t			 id = make(w, "Ящірка Юхимович", NULL, NULL,
				    NULL);
	int64_t			 sign;
	struct db_rows		*rows;

	check(search_sign("a") == 0 && search_sign("ab") != 0 &&
	    (search_sign("abc") & search_sign("ab")) == search_sign("ab") &&
	    search_sign("abcdef") == search_sign("abc"),
	    "a sign is of the first two and three letters");
	check(db_query(w->db, w->mem, &rows, "SELECT DISTINCT sign "
	    "FROM posting WHERE id = ?", DB_ARGS(DB_I(id))) == OK &&
	    rows->n == 1, "all postings of a record have one sign");
	sign = rows->n > 0 ? db_int(rows, 0, 0) : 0;
	w->set.id = 0;
	check(record_save(w, &card, id, REV_ANY, c) == OK &&
	    db_query(w->db, w->mem, &rows, "SELECT DISTINCT sign "
	    "FROM posting WHERE id = ?", DB_ARGS(DB_I(id))) == OK &&
	    rows->n == 1 && db_int(rows, 0, 0) != sign && wrong(w) == 0,
	    "a new word changes that of all");
	check(db_exec(w->db, "UPDATE posting SET sign = 1 WHERE id = ? "
	    "AND word <> ''", DB_ARGS(DB_I(id))) == OK &&
	    wrong(w) > 0, "a wrong sign is noticed");
}

static void
test_repair(struct work *w)
{
	db_exec(w->db, "DELETE FROM posting WHERE word LIKE 's%'", DB_NOARGS);
	check(wrong(w) > 0, "a missing posting is noticed");
	db_exec(w->db, "INSERT INTO posting (kind, word, id) VALUES "
	    "(?, 'iuri', 999), (?, 'zhuk', 1)",
	    DB_ARGS(DB_I(search_kind(&card)), DB_I(search_kind(&card))));
	check(wrong(w) > 0, "and one too many");
	db_exec(w->db, "UPDATE posting SET words = ' x ' "
	    "WHERE word = '' AND id = 1",
	    DB_NOARGS);
	{
		int64_t	 n = -1;

		check(search_look(w, true, &n) == OK && n == 0 &&
		    wrong(w) == 0 && finds(w, "Щербак", "2"),
		    "a repair makes all of it anew");
	}
}

static void
test_fill(struct work *w)
{
	bool	 left = true;
	int	 steps;

	db_exec(w->db, "DELETE FROM posting WHERE kind > 0", DB_NOARGS);
	db_exec(w->db, "DELETE FROM search_state WHERE kind > 0", DB_NOARGS);
	check(search_fill(w, 0, &left) == OK && !left && wrong(w) == 0,
	    "records of before the index are taken in");
	check(migrate_run(w, &steps) == OK && steps == 0 && wrong(w) == 0,
	    "and only once");
}

#define MANY	5000	/* more than are collected */

/* As many records of one word as a list reads in the order of words. */
static void
test_many(struct work *w)
{
	static struct record		 rows[MANY];
	struct query			 q = {
		.entity = &card, .text = "Спільне", .limit = 60
	};
	const char			*cols[] = { QUERY_WORD, NULL };
	struct db_rows			*got;
	int64_t				 total = 0, seen = 0, last = 0;
	bool				 rising = true;

	for (size_t i = 0; i < MANY; i++) {
		struct change	*c = arena_alloc(w->mem, 2 * sizeof(*c));

		c[0] = (struct change)SET_TEXT("name", arena_fmt(w->mem,
		    "Спільне %s", i % 100 == 3 ? "рідке спільнеє" : "часте"));
		rows[i].changes = c;
	}
	w->set.id = 0;
	check(record_save_many(w, &card, rows, MANY) == OK && wrong(w) == 0,
	    "a batch is taken in as a whole");
	q.cols = cols;
	do {
		if (query_bound(w, &q) != OK ||
		    query_page(w, &q, 1000, &got, &total) != OK)
			break;
		for (size_t i = 0; i < got->n; i++) {
			rising = rising && (db_int(got, i, 0) > last);
			last = db_int(got, i, 0);
		}
		seen += (int64_t)got->n;
		if (got->n == 0)
			break;
		q.after = q.after_word = true;
		q.after_value = *db_cell(got, got->n - 1, 1);
		q.after_id = last;
	} while (got->n == 60);
	check(seen == MANY && rising && q.by_word,
	    "pages in the order of words hold each record once");
	q = (struct query){ .entity = &card, .text = "спільне рідк",
	    .limit = 100, .cols = cols };
	check(query_bound(w, &q) == OK &&
	    query_page(w, &q, 1000, &got, &total) == OK && got->n == 50 &&
	    total == 50 && !q.capped, "a rare word beside it leads");
	q = (struct query){ .entity = &card, .text = "спільне",
	    .sort = "-name", .limit = 100, .cols = cols };
	check(query_bound(w, &q) == OK &&
	    query_page(w, &q, 1000, &got, &total) == OK && got->n == 100 &&
	    q.capped, "another order says that not all of them are in it");
}

/* ---- two words that all have */

/* Statements that a first page takes; its rows to *n, its total to *total. */
static int
page_cost(struct work *w, const char *text, struct query *q, size_t *n,
    int64_t *total)
{
	struct db_rows	*rows;

	*q = (struct query){ .entity = &card, .text = text, .limit = 51 };
	db_stat_reset(w->db);
	if (query_bound(w, q) != OK || query_page(w, q, 1000, &rows,
	    total) != OK)
		return -1;
	*n = rows->n;
	return db_stat(w->db)->queries;
}

static void
frequent_make(struct work *w)
{
	int64_t	 id = make(w, "Гучне слово", NULL, NULL, NULL);

	check(db_exec(w->db, "INSERT INTO card (id, rev, created_at, name) "
	    "SELECT 900000 + seq, 1, 1, 'Гучне слово' FROM seq_1_to_20000",
	    DB_NOARGS) == OK && db_exec(w->db, "INSERT INTO posting "
	    "(kind, word, id, sign, words, numbers) SELECT kind, word, "
	    "900000 + seq, sign, words, numbers FROM posting "
	    "JOIN seq_1_to_20000 WHERE id = ?", DB_ARGS(DB_I(id))) == OK &&
	    db_exec(w->db, "ANALYZE TABLE posting", DB_NOARGS) == OK,
	    "two words that thousands have");
}

static void
test_frequent(struct work *w)
{
	const struct site	*site = w->site;
	struct query		 q;
	struct db_rows		*rows;
	size_t			 n = 0;
	int64_t			 total = 0;
	const char		*both = "гучне слово";
	int			 cold, warm;

	frequent_make(w);
	check(db_query(w->db, w->mem, &rows, "SELECT value FROM setting "
	    "WHERE name = 'rev'", DB_NOARGS) == OK && site_load(w->db,
	    w->conf, db_int(rows, 0, 0), &w->site) == OK, "the firm");
	cold = page_cost(w, both, &q, &n,
	    &total);
	check(cold > 1 && n == 51 && q.upto && !q.filled,
	    "a page asks how frequent they are, and where to end");
	warm = page_cost(w, both, &q, &n,
	    &total);
	check(warm == 1 && n == 51 && total == -1,
	    "and remembers for a minute that it was filled");
	cold = page_cost(w, "слово", &q, &n, &total);
	check(cold > 1 && n == 51 && total == 1001 && q.by_word,
	    "one word stands whole");
	check(page_cost(w, "слово", &q, &n, &total) == 1 && n == 51 &&
	    total == 1001, "which is remembered, too");
	check(db_exec(w->db, "DELETE FROM posting WHERE id > 900010",
	    DB_NOARGS) == OK && page_cost(w, both, &q, &n,
	    &total) == 1 &&
	    n == 11 && total == 11 && !q.upto, "if it is not, that is all");
	w->now_s += 61;
	check(page_cost(w, both, &q, &n,
	    &total) > 1 && n == 11 && total == 11,
	    "after the minute it is asked again");
	w->site = site;
}

int
main(void)
{
	struct arena		*mem = arena_new();
	const struct conf	*conf = test_db_make(mem);
	struct db		*db = db_open(conf);
	struct work		 w = { .mem = mem, .db = db, .conf = conf,
				    .now_s = 1795000000,
				    .actor = { .channel = BY_FORM } };

	modules_use(box_only);
	tables_make(&w);
	test_words(&w);
	test_kept(&w);
	test_sign(&w);
	test_repair(&w);
	test_fill(&w);
	test_many(&w);
	test_frequent(&w);
	db_close(db);
	test_db_drop(conf);
	arena_free(mem);
	return done();
}
