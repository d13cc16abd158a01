/* undo.c: takes change sets back. */
#include <jansson.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "core/changelog.h"
#include "core/draft.h"
#include "core/job.h"
#include "core/record.h"
#include "core/rights.h"
#include "core/session.h"
#include "core/tick.h"
#include "core/undo.h"

#define SMALL		500	/* logged rows that are taken back at once */
#define REASON_LENGTH	500

/* The set must be there, not yet taken back, and the actor's own or his to see. */
static enum err
undo_claim(struct work *w, int64_t set_id)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT user_id, undone_by, perm "
	    "FROM change_set WHERE id = ? FOR UPDATE", DB_ARGS(DB_I(set_id)));
	if (e != OK)
		return e;
	if (rows->n == 0 || (db_int(rows, 0, 0) != w->actor.user_id &&
	    !rights_have(w, "role.edit")))
		return ERR_NOTFOUND;
	if (db_int(rows, 0, 1) != 0) {
		work_refuse(w, 0, NULL, t("This change was undone already."));
		return ERR_CONFLICT;
	}
	w->set.perm = db_text(rows, 0, 2);
	return OK;
}

/* Whether the actor has all rights of a list by blanks; NULL: it is empty. */
static bool
perms_held(struct work *w, const char *perms)
{
	const char	*s = perms != NULL ? perms : "";
	size_t		 n;

	for (s += strspn(s, " "); *s != '\0'; s += n, s += strspn(s, " ")) {
		n = strcspn(s, " ");
		if (!rights_have(w, arena_fmt(w->mem, "%.*s", (int)n, s)))
			return false;
	}
	return true;
}

static const char *
right_lost(void)
{
	return t("you no longer have the right that this change needed");
}

/* undo_claim() by one who still has the rights that the change asked for. */
static enum err
undo_admit(struct work *w, int64_t set_id)
{
	enum err	 e = undo_claim(w, set_id);

	if (e != OK || perms_held(w, w->set.perm))
		return e;
	work_refuse(w, 0, NULL, right_lost());
	return ERR_DENIED;
}

static enum err
set_mark(struct work *w, int64_t set_id, int64_t made)
{
	return db_exec(w->db, "UPDATE change_set SET undone_by = ? "
	    "WHERE id = ?", DB_ARGS(DB_I(made), DB_I(set_id)));
}

static const struct change *
undo_changes(struct work *w, const struct logged *l)
{
	struct change	*c;

	if (l->action == DID_EDIT)
		return l->before;
	c = arena_alloc(w->mem, 2 * sizeof(*c));
	c->field = "deleted_at";
	c->type = F_TIME;
	if (l->action != DID_DELETE) {
		c->value.type = DB_INT;
		c->value.i = w->now_s;
	}
	return c;
}

static struct record *
records_of(struct work *w, const struct logged *list, size_t n)
{
	struct record	*rows = arena_alloc(w->mem, n * sizeof(*rows));

	for (size_t i = 0; i < n; i++) {
		rows[i].id = list[i].record_id;
		rows[i].changes = undo_changes(w, &list[i]);
	}
	return rows;
}

/* What comes out of the bin does so before others refer to it again. */
static void
restores_first(struct work *w, struct logged *list, size_t n)
{
	struct logged	*all = arena_alloc(w->mem, (n + 1) * sizeof(*all));
	size_t		 k = 0;

	memcpy(all, list, n * sizeof(*all));
	for (size_t i = 0; i < n; i++)
		if (all[i].action == DID_DELETE)
			list[k++] = all[i];
	for (size_t i = 0; i < n; i++)
		if (all[i].action != DID_DELETE)
			list[k++] = all[i];
}

/* A record may stand in a set twice: each run holds it once. */
static size_t
undo_run_length(const struct logged *list, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		if (list[i].e != list[0].e ||
		    (list[i].action == DID_DELETE) !=
		    (list[0].action == DID_DELETE) ||
		    list[i].followed != list[0].followed)
			return i;
		for (size_t j = 0; j < i; j++)
			if (list[j].record_id == list[i].record_id)
				return i;
	}
	return n;
}

