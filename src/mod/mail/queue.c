/* queue.c: letters that wait, and what became of others. */
#include <inttypes.h>
#include <string.h>

#include "core/changelog.h"
#include "core/db.h"
#include "core/field.h"
#include "core/reply.h"
#include "core/tick.h"
#include "core/view.h"
#include "mod/mail/parts.h"

#define SHOWN	30

enum { C_ID, C_TO, C_SUBJECT, C_DUE, C_ATTEMPTS, C_ERROR, C_LEASE, C_SENT,
    C_STATE };

static const char *
moment(struct work *w, int64_t at)
{
	const struct field	 f = { .type = F_TIME };
	const struct db_val	 v = DB_I(at);

	return field_show(w, &f, NULL, &v);
}

static void
letter_show(struct work *w, const struct db_rows *r, size_t i, struct out *o)
{
	int64_t	 state = db_int(r, i, C_STATE);
	bool	 held = db_int(r, i, C_LEASE) > w->now_s;

	out_text(o, "to", db_text(r, i, C_TO));
	out_text(o, "subject", db_text(r, i, C_SUBJECT));
	out_text(o, "error", db_text(r, i, C_ERROR));
	if (state == 2 && db_text(r, i, C_ERROR) == NULL)
		out_text(o, "error", t("It waited until it was of no use."));
	if (state == 1) {
		out_text(o, "sent", moment(w, db_int(r, i, C_SENT)));
		return;
	}
	if (db_int(r, i, C_ATTEMPTS) > 0)
		out_text(o, "tries", arena_fmt(w->mem, tn("%d attempt",
		    "%d attempts", (long)db_int(r, i, C_ATTEMPTS)),
		    (int)db_int(r, i, C_ATTEMPTS)));
	if (state == 0 && !held)
		out_text(o, "due", moment(w, db_int(r, i, C_DUE)));
	if (held)
		out_text(o, "held", "1");
	else {
		out_fmt(o, "again_href", "/settings/mail/%" PRId64 "/again",
		    db_int(r, i, C_ID));
		out_fmt(o, "drop_href", "/settings/mail/%" PRId64 "/drop",
		    db_int(r, i, C_ID));
	}
}

static void
list_show(struct work *w, const struct db_rows *r, struct out *o,
    const char *list)
{
	for (size_t i = 0; i < r->n && i < SHOWN; i++)
		letter_show(w, r, i, out_add(o, list));
	if (r->n > SHOWN)
		out_text(out_node(o, "more"), list, t("and more"));
}

#define COLUMNS	"SELECT id, to_addr, subject, due_at, attempts, error, " \
		"lease_until, sent_at, state FROM mail_out "

enum err
mail_queue_fill(struct request *rq, struct out *o)
{
	struct work	*w = rq->work;
	struct db_rows	*failed, *waiting, *sent;
	enum err	 e;

	e = db_query(w->db, w->mem, &failed, COLUMNS "WHERE state = 2 "
	    "ORDER BY due_at DESC LIMIT ?", DB_ARGS(DB_I(SHOWN + 1)));
	if (e == OK)
		e = db_query(w->db, w->mem, &waiting, COLUMNS
		    "WHERE state = 0 ORDER BY due_at LIMIT ?",
		    DB_ARGS(DB_I(SHOWN + 1)));
	if (e == OK)
		e = db_query(w->db, w->mem, &sent, COLUMNS
		    "WHERE state = 1 ORDER BY sent_at DESC LIMIT 10",
		    DB_NOARGS);
	if (e != OK)
		return e;
	list_show(w, failed, o, "failed");
	list_show(w, waiting, o, "waiting");
	list_show(w, sent, o, "sent");
	return OK;
}

/* ---- what the administrator does */

/* Written down with the letter's address and subject, said, and the page. */
static enum err
finish(struct request *rq, const struct db_rows *r, const char *what,
    const char *note)
{
	struct work	*w = rq->work;
	enum err	 e;

	w->set.what = arena_fmt(w->mem, "%s: %s, %s", what, db_text(r, 0, 0),
	    db_text(r, 0, 1));
	e = changelog_open(w);
	if (e != OK)
		return e;
	reply_note_final(rq, note);
	return reply_see(rq, "/settings/mail");
}

/* The letter :id, locked; ERR_CONFLICT for one that was sent or is in hand. */
static enum err
letter_hold(struct request *rq, struct db_rows **r)
{
	struct work	*w = rq->work;
	enum err	 e;

	e = db_query(w->db, w->mem, r, "SELECT to_addr, subject, state, "
	    "lease_until > UNIX_TIMESTAMP() FROM mail_out WHERE id = ? "
	    "FOR UPDATE", DB_ARGS(DB_I(rq->id)));
	if (e != OK)
		return e;
	if ((*r)->n == 0)
		return ERR_NOTFOUND;
	if (db_int(*r, 0, 2) != 1 && db_int(*r, 0, 3) == 0)
		return OK;
	out_text(out_node(rq->page, "error"), "text",
	    t("It is in hand just now, or has been sent."));
	return ERR_CONFLICT;
}

#define USEFUL_S	86400	/* one that is sent again gets a day more */

enum err
mail_again(struct request *rq)
{
	struct work	*w = rq->work;
	struct db_rows	*r;
	enum err	 e = letter_hold(rq, &r);

	if (e == OK)
		e = db_exec(w->db, "UPDATE mail_out SET state = 0, "
		    "due_at = ?, until_at = GREATEST(until_at, ?) "
		    "WHERE id = ?", DB_ARGS(DB_I(w->now_s),
		    DB_I(w->now_s + USEFUL_S), DB_I(rq->id)));
	if (e == OK)
		e = tick_wake(w);
	return e != OK ? e : finish(rq, r, t("A letter to be sent again"),
	    t("It will be sent in a minute."));
}

enum err
mail_forget(struct request *rq)
{
	struct work	*w = rq->work;
	struct db_rows	*r;
	enum err	 e = letter_hold(rq, &r);

	if (e == OK)
		e = db_exec(w->db, "DELETE FROM mail_out WHERE id = ?",
		    DB_ARGS(DB_I(rq->id)));
	return e != OK ? e : finish(rq, r, t("A letter dropped"),
	    t("Dropped."));
}
