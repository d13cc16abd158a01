/* run.c: files being imported through the browser. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "core/db.h"
#include "core/site.h"
#include "mod/transfer/run.h"

#define KEPT_DAYS	1	/* behind that of the last activity */
#define TOKEN_BYTES	16
#define SHOWN		10
#define SWEPT		100	/* runs removed at a time */
#define STRAY_S		86400	/* a file this old has its run's row */

#define COLUMNS	"SELECT id, token, name, size, nrows, encoding, delimiter, " \
		"mapping, match_by, mode, missing, state, done, created, " \
		"changed, same, refused, bad_bytes, set_id, at, sheet, " \
		"user_id, error, entity, mapping_id, mark_bytes, begun, " \
		"active_at, alone FROM import_run "

static const char *
folder(struct work *w)
{
	return arena_fmt(w->mem, "%s/import", w->conf->data_dir);
}

static const char *
path_of(struct work *w, const struct run *run, const char *ending)
{
	return arena_fmt(w->mem, "%s/%s%s", folder(w), run->token, ending);
}

const char *
run_path(struct work *w, const struct run *run)
{
	return path_of(w, run, "");
}

const char *
run_bad_path(struct work *w, const struct run *run)
{
	return path_of(w, run, run_written(run) ? ".bad" : ".tried");
}

const char *
run_marks_path(struct work *w, const struct run *run)
{
	return path_of(w, run, ".marks");
}

bool
run_written(const struct run *run)
{
	return run->state == RUN_BEGUN || run->state == RUN_DONE ||
	    run->state == RUN_STOPPED;
}

int32_t
run_kept_until(struct work *w, const struct run *run)
{
	return work_firm_day(w, run->active_at) + KEPT_DAYS;
}

/* A second name for the upload, whose own ends with the request. */
static enum err
file_keep(struct work *w, const struct upload *u, const struct run *run)
{
	const char	*dir = folder(w), *path = run_path(w, run);

	if (mkdir(dir, 0700) != 0 && errno != EEXIST) {
		log_error("%s: %s", dir, strerror(errno));
		return ERR_IO;
	}
	if (link(u->path, path) != 0 && rename(u->path, path) != 0) {
		log_error("%s: %s", path, strerror(errno));
		return ERR_IO;
	}
	return OK;
}

enum err
run_new(struct work *w, const struct upload *u, struct run *run)
{
	unsigned char	 token[TOKEN_BYTES];
	char		 delimiter[2] = { run->delimiter, '\0' };
	enum err	 e;

	crypto_random(token, sizeof(token));
	run->token = crypto_hex(w->mem, token, sizeof(token));
	run->state = RUN_READ;
	e = file_keep(w, u, run);
	if (e == OK)
		e = db_exec(w->db, "INSERT INTO import_run (user_id, entity, "
		    "token, name, size, nrows, encoding, delimiter, mode, "
		    "missing, state, done, created, changed, same, refused, "
		    "bad_bytes, at, active_at, sheet) VALUES (?, ?, ?, ?, ?, "
		    "?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, ?, ?, ?)",
		    DB_ARGS(DB_I(w->actor.user_id),
		    DB_S(run->e->name), DB_S(run->token),
		    DB_S(utf8_truncate(w->mem, run->name, 200)),
		    DB_I(run->size), DB_I(run->rows), DB_S(run->encoding),
		    DB_S(delimiter), DB_S(run->mode), DB_S(run->missing),
		    DB_I(run->state), DB_I(w->now_s), DB_I(w->now_s),
		    DB_S(run->sheet)));
	run->active_at = w->now_s;
	if (e == OK)
		run->id = db_id(w->db);
	return e;
}

static void
run_read(const struct db_rows *rows, size_t r, const struct entity *e,
    struct run *out)
{
	memset(out, 0, sizeof(*out));
	out->e = e;
	out->id = db_int(rows, r, 0);
	out->token = db_text(rows, r, 1);
	out->name = db_text(rows, r, 2);
	out->size = db_int(rows, r, 3);
	out->rows = db_int(rows, r, 4);
	out->encoding = db_text(rows, r, 5);
	out->delimiter = *db_text(rows, r, 6);
	out->mapping = db_text(rows, r, 7);
	out->match = db_text(rows, r, 8);
	out->mode = db_text(rows, r, 9);
	out->missing = db_text(rows, r, 10);
	out->state = (enum run_state)db_int(rows, r, 11);
	out->done = db_int(rows, r, 12);
	out->counts.created = db_int(rows, r, 13);
	out->counts.changed = db_int(rows, r, 14);
	out->counts.same = db_int(rows, r, 15);
	out->counts.refused = db_int(rows, r, 16);
	out->bad_bytes = db_int(rows, r, 17);
	out->set_id = db_int(rows, r, 18);
	out->at = db_int(rows, r, 19);
	out->sheet = db_text(rows, r, 20);
	out->user_id = db_int(rows, r, 21);
	out->error = db_text(rows, r, 22);
	out->mapping_id = db_int(rows, r, 24);
	out->mark_bytes = db_int(rows, r, 25);
	out->begun = db_int(rows, r, 26);
	out->active_at = db_int(rows, r, 27);
	out->alone = db_int(rows, r, 28) != 0;
}

