/* session.c: who is signed in, and how he came in. */
#include <string.h>

#include "base/conf.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "core/brake.h"
#include "core/reply.h"
#include "core/rights.h"
#include "core/session.h"
#include "core/site.h"
#include "core/tick.h"

#define COOKIE		"ks"
#define COOKIE_BEFORE	"kb"		/* before sign-in */
#define IDLE_S		(30 * 86400)	/* a session unused so long ends */
#define SEEN_S		60		/* last-seen is written this often */
#define SWEEP_ROWS	500

/* Rights and teams by role, held until setting rev moves on. */
#define ROLES_HELD	32
#define ZONES_HELD	48
static struct {
	struct arena		*mem;
	int64_t			 rev;
	struct db_rows		*teams;		/* id, parent_id */
	int64_t			 role_id[ROLES_HELD];
	const struct rights	*rights[ROLES_HELD];
	size_t			 n;
	const char		*zone_name[ZONES_HELD];
	const struct zone	*zones[ZONES_HELD];
	size_t			 nzones;
} held;

static enum err
held_renew(struct db *db, int64_t rev)
{
	enum err	 e;

	if (held.mem != NULL && held.rev == rev && held.n < ROLES_HELD)
		return OK;
	if (held.mem == NULL)
		held.mem = arena_new();
	arena_reset(held.mem);
	held.n = held.nzones = 0;
	held.rev = -1;
	e = db_query(db, held.mem, &held.teams, "SELECT id, parent_id "
	    "FROM team WHERE deleted_at IS NULL ORDER BY id", DB_NOARGS);
	if (e == OK)
		held.rev = rev;
	return e;
}

static enum err
held_rights(struct db *db, int64_t role_id, const struct rights **out)
{
	enum err	 e;

	for (size_t i = 0; i < held.n; i++)
		if (held.role_id[i] == role_id) {
			*out = held.rights[i];
			return OK;
		}
	e = rights_load(db, held.mem, role_id, &held.rights[held.n]);
	if (e != OK)
		return e;
	held.role_id[held.n] = role_id;
	*out = held.rights[held.n++];
	return OK;
}

static bool
team_listed(const int64_t *ids, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* The user's team, then all below it. */
static void
actor_teams(struct work *w, int64_t team_id)
{
	size_t	 most = held.teams->n + 1, before;
	int64_t	*ids = arena_alloc(w->mem, most * sizeof(*ids));
	size_t	 n = 0;

	if (team_id != 0)
		ids[n++] = team_id;
	do {
		before = n;
		for (size_t i = 0; i < held.teams->n && n < most; i++)
			if (team_listed(ids, n, db_int(held.teams, i, 1)) &&
			    !team_listed(ids, n, db_int(held.teams, i, 0)))
				ids[n++] = db_int(held.teams, i, 0);
	} while (n > before && n < most);
	w->actor.teams = ids;
	w->actor.nteams = n;
}

/* The user's own time zone, where he has one; after actor_set(). */
static void
zone_set(struct work *w, const char *name)
{
	const struct zone	*z;

	if (name == NULL)
		return;
	for (size_t i = 0; i < held.nzones; i++)
		if (strcmp(held.zone_name[i], name) == 0) {
			w->zone = held.zones[i];
			return;
		}
	if (held.nzones == ZONES_HELD || zone_load(held.mem,
	    w->conf->zoneinfo_dir, name, &z) != OK)
		return;
	held.zone_name[held.nzones] = arena_strdup(held.mem, name);
	held.zones[held.nzones++] = z;
	w->zone = z;
}

static enum err
actor_set(struct work *w, int64_t user_id, const char *name, int64_t role_id,
    int64_t team_id, int64_t rev)
{
	enum err	 e = held_renew(w->db, rev);

	if (e == OK)
		e = held_rights(w->db, role_id, &w->actor.rights);
	if (e != OK)
		return e;
	w->actor.user_id = user_id;
	w->actor.name = name;
	actor_teams(w, team_id);
	return OK;
}

enum err
session_act_as(struct work *w, int64_t user_id)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT name, role_id, team_id, "
	    "zone FROM user WHERE id = ? AND deleted_at IS NULL",
	    DB_ARGS(DB_I(user_id)));
	if (e != OK)
		return e;
	if (rows->n == 0)
		return ERR_NOTFOUND;
	e = actor_set(w, user_id, db_text(rows, 0, 0), db_int(rows, 0, 1),
	    db_int(rows, 0, 2), w->site != NULL ? w->site->rev : 0);
	if (e == OK)
		zone_set(w, db_text(rows, 0, 3));
	return e;
}