/* What followed without a right being asked is taken back so, too. */
static enum err
set_back(struct work *w, struct record *rows, size_t n,
    const struct logged *list)
{
	const struct rights	*rights = w->actor.rights;
	enum err		 e;

	if (list[0].followed)
		w->actor.rights = NULL;
	e = record_set_back(w, list[0].e, rows, n, list);
	w->actor.rights = rights;
	return e;
}

/*
 * Values that were changed must still stand when the record is held, whatever
 * the log said before.  What a set made is deleted though somebody changed it
 * since only if all its values are as they were again.  What is gone already
 * needs no taking back.
 */
static void
expect_set(struct logged *l)
{
	if (l->action == DID_EDIT ||
	    (!l->latest && l->action != DID_DELETE))
		l->expect = l->after;
}

static enum err
run_expect(struct work *w, int64_t set_id, struct logged *list, size_t n)
{
	enum err	 e = changelog_latest(w, set_id, list, n);

	if (e == OK)
		e = changelog_since(w, set_id, list, n);
	for (size_t i = 0; i < n; i++)
		expect_set(&list[i]);
	return e;
}

/* ---- at once */

/* What one row of several is refused for, the whole is. */
static void
reason_raise(struct work *w, size_t row)
{
	const struct problem	*p = work_problem(w, row, NULL);

	if (p != NULL)
		work_refuse(w, 0, p->field, p->text);
}

/* Take back a run of records of one entity. */
static enum err
run_whole(struct work *w, int64_t set_id, struct logged *list, size_t n)
{
	struct record	*rows = records_of(w, list, n);
	enum err	 e = run_expect(w, set_id, list, n);

	if (e == OK)
		e = set_back(w, rows, n, list);
	for (size_t i = 0; i < n && e == OK; i++) {
		e = rows[i].err;
		if (e != OK && i > 0)
			reason_raise(w, i);
	}
	return e;
}

enum err
record_undo(struct work *w, int64_t set_id)
{
	struct logged	*list;
	size_t		 n = 1, run;
	int64_t		 cursor = 0;
	int64_t		 made;
	enum err	 e = undo_admit(w, set_id);

	w->actor.channel = BY_UNDO;
	w->set.undoes = set_id;
	while (e == OK && n > 0) {
		e = changelog_read(w, set_id, &cursor, &list, &n);
		if (e == OK)
			restores_first(w, list, n);
		for (size_t i = 0; i < n && e == OK; i += run) {
			run = undo_run_length(list + i, n - i);
			e = run_whole(w, set_id, list + i, run);
		}
	}
	if (e == OK)
		e = changelog_number(w, &made);
	return e == OK ? set_mark(w, set_id, made) : e;
}

/* ---- in the background: asked for */

enum err
undo_large(struct work *w, int64_t set_id, bool *large)
{
	struct db_rows	*rows;
	enum err	 e;

	*large = false;
	e = db_query(w->db, w->mem, &rows, "SELECT s.channel, "
	    "(SELECT COUNT(*) FROM (SELECT 1 FROM change_row "
	    "WHERE set_id = ? LIMIT ?) x) FROM change_set s WHERE s.id = ?",
	    DB_ARGS(DB_I(set_id), DB_I(SMALL + 1), DB_I(set_id)));
	if (e == OK && rows->n > 0)
		*large = db_int(rows, 0, 0) == BY_IMPORT ||
		    db_int(rows, 0, 1) > SMALL;
	return e;
}

static const char *
job_name(struct work *w, int64_t set_id)
{
	return arena_fmt(w->mem, "%lld", (long long)set_id);
}

enum err
undo_ask(struct work *w, int64_t set_id)
{
	enum err	 e = undo_admit(w, set_id);

	if (e == OK)
		e = db_exec(w->db, "INSERT INTO undo_run (set_id, user_id, "
		    "total, done, kept, before_id, state, at) "
		    "VALUES (?, ?, (SELECT COUNT(*) FROM change_row "
		    "WHERE set_id = ?), 0, 0, 0, 1, ?) "
		    "ON DUPLICATE KEY UPDATE state = 1, "
		    "user_id = VALUES(user_id), error = NULL",
		    DB_ARGS(DB_I(set_id), DB_I(w->actor.user_id),
		    DB_I(set_id), DB_I(w->now_s)));
	if (e == OK)
		e = job_add(w, "undo", job_name(w, set_id), 0);
	return e == OK ? tick_wake(w) : e;
}

