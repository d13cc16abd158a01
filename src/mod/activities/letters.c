/* letters.c: letters about tasks: reminders, and one each morning. */
#include <inttypes.h>
#include <string.h>

#include "base/conf.h"
#include "base/date.h"
#include "base/letter.h"
#include "base/log.h"
#include "base/str.h"
#include "base/zone.h"
#include "core/job.h"
#include "core/mail.h"
#include "core/query.h"
#include "core/remind.h"
#include "core/session.h"
#include "core/site.h"
#include "core/url.h"
#include "mod/activities/activities.h"
#include "mod/activities/parts.h"

#define SLICE		20
#define USEFUL_S	43200	/* of a reminder: half a day */
#define DAILY_MOST	50	/* tasks of one letter */
#define USERS_MOST	2000

static const char *const task_cols[] = {
	"title", "due_at", "contact_id.", "state", NULL
};
enum { T_ID, T_TITLE, T_DUE, T_CONTACT, T_STATE };

/* ---- to whom */

/* A user who may be written to. */
struct reader {
	int64_t		 id;
	const char	*email, *name, *lang;
};

/* Act as the user, in his language; *as is a work of his rights. */
static enum err
reader_take(struct work *w, const struct reader *r, struct work *as)
{
	enum err	 e;

	*as = *w;
	as->lang = w->site->lang;
	if (r->lang != NULL)
		lang_find(r->lang, &as->lang);
	e = session_act_as(as, r->id);
	if (e == OK)
		i18n_set(as->lang);
	return e;
}

static void
reader_leave(struct work *w)
{
	i18n_set(w->lang);
}

/* The address of a page of ours, NULL where nobody told us our host. */
static const char *
address_of(struct work *w, const char *path)
{
	const char	*base = w->conf->base_url;

	if (strstr(base, "://") == NULL)
		return NULL;
	return arena_fmt(w->mem, "%.*s%s", (int)(strlen(base) -
	    strlen(w->conf->base_path)), base, url_for(w->mem, path));
}

/*
 * What e means for the other letters.  One that cannot be written stands in
 * the log, and not in the way of those after it; before: as work.problems was.
 */
static enum err
letter_end(struct work *w, enum err e, struct problem *before,
    const char *what, int64_t id)
{
	const struct problem	*p = w->problems;

	if (e == ERR_INVALID)
		log_error("no letter about %s %" PRId64 ": %s: %s", what, id,
		    p != NULL && p->field != NULL ? p->field : "",
		    p != NULL ? p->text : "");
	w->problems = before;
	return e == ERR_INVALID || e == ERR_NOTFOUND ? OK : e;
}

/* ---- what they say */

static void
task_write(struct work *as, const struct db_rows *r, size_t i, struct str *s)
{
	int64_t		 due = db_int(r, i, T_DUE);
	const char	*url = address_of(as, arena_fmt(as->mem,
			    "/activities/%" PRId64, db_int(r, i, T_ID)));

	str_fmt(s, "%s\n", db_text(r, i, T_TITLE));
	if (due != 0)
		str_fmt(s, "%s %s%s\n", t("Due:"), activity_moment(as, due),
		    due < as->now_s ? arena_fmt(as->mem, " (%s)",
		    t("overdue")) : "");
	if (db_text(r, i, T_CONTACT) != NULL)
		str_fmt(s, "%s\n", db_text(r, i, T_CONTACT));
	if (url != NULL)
		str_fmt(s, "%s\n", url);
	str_add(s, "\n");
}

static void
foot_write(struct work *as, struct str *s)
{
	const char	*url = address_of(as, "/profile");

	str_fmt(s, "-- \n%s\n", as->site->firm);
	str_fmt(s, "%s%s%s\n", t("How you are reminded is set in your "
	    "profile."), url != NULL ? " " : "", url != NULL ? url : "");
}

