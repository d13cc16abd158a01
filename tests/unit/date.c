/* What base/date promises. */
#include "base/date.h"
#include "base/str.h"
#include "tests/unit/tap.h"

static int32_t
day(int y, int m, int d)
{
	int32_t	 date = DATE_NONE;

	return date_make(y, m, d, &date) == OK ? date : DATE_NONE;
}

static void
test_make(void)
{
	static const struct {
		int	 y, m, d;
	} bad[] = {
		{ 2026, 2, 29 }, { 2100, 2, 29 }, { 2026, 4, 31 },
		{ 2026, 0, 1 }, { 2026, 13, 1 }, { 2026, 1, 0 },
		{ 2026, 1, 32 }, { 1799, 12, 31 }, { 3000, 1, 1 },
		{ -1, 1, 1 },
	};
	size_t		 i;
	int32_t		 d, date = 7;
	int		 ok = 1;

	check(day(1970, 1, 1) == 0 && day(1969, 12, 31) == -1 &&
	    day(2000, 3, 1) == 11017, "days count from 1970-01-01");
	check(day(2024, 2, 29) != DATE_NONE && day(2000, 2, 29) != DATE_NONE,
	    "leap years have 29 February");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok &= date_make(bad[i].y, bad[i].m, bad[i].d, &date) ==
		    ERR_INVALID;
	check(ok && date == 7, "days that do not exist are refused");
	for (ok = 1, d = day(1800, 1, 1); d <= day(2999, 12, 31); d++) {
		struct date_parts	 p = date_split(d);

		ok &= date_make(p.year, p.month, p.day, &date) == OK &&
		    date == d;
	}
	check(ok, "every day from 1800 to 2999 is split and made again");
}

static void
test_parse(struct arena *a)
{
	static const struct {
		const char	*in, *out;
	} good[] = {
		{ "2026-01-15", "2026-01-15" }, { "15.01.2026", "2026-01-15" },
		{ "15.01.26", "2026-01-15" }, { "15/01/2026", "2026-01-15" },
		{ "15-01-2026", "2026-01-15" }, { "5.1.2026", "2026-01-05" },
		{ "2026/01/15", "2026-01-15" }, { "01.02.69", "1969-02-01" },
		{ "01.02.68", "2068-02-01" }, { "29.02.2024", "2024-02-29" },
		{ "2026-01-15T10:20:30Z", "2026-01-15" },
		{ "2009-01-01 00:00:00", "2009-01-01" },
		{ "15.01.2026 9:05", "2026-01-15" },
		{ "2026-01-15T10:20:30.5+02:00", "2026-01-15" },
		{ " 15.01.2026\xc2\xa0", "2026-01-15" },
		{ "1/15/2026 12:00:00 AM", NULL },
	};
	static const char *const bad[] = {
		"", "2026", "31.02.2026", "29.02.2026", "32.01.2026",
		"15.13.2026", "2026-1-155", "2026-13-01", "15.01", "15.01.",
		"15.01-2026", "15 01 2026", "15.01.126", "15.01.20266",
		"1799-12-31", "3000-01-01", "15.01.2026x", "15.01.2026 x",
		"15.01.2026T", "00.01.2026", "-1.01.2026", "завтра",
		"115.01.2026", "15.001.2026", "2026-01-15 10:20 Kyiv"
	};
	size_t	 i;
	int32_t	 date = DATE_NONE;

	for (i = 0; good[i].out != NULL; i++)
		check(date_parse(good[i].in, &date) == OK &&
		    str_eq(date_iso(a, date), good[i].out), good[i].in);
	date = 7;
	check(date_parse(good[i].in, &date) == ERR_INVALID,
	    "the month never comes first");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		check(date_parse(bad[i], &date) == ERR_INVALID && date == 7,
		    bad[i]);
	check(date_parse(NULL, &date) == ERR_INVALID, "no text is no date");
}

