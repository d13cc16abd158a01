/* What the two gates promise, on a real database with entities of our own. */
#include <string.h>

#include "core/migrate.h"
#include "core/module.h"
#include "core/query.h"
#include "core/record.h"
#include "core/rights.h"
#include "core/undo.h"
#include "core/work.h"
#include "tests/unit/db.h"
#include "tests/unit/tap.h"

/* ---- a module: folders with cards in them */

static const struct choice colours[] = {
	{ "red", "Red", NULL }, { "blue", "Blue", NULL }, { 0 }
};

static const struct field folder_fields[] = {
	{ .name = "title", .type = F_TEXT, .max = 20, .label = "Title",
	  .flags = FIELD_REQUIRED | FIELD_SEARCH | FIELD_SORT },
	{ .name = "colour", .type = F_CHOICE, .choices = colours,
	  .label = "Colour" },
	{ .name = "amount", .type = F_MONEY, .label = "Amount" },
	{ .name = "due_on", .type = F_DATE, .label = "Due",
	  .flags = FIELD_SORT },
	{ .name = "letters", .type = F_INT, .flags = FIELD_RULE },
	{ 0 }
};

static const struct field leaf_fields[] = {
	{ .name = "folder_id", .type = F_REF, .of = "folder",
	  .flags = FIELD_REQUIRED, .label = "Folder" },
	{ .name = "text", .type = F_TEXT, .max = 40, .label = "Text" },
	{ 0 }
};

static int	 heard;		/* records that the listener was told of */

/* The title's length follows from the title; "bad" is refused. */
static enum err
folder_check(struct work *w, struct draft *drafts, size_t n)
{
	(void)w;
	for (size_t i = 0; i < n; i++) {
		struct draft	*d = draft_at(drafts, i);

		if (draft_skipped(d))
			continue;
		if (strcmp(draft_text(d, "title"), "bad") == 0)
			draft_refuse(d, "title", "is bad");
		draft_set_int(d, "letters",
		    (int64_t)strlen(draft_text(d, "title")));
	}
	return OK;
}

static enum err
folder_heard(struct work *w, const struct event *ev)
{
	(void)w;
	for (size_t i = 0; i < ev->n; i++)
		heard += !draft_skipped(draft_at(ev->drafts, i));
	return OK;
}

static const struct entity folder = {
	.name = "folder", .table = "folder", .fields = folder_fields,
	.title = "title", .sort = "title", .check = folder_check
};

static const struct entity leaf = {
	.name = "leaf", .table = "leaf", .fields = leaf_fields,
	.title = "text", .parent = "folder_id"
};

static const struct field person_fields[] = {
	{ .name = "name", .type = F_TEXT, .max = 40 }, { 0 }
};

/* Whom owner_id and team_id refer to. */
static const struct entity user_stub = {
	.name = "user", .table = "person", .fields = person_fields,
	.title = "name", .flags = ENTITY_SHARED
};

static const struct entity team_stub = {
	.name = "team", .table = "person", .fields = person_fields,
	.title = "name", .flags = ENTITY_SHARED
};

static const struct entity *const entities[] = {
	&folder, &leaf, &user_stub, &team_stub, NULL
};

static const struct listener listens[] = {
	{ "folder", folder_heard }, { 0 }
};

static const struct module office = {
	.name = "office", .entities = entities, .listens = listens
};

static const struct module *const office_only[] = { &office, NULL };

#define TABLE(name, columns)						\
	"CREATE TABLE " name " (id BIGINT NOT NULL AUTO_INCREMENT "	\
	"PRIMARY KEY, rev INT NOT NULL, created_by BIGINT NULL, "	\
	"created_at BIGINT NOT NULL, deleted_at BIGINT NULL, "		\
	"ext_id VARCHAR(64) NULL, " columns ") ENGINE=InnoDB"

