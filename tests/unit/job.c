/* What core/job promises, on a real database. */
#include <string.h>
#include <time.h>

#include "base/str.h"
#include "core/job.h"
#include "core/migrate.h"
#include "core/module.h"
#include "core/page.h"
#include "core/site.h"
#include "tests/unit/db.h"
#include "tests/unit/tap.h"

static struct db	*other;		/* somebody else's connection */

static enum err
effect(struct work *w, const struct job *j)
{
	return db_exec(w->db, "INSERT INTO done (name) VALUES (?)",
	    DB_ARGS(DB_S(j->name)));
}

static enum err
plain(struct work *w, struct job *j)
{
	return effect(w, j);
}

/* Three slices. */
static enum err
steps(struct work *w, struct job *j)
{
	struct db_rows	*r;
	enum err	 e = effect(w, j);

	if (e == OK)
		e = db_query(w->db, w->mem, &r, "SELECT COUNT(*) FROM done "
		    "WHERE name = ?", DB_ARGS(DB_S(j->name)));
	j->left = e == OK && db_int(r, 0, 0) < 3;
	return e;
}

static enum err
fails(struct work *w, struct job *j)
{
	enum err	 e = effect(w, j);

	return e != OK ? e : work_refuse(w, 0, NULL, "the horse is lame");
}

/* While it works, its lease is taken by another. */
static enum err
robbed(struct work *w, struct job *j)
{
	enum err	 e = effect(w, j);

	return e != OK ? e : db_exec(other, "UPDATE job SET lease_by = 'me', "
	    "lease_until = UNIX_TIMESTAMP() + 100 WHERE id = ?",
	    DB_ARGS(DB_I(j->id)));
}

/* While it works, it is asked for again; once. */
static enum err
wanted(struct work *w, struct job *j)
{
	struct work	 own = *w;
	struct db_rows	*r;
	enum err	 e = effect(w, j);

	if (e == OK)
		e = db_query(w->db, w->mem, &r, "SELECT COUNT(*) FROM done "
		    "WHERE name = ?", DB_ARGS(DB_S(j->name)));
	own.db = other;
	return e != OK || db_int(r, 0, 0) > 1 ? e :
	    job_add(&own, j->kind->name, j->name, 0);
}

static const struct job_kind kinds[] = {
	{ .name = "plain", .label = "Plain", .fn = plain },
	{ .name = "steps", .label = "Steps", .fn = steps },
	{ .name = "loose", .label = "Loose", .flags = JOB_LOOSE,
	  .fn = steps },
	{ .name = "fails", .label = "Fails", .fn = fails },
	{ .name = "robbed", .label = "Robbed", .fn = robbed },
	{ .name = "wanted", .label = "Wanted", .fn = wanted },
	{ .name = "often", .label = "Often", .every_min = 5, .fn = plain },
	{ .name = "nightly", .label = "Nightly", .hour = 3, .fn = plain },
	{ 0 }
};

static const struct module box = { .name = "box", .jobs = kinds };
static const struct module *const box_only[] = { &box, NULL };

static int64_t
effects(struct work *w, const char *name)
{
	return db_ask(w->db, arena_fmt(w->mem,
	    "SELECT COUNT(*) FROM done WHERE name = '%s'", name));
}

static struct job_run
look(struct work *w)
{
	struct job_run	 run = { .by = "test", .until_us = INT64_MAX };

	check(jobs_run(w, &run) == OK, "a look for work ends well");
	return run;
}

static void
test_regular(struct work *w)
{
	struct job_run	 run = look(w);

	check(run.done == 1 && db_ask(w->db, "SELECT COUNT(*) FROM job") == 2,
	    "a regular kind gets its row, and is done at once");
	check(db_ask(w->db, "SELECT due_at - done_at FROM job WHERE kind = 'often'")
	    == 300, "then again after its minutes");
	run = look(w);
	check(run.done == 0, "and not before");
	check(db_ask(w->db, "SELECT due_at % 86400 FROM job "
	    "WHERE kind = 'nightly'") == 3 * 3600,
	    "a nightly one waits for its hour");
	db_exec_(w->db, "DELETE FROM done", NULL, 0);
}

