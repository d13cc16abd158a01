#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"

/*
 * A time zone: what clocks show there at each moment, read from the
 * compiled files of tzdata.  It lives in its arena and does not change.
 * Source: RFC 9636 (TZif), with the rule at the end of the file, in the form
 * of POSIX TZ, for moments behind the last listed change.
 */
struct zone;

struct zone_time {
	struct date_time	 t;		/* what clocks show */
	int32_t			 offset_s;	/* clocks minus UTC */
	int			 dst;		/* 1 in summer time */
	const char		*abbr;		/* "EET"; lives with the zone */
};

/*
 * Read zone name ("Europe/Kyiv") from the folder dir, usually
 * /usr/share/zoneinfo.
 *
 * ERR_INVALID if name is no zone name: letters, digits, _ + - in parts set
 * apart by '/', so never "..", a leading '/' or a hidden file.
 * ERR_NOTFOUND if there is no such file, ERR_IO if it is not a TZif file.
 */
enum err zone_load(struct arena *mem, const char *dir, const char *name,
	    const struct zone **out);

/*
 * The same from the n bytes of a TZif file.  Nothing of bytes is kept.
 * ERR_IO if they are not whole or not TZif.
 */
enum err zone_read(struct arena *mem, const void *bytes, size_t n,
	    const struct zone **out);

/*
 * What clocks in the zone show at moment utc_s.
 */
struct zone_time zone_local(const struct zone *z, int64_t utc_s);

/*
 * The moment at which clocks in the zone show local.
 *
 * When clocks go back they show an hour twice: the first of the two moments
 * is meant.  When they go forward they leave an hour out: the clock is read
 * as if it had not been moved, so 03:30 on Kyiv's last Sunday of March, when
 * 03:00 becomes 04:00, is the moment called 04:30.
 */
int64_t	 zone_utc(const struct zone *z, const struct date_time *local);

/*
 * The date in the zone at moment utc_s.
 */
int32_t	 zone_date(const struct zone *z, int64_t utc_s);

/*
 * The moment at which date begins in the zone: its midnight, or the first
 * moment after it where clocks leave midnight out.
 */
int64_t	 zone_day_start(const struct zone *z, int32_t date);

#endif
