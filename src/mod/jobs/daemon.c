/* daemon.c: the tool's jobs, once or until it is told to end. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/conf.h"
#include "base/log.h"
#include "base/str.h"
#include "core/db.h"
#include "core/owner.h"
#include "core/page.h"
#include "core/site.h"
#include "core/tick.h"
#include "mod/jobs/parts.h"

#define LOOK_S		2	/* between looks for work */
#define AWAY_S		10	/* when the database is away */
#define ROUND_US	30000000	/* settings are read again after it */
#define NOTE_S		30

/* Set by a signal: leave after the slice in hand. */
static volatile sig_atomic_t	 ending;

static void
end_note(int signum)
{
	(void)signum;
	ending = 1;
}

static bool
is_ending(void)
{
	return ending != 0;
}

/* Not restarted: a pause must end. */
static void
signals_take(void)
{
	struct sigaction	 sa;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = end_note;
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGINT, &sa, NULL);
}

static void
rest(int seconds)
{
	struct timespec	 t = { .tv_sec = seconds };

	if (!ending)
		nanosleep(&t, NULL);
}

/* The settings as they are now. */
static enum err
settings_read(struct work *w)
{
	struct db_rows	*r;
	enum err	 e;

	e = db_query(w->db, w->mem, &r, "SELECT value FROM setting "
	    "WHERE name = 'rev'", DB_NOARGS);
	if (e == OK)
		e = r->n == 0 ? ERR_NOTFOUND :
		    site_load(w->db, w->conf, db_int(r, 0, 0), &w->site);
	if (e == OK)
		w->zone = w->site->zone;
	return e;
}

/* A round of work; *noted is when we last said that we are there. */
static enum err
round_do(struct work *w, struct job_run *run, int quiet_s, int64_t *noted)
{
	enum err	 e;

	w->now_s = (int64_t)time(NULL);
	run->until_us = page_clock_us() + ROUND_US;
	e = settings_read(w);
	if (e == OK && (w->now_s - *noted >= NOTE_S || w->now_s < *noted)) {
		e = tick_note(w, run->by, quiet_s);
		*noted = w->now_s;
	}
	return e == OK ? jobs_run(w, run) : e;
}

/* Before the set-up, or while the database is away, there is nothing to do. */
static int
run_forever(struct work *w)
{
	struct job_run	 run = { .by = "daemon", .stop = is_ending };
	struct work	 own = *w;
	int64_t		 noted = 0;
	enum err	 e = OK, was = OK;

	signals_take();
	own.mem = arena_new();
	log_info("jobs: looking for work every %d s", LOOK_S);
	while (!ending) {
		arena_reset(own.mem);
		e = round_do(&own, &run, TICK_DAEMON_S, &noted);
		if (e != OK && e != was)
			log_error("jobs: no work can be done: error %d",
			    (int)e);
		was = e;
		rest(e == OK ? LOOK_S : AWAY_S);
	}
	arena_free(own.mem);
	log_info("jobs: ended, %" PRId64 " done, %" PRId64 " failed",
	    run.done, run.failed);
	return TOOL_DONE;
}

/* Rounds until one finds nothing. */
static int
run_once(struct tool *tool)
{
	struct work	*w = tool->work;
	struct job_run	 run = { .by = "cron", .stop = is_ending };
	int64_t		 before, noted = 0;
	enum err	 e;

	signals_take();
	do {
		before = page_clock_us();
		e = round_do(w, &run, TICK_PAGE_S, &noted);
	} while (e == OK && !ending && page_clock_us() - before >= ROUND_US);
	printf("done %" PRId64 " failed %" PRId64 "\n", run.done,
	    run.failed);
	return tool_result(tool, e);
}

int
jobs_tool(struct tool *tool)
{
	if (!owner_become(tool->work->conf->data_dir))
		return TOOL_FAILED;
	if (!tool_given(tool, "once"))
		return run_forever(tool->work);
	if (tool->work->site == NULL) {
		tool_say("%s", t("there is no firm yet: run kartoteka setup"));
		return TOOL_FAILED;
	}
	return run_once(tool);
}
