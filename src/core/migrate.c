/* migrate.c: numbered SQL files become tables, each step once. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/conf.h"
#include "base/crypto.h"
#include "base/file.h"
#include "base/log.h"
#include "base/statements.h"
#include "base/str.h"
#include "core/migrate.h"
#include "core/module.h"
#include "core/search.h"
#include "core/tally.h"

#define FILE_BYTES	(4 << 20)
#define STEP_S		(4 * 3600)	/* a large table may take hours */
#define LOCK_S		3		/* wait for another run's end */
#define STALE_S		(6 * 3600)	/* a lock row nobody holds any more */
#define SUM_BYTES	32

struct step {
	const char	*sql;
	uint8_t		 sum[SUM_BYTES];
};

struct script {
	const char	*name;		/* of the file */
	struct step	*steps;
	size_t		 n;
};

struct plan {
	struct script			*scripts;
	size_t				 n;
	const struct migrate_step	*only;	/* these; NULL: all */
	time_t				 until;	/* begin none after; 0: any */
	bool				 left;	/* so some were not begun */
};

/* What is recorded of a step. */
enum mark { STEP_NEW, STEP_BEGUN, STEP_DONE, STEP_OTHER };

enum err
migrate_server(struct work *w, const char **version)
{
	struct db_rows	*rows;
	int		 a = 0, b = 0, c = 0;
	bool		 maria, fine;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT VERSION()", DB_NOARGS);
	if (e != OK)
		return e;
	*version = db_text(rows, 0, 0);
	maria = strstr(*version, "MariaDB") != NULL;
	if (sscanf(*version, "%d.%d.%d", &a, &b, &c) < 2)
		a = 0;
	if (maria)
		fine = a > 10 || (a == 10 && b >= 6);
	else
		fine = a > 8 || (a == 8 && (b > 0 || c >= 16));
	if (fine)
		return OK;
	return work_refuse(w, 0, NULL, arena_fmt(w->mem,
	    t("The database is %s; MariaDB 10.6 or MySQL 8.0.16 is needed."),
	    *version));
}

/* 000_core.sql with module NULL, contacts_001_contact.sql with "contacts". */
static bool
belongs(const char *file, const char *module)
{
	size_t	 n = module == NULL ? 0 : strlen(module);

	if (n > 0 && (strncmp(file, module, n) != 0 || file[n++] != '_'))
		return false;
	return strspn(file + n, "0123456789") == 3 && file[n + 3] == '_';
}

static enum err
script_read(struct work *w, const char *name, struct script *out)
{
	const char		*path, *const *list;
	char			*text;
	size_t			 n, i;
	enum err		 e;

	path = arena_fmt(w->mem, "%s/sql/%s", w->conf->share_dir, name);
	e = file_read(w->mem, path, FILE_BYTES, &text, &n);
	if (e != OK) {
		log_error("migrate: cannot take %s", path);
		return ERR_IO;
	}
	out->name = name;
	out->n = statements_split(w->mem, text, &list);
	out->steps = arena_alloc(w->mem, out->n * sizeof(*out->steps));
	for (i = 0; i < out->n; i++) {
		out->steps[i].sql = list[i];
		crypto_sha256(list[i], strlen(list[i]), out->steps[i].sum);
	}
	return OK;
}

static enum err
plan_add(struct work *w, struct plan *p, const char *const *names,
    const char *module)
{
	enum err	 e;

	for (; *names != NULL; names++) {
		if (!belongs(*names, module))
			continue;
		e = script_read(w, *names, &p->scripts[p->n]);
		if (e != OK)
			return e;
		p->n++;
	}
	return OK;
}

static enum err
plan_make(struct work *w, struct plan *p)
{
	const struct module *const	*m = modules_all();
	const char *const		*names;
	const char			*dir;
	size_t				 n = 0;
	enum err			 e;

	dir = arena_fmt(w->mem, "%s/sql", w->conf->share_dir);
	e = file_list(w->mem, dir, ".sql", &names);
	if (e != OK)
		return e;
	while (names[n] != NULL)
		n++;
	*p = (struct plan){ .scripts = arena_alloc(w->mem,
	    n * sizeof(*p->scripts)) };
	e = plan_add(w, p, names, NULL);
	if (e == OK && p->n == 0) {
		log_error("migrate: nothing in %s", dir);
		return ERR_IO;
	}
	for (; e == OK && *m != NULL; m++)
		e = plan_add(w, p, names, (*m)->name);
	return e;
}

