/* decoder.c: text of other encodings to UTF-8, in pieces. */
#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/decoder.h"
#include "base/utf8.h"

#define BAD_CHAR	"\xef\xbf\xbd"
#define BYTE_ORDER_MARK	"\xef\xbb\xbf"
#define REST_MAX	16	/* no character is longer */

struct decoder {
	int		 is_utf8;		/* then cd is not used */
	iconv_t		 cd;
	size_t		 unit;			/* bytes skipped when bad */
	char		 rest[REST_MAX];	/* of a cut-off character */
	size_t		 nrest;
	size_t		 nbad;
	int		 begun;			/* the mark is behind us */
};

/* Our name, then the other spellings, without signs and in small letters. */
static const struct {
	const char	*name;
	const char	*spellings;	/* between spaces */
} encodings[] = {
	{ "UTF-8",	" utf8 utf8bom utf8sig ascii usascii " },
	{ "UTF-16LE",	" utf16le utf16 ucs2 ucs2le unicode " },
	{ "UTF-16BE",	" utf16be ucs2be " },
	{ "CP1251",	" cp1251 windows1251 win1251 1251 win " },
	{ "CP1250",	" cp1250 windows1250 win1250 1250 " },
	{ "CP1252",	" cp1252 windows1252 win1252 1252 " },
	{ "KOI8-U",	" koi8u " },
	{ "KOI8-R",	" koi8r koi8 " },
	{ "CP866",	" cp866 ibm866 dos866 866 dos " },
	{ "ISO-8859-1",	" iso88591 latin1 " },
	{ "ISO-8859-2",	" iso88592 latin2 " },
	{ "ISO-8859-5",	" iso88595 " },
};

const char *
decoder_name(const char *name)
{
	char	 key[24] = " ";
	size_t	 n = 1, i;

	for (; name != NULL && *name != '\0'; name++) {
		if (strchr("-_ ", *name) != NULL)
			continue;
		if (n + 2 >= sizeof(key))
			return NULL;
		key[n++] = *name >= 'A' && *name <= 'Z' ?
		    (char)(*name + ('a' - 'A')) : *name;
	}
	if (n == 1)
		return NULL;
	key[n] = ' ';
	for (i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++)
		if (strstr(encodings[i].spellings, key) != NULL)
			return encodings[i].name;
	return NULL;
}

static void
decoder_close(void *p)
{
	struct decoder	*d = p;

	iconv_close(d->cd);
}

enum err
decoder_new(struct arena *mem, const char *encoding, struct decoder **out)
{
	const char	*name = decoder_name(encoding);
	struct decoder	*d;

	if (name == NULL)
		return ERR_INVALID;
	d = arena_alloc(mem, sizeof(*d));
	d->is_utf8 = str_eq(name, "UTF-8");
	if (d->is_utf8) {
		*out = d;
		return OK;
	}
	d->cd = iconv_open("UTF-8", name);
	if (d->cd == (iconv_t)-1)
		return ERR_IO;
	d->unit = str_starts(name, "UTF-16") ? 2 : 1;
	arena_defer(mem, decoder_close, d);
	*out = d;
	return OK;
}

/* Append decoded bytes, without the byte order mark if they are the first. */
static void
add_decoded(struct decoder *d, const char *s, size_t n, struct str *out)
{
	if (!d->begun && n >= 3) {
		d->begun = 1;
		if (memcmp(s, BYTE_ORDER_MARK, 3) == 0) {
			s += 3;
			n -= 3;
		}
	} else if (n > 0) {
		d->begun = 1;
	}
	str_addn(out, s, n);
}

static void
add_bad(struct decoder *d, struct str *out)
{
	add_decoded(d, BAD_CHAR, 3, out);
	d->nbad++;
}

/* 1 if the n bytes may be the beginning of a longer character. */
static int
utf8_cut_off(const unsigned char *p, size_t n)
{
	size_t	 size = p[0] < 0xc2 || p[0] > 0xf4 ? 0 :
		    p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4, i;

	if (n >= size)
		return 0;
	for (i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return 1;
}

/* decode() for UTF-8, which not every iconv checks to the letter. */
static void
decode_utf8(struct decoder *d, char **p, size_t *n, struct str *out)
{
	size_t	 run, size;

	while (*n > 0) {
		for (run = 0; run < *n; run += size) {
			size = utf8_size(*p + run, *n - run);
			if (size == 0 && (*p)[run] == '\0')
				size = 1;
			if (size == 0)
				break;
		}
		add_decoded(d, *p, run, out);
		*p += run;
		*n -= run;
		if (*n == 0 || utf8_cut_off((unsigned char *)*p, *n))
			return;
		add_bad(d, out);
		(*p)++;
		(*n)--;
	}
}

/*
 * Decode what *p holds, as far as it goes.  Moves *p; at most REST_MAX
 * bytes, of a character cut off, are left.
 */
static void
decode(struct decoder *d, char **p, size_t *n, struct str *out)
{
	char	 buf[4096], *q;
	size_t	 room, r;

	if (d->is_utf8)
		decode_utf8(d, p, n, out);
	while (!d->is_utf8 && *n > 0) {
		q = buf;
		room = sizeof(buf);
		r = iconv(d->cd, p, n, &q, &room);
		add_decoded(d, buf, sizeof(buf) - room, out);
		if (r != (size_t)-1 || errno == E2BIG)
			continue;
		if (errno == EINVAL || *n < d->unit)
			return;
		add_bad(d, out);
		*p += d->unit;
		*n -= d->unit;
	}
}

void
decoder_add(struct decoder *d, const void *bytes, size_t n, struct str *out)
{
	char	 joint[REST_MAX * 2], *p;
	size_t	 k, left;

	if (d->nrest > 0) {
		/* The cut-off character, completed from the new piece. */
		k = n < REST_MAX ? n : REST_MAX;
		memcpy(joint, d->rest, d->nrest);
		memcpy(joint + d->nrest, bytes, k);
		p = joint;
		left = d->nrest + k;
		decode(d, &p, &left, out);
		if (left > k || k == n) {
			d->nrest = left;
			memmove(d->rest, p, left);
			return;
		}
		bytes = (const char *)bytes + (k - left);
		n -= k - left;
		d->nrest = 0;
	}
	p = (char *)bytes;	/* iconv() does not write there */
	decode(d, &p, &n, out);
	memcpy(d->rest, p, n);
	d->nrest = n;
}

void
decoder_end(struct decoder *d, struct str *out)
{
	if (d->nrest == 0)
		return;
	add_bad(d, out);
	d->nrest = 0;
}

size_t
decoder_bad(const struct decoder *d)
{
	return d->nbad;
}