enum err
run_get(struct work *w, const struct entity *e, int64_t id, struct run *out)
{
	struct db_rows	*rows;
	enum err	 err;

	err = db_query(w->db, w->mem, &rows, COLUMNS "WHERE id = ? AND "
	    "user_id = ? AND entity = ?", DB_ARGS(DB_I(id),
	    DB_I(w->actor.user_id), DB_S(e->name)));
	if (err != OK)
		return err;
	if (rows->n == 0)
		return ERR_NOTFOUND;
	run_read(rows, 0, e, out);
	return OK;
}

enum err
run_any(struct work *w, int64_t id, struct run *out)
{
	const struct entity	*e;
	struct db_rows		*rows;
	enum err		 err;

	err = db_query(w->db, w->mem, &rows, COLUMNS "WHERE id = ?",
	    DB_ARGS(DB_I(id)));
	if (err != OK)
		return err;
	e = rows->n > 0 ? entity_find(db_text(rows, 0, 23)) : NULL;
	if (e == NULL)
		return ERR_NOTFOUND;
	run_read(rows, 0, e, out);
	return OK;
}

enum err
run_list(struct work *w, const struct entity *e, struct run **list,
    size_t *n)
{
	struct db_rows	*rows;
	enum err	 err;

	err = db_query(w->db, w->mem, &rows, COLUMNS "WHERE user_id = ? AND "
	    "entity = ? ORDER BY id DESC LIMIT ?",
	    DB_ARGS(DB_I(w->actor.user_id), DB_S(e->name), DB_I(SHOWN)));
	if (err != OK)
		return err;
	*n = rows->n;
	*list = arena_alloc(w->mem, rows->n * sizeof(**list));
	for (size_t i = 0; i < rows->n; i++)
		run_read(rows, i, e, &(*list)[i]);
	return OK;
}

enum err
run_put(struct work *w, const struct run *run)
{
	char	 delimiter[2] = { run->delimiter, '\0' };

	return db_exec(w->db, "UPDATE import_run SET nrows = ?, "
	    "encoding = ?, delimiter = ?, mapping = ?, match_by = ?, "
	    "mode = ?, missing = ?, state = ?, done = ?, created = ?, "
	    "changed = ?, same = ?, refused = ?, bad_bytes = ?, set_id = ?, "
	    "sheet = ?, mapping_id = ?, error = ?, active_at = ? "
	    "WHERE id = ?",
	    DB_ARGS(DB_I(run->rows), DB_S(run->encoding),
	    DB_S(delimiter), DB_S(run->mapping), DB_S(run->match),
	    DB_S(run->mode), DB_S(run->missing), DB_I(run->state),
	    DB_I(run->done), DB_I(run->counts.created),
	    DB_I(run->counts.changed), DB_I(run->counts.same),
	    DB_I(run->counts.refused), DB_I(run->bad_bytes),
	    { .type = run->set_id != 0 ? DB_INT : DB_NULL,
	      .i = run->set_id }, DB_S(run->sheet),
	    { .type = run->mapping_id != 0 ? DB_INT : DB_NULL,
	      .i = run->mapping_id }, DB_S(run->error), DB_I(w->now_s),
	    DB_I(run->id)));
}

enum err
run_begin(struct work *w, const struct run *run, enum run_state state)
{
	return db_exec(w->db, "UPDATE import_run SET state = ?, done = 0, "
	    "created = 0, changed = 0, same = 0, refused = 0, bad_bytes = 0, "
	    "mark_bytes = 0, alone = 0, error = NULL, begun = begun + 1, "
	    "active_at = ? WHERE id = ? AND state = ?", DB_ARGS(DB_I(state),
	    DB_I(w->now_s), DB_I(run->id),
	    DB_I(state == RUN_TRYING ? RUN_READ : RUN_TRIED)));
}