static void
tables_make(struct work *w)
{
	int	 steps;

	check(migrate_run(w, &steps) == OK && steps > 0,
	    "the shared tables are made");
	check(db_exec(w->db, TABLE("folder", "owner_id BIGINT NULL, "
	    "team_id BIGINT NULL, title VARCHAR(20) NOT NULL, "
	    "colour VARCHAR(9) NULL, amount BIGINT NULL, due_on DATE NULL, "
	    "letters INT NOT NULL DEFAULT 0, KEY (title, id)"),
	    DB_NOARGS) == OK && db_exec(w->db, TABLE("leaf",
	    "folder_id BIGINT NOT NULL, text VARCHAR(40) NULL"),
	    DB_NOARGS) == OK && db_exec(w->db, TABLE("person",
	    "name VARCHAR(40) NULL"), DB_NOARGS) == OK &&
	    db_exec(w->db, "INSERT INTO person (id, rev, created_at, name) "
	    "VALUES (1, 1, 0, 'a'), (2, 1, 0, 'b'), (3, 1, 0, 'c'), "
	    "(7, 1, 0, 't'), (8, 1, 0, 'u')", DB_NOARGS) == OK,
	    "and our own");
}

/* ---- who acts */

static struct work
work_of(const struct conf *conf, struct db *db, struct arena *mem)
{
	struct work	 w = { .mem = mem, .db = db, .conf = conf,
			    .now_s = 1795000000,
			    .actor = { .channel = BY_FORM } };

	return w;
}

/* Rights of role 1: every verb on folders at one scope. */
static void
act_as(struct work *w, int64_t user, const int64_t *team, enum scope scope)
{
	for (int v = 0; v < VERB_COUNT; v++)
		db_exec(w->db, "INSERT INTO permission "
		    "(role_id, entity, verb, scope) VALUES (1, 'folder', ?, ?) "
		    "ON DUPLICATE KEY UPDATE scope = VALUES(scope)",
		    DB_ARGS(DB_S(verb_name((enum verb)v)), DB_I(scope)));
	rights_load(w->db, w->mem, 1, &w->actor.rights);
	w->actor.user_id = user;
	w->actor.teams = team;
	w->actor.nteams = team != NULL ? 1 : 0;
	w->set.id = 0;
	w->problems = NULL;
}

static int64_t
make(struct work *w, const char *title)
{
	const struct change	 c[] = { SET_TEXT("title", title), { 0 } };
	int64_t			 id = 0;

	return record_create(w, &folder, c, &id) == OK ? id : 0;
}

static enum err
rename_to(struct work *w, int64_t id, int64_t rev, const char *title)
{
	const struct change	 c[] = { SET_TEXT("title", title), { 0 } };

	w->set.id = 0;
	w->problems = NULL;
	return record_save(w, &folder, id, rev, c);
}

static bool
title_is(struct work *w, int64_t id, const char *title)
{
	const char	*cols[] = { "title", "letters", NULL };
	struct db_rows	*rows;

	return query_get(w, &folder, id, cols, &rows) == OK &&
	    strcmp(db_text(rows, 0, 1), title) == 0 &&
	    db_int(rows, 0, 2) == (int64_t)strlen(title);
}

static int64_t
count(struct work *w, const char *table)
{
	struct db_rows	*rows;

	if (db_query_(w->db, w->mem, &rows, arena_fmt(w->mem,
	    "SELECT COUNT(*) FROM %s", table), NULL, 0) != OK)
		return -1;
	return db_int(rows, 0, 0);
}

/* ---- what is promised */

static void
test_write(struct work *w)
{
	const struct change	 none[] = { SET_TEXT("title", ""), { 0 } };
	const struct change	 odd[] = {
		SET_TEXT("title", "x"), SET_CHOICE("colour", "green"), { 0 }
	};
	int64_t			 id, other;

	heard = 0;
	id = make(w, "first");
	check(id > 0 && title_is(w, id, "first"),
	    "a record is made and what follows from it is set");
	check(heard == 1, "the listener hears of it");
	check(record_create(w, &folder, none, &other) == ERR_INVALID &&
	    work_problem(w, 0, "title") != NULL,
	    "a required field must be there, and the problem names it");
	w->problems = NULL;
	check(record_create(w, &folder, odd, &other) == ERR_INVALID &&
	    work_problem(w, 0, "colour") != NULL,
	    "a choice that is none is refused");
	check(rename_to(w, id, REV_ANY, "a title of far more than twenty") ==
	    ERR_INVALID, "so is a text over its length");
	check(rename_to(w, id, REV_ANY, "bad") == ERR_INVALID &&
	    title_is(w, id, "first"), "the module's rule can refuse");
	check(rename_to(w, id, 1, "second") == OK && title_is(w, id, "second"),
	    "a change at the revision seen is taken");
	check(rename_to(w, id, 1, "third") == ERR_CONFLICT &&
	    title_is(w, id, "second"), "one at an older revision is not");
	other = count(w, "change_row");
	check(rename_to(w, id, REV_ANY, "second") == OK &&
	    count(w, "change_row") == other,
	    "a change to what is there already is not logged");
	check(record_save(w, &folder, 999, REV_ANY, none) == ERR_NOTFOUND,
	    "a record that is not there cannot be changed");
}

