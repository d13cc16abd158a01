/* What base/zone promises. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/zone.h"
#include "base/zone_rule.h"
#include "tests/unit/tap.h"

#define DIR	"/usr/share/zoneinfo"

static const struct zone *
load(struct arena *a, const char *name)
{
	const struct zone	*z = NULL;

	return zone_load(a, DIR, name, &z) == OK ? z : NULL;
}

/* "2026-03-29 04:00:00 EEST +10800 1" */
static char *
shown(struct arena *a, const struct zone *z, int64_t utc_s)
{
	struct zone_time	 zt = zone_local(z, utc_s);

	return arena_fmt(a, "%04d-%02d-%02d %02d:%02d:%02d %s %+d %d",
	    zt.t.year, zt.t.month, zt.t.day, zt.t.hour, zt.t.minute,
	    zt.t.second, zt.abbr, (int)zt.offset_s, zt.dst);
}

static int64_t
utc(const char *text)
{
	struct date_time	 t = { 0 };

	return date_time_parse(text, &t) == OK ? date_time_to_s(&t) : 0;
}

static int64_t
from_local(const struct zone *z, const char *text)
{
	struct date_time	 t = { 0 };

	return date_time_parse(text, &t) == OK ? zone_utc(z, &t) : 0;
}

static void
test_local(struct arena *a)
{
	static const struct {
		const char	*zone, *utc, *local;
	} rows[] = {
		{ "Europe/Kyiv", "2026-01-15 12:00",
		    "2026-01-15 14:00:00 EET +7200 0" },
		{ "Europe/Kyiv", "2026-03-29 00:59:59",
		    "2026-03-29 02:59:59 EET +7200 0" },
		{ "Europe/Kyiv", "2026-03-29 01:00",
		    "2026-03-29 04:00:00 EEST +10800 1" },
		{ "Europe/Kyiv", "2026-10-25 00:59:59",
		    "2026-10-25 03:59:59 EEST +10800 1" },
		{ "Europe/Kyiv", "2026-10-25 01:00",
		    "2026-10-25 03:00:00 EET +7200 0" },
		{ "Europe/Kyiv", "2150-07-01 00:00",
		    "2150-07-01 03:00:00 EEST +10800 1" },
		{ "Europe/Kyiv", "2150-12-31 23:59",
		    "2151-01-01 01:59:00 EET +7200 0" },
		{ "Europe/Kyiv", "1985-01-01 00:00",
		    "1985-01-01 03:00:00 MSK +10800 0" },
		{ "America/New_York", "2090-07-04 12:00",
		    "2090-07-04 08:00:00 EDT -14400 1" },
		{ "Australia/Sydney", "2090-01-15 00:00",
		    "2090-01-15 11:00:00 AEDT +39600 1" },
		{ "Australia/Sydney", "2090-07-15 00:00",
		    "2090-07-15 10:00:00 AEST +36000 0" },
		{ "Asia/Kolkata", "2090-07-15 00:00",
		    "2090-07-15 05:30:00 IST +19800 0" },
		{ "Asia/Almaty", "2026-01-01 00:00",
		    "2026-01-01 05:00:00 +05 +18000 0" },
		{ "UTC", "2026-01-01 00:00",
		    "2026-01-01 00:00:00 UTC +0 0" },
	};
	const struct zone	*z;
	size_t			 i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		z = load(a, rows[i].zone);
		check(z != NULL && str_eq(shown(a, z, utc(rows[i].utc)),
		    rows[i].local), rows[i].local);
	}
}

static void
test_utc(struct arena *a)
{
	const struct zone	*z = load(a, "Europe/Kyiv");
	const struct zone	*sao = load(a, "America/Sao_Paulo");
	int32_t			 d = DATE_NONE;
	int64_t			 s;
	int			 ok = 1;

	check(from_local(z, "2026-01-15 14:00") == utc("2026-01-15 12:00") &&
	    from_local(z, "2026-07-15 14:00") == utc("2026-07-15 11:00"),
	    "winter and summer clocks lead to the moment");
	check(from_local(z, "2026-10-25 03:30") == utc("2026-10-25 00:30"),
	    "of an hour shown twice the first is meant");
	check(from_local(z, "2026-10-25 04:00") == utc("2026-10-25 02:00") &&
	    from_local(z, "2026-10-25 02:59") == utc("2026-10-24 23:59"),
	    "the hours around it are shown once");
	check(from_local(z, "2026-03-29 03:30") == utc("2026-03-29 01:30"),
	    "an hour left out is read with the clock of before");
	check(from_local(z, "2150-03-29 03:30") == utc("2150-03-29 01:30"),
	    "the same holds a century ahead");
	for (s = utc("1980-01-01"); s < utc("2060-01-01"); s += 3 * 3600 - 7) {
		struct zone_time	 zt = zone_local(z, s);
		int64_t			 back = zone_utc(z, &zt.t);

		ok &= back == s || back == s - 3600;
	}
	check(ok, "local time leads back to its moment, or the hour's first");
	check(zone_date(z, utc("2026-01-14 22:00")) ==
	    date_of_s(utc("2026-01-15")), "the date changes at local midnight");
	check(date_make(2026, 7, 1, &d) == OK &&
	    zone_day_start(z, d) == utc("2026-06-30 21:00"),
	    "a day begins at local midnight");
	check(date_make(2017, 10, 15, &d) == OK &&
	    zone_day_start(sao, d) == utc("2017-10-15 03:00"),
	    "where midnight is left out the day begins an hour later");
}