enum err
session_act_for(struct work *w, int64_t user_id)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT lang FROM user "
	    "WHERE id = ? AND active = 1 AND deleted_at IS NULL",
	    DB_ARGS(DB_I(user_id)));
	if (e != OK)
		return e;
	if (rows->n == 0)
		return ERR_NOTFOUND;
	if (db_text(rows, 0, 0) != NULL)
		lang_find(db_text(rows, 0, 0), &w->lang);
	i18n_set(w->lang);
	return session_act_as(w, user_id);
}

/* ---- finding the session */

/* The SHA-256 of a session id as the cookie holds it: 64 hex digits. */
static bool
cookie_hash(const struct request *rq, uint8_t hash[32])
{
	const char	*id = request_cookie(rq, COOKIE);
	uint8_t		 raw[32];

	if (id == NULL || crypto_unhex(id, raw, sizeof(raw)) != OK)
		return false;
	crypto_sha256(raw, sizeof(raw), hash);
	return true;
}

static const char *
or_empty(const char *s)
{
	return s != NULL ? s : "";
}

static void
session_fill(struct request *rq, const struct db_rows *rows,
    const uint8_t hash[32])
{
	struct session	*s = arena_alloc(rq->work->mem, sizeof(*s));

	s->user_id = db_int(rows, 0, 0);
	s->login = db_text(rows, 0, 1);
	s->name = db_text(rows, 0, 2);
	s->theme = or_empty(db_text(rows, 0, 3));
	s->density = or_empty(db_text(rows, 0, 4));
	s->lang = rq->work->lang;
	lang_find(or_empty(db_text(rows, 0, 5)), &s->lang);
	s->role_id = db_int(rows, 0, 6);
	s->team_id = db_int(rows, 0, 7);
	s->role = or_empty(db_text(rows, 0, 8));
	s->second_asked = db_int(rows, 0, 11) != 0;
	s->second_due = s->second_asked && db_int(rows, 0, 12) == 0;
	s->tick = tick_due(rq->work, db_int(rows, 0, 13));
	s->zone = db_text(rows, 0, 15);
	memcpy(s->hash, hash, sizeof(s->hash));
	rq->session = s;
	rq->work->lang = s->lang;
	i18n_set(s->lang);
}

/* Last seen is noted at most once a minute: the one write of a GET. */
static enum err
session_seen(struct request *rq, int64_t seen_at)
{
	struct work	*w = rq->work;

	if (w->now_s - seen_at < SEEN_S)
		return OK;
	return db_exec(w->db, "UPDATE session SET seen_at = ? "
	    "WHERE token_hash = ?",
	    DB_ARGS(DB_I(w->now_s), DB_B((const char *)rq->session->hash, 32)));
}

/* How many he is to be told; that there is one is known. */
static enum err
session_reminders(struct request *rq)
{
	struct work	*w = rq->work;
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT COUNT(*) FROM (SELECT 1 "
	    "FROM reminder WHERE user_id = ? AND state = 0 AND due_at <= ? "
	    "LIMIT ?) told", DB_ARGS(DB_I(rq->session->user_id),
	    DB_I(w->now_s), DB_I(REMINDERS_MOST + 1)));
	if (e == OK)
		rq->session->reminders = db_int(rows, 0, 0);
	return e;
}

