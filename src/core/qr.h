#ifndef CORE_QR_H
#define CORE_QR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

/* A code as it is drawn: black on white, within its quiet zone. */
struct qr {
	int		 size;		/* modules a side, quiet zone included */
	const char	*path;		/* SVG path data over 0 0 size size */
};

/*
 * Draw text as a QR code, error correction M.
 *
 * hryvnia  leave a disk in the middle for the sign of the hryvnia, which the
 *          National Bank demands
 *
 * ERR_INVALID if the text is longer than version 24 holds (911 bytes).
 *
 *	<svg viewBox="0 0 SIZE SIZE"><path fill="#000" d="PATH"/></svg>
 */
enum err	 qr_draw(struct arena *mem, const char *text, bool hryvnia,
		    struct qr *out);

/*
 * A code as an image/svg+xml file, white behind it; *n receives its bytes.
 */
const char	*qr_svg(struct arena *mem, const struct qr *q, size_t *n);

#endif
