/* vcard.c: files of business cards, property by property. */
#include <stdio.h>
#include <string.h>

#include "base/decoder.h"
#include "base/utf8.h"
#include "base/vcard.h"
#include "base/vcard_parts.h"

#define PIECE	16384

struct vcard {
	struct arena		*mem;
	FILE			*f;
	const char		*encoding;
	bool			 wide;		/* UTF-16: decoded as it comes */
	struct decoder		*decoder;
	struct arena		*decoder_mem;
	char			*raw;
	struct str		 in;		/* bytes to come */
	size_t			 at;
	bool			 ended;
	int64_t			 line;		/* of what comes next */
	struct str		 text;		/* of a property, unfolded */
	bool			 v21;
	int			 depth;		/* of cards in a card */
	struct arena		*card_mem;
	struct vcard_columns	 cols;
	struct csv_row		 row;
	const char		*cells[VCARD_COLUMNS];
	enum err		 failed;
};

bool
vcard_looks(const void *head, size_t n)
{
	static const char	 begin[] = "BEGIN:VCARD";
	const unsigned char	*s = head;
	char			 text[12] = "";
	size_t			 k = 0;

	for (size_t i = 0; i < n && k < sizeof(begin) - 1; i++) {
		if (s[i] == 0 || s[i] >= 0x80 || (k == 0 && s[i] <= ' '))
			continue;	/* marks, the zeros of UTF-16 */
		text[k++] = (char)s[i];
	}
	return str_case_eq(text, begin);
}

/* ---- lines */

static enum err
more(struct vcard *v)
{
	size_t	 n = fread(v->raw, 1, PIECE, v->f);
	size_t	 left = v->in.n - v->at;

	memmove(v->in.s, v->in.s + v->at, left);
	str_cut(&v->in, left);
	v->at = 0;
	v->ended = n == 0;
	if (v->wide)
		decoder_add(v->decoder, v->raw, n, &v->in);
	else
		str_addn(&v->in, v->raw, n);
	return n == 0 && ferror(v->f) ? ERR_IO : OK;
}

/* The byte at a distance, or -1 at the end. */
static int
peek(struct vcard *v, size_t ahead)
{
	while (v->at + ahead >= v->in.n && !v->ended)
		if (more(v) != OK)
			return -1;
	return v->at + ahead < v->in.n ?
	    (unsigned char)v->in.s[v->at + ahead] : -1;
}

/* Whether the header at s, to its colon, has a word. */
static bool
header_has(const char *s, const char *word)
{
	size_t	 n = strlen(word);

	for (; *s != '\0' && *s != ':'; s++) {
		size_t	 i = 0;

		while (i < n && (s[i] & ~32) == (word[i] & ~32))
			i++;
		if (i == n)
			return true;
	}
	return false;
}

/* What nobody needs is not kept, however long. */
static bool
is_heavy(const char *s)
{
	return header_has(s, "BASE64") || header_has(s, "ENCODING=B:") ||
	    header_has(s, "ENCODING=B;") ||
	    header_has(s, "PHOTO") || header_has(s, "LOGO") ||
	    header_has(s, "SOUND");
}

/* One line of the file, added to text; false when there is none. */
static enum err
line_add(struct vcard *v, bool *any)
{
	bool	 heavy = v->text.n > 64 && is_heavy(v->text.s);
	int	 c;

	*any = peek(v, 0) >= 0;
	while ((c = peek(v, 0)) >= 0 && c != '\n' && c != '\r') {
		v->at++;
		if (c != 0 && !heavy)
			str_addc(&v->text, (char)c);
		if (!heavy && v->text.n % 4096 == 0)
			heavy = is_heavy(v->text.s);
		if (v->text.n > CSV_CELL_MAX)
			return ERR_INVALID;
	}
	v->at += c >= 0;
	v->line++;
	if (c == '\r' && peek(v, 0) == '\n')
		v->at++;
	return OK;
}

/* A whole property into text: folded lines are joined, and soft breaks. */
static enum err
property_read(struct vcard *v, bool *any)
{
	enum err	 e;
	bool		 more_lines;

	str_cut(&v->text, 0);
	e = line_add(v, any);
	while (e == OK && *any) {
		if (v->text.n > 0 && v->text.s[v->text.n - 1] == '=' &&
		    header_has(v->text.s, "QUOTED-PRINTABLE"))
			str_cut(&v->text, v->text.n - 1);
		else if (v->text.n > 0 && (peek(v, 0) == ' ' ||
		    peek(v, 0) == '\t'))
			v->at++;
		else
			break;
		e = line_add(v, &more_lines);
		if (!more_lines)
			break;
	}
	return e;
}

