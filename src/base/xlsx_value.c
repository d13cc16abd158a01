/* xlsx_value.c: numbers, dates and texts of a workbook as they are shown. */
#include <string.h>

#include "base/date.h"
#include "base/utf8.h"
#include "base/xlsx_parts.h"

#define DIGITS_KEPT	17	/* of a number as it is stored */
#define DIGITS_SHOWN	15	/* of them that count */
#define DAYS_MAX	2958465	/* 9999-12-31 */
#define PLAIN_MAX	21	/* digits before the point, or zeros behind it */

/* 0.DIGITS times ten to the power of point. */
struct number {
	bool	 minus;
	char	 digits[DIGITS_KEPT + 1];	/* '0' to '9' */
	int	 n;
	int	 point;
};

/* ---- numbers */

static bool
power_read(const char *s, int *power)
{
	bool	 minus = *s == '-';
	int	 v = 0;

	s += *s == '-' || *s == '+';
	if (*s == '\0')
		return false;
	for (; *s >= '0' && *s <= '9' && v < 1000; s++)
		v = v * 10 + (*s - '0');
	*power += minus ? -v : v;
	return *s == '\0';
}

static bool
number_read(const char *s, struct number *out)
{
	bool	 point = false, any = false;

	memset(out, 0, sizeof(*out));
	out->minus = *s == '-';
	for (s += *s == '-' || *s == '+'; *s != '\0'; s++) {
		if (*s == '.' && !point) {
			point = true;
			continue;
		}
		if (*s < '0' || *s > '9')
			break;
		any = true;
		if (out->n > 0 || *s != '0') {
			if (out->n < DIGITS_KEPT)
				out->digits[out->n++] = *s;
			out->point += !point;
		} else {
			out->point -= point;	/* a zero behind the point */
		}
	}
	if (any && (*s == 'e' || *s == 'E'))
		return power_read(s + 1, &out->point);
	return any && *s == '\0';
}

/* To so many digits, half up; zeros at the end vanish. */
static void
number_round(struct number *v, int keep)
{
	int	 i;

	if (keep >= 0 && v->n > keep) {
		bool	 up = v->digits[keep] >= '5';

		v->n = keep;
		for (i = keep; up && i-- > 0;) {
			up = v->digits[i] == '9';
			v->digits[i] = up ? '0' : (char)(v->digits[i] + 1);
		}
		if (up) {
			memmove(v->digits + 1, v->digits, (size_t)v->n);
			v->digits[0] = '1';
			v->n = keep > 0 ? keep : 1;
			v->point++;
		}
	}
	while (v->n > 0 && v->digits[v->n - 1] == '0')
		v->n--;
	if (v->n == 0)
		v->point = 0;
}

static void
number_print(struct str *out, const struct number *v)
{
	if (v->minus && v->n > 0)
		str_addc(out, '-');
	if (v->point <= 0)
		str_addc(out, '0');
	for (int i = 0; i < v->point; i++)
		str_addc(out, i < v->n ? v->digits[i] : '0');
	if (v->n <= v->point)
		return;
	str_addc(out, '.');
	for (int i = v->point; i < v->n; i++)
		str_addc(out, i < 0 ? '0' : v->digits[i]);
}

static bool
is_plain(const struct number *v)
{
	return v->point <= PLAIN_MAX && v->point >= -PLAIN_MAX;
}

static void
padded_print(struct str *out, struct number *v, size_t width)
{
	if (v->point < 0)
		v->n = 0;
	number_round(v, v->point > 0 ? v->point : 0);
	for (int n = v->point > 0 ? v->point : 1; n < (int)width; n++)
		str_addc(out, '0');
	number_print(out, v);
}

/* ---- dates */

/* Days and seconds of a serial number; false when no calendar has it. */
static bool
serial_split(const struct number *v, int64_t *days, int64_t *seconds)
{
	uint64_t	 part = 0;
	int		 i;

	*days = 0;
	if (v->minus || v->point > 7)
		return false;
	for (i = 0; i < v->point; i++)
		*days = *days * 10 + (i < v->n ? v->digits[i] - '0' : 0);
	for (i = v->point; i < v->point + 12; i++)
		part = part * 10 + (uint64_t)(i >= 0 && i < v->n ?
		    v->digits[i] - '0' : 0);
	*seconds = (int64_t)((part * 86400 + 500000000000u) / 1000000000000u);
	if (*seconds == 86400) {
		*seconds = 0;
		++*days;
	}
	return *days <= DAYS_MAX;
}

/* Spreadsheets count 29 February 1900, which never was. */
static struct date_parts
serial_day(int64_t days, bool from1904)
{
	if (from1904)
		return date_split((int32_t)days - 24107);
	if (days == 60)
		return (struct date_parts){ 1900, 2, 29 };
	return date_split((int32_t)days - (days < 60 ? 25568 : 25569));
}

static void
clock_print(struct str *out, int64_t hours, int64_t seconds)
{
	int	 s = (int)(seconds % 60);

	str_fmt(out, "%02lld:%02d", (long long)hours,
	    (int)(seconds / 60 % 60));
	if (s != 0)
		str_fmt(out, ":%02d", s);
}