static void
run_read(const struct db_rows *rows, struct undo_run *out)
{
	out->set_id = db_int(rows, 0, 0);
	out->user_id = db_int(rows, 0, 1);
	out->made_id = db_int(rows, 0, 2);
	out->total = db_int(rows, 0, 3);
	out->done = db_int(rows, 0, 4);
	out->kept = db_int(rows, 0, 5);
	out->before = db_int(rows, 0, 6);
	out->state = (enum undo_state)db_int(rows, 0, 7);
	out->error = db_text(rows, 0, 8);
	out->what = db_text(rows, 0, 9);
	out->undone = db_int(rows, 0, 10) != 0;
	out->perm = db_text(rows, 0, 11);
}

#define COLUMNS	"SELECT s.id, r.user_id, r.made_id, r.total, r.done, " \
		"r.kept, r.before_id, r.state, r.error, s.what, " \
		"s.undone_by, s.perm FROM change_set s " \
		"LEFT JOIN undo_run r ON r.set_id = s.id "

enum err
undo_look(struct work *w, int64_t set_id, struct undo_run *out)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, COLUMNS "WHERE s.id = ? "
	    "AND (? = 1 OR s.user_id = ? OR r.user_id = ?)",
	    DB_ARGS(DB_I(set_id), DB_I(rights_have(w, "role.edit")),
	    DB_I(w->actor.user_id), DB_I(w->actor.user_id)));
	if (e == OK && rows->n == 0)
		return ERR_NOTFOUND;
	if (e == OK)
		run_read(rows, out);
	return e;
}

/* ---- in the background: a step */

/* Records that stay, as JSON on their way to undo_kept. */
struct step {
	struct work	*w;
	struct undo_run	 run;
	json_t		*kept;
};

static void
record_keep(struct step *s, const struct logged *l, const char *why)
{
	struct arena	*mem = s->w->mem;

	s->run.kept++;
	json_array_append_new(s->kept, json_pack("{s:s,s:I,s:s}",
	    "e", l->e->name, "i", (json_int_t)l->record_id,
	    "r", utf8_truncate(mem, why, REASON_LENGTH)));
}

static const char *
reason_of(struct work *w, size_t row, enum err e)
{
	const struct problem	*p = work_problem(w, row, NULL);

	if (p != NULL)
		return p->text;
	return e == ERR_CONFLICT ? t("such a record is there already") :
	    t("you may not change this record");
}

static void
kept_take(struct step *s, const struct logged *list,
    const struct record *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].err != OK && !(rows[i].err == ERR_NOTFOUND &&
		    list[i].action == DID_CREATE))
			record_keep(s, &list[i], reason_of(s->w, i,
			    rows[i].err));
	s->w->problems = NULL;
}

/* One that breaks a unique key fails its statement: halved until alone. */
static enum err
run_parts(struct step *s, struct logged *list, size_t n)
{
	struct work			*w = s->w;
	const struct change_set		 set = w->set;
	struct record			*rows = records_of(w, list, n);
	enum err			 e;

	e = db_exec(w->db, "SAVEPOINT undo_run", DB_NOARGS);
	if (e == OK)
		e = set_back(w, rows, n, list);
	if (e == OK || e == ERR_INVALID) {
		kept_take(s, list, rows, n);
		return OK;
	}
	if (e != ERR_CONFLICT)
		return e;
	e = db_exec(w->db, "ROLLBACK TO SAVEPOINT undo_run", DB_NOARGS);
	w->set = set;
	w->problems = NULL;
	if (e == OK && n == 1)
		record_keep(s, list, reason_of(w, 0, ERR_CONFLICT));
	if (e != OK || n == 1)
		return e;
	e = run_parts(s, list, n / 2);
	return e == OK ? run_parts(s, list + n / 2, n - n / 2) : e;
}

static enum err
rows_undo(struct step *s, struct logged *list, size_t n)
{
	size_t		 run;
	enum err	 e = OK;

	restores_first(s->w, list, n);
	for (size_t i = 0; i < n && e == OK; i += run) {
		run = undo_run_length(list + i, n - i);
		e = run_expect(s->w, s->run.set_id, list + i, run);
		if (e == OK)
			e = run_parts(s, list + i, run);
	}
	return e;
}

