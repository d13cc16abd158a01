/* job.c: work that nobody waits for, leased and done once. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "core/job.h"
#include "core/module.h"
#include "core/page.h"
#include "core/site.h"

#define REST_MS		50	/* of a page that waits */
#define LEASE_S		120
#define TURN_US		10000000	/* a job lets others come after this */
#define CHOICE		16		/* jobs due that are looked at together */
#define PAUSE_S		60
#define PAUSE_MOST_S	21600
#define BUSY_S		2		/* pause after deadlocks */
#define ERROR_LENGTH	500

/* ---- kinds */

/* The kind behind *at, which moves on; NULL at the end. */
static const struct job_kind *
kind_next(size_t *at)
{
	size_t	 n = 0;

	for (const struct module *const *m = modules_all(); *m != NULL; m++)
		for (const struct job_kind *k = (*m)->jobs; k != NULL &&
		    k->name != NULL; k++)
			if (n++ == *at) {
				(*at)++;
				return k;
			}
	return NULL;
}

const struct job_kind *
job_kind_find(const char *name)
{
	const struct job_kind	*k;
	size_t			 at = 0;

	while ((k = kind_next(&at)) != NULL && strcmp(k->name, name) != 0)
		continue;
	return k;
}

static bool
kind_regular(const struct job_kind *k)
{
	return k->every_min > 0 || k->hour > 0;
}

static int64_t
kind_lease_s(const struct job_kind *k)
{
	return k->lease_s > 0 ? k->lease_s : LEASE_S;
}

int64_t
job_next(const struct work *w, const struct job_kind *kind, int64_t now_s)
{
	struct date_time	 t;
	int64_t			 at;

	if (kind->hour == 0)
		return now_s + (int64_t)kind->every_min * 60;
	t = w->zone != NULL ? zone_local(w->zone, now_s).t :
	    date_time_of_s(now_s);
	t.hour = kind->hour;
	t.minute = t.second = 0;
	at = w->zone != NULL ? zone_utc(w->zone, &t) : date_time_to_s(&t);
	if (at > now_s)
		return at;
	t = date_time_of_s(date_time_to_s(&t) + 86400);
	return w->zone != NULL ? zone_utc(w->zone, &t) : date_time_to_s(&t);
}

int64_t
job_pause(int attempts)
{
	int64_t	 s = PAUSE_S;

	while (--attempts > 0 && s < PAUSE_MOST_S)
		s *= 2;
	return s < PAUSE_MOST_S ? s : PAUSE_MOST_S;
}

/* ---- asking */

enum err
job_add(struct work *w, const char *kind, const char *name, int64_t due_s)
{
	return db_exec(w->db, "INSERT INTO job (kind, name, state, due_at, "
	    "lease_until, lease_by, attempts, asked, slices, made_at) "
	    "VALUES (?, ?, 0, GREATEST(?, UNIX_TIMESTAMP() * (? = 0)), 0, "
	    "'', 0, 1, 0, ?) ON DUPLICATE KEY UPDATE "
	    "due_at = IF(state = 0 AND lease_by = '', "
	    "LEAST(due_at, VALUES(due_at)), VALUES(due_at)), "
	    "attempts = IF(state = 0, attempts, 0), "
	    "error = IF(state = 0, error, NULL), "
	    "state = 0, asked = asked + 1",
	    DB_ARGS(DB_S(kind), DB_S(name), DB_I(due_s), DB_I(due_s),
	    DB_I(w->now_s)));
}

enum err
job_drop(struct work *w, const char *kind, const char *name)
{
	return db_exec(w->db, "DELETE FROM job WHERE kind = ? AND name = ? "
	    "AND state <> 1 AND lease_until <= UNIX_TIMESTAMP()",
	    DB_ARGS(DB_S(kind), DB_S(name)));
}

enum err
job_look(struct work *w, const char *kind, const char *name,
    enum job_stand *stand, const char **error)
{
	struct db_rows	*r;
	enum err	 e;

	*stand = JOB_NONE;
	*error = NULL;
	e = db_query(w->db, w->mem, &r, "SELECT state, "
	    "lease_until > UNIX_TIMESTAMP(), error FROM job "
	    "WHERE kind = ? AND name = ?", DB_ARGS(DB_S(kind), DB_S(name)));
	if (e != OK || r->n == 0)
		return e;
	*stand = db_int(r, 0, 0) == 1 ? JOB_DONE : db_int(r, 0, 0) == 2 ?
	    JOB_FAILED : db_int(r, 0, 1) != 0 ? JOB_RUNS : JOB_WAITS;
	*error = db_text(r, 0, 2);
	return OK;
}

