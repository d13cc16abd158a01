/* mail.c: letters to be sent, and the sending. */
#include <inttypes.h>
#include <string.h>

#include "base/conf.h"
#include "base/crypto.h"
#include "base/letter.h"
#include "base/log.h"
#include "base/seal.h"
#include "base/str.h"
#include "base/utf8.h"
#include "core/mail.h"
#include "core/page.h"

#define KEPT_S		(3 * 86400)	/* tried so long unless told */
#define KEPT_AFTER_S	(30 * 86400)	/* what was sent or given up */
#define SWEEP_ROWS	500
#define AWAY_MOST_S	900		/* a server that is away is asked again */
#define TOGETHER	50		/* letters over one connection */
#define SUBJECT_MAX	250
#define PERSON_MAX	250
#define DEAD_S		3600
#define NOTE_TRIES	3
#define HASTE_US	1000000		/* a page's image: somebody waits */
#define HASTE_S		15
#define SEAL_ABOUT	"mail"

/* ---- writing */

/* Of s, in mem, with blanks for control characters: one line. */
static const char *
line_of(struct arena *mem, const char *s)
{
	char	*line = arena_strdup(mem, s);

	for (unsigned char *c = (unsigned char *)line; *c != '\0'; c++)
		if (*c < ' ' || *c == 0x7f)
			*c = ' ';
		else if (*c == 0xc2 && c[1] >= 0x80 && c[1] <= 0x9f)
			*c = c[1] = ' ';	/* U+0080 to U+009F */
	return line;
}

enum err
mail_add(struct work *w, const struct mail *m)
{
	const char	*name = line_of(w->mem, m->to_name != NULL ?
			    m->to_name : "");
	const char	*subject = line_of(w->mem, m->subject);

	if (!letter_address(m->to))
		return work_refuse(w, 0, "to",
		    t("is not an address that letters can go to"));
	if (!letter_line(subject) || !letter_line(name))
		return work_refuse(w, 0, "subject",
		    t("must be one line, without control characters"));
	return db_exec(w->db, "INSERT INTO mail_out (name, to_addr, to_name, "
	    "subject, body, state, due_at, until_at, attempts, lease_until, "
	    "made_at, user_id) VALUES (?, ?, ?, ?, ?, 0, ?, ?, 0, 0, ?, "
	    "NULLIF(?, 0)) "
	    "ON DUPLICATE KEY UPDATE id = id", DB_ARGS(DB_S(m->name),
	    DB_S(m->to), DB_S(utf8_truncate(w->mem, name, PERSON_MAX)),
	    DB_S(utf8_truncate(w->mem, subject, SUBJECT_MAX)),
	    DB_S(m->text), DB_I(w->now_s), DB_I(m->until_s != 0 ?
	    m->until_s : w->now_s + KEPT_S), DB_I(w->now_s),
	    DB_I(m->user_id)));
}

/* ---- how they go */

static const char *
setting_of(const struct db_rows *r, const char *name)
{
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(db_text(r, i, 0), name) == 0)
			return db_text(r, i, 1) != NULL ? db_text(r, i, 1) : "";
	return "";
}

static enum smtp_security
security_of(const char *code)
{
	return str_eq(code, "tls") ? SMTP_TLS : str_eq(code, "none") ?
	    SMTP_PLAIN : SMTP_STARTTLS;
}

const char *
mail_seal(struct work *w, const char *password)
{
	return *password == '\0' ? "" : seal_close(w->mem,
	    w->conf->secret_key, SEAL_ABOUT, password, strlen(password));
}

static void
password_open(struct work *w, const char *sealed, struct mail_settings *s)
{
	const uint8_t	*data;
	size_t		 n;

	s->has_password = *sealed != '\0';
	if (!s->has_password)
		return;
	if (seal_open(w->mem, w->conf->secret_key, SEAL_ABOUT, sealed, &data,
	    &n) == OK)
		s->server.password = arena_fmt(w->mem, "%.*s", (int)n,
		    (const char *)data);
	else
		s->locked = true;
}

enum err
mail_settings_read(struct work *w, struct mail_settings *s)
{
	struct db_rows	*r;
	int64_t		 port;
	const char	*user;
	enum err	 e;

	memset(s, 0, sizeof(*s));
	e = db_query(w->db, w->mem, &r, "SELECT name, value FROM setting "
	    "WHERE name LIKE 'mail\\_%'", DB_NOARGS);
	if (e != OK)
		return e;
	s->server.host = setting_of(r, "mail_host");
	s->server.port = str_int64(setting_of(r, "mail_port"), &port) == OK ?
	    (int)port : 0;
	s->server.security = security_of(setting_of(r, "mail_security"));
	s->server.ca_file = w->conf->ca_file;
	s->server.wait_s = SMTP_WAIT_S;
	s->from = setting_of(r, "mail_from");
	s->from_name = line_of(w->mem, setting_of(r, "mail_name"));
	user = setting_of(r, "mail_user");
	s->server.user = *user != '\0' ? user : NULL;
	password_open(w, setting_of(r, "mail_password"), s);
	if (s->server.user != NULL && s->server.password == NULL)
		s->server.password = "";
	return OK;
}

