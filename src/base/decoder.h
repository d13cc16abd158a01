#ifndef BASE_DECODER_H
#define BASE_DECODER_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Text of another encoding turned into UTF-8, piece by piece, so that a file
 * of any size takes constant memory.
 */
struct decoder;

/*
 * Our name of an encoding people call name: "cp1251", "windows-1251",
 * "WIN1251" are "CP1251"; case, '-', '_' and spaces do not matter.  NULL if
 * we do not read it.  Known are UTF-8, UTF-16LE, UTF-16BE, CP1250, CP1251,
 * CP1252, KOI8-U, KOI8-R, CP866, ISO-8859-1, ISO-8859-2, ISO-8859-5.
 */
const char	*decoder_name(const char *name);

/*
 * Begin to decode text of an encoding known to decoder_name().  The decoder
 * ends with mem.  ERR_INVALID if the encoding is not known, ERR_IO if the
 * system's iconv lacks it.
 */
enum err	 decoder_new(struct arena *mem, const char *encoding,
		    struct decoder **out);

/*
 * Append the n bytes at bytes to out as UTF-8.  A character cut off at the
 * end waits for the next piece.  A byte order mark at the very beginning is
 * dropped.  What is no character in the encoding becomes U+FFFD and is
 * counted; UTF-8 is as strict here as utf8_valid(), but lets NULs pass.
 */
void		 decoder_add(struct decoder *d, const void *bytes, size_t n,
		    struct str *out);

/*
 * The text has ended: a character still cut off becomes one U+FFFD.
 */
void		 decoder_end(struct decoder *d, struct str *out);

/*
 * How many U+FFFD were put in place of bytes so far.
 */
size_t		 decoder_bad(const struct decoder *d);

#endif
