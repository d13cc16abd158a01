/* qr.c: payments as QR codes. */
#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include <qrcodegen/qrcodegen.h>

#include "base/decimal.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/xml.h"
#include "mod/documents/qr.h"

#define QUIET		4	/* modules, ISO 18004 */
#define VERSION_MAX	24
#define BUFFER		qrcodegen_BUFFER_LEN_FOR_VERSION(VERSION_MAX)
#define AMOUNT_MAX	INT64_C(99999999999)
#define NAME_MAX	70
#define PURPOSE_MAX	140
#define SIGN_PART	0.075	/* radius of the sign's disk, of the side */
#define RADIANS		(3.14159265358979323846 / 180)

const char *
iban_clean(struct arena *mem, const char *s)
{
	char		*out, *to;
	size_t		 i, n;
	unsigned	 rest = 0;

	s = str_trim(mem, s);
	out = to = arena_alloc(mem, strlen(s) + 1);
	for (; *s != '\0'; s++) {
		if (*s == ' ')
			continue;
		if ((unsigned char)*s >= 0x80 || !isalnum((unsigned char)*s))
			return NULL;
		*to++ = (char)toupper((unsigned char)*s);
	}
	n = (size_t)(to - out);
	if (n < 15 || n > 34 || !isalpha((unsigned char)out[0]) ||
	    !isalpha((unsigned char)out[1]) ||
	    (str_starts(out, "UA") && n != 29))
		return NULL;
	for (i = 0; i < n; i++) {
		char	 c = out[(i + 4) % n];

		rest = isdigit((unsigned char)c) ?
		    (rest * 10 + (unsigned)(c - '0')) % 97 :
		    (rest * 100 + (unsigned)(c - 'A' + 10)) % 97;
	}
	return rest == 1 ? out : NULL;
}

