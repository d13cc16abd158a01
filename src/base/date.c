/* date.c: calendar dates and moments by arithmetic alone. */
#include <string.h>

#include "base/date.h"
#include "base/str.h"

#define DAY_S		86400
#define ERA_DAYS	146097	/* days of 400 years */
#define EPOCH_DAYS	719468	/* from 0000-03-01 to 1970-01-01 */

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/*
 * Days since 1970-01-01.  The year is counted from March, so that the leap
 * day is its last.  Source: Howard Hinnant, chrono-Compatible Low-Level
 * Date Algorithms, days_from_civil.
 */
static int64_t
days_of(int64_t year, int month, int day)
{
	int64_t	 y = month <= 2 ? year - 1 : year, era = floor_div(y, 400);
	int64_t	 yoe = y - era * 400;
	int64_t	 doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 +
		    day - 1;

	return era * ERA_DAYS + yoe * 365 + yoe / 4 - yoe / 100 + doy -
	    EPOCH_DAYS;
}

/* The same backwards: civil_from_days. */
static struct date_parts
parts_of(int64_t days)
{
	int64_t	 z = days + EPOCH_DAYS, era = floor_div(z, ERA_DAYS);
	int64_t	 doe = z - era * ERA_DAYS;
	int64_t	 yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t	 doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t	 mp = (5 * doy + 2) / 153;
	struct date_parts	 p;

	p.day = (int)(doy - (153 * mp + 2) / 5 + 1);
	p.month = (int)(mp < 10 ? mp + 3 : mp - 9);
	p.year = (int)(yoe + era * 400 + (p.month <= 2));
	return p;
}

static int
month_days(int year, int month)
{
	static const int	 days[] = {
		31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
	};
	int	 leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

enum err
date_make(int year, int month, int day, int32_t *out)
{
	if (year < DATE_YEAR_MIN || year > DATE_YEAR_MAX || month < 1 ||
	    month > 12 || day < 1 || day > month_days(year, month))
		return ERR_INVALID;
	*out = (int32_t)days_of(year, month, day);
	return OK;
}

struct date_parts
date_split(int32_t date)
{
	return parts_of(date);
}

/* At most max digits at *s; returns their number. */
static int
read_digits(const char **s, int max, int *out)
{
	int	 n = 0, v = 0;

	for (; n < max && **s >= '0' && **s <= '9'; n++, (*s)++)
		v = v * 10 + (**s - '0');
	*out = v;
	return n;
}

static void
skip_space(const char **s)
{
	size_t	 n;

	while ((n = str_space(*s)) > 0)
		*s += n;
}

/* The date at *s, moving *s behind it. */
static enum err
read_date(const char **s, int32_t *out)
{
	int	 v[3], size[3], i;
	char	 mark = '\0';

	for (i = 0; i < 3; i++) {
		size[i] = read_digits(s, 4, &v[i]);
		if (size[i] == 0 || (i > 0 && size[0] == 4 && size[i] > 2))
			return ERR_INVALID;
		if (i == 2)
			break;
		if (i == 0)
			mark = **s;
		if (**s != mark || mark == '\0' || strchr(".-/", mark) == NULL)
			return ERR_INVALID;
		(*s)++;
	}
	if (size[0] == 4)
		return date_make(v[0], v[1], v[2], out);
	if (size[0] > 2 || size[1] > 2 || (size[2] != 2 && size[2] != 4))
		return ERR_INVALID;
	if (size[2] == 2)
		v[2] += v[2] < 69 ? 2000 : 1900;
	return date_make(v[2], v[1], v[0], out);
}

/* 1 if *s goes on with a time; *s is then at its first digit. */
static int
at_time(const char **s)
{
	const char	*p = *s;

	if (*p == 'T')
		p++;
	else if (str_space(p) == 0)
		return 0;
	skip_space(&p);
	if (*p < '0' || *p > '9')
		return 0;
	*s = p;
	return 1;
}

enum err
date_parse(const char *s, int32_t *out)
{
	int32_t	 date;

	if (s == NULL)
		return ERR_INVALID;
	skip_space(&s);
	if (read_date(&s, &date) != OK)
		return ERR_INVALID;
	if (at_time(&s))
		s += strspn(s, "0123456789:.,+-TZAPMapm ");
	skip_space(&s);
	if (*s != '\0')
		return ERR_INVALID;
	*out = date;
	return OK;
}

/* "14:30", "14:30:59", "14:30:59.123" at *s. */
static enum err
read_time(const char **s, struct date_time *t)
{
	if (read_digits(s, 2, &t->hour) == 0 || *(*s)++ != ':' ||
	    read_digits(s, 2, &t->minute) != 2)
		return ERR_INVALID;
	if (**s == ':') {
		(*s)++;
		if (read_digits(s, 2, &t->second) != 2)
			return ERR_INVALID;
		if (**s == '.' || **s == ',')
			*s += 1 + strspn(*s + 1, "0123456789");
	}
	return t->hour < 24 && t->minute < 60 && t->second < 60 ? OK :
	    ERR_INVALID;
}

enum err
date_time_parse(const char *s, struct date_time *out)
{
	struct date_parts	 p;
	struct date_time	 t = { 0 };
	int32_t			 date;

	if (s == NULL)
		return ERR_INVALID;
	skip_space(&s);
	if (read_date(&s, &date) != OK)
		return ERR_INVALID;
	if (at_time(&s) && read_time(&s, &t) != OK)
		return ERR_INVALID;
	skip_space(&s);
	if (*s != '\0')
		return ERR_INVALID;
	p = date_split(date);
	t.year = p.year;
	t.month = p.month;
	t.day = p.day;
	*out = t;
	return OK;
}

static const char *
month_name(int month)
{
	static const char	 names[12][4] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
		"Sep", "Oct", "Nov", "Dec"
	};

	return names[month - 1];
}

