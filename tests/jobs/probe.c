/* probe.c: a module of the test alone: jobs whose effects are counted. */
#include <string.h>
#include <time.h>

#include "core/db.h"
#include "core/job.h"
#include "core/module.h"

#define SLICES	3

/* Long enough to be killed in. */
static void
linger(void)
{
	struct timespec	 t = { .tv_nsec = 4000000 };

	nanosleep(&t, NULL);
}

/* A row for each slice, with who did it: the first word of the lease. */
static enum err
probe_do(struct work *w, struct job *job)
{
	struct db_rows	*r;
	enum err	 e;

	e = db_query(w->db, w->mem, &r, "SELECT COUNT(*) FROM probe "
	    "WHERE name = ?", DB_ARGS(DB_S(job->name)));
	if (e != OK)
		return e;
	linger();
	job->left = db_int(r, 0, 0) + 1 < SLICES;
	e = db_exec(w->db, "INSERT INTO probe (name, slice, by_whom) "
	    "VALUES (?, ?, SUBSTRING_INDEX(?, ' ', 1))",
	    DB_ARGS(DB_S(job->name), DB_I(db_int(r, 0, 0)),
	    DB_S(job->lease)));
	linger();
	return e;
}

static const struct job_kind probe_jobs[] = {
	{ .name = "probe", .label = "Probe", .lease_s = 1, .fn = probe_do },
	{ 0 }
};

extern const struct module probe_module;
const struct module probe_module = { .name = "probe", .jobs = probe_jobs };
