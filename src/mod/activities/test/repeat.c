/* What mod/activities/repeat.h promises of days. */
#include <stdbool.h>
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "mod/activities/repeat.h"
#include "tests/unit/tap.h"

static int32_t
day(const char *iso)
{
	int32_t	 d;

	return date_parse(iso, &d) == OK ? d : DATE_NONE;
}

/* Whether the days that follow from due are these, one by one. */
static bool
row_is(struct arena *mem, const struct repeat *r, const char *due,
    const char *want)
{
	struct str	 s;
	int32_t		 d = day(due);

	str_init(&s, mem);
	for (int i = 0; i < 4; i++) {
		d = repeat_next(r, d, d);
		str_fmt(&s, "%s%s", i > 0 ? " " : "", date_iso(mem, d));
	}
	if (strcmp(s.s, want) != 0)
		printf("# %s\n", s.s);
	return strcmp(s.s, want) == 0;
}

static void
test_rows(struct arena *mem)
{
	const struct repeat	 daily = { "day", 1, 0, 0 };
	const struct repeat	 third = { "day", 3, 0, 0 };
	const struct repeat	 weekly = { "week", 1, 0, 0 };
	const struct repeat	 days = { "week", 1, 1u << 1 | 1u << 3 |
				    1u << 5, 0 };
	const struct repeat	 second = { "week", 2, 1u << 1 | 1u << 5, 0 };

	check(row_is(mem, &daily, "2026-02-27",
	    "2026-02-28 2026-03-01 2026-03-02 2026-03-03"), "each day");
	check(row_is(mem, &third, "2026-12-28",
	    "2026-12-31 2027-01-03 2027-01-06 2027-01-09"),
	    "each third day, over the new year");
	check(row_is(mem, &weekly, "2026-11-22",
	    "2026-11-29 2026-12-06 2026-12-13 2026-12-20"),
	    "each week, on the day it is due");
	check(row_is(mem, &days, "2026-11-23",
	    "2026-11-25 2026-11-27 2026-11-30 2026-12-02"),
	    "each week on Monday, Wednesday and Friday");
	check(row_is(mem, &second, "2026-11-23",
	    "2026-11-27 2026-12-07 2026-12-11 2026-12-21"),
	    "each second week, from Monday on");
}

static void
test_months(struct arena *mem)
{
	const struct repeat	 monthly = { "month", 1, 0, 31 };
	const struct repeat	 quarter = { "month", 3, 0, 15 };
	const struct repeat	 end = { "month_end", 1, 0, 0 };
	const struct repeat	 yearly = { "year", 1, 0, 29 };

	check(row_is(mem, &monthly, "2027-01-31",
	    "2027-02-28 2027-03-31 2027-04-30 2027-05-31"),
	    "the 31st is the last day where a month is shorter, no longer");
	check(row_is(mem, &quarter, "2026-11-15",
	    "2027-02-15 2027-05-15 2027-08-15 2027-11-15"),
	    "each third month");
	check(row_is(mem, &end, "2028-01-15",
	    "2028-01-31 2028-02-29 2028-03-31 2028-04-30"),
	    "the last day of each month");
	check(row_is(mem, &yearly, "2028-02-29",
	    "2029-02-28 2030-02-28 2031-02-28 2032-02-29"),
	    "29 February each year");
}

static void
test_late(void)
{
	const struct repeat	 daily = { "day", 1, 0, 0 };
	const struct repeat	 weekly = { "week", 1, 0, 0 };
	const struct repeat	 rare = { "year", 365, 0, 1 };

	check(repeat_next(&daily, day("2026-11-01"), day("2026-11-22")) ==
	    day("2026-11-23"), "what was missed is not made up for");
	check(repeat_next(&weekly, day("2026-11-02"), day("2026-11-22")) ==
	    day("2026-11-23"), "the weekday stays");
	check(repeat_next(&rare, day("2026-11-01"), day("2026-11-01")) !=
	    day("2026-11-01"), "each 365th year ends, too");
	check(repeat_days_read("1 3,5") == (1u << 1 | 1u << 3 | 1u << 5) &&
	    repeat_days_read("") == 0 && repeat_days_read(NULL) == 0,
	    "weekdays are read");
}

int
main(void)
{
	struct arena	*mem = arena_new();

	test_rows(mem);
	test_months(mem);
	test_late();
	arena_free(mem);
	return done();
}
