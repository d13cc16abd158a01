#ifndef BASE_STATEMENTS_H
#define BASE_STATEMENTS_H

#include <stddef.h>

#include "base/arena.h"

/*
 * The statements of a script: what stands between semicolons that end a line,
 * outside quotes, without comments and surrounding blanks.
 *
 * Returns how many; *out has them, in mem.
 */
size_t		 statements_split(struct arena *mem, const char *script,
		    const char *const **out);

#endif
