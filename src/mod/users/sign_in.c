/* sign_in.c: coming in and going out. */
#include <string.h>

#include "core/form.h"
#include "core/reply.h"
#include "core/session.h"
#include "core/site.h"
#include "core/view.h"
#include "mod/users/parts.h"

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

enum err
sign_in_take(struct request *rq)
{
	const char	*login = in_raw(rq, "login");
	const char	*password = in_raw(rq, "password");
	const char	*why;
	int		 wait_s = 0;
	enum err	 e;

	if (login == NULL || password == NULL ||
	    strlen(password) > 4 * PASSWORD_MAX || strlen(login) > 500)
		e = ERR_DENIED;
	else
		e = session_sign_in(rq, login, password, &wait_s);
	if (e == OK)
		return reply_see(rq, "%s", next_of(rq));
	if (e != ERR_DENIED)
		return e;
	why = t("The login or the password is wrong. Check the keyboard "
	    "layout and Caps Lock.");
	if (wait_s > 0)
		why = arena_fmt(rq->work->mem, tn("Too many tries. Wait "
		    "%d second and try again.", "Too many tries. Wait %d "
		    "seconds and try again.", wait_s), wait_s);
	e = sign_in_page(rq, why);
	return e == OK ? ERR_INVALID : e;
}

enum err
sign_out_take(struct request *rq)
{
	enum err	 e = session_sign_out(rq);

	return e == OK ? reply_see(rq, "/sign-in") : e;
}
