/* alike.c: words made equal however they are written. */
#include <stdint.h>
#include <string.h>

#include "base/alike.h"
#include "base/str.h"
#include "base/utf8.h"

#define WORD_MOST	64	/* characters of a word that are looked at */

/* From U+0430 on, as they are said, in the letters that stand for all. */
static const char *const cyrillic[] = {
	"a", "b", "v", "h", "d", "e", "zh", "z", "i", "i", "k", "l", "m",
	"n", "o", "p", "r", "s", "t", "u", "f", "h", "ts", "c", "sh", "sh",
	"", "i", "", "e", "iu", "ia",
	"e", "e", "d", "h", "e", "z", "i", "i", "i", "l", "n", "c", "k",
	"i", "u", "dz"
};

/* From U+00E0 and U+0100 on: the letter below the accent. */
static const char latin1[] =
    "aaaaaaaceeeeiiiidnooooo ouuuuyty";
static const char latin2[] =
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiijjjjkkkllllllllll"
    "nnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* What several Latin letters stand for; the longest first. */
static const struct {
	const char	*from, *to;
	bool		 first;		/* at the beginning of a word alone */
} sounds[] = {
	{ "shch", "sh", false }, { "sch", "sh", false },
	{ "sh", "sh", false }, { "ch", "c", false }, { "kh", "h", false },
	{ "zh", "zh", false }, { "ph", "f", false }, { "gh", "h", false },
	{ "ts", "ts", false }, { "tz", "ts", false }, { "ck", "k", false },
	{ "ce", "tse", false }, { "ci", "tsi", false }, { "cy", "tsi", false },
	{ "ye", "e", false }, { "je", "e", false }, { "ie", "e", true },
	{ "x", "ks", false }, { "q", "k", false }, { "w", "v", false },
	{ "y", "i", false }, { "j", "i", false }, { "g", "h", false }
};

/* A word on its way: its letters in small, Latin ones without accents. */
struct word {
	uint32_t	 c[WORD_MOST];
	size_t		 n;
	char		 out[ALIKE_BYTES + 1];
	size_t		 len;
	bool		 full;
};

static bool
is_apostrophe(uint32_t c)
{
	return c == '\'' || c == '`' || c == 0xb4 || c == 0x2018 ||
	    c == 0x2019 || c == 0x02bc || c == 0x02b9 || c == 0x2032;
}

/* Accents that stand behind their letter, and soft hyphens. */
static bool
is_silent(uint32_t c)
{
	return (c >= 0x300 && c <= 0x36f) || c == 0xad;
}

static bool
is_letter(uint32_t c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
	if (c < 0xdf)
		return c == 0xaa || c == 0xb5 || c == 0xba;
	if (c == 0xf7 || c == UTF8_BAD || (c >= 0x2000 && c <= 0x2bff) ||
	    (c >= 0x3000 && c <= 0x303f) || (c >= 0xfe00 && c <= 0xfe6f))
		return false;
	return true;
}

/* A letter as word_fold() wants it. */
static uint32_t
plain(uint32_t c)
{
	c = utf8_to_lower(c);
	if (c >= 0xe0 && c <= 0xff)
		return (unsigned char)latin1[c - 0xe0];
	if (c >= 0x100 && c <= 0x17f && c != 0x10d && c != 0x161 &&
	    c != 0x17e)
		return (unsigned char)latin2[c - 0x100];
	return c == 0xdf ? 's' : c;
}

/* Behind what is there; a letter is not doubled, a cut is between letters. */
static void
word_put(struct word *w, const char *s, size_t n)
{
	if (n == 1 && w->len > 0 && w->out[w->len - 1] == *s &&
	    *s >= 'a' && *s <= 'z')
		return;
	if (w->len + n > ALIKE_BYTES)
		w->full = true;
	if (w->full)
		return;
	memcpy(w->out + w->len, s, n);
	w->len += n;
}

static void
word_put_all(struct word *w, const char *s)
{
	for (; *s != '\0'; s++)
		word_put(w, s, 1);
}

/* How many letters from i on are this sound; 0 if they are not. */
static size_t
sound_at(const struct word *w, size_t i, const char *from)
{
	size_t	 n = 0;

	for (; from[n] != '\0'; n++)
		if (i + n >= w->n || w->c[i + n] != (unsigned char)from[n])
			return 0;
	return n;
}

/* Latin letters from i on; how many were taken. */
static size_t
latin_put(struct word *w, size_t i)
{
	char	 c = (char)w->c[i];

	for (size_t k = 0; k < sizeof(sounds) / sizeof(*sounds); k++) {
		size_t	 n = sounds[k].first && i > 0 ? 0 :
			    sound_at(w, i, sounds[k].from);

		if (n == 0)
			continue;
		word_put_all(w, sounds[k].to);
		return n;
	}
	if (c == 'c' && i + 1 < w->n)
		c = 'k';
	word_put(w, &c, 1);
	return 1;
}

