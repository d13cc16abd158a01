/* tick.c: who looks for work to be done, and when pages need to. */
#include "core/db.h"
#include "core/tick.h"

bool
tick_due(const struct work *w, int64_t until_s)
{
	return until_s <= w->now_s || until_s > w->now_s + TICK_DAEMON_S;
}

enum err
tick_claim(struct work *w, bool *mine)
{
	enum err	 e;

	*mine = false;
	e = db_exec(w->db, "INSERT INTO tick (name, at, until_at) "
	    "VALUES ('quiet', ?, ?) ON DUPLICATE KEY UPDATE "
	    "at = IF(until_at BETWEEN VALUES(at) + 1 AND VALUES(at) + ?, "
	    "at, VALUES(at)), until_at = IF(until_at BETWEEN "
	    "VALUES(at) + 1 AND VALUES(at) + ?, until_at, "
	    "VALUES(until_at))", DB_ARGS(DB_I(w->now_s),
	    DB_I(w->now_s + TICK_PAGE_S), DB_I(TICK_DAEMON_S),
	    DB_I(TICK_DAEMON_S)));
	*mine = e == OK && db_changed(w->db) > 0;
	return e;
}

enum err
tick_note(struct work *w, const char *by, int quiet_s)
{
	return db_exec(w->db, "INSERT INTO tick (name, at, until_at) "
	    "VALUES (?, ?, 0), ('quiet', ?, ?) ON DUPLICATE KEY UPDATE "
	    "at = VALUES(at), until_at = IF(until_at > VALUES(at) + ?, "
	    "VALUES(until_at), GREATEST(until_at, VALUES(until_at)))",
	    DB_ARGS(DB_S(by), DB_I(w->now_s), DB_I(w->now_s),
	    DB_I(w->now_s + quiet_s), DB_I(TICK_DAEMON_S)));
}

enum err
tick_wake(struct work *w)
{
	return db_exec(w->db, "UPDATE tick SET until_at = 0 "
	    "WHERE name = 'quiet'", DB_NOARGS);
}