static int
dump(const char *text, size_t n, void *out)
{
	str_addn(out, text, n);
	return 0;
}

static enum err
kept_write(struct step *s)
{
	struct str	 text;

	if (json_array_size(s->kept) == 0)
		return OK;
	str_init(&text, s->w->mem);
	json_dump_callback(s->kept, dump, &text, JSON_COMPACT);
	return db_exec(s->w->db, "INSERT IGNORE INTO undo_kept (set_id, "
	    "entity, record_id, reason) SELECT ?, k.e, k.i, k.r FROM "
	    "JSON_TABLE(?, '$[*]' COLUMNS (e VARCHAR(40) PATH '$.e', "
	    "i BIGINT PATH '$.i', r VARCHAR(500) PATH '$.r')) k",
	    DB_ARGS(DB_I(s->run.set_id), DB_S(text.s)));
}

static enum err
run_write(struct step *s)
{
	const struct undo_run	*r = &s->run;

	return db_exec(s->w->db, "UPDATE undo_run SET made_id = ?, done = ?, "
	    "kept = ?, before_id = ?, state = ? WHERE set_id = ?",
	    DB_ARGS(DB_I(r->made_id), DB_I(r->done), DB_I(r->kept),
	    DB_I(r->before), DB_I(r->state), DB_I(r->set_id)));
}

/* Some hundred rows; with none left, the set is marked as taken back. */
static enum err
rows_step(struct step *s, bool *left)
{
	struct work	*w = s->w;
	struct logged	*list;
	size_t		 n;
	enum err	 e;

	w->memo = NULL;		/* savepoints take parts of it back */
	w->actor.channel = BY_UNDO;
	w->set.undoes = s->run.set_id;
	w->set.what = s->run.what;
	w->set.perm = s->run.perm;
	w->set.id = s->run.made_id;
	e = changelog_number(w, &s->run.made_id);
	if (e == OK)
		e = changelog_read(w, s->run.set_id, &s->run.before, &list,
		    &n);
	if (e == OK)
		e = rows_undo(s, list, n);
	if (e == OK)
		e = kept_write(s);
	if (e != OK)
		return e;
	*left = n > 0;
	s->run.done += (int64_t)n;
	if (n == 0) {
		s->run.state = UNDO_DONE;
		e = set_mark(w, s->run.set_id, s->run.made_id);
	}
	return e == OK ? run_write(s) : e;
}

static enum err
step_end(struct work *w, int64_t set_id, const char *why)
{
	return db_exec(w->db, "UPDATE undo_run SET state = 3, error = ? "
	    "WHERE set_id = ?", DB_ARGS(DB_S(why), DB_I(set_id)));
}

/* Whether who asked may still take it back: his own, or with role.edit. */
static enum err
step_allowed(struct work *w, int64_t set_id, bool *yes)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT user_id FROM change_set "
	    "WHERE id = ?", DB_ARGS(DB_I(set_id)));
	*yes = e == OK && rows->n > 0 &&
	    (db_int(rows, 0, 0) == w->actor.user_id ||
	    rights_have(w, "role.edit"));
	return e;
}

enum err
undo_step(struct work *w, int64_t set_id, bool *left)
{
	struct step	 s = { .w = w };
	enum lang	 lang = i18n_lang();
	struct db_rows	*rows;
	bool		 allowed = false;
	enum err	 e;

	*left = false;
	e = db_query(w->db, w->mem, &rows, COLUMNS "WHERE s.id = ? "
	    "FOR UPDATE", DB_ARGS(DB_I(set_id)));
	if (e != OK || rows->n == 0)
		return e;
	run_read(rows, &s.run);
	if (s.run.state != UNDO_RUNS)
		return OK;
	e = session_act_for(w, s.run.user_id);
	s.kept = json_array();
	if (e == OK)
		e = step_allowed(w, set_id, &allowed);
	if (e == OK && !allowed)
		e = step_end(w, set_id, t("you may not change this record"));
	else if (e == OK && !perms_held(w, s.run.perm))
		e = step_end(w, set_id, right_lost());
	else if (e == OK)
		e = rows_step(&s, left);
	else if (e == ERR_NOTFOUND)
		e = step_end(w, set_id,
		    t("who began it may not sign in any more"));
	json_decref(s.kept);
	i18n_set(lang);
	return e;
}
