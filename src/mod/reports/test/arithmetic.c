/* Periods, sums, and files of reports; no database. */
#include <string.h>

#include "base/date.h"
#include "base/str.h"
#include "core/site.h"
#include "mod/reports/parts.h"
#include "tests/unit/tap.h"

static struct arena	*mem;

/* Values of a source: name, value, ..., NULL. */
static const char *
pair_get(const void *arg, const char *name)
{
	const char *const	*p = arg;

	for (; p[0] != NULL; p += 2)
		if (strcmp(p[0], name) == 0)
			return p[1];
	return NULL;
}

static struct work
work_make(void)
{
	static struct site	 site = { .currency = "UAH" };
	struct work		 w = { .mem = mem, .site = &site,
				    .now_s = 1795000000 };	/* 2026-11-18 */

	return w;
}

static enum err
ask_make(struct work *w, bool page, struct ask *ask, const char *const *pairs)
{
	const struct source	 from = { pair_get, pairs, page };

	w->problems = NULL;
	return ask_read(w, &reports[0], &from, ask);
}

#define ASK(w, page, ask, ...)						\
	ask_make((w), (page), (ask), (const char *const[]){ __VA_ARGS__, NULL })

/* ---- periods */

static bool
before_is(const struct ask *ask, const char *from, const char *to)
{
	int32_t	 a, b;

	period_before(ask, &a, &b);
	return str_eq(date_iso(mem, a), from) && str_eq(date_iso(mem, b), to);
}

static bool
year_before_is(const struct ask *ask, const char *from, const char *to)
{
	int32_t	 a, b;

	period_year_before(ask, &a, &b);
	return str_eq(date_iso(mem, a), from) && str_eq(date_iso(mem, b), to);
}

static void
test_periods(struct work *w)
{
	struct ask	 ask;

	check(ASK(w, true, &ask, "by", "year") == OK &&
	    str_eq(ask.from, "2026-01-01") && str_eq(ask.to, "2026-12-31"),
	    "a page without dates shows this year");
	check(ASK(w, true, &ask, "from", "", "to", "") == OK &&
	    ask.from == NULL && ask.to == NULL,
	    "with empty dates it shows all the time");
	check(ASK(w, false, &ask, "by", "year") == OK && ask.from == NULL,
	    "so does the tool without dates");
	check(ASK(w, false, &ask, "from", "2026-02-01", "to", "2026-02-28")
	    == OK && before_is(&ask, "2026-01-01", "2026-01-31"),
	    "before a month comes the whole month before");
	check(ASK(w, false, &ask, "from", "2026-01-01", "to", "2026-03-31")
	    == OK && before_is(&ask, "2025-10-01", "2025-12-31"),
	    "before a quarter comes the quarter before");
	check(ASK(w, false, &ask, "from", "2026-03-10", "to", "2026-03-12")
	    == OK && before_is(&ask, "2026-03-07", "2026-03-09"),
	    "before some days come as many days");
	check(ASK(w, false, &ask, "from", "2024-02-01", "to", "2024-02-29")
	    == OK && year_before_is(&ask, "2023-02-01", "2023-02-28"),
	    "a year before a leap February is all of February");
	check(ASK(w, false, &ask, "from", "2026-03-10", "by", "year") == OK &&
	    before_is(&ask, "", ""), "nothing comes before an open period");
}

static void
test_refused(struct work *w)
{
	struct ask	 ask;

	check(ASK(w, true, &ask, "from", "2021-02-30") == ERR_INVALID &&
	    work_problem(w, 0, "from") != NULL,
	    "a day that no month has is refused by name");
	check(ASK(w, true, &ask, "to", "9999999-01-01") == ERR_INVALID &&
	    work_problem(w, 0, "to") != NULL, "so is a year that is none");
	check(ASK(w, true, &ask, "from", "2026-02-01", "to", "2026-01-01")
	    == ERR_INVALID, "a period does not end before it begins");
	check(ASK(w, true, &ask, "by", "DROP") == ERR_NOTFOUND &&
	    ASK(w, true, &ask, "format", "exe") == ERR_NOTFOUND &&
	    ASK(w, true, &ask, "owner_id", "-1") == ERR_NOTFOUND &&
	    ASK(w, true, &ask, "country", "U'") == ERR_NOTFOUND,
	    "what there is not is not found");
	check(ASK(w, true, &ask, "owner_id", "7", "country", "PL", "format",
	    "csv") == OK && ask.owner_id == 7 && str_eq(ask.country, "PL") &&
	    ask.format == FORMAT_CSV, "the rest is taken");
}

