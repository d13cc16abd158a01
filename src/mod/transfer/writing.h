#ifndef TRANSFER_WRITING_H
#define TRANSFER_WRITING_H

#include "base/err.h"
#include "core/job.h"
#include "core/work.h"
#include "mod/transfer/run.h"

/*
 * A run being tried or written in the background: job "import", named by the
 * run's number.  Its transactions are some hundred rows, what became of them,
 * the run's progress and the hold on the lease, so whoever is killed at any
 * point has done all of it or nothing, and whoever takes over goes on behind
 * it.  Of a trial only the progress stays (marks.h).  The refused rows of a
 * transaction lie in their file before it is committed; those behind bad_bytes
 * are written over.
 *
 * It is stopped by giving the run another state, or begun anew by another
 * number: the transaction in hand then finds no progress to write down and is
 * rolled back.
 */

/*
 * Try a run that was read (RUN_TRYING) or write one that was tried
 * (RUN_BEGUN), in the background.  One that is at that already goes on.
 */
enum err	 writing_ask(struct work *w, const struct run *run,
		    enum run_state state);

/*
 * Whether it is being tried or written.
 */
bool		 writing_goes(const struct run *run);

/*
 * For a page about a run that is being tried or written: give it a second, at
 * the start of a trial some more, so that a short one is answered at once and
 * a long one goes on also where nothing else looks for work; read it anew.
 */
enum err	 writing_look(struct work *w, struct run *run);

/*
 * Whether the job was given up after too many attempts: why, or NULL.
 */
enum err	 writing_failed(struct work *w, const struct run *run,
		    const char **why);

/* What this module does in the background; ends with {0}. */
extern const struct job_kind transfer_jobs[];

#endif