/* Rows for the regular kinds that have none yet. */
static enum err
regular_add(struct work *w)
{
	const struct job_kind	*k;
	struct db_rows		*r;
	size_t			 at = 0, i;
	enum err		 e;

	e = db_query(w->db, w->mem, &r, "SELECT kind FROM job "
	    "WHERE name = '' LIMIT 200", DB_NOARGS);
	while (e == OK && (k = kind_next(&at)) != NULL) {
		for (i = 0; i < r->n && strcmp(db_text(r, i, 0),
		    k->name) != 0; i++)
			continue;
		if (i < r->n || !kind_regular(k))
			continue;
		e = db_exec(w->db, "INSERT IGNORE INTO job (kind, name, "
		    "state, due_at, lease_until, lease_by, attempts, asked, "
		    "slices, made_at) VALUES (?, '', 0, ?, 0, '', 0, 0, 0, ?)",
		    DB_ARGS(DB_S(k->name), DB_I(k->hour > 0 ?
		    job_next(w, k, w->now_s) : w->now_s), DB_I(w->now_s)));
	}
	return e;
}

/* ---- the lease */

/* Who we are, as no other process and no other lease of ours is called. */
static const char *
lease_name(struct arena *mem, const char *by)
{
	char	 host[64] = "";
	uint8_t	 token[6];

	if (gethostname(host, sizeof(host) - 1) != 0)
		host[0] = '\0';
	for (char *c = host; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~')
			*c = '?';
	crypto_random(token, sizeof(token));
	return arena_fmt(mem, "%s %s:%ld %s", by, host, (long)getpid(),
	    crypto_hex(mem, token, sizeof(token)));
}

/* Committed by itself, before the work begins. */
static enum err
lease_take(struct work *w, struct job *j, bool *mine)
{
	enum err	 e;

	e = db_exec(w->db, "UPDATE job SET attempts = attempts + 1, "
	    "lease_by = ?, lease_until = UNIX_TIMESTAMP() + ? WHERE id = ? "
	    "AND state = 0 AND due_at <= UNIX_TIMESTAMP() "
	    "AND lease_until <= UNIX_TIMESTAMP()", DB_ARGS(DB_S(j->lease),
	    DB_I(kind_lease_s(j->kind)), DB_I(j->id)));
	*mine = e == OK && db_changed(w->db) == 1;
	return e == ERR_RETRY ? OK : e;
}

/* Whether the last UPDATE found the job in our hands. */
static enum err
lease_kept(struct work *w, struct job *j)
{
	if (db_changed(w->db) == 1)
		return OK;
	j->lost = true;
	return ERR_CONFLICT;
}

enum err
job_hold(struct work *w, struct job *job)
{
	enum err	 e;

	e = db_exec(w->db, "UPDATE job SET slices = slices + 1, "
	    "attempts = 1, lease_until = UNIX_TIMESTAMP() + ? "
	    "WHERE id = ? AND lease_by = ?",
	    DB_ARGS(DB_I(kind_lease_s(job->kind)), DB_I(job->id),
	    DB_S(job->lease)));
	return e == OK ? lease_kept(w, job) : e;
}

bool
job_time(const struct job *job)
{
	return page_clock_us() < job->until_us;
}

/* ---- how it ends */

/* Done, unless somebody asked for it meanwhile: then it is due again. */
static enum err
job_end(struct work *w, struct job *j)
{
	bool		 regular = kind_regular(j->kind) && *j->name == '\0';
	int64_t		 next = regular ? job_next(w, j->kind, w->now_s) : 0;
	enum err	 e;

	e = db_exec(w->db, "UPDATE job SET state = IF(asked = ?, ?, 0), "
	    "due_at = IF(asked = ? AND ? > 0, ?, due_at), "
	    "attempts = 0, error = NULL, slices = slices + 1, "
	    "done_at = UNIX_TIMESTAMP(), lease_until = 0, lease_by = '' "
	    "WHERE id = ? AND lease_by = ?", DB_ARGS(DB_I(j->asked),
	    DB_I(regular ? 0 : 1), DB_I(j->asked), DB_I(next), DB_I(next),
	    DB_I(j->id), DB_S(j->lease)));
	return e == OK ? lease_kept(w, j) : e;
}

/* There is more of it: behind what else is due. */
static enum err
job_put_back(struct work *w, const struct job *j)
{
	return db_exec(w->db, "UPDATE job SET lease_until = 0, "
	    "lease_by = '', attempts = 0, due_at = UNIX_TIMESTAMP() "
	    "WHERE id = ? AND lease_by = ?",
	    DB_ARGS(DB_I(j->id), DB_S(j->lease)));
}

/* Why it failed, for the administrator. */
static const char *
failure_words(const struct work *w, enum err e)
{
	const struct problem	*p = work_problem(w, 0, NULL);

	if (p != NULL && p->field != NULL)
		return utf8_truncate(w->mem, arena_fmt(w->mem, "%s: %s",
		    p->field, p->text), ERROR_LENGTH);
	if (p != NULL)
		return utf8_truncate(w->mem, p->text, ERROR_LENGTH);
	switch (e) {
	case ERR_RETRY:
		return t("others wrote the same rows all the while");
	case ERR_DB:
		return t("the database refused; its words are in the log");
	case ERR_IO:
		return t("a file or a server did not answer; the log has it");
	case ERR_NOTFOUND:
		return t("what it is about is not there any more");
	default:
		return arena_fmt(w->mem, t("it ended with error %d"), (int)e);
	}
}

static enum err
job_fail(struct work *w, const struct job *j, enum err why,
    const char *words)
{
	bool		 regular = kind_regular(j->kind) && *j->name == '\0';
	int64_t		 pause = why == ERR_RETRY ? BUSY_S :
			    job_pause(j->attempts);

	if (regular && j->kind->every_min > 0 &&
	    pause > (int64_t)j->kind->every_min * 60)
		pause = (int64_t)j->kind->every_min * 60;
	log_error("job %s %s (%" PRId64 "), attempt %d: error %d: %s",
	    j->kind->name, j->name, j->id, j->attempts, (int)why, words);
	return db_exec(w->db, "UPDATE job SET lease_until = 0, "
	    "lease_by = '', due_at = UNIX_TIMESTAMP() + ?, error = ?, "
	    "state = ? WHERE id = ? AND lease_by = ?", DB_ARGS(DB_I(pause),
	    DB_S(words), DB_I(!regular && j->attempts >= JOB_TRIES ? 2 : 0),
	    DB_I(j->id), DB_S(j->lease)));
}

/* ---- the work */

static enum err
slice_do(struct work *w, void *arg)
{
	struct job	*j = arg;
	enum err	 e;

	j->left = false;
	e = j->kind->fn(w, j);
	if (e != OK)
		return e;
	return j->left ? job_hold(w, j) : job_end(w, j);
}

static enum err
end_do(struct work *w, void *arg)
{
	return job_end(w, arg);
}

/* One slice, in w's memory. */
static enum err
slice_run(struct work *w, struct job *j)
{
	enum err	 e;

	if (!(j->kind->flags & JOB_LOOSE))
		return work_run(w, slice_do, j);
	j->left = false;
	e = j->kind->fn(w, j);
	return e != OK || j->left ? e : work_run(w, end_do, j);
}

/* A work of the system's own. */
static struct work
own_work(const struct work *w, struct arena *mem)
{
	struct work	 own = { .mem = mem, .db = w->db, .conf = w->conf,
			     .site = w->site, .lang = w->site->lang,
			     .zone = w->site->zone,
			     .actor = { .channel = BY_RULE },
			     .now_s = (int64_t)time(NULL) };

	return own;
}

static bool
run_over(const struct job_run *run)
{
	return page_clock_us() >= run->until_us ||
	    (run->stop != NULL && run->stop());
}

/* A leased job, slice by slice. */
static enum err
job_work(const struct work *w, struct job *j, struct job_run *run)
{
	struct arena	*mem = arena_new();
	struct work	 own;
	enum err	 e;

	do {
		arena_reset(mem);
		own = own_work(w, mem);
		e = slice_run(&own, j);
	} while (e == OK && j->left && job_time(j) && !run_over(run));
	if (e == OK && j->left)
		e = job_put_back(&own, j);
	else if (e == OK)
		run->done++;
	else if (!j->lost) {
		run->failed++;
		e = job_fail(&own, j, e, failure_words(&own, e));
	} else
		e = OK;
	arena_free(mem);
	return e == ERR_RETRY ? OK : e;
}

/* ---- what is due */

/* A row that was due, as a job to be leased; false if nobody knows its kind. */
static bool
job_read(struct work *w, const struct db_rows *r, size_t i,
    const struct job_run *run, struct job *j)
{
	int64_t	 turn = page_clock_us() + TURN_US;

	*j = (struct job){ .kind = job_kind_find(db_text(r, i, 1)),
	    .id = db_int(r, i, 0), .name = db_text(r, i, 2),
	    .attempts = (int)db_int(r, i, 3) + 1, .asked = db_int(r, i, 4),
	    .until_us = run->until_us < turn ? run->until_us : turn,
	    .lease = lease_name(w->mem, run->by) };
	return j->kind != NULL;
}

static enum err
unknown_fail(struct work *w, const struct job *j)
{
	return db_exec(w->db, "UPDATE job SET state = 2, error = ? "
	    "WHERE id = ? AND state = 0",
	    DB_ARGS(DB_S(t("this program does not know such work")),
	    DB_I(j->id)));
}

/* Whoever had it ended each time before it did. */
static enum err
deadly_fail(struct work *w, struct job *j)
{
	j->attempts--;
	return job_fail(w, j, ERR_IO,
	    t("the program that was at it was ended each time"));
}

static enum err
due_one(struct work *w, const struct db_rows *r, size_t i,
    struct job_run *run)
{
	struct job	 j;
	bool		 mine;
	enum err	 e;

	if (!job_read(w, r, i, run, &j))
		return unknown_fail(w, &j);
	e = lease_take(w, &j, &mine);
	if (e != OK || !mine)
		return e;
	if (j.attempts > JOB_TRIES && *db_text(r, i, 5) != '\0') {
		run->failed++;
		return deadly_fail(w, &j);
	}
	return job_work(w, &j, run);
}

static enum err
due_read(struct work *w, const struct job_run *run, struct db_rows **r)
{
	if (run->kind != NULL)
		return db_query(w->db, w->mem, r, "SELECT id, kind, name, "
		    "attempts, asked, lease_by FROM job WHERE kind = ? "
		    "AND name = ? AND state = 0 "
		    "AND due_at <= UNIX_TIMESTAMP() "
		    "AND lease_until <= UNIX_TIMESTAMP()",
		    DB_ARGS(DB_S(run->kind), DB_S(run->name)));
	return db_query(w->db, w->mem, r, "SELECT id, kind, name, attempts, "
	    "asked, lease_by FROM job WHERE state = 0 "
	    "AND due_at <= UNIX_TIMESTAMP() "
	    "AND lease_until <= UNIX_TIMESTAMP() ORDER BY due_at, id LIMIT ?",
	    DB_ARGS(DB_I(CHOICE)));
}

/* What is due now, at most CHOICE; *n 0: nothing. */
static enum err
due_some(struct work *w, struct job_run *run, size_t *n)
{
	struct db_rows	*r;
	enum err	 e = due_read(w, run, &r);

	*n = e == OK ? r->n : 0;
	for (size_t i = 0; e == OK && i < *n && !run_over(run); i++)
		e = due_one(w, r, i, run);
	return e;
}

enum err
jobs_run(struct work *w, struct job_run *run)
{
	enum lang	 lang = i18n_lang();
	struct arena	*mem = arena_new();
	struct work	 own = own_work(w, mem);
	size_t		 n = 1;
	enum err	 e = run->kind == NULL ? regular_add(&own) : OK;

	i18n_set(own.lang);
	while (e == OK && n > 0 && !run_over(run)) {
		arena_reset(mem);
		own = own_work(w, mem);
		e = due_some(&own, run, &n);
	}
	i18n_set(lang);
	arena_free(mem);
	return e;
}

bool
job_rest(const struct job_run *run)
{
	const struct timespec	 t = { .tv_nsec = REST_MS * 1000000L };

	if (page_clock_us() >= run->until_us)
		return false;
	nanosleep(&t, NULL);
	return true;
}
