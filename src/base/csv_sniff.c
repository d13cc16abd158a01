/* csv_sniff.c: guessing how a table was written from its first bytes. */
#include <string.h>

#include "base/csv.h"
#include "base/decoder.h"
#include "base/utf8.h"

#define ROWS_LOOKED_AT	100

/*
 * How likely letters are, in thousandths of Ukrainian and Russian text
 * together, from U+0430 (a) to U+044F (ya).
 */
static const unsigned char	 letter_weight[32] = {
	74, 17, 50, 16, 32, 65, 9, 21, 65, 12, 38, 40, 30, 65, 98, 28,
	48, 48, 58, 30, 3, 10, 6, 13, 7, 4, 1, 10, 18, 2, 8, 22
};

/*
 * 1 if the characters are of UTF-16 with their high byte at offset high: in
 * Latin and Cyrillic text that is 00, 04 or, for signs, 20 to 22.
 */
static int
looks_utf16(const unsigned char *p, size_t n, size_t high)
{
	size_t	 i, good = 0, zero = 0, pairs = n / 2;

	for (i = 0; i + 1 < n; i += 2) {
		unsigned char	 h = p[i + high], l = p[i + 1 - high];

		zero += h == 0;
		good += (h == 0 && l != 0) || h == 4 ||
		    (h >= 0x20 && h <= 0x22);
	}
	return pairs > 1 && zero > 0 && good * 10 >= pairs * 9;
}

/* 1 if there are bytes no text has, or too many which it seldom has. */
static int
looks_binary(const unsigned char *p, size_t n)
{
	size_t	 i, odd = 0;

	for (i = 0; i < n; i++) {
		if (p[i] == 0)
			return 1;
		odd += p[i] < 0x20 && strchr("\t\n\f\r\x1a", p[i]) == NULL;
	}
	return odd * 200 > n;
}

/*
 * 1 if the bytes, with a NUL behind them, are UTF-8.  A character may be cut
 * off at the end when the file goes on, and one wrong byte among ten right
 * characters is damage, not another encoding.
 */
static int
looks_utf8(const char *p, size_t n, int whole)
{
	const char	*end = p + n, *next;
	size_t		 good = 0, bad = 0;

	while (p < end) {
		next = p;
		if ((unsigned char)*p < 0x80) {
			p++;
			continue;
		}
		if (utf8_next(&next) != UTF8_BAD && next <= end)
			good++;
		else if (whole || end - p > 3)
			bad++;
		p = next;
	}
	return bad == 0 || good >= bad * 10;
}

/* Points for the character c behind the character before. */
static int
char_points(uint32_t before, uint32_t c)
{
	uint32_t	 low = utf8_to_lower(c);
	int		 points;

	if (low >= 0x430 && low <= 0x44f)
		points = letter_weight[low - 0x430];
	else if (low == 0x456 || low == 0x454 || low == 0x457)
		points = 25;			/* i, ye, yi */
	else if (low == 0x451 || low == 0x491)
		points = 2;			/* yo, ghe with upturn */
	else if (low >= 0x400 && low <= 0x4ff)
		return -20;			/* of other languages */
	else if (c >= 0x2500 && c <= 0x25ff)
		return -60;			/* frames */
	else if (c < 0xa0 || c == UTF8_BAD)
		return -100;
	else
		return 0;
	/* A capital behind a small letter is no word. */
	if (low != c && utf8_to_upper(before) != before)
		return -60;
	return low == c ? points : points / 2;
}

/* The characters of bytes 128 to 255 in a one-byte encoding. */
static enum err
read_map(struct arena *mem, const char *encoding, uint32_t map[128])
{
	struct decoder	*d;
	struct str	 s;
	const char	*text;
	char		 byte;
	int		 i;
	enum err	 e = decoder_new(mem, encoding, &d);

	if (e != OK)
		return e;
	str_init(&s, mem);
	for (i = 0; i < 128; i++) {
		byte = (char)(128 + i);
		str_cut(&s, 0);
		decoder_add(d, &byte, 1, &s);
		text = s.s;
		map[i] = utf8_next(&text);
	}
	return OK;
}

/* How much the bytes look like our languages in the encoding. */
static int64_t
score(struct arena *mem, const char *encoding, const unsigned char *p,
    size_t n)
{
	uint32_t	 map[128], before = ' ', c;
	size_t		 i;
	int64_t		 points = 0;

	if (read_map(mem, encoding, map) != OK)
		return INT64_MIN;
	for (i = 0; i < n; i++) {
		c = p[i] < 128 ? p[i] : map[p[i] - 128];
		if (c >= 128)
			points += char_points(before, c);
		before = c;
	}
	return points;
}

