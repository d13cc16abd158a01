/* second.c: the second step of signing in. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/conf.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/seal.h"
#include "core/db.h"
#include "core/record.h"
#include "core/session.h"
#include "mod/users/second.h"
#include "mod/users/users.h"

#define CODE_CHARS	12
#define TICKET_S	600
#define MAC_BYTES	16

enum err
second_load(struct work *w, int64_t user_id, struct second *out)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows,
	    "SELECT u.second_key, s.last_step, s.codes_rev, s.codes_at, "
	    "s.codes_used FROM user u LEFT JOIN second_step s "
	    "ON s.user_id = u.id WHERE u.id = ? AND u.deleted_at IS NULL",
	    DB_ARGS(DB_I(user_id)));
	if (e != OK)
		return e;
	if (rows->n == 0)
		return ERR_NOTFOUND;
	out->sealed = db_text(rows, 0, 0);
	out->on = out->sealed != NULL;
	out->last_step = db_int(rows, 0, 1);
	out->codes_rev = (int)db_int(rows, 0, 2);
	out->codes_at = db_int(rows, 0, 3);
	out->codes_used = (unsigned int)db_int(rows, 0, 4);
	return OK;
}

int
second_left(const struct second *s)
{
	int	 n = 0;

	for (int i = 0; i < SECOND_CODES; i++)
		n += (s->codes_used >> i & 1) == 0;
	return n;
}

/* ---- the secret */

static const char *
about(struct work *w, int64_t user_id)
{
	return arena_fmt(w->mem, "second:%" PRId64, user_id);
}

/* NULL: it was sealed by a program with another key. */
static const uint8_t *
secret_of(struct work *w, int64_t user_id, const struct second *s)
{
	const uint8_t	*secret;
	size_t		 n;

	if (seal_open(w->mem, w->conf->secret_key, about(w, user_id),
	    s->sealed, &secret, &n) == OK && n == TOTP_SECRET)
		return secret;
	log_error("user %" PRId64 ": the secret of the second step was "
	    "sealed with another secret_key", user_id);
	return NULL;
}

const uint8_t *
second_offer(const struct request *rq)
{
	struct work	*w = rq->work;
	const char	*what = arena_fmt(w->mem, "offer:%" PRId64 ":%s",
			    w->actor.user_id, crypto_hex(w->mem,
			    rq->session->hash, sizeof(rq->session->hash)));
	uint8_t		*mac = arena_alloc(w->mem, 32);

	crypto_hmac(w->conf->secret_key, sizeof(w->conf->secret_key), what,
	    strlen(what), mac);
	return mac;		/* its first TOTP_SECRET bytes */
}

/* Whatever the role says: it is his own, or he may change users. */
static enum err
key_save(struct work *w, int64_t user_id, const char *sealed)
{
	const struct change	 c[] = {
		SET_TEXT("second_key", sealed), { 0 }
	};
	struct actor		 self = w->actor;
	enum err		 e;

	w->actor.rights = NULL;
	e = record_save(w, &user_entity, user_id, REV_ANY, c);
	w->actor = self;
	return e;
}

enum err
second_turn_on(struct request *rq, const char *typed)
{
	struct work	*w = rq->work;
	const uint8_t	*secret = second_offer(rq);
	int64_t		 id = w->actor.user_id;
	int64_t		 step = totp_match(secret, TOTP_SECRET, w->now_s,
			    typed);
	enum err	 e;

	if (step == 0)
		return work_refuse(w, 0, "code", t("is not the code that the "
		    "application shows now; are both clocks right?"));
	e = key_save(w, id, seal_close(w->mem, w->conf->secret_key,
	    about(w, id), secret, TOTP_SECRET));
	return e != OK ? e : db_exec(w->db, "INSERT INTO second_step "
	    "(user_id, last_step, codes_rev, codes_at, codes_used) "
	    "VALUES (?, ?, 1, ?, 0) ON DUPLICATE KEY UPDATE "
	    "last_step = VALUES(last_step), codes_rev = codes_rev + 1, "
	    "codes_at = VALUES(codes_at), codes_used = 0",
	    DB_ARGS(DB_I(id), DB_I(step), DB_I(w->now_s)));
}

enum err
second_turn_off(struct work *w, int64_t user_id)
{
	return key_save(w, user_id, NULL);
}

enum err
second_renew(struct work *w, int64_t user_id)
{
	return db_exec(w->db, "UPDATE second_step SET codes_rev = codes_rev "
	    "+ 1, codes_at = ?, codes_used = 0 WHERE user_id = ?",
	    DB_ARGS(DB_I(w->now_s), DB_I(user_id)));
}

/* ---- codes */

static const char *
recovery_code(struct arena *mem, const uint8_t *secret, int rev, int i)
{
	const char	*what = arena_fmt(mem, "recovery:%d:%d", rev, i), *s;
	uint8_t		 mac[32];

	crypto_hmac(secret, TOTP_SECRET, what, strlen(what), mac);
	s = crypto_readable(mem, mac, CODE_CHARS);
	return arena_fmt(mem, "%.4s-%.4s-%.4s", s, s + 4, s + 8);
}

const char *const *
second_codes(struct work *w, int64_t user_id, const struct second *s)
{
	const char	**list = arena_alloc(w->mem,
			    SECOND_CODES * sizeof(*list));
	const uint8_t	*secret = secret_of(w, user_id, s);

	if (secret == NULL)
		return NULL;
	for (int i = 0; i < SECOND_CODES; i++)
		list[i] = recovery_code(w->mem, secret, s->codes_rev, i);
	return list;
}