static void
test_once(struct work *w)
{
	struct job_run	 run;

	check(job_add(w, "plain", "a", 0) == OK &&
	    job_add(w, "plain", "a", 0) == OK &&
	    job_add(w, "plain", "b", w->now_s + 1000) == OK,
	    "work is asked for");
	check(db_ask(w->db, "SELECT COUNT(*) FROM job WHERE kind = 'plain'") == 2,
	    "twice the same is one job");
	run = look(w);
	check(run.done == 1 && effects(w, "a") == 1, "it is done once");
	check(effects(w, "b") == 0, "what is not due is not");
	look(w);
	check(effects(w, "a") == 1, "nor again");
	check(job_add(w, "plain", "a", 0) == OK && look(w).done == 1 &&
	    effects(w, "a") == 2, "unless it is asked for again");
	check(job_drop(w, "plain", "b") == OK && db_ask(w->db, "SELECT "
	    "COUNT(*) FROM job WHERE name = 'b'") == 0, "what waits can be taken back");
	job_add(w, "wanted", "w", 0);
	run = look(w);
	check(run.done == 2 && effects(w, "w") == 2,
	    "asked for while it is in hand, it is done once more");
}

static void
test_rolled_back(struct work *w)
{
	db_begin(w->db);
	job_add(w, "plain", "never", 0);
	db_rollback(w->db);
	look(w);
	check(effects(w, "never") == 0,
	    "what a lost transaction asked for is never done");
}

static void
test_slices(struct work *w)
{
	struct job_run	 run = { .by = "test",
				 .until_us = page_clock_us() - 1 };

	job_add(w, "steps", "s", 0);
	check(jobs_run(w, &run) == OK && effects(w, "s") == 0,
	    "without time nothing is begun");
	run.until_us = page_clock_us() + 1000000;
	check(jobs_run(w, &run) == OK && effects(w, "s") == 3 &&
	    run.done == 1, "slices follow each other while there is time");
	job_add(w, "loose", "l", 0);
	check(look(w).done == 1 && effects(w, "l") == 3,
	    "also without a transaction around them");
}

static void
test_one(struct work *w)
{
	struct job_run	 run = { .by = "page", .until_us = INT64_MAX,
				 .kind = "plain", .name = "mine" };
	enum job_stand	 stand;
	const char	*error;

	job_add(w, "plain", "mine", 0);
	job_add(w, "plain", "yours", 0);
	check(job_look(w, "plain", "mine", &stand, &error) == OK &&
	    stand == JOB_WAITS && error == NULL, "a job is seen to wait");
	check(jobs_run(w, &run) == OK && effects(w, "mine") == 1 &&
	    effects(w, "yours") == 0, "one job alone can be done");
	check(job_look(w, "plain", "mine", &stand, &error) == OK &&
	    stand == JOB_DONE, "and is seen to be done");
	check(job_look(w, "plain", "nobody's", &stand, &error) == OK &&
	    stand == JOB_NONE, "one that nobody asked for is not there");
	check(look(w).done == 1 && effects(w, "yours") == 1,
	    "the other is done later");
}

