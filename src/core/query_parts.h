#ifndef CORE_QUERY_PARTS_H
#define CORE_QUERY_PARTS_H

#include <stdbool.h>

#include "core/gate.h"
#include "core/query.h"

/*
 * What the files of the read gate share: the parts of a list's statement.
 */

/* The order of a list. */
struct order {
	const char		*expr;
	const char		*id;	/* what equal ones are ordered by */
	const struct field	*field;	/* what it is sorted by */
	bool			 down;	/* as the rows are fetched */
	bool			 nullable;
};

struct parts {
	struct from	 from;
	struct sql	 cols, where;
	struct reach	 reach;
	struct order	 order;
	bool		 bounded;	/* q.upto */
};

/*
 * The parts of q.  ERR_INVALID for a path that leads nowhere.
 */
enum err	 parts_of(struct work *w, const struct query *q,
		    struct parts *p);

/*
 * The order that q asks for; its path may join.
 */
enum err	 order_of(struct from *f, const struct query *q,
		    struct order *o);

/*
 * " ORDER BY expr, id", in the direction of o.
 */
void		 order_add(const struct order *o, const char *expr,
		    const char *id, struct sql *q);

/*
 * " AND ..." one condition on expr.
 */
void		 where_one(struct from *f, const struct filter *c,
		    const char *expr, struct sql *q);

/*
 * All of a query's conditions; paths join.  ERR_INVALID for one that leads
 * nowhere.
 */
enum err	 where_all(struct from *f, const struct filter *c,
		    struct sql *q);

/*
 * The rows that a query's limit means: 5,000 at most, and for none (0 or less).
 */
int		 limit_of(int limit);

/*
 * " AND (sort > ? OR (sort = ? AND r.id > ?))": where q.after begins.  NULL
 * comes before all else, as the server sorts it.
 */
void		 where_after(const struct order *o, const struct query *q,
		    struct sql *out);

/*
 * The rows up to q's bound, that one included: the mirror of where_after().
 */
void		 where_upto(const struct order *o, const struct query *q,
		    struct sql *out);

/*
 * Whether q asks for the records of one owner alone whom the actor sees all
 * of: of himself, or with the scope all.
 */
bool		 query_one_owner(struct work *w, const struct query *q);

/*
 * The statement of one list with more (", expr AS name", or an empty piece)
 * as its last column; nothing is added when nothing may be seen.
 */
enum err	 list_add(struct work *w, const struct query *q,
		    const struct sql *more, struct sql *out);

/*
 * The expression that a column is asked by when its path names a record whose
 * title the worker keeps (ENTITY_KEPT): the reference, without a join.  NULL
 * for any other path.  names_put() puts the title in its place.
 */
const char	*name_column(struct from *f, const char *path);

/*
 * Titles in place of the references that name_column() asked for, in rows of
 * q: column 0 the id, then cols.
 */
void		 names_put(struct work *w, const struct query *q,
		    struct db_rows *rows);

/*
 * How many paths there are before the NULL.
 */
size_t		 count_cols(const char *const *cols);

/*
 * No rows of so many columns.
 */
void		 rows_none(struct work *w, size_t ncols,
		    struct db_rows **rows);

/*
 * Run the statement of q, turning a list that was read backwards round; no
 * rows where the statement is empty.
 */
enum err	 query_run(struct work *w, const struct query *q,
		    const struct sql *s, struct db_rows **rows);

/*
 * "(SELECT COUNT(*) ...)" of what q asks for, counted up to most + 1; 0 when
 * nothing may be seen.
 */
enum err	 count_add(struct work *w, const struct query *q, int most,
		    struct sql *out);

#endif