static enum err
session_find(struct request *rq, const uint8_t hash[32], int64_t *rev)
{
	struct work	*w = rq->work;
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows,
	    "SELECT s.user_id, u.login, u.name, u.theme, u.density, u.lang, "
	    "u.role_id, u.team_id, ro.name, s.seen_at, "
	    "(SELECT value FROM setting WHERE name = 'rev'), "
	    "ro.second, u.second_key IS NOT NULL, "
	    "(SELECT until_at FROM tick WHERE name = 'quiet'), "
	    "COALESCE(u.remind_by, 'page') = 'page' AND EXISTS (SELECT 1 "
	    "FROM reminder r WHERE r.user_id = s.user_id "
	    "AND r.state = 0 AND r.due_at <= ?), u.zone "
	    "FROM session s JOIN user u ON u.id = s.user_id "
	    "JOIN role ro ON ro.id = u.role_id "
	    "WHERE s.token_hash = ? AND s.seen_at > ? AND u.active = 1 "
	    "AND u.deleted_at IS NULL",
	    DB_ARGS(DB_I(w->now_s), DB_B((const char *)hash, 32),
	    DB_I(w->now_s - IDLE_S)));
	if (e != OK || rows->n == 0)
		return e;
	session_fill(rq, rows, hash);
	*rev = db_int(rows, 0, 10);
	if (db_int(rows, 0, 14) != 0)
		e = session_reminders(rq);
	return e == OK ? session_seen(rq, db_int(rows, 0, 9)) : e;
}

/* Nobody is signed in: the settings' revision alone. */
static enum err
rev_read(struct work *w, int64_t *rev)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows,
	    "SELECT value FROM setting WHERE name = 'rev'", DB_NOARGS);
	if (e == OK)
		*rev = rows->n > 0 ? db_int(rows, 0, 0) : 0;
	return e;
}

static enum err
site_take(struct request *rq, int64_t rev)
{
	struct work	*w = rq->work;
	enum err	 e = rev == 0 ? ERR_NOTFOUND :
			    site_load(w->db, w->conf, rev, &w->site);

	if (e != OK) {
		w->site = NULL;
		return e == ERR_NOTFOUND ? OK : e;
	}
	w->zone = w->site->zone;
	return OK;
}

void
session_none(struct request *rq)
{
	struct work	*w = rq->work;

	w->lang = lang_accept(request_header(rq, "HTTP_ACCEPT_LANGUAGE"),
	    LANG_UK);
	i18n_set(w->lang);
	w->actor.rights = &rights_none;
	w->actor.channel = BY_FORM;
}

enum err
session_load(struct request *rq)
{
	struct work	*w = rq->work;
	uint8_t		 hash[32];
	int64_t		 rev = -1;
	enum err	 e = OK;

	w->lang = lang_accept(request_header(rq, "HTTP_ACCEPT_LANGUAGE"),
	    LANG_UK);
	i18n_set(w->lang);
	if (cookie_hash(rq, hash))
		e = session_find(rq, hash, &rev);
	if (e == OK && rq->session == NULL)
		e = rev_read(w, &rev);
	if (e == OK)
		e = site_take(rq, rev);
	if (e != OK || rq->session == NULL)
		return e;
	w->actor.channel = BY_FORM;
	e = actor_set(w, rq->session->user_id, rq->session->name,
	    rq->session->role_id, rq->session->team_id, rev);
	if (e == OK)
		zone_set(w, rq->session->zone);
	return e;
}

/* ---- form tokens */

static const char *
token_of(const struct request *rq, const void *what, size_t n)
{
	struct work	*w = rq->work;
	uint8_t		 mac[32];
	char		*text = arena_alloc(w->mem, n + 5);

	memcpy(text, "form:", 5);
	memcpy(text + 5, what, n);
	crypto_hmac(w->conf->secret_key, sizeof(w->conf->secret_key), text,
	    n + 5, mac);
	return crypto_hex(w->mem, mac, sizeof(mac) / 2);	/* 128 bits */
}

const char *
session_form_token(struct request *rq)
{
	const char	*before;
	uint8_t		 raw[16];

	if (rq->session != NULL)
		return token_of(rq, rq->session->hash,
		    sizeof(rq->session->hash));
	before = request_cookie(rq, COOKIE_BEFORE);
	if (before == NULL || strlen(before) != 32) {
		crypto_random(raw, sizeof(raw));
		before = crypto_hex(rq->work->mem, raw, sizeof(raw));
		reply_cookie(rq, COOKIE_BEFORE, before, -1);
	}
	return token_of(rq, before, strlen(before));
}

