/* sign_in.c: coming in and going out. */
#include <string.h>

#include "core/brake.h"
#include "core/form.h"
#include "core/reply.h"
#include "core/session.h"
#include "core/site.h"
#include "core/url.h"
#include "core/view.h"
#include "mod/users/door.h"
#include "mod/users/parts.h"
#include "mod/users/second.h"

#define TICKET	"k2"		/* cookie between the two steps */

/* An address of ours to go on to: a path, never another host. */
static const char *
next_of(const struct request *rq)
{
	const char	*s = in_raw(rq, "next");

	if (s == NULL || s[0] != '/' || s[1] == '/' || s[1] == '\\' ||
	    strpbrk(s, "\\\r\n\t") != NULL || strlen(s) > 1000)
		return "/now";
	return s;
}

static enum err
sign_in_page(struct request *rq, const char *error)
{
	struct out	*o = out_node(rq->page, "sign_in");

	out_text(rq->page, "title", t("Sign in"));
	out_text(o, "login", in_raw(rq, "login"));
	out_text(o, "next", next_of(rq));
	out_text(o, "error", error);
	return reply_page(rq, "sign-in.cst");
}

enum err
sign_in_show(struct request *rq)
{
	if (rq->work->site == NULL)
		return reply_see(rq, "/setup");
	if (rq->session != NULL)
		return reply_see(rq, "%s", next_of(rq));
	return sign_in_page(rq, NULL);
}

/* Seconds to wait as words. */
static const char *
wait_words(struct work *w, int wait_s)
{
	return arena_fmt(w->mem, tn("Too many tries. Wait %d second and try "
	    "again.", "Too many tries. Wait %d seconds and try again.",
	    wait_s), wait_s);
}

/* The password was right: in, or to the second step. */
static enum err
sign_in_enter(struct request *rq, int64_t user_id)
{
	struct work	*w = rq->work;
	struct second	 s;
	enum err	 e = second_load(w, user_id, &s);

	if (e != OK)
		return e;
	if (s.on) {
		reply_cookie(rq, TICKET, second_ticket(w, user_id,
		    in_flag(rq, "keep")), -1);
		return reply_see(rq, "/sign-in/code?next=%s",
		    url_escape(w->mem, next_of(rq)));
	}
	e = session_open(rq, user_id, in_flag(rq, "keep"));
	if (e == OK)
		e = door_note(rq, user_id, DOOR_IN);
	return e == OK ? reply_see(rq, "%s", next_of(rq)) : e;
}

/* What was wrong is written down, even if the login is. */
static enum err
sign_in_refuse(struct request *rq, int64_t user_id, int wait_s)
{
	const char	*why = t("The login or the password is wrong. Check "
			    "the keyboard layout and Caps Lock.");
	enum err	 e;

	reply_keep(rq);
	if (wait_s > 0)
		why = wait_words(rq->work, wait_s);
	e = door_note(rq, user_id, wait_s > 0 ? DOOR_BRAKE : DOOR_PASSWORD);
	if (e == OK)
		e = sign_in_page(rq, why);
	return e == OK ? ERR_INVALID : e;
}

enum err
sign_in_take(struct request *rq)
{
	const char	*login = in_raw(rq, "login");
	const char	*password = in_raw(rq, "password");
	int64_t		 user_id = 0;
	int		 wait_s = 0;
	enum err	 e;

	if (login == NULL || password == NULL ||
	    strlen(password) > 4 * PASSWORD_MAX || strlen(login) > 500)
		e = ERR_DENIED;
	else
		e = session_check(rq, login, password, &user_id, &wait_s);
	if (e == ERR_DENIED)
		return sign_in_refuse(rq, user_id, wait_s);
	return e == OK ? sign_in_enter(rq, user_id) : e;
}

/* ---- the second step */

static enum err
code_page(struct request *rq, const char *error)
{
	struct out	*o = out_node(rq->page, "sign_in");

	out_text(rq->page, "title", t("Sign in"));
	out_text(o, "next", next_of(rq));
	out_text(o, "error", error);
	return reply_page(rq, "users/code.cst");
}

enum err
code_show(struct request *rq)
{
	int64_t		 user_id;
	bool		 keep;
	enum err	 e;

	if (rq->session != NULL)
		return reply_see(rq, "%s", next_of(rq));
	e = second_ticket_read(rq->work, request_cookie(rq, TICKET),
	    &user_id, &keep);
	if (e == ERR_DENIED)
		return reply_see(rq, "/sign-in?next=%s",
		    url_escape(rq->work->mem, next_of(rq)));
	return e == OK ? code_page(rq, NULL) : e;
}

static enum err
code_refuse(struct request *rq, int64_t user_id, const char *account)
{
	enum err	 e = brake_press(rq, account);

	if (e == OK)
		e = door_note(rq, user_id, DOOR_CODE);
	if (e == OK)
		e = code_page(rq, t("That is not the code that the "
		    "application shows now, and no recovery code of yours. "
		    "A code is good once: wait for the next."));
	return e == OK ? ERR_INVALID : e;
}

/* Too many wrong codes: no code is even looked at. */
static enum err
code_brake(struct request *rq, int64_t user_id, int wait_s)
{
	enum err	 e;

	reply_keep(rq);
	e = door_note(rq, user_id, DOOR_BRAKE);
	if (e == OK)
		e = code_page(rq, wait_words(rq->work, wait_s));
	return e == OK ? ERR_INVALID : e;
}

static enum err
code_enter(struct request *rq, int64_t user_id, bool keep,
    const char *account)
{
	enum second_by	 by;
	enum err	 e = second_use(rq->work, user_id,
			    in_raw(rq, "code"), &by);

	if (e != OK)
		return e;
	if (by == SECOND_NOT)
		return code_refuse(rq, user_id, account);
	e = brake_release(rq, account);
	if (e == OK)
		e = session_open(rq, user_id, keep);
	if (e == OK)
		e = door_note(rq, user_id, by == SECOND_RECOVERY ?
		    DOOR_RECOVERY : DOOR_IN);
	if (e != OK)
		return e;
	reply_cookie(rq, TICKET, "", 0);
	return reply_see(rq, "%s", next_of(rq));
}

enum err
code_take(struct request *rq)
{
	struct work	*w = rq->work;
	const char	*account;
	int64_t		 user_id;
	bool		 keep;
	int		 wait_s;
	enum err	 e;

	e = second_ticket_read(w, request_cookie(rq, TICKET), &user_id,
	    &keep);
	if (e == ERR_DENIED)
		return reply_see(rq, "/sign-in?next=%s",
		    url_escape(w->mem, next_of(rq)));
	/* No login has a line's end in it. */
	account = arena_fmt(w->mem, "second\n%lld", (long long)user_id);
	if (e == OK)
		e = brake_ask(rq, account, &wait_s);
	if (e != OK)
		return e;
	return wait_s > 0 ? code_brake(rq, user_id, wait_s) :
	    code_enter(rq, user_id, keep, account);
}

enum err
sign_out_take(struct request *rq)
{
	int64_t		 who = rq->session != NULL ? rq->session->user_id : 0;
	enum err	 e = session_sign_out(rq);

	if (e == OK && who != 0)
		e = door_note(rq, who, DOOR_OUT);
	return e == OK ? reply_see(rq, "/sign-in") : e;
}