/* Letters and digits of what was typed, in small letters. */
static const char *
code_clean(struct arena *mem, const char *typed)
{
	char	*out = arena_alloc(mem, CODE_CHARS + 2);
	size_t	 n = 0;

	for (; *typed != '\0' && n <= CODE_CHARS; typed++)
		if (*typed >= 'A' && *typed <= 'Z')
			out[n++] = (char)(*typed - 'A' + 'a');
		else if (*typed != '-' && *typed != ' ')
			out[n++] = *typed;
	return out;
}

/* Which unused recovery code was typed, -1 for none. */
static int
recovery_match(struct work *w, const uint8_t *secret, const struct second *s,
    const char *typed)
{
	const char	*clean = code_clean(w->mem, typed);
	int		 found = -1;

	if (strlen(clean) != CODE_CHARS)
		return -1;
	for (int i = 0; i < SECOND_CODES; i++) {
		const char	*code = code_clean(w->mem, recovery_code(
				    w->mem, secret, s->codes_rev, i));

		if (crypto_same(clean, code, CODE_CHARS) &&
		    (s->codes_used >> i & 1) == 0)
			found = i;
	}
	return found;
}

/* Nobody else takes a code of his until this transaction has ended. */
static enum err
second_lock(struct work *w, int64_t user_id)
{
	struct db_rows	*rows;

	return db_query(w->db, w->mem, &rows, "SELECT user_id FROM "
	    "second_step WHERE user_id = ? FOR UPDATE",
	    DB_ARGS(DB_I(user_id)));
}

enum err
second_use(struct work *w, int64_t user_id, const char *typed,
    enum second_by *by)
{
	const uint8_t	*secret;
	struct second	 s;
	int64_t		 step;
	int		 i;
	enum err	 e = second_lock(w, user_id);

	*by = SECOND_NOT;
	if (e == OK)
		e = second_load(w, user_id, &s);
	if (e != OK || !s.on || typed == NULL)
		return e;
	secret = secret_of(w, user_id, &s);
	if (secret == NULL)
		return OK;
	step = totp_match(secret, TOTP_SECRET, w->now_s, typed);
	if (step > s.last_step) {
		*by = SECOND_CODE;
		return db_exec(w->db, "UPDATE second_step SET last_step = ? "
		    "WHERE user_id = ?", DB_ARGS(DB_I(step), DB_I(user_id)));
	}
	i = recovery_match(w, secret, &s, typed);
	if (i < 0)
		return OK;
	*by = SECOND_RECOVERY;
	return db_exec(w->db, "UPDATE second_step SET codes_used = "
	    "codes_used | ? WHERE user_id = ?", DB_ARGS(DB_I(1 << i),
	    DB_I(user_id)));
}

/* ---- between the steps */

static const char *
ticket_mac(struct work *w, int64_t user_id, int64_t until, bool keep,
    const char *password_hash)
{
	const char	*what = arena_fmt(w->mem, "ticket:%" PRId64 ":%" PRId64
			    ":%d:%s", user_id, until, keep, password_hash);
	uint8_t		 mac[32];

	crypto_hmac(w->conf->secret_key, sizeof(w->conf->secret_key), what,
	    strlen(what), mac);
	return crypto_hex(w->mem, mac, MAC_BYTES);
}

/* The user's password hash; NULL if he may not sign in. */
static enum err
hash_of(struct work *w, int64_t user_id, const char **hash)
{
	struct db_rows	*rows;
	enum err	 e;

	e = db_query(w->db, w->mem, &rows, "SELECT password_hash FROM user "
	    "WHERE id = ? AND active = 1 AND deleted_at IS NULL",
	    DB_ARGS(DB_I(user_id)));
	if (e == OK)
		*hash = rows->n > 0 ? db_text(rows, 0, 0) : NULL;
	return e;
}

const char *
second_ticket(struct work *w, int64_t user_id, bool keep)
{
	int64_t		 until = w->now_s + TICKET_S;
	const char	*hash;

	if (hash_of(w, user_id, &hash) != OK || hash == NULL)
		return "";
	return arena_fmt(w->mem, "%" PRId64 ".%" PRId64 ".%d.%s", user_id,
	    until, keep, ticket_mac(w, user_id, until, keep, hash));
}

enum err
second_ticket_read(struct work *w, const char *ticket, int64_t *user_id,
    bool *keep)
{
	int64_t		 until;
	const char	*hash, *want;
	int		 kept, n = 0;
	enum err	 e;

	if (ticket == NULL || strlen(ticket) > 100 ||
	    sscanf(ticket, "%18" SCNd64 ".%18" SCNd64 ".%1d.%n", user_id,
	    &until, &kept, &n) != 3 || n == 0 || until <= w->now_s)
		return ERR_DENIED;
	e = hash_of(w, *user_id, &hash);
	if (e != OK || hash == NULL)
		return e != OK ? e : ERR_DENIED;
	*keep = kept != 0;
	want = ticket_mac(w, *user_id, until, *keep, hash);
	return strlen(ticket + n) == 2 * MAC_BYTES &&
	    crypto_same(ticket + n, want, 2 * MAC_BYTES) ? OK : ERR_DENIED;
}