/* The one-byte encoding which makes the likeliest words. */
static const char *
best_encoding(struct arena *mem, const unsigned char *p, size_t n)
{
	static const char *const names[] = {
		"CP1251", "KOI8-U", "CP866", "ISO-8859-5"
	};
	const char	*best = names[0];
	int64_t		 most = INT64_MIN, points;
	size_t		 i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		points = score(mem, names[i], p, n);
		if (points > most) {
			most = points;
			best = names[i];
		}
	}
	return best;
}

/* The encoding, or NULL if the bytes are no text. */
static const char *
guess_encoding(struct arena *mem, const unsigned char *p, size_t n, int whole,
    int *has_mark)
{
	*has_mark = 1;
	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		return "UTF-8";
	if (n >= 2 && memcmp(p, "\xff\xfe", 2) == 0)
		return "UTF-16LE";
	if (n >= 2 && memcmp(p, "\xfe\xff", 2) == 0)
		return "UTF-16BE";
	*has_mark = 0;
	if (looks_utf16(p, n, 1))
		return "UTF-16LE";
	if (looks_utf16(p, n, 0))
		return "UTF-16BE";
	if (looks_binary(p, n))
		return NULL;
	if (looks_utf8((const char *)p, n, whole))
		return "UTF-8";
	return best_encoding(mem, p, n);
}

/* Cells of the row at *s for a delimiter; moves *s to the next row. */
static size_t
count_cells(const char **s, char delimiter)
{
	const char	*p = *s;
	size_t		 n = 1;
	int		 quoted = 0, begins = 1;

	for (; *p != '\0' && (quoted || (*p != '\n' && *p != '\r')); p++) {
		if (*p == '"' && (quoted || begins))
			quoted = !quoted;
		begins = !quoted && *p == delimiter;
		n += (size_t)begins;
		/* The second of two quotes goes on with the same cell. */
		if (*p == '"' && !quoted && p[1] == '"') {
			quoted = 1;
			p++;
		}
	}
	*s = p + strspn(p, "\r\n");
	return n;
}

/*
 * How well the delimiter divides the text: rows with as many cells as the
 * first, in thousandths, and 0 if the first has one cell.
 */
static size_t
fit(const char *s, char delimiter, int whole, size_t *cells)
{
	size_t	 n, rows = 0, same = 0;

	*cells = count_cells(&s, delimiter);
	if (*cells == 1)
		return 0;
	while (*s != '\0' && rows < ROWS_LOOKED_AT) {
		n = count_cells(&s, delimiter);
		if (*s == '\0' && !whole)
			break;		/* cut off: not counted */
		rows++;
		same += n == *cells;
	}
	return rows == 0 ? 1 : 1 + same * 1000 / rows;
}

static char
guess_delimiter(const char *text, int whole)
{
	static const char	 candidates[] = ";,\t|";
	char			 best = ',';
	size_t			 most = 0, most_cells = 0, points, cells, i;

	text += strspn(text, "\r\n");
	if (str_starts(text, "sep=") && text[4] != '\0' &&
	    strchr(candidates, text[4]) != NULL)
		return text[4];
	for (i = 0; candidates[i] != '\0'; i++) {
		points = fit(text, candidates[i], whole, &cells);
		if (points > most || (points == most && cells > most_cells)) {
			most = points;
			most_cells = cells;
			best = candidates[i];
		}
	}
	return most > 0 ? best : ',';
}

enum err
csv_sniff(const void *bytes, size_t n, int whole, struct csv_guess *out)
{
	struct arena		*tmp = arena_new();
	struct csv_guess	 g = { NULL, ',', 0 };
	struct decoder		*d;
	struct str		 text;
	unsigned char		*copy = arena_alloc(tmp, n + 1);
	enum err		 e = ERR_INVALID;

	memcpy(copy, bytes, n);
	g.encoding = guess_encoding(tmp, copy, n, whole, &g.has_mark);
	if (g.encoding != NULL)
		e = decoder_new(tmp, g.encoding, &d);
	if (e == OK) {
		str_init(&text, tmp);
		decoder_add(d, copy, n, &text);
		if (looks_binary((unsigned char *)text.s, text.n))
			e = ERR_INVALID;
	}
	if (e == OK) {
		g.delimiter = guess_delimiter(text.s, whole);
		*out = g;
	}
	arena_free(tmp);
	return e;
}
