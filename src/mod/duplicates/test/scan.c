/* A sign that all the world has makes no slice of a scan long. */
#include "core/job.h"
#include "mod/duplicates/scan.h"
#include "tests/unit/base.h"

#define MOST	6000	/* signs of a slice */

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
	struct work	 w;

	base_begin(&w, 1);
	mem = w.mem;
	test_world(&w);
	return base_end(&w);
}
