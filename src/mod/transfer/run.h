#ifndef TRANSFER_RUN_H
#define TRANSFER_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/module.h"
#include "core/request.h"
#include "core/work.h"
#include "mod/transfer/import.h"

/*
 * A file that came through the browser, kept from the upload to the result
 * under a name nobody can guess.  It is its user's alone.
 */

enum run_state {
	RUN_READ = 1, RUN_TRIED,
	RUN_BEGUN,		/* being written: writing.h */
	RUN_DONE, RUN_STOPPED,
	RUN_TRYING		/* being tried: writing.h */
};

struct run {
	int64_t			 id;
	const struct entity	*e;
	const char		*token;		/* of its files */
	const char		*name;		/* of the file, as people know it */
	int64_t			 size;		/* bytes */
	int64_t			 rows;		/* without the header */
	const char		*encoding;
	char			 delimiter;
	const char		*sheet;		/* of a workbook; NULL: find */
	const char		*mapping;	/* see run_columns(); or NULL */
	const char		*match;		/* field, "" none; NULL: guess */
	const char		*mode, *missing;
	enum run_state		 state;
	int64_t			 done;		/* rows */
	struct import_counts	 counts;
	int64_t			 bad_bytes;
	int64_t			 mark_bytes;	/* of the file of a trial's marks */
	bool			 alone;		/* of a trial: import.h */
	int64_t			 begun;		/* tells one trial or writing
						   from the one before */
	int64_t			 set_id;	/* 0: nothing was written */
	int64_t			 at;		/* UTC seconds */
	int64_t			 active_at;	/* last touched, UTC seconds */
	int64_t			 user_id;	/* whose */
	const char		*error;		/* why it stopped by itself */
	int64_t			 mapping_id;	/* it is read by; 0: none */
};

/*
 * Keep an uploaded table for the work's user.  name, size, rows, how it is
 * read and mapped are set by the caller, the rest here.  ERR_IO, logged.
 */
enum err	 run_new(struct work *w, const struct upload *u,
		    struct run *run);

/*
 * The user's run of e with this id.  ERR_NOTFOUND.
 */
enum err	 run_get(struct work *w, const struct entity *e, int64_t id,
		    struct run *out);

/*
 * Whether it is being written, or was: then its settings stand.
 */
bool		 run_written(const struct run *run);

/*
 * The last day (a date) on which its file is there: that after the day on
 * which anything was done with it, in the firm's zone.
 */
int32_t		 run_kept_until(struct work *w, const struct run *run);

/*
 * Write down what has become of it.
 */
enum err	 run_put(struct work *w, const struct run *run);

/*
 * A run whosever it is, for the job that writes it.  ERR_NOTFOUND.
 */
enum err	 run_any(struct work *w, int64_t id, struct run *out);

/*
 * One that was tried is to be written (RUN_BEGUN), or one that was read to be
 * tried (RUN_TRYING), from its first row.
 */
enum err	 run_begin(struct work *w, const struct run *run,
		    enum run_state state);

/*
 * Write down how far it has come, in the transaction of its rows.
 * ERR_CONFLICT when somebody else has come further meanwhile, or it was
 * stopped or begun anew.
 *
 * before  rows that were done before this transaction
 */
enum err	 run_progress(struct work *w, const struct run *run,
		    int64_t before);

/*
 * Wait for rows in hand and let nobody write more until the transaction ends:
 * the run as it is then.
 */
enum err	 run_hold(struct work *w, struct run *run);

/*
 * What run says is being done is over: RUN_DONE, or RUN_STOPPED with words or
 * without; of a trial RUN_TRIED, or RUN_READ.  One that stands otherwise by
 * now, or was begun anew, stays as it is.
 */
enum err	 run_end(struct work *w, const struct run *run,
		    enum run_state state, const char *error);

/*
 * The user's last runs of e, newest first: n of them at *list.
 */
enum err	 run_list(struct work *w, const struct entity *e,
		    struct run **list, size_t *n);

/*
 * Path of the kept file, or of the rows it had refused.
 */
const char	*run_path(struct work *w, const struct run *run);
/* The same for the rows set aside: a trial has a file of its own. */
const char	*run_bad_path(struct work *w, const struct run *run);
/* The same for the marks of a trial (marks.h). */
const char	*run_marks_path(struct work *w, const struct run *run);

/*
 * Remove its files that are of no use any more: the marks of a trial that is
 * over, what it set aside once the writing has begun.  Under run_hold().
 */
void		 run_tidy(struct work *w, const struct run *run);

/*
 * Remove what run_kept_until() says is over, whosever it was, but for what is
 * being written: a hundred at a time; *left says whether there may be more.
 * Then files a day old whose run is not there: an upload is put down before its
 * row is committed.
 */
enum err	 run_sweep(struct work *w, bool *left);

#endif
