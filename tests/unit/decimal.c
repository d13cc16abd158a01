/* What base/decimal promises. */
#include <inttypes.h>
#include <stdint.h>

#include "base/decimal.h"
#include "base/str.h"
#include "tests/unit/tap.h"

#define NBSP	"\xc2\xa0"
#define NNBSP	"\xe2\x80\xaf"
#define THIN	"\xe2\x80\x89"
#define MINUS	"\xe2\x88\x92"

static void
test_parse_good(void)
{
	static const struct {
		const char	*in;
		int		 scale;
		int64_t		 out;
	} rows[] = {
		{ "0", 2, 0 }, { "7", 2, 700 }, { "007", 0, 7 },
		{ "1234.5", 2, 123450 }, { "1234,5", 2, 123450 },
		{ ",5", 2, 50 }, { ".5", 2, 50 }, { "5,", 2, 500 },
		{ "-12.34", 2, -1234 }, { MINUS "12,34", 2, -1234 },
		{ "- 5", 0, -5 }, { "-0", 2, 0 }, { "-0,01", 2, -1 },
		{ " 1 234,56 ", 2, 123456 },
		{ "870" NBSP "430,31", 2, 87043031 },
		{ "1" NNBSP "234" NNBSP "567", 0, 1234567 },
		{ "1" THIN "234.5", 2, 123450 },
		{ "12'345.60", 2, 1234560 }, { "12’345.60", 2, 1234560 },
		{ "1,234.56", 2, 123456 }, { "1.234,56", 2, 123456 },
		{ "1,234,567.8", 2, 123456780 },
		{ "1.234.567,8", 2, 123456780 },
		{ "1.234.567", 2, 123456700 }, { "1,234,567", 2, 123456700 },
		{ "12.5000", 2, 1250 }, { "0.990", 2, 99 },
		{ "0,000", 2, 0 }, { "1234,500", 2, 123450 },
		{ "1,234", 3, 1234 }, { "1.500", 3, 1500 },
		{ "1.0", 0, 1 }, { "3,", 0, 3 },
		{ "12.3456", 6, 12345600 },
		{ "92233720368547758.07", 2, INT64_MAX },
		{ "-92233720368547758.08", 2, INT64_MIN },
		{ "1.000000000000000000", 18, 1000000000000000000 },
	};
	size_t	 i;
	int64_t	 v;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(decimal_parse(rows[i].in, rows[i].scale, &v) == OK &&
		    v == rows[i].out, rows[i].in);
}

static void
test_parse_bad(void)
{
	static const struct {
		const char	*in;
		int		 scale;
	} rows[] = {
		{ "", 2 }, { " ", 2 }, { "-", 2 }, { ".", 2 }, { "-,", 2 },
		{ "+5", 2 }, { "--5", 2 }, { "5-", 2 }, { "1e3", 2 },
		{ "0x1F", 2 }, { "inf", 2 }, { "nan", 2 }, { "12a", 2 },
		{ "5 грн", 2 }, { "₴5", 2 }, { "٥", 2 }, { "5%", 2 },
		{ "1.234", 2 }, { "0.001", 2 }, { "12.345", 2 },
		{ "1,000", 2 }, { "12.500", 2 }, { "999,000", 0 },
		{ "1,5", 0 }, { "1,2,3", 2 }, { "1.2.3", 2 },
		{ "1,234,56", 2 }, { "12,34,567", 2 }, { "1234,567.8", 2 },
		{ "1 2 3", 2 }, { "12 34", 2 }, { "1234 567", 2 },
		{ "1 234'567", 2 }, { "1.234,567.8", 2 }, { "1,234.5 6", 2 },
		{ "1.5 000", 2 }, { ",234,567", 2 }, { " ,", 2 },
		{ "1  234", 2 }, { "'234", 2 }, { "1 234.567,8", 2 },
		{ "92233720368547758.08", 2 }, { "9223372036854775808", 0 },
		{ "-92233720368547758.09", 2 },
		{ "99999999999999999999999", 2 }, { "100", 17 },
		{ "15.01.2026", 2 }, { "1\t234", 2 },
	};
	size_t	 i;
	int64_t	 v = 42;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(decimal_parse(rows[i].in, rows[i].scale, &v) ==
		    ERR_INVALID && v == 42, rows[i].in);
	check(decimal_parse(NULL, 2, &v) == ERR_INVALID,
	    "no text is no number");
}

static void
test_parse_as(void)
{
	int64_t	 v;

	check(decimal_parse_as("1,000", 2, "en", &v) == OK && v == 100000 &&
	    decimal_parse_as("12,500", 3, "en", &v) == OK && v == 12500000,
	    "in English a comma before three digits sets thousands apart");
	check(decimal_parse_as("12,5", 3, "en", &v) == OK && v == 12500 &&
	    decimal_parse_as("0,125", 3, "en", &v) == OK && v == 125,
	    "and elsewhere it is a decimal mark");
	check(decimal_parse_as("12,500", 3, "uk", &v) == OK && v == 12500 &&
	    decimal_parse_as("1,000", 2, "uk", &v) == ERR_INVALID,
	    "in Ukrainian a comma is a decimal mark, or refused");
	check(decimal_parse_as("1.234,5", 2, "en", &v) == OK && v == 123450,
	    "the other way of writing is understood in English too");
}

