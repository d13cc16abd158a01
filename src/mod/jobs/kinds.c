/* kinds.c: core's own regular work, and a look at leases for doctor. */
#include <time.h>

#include "base/conf.h"
#include "base/str.h"
#include "core/brake.h"
#include "core/db.h"
#include "core/multipart.h"
#include "core/search.h"
#include "core/session.h"
#include "core/tally.h"
#include "core/undo.h"
#include "mod/jobs/parts.h"

#define DONE_KEPT_S	(7 * 86400)
#define SWEEP_ROWS	500
#define DEAD_S		3600

static enum err
sessions_do(struct work *w, struct job *job)
{
	return session_sweep(w, &job->left);
}

static enum err
brakes_do(struct work *w, struct job *job)
{
	return brake_sweep(w, &job->left);
}

static enum err
tallies_do(struct work *w, struct job *job)
{
	return tally_fold(w, &job->left);
}

/* One step: the next call goes on where it ended. */
static enum err
search_do(struct work *w, struct job *job)
{
	return search_fill(w, 1, &job->left);
}

static enum err
uploads_do(struct work *w, struct job *job)
{
	(void)job;
	intake_sweep(arena_fmt(w->mem, "%s/tmp", w->conf->data_dir));
	return OK;
}

static enum err
done_do(struct work *w, struct job *job)
{
	enum err	 e;

	e = db_exec(w->db, "DELETE FROM job WHERE state = 1 AND done_at < ? "
	    "ORDER BY done_at LIMIT ?",
	    DB_ARGS(DB_I(w->now_s - DONE_KEPT_S), DB_I(SWEEP_ROWS)));
	job->left = e == OK && db_changed(w->db) == SWEEP_ROWS;
	return e;
}

static enum err
undo_do(struct work *w, struct job *job)
{
	int64_t		 set_id;
	enum err	 e = str_int64(job->name, &set_id);

	return e == OK ? undo_step(w, set_id, &job->left) : e;
}

const struct job_kind core_jobs[] = {
	{ .name = "undo", .label = N_("Take a large change back"),
	  .fn = undo_do },
	{ .name = "tallies", .label = N_("Add up what boards and reports show"),
	  .every_min = 10, .fn = tallies_do },
	{ .name = "search", .label = N_("Take records into the search index"),
	  .every_min = 60, .flags = JOB_LOOSE, .lease_s = 600,
	  .fn = search_do },
	{ .name = "sessions", .label = N_("End sessions that nobody uses"),
	  .every_min = 1440, .fn = sessions_do },
	{ .name = "brakes", .label = N_("Forget old failures to sign in"),
	  .every_min = 60, .fn = brakes_do },
	{ .name = "uploads", .label = N_("Remove uploads that were cut off"),
	  .every_min = 1440, .flags = JOB_LOOSE, .fn = uploads_do },
	{ .name = "jobs", .label = N_("Forget work done a week ago"),
	  .every_min = 1440, .fn = done_do },
	{ 0 }
};

enum err
leases_look(struct work *w, bool repair, int64_t *wrong)
{
	struct db_rows	*r;
	enum err	 e;

	if (repair) {
		e = db_exec(w->db, "UPDATE job SET lease_until = 0, "
		    "lease_by = '' WHERE lease_by <> '' "
		    "AND lease_until < UNIX_TIMESTAMP() - ?",
		    DB_ARGS(DB_I(DEAD_S)));
		if (e != OK)
			return e;
	}
	e = db_query(w->db, w->mem, &r, "SELECT COUNT(*) FROM job "
	    "WHERE lease_by <> '' AND lease_until < UNIX_TIMESTAMP() - ?",
	    DB_ARGS(DB_I(DEAD_S)));
	*wrong = e == OK ? db_int(r, 0, 0) : 0;
	return e;
}
