#ifndef BASE_ZONE_RULE_H
#define BASE_ZONE_RULE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * The rule a time zone follows for years no table lists, as in
 * "EET-2EEST,M3.5.0/3,M10.5.0/4".  Part of base/zone.
 */
struct zone_day {
	char	form;		/* 'M', 'J' or '0': see zone_rule_parse() */
	int	month;		/* 'M': 1 to 12 */
	int	week;		/* 'M': 1 to 5, 5 is the last */
	int	day;		/* 'M': 0 Sunday to 6; else day of the year */
	int32_t	time_s;		/* clock time of the change */
};

struct zone_side {
	int32_t		 offset_s;	/* clocks minus UTC */
	const char	*abbr;
	struct zone_day	 from;		/* when this side begins */
};

struct zone_rule {
	struct zone_side side[2];	/* standard time, summer time */
	int		 has_dst;
};

/*
 * Read the rule in text: a name (letters, or anything between < and >),
 * hours west of Greenwich, and perhaps the same for summer time with the two
 * days of change.  A day is Mm.w.d, Jn (1 to 365, 29 February never counts)
 * or n (0 to 365), each perhaps with /time.  Names are copied into mem.
 * ERR_INVALID for anything else.  Source: POSIX.1-2017, 8.3, TZ; RFC 9636,
 * 3.3.2 (hours from -167 to 167).
 */
enum err zone_rule_parse(struct arena *mem, const char *text,
	    struct zone_rule *out);

/*
 * 1 if it is summer time at moment utc_s.
 */
int	 zone_rule_dst(const struct zone_rule *r, int64_t utc_s);

#endif
