/* qr.c: texts as QR codes. */
#include <math.h>

#include <qrcodegen/qrcodegen.h>

#include "base/str.h"
#include "base/xml.h"
#include "core/qr.h"

#define QUIET		4	/* modules, ISO 18004 */
#define VERSION_MAX	24
#define BUFFER		qrcodegen_BUFFER_LEN_FOR_VERSION(VERSION_MAX)
#define SIGN_PART	0.075	/* radius of the sign's disk, of the side */
#define RADIANS		(3.14159265358979323846 / 180)

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
