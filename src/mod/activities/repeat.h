#ifndef ACTIVITIES_REPEAT_H
#define ACTIVITIES_REPEAT_H

#include <stdint.h>

#include "base/err.h"
#include "core/record.h"
#include "core/work.h"

/*
 * Activities that repeat.  The next one is made in the change that does the
 * present one, so that an undo takes both back; what was missed meanwhile is
 * not made up for.  Days and hours are the firm's: the row stays one, whoever
 * does a task.
 */
struct repeat {
	const char	*by;	/* day week month month_end year */
	int		 every;	/* from 1 */
	unsigned int	 days;	/* of week: bit 1 is Monday; 0: the due one's */
	int		 day;	/* of month and year: 1 to 31 */
};

/*
 * The first day of the row after due and after the day "after"; DATE_NONE if
 * none comes in the next centuries.  31 January each month is followed by 28
 * February and 31 March.  Weeks begin on Monday.
 */
int32_t		 repeat_next(const struct repeat *r, int32_t due,
		    int32_t after);

/* Weekdays in a text ("1 3 5", "1,3"), as bits. */
unsigned int	 repeat_days_read(const char *s);

/* In check(): complete, or refuse, how the draft repeats. */
void		 repeat_check(struct work *w, struct draft *d);

/* In the listener: make what follows on those that were done. */
enum err	 repeat_follow(struct work *w, const struct event *ev);

/* "each 2 weeks on Monday, Friday; until 01.06.2027"; "" if it does not. */
const char	*repeat_words(struct work *w, const char *by, int64_t every,
		    const char *days);

#endif