/* Every recorded step; none when the table itself is not there. */
static enum err
record_read(struct work *w, struct db_rows **rows)
{
	enum err	 e;

	e = db_query(w->db, w->mem, rows, "SELECT table_name FROM"
	    " information_schema.tables WHERE table_schema = DATABASE() AND"
	    " table_name = 'migration'", DB_NOARGS);
	if (e != OK || (*rows)->n == 0)
		return e;
	return db_query(w->db, w->mem, rows, "SELECT file, step, checksum, at"
	    " FROM migration ORDER BY file, step", DB_NOARGS);
}

static enum mark
step_mark(const struct db_rows *rows, const struct script *s, size_t i)
{
	const struct db_val	*sum;
	size_t			 r;

	for (r = 0; r < rows->n; r++) {
		if (db_int(rows, r, 1) != (int64_t)i + 1 ||
		    !str_eq(db_text(rows, r, 0), s->name))
			continue;
		if (db_int(rows, r, 3) == 0)
			return STEP_BEGUN;
		sum = db_cell(rows, r, 2);
		return sum->n == SUM_BYTES &&
		    memcmp(sum->s, s->steps[i].sum, SUM_BYTES) == 0 ?
		    STEP_DONE : STEP_OTHER;
	}
	return STEP_NEW;
}

static enum err
refuse(struct work *w, enum err e, const char *text)
{
	work_refuse(w, 0, NULL, text);
	return e;
}

/* How much is left, and whether what is done is what we would do. */
static enum err
plan_check(struct work *w, const struct plan *p, const struct db_rows *rows,
    size_t *left)
{
	const struct script	*s;
	enum mark		 mark;
	size_t			 i;

	*left = 0;
	for (s = p->scripts; s < p->scripts + p->n; s++)
		for (i = 0; i < s->n; i++) {
			mark = step_mark(rows, s, i);
			if (mark == STEP_OTHER)
				return refuse(w, ERR_INVALID,
				    arena_fmt(w->mem, t("%s has been changed"
				    " after it was run (step %zu)."), s->name,
				    i + 1));
			*left += mark != STEP_DONE;
		}
	return OK;
}

/* ---- some of the steps */

static bool
step_is(const struct migrate_step *m, const struct script *s, size_t i)
{
	return m->step == (int64_t)i + 1 && str_eq(m->file, s->name);
}

/* Whether step i of s is to be run at all. */
static bool
step_wanted(const struct plan *p, const struct script *s, size_t i)
{
	const struct migrate_step	*m = p->only;

	if (m == NULL)
		return true;
	for (; m->file != NULL; m++)
		if (step_is(m, s, i))
			return true;
	return false;
}

/* Whether a step of another's list is one of ours, with the same text. */
static bool
plan_has(struct work *w, const struct plan *p, const struct migrate_step *m)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct script	*s = &p->scripts[i];

		if (m->step >= 1 && m->step <= (int64_t)s->n &&
		    str_eq(m->file, s->name))
			return str_eq(m->sum, crypto_hex(w->mem,
			    s->steps[m->step - 1].sum, SUM_BYTES));
	}
	return false;
}

/*
 * Run one step.  It is noted before, and again after in its own transaction:
 * so a statement on rows runs exactly once, and one on tables, which ends the
 * transaction by itself, is known to have been tried.
 */