static void
test_names(struct arena *a)
{
	static const char *const bad[] = {
		"", "/etc/passwd", "../passwd", "Europe/../../passwd",
		"Europe//Kyiv", "Europe/", "./UTC", ".hidden", "Europe/Kyiv\n",
		"Europe Kyiv", "Київ", NULL,
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	};
	const struct zone	*z = NULL;
	size_t			 i;
	int			 ok = 1;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok &= zone_load(a, DIR, bad[i], &z) == ERR_INVALID;
	check(ok, "names that leave the folder are refused");
	check(zone_load(a, DIR, "Europe/Nowhere", &z) == ERR_NOTFOUND,
	    "a zone that does not exist is not found");
	check(zone_load(a, DIR, "tzdata-zi", &z) != OK &&
	    zone_load(a, DIR, "Europe", &z) != OK && z == NULL,
	    "a folder is not a zone");
}

static void
test_damage(struct arena *a)
{
	static unsigned char	 bytes[65536];
	const struct zone	*z = NULL;
	FILE			*f = fopen(DIR "/Europe/Kyiv", "rb");
	size_t			 n = f != NULL ? fread(bytes, 1,
				     sizeof(bytes), f) : 0, i;
	int			 ok = 1;

	if (f != NULL)
		fclose(f);
	check(n > 100 && zone_read(a, bytes, n, &z) == OK,
	    "a zone is read from memory");
	for (z = NULL, i = 0; i < n; i++)
		ok &= zone_read(a, bytes, i, &z) == ERR_IO && z == NULL;
	check(ok, "a file cut off anywhere is refused");
	for (i = 0; i < n; i++) {
		bytes[i] ^= 0xff;
		if (zone_read(a, bytes, n, &z) == OK)
			zone_local(z, 4000000000);
		bytes[i] ^= 0xff;
	}
	check(1, "a file with any byte wrong does no harm");
}

static void
test_rules(struct arena *a)
{
	static const char *const bad[] = {
		"", "EET", "EE-2", "EET-2EEST", "EET-2EEST,M3.5.0",
		"EET-2EEST,M13.5.0,M10.5.0", "EET-2EEST,M3.6.0,M10.5.0",
		"EET-2EEST,M3.5.7,M10.5.0", "EET-2EEST,J0,J60",
		"EET-2EEST,366,J60", "EET-168", "EET-2x", "<+03-3",
		"EET-2EEST,M3.5.0/3,M10.5.0/4,"
	};
	struct zone_rule	 r;
	size_t			 i;
	int			 ok = 1;

	check(zone_rule_parse(a, "<-03>3", &r) == OK && !r.has_dst &&
	    r.side[0].offset_s == -10800 && str_eq(r.side[0].abbr, "-03"),
	    "a rule without summer time is read");
	check(zone_rule_parse(a, "AAA3BBB,J60/0,300/-1:30", &r) == OK &&
	    r.side[1].offset_s == -7200 && r.side[0].from.time_s == -5400 &&
	    !zone_rule_dst(&r, utc("2024-03-01 02:59:59")) &&
	    zone_rule_dst(&r, utc("2024-03-01 03:00")) &&
	    !zone_rule_dst(&r, utc("2026-03-01 02:59:59")) &&
	    zone_rule_dst(&r, utc("2026-03-01 03:00")),
	    "day 60 of a rule is 1 March in every year");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok &= zone_rule_parse(a, bad[i], &r) == ERR_INVALID;
	check(ok, "what is no rule is refused");
}

int
main(void)
{
	struct arena	*a = arena_new();

	test_names(a);
	test_rules(a);
	if (load(a, "Europe/Kyiv") == NULL) {
		printf("ok %d - # SKIP no tzdata in " DIR "\n", ++ntests);
	} else {
		test_local(a);
		test_utc(a);
		test_damage(a);
	}
	arena_free(a);
	return done();
}