bool
mail_ready(const struct mail_settings *s)
{
	return *s->server.host != '\0' && s->server.port > 0 &&
	    letter_address(s->from);
}

/* ---- sending */

/* The letter in hand. */
struct hand {
	struct work		*w;
	struct job		*job;
	struct mail_settings	 set;
	int64_t			 id;		/* 0: nothing is due */
	int64_t			 attempts;	/* this one included */
	struct letter		 letter;
	struct smtp_answer	 answer;
};

/* The same for a letter at each attempt, and no other letter's. */
static const char *
message_id(struct work *w, int64_t id, int64_t made_at, const char *from)
{
	const char	*what = arena_fmt(w->mem, "letter:%" PRId64 ":%" PRId64,
			    id, made_at);
	uint8_t		 mac[32];

	crypto_hmac(w->conf->secret_key, sizeof(w->conf->secret_key), what,
	    strlen(what), mac);
	return arena_fmt(w->mem, "%" PRId64 ".%s%s", id,
	    crypto_hex(w->mem, mac, 12), strchr(from, '@'));
}

static void
letter_fill(struct hand *h, const struct db_rows *r)
{
	struct work	*w = h->w;
	struct letter	*l = &h->letter;

	h->id = db_int(r, 0, 0);
	h->attempts = db_int(r, 0, 1) + 1;
	l->from = h->set.from;
	l->from_name = h->set.from_name;
	l->to = db_text(r, 0, 3);
	l->to_name = db_text(r, 0, 4);
	l->subject = db_text(r, 0, 5);
	l->text = db_text(r, 0, 6);
	l->at_s = db_int(r, 0, 7);
	l->id = db_text(r, 0, 2);
	if (l->id == NULL)
		l->id = message_id(w, h->id, l->at_s, l->from);
}

/* The next letter that is due, leased: committed before it is sent. */
static enum err
letter_take(struct work *w, void *arg)
{
	struct hand	*h = arg;
	struct db_rows	*r;
	enum err	 e = job_hold(w, h->job);

	h->id = 0;
	if (e == OK)
		e = db_exec(w->db, "UPDATE mail_out SET state = 2, "
		    "lease_until = 0 WHERE state = 0 "
		    "AND due_at <= UNIX_TIMESTAMP() "
		    "AND until_at <= UNIX_TIMESTAMP() "
		    "AND lease_until <= UNIX_TIMESTAMP()", DB_NOARGS);
	if (e == OK)
		e = db_query(w->db, w->mem, &r, "SELECT id, attempts, "
		    "message_id, to_addr, to_name, subject, body, made_at "
		    "FROM mail_out WHERE state = 0 "
		    "AND due_at <= UNIX_TIMESTAMP() "
		    "AND lease_until <= UNIX_TIMESTAMP() AND (user_id IS NULL "
		    "OR EXISTS (SELECT 1 FROM user u WHERE u.id = user_id "
		    "AND u.active = 1 AND u.deleted_at IS NULL)) "
		    "ORDER BY due_at, id LIMIT 1", DB_NOARGS);
	if (e != OK || r->n == 0)
		return e;
	letter_fill(h, r);
	e = db_exec(w->db, "UPDATE mail_out SET attempts = ?, message_id = ?, "
	    "lease_until = UNIX_TIMESTAMP() + ? WHERE id = ? AND state = 0",
	    DB_ARGS(DB_I(h->attempts), DB_S(h->letter.id),
	    DB_I(MAIL_LEASE_S), DB_I(h->id)));
	if (e == OK && db_changed(w->db) != 1)
		h->id = 0;
	return e;
}

static const char *
answer_words(struct work *w, const struct smtp_answer *a)
{
	return utf8_truncate(w->mem, *a->at == '\0' ? a->words :
	    arena_fmt(w->mem, "%s: %s", a->at, a->words), 400);
}

/* Not taken: for ever, or until later; all of them if it was no letter's
   fault. */
