/* What core/migrate promises. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/migrate.h"
#include "core/module.h"
#include "tests/unit/db.h"
#include "tests/unit/tap.h"

static const struct module		 late = { .name = "late" };
static const struct module		 early = { .name = "early" };
static const struct module *const	 both[] = { &late, &early, NULL };

static void
put(struct work *w, const char *name, const char *text)
{
	FILE	*f = fopen(arena_fmt(w->mem, "%s/sql/%s",
	    w->conf->share_dir, name), "w");

	if (f != NULL) {
		fputs(text, f);
		fclose(f);
	}
}

static int
run(struct work *w)
{
	int	 n;

	w->problems = NULL;
	return migrate_run(w, &n) == OK ? n : -n - 1;
}

static bool
pending(struct work *w)
{
	bool	 yes = false;

	return migrate_pending(w, &yes) == OK && yes;
}

static void
test_run(struct work *w)
{
	put(w, "000_core.sql", "CREATE TABLE a (n INT);\n"
	    "INSERT INTO a VALUES (1);\n");
	put(w, "early_001_x.sql", "INSERT INTO l VALUES (1);\n");
	put(w, "late_001_x.sql", "CREATE TABLE l (n INT);\n");
	put(w, "other_001_x.sql", "broken;\n");
	check(pending(w), "an empty base has everything before it");
	check(run(w) == 4 && db_ask(w->db, "SELECT COUNT(*) FROM l") == 1,
	    "core comes first, then modules in their order");
	check(!pending(w) && run(w) == 0 &&
	    db_ask(w->db, "SELECT COUNT(*) FROM a") == 1,
	    "a second run has nothing to do");
	put(w, "000_core.sql", "-- now with words\nCREATE TABLE a (n INT);\n"
	    "\nINSERT INTO a VALUES (1);\n");
	check(run(w) == 0, "comments are not the statement");
	put(w, "001_more.sql", "INSERT INTO a VALUES (2);\n");
	check(pending(w) && run(w) == 1, "a new file is run by itself");
}

static void
test_broken(struct work *w)
{
	put(w, "002_bad.sql", "CREATE TABLE b (n INT);\n"
	    "INSERT INTO b VALUES (1);\nINSERT INTO nowhere VALUES (1);\n");
	check(run(w) == -3 && work_problem(w, 0, NULL) != NULL &&
	    strstr(work_problem(w, 0, NULL)->text, "002_bad.sql") != NULL,
	    "a failing step stops the run and is named");
	check(pending(w) && run(w) == -1 &&
	    db_ask(w->db, "SELECT COUNT(*) FROM b") == 1,
	    "what ran before it is not run again");
	put(w, "002_bad.sql", "CREATE TABLE b (n INT);\n"
	    "INSERT INTO b VALUES (1);\nINSERT INTO b VALUES (2);\n");
	check(run(w) == 1 && db_ask(w->db, "SELECT COUNT(*) FROM b") == 2,
	    "once mended, the run goes on from there");
	put(w, "003_cut.sql", "CREATE TABLE c (n INT);\n");
	db_exec(w->db, "INSERT INTO migration VALUES ('003_cut.sql', 1,"
	    " REPEAT('x', 32), 0)", DB_NOARGS);
	db_exec(w->db, "CREATE TABLE c (n INT)", DB_NOARGS);
	check(run(w) == 1 && !pending(w),
	    "a table made just before the power went is taken as made");
	put(w, "004_there.sql", "CREATE TABLE c (n INT);\n");
	check(run(w) == -1, "one that somebody else made is not");
	put(w, "004_there.sql", "");
	put(w, "001_more.sql", "INSERT INTO a VALUES (3);\n");
	check(run(w) == -1 &&
	    strstr(work_problem(w, 0, NULL)->text, "001_more.sql") != NULL,
	    "a changed file is refused by name");
	put(w, "001_more.sql", "INSERT INTO a VALUES (2);\n");
}

static void
test_alone(struct work *w)
{
	struct db	*other = db_open(w->conf);
	struct db_rows	*rows;
	const char	*version = NULL;

	db_query(other, w->mem, &rows, "SELECT GET_LOCK("
	    "CONCAT('kartoteka.', MD5(DATABASE())), 0)", DB_NOARGS);
	check(run(w) == -1 && work_problem(w, 0, NULL) != NULL,
	    "two runs at once are refused in words");
	db_close(other);
	check(run(w) == 0, "a lock ends with its holder");
	check(migrate_server(w, &version) == OK && *version != '\0',
	    "the server tells its version");
}

int
main(void)
{
	struct arena	*mem = arena_new();
	struct conf	 conf = *test_db_make(mem);
	struct work	 w = { .mem = mem, .conf = &conf, .now_s = 1 };
	char		 dir[] = "/tmp/kartoteka-migrate-XXXXXX";

	conf.share_dir = mkdtemp(dir);
	mkdir(arena_fmt(mem, "%s/sql", dir), 0700);
	w.db = db_open(&conf);
	modules_use(both);
	test_run(&w);
	test_broken(&w);
	test_alone(&w);
	conf.share_dir = "/nonexistent";
	check(run(&w) == -1, "without its folder nothing is done");
	db_close(w.db);
	test_db_drop(&conf);
	if (system(arena_fmt(mem, "rm -rf %s", dir)) != 0)
		return 1;
	arena_free(mem);
	return done();
}
