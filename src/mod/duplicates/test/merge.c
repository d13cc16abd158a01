/* A merge moves every link of every module, and an undo all of it back. */
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/str.h"
#include "core/query.h"
#include "core/record.h"
#include "core/search.h"
#include "core/site.h"
#include "core/tally.h"
#include "core/undo.h"
#include "mod/activities/activities.h"
#include "mod/contacts/contacts.h"
#include "mod/deals/deals.h"
#include "mod/documents/documents.h"
#include "mod/duplicates/parts.h"
#include "tests/unit/base.h"

#define START	INT64_C(1767225600)	/* 2026-01-01 */
#define MANY	10000			/* activities of one contact */

static struct arena	*mem;

/* ---- asking */

static struct db_rows *
rows_of(struct work *w, const char *sql)
{
	struct db_rows	*rows;

	if (db_query_once(w->db, mem, &rows, sql, NULL, 0) != OK)
		return arena_alloc(mem, sizeof(*rows));
	return rows;
}

/* ---- the whole base as one text */

/* Without the log, what follows later and revisions. */
static const char	 tables[] =
	"SELECT t.TABLE_NAME, GROUP_CONCAT('QUOTE(', c.COLUMN_NAME, ')' "
	"ORDER BY c.ORDINAL_POSITION) FROM information_schema.TABLES t "
	"JOIN information_schema.COLUMNS c ON c.TABLE_SCHEMA = t.TABLE_SCHEMA "
	"AND c.TABLE_NAME = t.TABLE_NAME WHERE t.TABLE_SCHEMA = DATABASE() "
	"AND t.TABLE_NAME NOT IN ('change_set', 'change_row', 'tally', "
	"'tally_delta', 'job', 'tick', 'setting', 'merge_side') AND c.COLUMN_NAME <> 'rev' "
	"GROUP BY t.TABLE_NAME ORDER BY t.TABLE_NAME";

static int64_t	 points;	/* the last one before the merge */

static const char *
base_text(struct work *w)
{
	struct db_rows	*list = rows_of(w, tables);
	struct str	 out;

	str_init(&out, mem);
	for (size_t i = 0; i < list->n; i++) {
		const char	*table = db_text(list, i, 0);
		struct db_rows	*r = rows_of(w, arena_fmt(mem,
				    "SELECT CONCAT_WS('|', %s) AS s FROM %s "
				    "WHERE %s ORDER BY s", db_text(list, i, 1),
				    table, strcmp(table, "contact_point") == 0 ?
				    arena_fmt(mem, "id <= %lld",
				    (long long)points) : "1"));

		for (size_t k = 0; k < r->n; k++)
			str_fmt(&out, "%s %s\n", db_text(list, i, 0),
			    db_text(r, k, 0));
	}
	return out.s;
}

static bool
same_text(const char *a, const char *b)
{
	size_t	 line = 0;

	if (strcmp(a, b) == 0)
		return true;
	for (size_t i = 0; a[i] != '\0' && a[i] == b[i]; i++)
		if (a[i] == '\n')
			line = i + 1;
	printf("# was: %.300s\n# is:  %.300s\n", a + line, b + line);
	return false;
}

/* ---- everything that refers to a contact */

static int64_t	 winner, loser, other, boss;

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

/* n rows of what refers to contact id through a field: living or all. */
static int64_t
refs_count(struct work *w, const struct entity *e, const char *field,
    int64_t id, bool all)
{
	return db_ask(w->db, arena_fmt(mem, "SELECT COUNT(*) FROM %s WHERE "
	    "%s = %lld%s", e->table, field, (long long)id, all ? "" :
	    " AND deleted_at IS NULL"));
}

/*
 * How many fields refer to contacts and not, by some row (some false: by
 * none), to contact id; they are named.
 */
static size_t
refs_lacking(struct work *w, int64_t id, bool all, bool some)
{
	size_t	 n = 0;

	for (const struct module *const *m = modules; *m != NULL; m++)
		for (const struct entity *const *e = (*m)->entities;
		    e != NULL && *e != NULL; e++)
			for (const struct field *f = (*e)->fields; f->type;
			    f++) {
				if (f->type != F_REF ||
				    strcmp(f->of, "contact") != 0 ||
				    (refs_count(w, *e, f->name, id, all) > 0) ==
				    some)
					continue;
				printf("# %s.%s\n", (*e)->name, f->name);
				n++;
			}
	return n;
}

