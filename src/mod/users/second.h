#ifndef USERS_SECOND_H
#define USERS_SECOND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/totp.h"
#include "core/work.h"

struct request;

/*
 * The second step of signing in: a code of an authenticator application
 * (base/totp.h), or one of ten recovery codes, each good once.  The secret
 * lies sealed with the user; the recovery codes follow from it.
 */

#define SECOND_CODES	10
#define CODES_SHOWN_S	600	/* recovery codes are shown so long */

/* Where a user stands. */
struct second {
	bool		 on;
	const char	*sealed;	/* as stored; NULL: off */
	int64_t		 last_step;
	int		 codes_rev;
	int64_t		 codes_at;	/* UTC seconds */
	unsigned int	 codes_used;	/* a bit each */
};

/* By what a code was right. */
enum second_by { SECOND_NOT, SECOND_CODE, SECOND_RECOVERY };

/* ERR_NOTFOUND if there is no such user. */
enum err	 second_load(struct work *w, int64_t user_id,
		    struct second *out);

/* How many recovery codes are left. */
int		 second_left(const struct second *s);

/*
 * The secret that this session is offered; the same until it is taken.
 */
const uint8_t	*second_offer(const struct request *rq);

/*
 * Turn it on for whoever asks, with the secret offered, if the code typed is
 * its own; his recovery codes are new.  ERR_INVALID, noted under "code".
 */
enum err	 second_turn_on(struct request *rq, const char *typed);

/* Turn it off. */
enum err	 second_turn_off(struct work *w, int64_t user_id);

/* Ten new recovery codes in place of the old ones. */
enum err	 second_renew(struct work *w, int64_t user_id);

/*
 * Use up what was typed: each code is taken once.  *by says what it was,
 * SECOND_NOT if it is none of his.
 */
enum err	 second_use(struct work *w, int64_t user_id,
		    const char *typed, enum second_by *by);

/*
 * The recovery codes, in mem: SECOND_CODES of "abcd-efgh-jkmn"; NULL when the
 * secret cannot be read, for it was sealed under another key.
 */
const char	*const *second_codes(struct work *w, int64_t user_id,
		    const struct second *s);

/*
 * What goes through the browser between the two steps, as the cookie: good
 * for ten minutes, and for as long as the password is the same.
 */
const char	*second_ticket(struct work *w, int64_t user_id, bool keep);

/* Whose ticket it is.  ERR_DENIED for one that is no longer good. */
enum err	 second_ticket_read(struct work *w, const char *ticket,
		    int64_t *user_id, bool *keep);

#endif