static void
test_batch(struct work *w)
{
	enum { N = 1200 };
	struct record	*rows = arena_alloc(w->mem, N * sizeof(*rows));
	int64_t		 before = count(w, "folder");
	int		 queries;

	for (int i = 0; i < N; i++) {
		struct change	*c = arena_alloc(w->mem, 2 * sizeof(*c));

		c[0] = (struct change)SET_TEXT("title", i % 100 == 7 ? "bad" :
		    arena_fmt(w->mem, "row %d", i));
		rows[i].changes = c;
	}
	w->set.id = 0;
	db_stat_reset(w->db);
	check(record_save_many(w, &folder, rows, N) == ERR_INVALID &&
	    count(w, "folder") == before + N - N / 100,
	    "a batch is taken but for the records that are refused");
	queries = db_stat(w->db)->queries;
	check(rows[7].err == ERR_INVALID && rows[8].err == OK &&
	    work_problem(w, 7, "title") != NULL &&
	    work_problem(w, 8, NULL) == NULL,
	    "each refused record says why by its place in the batch");
	check(queries <= 2 + 3 * 5 + 1,
	    "statements are one a table and 500 records");
	check(title_is(w, rows[1199].id, "row 1199"),
	    "ids follow the order of the batch");
}

static void
test_undo(struct work *w)
{
	int64_t	 id = make(w, "keep"), set;

	rename_to(w, id, REV_ANY, "changed");
	set = w->set.id;
	w->set.id = 0;
	check(record_undo(w, set) == OK && title_is(w, id, "keep"),
	    "a change is taken back");
	w->actor.channel = BY_FORM;
	w->set = (struct change_set){ 0 };
	check(record_undo(w, set) == ERR_CONFLICT, "but only once");
	w->actor.channel = BY_FORM;
	w->set = (struct change_set){ 0 };
	rename_to(w, id, REV_ANY, "one");
	set = w->set.id;
	rename_to(w, id, REV_ANY, "two");
	w->set = (struct change_set){ 0 };
	check(record_undo(w, set) == ERR_CONFLICT && title_is(w, id, "two"),
	    "and not when the value has been changed again");
	w->actor.channel = BY_FORM;
	w->set = (struct change_set){ 0 };
	check(record_delete(w, &folder, id, REV_ANY) == OK &&
	    !title_is(w, id, "two"), "what is deleted is not seen");
	set = w->set.id;
	w->set = (struct change_set){ 0 };
	check(record_undo(w, set) == OK && title_is(w, id, "two"),
	    "and comes back whole");
	w->actor.channel = BY_FORM;
	w->set = (struct change_set){ 0 };
	id = make(w, "new");
	set = w->set.id;
	w->set = (struct change_set){ 0 };
	check(record_undo(w, set) == OK && !title_is(w, id, "new"),
	    "undoing a creation puts it into the bin");
	w->actor.channel = BY_FORM;
	w->set = (struct change_set){ 0 };
}

