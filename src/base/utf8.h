#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/*
 * Unicode text in UTF-8.  "Character" means code point throughout.
 * Nothing here depends on a locale.
 */

#define UTF8_BAD	0xfffdu	/* U+FFFD stands for what is not UTF-8 */

/*
 * 1 if the n bytes at s are UTF-8 text: shortest forms only, no surrogates,
 * nothing above U+10FFFF, no character cut off at the end, and no U+0000,
 * because our text ends at a NUL.  Source: RFC 3629, clause 4.
 */
int	 utf8_valid(const char *s, size_t n);

/*
 * Length in bytes of the character which the n bytes at s begin with, 1 to
 * 4, or 0 if they do not begin with a whole valid one.
 */
size_t	 utf8_size(const char *s, size_t n);

/*
 * The character at *s, and move *s behind it.  At the NUL it returns 0 and
 * stays.  A byte which begins no valid character is UTF8_BAD, one byte long.
 */
uint32_t utf8_next(const char **s);

/*
 * Write character c at out, without a NUL.  Returns its length, 1 to 4.
 * What is no character (surrogates, above U+10FFFF) is written as UTF8_BAD.
 */
size_t	 utf8_put(char out[4], uint32_t c);

/*
 * Number of characters in s.
 */
size_t	 utf8_length(const char *s);

/*
 * A copy in mem of the first max characters of s, or of all when it has
 * fewer; a letter is never cut in two.
 */
char	*utf8_truncate(struct arena *mem, const char *s, size_t max);

/*
 * The small letter of c, or c itself: Latin, Greek and Cyrillic, one to one.
 * Source: Unicode, UnicodeData.txt, Simple_Lowercase_Mapping.
 */
uint32_t utf8_to_lower(uint32_t c);

/*
 * The capital letter of c, or c itself; the reverse of utf8_to_lower().
 */
uint32_t utf8_to_upper(uint32_t c);

/*
 * A copy of s in mem in small letters.
 */
char	*utf8_lower(struct arena *mem, const char *s);

/*
 * A copy of s in mem for comparing without case: small letters, and what
 * has no capital of its own in another spelling made equal (German sharp s
 * is "ss", Greek final sigma is sigma, soft hyphens vanish).
 */
char	*utf8_fold(struct arena *mem, const char *s);

/*
 * A copy of s in mem with its first character as a capital.
 */
char	*utf8_capital(struct arena *mem, const char *s);

/*
 * 1 if s has a control character (U+0000 to U+001F, U+007F to U+009F) which
 * is not TAB, LF or CR.  Such text is refused wherever people type.
 */
int	 utf8_has_control(const char *s);

#endif
