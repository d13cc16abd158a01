/* brake.c: guessing takes time. */
#include <string.h>

#include "base/crypto.h"
#include "base/utf8.h"
#include "core/brake.h"
#include "core/db.h"
#include "core/reply.h"

/* What tries are counted by, and how many are free within the window. */
static const struct {
	const char	*kind;
	int		 free;
} brakes[] = { { "login", 5 }, { "addr", 20 }, { "site", 300 } };

#define BRAKES		(sizeof(brakes) / sizeof(*brakes))
#define BRAKE_WINDOW_S	900
#define SWEEP_ROWS	500

static const char *
brake_key(const struct request *rq, size_t i, const char *account)
{
	return i == 0 ? utf8_lower(rq->work->mem, account) :
	    i == 1 ? rq->addr : "";
}

enum err
brake_ask(struct request *rq, const char *account, int *wait_s)
{
	struct work	*w = rq->work;
	struct db_rows	*rows;
	uint8_t		 hash[32];
	enum err	 e = OK;

	*wait_s = 0;
	for (size_t i = 0; i < BRAKES && e == OK; i++) {
		const char	*key = brake_key(rq, i, account);

		crypto_sha256(key, strlen(key), hash);
		e = db_query(w->db, w->mem, &rows, "SELECT until_at FROM throttle "
		    "WHERE kind = ? AND key_hash = ? AND until_at > ? "
		    "AND n > ?", DB_ARGS(DB_S(brakes[i].kind),
		    DB_B((const char *)hash, 32), DB_I(w->now_s),
		    DB_I(brakes[i].free)));
		if (e == OK && rows->n > 0 &&
		    db_int(rows, 0, 0) - w->now_s > *wait_s)
			*wait_s = (int)(db_int(rows, 0, 0) - w->now_s);
	}
	return e;
}

enum err
brake_press(struct request *rq, const char *account)
{
	struct work	*w = rq->work;
	uint8_t		 hash[32];
	enum err	 e = OK;

	reply_keep(rq);
	for (size_t i = 0; i < BRAKES && e == OK; i++) {
		const char	*key = brake_key(rq, i, account);

		crypto_sha256(key, strlen(key), hash);
		e = db_exec(w->db, "INSERT INTO throttle "
		    "(kind, key_hash, n, at, until_at) VALUES (?, ?, 1, ?, 0) "
		    "ON DUPLICATE KEY UPDATE n = IF(at < ?, 1, n + 1), "
		    "at = VALUES(at), until_at = IF(n <= ?, 0, at + "
		    "LEAST(900, POW(2, LEAST(n - ?, 10))))",
		    DB_ARGS(DB_S(brakes[i].kind), DB_B((const char *)hash, 32),
		    DB_I(w->now_s), DB_I(w->now_s - BRAKE_WINDOW_S),
		    DB_I(brakes[i].free), DB_I(brakes[i].free)));
	}
	return e;
}

enum err
brake_release(struct request *rq, const char *account)
{
	const char	*key = brake_key(rq, 0, account);
	uint8_t		 hash[32];

	crypto_sha256(key, strlen(key), hash);
	return db_exec(rq->work->db, "DELETE FROM throttle "
	    "WHERE kind = 'login' AND key_hash = ?",
	    DB_ARGS(DB_B((const char *)hash, 32)));
}

enum err
brake_sweep(struct work *w, bool *left)
{
	enum err	 e;

	e = db_exec(w->db, "DELETE FROM throttle WHERE at < ? AND "
	    "until_at < ? ORDER BY at LIMIT ?", DB_ARGS(
	    DB_I(w->now_s - BRAKE_WINDOW_S), DB_I(w->now_s),
	    DB_I(SWEEP_ROWS)));
	*left = e == OK && db_changed(w->db) == SWEEP_ROWS;
	return e;
}