static enum err
step_run(struct work *w, const struct script *s, size_t i, enum mark mark)
{
	struct db_val	 key[] = { DB_B((const char *)s->steps[i].sum,
			     SUM_BYTES), DB_S(s->name), DB_I((int64_t)i + 1) };
	struct db_val	 done[] = { DB_I(w->now_s), key[0], key[1], key[2] };
	enum err	 e = OK;

	if (mark == STEP_NEW)
		e = db_exec(w->db, "INSERT INTO migration (checksum, file,"
		    " step, at) VALUES (?, ?, ?, 0)", key, 3);
	if (e == OK)
		e = db_begin(w->db);
	if (e != OK)
		return e;
	e = db_exec_once(w->db, s->steps[i].sql, NULL, 0);
	if (e != OK && mark == STEP_BEGUN && db_already(w->db)) {
		db_rollback(w->db);
		e = db_begin(w->db);
	}
	if (e == OK)
		e = db_exec(w->db, "UPDATE migration SET at = ?, checksum = ?"
		    " WHERE file = ? AND step = ?", done, 4);
	if (e == OK)
		return db_commit(w->db);
	db_rollback(w->db);
	return e;
}

static enum err
plan_run(struct work *w, struct plan *p, const struct db_rows *rows,
    int *nsteps)
{
	const struct script	*s;
	enum mark		 mark;
	enum err		 e;
	size_t			 i;

	for (s = p->scripts; s < p->scripts + p->n; s++)
		for (i = 0; i < s->n; i++) {
			mark = step_mark(rows, s, i);
			if (mark == STEP_DONE || !step_wanted(p, s, i))
				continue;
			if (p->until != 0 && time(NULL) >= p->until) {
				p->left = true;
				return OK;
			}
			e = step_run(w, s, i, mark);
			if (e != OK)
				return refuse(w, e, arena_fmt(w->mem,
				    t("%s, step %zu failed."), s->name,
				    i + 1));
			(*nsteps)++;
		}
	return OK;
}

static enum err
table_make(struct work *w)
{
	return db_exec(w->db,
	    "CREATE TABLE IF NOT EXISTS migration ("
	    "file VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL"
	    " COMMENT 'name under sql; empty: the lock of a run',"
	    "step INT NOT NULL"
	    " COMMENT 'statement of the file, from 1',"
	    "checksum BINARY(32) NOT NULL"
	    " COMMENT 'SHA-256 of the statement',"
	    "at BIGINT NOT NULL"
	    " COMMENT 'when it ran, UTC seconds; 0: begun only',"
	    "PRIMARY KEY (file, step))"
	    " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"
	    " COLLATE=utf8mb4_unicode_ci COMMENT='what has been run'",
	    DB_NOARGS);
}

static enum err
row_put(struct work *w, const char mark[SUM_BYTES])
{
	return db_exec(w->db, "INSERT INTO migration (file, step, checksum,"
	    " at) VALUES ('', 0, ?, ?)",
	    DB_ARGS(DB_B(mark, SUM_BYTES), DB_I(w->now_s)));
}

/*
 * A row as the lock, where the server has no GET_LOCK (a cluster).  It stays
 * behind if the run is killed, so an old one counts as none.
 */
static enum err
row_lock(struct work *w, const char mark[SUM_BYTES])
{
	enum err	 e;

	e = db_exec(w->db, "DELETE FROM migration WHERE file = '' AND at < ?",
	    DB_ARGS(DB_I(w->now_s - STALE_S)));
	return e == OK ? row_put(w, mark) : e;
}

static enum err
lock(struct work *w, struct migrate_hold *h)
{
	struct db_rows	*rows;
	enum err	 e;

	crypto_random(h->mark, sizeof(h->mark));
	h->row = false;
	e = db_query(w->db, w->mem, &rows, "SELECT GET_LOCK("
	    "CONCAT('kartoteka.', MD5(DATABASE())), ?)",
	    DB_ARGS(DB_I(LOCK_S)));
	if (e == OK)
		e = db_int(rows, 0, 0) == 1 ? OK : ERR_CONFLICT;
	else {
		h->row = true;
		e = row_lock(w, (const char *)h->mark);
	}
	if (e == ERR_CONFLICT)
		return refuse(w, e,
		    t("The tables are being changed by another run."));
	return e;
}

