#ifndef BASE_ALIKE_H
#define BASE_ALIKE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/*
 * Words made equal however they are written, for search: in Ukrainian,
 * Russian or Latin letters, with or without accents and apostrophes.  What
 * comes out is no spelling, only a key: Юрій, Юрий, Yurii and Yuriy are
 * "iuri"; Щербак, Shcherbak and Sherbak are "sherbak".
 */

#define ALIKE_BYTES	32	/* of a word at most */

/* Words of a text, in its order. */
struct alike_words {
	const char	**list;
	size_t		  n;
};

/*
 * The words of s: runs of letters and digits, folded.
 *
 * Letters of other scripts stay as they are, in small.  A letter that is
 * doubled counts once.  A word longer than ALIKE_BYTES is cut.
 *
 * Sources: Resolution 55 of the Cabinet of Ministers of Ukraine, 27 January
 * 2010 (Hryhorii, Yevhen, Shcherbak); the passports before it (Grygorii,
 * Ievgen); ISO 9 and everyday spellings (Grigory, Evgeny, Sherbak).
 */
void	 alike_text(struct arena *mem, const char *s, struct alike_words *out);

/*
 * The next word of *s, folded, *s behind it and what follows it at once; NULL
 * where there is none.  It was written in the *n bytes at *from.
 */
const char *alike_next(struct arena *mem, const char **s, const char **from,
	    size_t *n);

/*
 * s as it would read had it been typed on the other keyboard layout: Latin
 * letters become those on the same keys of the Ukrainian layout, Cyrillic
 * ones Latin; "uhbwtyrj" is "гриценко".  NULL if s holds neither.
 */
char	*alike_layout(struct arena *mem, const char *s);

/*
 * Whether s holds digits alone, at least one.
 */
bool	 alike_is_number(const char *s);

#endif
