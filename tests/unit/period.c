/* What base/period promises. */
#include <string.h>

#include "base/date.h"
#include "base/period.h"
#include "base/str.h"
#include "tests/unit/tap.h"

static struct arena	*mem;

/* "2026-11-16 2026-11-22" of a word on a day; "" for no word. */
static const char *
span(const char *word, const char *day)
{
	struct period	 p;
	int32_t		 today = DATE_NONE;

	date_parse(day, &today);
	if (period_read(word, today, &p) != OK)
		return "";
	return arena_fmt(mem, "%s %s", date_iso(mem, p.from),
	    date_iso(mem, p.to));
}

static void
test_words(void)
{
	static const struct {
		const char	*word, *day, *want;
	} list[] = {
		{ "today", "2026-11-22", "2026-11-22 2026-11-22" },
		{ "yesterday", "2026-03-01", "2026-02-28 2026-02-28" },
		{ "tomorrow", "2026-12-31", "2027-01-01 2027-01-01" },
		{ "this-week", "2026-11-22", "2026-11-16 2026-11-22" },
		{ "this-week", "2026-11-16", "2026-11-16 2026-11-22" },
		{ "last-week", "2027-01-01", "2026-12-21 2026-12-27" },
		{ "next-week", "2026-12-28", "2027-01-04 2027-01-10" },
		{ "this-month", "2024-02-15", "2024-02-01 2024-02-29" },
		{ "last-month", "2026-03-31", "2026-02-01 2026-02-28" },
		{ "next-month", "2026-12-05", "2027-01-01 2027-01-31" },
		{ "this-quarter", "2026-11-22", "2026-10-01 2026-12-31" },
		{ "last-quarter", "2026-02-01", "2025-10-01 2025-12-31" },
		{ "next-quarter", "2026-11-22", "2027-01-01 2027-03-31" },
		{ "this-year", "2026-11-22", "2026-01-01 2026-12-31" },
		{ "last-year", "2026-11-22", "2025-01-01 2025-12-31" },
		{ "next-year", "2026-11-22", "2027-01-01 2027-12-31" },
		{ "last-30-days", "2026-11-22", "2026-10-24 2026-11-22" },
		{ "next-7-days", "2026-11-22", "2026-11-22 2026-11-28" },
		{ "last-1-days", "2026-11-22", "2026-11-22 2026-11-22" }
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++)
		check(strcmp(span(list[i].word, list[i].day), list[i].want) ==
		    0, "a span of days by its word");
}

static void
test_others(void)
{
	static const char *const	 list[] = {
		"", "now", "this-", "this-day", "week", "last-days",
		"last-0-days", "last--1-days", "last-3661-days",
		"last-30-day", "last-30-days ", "this-30-days",
		"last-99999999999999999999-days", "THIS-WEEK"
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(*list); i++)
		check(*span(list[i], "2026-11-22") == '\0',
		    "another word is no period");
}

int
main(void)
{
	mem = arena_new();
	test_words();
	test_others();
	arena_free(mem);
	return done();
}