static bool
field_known(const char *table, const char *column)
{
	for (const struct module *const *m = modules; *m != NULL; m++)
		for (const struct entity *const *e = (*m)->entities;
		    e != NULL && *e != NULL; e++)
			for (const struct field *f = (*e)->fields; f->type;
			    f++)
				if (strcmp((*e)->table, table) == 0 &&
				    strcmp(f->name, column) == 0)
					return f->type == F_REF &&
					    strcmp(f->of, "contact") == 0;
	return false;
}

/* Every column that holds a contact is a field that a merge finds. */
static void
test_columns(struct work *w)
{
	static const char *const known[] = { "change_row", "exchange_id",
	    "file", "observer", "seen", "star", "undo_kept", NULL };
	struct db_rows	*r = rows_of(w, "SELECT TABLE_NAME, COLUMN_NAME "
			    "FROM information_schema.COLUMNS "
			    "WHERE TABLE_SCHEMA = DATABASE() AND "
			    "(COLUMN_COMMENT REGEXP '(^|: )contact$' OR "
			    "COLUMN_NAME IN ('contact_id', 'person_id', "
			    "'organisation_id')) AND DATA_TYPE = 'bigint'");
	size_t		 lost = 0;

	for (size_t i = 0; i < r->n; i++)
		if (!field_known(db_text(r, i, 0), db_text(r, i, 1))) {
			printf("# %s.%s\n", db_text(r, i, 0),
			    db_text(r, i, 1));
			lost++;
		}
	check(r->n >= 10 && lost == 0,
	    "each column that holds a contact is a field that a merge finds");
	lost = 0;
	r = rows_of(w, "SELECT a.TABLE_NAME FROM information_schema.COLUMNS a "
	    "JOIN information_schema.COLUMNS b ON b.TABLE_SCHEMA = "
	    "a.TABLE_SCHEMA AND b.TABLE_NAME = a.TABLE_NAME "
	    "AND b.COLUMN_NAME = 'record_id' WHERE a.TABLE_SCHEMA = "
	    "DATABASE() AND a.COLUMN_NAME = 'entity'");
	for (size_t i = 0; i < r->n; i++) {
		size_t	 k = 0;

		while (known[k] != NULL &&
		    strcmp(known[k], db_text(r, i, 0)) != 0)
			k++;
		if (known[k] == NULL)
			printf("# %s\n", db_text(r, i, 0));
		lost += known[k] == NULL;
	}
	check(lost == 0, "so is each table of what is kept beside records");
}

/* ---- a firm with two records of one client */

static enum err
made(struct work *w, const struct entity *e, const struct change *c,
    int64_t *id)
{
	enum err	 err = record_create(w, e, c, id);

	if (err != OK)
		printf("# %s: %d %s\n", e->name, (int)err,
		    w->problems != NULL ? w->problems->text : "");
	return err;
}

static enum err
contact_make(struct work *w, const char *kind, const char *name,
    int64_t works_at, int64_t *id)
{
	const struct change	 c[] = {
		SET_CHOICE("kind", kind), SET_TEXT("name", name),
		SET_TEXT("phone", "044 123 45 67"), SET_REF("owner_id", 2),
		SET_TEXT("email", "box@example.com"), SET_REF("team_id", 1),
		SET_CHOICE("country", "UA"), SET_TEXT("reg_no", "65927481"),
		SET_REF("organisation_id", works_at), { 0 }
	};

	return made(w, &contact_entity, c, id);
}