/* The pages of a list with a seldom filter, all looked through to its end. */
static size_t
browse(struct work *w, const char *sort, bool back, int64_t *sum, int *pages)
{
	const struct filter	 where[] = {
		WHERE_S("colour", OP_EQ, "blue"), WHERE_END
	};
	const char		*cols[] = { *sort == '-' ? sort + 1 : sort, NULL };
	struct query		 q = { .entity = &folder, .cols = cols,
				    .where = where, .sort = sort, .limit = 50 };
	size_t			 n = 0;
	bool			 on = true;

	q.back = back;
	if (back) {		/* from behind the last row */
		q.after = true;
		q.after_value = (struct db_val)DB_S("zzz");
		q.after_id = INT64_MAX;
	}
	for (*pages = 0, *sum = 0; on && *pages < 200; (*pages)++) {
		struct db_rows	*rows;
		int64_t		 total;

		if (query_bound(w, &q) != OK ||
		    query_page(w, &q, 1000, &rows, &total) != OK)
			return 0;
		on = q.upto || rows->n == (size_t)q.limit;
		for (size_t i = 0; i < rows->n; i++)
			*sum += db_int(rows, i, 0);
		n += rows->n;
		q.after = true;
		if (rows->n == (size_t)q.limit) {
			size_t	 last = back ? 0 : rows->n - 1;

			q.after_value = *db_cell(rows, last, 1);
			q.after_id = db_int(rows, last, 0);
		} else {
			q.after_value = q.upto_value;
			q.after_id = q.upto_id;
		}
	}
	return n;
}

static void
browse_all(struct work *w, const char *who, int64_t n, int64_t sum)
{
	static const char *const	 sorts[] = {
		"title", "-title", "due_on", "-due_on"
	};
	int64_t				 got;
	int				 pages;

	for (size_t i = 0; i < 4; i++) {
		bool	 all = browse(w, sorts[i], false, &got, &pages) ==
			    (size_t)n && got == sum && pages > 1;

		check(all, arena_fmt(w->mem, "bounded pages show %s each row "
		    "once, by %s", who, sorts[i]));
	}
	check(browse(w, "title", true, &got, &pages) == (size_t)n &&
	    got == sum && pages > 1, "backwards too");
}

/* 20,000 folders, some without a date, few of them blue. */
static void
test_bound(struct work *w)
{
	static const int64_t	 team[] = { 7 };
	struct db_rows		*all, *mine;

	db_exec(w->db, "DELETE FROM folder", DB_NOARGS);
	db_exec(w->db, "INSERT INTO folder (id, rev, created_at, title, colour, "
	    "due_on, owner_id, team_id) SELECT seq, 1, 1, "
	    "CONCAT('t', seq * 7919 % 6000), IF(seq % 77 = 0, 'blue', 'red'), "
	    "IF(seq % 5 = 0, NULL, DATE('2026-01-01') + INTERVAL seq % 300 DAY), "
	    "IF(seq % 9 = 0, NULL, 1 + seq % 3), 7 + seq % 2 "
	    "FROM seq_1_to_20000", DB_NOARGS);
	db_exec(w->db, "ANALYZE TABLE folder", DB_NOARGS);
	db_query(w->db, w->mem, &all, "SELECT COUNT(*), SUM(id) FROM folder "
	    "WHERE colour = 'blue'", DB_NOARGS);
	db_query(w->db, w->mem, &mine, "SELECT COUNT(*), SUM(id) FROM folder "
	    "WHERE colour = 'blue' AND (owner_id = 1 OR team_id = 7)",
	    DB_NOARGS);
	act_as(w, 1, NULL, SCOPE_ALL);
	browse_all(w, "all", db_int(all, 0, 0), db_int(all, 0, 1));
	act_as(w, 1, team, SCOPE_TEAM);
	browse_all(w, "a team", db_int(mine, 0, 0), db_int(mine, 0, 1));
	act_as(w, 1, NULL, SCOPE_ALL);
}

static void
test_key(struct work *w)
{
	w->set = (struct change_set){ .request_key = "key-1" };
	check(make(w, "once") != 0, "a form's key is taken");
	w->set = (struct change_set){ .request_key = "key-1" };
	{
		const struct change	 c[] = {
			SET_TEXT("title", "twice"), { 0 }
		};
		int64_t			 id;

		check(record_create(w, &folder, c, &id) == ERR_REPEAT,
		    "once: the same form again is told apart");
	}
	w->set = (struct change_set){ 0 };
}

/* How many folders of these titles the actor sees. */
static int64_t
seen(struct work *w, const char *prefix)
{
	const struct filter	 where[] = {
		WHERE_S("title", OP_PREFIX, prefix), WHERE_END
	};
	const struct query	 q = { .entity = &folder, .where = where };
	struct db_rows		*rows;
	int64_t			 n = 0;

	if (query_list(w, &q, &rows) != OK ||
	    query_count(w, &q, 1000, &n) != OK || n != (int64_t)rows->n)
		return -1;
	return n;
}