static void
test_format(struct arena *a)
{
	check(str_eq(decimal_format(a, 49321867, 2, "uk"),
	    "493" NBSP "218,67"), "Ukrainian groups by no-break spaces");
	check(str_eq(decimal_format(a, 100000000, 2, "ru"),
	    "1" NBSP "000" NBSP "000,00"), "Russian writes as Ukrainian");
	check(str_eq(decimal_format(a, -123450, 2, "en"), MINUS "1,234.50"),
	    "English groups by commas; the minus is a true one");
	check(str_eq(decimal_format(a, 5, 2, "uk"), "0,05") &&
	    str_eq(decimal_format(a, 0, 2, "en"), "0.00") &&
	    str_eq(decimal_format(a, 999, 0, "uk"), "999"),
	    "small numbers have their zero and no group");
	check(str_eq(decimal_format_trim(a, 12500, 3, "uk"), "12,5") &&
	    str_eq(decimal_format_trim(a, 12000, 3, "uk"), "12") &&
	    str_eq(decimal_format_trim(a, 1200000, 3, "en"), "1,200"),
	    "zeros behind the decimal mark can be left out, others not");
	check(str_eq(decimal_plain(a, -1234567890, 3, 1), "-1234567.890") &&
	    str_eq(decimal_plain(a, -1234567890, 3, 0), "-1234567.89") &&
	    str_eq(decimal_plain(a, 0, 6, 0), "0"),
	    "machines get a dot and no groups");
	check(str_eq(decimal_plain(a, INT64_MIN, 2, 1),
	    "-92233720368547758.08"), "the smallest number is written");
}

static void
test_round_trip(struct arena *a)
{
	static const int64_t values[] = {
		0, 1, -1, 99, 100, 12345, -999999, 1000000, 123456789012,
		INT64_MAX, INT64_MIN
	};
	static const char *const langs[] = { "uk", "ru", "en" };
	size_t	 i, k;
	int64_t	 v;
	int	 ok = 1;

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		for (k = 0; k < 3; k++)
			ok &= decimal_parse_as(decimal_format_trim(a,
			    values[i], 3, langs[k]), 3, langs[k], &v) == OK &&
			    v == values[i] && decimal_parse(decimal_format(a,
			    values[i], 2, langs[k]), 2, &v) == OK &&
			    v == values[i];
	check(ok, "a number shown in any language is read back the same");
}

static void
test_arithmetic(void)
{
	static const struct {
		int64_t	 a, b, c, out;
	} rows[] = {
		{ 5, 1, 2, 3 }, { -5, 1, 2, -3 }, { 5, -1, 2, -3 },
		{ -5, -1, 2, 3 }, { 5, 1, -2, -3 }, { 4, 1, 3, 1 },
		{ 0, 7, 3, 0 }, { 1, 1, 3, 0 }, { -1, 1, 3, 0 },
		{ 1, 1, 2, 1 }, { -1, 1, 2, -1 }, { 2, 1, 3, 1 },
		{ 1005, 20, 100, 201 }, { 1002, 20, 100, 200 },
		{ INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX },
		{ INT64_MIN, 1, 1, INT64_MIN },
		{ INT64_MIN, INT64_MAX, INT64_MAX, INT64_MIN },
		{ INT64_MAX, 1, INT64_MIN, -1 },
	};
	size_t	 i;
	int64_t	 v = 42;
	int	 ok = 1;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ok &= decimal_muldiv(rows[i].a, rows[i].b, rows[i].c, &v) ==
		    OK && v == rows[i].out;
	check(ok, "products are divided exactly, halves go away from zero");
	v = 42;
	check(decimal_muldiv(1, 1, 0, &v) == ERR_INVALID &&
	    decimal_muldiv(INT64_MAX, 2, 1, &v) == ERR_INVALID &&
	    decimal_muldiv(INT64_MIN, -1, 1, &v) == ERR_INVALID && v == 42,
	    "division by zero and overflow are refused");
	check(decimal_rescale(1235, 3, 2, &v) == OK && v == 124 &&
	    decimal_rescale(-1235, 3, 2, &v) == OK && v == -124 &&
	    decimal_rescale(12, 0, 6, &v) == OK && v == 12000000 &&
	    decimal_rescale(7, 2, 2, &v) == OK && v == 7,
	    "a number moves between scales");
	check(decimal_rescale(INT64_MAX, 0, 1, &v) == ERR_INVALID,
	    "a number too large for the new scale is refused");
}

int
main(void)
{
	struct arena	*a = arena_new();

	test_parse_good();
	test_parse_bad();
	test_parse_as();
	test_format(a);
	test_round_trip(a);
	test_arithmetic();
	arena_free(a);
	return done();
}
