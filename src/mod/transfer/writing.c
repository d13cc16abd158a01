/* writing.c: imports tried and written in the background. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "core/db.h"
#include "core/page.h"
#include "core/rights.h"
#include "core/session.h"
#include "core/tick.h"
#include "mod/transfer/proposal.h"
#include "mod/transfer/writing.h"

#define ROWS_AT_ONCE	1000	/* of a transaction */
#define AGAIN_AT_ONCE	3000	/* rows before that are done again for it: one
				   after another when all are of one record,
				   well within the lease */
#define LOOK_US		1000000	/* that a page gives */
#define TRY_US		5000000	/* at the start of a trial */
#define START_S		2	/* so long it is at its start */

static const char *
job_name(struct work *w, const struct run *run)
{
	return arena_fmt(w->mem, "%lld", (long long)run->id);
}

enum err
writing_ask(struct work *w, const struct run *run, enum run_state state)
{
	enum err	 e = run_begin(w, run, state);

	if (e == OK)
		e = job_add(w, "import", job_name(w, run), 0);
	return e == OK ? tick_wake(w) : e;
}

bool
writing_goes(const struct run *run)
{
	return run->state == RUN_BEGUN || run->state == RUN_TRYING;
}

enum err
writing_look(struct work *w, struct run *run)
{
	bool		 first = run->state == RUN_TRYING && run->done == 0 &&
			    w->now_s - run->active_at <= START_S;
	struct job_run	 now = {
		.by = "page",
		.until_us = page_clock_us() + (first ? TRY_US : LOOK_US),
		.kind = "import", .name = job_name(w, run)
	};
	enum err	 e;

	/* Somebody else may have it in hand: then it is waited for. */
	do {
		e = jobs_run(w, &now);
		if (e == OK)
			e = run_get(w, run->e, run->id, run);
	} while (e == OK && writing_goes(run) && job_rest(&now));
	return e;
}

enum err
writing_failed(struct work *w, const struct run *run, const char **why)
{
	enum job_stand	 stand;
	const char	*error;
	enum err	 e = job_look(w, "import", job_name(w, run), &stand,
			    &error);

	*why = e == OK && stand == JOB_FAILED ? error : NULL;
	return e;
}

/* ---- the job */

/* A run in hand. */
struct writing {
	struct job	*job;
	struct run	 run;
};

/* Act for the user whose run it is. */
static enum err
user_be(struct work *w, const struct run *run)
{
	enum err	 e = session_act_for(w, run->user_id);

	if (e == ERR_NOTFOUND)
		return work_refuse(w, 0, NULL,
		    t("who began it may not sign in any more"));
	if (e != OK)
		return e;
	return rights_have(w, arena_fmt(w->mem, "%s.import", run->e->name)) ?
	    OK : work_refuse(w, 0, NULL,
	    t("who began it may not import any more"));
}

/*
 * A change that somebody takes back meanwhile gets no more rows; whoever asks
 * for that waits for those in hand.
 */
static enum err
undo_wait(struct work *w, const struct run *run)
{
	struct db_rows	*rows;
	enum err	 e;

	if (run->set_id == 0)
		return OK;
	e = db_query(w->db, w->mem, &rows, "SELECT 1 FROM undo_run "
	    "WHERE set_id = ? FOR UPDATE", DB_ARGS(DB_I(run->set_id)));
	return e == OK && rows->n > 0 ? work_refuse(w, 0, NULL,
	    t("it was undone meanwhile")) : e;
}

/* In the transaction of some rows. */
static enum err
progress_mark(struct work *w, const struct import *im)
{
	struct writing	*x = im->arg;
	enum err	 e = undo_wait(w, &x->run);

	if (e == OK)
		e = job_hold(w, x->job);
	x->run.done = im->done;
	x->run.counts = im->counts;
	x->run.bad_bytes = im->bad_bytes;
	x->run.mark_bytes = im->mark_bytes;
	x->run.alone = im->alone;
	x->run.set_id = w->set.id;
	return e == OK ? run_progress(w, &x->run, im->since) : e;
}

/*
 * A file to be gone on with.  What it has stays until it is written over, as
 * another may be at it that has not seen yet that it lost the lease.
 */