char *
date_format_short(struct arena *mem, int32_t date, const char *lang)
{
	struct date_parts	 p = date_split(date);

	if (date == DATE_NONE)
		return arena_strdup(mem, "");
	if (str_eq(lang, "uk") || str_eq(lang, "ru"))
		return arena_fmt(mem, "%02d.%02d", p.day, p.month);
	return arena_fmt(mem, "%d %s", p.day, month_name(p.month));
}

char *
date_format(struct arena *mem, int32_t date, const char *lang)
{
	int	 cyrillic = str_eq(lang, "uk") || str_eq(lang, "ru");

	if (date == DATE_NONE)
		return arena_strdup(mem, "");
	return arena_fmt(mem, "%s%c%04d", date_format_short(mem, date, lang),
	    cyrillic ? '.' : ' ', date_split(date).year);
}

char *
date_iso(struct arena *mem, int32_t date)
{
	struct date_parts	 p = date_split(date);

	if (date == DATE_NONE)
		return arena_strdup(mem, "");
	return arena_fmt(mem, "%04d-%02d-%02d", p.year, p.month, p.day);
}

int
date_weekday(int32_t date)
{
	/* 1970-01-01 was a Thursday. */
	int64_t	 d = (int64_t)date + 3;

	return (int)(d - floor_div(d, 7) * 7) + 1;
}

int32_t
date_add_months(int32_t date, int n)
{
	struct date_parts	 p = date_split(date);
	int64_t			 m = (int64_t)p.year * 12 + p.month - 1 + n;
	int			 year = (int)floor_div(m, 12);
	int			 month = (int)(m - (int64_t)year * 12) + 1;
	int			 last = month_days(year, month);

	return (int32_t)days_of(year, month, p.day < last ? p.day : last);
}

int32_t
date_month_start(int32_t date)
{
	return date - date_split(date).day + 1;
}

int32_t
date_month_end(int32_t date)
{
	struct date_parts	 p = date_split(date);

	return date - p.day + month_days(p.year, p.month);
}

int32_t
date_of_s(int64_t utc_s)
{
	return (int32_t)floor_div(utc_s, DAY_S);
}

struct date_time
date_time_of_s(int64_t utc_s)
{
	int64_t			 days = floor_div(utc_s, DAY_S);
	int			 s = (int)(utc_s - days * DAY_S);
	struct date_parts	 p = parts_of(days);

	return (struct date_time){
		p.year, p.month, p.day, s / 3600, s / 60 % 60, s % 60
	};
}

int64_t
date_time_to_s(const struct date_time *t)
{
	int64_t	 m = (int64_t)t->year * 12 + t->month - 1;
	int64_t	 year = floor_div(m, 12);
	int	 month = (int)(m - year * 12) + 1;

	return days_of(year, month, 1) * DAY_S + ((int64_t)t->day - 1) * DAY_S +
	    (int64_t)t->hour * 3600 + (int64_t)t->minute * 60 + t->second;
}

char *
date_time_iso(struct arena *mem, int64_t utc_s)
{
	struct date_time	 t = date_time_of_s(utc_s);

	return arena_fmt(mem, "%04d-%02d-%02dT%02d:%02d:%02dZ", t.year,
	    t.month, t.day, t.hour, t.minute, t.second);
}