static bool
date_print(struct str *out, const struct number *v, enum xlsx_show show,
    bool from1904)
{
	struct date_parts	 d;
	int64_t			 days, seconds;

	if (!serial_split(v, &days, &seconds))
		return false;
	if (show == SHOW_SPAN || (show == SHOW_CLOCK && days == 0)) {
		clock_print(out, days * 24 + seconds / 3600, seconds);
		return true;
	}
	if (days == 0 && !from1904)
		return false;
	d = serial_day(days, from1904);
	str_fmt(out, "%04d-%02d-%02d", d.year, d.month, d.day);
	if (show == SHOW_DATE)
		return true;
	str_addc(out, 'T');
	clock_print(out, seconds / 3600, seconds);
	return true;
}

void
xlsx_number(struct str *out, const char *raw, struct xlsx_style style,
    bool from1904)
{
	struct number	 v;

	if (!number_read(raw, &v) || !is_plain(&v)) {
		str_add(out, raw);
		return;
	}
	if (style.show != SHOW_PLAIN && style.show != SHOW_PERCENT &&
	    style.show != SHOW_PADDED &&
	    date_print(out, &v, style.show, from1904))
		return;
	if (style.show == SHOW_PERCENT && v.n > 0)
		v.point += 2;
	number_round(&v, DIGITS_SHOWN);
	if (style.show == SHOW_PADDED && !v.minus)
		padded_print(out, &v, style.width);
	else
		number_print(out, &v);
	if (style.show == SHOW_PERCENT)
		str_addc(out, '%');
}

/* ---- formats */

/* Behind what stands for itself at s: "..", \x, _x, *x; s itself if nothing. */
static const char *
literal_skip(const char *s)
{
	const char	*end;

	if (*s == '"') {
		end = strchr(s + 1, '"');
		return end != NULL ? end + 1 : s + strlen(s);
	}
	if ((*s == '\\' || *s == '_' || *s == '*') && s[1] != '\0')
		return s + 2;
	return s;
}

/* [h] [mm] [ss], which count on; [Red] and [$-422] are something else. */
static bool
is_span(const char *s, const char *end)
{
	char	 c = (char)(s[1] | 32);

	if (end - s < 2 || (c != 'h' && c != 'm' && c != 's'))
		return false;
	while (++s < end)
		if ((*s | 32) != c)
			return false;
	return true;
}

/* Which letters a format has. */
struct letters {
	bool	 day, month, hour, span, percent, other;
	size_t	 zeros, months;
};

static const char *
bracket_take(const char *s, struct letters *l)
{
	const char	*end = strchr(s, ']');

	if (end == NULL)
		return s + strlen(s);
	l->span |= is_span(s, end);
	return end + 1;
}

static void
letter_take(char c, struct letters *l)
{
	switch (c | 32) {
	case 'y':
	case 'd':
		l->day = true;
		break;
	case 'h':
	case 's':
		l->hour = true;
		break;
	case 'm':
		l->month = true;
		l->months++;
		break;
	default:
		l->percent |= c == '%';
		l->zeros += c == '0';
		l->other |= c != '0';
	}
}

struct xlsx_style
xlsx_style_of(const char *code)
{
	struct letters	 l = { 0 };
	const char	*s = code, *next;

	if (strncmp(s, "General", 7) == 0 || strncmp(s, "GENERAL", 7) == 0)
		return (struct xlsx_style){ SHOW_PLAIN, 0 };
	while (*s != '\0' && *s != ';') {
		next = literal_skip(s);
		if (next != s) {
			l.other = true;
			s = next;
		} else if (*s == '[') {
			s = bracket_take(s, &l);
		} else {
			letter_take(*s++, &l);
		}
	}
	if (l.span)
		return (struct xlsx_style){ SHOW_SPAN, 0 };
	if (l.months > 2 || (l.month && !l.hour))
		l.day = true;
	if (l.day || l.hour)
		return (struct xlsx_style){ !l.hour ? SHOW_DATE :
		    l.day ? SHOW_MOMENT : SHOW_CLOCK, 0 };
	if (l.percent)
		return (struct xlsx_style){ SHOW_PERCENT, 0 };
	if (!l.other && l.zeros > 1)
		return (struct xlsx_style){ SHOW_PADDED, l.zeros };
	return (struct xlsx_style){ SHOW_PLAIN, 0 };
}

/* ---- texts */

/* The character that "_x000D_" at s stands for; -1 if it is none. */
static int32_t
escape_read(const char *s)
{
	int32_t	 c = 0;

	if (s[0] != '_' || s[1] != 'x')
		return -1;
	for (int i = 2; i < 6; i++) {
		char	 h = (char)(s[i] | 32);

		if (s[i] >= '0' && s[i] <= '9')
			c = c * 16 + (s[i] - '0');
		else if (h >= 'a' && h <= 'f')
			c = c * 16 + (h - 'a' + 10);
		else
			return -1;
	}
	return s[6] == '_' ? c : -1;
}

void
xlsx_text(struct str *out, const char *s)
{
	const char	*at;
	char		 c[4];
	int32_t		 u;

	str_add(out, "");
	while ((at = strstr(s, "_x")) != NULL) {
		u = escape_read(at);
		if (u < 0) {
			str_addn(out, s, (size_t)(at - s) + 1);
			s = at + 1;
			continue;
		}
		str_addn(out, s, (size_t)(at - s));
		if (u != 0)
			str_addn(out, c, utf8_put(c, (uint32_t)u));
		s = at + 7;
	}
	str_add(out, s);
}