static enum err
kept_open(const char *path, FILE **out)
{
	int	 fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	*out = fd >= 0 ? fdopen(fd, "r+b") : NULL;
	if (*out != NULL)
		return OK;
	log_error("%s: %s", path, strerror(errno));
	if (fd >= 0)
		(void)close(fd);
	return ERR_IO;
}

static enum err
kept_close(FILE *f)
{
	return f == NULL || fclose(f) == 0 ? OK : ERR_IO;
}

static enum err
rows_do(struct work *w, struct writing *x, struct proposal *p)
{
	struct run	*run = &x->run;
	struct import	 im = {
		.plan = &p->plan, .table = &p->table, .name = run->name,
		.run_id = run->id, .trial = run->state == RUN_TRYING,
		.mark = progress_mark, .arg = x, .rows = ROWS_AT_ONCE,
		.again = AGAIN_AT_ONCE,
		.until_us = x->job->until_us, .done = run->done,
		.counts = run->counts, .bad_bytes = run->bad_bytes,
		.mark_bytes = run->mark_bytes, .alone = run->alone
	};
	enum err	 e = kept_open(run_bad_path(w, run), &im.bad), closed;

	if (e == OK && im.trial)
		e = kept_open(run_marks_path(w, run), &im.marks);
	w->set.id = run->set_id;
	if (e == OK)
		e = import_run(w, &im);
	closed = kept_close(im.bad);
	e = e == OK ? closed : e;
	closed = kept_close(im.marks);
	x->job->left = e == OK && im.cut;
	return e == OK ? closed : e;
}

/* What no further attempt would change: the run ends, with words. */
static enum err
run_give_up(struct work *w, const struct run *run, enum err why)
{
	const struct problem	*p = work_problem(w, 0, NULL);

	return run_end(w, run, run->state == RUN_TRYING ? RUN_READ :
	    RUN_STOPPED, why == ERR_NOTFOUND || p == NULL ?
	    t("its file is not there any more") : p->text);
}

static enum err
run_do(struct work *w, struct writing *x)
{
	struct proposal	 p;
	enum err	 e = user_be(w, &x->run);

	if (e == OK)
		e = proposal_open(w, &x->run, &p);
	if (e == OK)
		e = proposal_plan(w, &p);
	if (e == OK)
		e = rows_do(w, x, &p);
	if (e == ERR_INVALID || e == ERR_NOTFOUND)
		return run_give_up(w, &x->run, e);
	if (e == OK && !x->job->left)
		e = run_end(w, &x->run, x->run.state == RUN_TRYING ?
		    RUN_TRIED : RUN_DONE, NULL);
	/* Stopped meanwhile, and nothing of the last rows stands. */
	return e == ERR_CONFLICT && !x->job->lost ? OK : e;
}

/* One that was begun anew meanwhile keeps its files. */
static enum err
files_tidy(struct work *w, void *arg)
{
	struct run	*run = arg;
	enum err	 e = run_hold(w, run);

	if (e == OK)
		run_tidy(w, run);
	return e == ERR_NOTFOUND ? OK : e;
}

static enum err
import_do(struct work *w, struct job *job)
{
	struct writing	 x = { .job = job };
	enum lang	 lang = i18n_lang();
	int64_t		 id;
	enum err	 e = str_int64(job->name, &id);

	if (e == OK)
		e = run_any(w, id, &x.run);
	if (e == ERR_NOTFOUND)
		return OK;
	if (e == OK && writing_goes(&x.run))
		e = run_do(w, &x);
	if (e == OK && !job->left)
		e = work_run(w, files_tidy, &x.run);
	i18n_set(lang);
	return e;
}

static enum err
sweep_do(struct work *w, struct job *job)
{
	return run_sweep(w, &job->left);
}

const struct job_kind transfer_jobs[] = {
	{ .name = "import", .label = N_("Try or write an import"),
	  .flags = JOB_LOOSE, .fn = import_do },
	{ .name = "imports", .label = N_("Remove files of old imports"),
	  .every_min = 60, .fn = sweep_do },
	{ 0 }
};
