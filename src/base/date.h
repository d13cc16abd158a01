#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * A calendar date is an int32_t: days since 1970-01-01, without a time zone;
 * dates are compared and subtracted as numbers.  A moment is an int64_t:
 * seconds since 1970-01-01 00:00 UTC without leap seconds.  The calendar is
 * the Gregorian one for all time.  No function here asks the clock.
 */
#define DATE_NONE	INT32_MIN	/* no date */
#define DATE_YEAR_MIN	1800		/* years a date may have */
#define DATE_YEAR_MAX	2999

struct date_parts {
	int	year;
	int	month;	/* 1 to 12 */
	int	day;	/* 1 to 31 */
};

struct date_time {
	int	year;
	int	month;	/* 1 to 12 */
	int	day;	/* 1 to 31 */
	int	hour;	/* 0 to 23 */
	int	minute;	/* 0 to 59 */
	int	second;	/* 0 to 59 */
};

/*
 * The date with these parts.  ERR_INVALID if there is no such day (31 April)
 * or the year is not DATE_YEAR_MIN to DATE_YEAR_MAX.
 */
enum err date_make(int year, int month, int day, int32_t *out);

/*
 * Year, month and day of a date.
 */
struct date_parts date_split(int32_t date);

/*
 * The date written in s.
 *
 * Day first: "15.01.2026", "15/01/2026", "15-01-2026", "5.1.2026", with two
 * digits of the year "15.01.26" (00 to 68 are 2000 to 2068, 69 to 99 are
 * 1969 to 1999, as in POSIX strptime); year first: "2026-01-15",
 * "2026/01/15", "2026.01.15".  A time behind a space or a T is ignored.
 * White space around is ignored.  ERR_INVALID for anything else, days that
 * do not exist, years out of range.
 */
enum err date_parse(const char *s, int32_t *out);

/*
 * Date and time written in s: a date as date_parse() reads it, then a space
 * or a T, hours, minutes and perhaps seconds: "2026-01-15T14:30",
 * "15.01.2026 9:05:59".  Without a time it is midnight.  Fractions of a
 * second are dropped.  A zone behind the time is refused: whose clock it is
 * says the caller.
 */
enum err date_time_parse(const char *s, struct date_time *out);

/*
 * The date for the eye: "19.11.2025" for "uk" and "ru", "19 Nov 2025" for
 * every other lang.  DATE_NONE gives "".
 */
char	*date_format(struct arena *mem, int32_t date, const char *lang);

/*
 * The date without its year: "19.11", "19 Nov".  DATE_NONE gives "".
 */
char	*date_format_short(struct arena *mem, int32_t date, const char *lang);

/*
 * The date for machines and HTML: "2025-11-19".  DATE_NONE gives "".
 * Source: ISO 8601.
 */
char	*date_iso(struct arena *mem, int32_t date);

/*
 * Day of the week, 1 Monday to 7 Sunday.  Source: ISO 8601.
 */
int	 date_weekday(int32_t date);

/*
 * The same day n months later, or earlier when n is below 0; the month's
 * last day if it has no such day: 31 January plus 1 is 28 or 29 February.
 */
int32_t	 date_add_months(int32_t date, int n);

/*
 * First day of the date's month.
 */
int32_t	 date_month_start(int32_t date);

/*
 * Last day of the date's month.
 */
int32_t	 date_month_end(int32_t date);

/*
 * The day, in UTC, of moment utc_s.
 */
int32_t	 date_of_s(int64_t utc_s);

/*
 * Calendar and clock of moment utc_s, in UTC.
 */
struct date_time date_time_of_s(int64_t utc_s);

/*
 * The moment at which a clock in UTC shows t.  Parts out of their range
 * carry over: hour 24 is midnight of the next day, month 13 is January.
 */
int64_t	 date_time_to_s(const struct date_time *t);

/*
 * Moment utc_s for machines: "2025-11-19T08:05:00Z".  Source: ISO 8601.
 */
char	*date_time_iso(struct arena *mem, int64_t utc_s);

#endif
