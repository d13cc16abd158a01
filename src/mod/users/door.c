/* door.c: what happened at the door. */
#include <string.h>

#include "base/utf8.h"
#include "core/db.h"
#include "core/field.h"
#include "core/job.h"
#include "core/request.h"
#include "core/view.h"
#include "mod/users/door.h"

#define KEPT_S		(180 * 86400)
#define SWEEP_ROWS	500

static const struct {
	const char	*words;
	const char	*state;		/* look, as field.h's choices */
} events[] = {
	[DOOR_IN] = { N_("signed in"), "ok" },
	[DOOR_RECOVERY] = { N_("signed in with a recovery code"), "warn" },
	[DOOR_PASSWORD] = { N_("wrong password"), "late" },
	[DOOR_CODE] = { N_("wrong code"), "late" },
	[DOOR_BRAKE] = { N_("too many tries"), "late" },
	[DOOR_OUT] = { N_("signed out"), "none" },
	[DOOR_SECOND_ON] = { N_("two-step sign-in turned on"), "info" },
	[DOOR_SECOND_OFF] = { N_("two-step sign-in turned off"), "warn" },
	[DOOR_CODES] = { N_("new recovery codes"), "info" },
	[DOOR_ENDED] = { N_("sessions ended"), "info" },
	[DOOR_NEW_PASSWORD] = { N_("new password"), "info" }
};

#define EVENTS	((int64_t)(sizeof(events) / sizeof(*events)))

enum err
door_sweep(struct work *w, struct job *job)
{
	enum err	 e;

	e = db_exec(w->db, "DELETE FROM sign_in WHERE at < ? "
	    "ORDER BY at LIMIT ?", DB_ARGS(DB_I(w->now_s - KEPT_S),
	    DB_I(SWEEP_ROWS)));
	job->left = e == OK && db_changed(w->db) == SWEEP_ROWS;
	return e;
}

enum err
door_note(struct request *rq, int64_t user_id, enum door what)
{
	struct work		*w = rq->work;
	const struct db_val	 none = DB_N, who = DB_I(user_id),
				 by = DB_I(w->actor.user_id);
	enum err		 e;

	e = db_exec(w->db, "INSERT INTO sign_in "
	    "(user_id, what, at, addr, agent, by_id) "
	    "VALUES (?, ?, ?, ?, ?, ?)",
	    DB_ARGS(user_id != 0 ? who : none, DB_I(what), DB_I(w->now_s),
	    DB_S(rq->addr), DB_S(request_agent(rq)), rq->session != NULL &&
	    w->actor.user_id != user_id ? by : none));
	return e;
}

static const char *
first_of(const char *agent, const char *const (*names)[2])
{
	for (; (*names)[0] != NULL; names++)
		if (strstr(agent, (*names)[0]) != NULL)
			return (*names)[1];
	return NULL;
}

const char *
agent_name(struct arena *mem, const char *agent)
{
	/* In this order: each also says the names of those below it. */
	static const char	*const browsers[][2] = {
		{ "Edg", "Edge" }, { "OPR/", "Opera" },
		{ "Firefox/", "Firefox" }, { "FxiOS", "Firefox" },
		{ "Chrome/", "Chrome" }, { "CriOS", "Chrome" },
		{ "Safari/", "Safari" }, { "curl/", "curl" }, { NULL, NULL }
	};
	static const char	*const systems[][2] = {
		{ "Android", "Android" }, { "iPhone", "iPhone" },
		{ "iPad", "iPad" }, { "Windows", "Windows" },
		{ "Mac OS", "macOS" }, { "Linux", "Linux" }, { NULL, NULL }
	};
	const char		*browser = first_of(agent, browsers);
	const char		*system = first_of(agent, systems);

	if (browser == NULL)
		return *agent != '\0' ? utf8_truncate(mem, agent, 40) :
		    t("unknown");
	return system == NULL ? browser :
	    arena_fmt(mem, "%s, %s", browser, system);
}

static void
visit_show(struct work *w, const struct db_rows *rows, size_t r,
    struct out *row)
{
	const struct field	 moment = { .type = F_TIME };
	int64_t			 what = db_int(rows, r, 1);

	out_text(row, "when", field_show(w, &moment, NULL,
	    db_cell(rows, r, 2)));
	out_text(row, "at", field_plain(w, &moment, NULL,
	    db_cell(rows, r, 2)));
	if (what > 0 && what < EVENTS) {
		out_text(row, "what", t(events[what].words));
		out_text(row, "state", events[what].state);
	}
	out_text(row, "who", db_text(rows, r, 5) != NULL ?
	    db_text(rows, r, 5) : t("unknown login"));
	out_text(row, "addr", db_text(rows, r, 3));
	out_text(row, "agent", agent_name(w->mem, db_text(rows, r, 4)));
	out_text(row, "by", db_text(rows, r, 6));
}

enum err
door_list(struct work *w, struct out *o, int64_t user_id, int64_t before,
    int limit, int64_t *last)
{
	struct db_rows	*rows;
	size_t		 most = (size_t)limit;
	enum err	 e;

	*last = 0;
	if (before == 0)
		before = INT64_MAX;
	if (user_id != 0)
		e = db_query(w->db, w->mem, &rows,
		    "SELECT s.id, s.what, s.at, s.addr, s.agent, u.name, "
		    "b.name FROM sign_in s LEFT JOIN user u ON u.id = "
		    "s.user_id LEFT JOIN user b ON b.id = s.by_id "
		    "WHERE s.user_id = ? AND s.id < ? ORDER BY s.id DESC "
		    "LIMIT ?", DB_ARGS(DB_I(user_id), DB_I(before),
		    DB_I(limit + 1)));
	else
		e = db_query(w->db, w->mem, &rows,
		    "SELECT s.id, s.what, s.at, s.addr, s.agent, u.name, "
		    "b.name FROM sign_in s LEFT JOIN user u ON u.id = "
		    "s.user_id LEFT JOIN user b ON b.id = s.by_id "
		    "WHERE s.id < ? ORDER BY s.id DESC LIMIT ?",
		    DB_ARGS(DB_I(before), DB_I(limit + 1)));
	for (size_t r = 0; e == OK && r < rows->n && r < most; r++)
		visit_show(w, rows, r, out_add(o, "visits"));
	if (e == OK && rows->n > most)
		*last = db_int(rows, most - 1, 0);
	return e;
}
