#ifndef CORE_CRUD_LIST_H
#define CORE_CRUD_LIST_H

#include "core/crud_parts.h"
#include "core/crud_scope.h"

/*
 * What the files of a list's page share.
 */

#define LIST_COUNTED	1000	/* records, at most */

/* A list being made. */
struct list {
	struct request		*rq;
	const struct entity	*e;
	const char		*path;		/* of the page */
	struct crud_scope	 scope;
	const char		*sort;
	struct crud_cols	 cols;
	size_t			 sort_col;	/* column of the sort value */
	size_t			 word_col;	/* of QUERY_WORD, with a text */
	size_t			 more_col;	/* first of entity.list_more */
	struct query		 q;
	bool			 pick;		/* rows can be chosen */
	bool			 edits;		/* and their values edited */
};

/*
 * The address of the list as it is, without a filter (as crud_scope_href()
 * takes it, or NULL) and with a parameter (or NULL).
 */
const char	*list_href(const struct list *l, const char *without,
		    const char *name, const char *value);

/*
 * Its title and its actions: import, export, boxes to tick, what modules have
 * to do with such records, a new one; each for who may.
 */
void		 list_head(struct list *l);

/*
 * Words for a list without rows.
 */
void		 list_empty(struct list *l);

/*
 * Where boxes are ticked, the way to all that fit: total of them, -1 where
 * that is not known.
 */
void		 list_all(struct list *l, int64_t total);

#endif
