#ifndef CORE_GATE_H
#define CORE_GATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"
#include "core/db.h"
#include "core/module.h"
#include "core/query.h"
#include "core/rights.h"
#include "core/work.h"

/*
 * What the two gates share: a statement that grows together with its values,
 * the tables that paths reach, and the viewer's rights as a condition.  Only
 * core/query*.c, core/record.c and the search index include this.
 */

/* A piece of a statement and the values of its marks, in an arena. */
struct sql {
	struct str	 s;
	struct db_val	*vals;
	size_t		 n;
	size_t		 cap;
	size_t		 bytes;	/* of the values, as they are sent */
};

/*
 * A statement of many rows ends behind the row that fills so many bytes, of
 * its text or of its values.  The longest row of all, a change_row with an old
 * and a new text of FIELD_LONG_BYTES, each all quotes, has some 300 KB: so no
 * statement comes to the 1 MB that a host's max_allowed_packet may be.
 */
#define SQL_BYTES	(512 * 1024)

/*
 * An empty piece.
 */
void		 sql_init(struct sql *q, struct arena *mem);

/*
 * Add text: names from descriptors and our own words, never a value.
 */
void		 sql_add(struct sql *q, const char *text);

/*
 * Add a mark and its value.
 */
void		 sql_val(struct sql *q, const struct db_val *v);

/* The same for a number. */
void		 sql_int(struct sql *q, int64_t i);

/* The same for a text. */
void		 sql_text(struct sql *q, const char *s);

/*
 * How many bytes a value takes when it is sent.
 */
size_t		 sql_size(const struct db_val *v);

/*
 * Whether a statement has SQL_BYTES and should take no more rows.
 */
bool		 sql_full(const struct sql *q);

/*
 * Add another piece with its values.
 */
void		 sql_append(struct sql *q, const struct sql *piece);

/* One joined table: alias jN, reached from alias through a reference. */
struct join {
	const char		*from;	/* alias of the record that refers */
	const char		*field;	/* its reference */
	const struct entity	*e;
	char			 alias[4];
};

#define FROM_JOINS	12

/* The tables of a statement: e as r, and what paths reach. */
struct from {
	struct work		*w;
	const struct entity	*e;
	struct join		 joins[FROM_JOINS];
	size_t			 njoins;
	struct sql		 lead;	/* tables that lead to r by p.id; or empty */
	struct sql		 tail;	/* joins behind r; or empty */
};

/*
 * Start with e's own table.
 */
void		 from_init(struct from *f, struct work *w,
		    const struct entity *e);

/*
 * The expression that a path (core/query.h) stands for, "j1.country", joining
 * what it needs; field and owner (the entity it belongs to) may be NULL.
 * NULL, logged, for a path that leads nowhere.
 */
const char	*from_path(struct from *f, const char *path,
		    const struct field **field, const struct entity **owner);

/*
 * "FROM contact r LEFT JOIN ...", after all paths are known.
 */
void		 from_add(const struct from *f, struct sql *q);

/* One way to a record: a condition that an index with it in front serves. */
struct way {
	struct sql	 sql;
	struct sql	 key;	/* the part of it that is the index's first column */
	struct sql	 range;	/* the same as sql, or empty: so that the server
				   takes it as a range, see way_by() */
	const char	*col;	/* that column of r; "" none: all is seen; NULL:
				   the condition is on another table */
	bool		 few;	/* a handful of ids, to begin with (observed) */
};

/*
 * Conditions of which a record must fulfil one to be seen; it may fulfil
 * several.  A list asks one ordered branch for each, and each index that
 * orders a list comes also with owner_id and with team_id in front.  n 0:
 * nothing is seen.  A condition may be empty: all is seen.
 */
struct reach {
	struct way	*ways;
	size_t		 n;
	struct sql	 most;	/* what is seen but for some, in one range */
};

/*
 * The actor's reach of verb over f's entity.  Joins the record that carries
 * the rights where that is another.
 */
void		 from_reach(struct from *f, enum verb v, struct reach *out);

/*
 * The same of a record of e that a path has joined as alias.
 */
void		 from_reach_at(struct from *f, const char *alias,
		    const struct entity *e, enum verb v, struct reach *out);

/*
 * Leave of a reach the actor's own records alone.
 */
void		 from_narrow(struct from *f, struct reach *r);

/*
 * " AND (way OR way ...)"; " AND 0" when nothing is seen.
 */
void		 reach_add(const struct reach *r, struct sql *q);

/*
 * " AND ..." for the living (deleted false) or the bin, and, if parents is
 * true, for every record on the way to the one that carries the rights.
 */
void		 from_living(struct from *f, bool deleted, bool parents,
		    struct sql *q);

#endif
