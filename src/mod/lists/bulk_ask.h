#ifndef LISTS_BULK_ASK_H
#define LISTS_BULK_ASK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/request.h"
#include "mod/lists/bulk.h"

/*
 * What a page of /bulk/KIND asks for: an act, and the records that it is for,
 * chosen by "id" or all that fit "from".
 */
struct ask {
	struct request		*rq;
	struct bulk		 b;
	struct bulk_row		*rows;		/* those chosen; of all that fit
						   the first, as the list has
						   them: where BULK_NOW fit and
						   a form is taken, all */
	const char		**names;	/* of rows */
	size_t			 n;
	const char		*back;		/* the list */
};

#define COUNT_MOST	100000	/* that fit are counted */

/*
 * Read it, and look for the records that the actor sees.  ERR_NOTFOUND: no
 * such kind or field; ERR_DENIED: he may not change many of it, or not so.
 */
enum err	 bulk_ask_read(struct request *rq, struct ask *a);

/*
 * Whether the actor has the right to an act, on some records at least.
 */
bool		 bulk_ask_allows(const struct ask *a, enum bulk_act act);

#endif
