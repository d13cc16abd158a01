/* decimal.c: decimal numbers as integers, read and written for people. */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/decimal.h"
#include "base/str.h"

__extension__ typedef __int128 wide;	/* C11 has no name for it */

#define MINUS		"\xe2\x88\x92"
#define NO_BREAK_SPACE	"\xc2\xa0"

enum sign {		/* what stands between digits */
	SIGN_NONE,
	SIGN_DOT,
	SIGN_COMMA,
	SIGN_SPACE,
	SIGN_APOSTROPHE,
	SIGN_OTHER
};

#define SIGN_COUNT	(SIGN_OTHER + 1)

/* How the number in a text is put together. */
struct shape {
	const char	*mark;		/* the decimal mark, or the end */
	const char	*end;		/* behind the last digit or mark */
	enum sign	 group;		/* what sets thousands apart */
};

/* The sign at s and its length in bytes; SIGN_NONE at a digit. */
static enum sign
sign_at(const char *s, size_t *n)
{
	*n = 1;
	if (*s >= '0' && *s <= '9')
		return SIGN_NONE;
	if (*s == '.')
		return SIGN_DOT;
	if (*s == ',')
		return SIGN_COMMA;
	if (*s == '\'')
		return SIGN_APOSTROPHE;
	if ((*n = str_space(s)) > 0 && (*s < '\t' || *s > '\r'))
		return SIGN_SPACE;
	*n = 3;
	return strncmp(s, "\xe2\x80\x99", 3) == 0 ? SIGN_APOSTROPHE :
	    SIGN_OTHER;
}

/* The end of s without white space behind it. */
static const char *
text_end(const char *s)
{
	const char	*end = s;
	size_t		 n;

	while (*s != '\0') {
		n = str_space(s);
		s += n > 0 ? n : 1;
		if (n == 0)
			end = s;
	}
	return end;
}

/* 1 if the single mark might set thousands apart: "1,000". */
static int
mark_ambiguous(const char *s, const char *mark, const char *end)
{
	return end - mark == 4 && mark > s && mark - s <= 3 && *s != '0';
}

/*
 * Find the decimal mark and the grouping sign.  All signs but the mark
 * must be the same; the digits between them are checked by shape_grouped().
 */
static int
shape_find(const char *s, int scale, int comma_groups, struct shape *sh)
{
	const char	*p, *last[SIGN_COUNT] = { NULL };
	int		 count[SIGN_COUNT] = { 0 };
	enum sign	 sign, mark;
	size_t		 n;

	sh->end = text_end(s);
	for (p = s; p < sh->end; p += n) {
		sign = sign_at(p, &n);
		if (sign == SIGN_OTHER)
			return 0;
		count[sign]++;
		last[sign] = p;
	}
	mark = count[SIGN_COMMA] == 0 ? SIGN_DOT :
	    count[SIGN_DOT] == 0 ? SIGN_COMMA :
	    last[SIGN_DOT] > last[SIGN_COMMA] ? SIGN_DOT : SIGN_COMMA;
	if (count[mark] != 1 || (comma_groups && mark == SIGN_COMMA &&
	    mark_ambiguous(s, last[mark], sh->end)))
		mark = SIGN_NONE;	/* none, or it groups: 1.234.567 */
	sh->mark = mark == SIGN_NONE ? sh->end : last[mark];
	sh->group = SIGN_NONE;
	for (sign = SIGN_DOT; sign < SIGN_OTHER; sign++) {
		if (sign == mark || count[sign] == 0)
			continue;
		if (sh->group != SIGN_NONE || last[sign] > sh->mark)
			return 0;
		sh->group = sign;
	}
	return count[SIGN_NONE] > 0 && (mark == SIGN_NONE ||
	    sh->group != SIGN_NONE || scale >= 3 ||
	    !mark_ambiguous(s, sh->mark, sh->end));
}

/* 1 if the whole part is digits in groups of three. */
static int
shape_grouped(const char *s, const struct shape *sh)
{
	int	 digits = 0, first = 1;
	size_t	 n;

	if (sh->group == SIGN_NONE)
		return 1;
	for (; s < sh->mark; s += n) {
		if (sign_at(s, &n) == SIGN_NONE) {
			digits++;
			continue;
		}
		if (first ? digits < 1 || digits > 3 : digits != 3)
			return 0;
		first = 0;
		digits = 0;
	}
	return digits == 3;
}

/* Append one digit to the number, which is kept negative. */
static int
add_digit(int64_t *v, int digit)
{
	if (*v < (INT64_MIN + digit) / 10)
		return 0;
	*v = *v * 10 - digit;
	return 1;
}

