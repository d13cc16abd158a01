/* What core/upgrade promises. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "core/migrate.h"
#include "core/module.h"
#include "core/upgrade.h"
#include "tests/unit/db.h"
#include "tests/unit/tap.h"

static const struct module *const	 none[] = { NULL };

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

static enum err
follow(struct work *w)
{
	w->problems = NULL;
	db_stat_reset(w->db);
	return upgrade_follow(w);
}

static int
asked(const struct work *w)
{
	return db_stat(w->db)->queries;
}

static void
test_follow(struct work *w)
{
	put(w, "000_core.sql", "CREATE TABLE a (n INT);\n"
	    "INSERT INTO a VALUES (1);\n");
	check(follow(w) == OK && db_ask(w->db, "SELECT COUNT(*) FROM a") == 1,
	    "tables are made where there are none");
	check(follow(w) == OK && asked(w) == 0,
	    "while they fit the database is not even asked");
	put(w, "001_next.sql", "INSERT INTO a VALUES (2);\n");
	check(follow(w) == OK && asked(w) > 0 &&
	    db_ask(w->db, "SELECT COUNT(*) FROM a") == 2,
	    "a newer upload brings its steps");
	check(follow(w) == OK && asked(w) == 0, "once");
}

static void
test_wait(struct work *w)
{
	struct db	*other = db_open(w->conf);
	struct db_rows	*rows;
	bool		 left = false;

	put(w, "002_more.sql", "INSERT INTO a VALUES (3);\n"
	    "INSERT INTO a VALUES (4);\n");
	db_query(other, w->mem, &rows, "SELECT GET_LOCK("
	    "CONCAT('kartoteka.', MD5(DATABASE())), 0)", DB_NOARGS);
	check(follow(w) == ERR_RETRY &&
	    db_ask(w->db, "SELECT COUNT(*) FROM a") == 2,
	    "while another makes the steps they are waited for");
	db_close(other);
	check(migrate_part(w, 0, &left) == OK && left &&
	    db_ask(w->db, "SELECT COUNT(*) FROM a") == 2,
	    "without time no step is begun, and some are left");
	check(follow(w) == OK && db_ask(w->db, "SELECT COUNT(*) FROM a") == 4,
	    "the next visit makes them");
}

static void
test_fail(struct work *w)
{
	put(w, "003_bad.sql", "INSERT INTO a VALUES (5);\n"
	    "INSERT INTO nowhere VALUES (1);\n");
	check(follow(w) == ERR_DB && work_problem(w, 0, NULL) != NULL &&
	    strstr(work_problem(w, 0, NULL)->text, "003_bad.sql") != NULL,
	    "a step that fails is named");
	check(follow(w) == ERR_DB && asked(w) > 0 &&
	    db_ask(w->db, "SELECT COUNT(*) FROM a") == 5,
	    "it is tried again each time, but not what was made before it");
	put(w, "003_bad.sql", "INSERT INTO a VALUES (5);\n"
	    "INSERT INTO a VALUES (6);\n");
	check(follow(w) == OK && db_ask(w->db, "SELECT COUNT(*) FROM a") == 6,
	    "and made once the upload is mended");
}

static void
test_stamp(struct work *w, struct conf *conf)
{
	const char	*stamp = arena_fmt(w->mem, "%s/schema",
			    conf->data_dir);

	unlink(stamp);
	check(follow(w) == OK && asked(w) > 0 && access(stamp, R_OK) == 0 &&
	    db_ask(w->db, "SELECT COUNT(*) FROM a") == 6,
	    "without its stamp the steps are looked through, not made again");
	conf->data_dir = "/nonexistent";
	check(follow(w) == OK && follow(w) == OK && asked(w) > 0,
	    "where it cannot be kept they are looked through each time");
	conf->share_dir = "/nonexistent";
	check(follow(w) == ERR_IO, "without the shared files nothing is done");
}

int
main(void)
{
	struct arena	*mem = arena_new();
	struct conf	 conf = *test_db_make(mem);
	struct work	 w = { .mem = mem, .conf = &conf, .now_s = 1 };
	char		 dir[] = "/tmp/kartoteka-upgrade-XXXXXX";

	conf.share_dir = conf.data_dir = mkdtemp(dir);
	mkdir(arena_fmt(mem, "%s/sql", dir), 0700);
	w.db = db_open(&conf);
	modules_use(none);
	put(&w, "001_search.sql", "");
	test_follow(&w);
	test_wait(&w);
	test_fail(&w);
	test_stamp(&w, &conf);
	db_close(w.db);
	test_db_drop(&conf);
	if (system(arena_fmt(mem, "rm -rf %s", dir)) != 0)
		return 1;
	arena_free(mem);
	return done();
}