/* Owner and team as given, 0 for none, made by the system. */
static int64_t
owned(struct work *w, const char *title, int64_t owner, int64_t team)
{
	const struct rights	*rights = w->actor.rights;
	const struct change	 c[] = {
		SET_TEXT("title", title), SET_REF("owner_id", owner),
		SET_REF("team_id", team), { 0 }
	};
	int64_t			 id = 0;

	w->actor.rights = NULL;
	w->set.id = 0;
	record_create(w, &folder, c, &id);
	w->actor.rights = rights;
	return id;
}

static void
test_rights(struct work *w)
{
	static const int64_t	 team = 7;
	int64_t			 mine, ours, free, theirs, id;
	const struct change	 c[] = { SET_TEXT("text", "x"), { 0 } };

	mine = owned(w, "own mine", 1, 7);
	ours = owned(w, "own ours", 2, 7);
	free = owned(w, "own free", 0, 7);
	theirs = owned(w, "own theirs", 3, 8);
	owned(w, "own nobody's", 0, 0);
	act_as(w, 1, &team, SCOPE_ALL);
	check(seen(w, "own") == 5, "scope all sees all");
	act_as(w, 1, &team, SCOPE_TEAM);
	check(seen(w, "own") == 3, "scope team sees own and the team's");
	check(title_is(w, ours, "own ours") && !title_is(w, theirs,
	    "own theirs"), "in lists and one by one alike");
	check(rename_to(w, theirs, REV_ANY, "stolen") == ERR_NOTFOUND,
	    "what is not seen is not there to be changed");
	act_as(w, 1, &team, SCOPE_OWN);
	check(seen(w, "own") == 2 && title_is(w, mine, "own mine") &&
	    title_is(w, free, "own free"),
	    "scope own sees own, and the team's that nobody answers for");
	db_exec(w->db, "INSERT INTO observer (entity, record_id, user_id) "
	    "VALUES ('folder', ?, 1)", DB_ARGS(DB_I(theirs)));
	check(seen(w, "own") == 3 && title_is(w, theirs, "own theirs"),
	    "and what one observes");
	check(rename_to(w, theirs, REV_ANY, "stolen") == ERR_DENIED,
	    "an observer changes nothing");
	act_as(w, 1, &team, SCOPE_NONE);
	check(seen(w, "own") == 0 && make(w, "own more") == 0,
	    "scope none sees nothing and makes nothing");
	act_as(w, 1, &team, SCOPE_OWN);
	{
		const struct change	 leaf_c[] = {
			SET_REF("folder_id", mine), SET_TEXT("text", "a"),
			{ 0 }
		};
		const struct change	 leaf_t[] = {
			SET_REF("folder_id", theirs), SET_TEXT("text", "a"),
			{ 0 }
		};

		check(record_create(w, &leaf, leaf_c, &id) == OK,
		    "a part is made by whoever may change the whole");
		check(record_create(w, &leaf, leaf_t, &mine) == ERR_INVALID,
		    "and by nobody else");
	}
	act_as(w, 3, NULL, SCOPE_OWN);
	check(record_save(w, &leaf, id, REV_ANY, c) == ERR_NOTFOUND,
	    "nor is it seen by others");
	w->actor = (struct actor){ .channel = BY_FORM };
}

/* All titles in pages of three, forwards or back, as one text. */
static const char *
walk(struct work *w, const char *sort, bool back)
{
	const char		*cols[] = {
		*sort == '-' ? sort + 1 : sort, "title", NULL
	};
	const struct filter	 where[] = {
		WHERE_S("title", OP_PREFIX, "p"), WHERE_END
	};
	struct query		 q = {
		.entity = &folder, .cols = cols, .where = where, .sort = sort,
		.limit = 3, .back = back
	};
	const char		*out = "";
	struct db_rows		*rows;

	while (query_list(w, &q, &rows) == OK && rows->n > 0) {
		size_t		 edge = back ? 0 : rows->n - 1;
		const char	*page = "";

		for (size_t i = 0; i < rows->n; i++)
			page = arena_fmt(w->mem, "%s%s ", page,
			    db_text(rows, i, 2));
		out = back ? arena_fmt(w->mem, "%s%s", page, out) :
		    arena_fmt(w->mem, "%s%s", out, page);
		q.after = true;
		q.after_value = *db_cell(rows, edge, 1);
		q.after_id = db_int(rows, edge, 0);
	}
	return out;
}

