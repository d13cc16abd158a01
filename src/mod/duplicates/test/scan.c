/* A sign that all the world has makes no slice of a scan long. */
#include "core/job.h"
#include "core/migrate.h"
#include "core/module.h"
#include "mod/duplicates/scan.h"
#include "tests/unit/db.h"
#include "tests/unit/tap.h"

#define MOST	6000	/* signs of a slice */

extern const struct module *const modules[];

static struct arena	*mem;

static int64_t
signs_left(struct work *w)
{
	struct db_rows	*r;

	return db_query(w->db, mem, &r, "SELECT COUNT(*) FROM dup_key",
	    DB_NOARGS) == OK ? db_int(r, 0, 0) : -1;
}

static enum err
slice_do(struct work *w, void *arg)
{
	return scan_slice(w, arg);
}

static void
test_world(struct work *w)
{
	struct job	 job = { .left = true };
	int64_t		 left, was, most = 0;
	int		 slices = 0;

	check(db_exec(w->db, "UPDATE dup_scan SET stage = 2, at = ?, "
	    "number = 1", DB_ARGS(DB_I(INT64_MIN))) == OK &&
	    db_exec(w->db, "INSERT INTO dup_key SELECT IF(seq > 19000, seq, "
	    "5), seq FROM seq_1_to_20000", DB_NOARGS) == OK,
	    "of twenty thousand nineteen share a sign");
	for (was = signs_left(w); job.left && slices < 50; slices++) {
		struct work	 one = { .mem = arena_new(), .db = w->db,
				    .conf = w->conf, .now_s = w->now_s };

		if (work_run(&one, slice_do, &job) != OK)
			slices = 50;
		arena_free(one.mem);
		left = signs_left(w);
		most = was - left > most ? was - left : most;
		was = left;
	}
	check(most < MOST, "no slice has to do with all of them");
	check(!job.left && was == 0, "and it comes to its end");
}

int
main(void)
{
	const struct conf	*conf;
	struct work		 w;
	int			 steps;

	mem = arena_new();
	modules_use(modules);
	conf = test_db_make(mem);
	w = (struct work){ .mem = mem, .db = db_open(conf), .conf = conf,
	    .now_s = 1, .actor = { .channel = BY_TOOL } };
	check(migrate_run(&w, &steps) == OK, "there is a base");
	test_world(&w);
	db_close(w.db);
	test_db_drop(conf);
	arena_free(mem);
	return done();
}