/* Parts of both, some of which say the same. */
static enum err
parts_make(struct work *w)
{
	static const char *const phones[] = {
		"050 1", "+380 50 111-22-33", "(050) 111 22 33"
	};
	const struct change	 vip[] = { SET_TEXT("name", "VIP"), { 0 } };
	const struct change	 ties[][4] = {
		{ SET_REF("organisation_id", winner),
		  SET_REF("person_id", boss), SET_TEXT("role", "boss") },
		{ SET_REF("organisation_id", loser),
		  SET_REF("person_id", boss) },
		{ SET_REF("organisation_id", other),
		  SET_REF("person_id", loser) },
		{ SET_REF("organisation_id", winner),
		  SET_REF("person_id", loser) }
	};
	int64_t			 id, tag, gone;
	enum err		 e = made(w, &tag_entity, vip, &tag);

	for (int i = 0; i < 3 && e == OK; i++) {
		const struct change	 c[] = {
			SET_REF("contact_id", i < 2 ? loser : winner),
			SET_CHOICE("kind", "phone"),
			SET_TEXT("value", phones[i]), { 0 }
		};
		const struct change	 t[] = {
			SET_REF("contact_id", i == 0 ? loser : winner),
			SET_REF("tag_id", tag), { 0 }
		};

		e = made(w, &contact_point_entity, c, &id);
		if (e == OK && i < 2)
			e = made(w, &contact_tag_entity, t, &id);
	}
	for (int i = 0; i < 4 && e == OK; i++)
		e = made(w, &contact_link_entity, ties[i], &id);
	for (int i = 0; i < 3 && e == OK; i++) {
		const struct change	 apart[] = {
			SET_REF("left_id", i == 0 ? other : loser),
			SET_REF("right_id", i == 0 ? loser : i == 1 ? winner :
			    boss), { 0 }
		};

		e = made(w, &not_duplicate_entity, apart, &id);
	}
	if (e == OK)
		e = contact_make(w, "organisation", "Gone", 0, &gone);
	if (e == OK) {
		const struct change	 tie[] = {
			SET_REF("organisation_id", gone),
			SET_REF("person_id", loser), { 0 }
		};

		e = made(w, &contact_link_entity, tie, &id);
	}
	return e == OK ? record_delete(w, &contact_entity, gone, REV_ANY) : e;
}

static enum err
papers_make(struct work *w)
{
	const struct change	 deal[] = {
		SET_REF("contact_id", loser), SET_REF("person_id", loser),
		SET_MONEY("amount", 100), { 0 }
	};
	const struct change	 issued[] = {
		SET_REF("contact_id", loser), SET_TEXT("number", "7"),
		SET_DATE("date", "2026-01-01"), SET_MONEY("gross", 500),
		SET_CHOICE("status", "issued"), { 0 }
	};
	const struct change	 paid[] = {
		SET_REF("contact_id", loser), SET_MONEY("amount", 5),
		SET_DATE("date", "2026-01-01"), SET_TEXT("purpose", "x"),
		{ 0 }
	};
	const struct change	 call[] = {
		SET_REF("contact_id", loser), SET_CHOICE("kind", "call"),
		SET_TEXT("title", "Called"), { 0 }
	};
	int64_t			 id, binned;
	enum err		 e = made(w, &deal_entity, deal, &id);

	if (e == OK)
		e = made(w, &invoice_entity, issued, &id);
	if (e == OK)
		e = made(w, &payment_entity, paid, &id);
	if (e == OK)
		e = made(w, &activity_entity, call, &id);
	if (e == OK)
		e = made(w, &activity_entity, call, &binned);
	return e == OK ? record_delete(w, &activity_entity, binned, REV_ANY) :
	    e;
}

static enum err
clients_make(struct work *w, void *arg)
{
	int64_t	 id;
	enum err e = OK;

	(void)arg;
	for (const struct module *const *m = modules; *m != NULL; m++)
		if (e == OK && (*m)->seed != NULL &&
		    strcmp((*m)->name, "users") != 0)
			e = (*m)->seed(w);
	if (e == OK)
		e = contact_make(w, "organisation", "Kept", 0, &winner);
	if (e == OK)
		e = contact_make(w, "organisation", "Lost", 0, &loser);
	if (e == OK)
		e = contact_make(w, "organisation", "Other", 0, &other);
	if (e == OK)
		e = contact_make(w, "person", "Boss", loser, &boss);
	if (e == OK)
		e = contact_make(w, "person", "Earlier", 0, &id);
	if (e == OK) {
		const struct change	 led[] = {
			SET_REF("merged_id", loser), { 0 }
		};

		e = record_save(w, &contact_entity, id, REV_ANY, led);
	}
	if (e == OK)
		e = record_delete(w, &contact_entity, id, REV_ANY);
	if (e == OK)
		e = parts_make(w);
	return e == OK ? papers_make(w) : e;
}