static enum err
refusal_note(struct work *w, const struct hand *h)
{
	int64_t		 pause = job_pause((int)h->attempts);
	enum err	 e;

	if (h->answer.end == SMTP_AWAY && pause > AWAY_MOST_S)
		pause = AWAY_MOST_S;
	e = db_exec(w->db, "UPDATE mail_out SET error = ?, lease_until = 0, "
	    "state = IF(? OR until_at <= UNIX_TIMESTAMP() + ?, 2, 0), "
	    "due_at = UNIX_TIMESTAMP() + ? "
	    "WHERE id = ? AND state = 0 AND attempts = ?",
	    DB_ARGS(DB_S(answer_words(w, &h->answer)),
	    DB_I(h->answer.end == SMTP_NEVER), DB_I(pause), DB_I(pause),
	    DB_I(h->id), DB_I(h->attempts)));
	if (e == OK && h->answer.end == SMTP_AWAY)
		e = db_exec(w->db, "UPDATE mail_out SET "
		    "due_at = UNIX_TIMESTAMP() + ? WHERE state = 0 "
		    "AND due_at < UNIX_TIMESTAMP() + ?",
		    DB_ARGS(DB_I(pause), DB_I(pause)));
	return e;
}

static enum err
answer_note(struct work *w, void *arg)
{
	const struct hand	*h = arg;

	if (h->answer.end != SMTP_SENT)
		return refusal_note(w, h);
	return db_exec(w->db, "UPDATE mail_out SET state = 1, "
	    "sent_at = UNIX_TIMESTAMP(), body = '', error = NULL, "
	    "lease_until = 0 WHERE id = ? AND state <> 1 AND attempts = ?",
	    DB_ARGS(DB_I(h->id), DB_I(h->attempts)));
}

/* What was given to the server must be written down: not one try alone. */
static enum err
answer_keep(struct hand *h)
{
	enum err	 e = ERR_DB;

	for (int i = 0; i < NOTE_TRIES && e == ERR_DB; i++)
		e = work_run(h->w, answer_note, h);
	if (h->answer.end != SMTP_SENT)
		log_error("letter %" PRId64 ", attempt %" PRId64 ": %s: %s",
		    h->id, h->attempts, h->answer.at, h->answer.words);
	return e;
}

/* Hand over the letter that was taken. */
static enum err
letter_send(struct hand *h, struct smtp *way)
{
	struct arena	*mem = h->w->mem;
	const char	*text;
	size_t		 n;

	if (letter_write(mem, &h->letter, &text, &n) == OK)
		smtp_send(way, mem, h->letter.from, h->letter.to, text, n,
		    &h->answer);
	else
		h->answer = (struct smtp_answer){ SMTP_NEVER, "",
		    "not a letter" };
	return answer_keep(h);
}

enum err
mail_send(struct work *w, struct job *job)
{
	struct hand	 h = { .w = w, .job = job };
	struct smtp	*way;
	enum err	 e = mail_settings_read(w, &h.set);

	if (e != OK || !mail_ready(&h.set) || h.set.locked)
		return e;
	if (job->until_us - page_clock_us() < HASTE_US)
		h.set.server.wait_s = HASTE_S;
	way = smtp_open(w->mem, &h.set.server);
	for (int i = 0; i < TOGETHER; i++) {
		e = work_run(w, letter_take, &h);
		if (e != OK || h.id == 0)
			return e;
		e = letter_send(&h, way);
		if (e != OK || h.answer.end == SMTP_AWAY)
			return e;
		if (!job_time(job))
			break;
	}
	job->left = true;
	return OK;
}

/* ---- later */

enum err
mail_sweep(struct work *w, struct job *job)
{
	enum err	 e;

	e = db_exec(w->db, "DELETE FROM mail_out WHERE state = 1 "
	    "AND sent_at < ? ORDER BY sent_at LIMIT ?",
	    DB_ARGS(DB_I(w->now_s - KEPT_AFTER_S), DB_I(SWEEP_ROWS)));
	job->left = e == OK && db_changed(w->db) == SWEEP_ROWS;
	if (e == OK)
		e = db_exec(w->db, "DELETE FROM mail_out WHERE state = 2 "
		    "AND due_at < ? ORDER BY due_at LIMIT ?",
		    DB_ARGS(DB_I(w->now_s - KEPT_AFTER_S), DB_I(SWEEP_ROWS)));
	job->left = job->left || (e == OK &&
	    db_changed(w->db) == SWEEP_ROWS);
	return e;
}

enum err
mail_look(struct work *w, bool repair, int64_t *wrong)
{
	struct db_rows	*r;
	enum err	 e;

	if (repair) {
		e = db_exec(w->db, "UPDATE mail_out SET lease_until = 0 "
		    "WHERE lease_until BETWEEN 1 AND UNIX_TIMESTAMP() - ?",
		    DB_ARGS(DB_I(DEAD_S)));
		if (e != OK)
			return e;
	}
	e = db_query(w->db, w->mem, &r, "SELECT COUNT(*) FROM mail_out "
	    "WHERE lease_until BETWEEN 1 AND UNIX_TIMESTAMP() - ?",
	    DB_ARGS(DB_I(DEAD_S)));
	*wrong = e == OK ? db_int(r, 0, 0) : 0;
	return e;
}
