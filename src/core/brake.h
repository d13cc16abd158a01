#ifndef CORE_BRAKE_H
#define CORE_BRAKE_H

#include "base/err.h"
#include "core/request.h"

/*
 * Tries to get in are slowed per account, address and site: so many are free
 * within a quarter of an hour, each one over them doubles the wait.
 *
 * account  what is tried: a login, in whatever capitals
 */

/* Seconds until another try is allowed, the longest of the three. */
enum err	 brake_ask(struct request *rq, const char *account,
		    int *wait_s);

/*
 * Count a failure.  It outlives the refusal that it is part of
 * (reply_keep()).
 */
enum err	 brake_press(struct request *rq, const char *account);

/*
 * Remove failures that slow nobody any more, some hundred at a time; *left
 * says whether there may be more.
 */
enum err	 brake_sweep(struct work *w, bool *left);

/* It was the right one: the account's failures are forgotten. */
enum err	 brake_release(struct request *rq, const char *account);

#endif