bool
session_token_valid(const struct request *rq, const char *token)
{
	const char	*before = request_cookie(rq, COOKIE_BEFORE), *want;

	if (token == NULL)
		return false;
	if (rq->session != NULL)
		want = token_of(rq, rq->session->hash,
		    sizeof(rq->session->hash));
	else if (before != NULL && strlen(before) == 32)
		want = token_of(rq, before, strlen(before));
	else
		return false;
	return strlen(token) == strlen(want) &&
	    crypto_same(token, want, strlen(want));
}

/* ---- signing in */

enum err
session_open(struct request *rq, int64_t user_id, bool keep)
{
	struct work	*w = rq->work;
	uint8_t		 id[32], hash[32];
	enum err	 e;

	/* Whoever signs in again leaves no session behind. */
	if (rq->session != NULL) {
		e = db_exec(w->db, "DELETE FROM session WHERE token_hash = ?",
		    DB_ARGS(DB_B((const char *)rq->session->hash, 32)));
		if (e != OK)
			return e;
	}
	crypto_random(id, sizeof(id));
	crypto_sha256(id, sizeof(id), hash);
	e = db_exec(w->db, "INSERT INTO session "
	    "(token_hash, user_id, created_at, seen_at, addr, agent) "
	    "VALUES (?, ?, ?, ?, ?, ?)", DB_ARGS(DB_B((const char *)hash, 32),
	    DB_I(user_id), DB_I(w->now_s), DB_I(w->now_s), DB_S(rq->addr),
	    DB_S(request_agent(rq))));
	if (e == OK)
		reply_cookie(rq, COOKIE, crypto_hex(w->mem, id, sizeof(id)),
		    keep ? IDLE_S : -1);
	return e;
}

/*
 * Whether two logins are one but for capitals.  The database also takes other
 * accents and blanks at the end for the same, and each such spelling would
 * have tries of its own.
 */
static bool
login_same(struct arena *mem, const char *a, const char *b)
{
	return strcmp(utf8_lower(mem, a), utf8_lower(mem, b)) == 0;
}

enum err
session_check(struct request *rq, const char *login, const char *password,
    int64_t *user_id, int *wait_s)
{
	struct work	*w = rq->work;
	struct db_rows	*rows;
	const char	*stored = NULL;
	enum err	 e;

	*user_id = 0;
	login = str_trim(w->mem, login);
	e = brake_ask(rq, login, wait_s);
	if (e != OK)
		return e;
	if (*wait_s > 0)
		return ERR_DENIED;
	e = db_query(w->db, w->mem, &rows, "SELECT id, password_hash, login "
	    "FROM user WHERE login = ? AND active = 1 AND deleted_at IS NULL",
	    DB_ARGS(DB_S(login)));
	if (e != OK)
		return e;
	if (rows->n > 0 && login_same(w->mem, login, db_text(rows, 0, 2))) {
		stored = db_text(rows, 0, 1);
		*user_id = db_int(rows, 0, 0);
	}
	if (!crypto_password_fits(password, stored)) {
		e = brake_press(rq, login);
		return e == OK ? ERR_DENIED : e;
	}
	return brake_release(rq, login);
}

enum err
session_sign_out(struct request *rq)
{
	reply_cookie(rq, COOKIE, "", 0);
	if (rq->session == NULL)
		return OK;
	return db_exec(rq->work->db, "DELETE FROM session WHERE token_hash = ?",
	    DB_ARGS(DB_B((const char *)rq->session->hash, 32)));
}

enum err
session_end_others(struct request *rq, int64_t user_id)
{
	return db_exec(rq->work->db, "DELETE FROM session "
	    "WHERE user_id = ? AND token_hash <> ?", DB_ARGS(DB_I(user_id),
	    DB_B(rq->session != NULL ? (const char *)rq->session->hash : "",
	    rq->session != NULL ? 32 : 0)));
}

enum err
session_sweep(struct work *w, bool *left)
{
	enum err	 e;

	e = db_exec(w->db, "DELETE FROM session WHERE seen_at <= ? "
	    "ORDER BY seen_at LIMIT ?", DB_ARGS(DB_I(w->now_s - IDLE_S),
	    DB_I(SWEEP_ROWS)));
	*left = e == OK && db_changed(w->db) == SWEEP_ROWS;
	return e;
}