enum err
run_progress(struct work *w, const struct run *run, int64_t before)
{
	enum err	 e;

	e = db_exec(w->db, "UPDATE import_run SET done = ?, "
	    "created = ?, changed = ?, same = ?, refused = ?, "
	    "bad_bytes = ?, mark_bytes = ?, alone = ?, set_id = ?, "
	    "active_at = ? WHERE id = ? AND state = ? AND begun = ? "
	    "AND done = ?",
	    DB_ARGS(DB_I(run->done),
	    DB_I(run->counts.created), DB_I(run->counts.changed),
	    DB_I(run->counts.same), DB_I(run->counts.refused),
	    DB_I(run->bad_bytes), DB_I(run->mark_bytes), DB_I(run->alone),
	    { .type = run->set_id != 0 ? DB_INT : DB_NULL,
	      .i = run->set_id }, DB_I(w->now_s), DB_I(run->id),
	    DB_I(run->state), DB_I(run->begun), DB_I(before)));
	return e != OK || db_changed(w->db) == 1 ? e : ERR_CONFLICT;
}

enum err
run_hold(struct work *w, struct run *run)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, COLUMNS "WHERE id = ? FOR UPDATE",
	    DB_ARGS(DB_I(run->id)));
	if (e != OK || rows->n == 0)
		return e == OK ? ERR_NOTFOUND : e;
	run_read(rows, 0, run->e, run);
	return OK;
}

enum err
run_end(struct work *w, const struct run *run, enum run_state state,
    const char *error)
{
	return db_exec(w->db, "UPDATE import_run SET state = ?, error = ?, "
	    "active_at = ? WHERE id = ? AND state = ? AND begun = ?",
	    DB_ARGS(DB_I(state),
	    DB_S(error == NULL ? NULL : utf8_truncate(w->mem, error, 500)),
	    DB_I(w->now_s), DB_I(run->id), DB_I(run->state),
	    DB_I(run->begun)));
}

static void
file_drop(const char *path)
{
	if (unlink(path) != 0 && errno != ENOENT)
		log_error("%s: %s", path, strerror(errno));
}

static void
files_drop(struct work *w, const char *token)
{
	static const char *const endings[] = { "", ".bad", ".tried",
	    ".marks", NULL };
	const struct run	 run = { .token = token };

	for (size_t i = 0; endings[i] != NULL; i++)
		file_drop(path_of(w, &run, endings[i]));
}

void
run_tidy(struct work *w, const struct run *run)
{
	if (run->state != RUN_TRYING)
		file_drop(run_marks_path(w, run));
	if (run_written(run))
		file_drop(path_of(w, run, ".tried"));
}

/* Midnight before the first day whose files are still kept. */
static int64_t
kept_since(const struct work *w)
{
	const struct zone	*z = work_firm_zone(w);
	int32_t			 day = work_firm_today(w) - KEPT_DAYS;

	return z != NULL ? zone_day_start(z, day) : (int64_t)day * 86400;
}

/* Drop what belongs to a run that is not there. */
static enum err
stray_drop(struct work *w, const char *name)
{
	const char	*token = arena_fmt(w->mem, "%.*s",
			    (int)strcspn(name, "."), name);
	struct db_rows	*rows;
	struct stat	 st;
	enum err	 e;

	if (strlen(token) != 2 * TOKEN_BYTES || stat(arena_fmt(w->mem,
	    "%s/%s", folder(w), name), &st) != 0 ||
	    st.st_mtime > w->now_s - STRAY_S)
		return OK;
	e = db_query(w->db, w->mem, &rows, "SELECT id FROM import_run WHERE "
	    "token = ?", DB_ARGS(DB_S(token)));
	if (e == OK && rows->n == 0)
		files_drop(w, token);
	return e;
}

/* An upload is put down before its row is committed, and may be all of it. */
static enum err
strays_drop(struct work *w)
{
	const char *const	*names;
	enum err		 e;

	if (access(folder(w), F_OK) != 0)
		return OK;
	e = file_list(w->mem, folder(w), "", &names);
	for (size_t i = 0; e == OK && names[i] != NULL; i++)
		e = stray_drop(w, names[i]);
	return e;
}

enum err
run_sweep(struct work *w, bool *left)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT token FROM import_run "
	    "WHERE active_at < ? AND state <> 3 ORDER BY active_at LIMIT ?",
	    DB_ARGS(DB_I(kept_since(w)), DB_I(SWEPT)));
	for (size_t i = 0; e == OK && i < rows->n; i++) {
		files_drop(w, db_text(rows, i, 0));
		e = db_exec(w->db, "DELETE FROM import_fix WHERE run_id = "
		    "(SELECT id FROM import_run WHERE token = ?)",
		    DB_ARGS(DB_S(db_text(rows, i, 0))));
		if (e == OK)
			e = db_exec(w->db, "DELETE FROM import_run "
			    "WHERE token = ?", DB_ARGS(DB_S(db_text(rows, i, 0))));
	}
	*left = e == OK && rows->n == SWEPT;
	return e == OK && !*left ? strays_drop(w) : e;
}
