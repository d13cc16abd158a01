#ifndef CORE_TICK_H
#define CORE_TICK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/work.h"

/*
 * Looks for work to be done (core/job.h), and who looked last.  A page holds
 * its image only while nobody has looked of late: see session.tick.
 */

#define TICK_PAGE_S	60	/* pages look at most so often, all together */
#define TICK_DAEMON_S	180	/* so long after a daemon's they do not at all */

/*
 * Whether pages are to look, by until_at of tick "quiet".  One that is too far
 * away was written by a clock that has been put back since.
 */
bool		 tick_due(const struct work *w, int64_t until_s);

/*
 * Claim the look of pages: *mine says whether it is the caller's.  One
 * statement, so that of many at once one gets it.
 */
enum err	 tick_claim(struct work *w, bool *mine);

/*
 * Note that by ("daemon" "cron" "address" "page") looks for work now, and
 * that pages need not for so many seconds.
 */
enum err	 tick_note(struct work *w, const char *by, int quiet_s);

/*
 * Let the next page look again: something is due that somebody waits for.
 */
enum err	 tick_wake(struct work *w);

#endif