/* ---- values */

static int
hex(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void
quoted_decode(char *s)
{
	char	*to = s;

	for (; *s != '\0'; s++) {
		int	 c = 0;

		if (*s == '=' && hex(s[1]) >= 0 && hex(s[2]) >= 0) {
			c = hex(s[1]) * 16 + hex(s[2]);
			s += 2;
		} else {
			c = (unsigned char)*s;
		}
		if (c != 0)
			*to++ = (char)c;
	}
	*to = '\0';
}

/* In UTF-8, from the encoding that it names or else that of the file. */
static char *
value_decode(struct vcard *v, char *s, const char *charset)
{
	struct decoder	*d;
	struct str	 out;

	charset = charset != NULL ? decoder_name(charset) : NULL;
	if (charset == NULL || v->wide)
		charset = v->wide ? "UTF-8" : v->encoding;
	if (str_starts(charset, "UTF-16") ||
	    decoder_new(v->card_mem, charset, &d) != OK)
		return s;
	str_init(&out, v->card_mem);
	decoder_add(d, s, strlen(s), &out);
	decoder_end(d, &out);
	return out.s;
}

/* The colon that ends the header; NULL in a line that is no property. */
static char *
colon_find(char *s)
{
	bool	 quoted = false;

	for (; *s != '\0'; s++) {
		if (*s == '"')
			quoted = !quoted;
		else if (*s == ':' && !quoted)
			return s;
	}
	return NULL;
}

static void
type_add(struct vcard *v, struct vcard_property *p, const char *s, size_t n)
{
	const char	*one = arena_fmt(v->card_mem, "%.*s", (int)n, s);

	if (str_case_eq(one, "pref"))
		p->preferred = true;
	else if (!str_case_eq(one, "voice") && !str_case_eq(one, "internet"))
		p->types = arena_fmt(v->card_mem, "%s%s%s", p->types,
		    *p->types != '\0' ? ", " : "",
		    utf8_lower(v->card_mem, one));
	p->fax = p->fax || str_case_eq(one, "fax");
}

/* TYPE=home,"work" of a parameter's value. */
static void
types_add(struct vcard *v, struct vcard_property *p, const char *s)
{
	const char	*rest = s, *one;
	size_t		 n;

	while (str_split(&rest, ',', &one, &n)) {
		while (n > 0 && *one == '"')
			one++, n--;
		while (n > 0 && one[n - 1] == '"')
			n--;
		if (n > 0 && n < 40)
			type_add(v, p, one, n);
	}
}

/* What stands between the name and the colon; true if quoted-printable. */
static bool
params_read(struct vcard *v, const char *s, struct vcard_property *p,
    const char **charset)
{
	const char	*rest = s, *one;
	size_t		 n;
	bool		 quoted = false;

	while (rest != NULL && str_split(&rest, ';', &one, &n)) {
		char	*text = arena_fmt(v->card_mem, "%.*s", (int)n, one);
		char	*eq = strchr(text, '=');

		if (eq == NULL) {
			quoted |= str_case_eq(text, "QUOTED-PRINTABLE");
			types_add(v, p, text);
			continue;
		}
		*eq++ = '\0';
		if (str_case_eq(text, "TYPE"))
			types_add(v, p, eq);
		else if (str_case_eq(text, "CHARSET"))
			*charset = eq;
		else if (str_case_eq(text, "ENCODING"))
			quoted |= str_case_eq(eq, "QUOTED-PRINTABLE");
		else if (str_case_eq(text, "PREF"))
			p->preferred = true;
	}
	return quoted;
}

/* The property in text; false for what is none. */
static bool
property_split(struct vcard *v, struct vcard_property *p)
{
	char		*s = arena_strdup(v->card_mem, v->text.s);
	char		*colon = colon_find(s), *params, *dot;
	const char	*charset = NULL;
	bool		 quoted = false;

	*p = (struct vcard_property){ .types = "", .v21 = v->v21 };
	if (colon == NULL || is_heavy(v->text.s))
		return false;
	*colon = '\0';
	params = strchr(s, ';');
	if (params != NULL) {
		*params++ = '\0';
		quoted = params_read(v, params, p, &charset);
	}
	dot = strrchr(s, '.');
	p->name = dot != NULL ? dot + 1 : s;
	for (char *c = (char *)p->name; *c != '\0'; c++)
		if (*c >= 'a' && *c <= 'z')
			*c -= 'a' - 'A';
	p->value = colon + 1;
	if (quoted)
		quoted_decode(p->value);
	p->value = value_decode(v, p->value, charset);
	return true;
}

/* ---- cards */

/* Take a property; true when the card has ended. */
static bool
card_step(struct vcard *v, struct vcard_card *card, bool *begun)
{
	struct vcard_property	 p;

	if (!property_split(v, &p))
		return false;
	if (strcmp(p.name, "BEGIN") == 0) {
		v->depth++;
		if (v->depth == 1) {
			*begun = true;
			v->v21 = false;
			v->row.line = v->line - 1;
		}
		return false;
	}
	if (strcmp(p.name, "END") == 0) {
		v->depth -= v->depth > 0;
		return v->depth == 0 && *begun;
	}
	if (v->depth == 1 && strcmp(p.name, "VERSION") == 0)
		v->v21 = strchr(p.value, '2') == p.value;
	else if (v->depth == 1)
		vcard_take(&v->cols, card, &p);
	return false;
}

/* The next card that says anything; *any is false when there is none. */
static enum err
card_read(struct vcard *v, struct vcard_card *card, bool *any)
{
	bool		 begun, line;
	enum err	 e = OK;

	do {
		arena_reset(v->card_mem);
		memset(card, 0, sizeof(*card));
		card->mem = v->card_mem;
		str_init(&card->note, v->card_mem);
		v->depth = 0;
		begun = false;
		for (;;) {
			e = property_read(v, &line);
			if (e != OK || !line || card_step(v, card, &begun))
				break;
		}
		vcard_finish(&v->cols, card);
	} while (e == OK && line && !card->any);
	*any = e == OK && card->any;
	return e;
}

static void
vcard_drop(void *arg)
{
	struct vcard	*v = arg;

	arena_free(v->card_mem);
	arena_free(v->decoder_mem);
}

enum err
vcard_rewind(struct vcard *v)
{
	v->at = 0;
	str_cut(&v->in, 0);
	v->ended = false;
	v->line = 1;
	v->failed = OK;
	arena_reset(v->decoder_mem);
	if (fseek(v->f, 0, SEEK_SET) != 0)
		return ERR_IO;
	return v->wide ? decoder_new(v->decoder_mem, v->encoding,
	    &v->decoder) : OK;
}

enum err
vcard_open(struct arena *mem, void *file, const char *encoding,
    struct vcard **out)
{
	struct vcard		*v = arena_alloc(mem, sizeof(*v));
	struct vcard_card	 card;
	bool			 any = true;
	enum err		 e;

	v->mem = mem;
	v->f = file;
	v->encoding = encoding;
	v->wide = str_starts(encoding, "UTF-16");
	v->raw = arena_alloc(mem, PIECE);
	str_init(&v->in, mem);
	str_init(&v->text, mem);
	v->card_mem = arena_new();
	v->decoder_mem = arena_new();
	arena_defer(mem, vcard_drop, v);
	v->cols.mem = mem;
	*out = v;
	e = vcard_rewind(v);
	while (e == OK && any)
		e = card_read(v, &card, &any);
	if (e != OK)
		return e;
	v->cols.fixed = true;
	return vcard_rewind(v);
}

const char *const *
vcard_header(const struct vcard *v, size_t *n)
{
	*n = v->cols.n;
	return v->cols.names;
}

enum err
vcard_next(struct vcard *v, const struct csv_row **row)
{
	struct vcard_card	 card;
	bool			 any = false;

	if (v->failed == OK)
		v->failed = card_read(v, &card, &any);
	if (v->failed != OK)
		return v->failed;
	for (size_t i = 0; any && i < v->cols.n; i++)
		v->cells[i] = card.values[i] != NULL ? card.values[i] : "";
	v->row.n = v->cols.n;
	v->row.cells = v->cells;
	*row = any ? &v->row : NULL;
	return OK;
}

int64_t
vcard_line(const struct vcard *v)
{
	return v->line;
}
