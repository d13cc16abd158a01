/* utf8.c: reading, measuring and folding Unicode text without a locale. */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"

/*
 * Capital letters which have a small one, in rising order: every step-th
 * character of first..last becomes itself plus shift.
 */
static const struct {
	uint16_t	first, last, step;
	int16_t		shift;
} cases[] = {
	{ 0x0041, 0x005a, 1, 32 },	/* A to Z */
	{ 0x00c0, 0x00d6, 1, 32 },
	{ 0x00d8, 0x00de, 1, 32 },
	{ 0x0100, 0x012e, 2, 1 },
	{ 0x0130, 0x0130, 1, -199 },	/* Turkish dotted I */
	{ 0x0132, 0x0136, 2, 1 },
	{ 0x0139, 0x0147, 2, 1 },
	{ 0x014a, 0x0176, 2, 1 },
	{ 0x0178, 0x0178, 1, -121 },
	{ 0x0179, 0x017d, 2, 1 },
	{ 0x0186, 0x0186, 1, 206 },
	{ 0x018f, 0x018f, 1, 202 },	/* Azerbaijani schwa */
	{ 0x0190, 0x0190, 1, 203 },
	{ 0x01a0, 0x01a4, 2, 1 },	/* Vietnamese horned O */
	{ 0x01af, 0x01af, 1, 1 },
	{ 0x01b5, 0x01b5, 1, 1 },
	{ 0x01b7, 0x01b7, 1, 219 },
	{ 0x01c4, 0x01c4, 1, 2 },	/* Croatian digraphs */
	{ 0x01c5, 0x01c5, 1, 1 },
	{ 0x01c7, 0x01c7, 1, 2 },
	{ 0x01c8, 0x01c8, 1, 1 },
	{ 0x01ca, 0x01ca, 1, 2 },
	{ 0x01cb, 0x01db, 2, 1 },
	{ 0x01de, 0x01ee, 2, 1 },
	{ 0x01f1, 0x01f1, 1, 2 },
	{ 0x01f2, 0x01f4, 2, 1 },
	{ 0x01f8, 0x021e, 2, 1 },	/* Romanian comma letters */
	{ 0x0222, 0x0232, 2, 1 },
	{ 0x0370, 0x0372, 2, 1 },
	{ 0x0386, 0x0386, 1, 38 },	/* Greek with tonos */
	{ 0x0388, 0x038a, 1, 37 },
	{ 0x038c, 0x038c, 1, 64 },
	{ 0x038e, 0x038f, 1, 63 },
	{ 0x0391, 0x03a1, 1, 32 },
	{ 0x03a3, 0x03ab, 1, 32 },
	{ 0x03d8, 0x03ee, 2, 1 },
	{ 0x0400, 0x040f, 1, 80 },	/* Cyrillic: Ukrainian, Serbian */
	{ 0x0410, 0x042f, 1, 32 },
	{ 0x0460, 0x0480, 2, 1 },
	{ 0x048a, 0x04be, 2, 1 },
	{ 0x04c0, 0x04c0, 1, 15 },
	{ 0x04c1, 0x04cd, 2, 1 },
	{ 0x04d0, 0x052e, 2, 1 },
	{ 0x1e00, 0x1e94, 2, 1 },
	{ 0x1e9e, 0x1e9e, 1, -7615 },	/* capital sharp s */
	{ 0x1ea0, 0x1efe, 2, 1 },
};

#define NCASES	(sizeof(cases) / sizeof(cases[0]))