static void
test_pages(struct work *w)
{
	static const char *const dues[] = {
		NULL, "2026-01-02", "2026-01-01", NULL, "2026-01-02", NULL,
		"2025-12-31"
	};
	const char		*by_title, *by_due, *by_due_down;

	for (int i = 0; i < 7; i++) {
		const struct change	 c[] = {
			SET_TEXT("title", arena_fmt(w->mem, "p%d", i % 5)),
			SET_DATE("due_on", dues[i]), { 0 }
		};
		int64_t			 id;

		record_create(w, &folder, c, &id);
	}
	by_title = walk(w, "title", false);
	check(strcmp(by_title, "p0 p0 p1 p1 p2 p3 p4 ") == 0,
	    "pages go through all rows once, equal values by id");
	check(strcmp(walk(w, "title", true), by_title) == 0,
	    "backwards the same rows in the same order");
	by_due = walk(w, "due_on", false);
	by_due_down = walk(w, "-due_on", false);
	check(strlen(by_due) == 21 && strlen(by_due_down) == 21,
	    "rows without a value are not lost, up or down");
	check(strcmp(walk(w, "due_on", true), by_due) == 0 &&
	    strcmp(walk(w, "-due_on", true), by_due_down) == 0,
	    "nor backwards");
}

static void
test_sums(struct work *w)
{
	const char		*by[] = { "due_on@month", NULL };
	const char		*sums[] = { "amount", NULL };
	const struct filter	 where[] = {
		WHERE_S("title", OP_EQ, "sum"), WHERE_END
	};
	const struct query_sum	 q = {
		.entity = &folder, .by = by, .sums = sums, .where = where
	};
	struct db_rows		*rows;

	for (int i = 0; i < 4; i++) {
		const struct change	 c[] = {
			SET_TEXT("title", "sum"), SET_MONEY("amount", 150),
			SET_DATE("due_on", i == 3 ? "2026-02-01" :
			    "2026-01-15"), { 0 }
		};
		int64_t			 id;

		record_create(w, &folder, c, &id);
	}
	check(query_sums(w, &q, &rows) == OK && rows->n == 2 &&
	    strcmp(db_text(rows, 0, 0), "2026-01") == 0 &&
	    db_int(rows, 0, 1) == 3 && db_int(rows, 0, 2) == 450 &&
	    db_int(rows, 1, 2) == 150,
	    "sums are grouped by month, in minor units");
}

/* What is taken away, what comes first, and where numbers are cut. */
static void
test_sums_signed(struct work *w)
{
	static const int64_t	 cuts[] = { 100, 150, 1000 };
	const char		*by_day[] = { "due_on", NULL };
	const char		*by_cut[] = { "amount@cut", NULL };
	const char		*sums[] = { "amount", NULL };
	const struct filter	 where[] = {
		WHERE_S("title", OP_EQ, "sum"), WHERE_END
	};
	const struct filter	 less = WHERE_S("due_on", OP_EQ,
				    "2026-01-15");
	struct query_sum	 q = {
		.entity = &folder, .by = by_day, .sums = sums,
		.where = where, .less = &less, .top = true
	};
	struct db_rows		*rows;

	check(query_sums(w, &q, &rows) == OK && rows->n == 2 &&
	    strcmp(db_text(rows, 0, 0), "2026-02-01") == 0 &&
	    db_int(rows, 0, 1) == 1 && db_int(rows, 0, 2) == 150 &&
	    db_int(rows, 1, 1) == 0 && db_int(rows, 1, 2) == -450,
	    "some are taken away and not counted; the greatest come first");
	q = (struct query_sum){ .entity = &folder, .by = by_cut,
	    .where = where, .cuts = cuts, .ncuts = 3 };
	check(query_sums(w, &q, &rows) == OK && rows->n == 1 &&
	    db_int(rows, 0, 0) == 2 && db_int(rows, 0, 1) == 4,
	    "a number is grouped by the cuts it has reached");
}

/* ---- one transaction */

