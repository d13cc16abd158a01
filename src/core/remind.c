/* remind.c: what users are to be told. */
#include <inttypes.h>

#include "base/str.h"
#include "core/remind.h"

enum err
remind_add(struct work *w, const struct remind *list, size_t n)
{
	struct str	 s;

	if (n == 0)
		return OK;
	str_init(&s, w->mem);
	for (size_t i = 0; i < n; i++)
		str_fmt(&s, "%c{\"a\":%" PRId64 ",\"u\":%" PRId64 ",\"b\":%"
		    PRId64 ",\"k\":\"%s\",\"d\":%" PRId64 "}", i == 0 ? '[' :
		    ',', list[i].activity_id, list[i].user_id, list[i].by_id,
		    list[i].kind, list[i].due_s);
	str_addc(&s, ']');
	return db_exec(w->db, "INSERT INTO reminder (user_id, activity_id, "
	    "kind, by_id, due_at, state, letter, made_at) "
	    "SELECT j.u, j.a, j.k, NULLIF(j.b, 0), j.d, 0, 1, ? "
	    "FROM JSON_TABLE(?, '$[*]' COLUMNS (a BIGINT PATH '$.a', "
	    "u BIGINT PATH '$.u', b BIGINT PATH '$.b', "
	    "k VARCHAR(6) PATH '$.k', d BIGINT PATH '$.d')) j "
	    "ON DUPLICATE KEY UPDATE by_id = VALUES(by_id), "
	    "due_at = VALUES(due_at), state = 0, letter = 1, "
	    "made_at = VALUES(made_at)",
	    DB_ARGS(DB_I(w->now_s), DB_S(s.s)));
}

enum err
remind_forget(struct work *w, const struct remind_gone *list, size_t n)
{
	struct str	 s;
	enum err	 e;

	if (n == 0)
		return OK;
	str_init(&s, w->mem);
	for (size_t i = 0; i < n; i++)
		str_fmt(&s, "%c{\"a\":%" PRId64 ",\"w\":%d}", i == 0 ? '[' :
		    ',', list[i].activity_id, list[i].all);
	str_addc(&s, ']');
	e = db_exec(w->db, "DELETE m FROM JSON_TABLE(?, '$[*]' COLUMNS "
	    "(a BIGINT PATH '$.a', w INT PATH '$.w')) j STRAIGHT_JOIN "
	    "reminder r ON r.activity_id = j.a AND (j.w = 1 OR "
	    "r.kind = 'due') STRAIGHT_JOIN mail_out m ON m.name = "
	    "CONVERT(CONCAT('remind-', r.id) USING ascii) AND m.state <> 1 "
	    "AND m.lease_until <= UNIX_TIMESTAMP()", DB_ARGS(DB_S(s.s)));
	if (e != OK)
		return e;
	return db_exec(w->db, "DELETE r FROM JSON_TABLE(?, '$[*]' COLUMNS "
	    "(a BIGINT PATH '$.a', w INT PATH '$.w')) j STRAIGHT_JOIN "
	    "reminder r ON r.activity_id = j.a AND (j.w = 1 OR "
	    "r.kind = 'due')", DB_ARGS(DB_S(s.s)));
}

const char *
remind_letter(struct work *w, int64_t id)
{
	return arena_fmt(w->mem, "remind-%" PRId64, id);
}