static void
test_time_parse(void)
{
	static const char *const bad[] = {
		"15.01.2026 24:00", "15.01.2026 12:60", "15.01.2026 12",
		"15.01.2026 12:5", "15.01.2026 12:05:60", "12:05",
		"2026-01-15T12:05Z", "15.01.2026 -1:00"
	};
	struct date_time	 t;
	size_t			 i;
	int			 ok = 1;

	check(date_time_parse("2026-01-15T14:30", &t) == OK &&
	    t.year == 2026 && t.month == 1 && t.day == 15 && t.hour == 14 &&
	    t.minute == 30 && t.second == 0, "date and time are read");
	check(date_time_parse("15.01.2026 9:05:59.123", &t) == OK &&
	    t.hour == 9 && t.minute == 5 && t.second == 59,
	    "seconds are read, their fractions dropped");
	check(date_time_parse("15.01.2026", &t) == OK && t.hour == 0,
	    "a date alone is its midnight");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok &= date_time_parse(bad[i], &t) == ERR_INVALID;
	check(ok, "times that do not exist are refused");
}

static void
test_format(struct arena *a)
{
	int32_t	 d = day(2025, 11, 9);

	check(str_eq(date_format(a, d, "uk"), "09.11.2025") &&
	    str_eq(date_format(a, d, "ru"), "09.11.2025"),
	    "Ukrainian and Russian write day, month, year");
	check(str_eq(date_format(a, d, "en"), "9 Nov 2025"),
	    "English names the month");
	check(str_eq(date_format_short(a, d, "uk"), "09.11") &&
	    str_eq(date_format_short(a, d, "en"), "9 Nov"),
	    "the year can be left out");
	check(str_eq(date_format(a, DATE_NONE, "uk"), "") &&
	    str_eq(date_format_short(a, DATE_NONE, "en"), "") &&
	    str_eq(date_iso(a, DATE_NONE), ""), "no date is no text");
}

static void
test_calendar(void)
{
	check(date_weekday(day(2026, 1, 15)) == 4 &&
	    date_weekday(day(1969, 12, 28)) == 7 &&
	    date_weekday(day(1800, 1, 1)) == 3,
	    "the week begins on Monday, before 1970 too");
	check(date_add_months(day(2026, 1, 31), 1) == day(2026, 2, 28) &&
	    date_add_months(day(2024, 1, 31), 1) == day(2024, 2, 29) &&
	    date_add_months(day(2026, 1, 15), -1) == day(2025, 12, 15) &&
	    date_add_months(day(2026, 3, 31), -13) == day(2025, 2, 28) &&
	    date_add_months(day(2026, 12, 1), 12) == day(2027, 12, 1),
	    "months are added within the month's end");
	check(date_month_start(day(2024, 2, 15)) == day(2024, 2, 1) &&
	    date_month_end(day(2024, 2, 15)) == day(2024, 2, 29) &&
	    date_month_end(day(2026, 12, 31)) == day(2026, 12, 31),
	    "a month has a first and a last day");
}

static void
test_moment(struct arena *a)
{
	struct date_time	 t = { 2025, 12, 31, 24, 0, -1 };
	int64_t			 s;
	int			 ok = 1;

	check(str_eq(date_time_iso(a, 0), "1970-01-01T00:00:00Z") &&
	    str_eq(date_time_iso(a, 1763539505), "2025-11-19T08:05:05Z") &&
	    str_eq(date_time_iso(a, -1), "1969-12-31T23:59:59Z") &&
	    str_eq(date_time_iso(a, 4102444800), "2100-01-01T00:00:00Z"),
	    "moments are written in UTC");
	for (s = -6000000000; s < 9000000000; s += 86399 * 7) {
		struct date_time	 m = date_time_of_s(s);

		ok &= date_time_to_s(&m) == s;
	}
	check(ok, "calendar and clock lead back to the moment");
	check(str_eq(date_time_iso(a, date_time_to_s(&t)),
	    "2025-12-31T23:59:59Z"), "parts out of range carry over");
	t = (struct date_time){ 2025, 14, 1, 0, 0, 0 };
	check(str_eq(date_time_iso(a, date_time_to_s(&t)),
	    "2026-02-01T00:00:00Z"), "months carry over into years");
	check(date_of_s(-1) == -1 && date_of_s(86400) == 1,
	    "a moment has its day, before 1970 too");
}

int
main(void)
{
	struct arena	*a = arena_new();

	test_make();
	test_parse(a);
	test_time_parse();
	test_format(a);
	test_calendar();
	test_moment(a);
	arena_free(a);
	return done();
}
