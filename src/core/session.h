#ifndef CORE_SESSION_H
#define CORE_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/request.h"

/* Who is signed in, from one query at the start of a request. */
struct session {
	int64_t		 user_id;
	const char	*login;
	const char	*name;
	const char	*theme;		/* "auto", "light", "dark" */
	enum lang	 lang;
	int64_t		 role_id;
	int64_t		 team_id;
	const char	*form_token;	/* of this session's forms */
};

/*
 * Find the session of the request's cookie; sets rq->session and the work's
 * actor, language, zone and site.  Without one the language comes from
 * Accept-Language and rq->session stays NULL.  ERR_DB.
 */
enum err	 session_load(struct request *rq);

/*
 * Check a password and open a session (a new id, the cookie).  Failures are
 * slowed per account, address and site before hashing.  ERR_DENIED for a
 * wrong login or password; ERR_RETRY when there were too many (wait_s).
 */
enum err	 session_sign_in(struct request *rq, const char *login,
		    const char *password, int *wait_s);

/* End the session and take the cookie away. */
enum err	 session_sign_out(struct request *rq);

/*
 * Whether the form token sent with a POST is this session's (or, before
 * sign-in, this browser's).
 */
bool		 session_token_valid(const struct request *rq,
		    const char *token);

/*
 * scrypt hash of a password as stored: "$scrypt$ln=14,r=8,p=5$salt$hash".
 * ERR_INVALID under 8 or over 200 characters.
 */
enum err	 password_hash(struct arena *mem, const char *password,
		    const char **out);

#endif