size_t
utf8_size(const char *text, size_t n)
{
	const unsigned char	*s = (const unsigned char *)text;
	unsigned char		 lead, low = 0x80, high = 0xbf;
	size_t			 size, i;

	if (n == 0)
		return 0;
	lead = s[0];
	if (lead < 0x80)
		return lead != 0;
	if (lead < 0xc2 || lead > 0xf4)
		return 0;
	size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	if (lead == 0xe0)
		low = 0xa0;	/* shorter forms exist */
	else if (lead == 0xed)
		high = 0x9f;	/* surrogates */
	else if (lead == 0xf0)
		low = 0x90;
	else if (lead == 0xf4)
		high = 0x8f;	/* above U+10FFFF */
	if (n < size || s[1] < low || s[1] > high)
		return 0;
	for (i = 2; i < size; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	return size;
}

int
utf8_valid(const char *s, size_t n)
{
	size_t	 size;

	for (; n > 0; n -= size, s += size)
		if ((size = utf8_size(s, n)) == 0)
			return 0;
	return 1;
}

uint32_t
utf8_next(const char **s)
{
	const unsigned char	*p = (const unsigned char *)*s;
	size_t			 size, i;
	uint32_t		 c;

	if (*p == '\0')
		return 0;
	/* The NUL is no continuation byte, so four is never too many. */
	size = utf8_size(*s, 4);
	*s += size > 0 ? size : 1;
	if (size == 0)
		return UTF8_BAD;
	if (size == 1)
		return *p;
	c = *p & (0xffu >> (size + 1));
	for (i = 1; i < size; i++)
		c = c << 6 | (p[i] & 0x3fu);
	return c;
}

size_t
utf8_put(char out[4], uint32_t c)
{
	if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		c = UTF8_BAD;
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		out[0] = (char)(0xc0 | c >> 6);
		out[1] = (char)(0x80 | (c & 0x3f));
		return 2;
	}
	if (c < 0x10000) {
		out[0] = (char)(0xe0 | c >> 12);
		out[1] = (char)(0x80 | (c >> 6 & 0x3f));
		out[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | c >> 18);
	out[1] = (char)(0x80 | (c >> 12 & 0x3f));
	out[2] = (char)(0x80 | (c >> 6 & 0x3f));
	out[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

size_t
utf8_length(const char *s)
{
	size_t	 n = 0;

	while (utf8_next(&s) != 0)
		n++;
	return n;
}

char *
utf8_truncate(struct arena *mem, const char *s, size_t max)
{
	const char	*end = s;
	char		*copy;
	size_t		 n;

	while (max-- > 0 && utf8_next(&end) != 0)
		;
	n = (size_t)(end - s);
	copy = arena_alloc(mem, n + 1);
	return memcpy(copy, s, n);
}

uint32_t
utf8_to_lower(uint32_t c)
{
	size_t	 i;

	for (i = 0; i < NCASES && cases[i].first <= c; i++)
		if (c <= cases[i].last &&
		    (c - cases[i].first) % cases[i].step == 0)
			return (uint32_t)((int32_t)c + cases[i].shift);
	return c;
}

uint32_t
utf8_to_upper(uint32_t c)
{
	size_t	 i;
	int32_t	 up;

	for (i = 0; i < NCASES; i++) {
		up = (int32_t)c - cases[i].shift;
		if (up >= cases[i].first && up <= cases[i].last &&
		    (up - cases[i].first) % cases[i].step == 0)
			return (uint32_t)up;
	}
	return c;
}

static void
add_char(struct str *s, uint32_t c)
{
	char	 bytes[4];

	str_addn(s, bytes, utf8_put(bytes, c));
}

char *
utf8_lower(struct arena *mem, const char *s)
{
	struct str	 out;
	uint32_t	 c;

	str_init(&out, mem);
	while ((c = utf8_next(&s)) != 0)
		add_char(&out, utf8_to_lower(c));
	return out.s;
}

char *
utf8_fold(struct arena *mem, const char *s)
{
	struct str	 out;
	uint32_t	 c;

	str_init(&out, mem);
	while ((c = utf8_next(&s)) != 0) {
		c = utf8_to_lower(c);
		if (c == 0xdf)			/* sharp s */
			str_add(&out, "ss");
		else if (c == 0x3c2)		/* final sigma */
			add_char(&out, 0x3c3);
		else if (c != 0xad)		/* soft hyphen */
			add_char(&out, c);
	}
	return out.s;
}

char *
utf8_capital(struct arena *mem, const char *s)
{
	struct str	 out;
	uint32_t	 c = utf8_next(&s);

	str_init(&out, mem);
	if (c != 0)
		add_char(&out, utf8_to_upper(c));
	str_add(&out, s);
	return out.s;
}

int
utf8_has_control(const char *s)
{
	uint32_t	 c;

	while ((c = utf8_next(&s)) != 0)
		if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
		    (c >= 0x7f && c <= 0x9f))
			return 1;
	return 0;
}