static enum err
beside_make(struct work *w)
{
	static const char *const list[] = {
		"INSERT INTO observer VALUES ('contact', ?, 3)",
		"INSERT INTO star VALUES (3, 'contact', ?, 10)",
		"INSERT INTO seen VALUES (3, 'contact', ?, 11)",
		"INSERT INTO seen VALUES (4, 'contact', ?, 12)",
		"INSERT INTO exchange_id VALUES ('bas', 'contact', ?, 'g', 1, "
		"2)", "INSERT INTO file (entity, record_id, sha256, size, "
		"name, type, created_by, created_at) VALUES ('contact', ?, "
		"REPEAT('x', 32), 1, 'f', 'text/plain', 1, 1)", NULL
	};
	const struct db_val	 v = DB_I(loser);
	enum err		 e = OK;

	for (size_t i = 0; list[i] != NULL && e == OK; i++)
		e = db_exec_once(w->db, list[i], &v, 1);
	return e != OK ? e : db_exec(w->db, "INSERT INTO seen VALUES "
	    "(4, 'contact', ?, 13)", DB_ARGS(DB_I(winner)));
}

static enum err
firm_make(struct work *w)
{
	const struct setting	 list[] = {
		{ "firm", "Test" }, { "country", "UA" },
		{ "currency", "UAH" }, { "lang", "en" },
		{ "zone", "Europe/Kyiv" }, { "reg_no", "10787917" },
		{ "vat_no", "107879126540" }, { "rev", "1" }, { NULL, NULL }
	};
	enum err		 e = OK;

	for (size_t i = 0; list[i].name != NULL && e == OK; i++)
		e = db_exec(w->db, "INSERT INTO setting (name, value) "
		    "VALUES (?, ?)", DB_ARGS(DB_S(list[i].name),
		    DB_S(list[i].value)));
	if (e == OK)
		e = db_exec(w->db, "INSERT INTO user (login, name, role_id, "
		    "team_id, rev, created_at) VALUES ('a', 'a', 1, 1, 1, 1), "
		    "('b', 'b', 1, 1, 1, 1), ('c', 'c', 1, 1, 1, 1), "
		    "('d', 'd', 1, 1, 1, 1)", DB_NOARGS);
	return e != OK ? e : db_exec(w->db, "INSERT INTO team (name, rev, "
	    "created_at) VALUES ('one', 1, 1)", DB_NOARGS);
}

/* ---- merging */

static enum err
merge_do(struct work *w, void *arg)
{
	const struct change		 keep[] = {
		SET_TEXT("city", "Kyiv"), { 0 }
	};
	const struct change		 web[] = {
		SET_REF("contact_id", loser), SET_CHOICE("kind", "url"),
		SET_TEXT("value", "example.com"), { 0 }
	};
	const struct change *const	 further[] = { web, NULL };
	struct merge			 m = {
		.winner = winner, .loser = loser, .changes = keep,
		.points = further
	};

	(void)arg;
	m.winner_rev = db_ask(w->db, arena_fmt(mem, "SELECT rev FROM contact "
	    "WHERE id = %lld", (long long)winner));
	m.loser_rev = db_ask(w->db, arena_fmt(mem, "SELECT rev FROM contact "
	    "WHERE id = %lld", (long long)loser));
	return duplicates_merge(w, &m);
}

static enum err
undo_do(struct work *w, void *arg)
{
	return record_undo(w, *(int64_t *)arg);
}

/* A work of its own, as a request has one: who it was is not the system. */
static enum err
act(struct work *w, enum err (*fn)(struct work *, void *), void *arg)
{
	struct work	 one = {
		.mem = arena_new(), .db = w->db, .conf = w->conf,
		.site = w->site, .now_s = START + 100,
		.actor = { .channel = BY_FORM }
	};
	enum err	 e = work_run(&one, fn, arg);

	if (e != OK)
		printf("# error %d: %s\n", (int)e, one.problems != NULL ?
		    one.problems->text : "");
	arena_free(one.mem);
	return e;
}

/* Tallies and postings that differ from a recount. */
static int64_t
unsound(struct work *w)
{
	int64_t	 wrong = 0, n;

	search_look(w, false, &wrong);
	for (const struct module *const *m = modules; *m != NULL; m++)
		for (const struct tally *const *t = (*m)->tallies;
		    t != NULL && *t != NULL; t++)
			if (tally_look(w, *t, false, &n) == OK)
				wrong += n;
	return wrong;
}

