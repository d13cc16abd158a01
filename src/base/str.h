#ifndef BASE_STR_H
#define BASE_STR_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * Text that grows, in an arena.  It is NUL-terminated after every call, so
 * s.s can be read or kept at any time; a later addition may move it.
 */
struct str {
	struct arena	*mem;
	char		*s;	/* the text, with its NUL */
	size_t		 n;	/* bytes of text, without the NUL */
	size_t		 cap;	/* bytes at s, with the NUL */
};

/*
 * Make s an empty text whose bytes come from mem.
 */
void	 str_init(struct str *s, struct arena *mem);

/*
 * Make room for n more bytes at once, where much is to come.
 */
void	 str_want(struct str *s, size_t n);

/*
 * Append text; NULL appends nothing.  It must not point into s itself.
 */
void	 str_add(struct str *s, const char *text);

/*
 * Append n bytes of text, which must not point into s itself.
 */
void	 str_addn(struct str *s, const char *text, size_t n);

/*
 * Append one byte.
 */
void	 str_addc(struct str *s, char c);

/*
 * Append formatted text, as printf(3).
 */
void	 str_fmt(struct str *s, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));

/*
 * Shorten the text to its first n bytes; a longer n changes nothing.
 */
void	 str_cut(struct str *s, size_t n);

/*
 * 1 if both texts are the same bytes.  NULL equals only NULL.
 */
int	 str_eq(const char *a, const char *b);

/*
 * 1 if both texts, not NULL, differ in how their lines end at most: "\r\n"
 * or "\n".
 */
int	 str_lines_eq(const char *a, const char *b);

/*
 * 1 if s begins with the bytes of prefix (always so for "").
 */
int	 str_starts(const char *s, const char *prefix);

/*
 * 1 if s ends with the bytes of suffix (always so for "").
 */
int	 str_ends(const char *s, const char *suffix);

/*
 * 1 if both texts are equal when A-Z counts as a-z; other letters are
 * compared as bytes.  For names of protocols and formats, not for people's
 * words (utf8_fold() is for those).
 */
int	 str_case_eq(const char *a, const char *b);

/*
 * Length in bytes of the one white space character s begins with, 0 if it
 * begins with another: ASCII white space, U+0085, U+00A0, U+1680, U+2000 to
 * U+200B, U+2028, U+2029, U+202F, U+205F, U+3000 and U+FEFF.
 * Source: Unicode, property White_Space; U+200B and U+FEFF are added because
 * they come with pasted text.
 */
size_t	 str_space(const char *s);

/*
 * A copy of s in mem without the white space (see str_space) at both ends.
 * NULL gives "".
 */
char	*str_trim(struct arena *mem, const char *s);

/*
 * The next part of *rest up to a separator byte or the end.
 *
 * rest   points into the text; moved behind the separator, and set to NULL
 *        after the last part
 * part   the part's first byte, not NUL-terminated
 * n      its length, may be 0
 *
 * Returns 1 while there is a part: "a,,b" gives "a", "", "b"; "" gives one
 * empty part.
 *
 *	while (str_split(&rest, ',', &part, &n))
 */
int	 str_split(const char **rest, char sep, const char **part, size_t *n);

/*
 * The whole number written in s: an optional '-' and ASCII digits, nothing
 * before or after.  ERR_INVALID for anything else, NULL, or a number that
 * does not fit.
 */
enum err str_int64(const char *s, int64_t *out);

#endif
