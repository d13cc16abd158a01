#ifndef CORE_SEARCH_PARTS_H
#define CORE_SEARCH_PARTS_H

#include "core/search.h"

/* What the files of the search index share. */

/* One record whose doc changes; NULL: it is not in the index. */
struct search_item {
	int64_t			 kind, id;
	const struct search_doc	*old, *now;
};

/*
 * Write the changes of n records: a statement for what comes, one for what
 * goes, more when they are very many.
 */
enum err	 search_items_write(struct work *w,
		    const struct search_item *items, size_t n);

#endif