static void
merged_check(struct work *w)
{
	check(refs_lacking(w, loser, false, false) == 0,
	    "nothing living refers to the one that went");
	check(db_ask(w->db, "SELECT COUNT(*) FROM activity WHERE deleted_at "
	    "IS NOT NULL AND contact_id = 1") == 1,
	    "what lies in the bin has come, too, and lies there");
	check(db_ask(w->db, "SELECT COUNT(*) FROM contact_tag WHERE contact_id "
	    "= 1 AND deleted_at IS NULL") == 1 && db_ask(w->db, "SELECT "
	    "COUNT(*) FROM contact_point WHERE contact_id = 1 AND deleted_at IS NULL")
	    == 3 && db_ask(w->db, "SELECT COUNT(*) FROM contact_link WHERE "
	    "deleted_at IS NULL") == 3, "what both had is there once");
	check(db_ask(w->db, "SELECT l.person_id FROM contact_link l JOIN "
	    "contact c ON c.id = l.organisation_id WHERE c.name = 'Gone'") == winner,
	    "a part of what lies in the bin has come, too");
	check(db_ask(w->db, "SELECT COUNT(*) FROM not_duplicate WHERE "
	    "deleted_at IS NULL AND 1 IN (left_id, right_id)") == 2,
	    "who was somebody else is, and nobody is that than himself");
	check(db_ask(w->db, "SELECT merged_id FROM contact WHERE name = 'Earlier'")
	    == winner, "what led to the one that went leads further");
	check(db_ask(w->db, "SELECT COUNT(*) FROM observer WHERE record_id = 1") ==
	    1 && db_ask(w->db, "SELECT COUNT(*) FROM seen WHERE record_id = 1") ==
	    2 && db_ask(w->db, "SELECT COUNT(*) FROM star WHERE record_id = 1") ==
	    1 && db_ask(w->db, "SELECT COUNT(*) FROM file WHERE record_id = 1") ==
	    1 && db_ask(w->db, "SELECT COUNT(*) FROM exchange_id WHERE "
	    "record_id = 1") == 1, "so do observers, stars, files and foreign names");
	check(unsound(w) == 0, "tallies and postings are right");
}

static void
test_merge(struct work *w)
{
	const char	*before, *after;
	int64_t		 set;

	points = db_ask(w->db, "SELECT MAX(id) FROM contact_point");
	before = base_text(w);
	check(refs_lacking(w, loser, true, true) == 0,
	    "the test has a row for every field that refers to contacts");
	check(act(w, merge_do, NULL) == OK, "two records become one");
	merged_check(w);
	after = base_text(w);
	set = db_ask(w->db, "SELECT MAX(id) FROM change_set");
	check(act(w, undo_do, &set) == OK, "it is undone");
	check(db_ask(w->db, arena_fmt(mem, "SELECT COUNT(*) FROM contact_point "
	    "WHERE id > %lld AND deleted_at IS NULL", (long long)points)) ==
	    0, "what it made lies in the bin");
	check(same_text(before, base_text(w)), "all else is as it was");
	check(unsound(w) == 0, "so are tallies and postings");
	set = db_ask(w->db, "SELECT MAX(id) FROM change_set");
	check(act(w, undo_do, &set) == OK &&
	    same_text(after, base_text(w)), "the undo is undone, too");
	set = db_ask(w->db, "SELECT MAX(id) FROM change_set");
	check(act(w, undo_do, &set) == OK &&
	    same_text(before, base_text(w)), "and that again");
}

/* ---- anything, and back */

#define ACTS	120

/* Somebody living, by chance. */
static int64_t
anybody(struct work *w)
{
	struct db_rows	*r = rows_of(w, "SELECT id FROM contact "
			    "WHERE deleted_at IS NULL ORDER BY id");

	return db_int(r, (size_t)chance((int64_t)r->n), 0);
}

static enum err
random_do(struct work *w, void *arg)
{
	const struct change	 edit[] = {
		SET_TEXT("city", arena_fmt(mem, "City %d", (int)chance(4))),
		SET_TEXT("phone", arena_fmt(mem, "044 %07d",
		    (int)chance(5))), { 0 }
	};
	int64_t			 firm = anybody(w);
	const struct change	 work_at[] = {
		SET_REF("organisation_id", firm), { 0 }
	};
	const struct change	 named[] = {
		SET_TEXT("name", chance(2) == 0 ? "Kept" : "Олена Петренко"),
		{ 0 }
	};
	int64_t			 who = anybody(w);

	(void)arg;
	switch (chance(5)) {
	case 0:
		winner = anybody(w);
		loser = anybody(w);
		return winner == loser ? OK : merge_do(w, NULL);
	case 1:
		return record_save(w, &contact_entity, who, REV_ANY, named);
	case 2:
		return who == firm ? OK : record_save(w, &contact_entity,
		    who, REV_ANY, work_at);
	default:
		return record_save(w, &contact_entity, who, REV_ANY, edit);
	}
}