/* ---- sums */

static void
test_sums(struct work *w)
{
	struct row	 rows[] = {
		{ .group = "A", .id = 1, .currency = "EUR", .count = 1,
		  .amount = 100 },
		{ .group = "A", .id = 1, .currency = "UAH", .count = 2,
		  .amount = 500 },
		{ .group = "B", .id = 2, .currency = "UAH", .count = 3,
		  .amount = -20 },
		{ .group = "2026-01", .currency = "UAH", .count = 1,
		  .amount = 7 }
	};
	struct row	 old[] = {
		{ .group = "2026-01", .currency = "UAH", .amount = 3 },
		{ .group = "renamed", .id = 2, .currency = "UAH",
		  .amount = 40 },
		{ .group = "A", .id = 1, .currency = "UAH", .amount = 11 }
	};
	struct result	 res = { .rows = rows, .n = 4 };
	struct result	 before = { .rows = old, .n = 3 };

	totals_make(w, &res);
	check(res.ntotals == 2 && str_eq(res.totals[0].currency, "UAH") &&
	    res.totals[0].amount == 487 && res.totals[0].count == 6 &&
	    res.totals[1].amount == 100,
	    "each currency has its sum, the firm's first");
	rows_compare(&res, &before);
	check(rows[1].before == 11 && rows[0].before == 0,
	    "a group is compared with itself in its own currency");
	check(rows[2].before == 40, "whatever it was called then");
	check(rows[3].before == 3, "a group without a record by its name");
}

static void
test_words(struct work *w)
{
	const struct row	 month = { .group = "2026-11" };
	const struct row	 none = { .group = "" };
	const struct row	 land = { .group = "PL" };

	check(str_eq(percent_show(w, 1, 3), "33.3 %") &&
	    str_eq(percent_show(w, 2, 3), "66.7 %") &&
	    str_eq(percent_show(w, 1, 0), ""),
	    "percents have one digit behind the point, of nothing none");
	check(str_eq(group_show(w, "month", &month), "Nov 2026") &&
	    str_eq(group_show(w, "country", &land), "Poland") &&
	    str_eq(group_show(w, "owner", &none), "Nobody"),
	    "groups are called as people call them");
}

/* ---- files */

static void
test_files(void)
{
	struct row	 rows[] = {
		{ .group = "=1+\"x\"\n", .currency = "UAH", .count = 1,
		  .amount = -5 },
		{ .group = "Yen", .currency = "JPY", .count = 2,
		  .amount = 700 }
	};
	struct result	 res = { .rows = rows, .n = 2 };
	struct str	 s;

	str_init(&s, mem);
	report_csv(&res, &s);
	check(str_eq(s.s, "group,currency,count,amount\r\n"
	    "\"'=1+\"\"x\"\"\n\",UAH,1,-0.05\r\nYen,JPY,2,700\r\n"),
	    "a table holds no formula, amounts have their decimals");
	str_init(&s, mem);
	report_json(&res, &s);
	check(str_eq(s.s, "[\n{\"group\": \"=1+\\\"x\\\"\\u000a\", "
	    "\"currency\": \"UAH\", \"count\": 1, \"amount\": \"-0.05\"},\n"
	    "{\"group\": \"Yen\", \"currency\": \"JPY\", \"count\": 2, "
	    "\"amount\": \"700\"}\n]\n"), "JSON escapes what it must");
	res.n = 0;
	str_init(&s, mem);
	report_json(&res, &s);
	check(str_eq(s.s, "[\n]\n"), "no rows are an empty list");
}

int
main(void)
{
	struct work	 w;

	mem = arena_new();
	w = work_make();
	test_periods(&w);
	test_refused(&w);
	test_sums(&w);
	test_words(&w);
	test_files();
	arena_free(mem);
	return done();
}