static void
test_lease(struct work *w)
{
	job_add(w, "plain", "held", 0);
	db_exec_(w->db, "UPDATE job SET lease_by = 'daemon x:1 abc', "
	    "attempts = 1, lease_until = UNIX_TIMESTAMP() + 50 "
	    "WHERE name = 'held'", NULL, 0);
	look(w);
	check(effects(w, "held") == 0, "what another has in hand is his");
	db_exec_(w->db, "UPDATE job SET lease_until = UNIX_TIMESTAMP() - 1 "
	    "WHERE name = 'held'", NULL, 0);
	look(w);
	check(effects(w, "held") == 1, "until his lease has run out");
	job_add(w, "robbed", "r", 0);
	check(look(w).done == 0 && effects(w, "r") == 0,
	    "who has lost his lease leaves no effect");
	check(db_ask(w->db, "SELECT lease_by = 'me' AND error IS NULL FROM job "
	    "WHERE name = 'r'") == 1, "and does not touch the new holder's");
	db_exec_(w->db, "UPDATE job SET lease_until = UNIX_TIMESTAMP() - 1, "
	    "attempts = 8 WHERE name = 'r'", NULL, 0);
	look(w);
	check(db_ask(w->db, "SELECT state FROM job WHERE name = 'r'") == 2 &&
	    effects(w, "r") == 0,
	    "what has ended eight processes is given up");
}

static void
test_failure(struct work *w)
{
	enum job_stand	 stand;
	const char	*error;

	job_add(w, "fails", "f", 0);
	check(look(w).failed == 1 && effects(w, "f") == 0,
	    "of a failure nothing stays");
	check(db_ask(w->db, "SELECT error = 'the horse is lame' AND attempts = "
	    "1 AND state = 0 AND lease_by = '' FROM job WHERE name = 'f'") == 1,
	    "but its words");
	check(db_ask(w->db, "SELECT due_at - UNIX_TIMESTAMP() BETWEEN 55 AND "
	    "60 FROM job WHERE name = 'f'") == 1, "it waits a minute");
	check(job_pause(1) == 60 && job_pause(3) == 240 &&
	    job_pause(30) == 21600, "each time twice as long, to six hours");
	for (int i = 0; i < JOB_TRIES - 1; i++) {
		db_exec_(w->db, "UPDATE job SET due_at = 0 "
		    "WHERE name = 'f'", NULL, 0);
		look(w);
	}
	check(db_ask(w->db, "SELECT state = 2 AND attempts = 8 FROM job "
	    "WHERE name = 'f'") == 1, "after eight it is given up");
	check(look(w).failed == 0, "and left alone");
	check(job_look(w, "fails", "f", &stand, &error) == OK &&
	    stand == JOB_FAILED && str_eq(error, "the horse is lame"),
	    "a page can say so and why");
	check(job_add(w, "fails", "f", 0) == OK && look(w).failed == 1 &&
	    db_ask(w->db, "SELECT attempts FROM job WHERE name = 'f'") == 1,
	    "until it is asked for again");
	db_exec_(w->db, "INSERT INTO job (kind, name, state, due_at, "
	    "lease_until, lease_by, attempts, asked, slices, made_at) "
	    "VALUES ('strange', 'x', 0, 0, 0, '', 0, 1, 0, 0)", NULL, 0);
	look(w);
	check(db_ask(w->db, "SELECT state FROM job WHERE name = 'x'") == 2,
	    "what no module knows is given up");
}

int
main(void)
{
	struct arena		*mem = arena_new();
	const struct conf	*conf = test_db_make(mem);
	struct site		 site = { .rev = 1, .lang = LANG_EN };
	struct work		 w = { .mem = mem, .db = db_open(conf),
				     .conf = conf, .site = &site };
	int			 n;

	w.now_s = (int64_t)time(NULL);
	modules_use(box_only);
	other = db_open(conf);
	check(migrate_run(&w, &n) == OK && db_exec(w.db, "CREATE TABLE done "
	    "(id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, name "
	    "VARCHAR(80) NOT NULL, KEY (name)) ENGINE=InnoDB", DB_NOARGS)
	    == OK, "the tables are made");
	test_regular(&w);
	test_once(&w);
	test_rolled_back(&w);
	test_slices(&w);
	test_one(&w);
	test_lease(&w);
	test_failure(&w);
	db_close(other);
	db_close(w.db);
	test_db_drop(conf);
	arena_free(mem);
	return done();
}