static const char *
subject_of(struct work *as, const char *kind, const char *by,
    const char *title)
{
	if (by != NULL && strcmp(kind, REMIND_ASKED) == 0)
		return arena_fmt(as->mem, t("%s asks you: %s"), by, title);
	if (by != NULL && strcmp(kind, REMIND_BACK) == 0)
		return arena_fmt(as->mem, t("%s gave back: %s"), by, title);
	return arena_fmt(as->mem, t("Reminder: %s"), title);
}

/* ---- reminders */

enum {
	R_ID, R_ACTIVITY, R_KIND, R_STATE, R_BY, R_USER, R_EMAIL, R_NAME,
	R_LANG, R_WAY, R_ACTIVE
};

/* And in no other way: a page does not tell him of it. */
static bool
by_letter(const struct db_rows *r, size_t i)
{
	const char	*way = db_text(r, i, R_WAY);

	return way != NULL && strcmp(way, "letter") == 0;
}

static bool
wants_letter(const struct db_rows *r, size_t i)
{
	return db_int(r, i, R_STATE) == 0 && db_int(r, i, R_ACTIVE) == 1 &&
	    (db_text(r, i, R_WAY) == NULL || by_letter(r, i)) &&
	    letter_address(db_text(r, i, R_EMAIL));
}

/* In the reader's language; nothing for what he does not see any more. */
static enum err
reminder_write(struct work *w, struct work *as, const struct db_rows *r,
    size_t i)
{
	struct mail	 m = {
		.name = remind_letter(w, db_int(r, i, R_ID)),
		.to = db_text(r, i, R_EMAIL), .to_name = db_text(r, i, R_NAME),
		.until_s = w->now_s + USEFUL_S, .user_id = db_int(r, i, R_USER)
	};
	struct db_rows	*task;
	struct str	 s;
	enum err	 e = query_get(as, &activity_entity, db_int(r, i,
			    R_ACTIVITY), task_cols, &task);

	if (e != OK || strcmp(db_text(task, 0, T_STATE), "planned") != 0)
		return e == ERR_NOTFOUND ? OK : e;
	str_init(&s, w->mem);
	task_write(as, task, 0, &s);
	foot_write(as, &s);
	m.subject = subject_of(as, db_text(r, i, R_KIND), db_text(r, i, R_BY),
	    db_text(task, 0, T_TITLE));
	m.text = s.s;
	return mail_add(w, &m);
}

static enum err
reminder_take(struct work *w, const struct db_rows *r, size_t i, bool ready)
{
	const struct reader	 to = {
		.id = db_int(r, i, R_USER), .lang = db_text(r, i, R_LANG)
	};
	struct problem		*before = w->problems;
	struct work		 as;
	bool			 written;
	enum err		 e = OK;

	if (ready && wants_letter(r, i)) {
		e = reader_take(w, &to, &as);
		if (e == OK)
			e = reminder_write(w, &as, r, i);
		reader_leave(w);
	}
	written = ready && wants_letter(r, i) && e == OK;
	e = letter_end(w, e, before, "reminder", db_int(r, i, R_ID));
	if (e != OK)
		return e;
	return db_exec(w->db, "UPDATE reminder SET letter = 0, "
	    "state = IF(?, 1, state) WHERE id = ?",
	    DB_ARGS(DB_I(written && by_letter(r, i)),
	    DB_I(db_int(r, i, R_ID))));
}

/*
 * The reminders that are due, locked first: who does the task meanwhile waits,
 * and then takes the letter back.
 */
static enum err
reminders_read(struct work *w, struct db_rows **r)
{
	enum err	 e;

	e = db_query(w->db, w->mem, r, "SELECT id FROM reminder "
	    "WHERE letter = 1 AND due_at <= ? ORDER BY due_at LIMIT ? "
	    "FOR UPDATE", DB_ARGS(DB_I(w->now_s), DB_I(SLICE)));
	if (e != OK || (*r)->n == 0)
		return e;
	return db_query(w->db, w->mem, r, "SELECT r.id, r.activity_id, r.kind, "
	    "r.state, b.name, r.user_id, u.email, u.name, u.lang, "
	    "u.remind_by, u.active = 1 AND u.deleted_at IS NULL "
	    "FROM reminder r JOIN user u ON u.id = r.user_id "
	    "LEFT JOIN user b ON b.id = r.by_id WHERE r.letter = 1 "
	    "AND r.due_at <= ? ORDER BY r.due_at LIMIT ?",
	    DB_ARGS(DB_I(w->now_s), DB_I(SLICE)));
}

