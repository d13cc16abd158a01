#ifndef CORE_MIGRATE_H
#define CORE_MIGRATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/work.h"

/*
 * Bring the database to the shape this program needs.
 *
 * The statements come from the folder sql of share_dir: NNN_what.sql first,
 * then, module by module in the order of modules_all(), NAME_NNN_what.sql;
 * files of a module that is not in use are left alone.  Each statement is a
 * step, recorded in table migration with its SHA-256, so a run that was
 * interrupted goes on where it stopped.  One run at a time.  After the last
 * step tallies that are new are filled (core/tally.h).
 *
 * Then the records that the search index has not taken in are taken in, which
 * takes minutes for millions.
 *
 * nsteps  how many steps were made now; also set on failure
 *
 * ERR_INVALID   the server is too old, or a recorded step has another text
 *               now; work_problem(w, 0, NULL) has the words
 * ERR_CONFLICT  somebody else is at it (in words, too)
 * ERR_IO        the folder is not there or cannot be read
 * ERR_DB        a step failed (in words, the cause on the log)
 *
 * Outside any transaction: most steps end one anyway.
 */
enum err	 migrate_run(struct work *w, int *nsteps);

/*
 * The same for at most this many seconds (a step that has begun is waited
 * for): left says whether there is more to do.  Errors as there.
 */
enum err	 migrate_part(struct work *w, int seconds, bool *left);

/*
 * Whether migrate_run() has something to do.  Errors as there.
 */
enum err	 migrate_pending(struct work *w, bool *pending);

/* A step as table migration has it. */
struct migrate_step {
	const char	*file;		/* "contacts_001_contact.sql" */
	int64_t		 step;		/* from 1 */
	const char	*sum;		/* SHA-256 of the statement, in hex */
};

/*
 * The steps that have been run, by file and number, with a last one of {0}.
 * ERR_DB.
 */
enum err	 migrate_steps(struct work *w,
		    const struct migrate_step **out);

/* One's hold on the whole base. */
struct migrate_hold {
	uint8_t	 mark[32];	/* tells one's own from another's */
	bool	 row;		/* the server has no GET_LOCK */
};

/*
 * Have the base to oneself until migrate_release(): no other hold, no
 * migrate_run(), no set-up; one that has begun is waited for, some seconds.
 * Outside any transaction, the connection may rest for hours meanwhile.
 * Whoever is killed leaves no more behind than that nobody can set up a firm
 * before somebody else has held the base.
 *
 * ERR_CONFLICT in words; ERR_DB.
 */
enum err	 migrate_hold(struct work *w, struct migrate_hold *h);

/*
 * Whether it still lasts: the server may have ended, and somebody else have
 * come.  ERR_CONFLICT in words; ERR_DB.
 */
enum err	 migrate_held(struct work *w, const struct migrate_hold *h);

/*
 * Give the base back.
 */
void		 migrate_release(struct work *w,
		    const struct migrate_hold *h);

/*
 * The set-up's side: until the transaction ends nobody gets a hold on the
 * base.  ERR_INVALID in words if somebody has one; ERR_RETRY, ERR_DB.
 */
enum err	 migrate_stay(struct work *w);

/*
 * Within a hold: as migrate_run(), but only these steps (ends with {0}; NULL:
 * all): the tables as they were at an older version.  ERR_INVALID in words if
 * one of them is not among ours: a newer version made it.
 */
enum err	 migrate_to(struct work *w, const struct migrate_step *steps,
		    int *nsteps);

/*
 * The tables that our steps make, whether they are there or not, without the
 * list of steps itself; ends with NULL.  Errors as of migrate_run().
 */
enum err	 migrate_tables(struct work *w, const char *const **out);

/*
 * Whether the server is one we run on: MariaDB 10.6 or MySQL 8.0.16, or
 * newer.  version is its own word, in w->mem, also with ERR_INVALID, which
 * comes with a problem.  ERR_DB.
 */
enum err	 migrate_server(struct work *w, const char **version);

#endif
