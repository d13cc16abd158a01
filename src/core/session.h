#ifndef CORE_SESSION_H
#define CORE_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/request.h"

#define PASSWORD_MIN	8	/* characters */
#define PASSWORD_MAX	200

#define REMINDERS_MOST	99	/* more of them are "99+" */

/* Who is signed in, from one query at the start of a request. */
struct session {
	int64_t		 user_id;
	const char	*login;
	const char	*name;
	const char	*role;		/* its name, as shown */
	const char	*theme;		/* "auto", "light", "dark" */
	const char	*density;	/* "normal", "compact" */
	enum lang	 lang;
	const char	*zone;		/* his time zone; NULL: the firm's */
	int64_t		 role_id;
	int64_t		 team_id;
	bool		 second_asked;	/* his role asks for two-step sign-in */
	bool		 second_due;	/* and he has none yet */
	bool		 tick;		/* nobody has looked for work of late:
					   the page's image does */
	int64_t		 reminders;	/* to be told him now, counted up to
					   REMINDERS_MOST + 1 */
	uint8_t		 hash[32];	/* of the session id, as stored */
};

/*
 * Find the session of the request's cookie; sets rq->session and the work's
 * actor, language, zone and site.  Without one the language comes from
 * Accept-Language and rq->session stays NULL.  work->site is NULL when the
 * program is not set up.  ERR_DB.
 */
enum err	 session_load(struct request *rq);

/*
 * A request without a session where there is no database to ask: no rights,
 * the language from Accept-Language.
 */
void		 session_none(struct request *rq);

/*
 * Whose login and password these are.  Failures are slowed per account,
 * address and site before hashing (core/brake.h).
 *
 * user_id  also set when only the password is wrong; 0: no such login
 * wait_s   seconds until the next try, when there were too many
 *
 * ERR_DENIED for a wrong login or password, or too many tries (*wait_s > 0).
 */
enum err	 session_check(struct request *rq, const char *login,
		    const char *password, int64_t *user_id, int *wait_s);

/*
 * Open a session of this user: a new id, in a cookie that ends with the
 * browser, or after 30 days of keep.
 */
enum err	 session_open(struct request *rq, int64_t user_id, bool keep);

/*
 * End the session and take the cookie away.
 */
enum err	 session_sign_out(struct request *rq);

/*
 * End every session of a user but the request's own: after a new password.
 */
enum err	 session_end_others(struct request *rq, int64_t user_id);

/*
 * The token that this request's forms carry: bound to the session, or before
 * sign-in to a cookie that is set when it is missing.
 */
const char	*session_form_token(struct request *rq);

/*
 * Whether the form token sent with a POST is this session's (or, before
 * sign-in, this browser's).  NULL is not.
 */
bool		 session_token_valid(const struct request *rq,
		    const char *token);

/*
 * Remove sessions that ended because nobody used them, some hundred at a
 * time; *left says whether there may be more.
 */
enum err	 session_sweep(struct work *w, bool *left);

/*
 * Make w act as a user: the tool's and the jobs' way in.  ERR_NOTFOUND.
 */
enum err	 session_act_as(struct work *w, int64_t user_id);

/*
 * The same for a job that a user has asked for, in his language, which the
 * caller takes back by i18n_set().  ERR_NOTFOUND also when he may not sign in
 * any more.
 */
enum err	 session_act_for(struct work *w, int64_t user_id);

#endif