enum err
remind_letters(struct work *w, struct job *job)
{
	struct mail_settings	 set;
	struct db_rows		*r;
	enum err		 e = reminders_read(w, &r);

	if (e == OK && r->n > 0)
		e = mail_settings_read(w, &set);
	for (size_t i = 0; e == OK && i < r->n; i++)
		e = reminder_take(w, r, i, mail_ready(&set));
	job->left = e == OK && r->n == SLICE;
	return e;
}

/* ---- each morning */

/* What is due before the end of today, of the one who reads it. */
static enum err
day_read(struct work *as, struct db_rows **tasks)
{
	const struct filter	 where[] = {
		WHERE_I("owner_id", OP_EQ, as->actor.user_id),
		WHERE_S("state", OP_EQ, "planned"),
		WHERE_I("due_at", OP_LT, zone_day_start(as->zone,
		    work_today(as) + 1)), WHERE_END
	};
	const struct query	 q = {
		.entity = &activity_entity, .cols = task_cols,
		.where = where, .sort = "due_at", .limit = DAILY_MOST
	};

	return query_list(as, &q, tasks);
}

static const char *
day_write(struct work *as, const struct db_rows *r)
{
	int64_t		 begins = zone_day_start(as->zone, work_today(as));
	struct str	 s;
	size_t		 i = 0;

	str_init(&s, as->mem);
	if (r->n > 0 && db_int(r, 0, T_DUE) < begins)
		str_fmt(&s, "%s\n\n", t("Overdue"));
	for (; i < r->n && db_int(r, i, T_DUE) < begins; i++)
		task_write(as, r, i, &s);
	if (i < r->n)
		str_fmt(&s, "%s\n\n", t("Today"));
	for (; i < r->n; i++)
		task_write(as, r, i, &s);
	if (r->n == DAILY_MOST)
		str_fmt(&s, "%s\n\n", t("and more"));
	foot_write(as, &s);
	return s.s;
}

static enum err
day_send(struct work *w, const struct reader *to)
{
	int32_t		 today = work_today(w);
	struct mail	 m = {
		.name = arena_fmt(w->mem, "daily-%" PRId64 "-%s", to->id,
		    date_iso(w->mem, today)),
		.to = to->email, .to_name = to->name, .user_id = to->id,
		.until_s = zone_day_start(w->zone, today + 1)
	};
	struct problem	*before = w->problems;
	struct db_rows	*r;
	struct work	 as;
	enum err	 e = reader_take(w, to, &as);

	if (e == OK)
		e = day_read(&as, &r);
	if (e == OK && r->n > 0) {
		m.subject = arena_fmt(w->mem, tn("%d task for today",
		    "%d tasks for today", (long)r->n), (int)r->n);
		m.text = day_write(&as, r);
		e = mail_add(w, &m);
	}
	reader_leave(w);
	return letter_end(w, e, before, "the day of user", to->id);
}

enum err
daily_letters(struct work *w, struct job *job)
{
	struct mail_settings	 set;
	struct db_rows		*r;
	enum err		 e = mail_settings_read(w, &set);

	(void)job;
	if (e != OK || !mail_ready(&set))
		return e;
	e = db_query(w->db, w->mem, &r, "SELECT id, email, name, lang "
	    "FROM user WHERE daily = 1 AND active = 1 "
	    "AND deleted_at IS NULL ORDER BY id LIMIT ?",
	    DB_ARGS(DB_I(USERS_MOST)));
	for (size_t i = 0; e == OK && i < r->n; i++) {
		const struct reader	 to = {
			.id = db_int(r, i, 0), .email = db_text(r, i, 1),
			.name = db_text(r, i, 2), .lang = db_text(r, i, 3)
		};

		if (letter_address(to.email))
			e = day_send(w, &to);
	}
	return e;
}
