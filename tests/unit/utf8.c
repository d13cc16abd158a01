/* What base/utf8 promises. */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "tests/unit/tap.h"

static void
test_valid(void)
{
	static const char *const good[] = {
		"", "abc", "Їжак ґанок", "€", "\xf0\x9f\x98\x80", "\x7f",
		"\xed\x9f\xbf", "\xee\x80\x80", "\xf4\x8f\xbf\xbf",
		"\xef\xbf\xbf", "\xc2\x80"
	};
	static const struct {
		const char	*bytes, *why;
	} bad[] = {
		{ "\x80", "a continuation byte begins no character" },
		{ "\xc0\xaf", "a longer form of an ASCII character" },
		{ "\xc1\xbf", "a longer form of U+007F" },
		{ "\xe0\x80\xaf", "a three-byte form of ASCII" },
		{ "\xe0\x9f\xbf", "a three-byte form of U+07FF" },
		{ "\xf0\x80\x80\xaf", "a four-byte form of ASCII" },
		{ "\xf0\x8f\xbf\xbf", "a four-byte form of U+FFFF" },
		{ "\xed\xa0\x80", "a high surrogate" },
		{ "\xed\xbf\xbf", "a low surrogate" },
		{ "\xf4\x90\x80\x80", "a number above U+10FFFF" },
		{ "\xf5\x80\x80\x80", "a lead byte above F4" },
		{ "\xfe\xff", "a byte order mark of UTF-16" },
		{ "\xd0", "a letter cut off at the end" },
		{ "\xe2\x82", "a sign cut off at the end" },
		{ "\xf0\x9f\x98", "a picture cut off at the end" },
		{ "\xd0 ", "a letter cut off by a space" },
		{ "\xcf\xf0\xe8\xe2\xb3\xf2", "a word in Windows-1251" },
	};
	size_t	 i;
	int	 ok = 1;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ok &= utf8_valid(good[i], strlen(good[i]));
	check(ok, "valid UTF-8 is accepted");
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		check(!utf8_valid(bad[i].bytes, strlen(bad[i].bytes)),
		    bad[i].why);
	check(!utf8_valid("a\0b", 3), "text holds no NUL");
	check(utf8_valid("a\xd0", 1), "bytes behind the end are not looked at");
}

static void
test_chars(struct arena *a)
{
	const char	*s = "aЖ€\xf0\x9f\x98\x80\xff\xe2\x82";
	char		 b[4];
	uint32_t	 c;
	int		 ok = 1;

	check(utf8_next(&s) == 'a' && utf8_next(&s) == 0x416 &&
	    utf8_next(&s) == 0x20ac && utf8_next(&s) == 0x1f600,
	    "characters of one to four bytes are decoded");
	check(utf8_next(&s) == UTF8_BAD && utf8_next(&s) == UTF8_BAD &&
	    utf8_next(&s) == UTF8_BAD, "each wrong byte is one U+FFFD");
	check(utf8_next(&s) == 0 && utf8_next(&s) == 0 && *s == '\0',
	    "reading stays at the end");
	for (c = 1; c < 0x110000; c += 7) {
		char		 z[5] = "";
		const char	*p = z;

		if (c >= 0xd800 && c < 0xe000)
			continue;
		ok &= utf8_valid(z, utf8_put(z, c)) && utf8_next(&p) == c;
	}
	check(ok, "what is written is read back");
	check(utf8_put(b, 0xd800) == 3 && memcmp(b, "\xef\xbf\xbd", 3) == 0,
	    "a surrogate is written as U+FFFD");
	check(utf8_size("Їж", 4) == 2 && utf8_size("Ї", 1) == 0 &&
	    utf8_size("", 0) == 0 && utf8_size("\0", 1) == 0 &&
	    utf8_size("€", 9) == 3, "a character has a size when it is whole");
	check(utf8_length("Їжак") == 4 && utf8_length("") == 0,
	    "length counts characters");
	check(str_eq(utf8_truncate(a, "Їжак", 2), "Їж"),
	    "text is cut between characters");
	check(str_eq(utf8_truncate(a, "Їж", 9), "Їж") &&
	    str_eq(utf8_truncate(a, "Їж", 0), ""),
	    "short text stays, nothing is nothing");
}

static void
test_case(struct arena *a)
{
	static const struct {
		const char	*in, *lower;
	} rows[] = {
		{ "ABCxyz 019 [@]", "abcxyz 019 [@]" },
		{ "ЩУКА ЇЖАК ЄВА ҐАНОК І", "щука їжак єва ґанок і" },
		{ "ЁЛКА Ъ Ы Э", "ёлка ъ ы э" },
		{ "ЎЂЉЊЋЏЈ", "ўђљњћџј" },
		{ "ÀÉÎÕÜÞ ×÷", "àéîõüþ ×÷" },
		{ "ĄĆĘŁŃÓŚŹŻ ČŠŽ ŐŰ ȘȚ", "ąćęłńóśźż čšž őű șț" },
		{ "ΑΒΓΔ ΆΈΏ ΣΑΣ", "αβγδ άέώ σασ" },
		{ "ŸƏƠƯ ẠỹỸ", "ÿəơư ạỹỹ" },
		{ "ҚҰӨӘ Ӏ", "құөә ӏ" },
		{ "№ ₴ « »", "№ ₴ « »" },
	};
	size_t		 i;
	uint32_t	 c;
	int		 ok = 1;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ok &= str_eq(utf8_lower(a, rows[i].in), rows[i].lower);
	check(ok, "capitals of Latin, Greek and Cyrillic have small letters");
	for (ok = 1, c = 1; c < 0x3000; c++)
		ok &= utf8_to_lower(utf8_to_lower(c)) == utf8_to_lower(c);
	check(ok, "a small letter is its own small letter");
	check(utf8_to_upper('i') == 'I' && utf8_to_upper(0x457) == 0x407 &&
	    utf8_to_upper(0xff) == 0x178 && utf8_to_upper('1') == '1',
	    "small letters have capitals");
	check(str_eq(utf8_capital(a, "одна тисяча"), "Одна тисяча") &&
	    str_eq(utf8_capital(a, ""), ""), "a sentence gets its capital");
	check(str_eq(utf8_fold(a, "STRASSE"), utf8_fold(a, "Straße")) &&
	    str_eq(utf8_fold(a, "ΟΔΟΣ"), utf8_fold(a, "οδος")),
	    "spellings that differ in case only fold together");
	check(str_eq(utf8_fold(a, "слово\xc2\xad" "форма"), "словоформа"),
	    "a soft hyphen is not a letter");
}

static void
test_control(void)
{
	check(!utf8_has_control("Рядок\tдва\r\nтри\xc2\xa0"),
	    "tabs and line ends are ordinary text");
	check(utf8_has_control("a\x01") && utf8_has_control("\x1b[0m") &&
	    utf8_has_control("\x7f") && utf8_has_control("\xc2\x85"),
	    "other control characters are seen");
}

int
main(void)
{
	struct arena	*a = arena_new();

	test_valid();
	test_chars(a);
	test_case(a);
	test_control();
	arena_free(a);
	return done();
}