/* One letter of any other kind. */
static void
letter_put(struct word *w, uint32_t c)
{
	char	 bytes[4];

	if (c >= 0x430 && c <= 0x45f)
		word_put_all(w, cyrillic[c - 0x430]);
	else if (c == 0x491)
		word_put_all(w, "h");
	else if (c == 0x10d)
		word_put_all(w, "c");
	else if (c == 0x161)
		word_put_all(w, "sh");
	else if (c == 0x17e)
		word_put_all(w, "zh");
	else
		word_put(w, bytes, utf8_put(bytes, c));
}

static const char *
word_fold(struct arena *mem, struct word *w)
{
	for (size_t i = 0; i < w->n;) {
		if (w->c[i] >= 'a' && w->c[i] <= 'z') {
			i += latin_put(w, i);
		} else {
			letter_put(w, w->c[i]);
			i++;
		}
	}
	w->out[w->len] = '\0';
	return arena_strdup(mem, w->out);
}

const char *
alike_next(struct arena *mem, const char **s, const char **from, size_t *n)
{
	struct word	 w = { .n = 0 };
	uint32_t	 c;

	do {
		const char	*at = *s;

		c = utf8_next(s);
		if (is_apostrophe(c) || is_silent(c))
			continue;
		c = plain(c);
		if (is_letter(c)) {
			if (w.n == 0)
				*from = at;
			if (w.n < WORD_MOST)
				w.c[w.n++] = c;
			*n = (size_t)(*s - *from);
		} else if (w.n > 0) {
			const char	*key = word_fold(mem, &w);

			if (*key != '\0')
				return key;
			w = (struct word){ .n = 0 };
		}
	} while (c != 0);
	return NULL;
}

void
alike_text(struct arena *mem, const char *s, struct alike_words *out)
{
	const char	*from, *key;
	size_t		 n;

	out->n = 0;
	out->list = arena_alloc(mem,
	    (strlen(s) / 2 + 1) * sizeof(*out->list));
	while ((key = alike_next(mem, &s, &from, &n)) != NULL)
		out->list[out->n++] = key;
}

bool
alike_is_number(const char *s)
{
	return *s != '\0' && s[strspn(s, "0123456789")] == '\0';
}

/* The keys of both layouts, in one order. */
static const char latin_keys[] = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
static const char cyrillic_keys[] = "йцукенгшщзхїфівапролджєячсмитьбюґ";

/* The Cyrillic letter on key i of latin_keys; *size its bytes. */
static const char *
key_letter(size_t i, size_t *size)
{
	const char	*s = cyrillic_keys;

	while (i-- > 0)
		s += utf8_size(s, 4);
	*size = utf8_size(s, 4);
	return s;
}

/* The Latin key of a small Cyrillic letter; 0 if it is on none. */
static char
letter_key(uint32_t c)
{
	const char	*s = cyrillic_keys;

	if (c == 0x44b || c == 0x44a)		/* ы, ъ of the Russian one */
		return c == 0x44b ? 's' : ']';
	if (c == 0x44d || c == 0x451)		/* э, ё */
		return c == 0x44d ? '\'' : '`';
	for (size_t i = 0; *s != '\0'; i++)
		if (utf8_next(&s) == c)
			return latin_keys[i];
	return '\0';
}

/* Into which letters s is turned: those that it has not. */
static bool
is_latin(const char *s)
{
	while (*s != '\0' && !((*s | 32) >= 'a' && (*s | 32) <= 'z'))
		s++;
	return *s != '\0';
}

char *
alike_layout(struct arena *mem, const char *s)
{
	bool		 latin = is_latin(s), any = false;
	struct str	 out;
	uint32_t	 c;

	str_init(&out, mem);
	while ((c = utf8_next(&s)) != 0) {
		const char	*at;
		char		 bytes[4], key;
		size_t		 size;

		c = utf8_to_lower(c);
		at = latin && c < 0x80 ? strchr(latin_keys, (int)c) : NULL;
		key = latin ? '\0' : letter_key(c);
		if (at != NULL) {
			at = key_letter((size_t)(at - latin_keys), &size);
			str_addn(&out, at, size);
		} else if (key != '\0') {
			str_addc(&out, key);
		} else {
			str_addn(&out, bytes, utf8_put(bytes, c));
		}
		any = any || at != NULL || key != '\0';
	}
	return any ? out.s : NULL;
}
