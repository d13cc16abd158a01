/* str.c: text that grows, and the small questions C lacks. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

#define STR_FIRST	64

/* Room for n more bytes and the NUL. */
static void
str_room(struct str *s, size_t n)
{
	size_t	 need = s->n + n + 1, cap = s->cap;
	char	*p;

	if (need <= cap)
		return;
	while (cap < need)
		cap *= 2;
	p = arena_alloc(s->mem, cap);
	memcpy(p, s->s, s->n + 1);
	s->s = p;
	s->cap = cap;
}

void
str_init(struct str *s, struct arena *mem)
{
	s->mem = mem;
	s->s = arena_alloc(mem, STR_FIRST);
	s->n = 0;
	s->cap = STR_FIRST;
}

void
str_want(struct str *s, size_t n)
{
	str_room(s, n);
}

void
str_addn(struct str *s, const char *text, size_t n)
{
	if (n == 0)
		return;
	str_room(s, n);
	memcpy(s->s + s->n, text, n);
	s->n += n;
	s->s[s->n] = '\0';
}

void
str_add(struct str *s, const char *text)
{
	if (text != NULL)
		str_addn(s, text, strlen(text));
}

void
str_addc(struct str *s, char c)
{
	str_addn(s, &c, 1);
}

void
str_fmt(struct str *s, const char *fmt, ...)
{
	va_list	 ap;
	int	 n;

	/* Into what room there is: mostly that is enough. */
	va_start(ap, fmt);
	n = vsnprintf(s->s + s->n, s->cap - s->n, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < s->cap - s->n) {
		s->n += (size_t)n;
		return;
	}
	s->s[s->n] = '\0';
	if (n <= 0)
		return;
	str_room(s, (size_t)n);
	va_start(ap, fmt);
	vsnprintf(s->s + s->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	s->n += (size_t)n;
}

void
str_cut(struct str *s, size_t n)
{
	if (n >= s->n)
		return;
	s->n = n;
	s->s[n] = '\0';
}

int
str_eq(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

int
str_lines_eq(const char *a, const char *b)
{
	for (; *a != '\0' || *b != '\0'; a++, b++) {
		a += *a == '\r';
		b += *b == '\r';
		if (*a != *b)
			return 0;
		if (*a == '\0')
			break;
	}
	return 1;
}

int
str_starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

int
str_ends(const char *s, const char *suffix)
{
	size_t	 n = strlen(s), k = strlen(suffix);

	return k <= n && memcmp(s + n - k, suffix, k) == 0;
}

static int
ascii_lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

int
str_case_eq(const char *a, const char *b)
{
	while (*a != '\0' && ascii_lower(*a) == ascii_lower(*b)) {
		a++;
		b++;
	}
	return ascii_lower(*a) == ascii_lower(*b);
}

size_t
str_space(const char *s)
{
	const unsigned char	*p = (const unsigned char *)s;

	if (p[0] == ' ' || (p[0] >= '\t' && p[0] <= '\r'))
		return 1;
	if (p[0] == 0xc2)
		return p[1] == 0xa0 || p[1] == 0x85 ? 2 : 0;
	if (p[0] == 0xe1)
		return p[1] == 0x9a && p[2] == 0x80 ? 3 : 0;
	if (p[0] == 0xe2 && p[1] == 0x80)
		return (p[2] >= 0x80 && p[2] <= 0x8b) || p[2] == 0xa8 ||
		    p[2] == 0xa9 || p[2] == 0xaf ? 3 : 0;
	if (p[0] == 0xe2)
		return p[1] == 0x81 && p[2] == 0x9f ? 3 : 0;
	if (p[0] == 0xe3)
		return p[1] == 0x80 && p[2] == 0x80 ? 3 : 0;
	if (p[0] == 0xef)
		return p[1] == 0xbb && p[2] == 0xbf ? 3 : 0;
	return 0;
}

char *
str_trim(struct arena *mem, const char *s)
{
	const char	*end, *p;
	size_t		 n;
	char		*copy;

	if (s == NULL)
		s = "";
	while ((n = str_space(s)) > 0)
		s += n;
	for (p = end = s; *p != '\0';) {
		n = str_space(p);
		p += n > 0 ? n : 1;
		if (n == 0)
			end = p;
	}
	n = (size_t)(end - s);
	copy = arena_alloc(mem, n + 1);
	return memcpy(copy, s, n);
}

int
str_split(const char **rest, char sep, const char **part, size_t *n)
{
	const char	*end;

	if (*rest == NULL)
		return 0;
	*part = *rest;
	end = strchr(*rest, sep);
	*n = end != NULL ? (size_t)(end - *rest) : strlen(*rest);
	*rest = end != NULL ? end + 1 : NULL;
	return 1;
}

enum err
str_int64(const char *s, int64_t *out)
{
	int	 minus, digit;
	int64_t	 v = 0;

	if (s == NULL)
		return ERR_INVALID;
	minus = *s == '-';
	s += minus;
	if (*s == '\0')
		return ERR_INVALID;
	for (; *s != '\0'; s++) {
		if (*s < '0' || *s > '9')
			return ERR_INVALID;
		digit = *s - '0';
		if (v < (INT64_MIN + digit) / 10)
			return ERR_INVALID;
		v = v * 10 - digit;	/* negative: INT64_MIN fits too */
	}
	if (!minus && v == INT64_MIN)
		return ERR_INVALID;
	*out = minus ? v : -v;
	return OK;
}