/* Many more of them, then a hundred acts, then each taken back. */
static void
test_random(struct work *w)
{
	const char	*before;
	int64_t		 first, last, done = 0, back = 0;

	db_exec(w->db, "INSERT INTO contact (kind, name, sort_name, phone, "
	    "owner_id, team_id, rev, created_at) SELECT 'person', "
	    "CONCAT('N', seq), CONCAT('N', seq), seq, 1 + seq % 4, 1, 1, 1 "
	    "FROM seq_1_to_60", DB_NOARGS);
	db_exec(w->db, "INSERT INTO contact_tag (contact_id, tag_id, rev, "
	    "created_at) SELECT id, 1, 1, 1 FROM contact WHERE id % 2 = 0 "
	    "AND name LIKE 'N%'", DB_NOARGS);
	check(search_look(w, true, &first) == OK, "sixty more");
	before = base_text(w);
	first = db_ask(w->db, "SELECT MAX(id) FROM change_set");
	for (int i = 0; i < ACTS; i++)
		done += act(w, random_do, NULL) == OK;
	check(done == ACTS && unsound(w) == 0,
	    "contacts are changed and merged by chance");
	last = db_ask(w->db, "SELECT MAX(id) FROM change_set");
	check(db_ask(w->db, "SELECT COUNT(*) FROM contact "
	    "WHERE merged_id IS NOT NULL AND name LIKE 'N%'") > 5,
	    "some of them into those that went further");
	for (int64_t set = last; set > first; set--)
		if (db_ask(w->db, arena_fmt(mem, "SELECT COUNT(*) FROM "
		    "change_set WHERE id = %lld", (long long)set)) > 0)
			back += act(w, undo_do, &set) != OK;
	check(back == 0 && same_text(before, base_text(w)),
	    "all of it taken back ends where it began");
	check(unsound(w) == 0, "with tallies and postings as of a recount");
}

static void
test_many(struct work *w)
{
	const char	*before;
	struct rusage	 use;
	time_t		 since = time(NULL);
	int64_t		 set;

	db_exec(w->db, "INSERT INTO activity (kind, state, title, contact_id, "
	    "done_at, at, owner_id, see_owner_id, see_team_id, rev, "
	    "created_at) SELECT 'call', 'done', 'Called', ?, 5, 5, 2, 2, 1, "
	    "1, 1 FROM seq_1_to_10000", DB_ARGS(DB_I(loser)));
	check(search_look(w, true, &set) == OK, "ten thousand calls");
	before = base_text(w);
	check(act(w, merge_do, NULL) == OK && db_ask(w->db, "SELECT COUNT(*) "
	    "FROM activity WHERE contact_id = 1 AND deleted_at IS NULL") >
	    MANY, "move in one transaction");
	set = db_ask(w->db, "SELECT MAX(id) FROM change_set");
	check(act(w, undo_do, &set) == OK &&
	    same_text(before, base_text(w)), "and back");
	db_exec(w->db, "INSERT INTO activity (kind, state, title, contact_id, "
	    "done_at, at, owner_id, see_owner_id, see_team_id, rev, "
	    "created_at, deleted_at) SELECT 'call', 'done', 'Called', ?, 5, "
	    "5, 2, 2, 1, 1, 1, 1 FROM seq_1_to_10000",
	    DB_ARGS(DB_I(loser)));
	before = base_text(w);
	check(act(w, merge_do, NULL) == ERR_INVALID &&
	    same_text(before, base_text(w)),
	    "twice as many, of the bin too, are refused and nothing is done");
	check(time(NULL) - since < 60, "within a minute, by far");
	getrusage(RUSAGE_SELF, &use);
	printf("# %lds, %ld MB\n", (long)(time(NULL) - since),
	    use.ru_maxrss / 1024);
}

int
main(void)
{
	struct work	 w;

	base_begin(&w, START);
	mem = w.mem;
	check(firm_make(&w) == OK &&
	    site_load(w.db, w.conf, -1, &w.site) == OK &&
	    work_run(&w, clients_make, NULL) == OK && beside_make(&w) == OK,
	    "there is a firm with two records of one client");
	test_columns(&w);
	test_merge(&w);
	test_random(&w);
	winner = 1;
	loser = 2;
	test_many(&w);
	return base_end(&w);
}