/* The digits before and behind the mark as one negative number. */
static int
shape_value(const char *s, const struct shape *sh, int scale, int64_t *out)
{
	int64_t	 v = 0;
	size_t	 n;

	for (; s < sh->mark; s += n)
		if (sign_at(s, &n) == SIGN_NONE && !add_digit(&v, *s - '0'))
			return 0;
	if (s < sh->end)
		s++;
	for (; s < sh->end; s++, scale--) {
		if (scale <= 0 && *s != '0')
			return 0;
		if (scale > 0 && !add_digit(&v, *s - '0'))
			return 0;
	}
	for (; scale > 0; scale--)
		if (!add_digit(&v, 0))
			return 0;
	*out = v;
	return 1;
}

static enum err
parse(const char *s, int scale, int comma_groups, int64_t *out)
{
	struct shape	 sh;
	int64_t		 v;
	size_t		 n;
	int		 minus = 0;

	assert(scale >= 0 && scale <= DECIMAL_SCALE_MAX);
	if (s == NULL)
		return ERR_INVALID;
	while ((n = str_space(s)) > 0)
		s += n;
	if (*s == '-' || str_starts(s, MINUS)) {
		minus = 1;
		s += *s == '-' ? 1 : strlen(MINUS);
		while ((n = str_space(s)) > 0)
			s += n;
	}
	if (!shape_find(s, scale, comma_groups, &sh) || !shape_grouped(s, &sh) ||
	    !shape_value(s, &sh, scale, &v))
		return ERR_INVALID;
	if (!minus && v == INT64_MIN)
		return ERR_INVALID;
	*out = minus ? v : -v;
	return OK;
}

enum err
decimal_parse(const char *s, int scale, int64_t *out)
{
	return parse(s, scale, 0, out);
}

enum err
decimal_parse_as(const char *s, int scale, const char *lang, int64_t *out)
{
	return parse(s, scale, str_eq(lang, "en"), out);
}

/* The digits of value without sign; at least scale + 1 of them. */
static size_t
digits_of(int64_t value, int scale, char out[32])
{
	uint64_t	 u = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	char		 back[32];
	size_t		 n = 0, i;

	while (u > 0 || n < (size_t)scale + 1) {
		back[n++] = (char)('0' + u % 10);
		u /= 10;
	}
	for (i = 0; i < n; i++)
		out[i] = back[n - 1 - i];
	return n;
}

struct style {
	const char	*minus, *group, *mark;
	int		 fixed;		/* keep zeros at the end */
};

static char *
write_number(struct arena *mem, int64_t value, int scale,
    const struct style *st)
{
	char		 d[32];
	size_t		 n, whole, i;
	struct str	 s;

	assert(scale >= 0 && scale <= DECIMAL_SCALE_MAX);
	n = digits_of(value, scale, d);
	whole = n - (size_t)scale;
	while (!st->fixed && n > whole && d[n - 1] == '0')
		n--;
	str_init(&s, mem);
	if (value < 0)
		str_add(&s, st->minus);
	for (i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0)
			str_add(&s, st->group);
		str_addc(&s, d[i]);
	}
	if (n > whole) {
		str_add(&s, st->mark);
		str_addn(&s, d + whole, n - whole);
	}
	return s.s;
}

static char *
write_for(struct arena *mem, int64_t value, int scale, const char *lang,
    int fixed)
{
	int			 cyrillic = str_eq(lang, "uk") ||
				     str_eq(lang, "ru");
	const struct style	 st = {
		MINUS,
		cyrillic ? NO_BREAK_SPACE : ",",
		cyrillic ? "," : ".",
		fixed
	};

	return write_number(mem, value, scale, &st);
}

char *
decimal_format(struct arena *mem, int64_t value, int scale, const char *lang)
{
	return write_for(mem, value, scale, lang, 1);
}

char *
decimal_format_trim(struct arena *mem, int64_t value, int scale,
    const char *lang)
{
	return write_for(mem, value, scale, lang, 0);
}

char *
decimal_plain(struct arena *mem, int64_t value, int scale, int fixed)
{
	const struct style	 st = { "-", "", ".", fixed };

	return write_number(mem, value, scale, &st);
}

enum err
decimal_muldiv(int64_t a, int64_t b, int64_t c, int64_t *out)
{
	wide	 product = (wide)a * b, half, q;

	if (c == 0)
		return ERR_INVALID;
	half = c < 0 ? -(wide)c : (wide)c;
	q = product / c;
	product %= c;
	product = product < 0 ? -product : product;
	if (product * 2 >= half)
		q += ((wide)a * b < 0) == (c < 0) ? 1 : -1;
	if (q > INT64_MAX || q < INT64_MIN)
		return ERR_INVALID;
	*out = (int64_t)q;
	return OK;
}

enum err
decimal_rescale(int64_t value, int from, int to, int64_t *out)
{
	if (to >= from)
		return decimal_muldiv(value, decimal_power(to - from), 1, out);
	return decimal_muldiv(value, 1, decimal_power(from - to), out);
}

int64_t
decimal_power(int scale)
{
	int64_t	 p = 1;

	assert(scale >= 0 && scale <= DECIMAL_SCALE_MAX);
	while (scale-- > 0)
		p *= 10;
	return p;
}
