#ifndef BASE_PERIOD_H
#define BASE_PERIOD_H

#include <stdint.h>

#include "base/err.h"

/*
 * Spans of days that move with the calendar, by a word:
 *
 *	today yesterday tomorrow
 *	this-week last-week next-week		from Monday (ISO 8601)
 *	this-month ... this-quarter ... this-year ...
 *	last-30-days				today and the 29 before it
 *	next-30-days				today and the 29 after it
 */
struct period {
	int32_t	 from, to;	/* dates, both of them in it */
};

#define PERIOD_DAYS	3660	/* of the last two at most */

/*
 * The span that word means on the day today.  ERR_INVALID for another word.
 */
enum err	 period_read(const char *word, int32_t today,
		    struct period *out);

#endif
