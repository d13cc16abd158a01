/* What base/str promises. */
#include <inttypes.h>
#include <string.h>

#include "base/str.h"
#include "tests/unit/tap.h"

static void
test_builder(struct arena *a)
{
	struct str	 s;
	int		 i, terminated = 1;

	str_init(&s, a);
	check(s.n == 0 && str_eq(s.s, ""), "a new text is empty");
	for (i = 0; i < 1000; i++) {
		str_add(&s, "ab");
		terminated &= s.s[s.n] == '\0' && strlen(s.s) == s.n;
	}
	check(s.n == 2000 && terminated,
	    "a text is terminated after every addition");
	check(memcmp(s.s + 1998, "ab", 3) == 0, "growth keeps what was there");

	str_init(&s, a);
	str_addc(&s, '<');
	str_fmt(&s, "%d %s", 7, "days");
	str_addn(&s, ">...", 1);
	str_add(&s, NULL);
	check(str_eq(s.s, "<7 days>"), "parts are joined in order");
	str_fmt(&s, "%200s", "end");
	check(s.n == 208 && str_ends(s.s, " end"), "long formats fit");
	str_fmt(&s, "%s", "");
	check(s.n == 208, "an empty format adds nothing");
	str_cut(&s, 300);
	check(s.n == 208, "cutting beyond the end changes nothing");
	str_cut(&s, 2);
	check(s.n == 2 && str_eq(s.s, "<7"), "a text can be cut");
}

static void
test_compare(void)
{
	check(str_eq("a", "a") && !str_eq("a", "b"), "equal means same bytes");
	check(str_eq(NULL, NULL) && !str_eq("", NULL),
	    "NULL equals only NULL");
	check(str_starts("deal.see", "deal.") && !str_starts("de", "deal"),
	    "a prefix is found");
	check(str_lines_eq("a\r\nb\r\n", "a\nb\n") &&
	    !str_lines_eq("a\r\nb", "a\nb\n") && !str_lines_eq("a", "b"),
	    "texts are compared but for how their lines end");
	check(str_starts("x", "") && str_ends("x", ""),
	    "the empty text begins and ends every text");
	check(str_ends("a.csv", ".csv") && !str_ends("csv", ".csv"),
	    "a suffix is found");
	check(str_case_eq("Content-TYPE", "content-type"),
	    "ASCII letters compare without case");
	check(!str_case_eq("abc", "ab") && !str_case_eq("ab", "abc"),
	    "a shorter text is not equal");
	check(!str_case_eq("[", "{"), "only letters have case");
}

static void
test_trim(struct arena *a)
{
	static const struct {
		const char	*in, *out;
	} rows[] = {
		{ "", "" },
		{ " \t\r\n\v\f", "" },
		{ "  a b  ", "a b" },
		{ "\xc2\xa0" "1\xc2\xa0" "234\xe2\x80\xaf", "1\xc2\xa0" "234" },
		{ "\xef\xbb\xbf" "Назва", "Назва" },
		{ "\xe3\x80\x80x\xe2\x80\x89", "x" },
		{ "Р\xc2\xa0", "Р" },
		{ "\xc2", "\xc2" },
		{ "\xe2\x80", "\xe2\x80" },
	};
	size_t	 i;
	int	 ok = 1;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ok &= str_eq(str_trim(a, rows[i].in), rows[i].out);
	check(ok, "white space of Unicode goes from both ends, not inside");
	check(str_eq(str_trim(a, NULL), ""), "trimming NULL gives nothing");
}

static void
test_split(void)
{
	const char	*rest = "a,,bc", *part;
	size_t		 n;

	check(str_split(&rest, ',', &part, &n) && n == 1 && part[0] == 'a',
	    "the first part comes first");
	check(str_split(&rest, ',', &part, &n) && n == 0,
	    "an empty part is a part");
	check(str_split(&rest, ',', &part, &n) && n == 2 && part[1] == 'c',
	    "the last part ends with the text");
	check(!str_split(&rest, ',', &part, &n), "then there is no more");
	rest = "";
	check(str_split(&rest, ',', &part, &n) && n == 0 &&
	    !str_split(&rest, ',', &part, &n), "nothing is one empty part");
	rest = "a,";
	check(str_split(&rest, ',', &part, &n) && n == 1 &&
	    str_split(&rest, ',', &part, &n) && n == 0 &&
	    !str_split(&rest, ',', &part, &n),
	    "a separator at the end is followed by an empty part");
}

static void
test_int64(void)
{
	static const struct {
		const char	*in;
		int64_t		 out;
	} good[] = {
		{ "0", 0 }, { "-0", 0 }, { "007", 7 }, { "-15", -15 },
		{ "9223372036854775807", INT64_MAX },
		{ "-9223372036854775808", INT64_MIN },
	};
	static const char *const bad[] = {
		"", "-", "+1", " 1", "1 ", "1.0", "0x10", "1e3", "--1", "٣",
		"9223372036854775808", "-9223372036854775809",
		"99999999999999999999", NULL
	};
	size_t	 i;
	int	 ok = 1;
	int64_t	 v;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok &= str_int64(good[i].in, &v) == OK && v == good[i].out;
	check(ok, "whole numbers are read to both ends of their range");
	v = 42;
	for (ok = 1, i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ok &= str_int64(bad[i], &v) == ERR_INVALID;
	check(ok, "what is not a whole number is refused");
	check(v == 42, "a refused number leaves the result untouched");
}

int
main(void)
{
	struct arena	*a = arena_new();

	test_builder(a);
	test_compare();
	test_trim(a);
	test_split();
	test_int64();
	arena_free(a);
	return done();
}
