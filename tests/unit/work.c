/* What core/work promises. */
#include <string.h>

#include "base/str.h"
#include "base/zone.h"
#include "core/work.h"
#include "tests/unit/db.h"
#include "tests/unit/tap.h"

struct plan {
	int		 runs;
	int		 busy;	/* so many runs say ERR_RETRY */
	enum err	 end;
};

static enum err
rule(struct work *w, void *arg)
{
	struct plan	*p = arg;

	p->runs++;
	w->set.id = p->runs;
	work_refuse(w, 0, "name", "again");
	if (db_exec(w->db, "INSERT INTO r (n) VALUES (?)",
	    DB_ARGS(DB_I(p->runs))) != OK)
		return ERR_DB;
	return p->runs <= p->busy ? ERR_RETRY : p->end;
}

static int64_t
rows(struct work *w)
{
	struct db_rows	*r;

	return db_query(w->db, w->mem, &r, "SELECT COUNT(*) FROM r",
	    DB_NOARGS) == OK ? db_int(r, 0, 0) : -1;
}

static void
test_run(struct work *w)
{
	struct plan	 fine = { 0 }, busy = { 0, 2, OK }, never = { 0, 9, OK };
	struct plan	 wrong = { 0, 0, ERR_INVALID };

	db_exec(w->db, "CREATE TABLE r (n INT) ENGINE=InnoDB", DB_NOARGS);
	check(work_run(w, rule, &fine) == OK && fine.runs == 1 &&
	    rows(w) == 1, "a rule that says OK is committed");
	check(work_run(w, rule, &wrong) == ERR_INVALID && rows(w) == 1 &&
	    wrong.runs == 1, "one that says no is rolled back");
	w->problems = NULL;
	check(work_run(w, rule, &busy) == OK && busy.runs == 3 &&
	    rows(w) == 2, "after a deadlock it is run again");
	check(w->set.id == 3 && w->problems->next == NULL,
	    "what the lost runs noted is forgotten");
	check(work_run(w, rule, &never) == ERR_RETRY && never.runs == 4 &&
	    rows(w) == 2 && w->set.id == 3, "four times, not for ever");
}

static void
test_problem(struct work *w)
{
	w->problems = NULL;
	check(work_problem(w, 0, NULL) == NULL, "at first nothing is wrong");
	check(work_refuse(w, 0, "name", "is missing") == ERR_INVALID &&
	    work_refuse(w, 2, NULL, "no") == ERR_INVALID &&
	    work_refuse(w, 0, "name", "second") == ERR_INVALID,
	    "a refusal is ERR_INVALID");
	check(str_eq(work_problem(w, 0, "name")->text, "is missing"),
	    "the first problem of a field is told");
	check(work_problem(w, 0, "email") == NULL &&
	    work_problem(w, 1, NULL) == NULL &&
	    str_eq(work_problem(w, 2, NULL)->text, "no"),
	    "each row has its own");
}

static void
test_today(struct work *w)
{
	w->now_s = 1793568600;		/* 2026-11-01 21:30 UTC */
	check(work_today(w) == 20758, "without a zone it is UTC's date");
	w->now_s = 1793572200;		/* 22:30 UTC, half past midnight */
	check(zone_load(w->mem, "/usr/share/zoneinfo", "Europe/Kyiv",
	    &w->zone) == OK && work_today(w) == 20759,
	    "today is the actor's, not the server's");
	w->zone = NULL;
	w->now_s = -1;
	check(work_today(w) == -1, "also before 1970");
}

int
main(void)
{
	struct arena		*mem = arena_new();
	const struct conf	*conf = test_db_make(mem);
	struct work		 w = { .mem = mem, .db = db_open(conf) };

	test_run(&w);
	test_problem(&w);
	test_today(&w);
	db_close(w.db);
	test_db_drop(conf);
	arena_free(mem);
	return done();
}