static void
unlock(struct work *w, const struct migrate_hold *h)
{
	struct db_rows	*rows;

	if (h->row)
		db_exec(w->db, "DELETE FROM migration WHERE file = ''",
		    DB_NOARGS);
	else
		db_query(w->db, w->mem, &rows, "SELECT RELEASE_LOCK("
		    "CONCAT('kartoteka.', MD5(DATABASE())))", DB_NOARGS);
}

/* Under the lock. */
static enum err
plan_run_held(struct work *w, struct plan *p, int *nsteps)
{
	struct db_rows	*rows;
	size_t		 left;
	enum err	 e = record_read(w, &rows);

	if (e == OK)
		e = plan_check(w, p, rows, &left);
	if (e == OK)
		e = plan_run(w, p, rows, nsteps);
	if (e == OK && p->only == NULL && !p->left)
		e = tally_fill(w, p->until, &p->left);
	if (e == OK && p->only == NULL && !p->left)
		e = search_fill(w, p->until, &p->left);
	return e;
}

static enum err
plan_run_alone(struct work *w, struct plan *p, int *nsteps)
{
	struct migrate_hold	 h;
	enum err		 e = lock(w, &h);

	if (e != OK)
		return e;
	e = plan_run_held(w, p, nsteps);
	unlock(w, &h);
	return e;
}

static enum err
plan_begin(struct work *w, struct plan *p, int *nsteps)
{
	const char	*version;
	enum err	 e = migrate_server(w, &version);

	*nsteps = 0;
	return e == OK ? plan_make(w, p) : e;
}

static enum err
plan_finish(struct work *w, struct plan *p, int *nsteps)
{
	enum err	 e;

	db_limits(w->db, STEP_S, STEP_S);
	e = table_make(w);
	if (e == OK)
		e = plan_run_alone(w, p, nsteps);
	db_limits(w->db, DB_IDLE_S, DB_WAIT_S);
	return e;
}

enum err
migrate_run(struct work *w, int *nsteps)
{
	struct plan	 p;
	enum err	 e = plan_begin(w, &p, nsteps);

	return e == OK ? plan_finish(w, &p, nsteps) : e;
}

enum err
migrate_part(struct work *w, int seconds, bool *left)
{
	struct plan	 p;
	int		 n;
	enum err	 e = plan_begin(w, &p, &n);

	*left = false;
	if (e != OK)
		return e;
	p.until = time(NULL) + seconds;
	e = plan_finish(w, &p, &n);
	*left = p.left;
	log_info("migrate: %d steps made%s", n, p.left ? ", more to come" :
	    "");
	return e;
}

/* ---- the whole base for one */

/*
 * The row also where there is GET_LOCK: it tells set-ups, and it waits for the
 * end of one that has begun.  One that is there is of a run that was killed.
 */
static enum err
mark_put(struct work *w, const struct migrate_hold *h)
{
	enum err	 e = db_begin(w->db);

	if (e != OK)
		return e;
	e = db_exec(w->db, "DELETE FROM migration WHERE file = ''",
	    DB_NOARGS);
	if (e == OK)
		e = row_put(w, (const char *)h->mark);
	if (e == OK)
		return db_commit(w->db);
	db_rollback(w->db);
	return e == ERR_CONFLICT || e == ERR_RETRY ? refuse(w, ERR_CONFLICT,
	    t("The tables are being changed by another run.")) : e;
}

enum err
migrate_hold(struct work *w, struct migrate_hold *h)
{
	enum err	 e;

	db_limits(w->db, STEP_S, STEP_S);
	e = table_make(w);
	if (e == OK)
		e = lock(w, h);
	if (e == OK && !h->row) {
		e = mark_put(w, h);
		if (e != OK)
			unlock(w, h);
	}
	if (e != OK)
		db_limits(w->db, DB_IDLE_S, DB_WAIT_S);
	return e;
}

enum err
migrate_held(struct work *w, const struct migrate_hold *h)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT 1 FROM migration"
	    " WHERE file = '' AND checksum = ?",
	    DB_ARGS(DB_B((const char *)h->mark, SUM_BYTES)));
	return e != OK || rows->n > 0 ? e : refuse(w, ERR_CONFLICT,
	    t("The tables are being changed by another run."));
}

