/* zone_rule.c: summer time by rule, for years no table lists. */
#include <string.h>

#include "base/date.h"
#include "base/zone_rule.h"

#define DAY_S	86400

/* Digits at *s, as a number of at most max. */
static int
read_number(const char **s, int max, int *out)
{
	int	 v = 0;

	if (**s < '0' || **s > '9')
		return 0;
	for (; **s >= '0' && **s <= '9'; (*s)++) {
		v = v * 10 + (**s - '0');
		if (v > max)
			return 0;
	}
	*out = v;
	return 1;
}

/* [+-]hh[:mm[:ss]] at *s. */
static int
read_time(const char **s, int32_t *out)
{
	int	 minus = **s == '-', part[3] = { 0 }, i;

	*s += minus || **s == '+';
	for (i = 0; i < 3; i++) {
		if (!read_number(s, i == 0 ? 167 : 59, &part[i]))
			return 0;
		if (**s != ':')
			break;
		if (i < 2)
			(*s)++;
	}
	*out = part[0] * 3600 + part[1] * 60 + part[2];
	if (minus)
		*out = -*out;
	return 1;
}

/* A name at *s, bare or in angle brackets. */
static int
read_name(struct arena *mem, const char **s, const char **out)
{
	static const char	 letters[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	int			 quoted = **s == '<';
	size_t			 n;
	char			*name;

	*s += quoted;
	n = quoted ? strcspn(*s, ">") : strspn(*s, letters);
	if (n < 3 || (quoted && (*s)[n] != '>'))
		return 0;
	name = arena_alloc(mem, n + 1);
	memcpy(name, *s, n);
	*out = name;
	*s += n + (size_t)quoted;
	return 1;
}

/* ",M3.5.0/3", ",J60", ",59/2" at *s. */
static int
read_day(const char **s, struct zone_day *d)
{
	if (*(*s)++ != ',')
		return 0;
	d->form = **s == 'M' || **s == 'J' ? *(*s)++ : '0';
	if (d->form == 'M') {
		if (!read_number(s, 12, &d->month) || *(*s)++ != '.' ||
		    !read_number(s, 5, &d->week) || *(*s)++ != '.' ||
		    !read_number(s, 6, &d->day) || d->month == 0 ||
		    d->week == 0)
			return 0;
	} else if (!read_number(s, 365, &d->day) ||
	    (d->form == 'J' && d->day == 0)) {
		return 0;
	}
	d->time_s = 2 * 3600;
	if (**s != '/')
		return 1;
	(*s)++;
	return read_time(s, &d->time_s);
}

enum err
zone_rule_parse(struct arena *mem, const char *s, struct zone_rule *out)
{
	struct zone_rule	 r = { 0 };
	int32_t			 west_s;

	if (!read_name(mem, &s, &r.side[0].abbr) || !read_time(&s, &west_s))
		return ERR_INVALID;
	r.side[0].offset_s = -west_s;
	if (*s != '\0') {
		r.has_dst = 1;
		if (!read_name(mem, &s, &r.side[1].abbr))
			return ERR_INVALID;
		west_s -= 3600;
		if (*s != ',' && !read_time(&s, &west_s))
			return ERR_INVALID;
		r.side[1].offset_s = -west_s;
		if (!read_day(&s, &r.side[1].from) ||
		    !read_day(&s, &r.side[0].from))
			return ERR_INVALID;
	}
	if (*s != '\0')
		return ERR_INVALID;
	*out = r;
	return OK;
}

static int32_t
first_day(int year, int month)
{
	struct date_time	 t = { year, month, 1, 0, 0, 0 };

	return date_of_s(date_time_to_s(&t));
}

/* The clock's seconds since 1970 at which day d comes in year. */
static int64_t
day_clock_s(const struct zone_day *d, int year)
{
	int32_t	 date = first_day(year, 1);

	if (d->form == 'M') {
		date = first_day(year, d->month);
		date += (d->day - date_weekday(date) % 7 + 7) % 7;
		date += (d->week - 1) * 7;
		if (date >= first_day(year, d->month + 1))
			date -= 7;
	} else if (d->form == 'J') {
		date += d->day - 1;
		if (d->day >= 60)	/* 1 March is 60 in every year */
			date += first_day(year, 3) - first_day(year, 1) - 59;
	} else {
		date += d->day;
	}
	return (int64_t)date * DAY_S + d->time_s;
}

int
zone_rule_dst(const struct zone_rule *r, int64_t utc_s)
{
	int64_t	 begin_s, end_s;
	int	 year;

	if (!r->has_dst)
		return 0;
	year = date_time_of_s(utc_s + r->side[0].offset_s).year;
	begin_s = day_clock_s(&r->side[1].from, year) - r->side[0].offset_s;
	end_s = day_clock_s(&r->side[0].from, year) - r->side[1].offset_s;
	if (begin_s < end_s)
		return utc_s >= begin_s && utc_s < end_s;
	return utc_s >= begin_s || utc_s < end_s;
}