/* s as one line of at most max characters, cut where a word ends. */
static const char *
one_line(struct arena *mem, const char *s, size_t max)
{
	char		*line = arena_strdup(mem, str_trim(mem, s)), *p;
	const char	*cut;
	size_t		 n;

	for (p = line; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	if (utf8_length(line) <= max)
		return line;
	cut = utf8_truncate(mem, line, max);
	n = strlen(cut);
	p = line[n] == ' ' ? line + n : strrchr(arena_strdup(mem, cut), ' ');
	if (p == NULL || p == line + n)
		return cut;
	return str_trim(mem, utf8_truncate(mem, cut,
	    utf8_length(cut) - utf8_length(p)));
}

/* n bytes in base64url without padding (RFC 4648, 5). */
static const char *
base64url(struct arena *mem, const char *s, size_t n)
{
	static const char	 digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789-_";
	char			*out = arena_alloc(mem, n / 3 * 4 + 5);
	char			*to = out;
	size_t			 i, k;

	for (i = 0; i < n; i += 3) {
		uint32_t	 v = 0;

		for (k = 0; k < 3; k++)
			v = v << 8 | (i + k < n ? (unsigned char)s[i + k] : 0);
		for (k = 0; k < 4 && i + k <= n; k++)
			*to++ = digits[v >> (18 - 6 * k) & 63];
	}
	return out;
}

/* Digits only, 8 to 10 of them. */
static bool
reg_no_valid(const char *s)
{
	size_t	 n = s != NULL ? strlen(s) : 0;

	return n >= 8 && n <= 10 && strspn(s, "0123456789") == n;
}

/* Thirteen lines, wrapped into an address. */
static enum err
nbu_text(struct arena *mem, const struct qr_payment *p, const char *name,
    const char *iban, const char **text)
{
	const char	*lines, *reg_no = str_trim(mem, p->reg_no);

	if (!str_starts(iban, "UA") || !reg_no_valid(reg_no))
		return ERR_INVALID;
	lines = arena_fmt(mem, "BCD\n002\n1\nUCT\n\n%s\n%s\nUAH%s\n%s\n\n\n"
	    "%s\n\n", name, iban, decimal_plain(mem, p->amount, 2, 1), reg_no,
	    one_line(mem, p->purpose, PURPOSE_MAX));
	*text = arena_fmt(mem, "https://bank.gov.ua/qr/%s",
	    base64url(mem, lines, strlen(lines)));
	return OK;
}

enum err
qr_payment_text(struct arena *mem, const struct qr_payment *p,
    const char **text)
{
	const char	*name = one_line(mem, p->name, NAME_MAX);
	const char	*iban = iban_clean(mem, p->iban);

	if (iban == NULL || *name == '\0' || p->amount < 1 ||
	    p->amount > AMOUNT_MAX)
		return ERR_INVALID;
	if (str_eq(p->currency, "UAH"))
		return nbu_text(mem, p, name, iban, text);
	if (!str_eq(p->currency, "EUR"))
		return ERR_INVALID;
	*text = arena_fmt(mem, "BCD\n002\n1\nSCT\n%s\n%s\n%s\nEUR%s\n\n\n%s",
	    str_trim(mem, p->bic), name, iban,
	    decimal_plain(mem, p->amount, 2, 1),
	    one_line(mem, p->purpose, PURPOSE_MAX));
	return OK;
}

/* A corner of the sign: radius r at an angle in degrees, around (x, y). */
static void
add_point(struct str *d, char command, double x, double y, double r,
    double angle)
{
	str_fmt(d, "%c%.2f %.2f", command, x + r * cos(angle * RADIANS),
	    y + r * sin(angle * RADIANS));
}

/* A part of a ring, clockwise from angle a to b. */
static void
add_bow(struct str *d, double x, double y, double r, double width, double a,
    double b)
{
	double	 outer = r + width / 2, inner = r - width / 2;
	int	 large = b - a > 180;

	add_point(d, 'M', x, y, outer, a);
	str_fmt(d, "A%.2f %.2f 0 %d 1 ", outer, outer, large);
	add_point(d, ' ', x, y, outer, b);
	add_point(d, 'L', x, y, inner, b);
	str_fmt(d, "A%.2f %.2f 0 %d 0 ", inner, inner, large);
	add_point(d, ' ', x, y, inner, a);
	str_addc(d, 'z');
}

/* The sign of the hryvnia in a disk of that radius around (c, c). */
static void
add_hryvnia(struct str *d, double c, double radius)
{
	double	 bow = radius * 0.37, width = radius * 0.18;
	int	 i;

	add_bow(d, c, c - bow, bow, width, 200, 450);
	add_bow(d, c, c + bow, bow, width, 20, 270);
	for (i = -1; i <= 1; i += 2)
		str_fmt(d, "M%.2f %.2fh%.2fv%.2fh%.2fz", c - radius * 0.75,
		    c + i * radius * 0.19 - width / 2, radius * 1.5, width,
		    -radius * 1.5);
}

/* Whether a module lies in the disk of the sign. */
static bool
in_disk(int x, int y, double middle, double radius)
{
	double	 dx = x + 0.5 - middle, dy = y + 0.5 - middle;

	return dx * dx + dy * dy < (radius + 1) * (radius + 1);
}

enum err
qr_draw(struct arena *mem, const char *text, bool hryvnia, struct qr *out)
{
	uint8_t		*code = arena_alloc(mem, BUFFER);
	uint8_t		*spare = arena_alloc(mem, BUFFER);
	struct str	 d;
	double		 middle, radius;
	int		 n, x, y, from;

	if (!qrcodegen_encodeText(text, spare, code, qrcodegen_Ecc_MEDIUM, 1,
	    VERSION_MAX, qrcodegen_Mask_AUTO, true))
		return ERR_INVALID;
	n = qrcodegen_getSize(code);
	middle = n / 2.0;
	radius = hryvnia ? n * SIGN_PART : -1;
	str_init(&d, mem);
	for (y = 0; y < n; y++)
		for (x = 0; x < n; x++) {
			for (from = x; x < n && qrcodegen_getModule(code, x, y)
			    && !in_disk(x, y, middle, radius); x++)
				continue;
			if (x > from)
				str_fmt(&d, "M%d %dh%dv1h%dz", from + QUIET,
				    y + QUIET, x - from, from - x);
		}
	if (hryvnia)
		add_hryvnia(&d, middle + QUIET, radius);
	out->size = n + 2 * QUIET;
	out->path = d.s;
	return OK;
}

const char *
qr_svg(struct arena *mem, const struct qr *q, size_t *n)
{
	struct xml	*x = xml_new_memory(mem);
	const char	*side = arena_fmt(mem, "%d", q->size);

	xml_open(x, "svg");
	xml_attr(x, "xmlns", "http://www.w3.org/2000/svg");
	xml_attr(x, "viewBox", arena_fmt(mem, "0 0 %s %s", side, side));
	xml_attr(x, "shape-rendering", "crispEdges");
	xml_open(x, "rect");
	xml_attr(x, "width", side);
	xml_attr(x, "height", side);
	xml_attr(x, "fill", "#fff");
	xml_close(x);
	xml_open(x, "path");
	xml_attr(x, "fill", "#000");
	xml_attr(x, "d", q->path);
	xml_close(x);
	xml_end(x);
	return xml_memory(x, n);
}
