#ifndef CORE_JOB_H
#define CORE_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/work.h"

/*
 * Jobs: work that nobody waits for (DESIGN 4.11).  A job is a row of table
 * job; who works at it has leased it by an UPDATE that was committed before.
 * A lease that has run out is taken over.  The effect of each stands once: a
 * slice and the note that it was done are one transaction, and that note is
 * taken from the holder of the lease alone.
 *
 * They are run by `kartoteka jobs`, cron, a secret address and the image in
 * the footer of pages (mod/jobs), all through jobs_run().
 */

struct job_kind;

/* One job in hand. */
struct job {
	const struct job_kind	*kind;
	int64_t			 id;
	const char		*name;		/* as job_add() was told; "" */
	int			 attempts;	/* this one included, from 1 */
	int64_t			 until_us;	/* stop by then: see job_time() */
	bool			 left;		/* fn says: there is more to do */

	/* core/job.c's own */
	const char		*lease;
	int64_t			 asked;
	bool			 lost;		/* somebody else has it now */
};

/*
 * A kind of job: a module's .jobs, ends with {0}.
 *
 * fn does one slice, some tenths of a second of work at most, as the system
 * (user 0, BY_RULE; session_act_as() for a user), and sets job->left if more
 * is to do: then it is called again, now or later.  It runs inside a
 * transaction, perhaps again after a deadlock, like any rule of work_run().
 * The transaction is committed together with the progress of the job.  An
 * error ends the attempt: nothing of the slice stays, and it is tried again
 * after pauses that grow (job_pause()); words of work_refuse() are shown to
 * the administrator.
 *
 * With JOB_LOOSE it runs outside any transaction, makes its own, and is over
 * when they have been committed: the effect must be idempotent, or each of
 * them begins with job_hold().  It looks at job_time() itself.
 */
struct job_kind {
	const char	*name;		/* "sessions"; a-z and - */
	const char	*label;		/* N_("...") */
	int		 every_min;	/* regular: minutes between; else 0 */
	int		 hour;		/* regular: each day from this hour of
					   the firm's, 1 to 23; else 0 */
	unsigned int	 flags;		/* JOB_... */
	int		 lease_s;	/* 0: two minutes */
	enum err	(*fn)(struct work *, struct job *);
};
#define JOB_LOOSE	0x1u

#define JOB_TRIES	8	/* then a job that is not regular stands as failed */

/*
 * Ask for a job, in the caller's transaction: it is there when that has been
 * committed.  Asked for again before it is done, it is done once, at the
 * earlier of the moments; asked for while it is in hand or after, once more.
 *
 * kind   name of a kind that a module declares
 * name   what it is about, at most 80 of a-z 0-9 and -: "import-17"
 * due_s  not before, UTC seconds; 0: now
 */
enum err	 job_add(struct work *w, const char *kind, const char *name,
		    int64_t due_s);

/*
 * Take back what was asked for, unless it is in hand or done.
 */
enum err	 job_drop(struct work *w, const char *kind, const char *name);

/* Where a job stands. */
enum job_stand {
	JOB_NONE,	/* nobody has asked for it, or it was long ago */
	JOB_WAITS,
	JOB_RUNS,	/* somebody has it in hand */
	JOB_DONE,
	JOB_FAILED	/* given up */
};

/*
 * Where a job stands, and why the last attempt failed (*error, in the firm's
 * language, or NULL), for a page about it.
 */
enum err	 job_look(struct work *w, const char *kind, const char *name,
		    enum job_stand *stand, const char **error);

/*
 * Whether there is time for another slice.
 */
bool		 job_time(const struct job *job);

/*
 * In a transaction of a JOB_LOOSE: make sure that the lease is ours until the
 * commit, and prolong it.  ERR_CONFLICT if somebody else has taken it over.
 */
enum err	 job_hold(struct work *w, struct job *job);

/*
 * Seconds to wait after so many attempts without success: 1 minute, then
 * twice as long each time, 6 hours at most.
 */
int64_t		 job_pause(int attempts);

/*
 * When a regular kind is due again after now_s: UTC seconds.
 */
int64_t		 job_next(const struct work *w, const struct job_kind *kind,
		    int64_t now_s);

/*
 * The kind of this name, or NULL.
 */
const struct job_kind *job_kind_find(const char *name);

/* One look for work. */
struct job_run {
	const char	*by;		/* "daemon" "cron" "address" "page" */
	int64_t		 until_us;	/* page_clock_us(); no slice begins later */
	bool		(*stop)(void);	/* asked between slices; or NULL */
	const char	*kind, *name;	/* this job alone, for a page that shows
					   how far it is; NULL: all */
	int64_t		 done, failed;	/* told: jobs and attempts */
};

/*
 * Do what is due, the longest due first, until nothing is, the time is over
 * or stop() says so.  A GET whose page shows how far one job is may give it a
 * second before it answers, by .kind and .name: so it goes on also where
 * nothing else looks for work.  Regular kinds get their rows here.  w is needed
 * for db, conf and site (which must be there); outside any transaction.
 *
 * ERR_DB when the database went away; failures of jobs are not ours.
 */
enum err	 jobs_run(struct work *w, struct job_run *run);

/*
 * A short rest of a page that waits for a job which somebody else may have in
 * hand; false when the time of run is over.
 */
bool		 job_rest(const struct job_run *run);

#endif
