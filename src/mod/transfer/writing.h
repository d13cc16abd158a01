#ifndef TRANSFER_WRITING_H
#define TRANSFER_WRITING_H

#include "base/err.h"
#include "core/job.h"
#include "core/work.h"
#include "mod/transfer/run.h"

/*
 * A run being written in the background: job "import", named by the run's
 * number.  Its transactions are some hundred rows, what became of them, the
 * run's progress and the hold on the lease, so whoever is killed at any point
 * has done all of it or nothing, and whoever takes over goes on behind it.
 * The refused rows of a transaction lie in their file before it is committed;
 * those behind bad_bytes are written over.
 *
 * It is stopped by giving the run another state: the transaction in hand then
 * finds no progress to write down and is rolled back.
 */

/*
 * Write a run that was tried, in the background.
 */
enum err	 writing_ask(struct work *w, const struct run *run);

/*
 * For a page about a run that is being written: give it a second, so that it
 * goes on also where nothing else looks for work, and read it anew.
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
