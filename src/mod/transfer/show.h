#ifndef TRANSFER_SHOW_H
#define TRANSFER_SHOW_H

#include "base/err.h"
#include "core/module.h"
#include "core/request.h"
#include "mod/transfer/proposal.h"
#include "mod/transfer/run.h"

/*
 * Pages of an import; what they show is written at the head of
 * core/tpl/import.cst.  Each ends with reply_page().
 */

/*
 * The first step: choose a file.  error is what was wrong with one, or NULL.
 */
enum err	 show_file(struct request *rq, const struct entity *e,
		    const char *error);

/*
 * The second: how it is read and what goes where, with the first rows.  What
 * is wrong stands in work_problem().
 */
enum err	 show_columns(struct request *rq, struct proposal *p);

/*
 * Say how long the file of a run stays, in import.kept.
 */
void		 show_kept(struct work *w, const struct run *run,
		    struct out *im);

/*
 * The third: how far the trial has come, and what it has given.
 */
enum err	 show_trial(struct request *rq, const struct run *run);

/*
 * The last: how far the writing has come, and what was written.
 */
enum err	 show_done(struct request *rq, const struct run *run);

#endif