/* A folder, a leaf in it, the folder again, twice locked. */
static enum err
several(struct work *w, void *arg)
{
	struct change	 c[] = { SET_REF("folder_id", 0), { 0 } };
	const struct change red[] = { SET_CHOICE("colour", "red"), { 0 } };
	int64_t		*id = arg, leaf_id, before;
	struct draft	*d;
	enum err	 e;

	*id = make(w, "several");
	c[0].value.i = *id;
	before = db_stat(w->db)->queries;
	e = record_create(w, &leaf, c, &leaf_id);
	check(e == OK && db_stat(w->db)->queries == before + 1,
	    "a reference to what was just made is not looked up");
	before = db_stat(w->db)->queries;
	check(record_hold(w, &folder, id, 1, &d) == OK && !draft_skipped(d) &&
	    draft_old_int(d, "letters") == 7 &&
	    record_save(w, &folder, *id, REV_ANY, red) == OK &&
	    db_stat(w->db)->queries == before + 2,
	    "a row that is held is not read for its save");
	check(record_hold(w, &folder, id, 1, &d) == OK &&
	    strcmp(draft_old_text(d, "colour"), "red") == 0,
	    "and is read anew after it");
	check(record_delete(w, &folder, *id, REV_ANY) == OK &&
	    record_create(w, &leaf, c, &leaf_id) == ERR_INVALID,
	    "what went to the bin is not there for a reference");
	w->problems = NULL;
	e = record_restore(w, &folder, *id);
	check(w->set.id == 0, "nothing is logged before the end");
	return e;
}

static enum err
one_more(struct work *w, void *arg)
{
	*(int64_t *)arg = make(w, "more");
	return ERR_INVALID;
}

/* Another's row is not found because somebody else had it locked. */
static enum err
held_for_all(struct work *w, void *arg)
{
	static const int64_t	 other_team[] = { 8 };
	struct draft		*d;

	check(record_hold(w, &folder, arg, 1, &d) == OK && !draft_skipped(d),
	    "the system sees a row");
	act_as(w, 3, other_team, SCOPE_TEAM);
	check(record_hold(w, &folder, arg, 1, &d) == OK && draft_skipped(d) &&
	    rename_to(w, *(int64_t *)arg, REV_ANY, "x") == ERR_NOTFOUND,
	    "and whoever does not reach it finds it no more for that");
	return OK;
}

static void
test_transaction(struct work *w)
{
	const struct rights	*rights = w->actor.rights;
	struct actor		 actor = w->actor;
	int64_t			 id, none;

	db_exec(w->db, "DELETE FROM change_row WHERE 1", DB_NOARGS);
	db_exec(w->db, "DELETE FROM change_set WHERE 1", DB_NOARGS);
	w->actor.rights = NULL;
	w->set = (struct change_set){ .request_key = "one",
	    .answer = "/there" };
	check(work_run(w, several, &id) == OK && w->set.id != 0 &&
	    count(w, "change_set WHERE answer = '/there'") == 1 &&
	    count(w, "change_row") == 5,
	    "a transaction is one change set with all its rows");
	w->set = (struct change_set){ .request_key = "one" };
	check(work_run(w, several, &none) == ERR_REPEAT && w->set.id == 0 &&
	    count(w, "folder WHERE title = 'several'") == 1,
	    "the same form again leaves nothing");
	w->set = (struct change_set){ 0 };
	check(work_run(w, one_more, &none) == ERR_INVALID &&
	    count(w, "change_set") == 1, "one that is refused logs nothing");
	check(work_run(w, held_for_all, &id) == OK, "rights are asked");
	w->set = (struct change_set){ 0 };
	w->actor = actor;
	w->actor.rights = rights;
	w->problems = NULL;
}

int
main(void)
{
	struct arena		*mem = arena_new();
	const struct conf	*conf = test_db_make(mem);
	struct db		*db = db_open(conf);
	struct work		 w = work_of(conf, db, mem);

	modules_use(office_only);
	tables_make(&w);
	test_write(&w);
	test_batch(&w);
	test_undo(&w);
	test_key(&w);
	test_transaction(&w);
	test_rights(&w);
	test_pages(&w);
	test_sums(&w);
	test_sums_signed(&w);
	test_bound(&w);
	db_close(db);
	test_db_drop(conf);
	arena_free(mem);
	return done();
}
