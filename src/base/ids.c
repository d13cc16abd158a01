/* ids.c: check digits of the numbers firms, people and accounts go by. */
#include <string.h>

#include "base/ids.h"
#include "base/str.h"

/* 1 if s is n digits, not all of them 0. */
static int
is_digits(const char *s, size_t n)
{
	return s != NULL && strlen(s) == n && strspn(s, "0123456789") == n &&
	    strspn(s, "0") < n;
}

static int
weighted_sum(const char *s, const int *weights, size_t n)
{
	int	 sum = 0;
	size_t	 i;

	for (i = 0; i < n; i++)
		sum += weights[i] * (s[i] - '0');
	return sum;
}

int
edrpou_valid(const char *s)
{
	static const int	 weights[2][2][7] = {
		{ { 1, 2, 3, 4, 5, 6, 7 }, { 3, 4, 5, 6, 7, 8, 9 } },
		{ { 7, 1, 2, 3, 4, 5, 6 }, { 9, 3, 4, 5, 6, 7, 8 } },
	};
	int			 middle, sum;

	if (!is_digits(s, 8))
		return 0;
	/* Codes from 30 to 60 million have weights of their own. */
	middle = strcmp(s, "30000000") >= 0 && strcmp(s, "60000000") <= 0;
	sum = weighted_sum(s, weights[middle][0], 7) % 11;
	if (sum == 10)
		sum = weighted_sum(s, weights[middle][1], 7) % 11;
	return s[7] - '0' == sum % 10;
}

int
rnokpp_valid(const char *s)
{
	static const int	 weights[9] = { -1, 5, 7, 9, 4, 6, 10, 5, 7 };

	if (!is_digits(s, 10))
		return 0;
	/* 11 more keep the sum above 0 and change nothing. */
	return s[9] - '0' == (weighted_sum(s, weights, 9) + 11) % 11 % 10;
}

int
ua_vat_valid(const char *s)
{
	return is_digits(s, 12) || rnokpp_valid(s);
}

/* The length of an IBAN by its country, 0 if there are none there. */
static size_t
iban_length(const char *country)
{
	static const struct {
		size_t		 length;
		const char	*countries;
	} rows[] = {
		{ 15, "NO" }, { 16, "BE" }, { 18, "DK FI FK FO GL NL SD" },
		{ 19, "MK SI" }, { 20, "AT BA EE KZ LT LU MN XK" },
		{ 21, "CH HR LI LV" }, { 22, "BG BH CR DE GB GE IE ME RS VA" },
		{ 23, "AE GI IL IQ OM SO TL" },
		{ 24, "AD CZ ES MD PK RO SA SE SK TN VG" },
		{ 25, "LY PT ST" }, { 26, "IS TR" },
		{ 27, "BI DJ FR GR IT MC MR SM" },
		{ 28, "AL AZ BY CY DO GT HN HU LB NI PL SV" },
		{ 29, "BR EG PS QA UA" }, { 30, "JO KW MU YE" },
		{ 31, "MT SC" }, { 32, "LC" }, { 33, "RU" },
	};
	const char	*p;
	size_t		 i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (p = rows[i].countries; *p != '\0'; p += p[2] ? 3 : 2)
			if (memcmp(p, country, 2) == 0)
				return rows[i].length;
	return 0;
}

/* 0 to 9 for digits, 10 to 35 for letters, -1 for others. */
static int
iban_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'A' && c <= 'Z' ? c - 'A' + 10 : -1;
}

/* Copy s without spaces, in capitals; 0 if it is longer than any IBAN. */
static size_t
iban_read(const char *s, char out[34])
{
	size_t	 n = 0, space;

	while (*s != '\0') {
		if ((space = str_space(s)) > 0) {
			s += space;
			continue;
		}
		if (n == 34)
			return 0;
		out[n++] = *s >= 'a' && *s <= 'z' ? (char)(*s - 'a' + 'A') : *s;
		s++;
	}
	return n;
}

int
iban_valid(const char *s)
{
	char	 a[34] = "";
	size_t	 n, i;
	int	 v, rest = 0;

	if (s == NULL)
		return 0;
	n = iban_read(s, a);
	if (n < 5 || n != iban_length(a) || iban_value(a[2]) > 9 ||
	    iban_value(a[3]) > 9)
		return 0;
	/* The first four characters are moved to the end. */
	for (i = 0; i < n; i++) {
		v = iban_value(a[(i + 4) % n]);
		if (v < 0)
			return 0;
		rest = (rest * (v > 9 ? 100 : 10) + v) % 97;
	}
	return rest == 1;
}

/* 9 is a digit, L a letter, X either; others stand for themselves. */
static int
has_shape(const char *s, const char *shape)
{
	int	 digit, letter;

	for (; *shape != '\0'; s++, shape++) {
		digit = *s >= '0' && *s <= '9';
		letter = *s >= 'A' && *s <= 'Z';
		if (*shape == '9' ? !digit : *shape == 'L' ? !letter :
		    *shape == 'X' ? !digit && !letter : *s != *shape)
			return 0;
	}
	return *s == '\0';
}

int
eu_vat_valid(const char *s)
{
	static const char *const	 shapes[] = {
		"ATU99999999", "BE0999999999", "BE1999999999", "BG999999999",
		"BG9999999999", "CY99999999L", "CZ99999999", "CZ999999999",
		"CZ9999999999", "DE999999999", "DK99999999", "EE999999999",
		"EL999999999", "ESX9999999X", "FI99999999", "FRXX999999999",
		"HR99999999999", "HU99999999", "IE9X99999L", "IE9X99999LL",
		"IE9+99999L", "IE9*99999L", "IT99999999999", "LT999999999",
		"LT999999999999", "LU99999999", "LV99999999999", "MT99999999",
		"NL999999999B99", "PL9999999999", "PT999999999", "RO99",
		"RO999", "RO9999", "RO99999", "RO999999", "RO9999999",
		"RO99999999", "RO999999999", "RO9999999999", "SE999999999999",
		"SI99999999", "SK9999999999", "XI999999999",
		"XI999999999999", "XIGD999", "XIHA999",
	};
	size_t				 i;

	if (s == NULL)
		return 0;
	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		/* The prefix is itself, even where it has an L or an X. */
		if (strncmp(s, shapes[i], 2) == 0 &&
		    has_shape(s + 2, shapes[i] + 2))
			return 1;
	}
	return 0;
}