void
migrate_release(struct work *w, const struct migrate_hold *h)
{
	db_exec(w->db, "DELETE FROM migration WHERE file = ''"
	    " AND checksum = ?",
	    DB_ARGS(DB_B((const char *)h->mark, SUM_BYTES)));
	if (!h->row)
		unlock(w, h);
	db_limits(w->db, DB_IDLE_S, DB_WAIT_S);
}

enum err
migrate_stay(struct work *w)
{
	uint8_t		 mark[SUM_BYTES];
	enum err	 e;

	crypto_random(mark, sizeof(mark));
	e = row_put(w, (const char *)mark);
	if (e == ERR_CONFLICT)
		return work_refuse(w, 0, NULL,
		    t("A backup is being restored here."));
	return e != OK ? e : db_exec(w->db, "DELETE FROM migration"
	    " WHERE file = '' AND checksum = ?",
	    DB_ARGS(DB_B((const char *)mark, SUM_BYTES)));
}

enum err
migrate_to(struct work *w, const struct migrate_step *steps, int *nsteps)
{
	struct plan	 p;
	enum err	 e = plan_begin(w, &p, nsteps);

	if (e != OK)
		return e;
	for (const struct migrate_step *m = steps;
	    m != NULL && m->file != NULL; m++)
		if (!plan_has(w, &p, m))
			return refuse(w, ERR_INVALID, arena_fmt(w->mem,
			    t("%s is not known here: a newer version made"
			    " this."), m->file));
	p.only = steps;
	return plan_run_held(w, &p, nsteps);
}

enum err
migrate_steps(struct work *w, const struct migrate_step **out)
{
	struct migrate_step	*list;
	struct db_rows		*rows;
	size_t			 i;
	enum err		 e;

	e = db_query(w->db, w->mem, &rows, "SELECT file, step, checksum"
	    " FROM migration WHERE at > 0 AND file <> ''"
	    " ORDER BY file, step", DB_NOARGS);
	if (e != OK)
		return e;
	list = arena_alloc(w->mem, (rows->n + 1) * sizeof(*list));
	for (i = 0; i < rows->n; i++) {
		const struct db_val	*sum = db_cell(rows, i, 2);

		list[i] = (struct migrate_step){
			db_text(rows, i, 0), db_int(rows, i, 1),
			crypto_hex(w->mem, sum->s, sum->n)
		};
	}
	list[i] = (struct migrate_step){ 0 };
	*out = list;
	return OK;
}

/* What "CREATE TABLE name (" makes, or NULL. */
static const char *
table_made(struct arena *mem, const char *sql)
{
	static const char	 verb[] = "CREATE TABLE ";
	size_t			 n;

	if (!str_starts(sql, verb))
		return NULL;
	sql += sizeof(verb) - 1;
	n = strcspn(sql, " \t\n(");
	return arena_fmt(mem, "%.*s", (int)n, sql);
}

enum err
migrate_tables(struct work *w, const char *const **out)
{
	struct plan	 p;
	const char	**list;
	size_t		 n = 0, i, k;
	enum err	 e = plan_make(w, &p);

	if (e != OK)
		return e;
	for (i = 0; i < p.n; i++)
		n += p.scripts[i].n;
	list = arena_alloc(w->mem, (n + 1) * sizeof(*list));
	for (i = n = 0; i < p.n; i++)
		for (k = 0; k < p.scripts[i].n; k++) {
			list[n] = table_made(w->mem,
			    p.scripts[i].steps[k].sql);
			n += list[n] != NULL;
		}
	list[n] = NULL;
	*out = list;
	return OK;
}

enum err
migrate_pending(struct work *w, bool *pending)
{
	struct plan	 p;
	struct db_rows	*rows;
	size_t		 left = 0;
	enum err	 e;

	if ((e = plan_make(w, &p)) != OK ||
	    (e = record_read(w, &rows)) != OK)
		return e;
	e = plan_check(w, &p, rows, &left);
	if (e == OK && left == 0)
		return tally_fill(w, 1, pending);	/* it only looks */
	if (e == OK)
		*pending = true;
	return e;
}
