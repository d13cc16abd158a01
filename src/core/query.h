#ifndef CORE_QUERY_H
#define CORE_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/module.h"
#include "core/rights.h"
#include "core/work.h"

/*
 * The read gate.  Every SELECT on a table named by an entity is composed here,
 * from the descriptor and with the actor's rights added; a module that must
 * read past them says why in tests/lint/reads.allow.
 *
 * A path names a value: "name", a field of the entity; "contact_id.country",
 * a field of the record that a reference points to (joined by key, up to
 * three steps); "contact_id." alone is that record's title.
 */

enum op {
	OP_END, OP_EQ, OP_NE, OP_LT, OP_LE, OP_GT, OP_GE,
	OP_PREFIX,	/* text begins with */
	OP_HAS,		/* text holds */
	OP_NULL, OP_NOTNULL,
	OP_NOT,		/* is another, or empty */
	OP_SPAN,	/* value or more, and less than values[0] */
	OP_IN		/* one of; value is a struct db_rows *-free list below */
};

/*
 * A condition on one path; conditions of a list are joined by AND, but those
 * that follow each other with the same number in any, not 0, by OR.
 */
struct filter {
	const char		*path;
	enum op			 op;
	struct db_val		 value;
	const struct db_val	*values;	/* OP_IN */
	size_t			 nvalues;
	int			 any;
	bool			 typed;		/* by somebody: it holds of no other
						   record that he may not see */
};

#define WHERE_I(p, o, v)	{ .path = (p), .op = (o), .value = DB_I(v) }
#define WHERE_S(p, o, v)	{ .path = (p), .op = (o), .value = DB_S(v) }
#define WHERE_NULL(p)		{ .path = (p), .op = OP_NULL }
#define WHERE_END		{ .path = NULL }

/*
 * A column of lists with text: the word that a record was found by, where the
 * list is in the order of words; else NULL.
 */
#define QUERY_WORD	"~word"

struct match;
struct plan;

/* How a list's text is taken. */
enum taking {
	WAY_TYPED,
	WAY_LAYOUT,	/* as typed on the other keyboard layout */
	WAY_NEAREST,	/* words that nobody has as the nearest there are */
	WAY_DOUBT	/* words that others have, too; the last */
};
struct sql;

/* A page of records.  Column 0 is the id, then cols in order. */
struct query {
	const struct entity	*entity;
	const char *const	*cols;		/* paths, NULL-terminated */
	const struct filter	*where;		/* ends with WHERE_END; or NULL */
	const char		*sort;		/* path, "-path" down; NULL: entity's */
	const char		*text;		/* quick filter over FIELD_SEARCH, or NULL */
	int			 limit;		/* rows; at most 5,000 */
	/* Keyset: start after the row with this sort value and id. */
	bool			 after;
	bool			 back;		/* the rows before it instead */
	struct db_val		 after_value;
	int64_t			 after_id;
	enum verb		 verb;		/* VERB_SEE, or VERB_EXPORT */
	bool			 deleted;	/* the bin instead of the living */
	bool			 orphans;	/* those whose parent lies in the bin,
						   too */
	/* What query_bound() found: how far the rows are looked through. */
	bool			 upto;
	struct db_val		 upto_value;	/* of the last row's sort */
	int64_t			 upto_id;	/* and its id */
	bool			 filled;	/* upto is not needed: a page of it was
						   filled a moment ago */
	/* What it plans for text: see core/query_text.h. */
	const struct match	*match;
	enum taking		 way;	/* from which on; told: which */
	struct plan		*plan;	/* core/query_plan.c's own */
	bool			 after_word;	/* after_value is QUERY_WORD's */
	bool			 by_word;	/* the rows come in the order of words,
						   so the next page is after_word */
	bool			 capped;	/* too many were found to order all */
	bool			 sparse;	/* an index of a filter finds so few
						   that they are sorted instead */
};

/*
 * The rows of q that the actor may see, in order; one statement.
 */
enum err	 query_list(struct work *w, const struct query *q,
		    struct db_rows **rows);

/*
 * Say how far to look for the rows of q, a list with filters, from where it
 * starts: q->upto with the last place, or q->sparse; neither when all of it
 * may be looked through.  One statement that reads some thousand entries of
 * indexes, so that what q reads afterwards is bounded too, however seldom its
 * filters hold.  Nothing to ask of lists without filters.
 *
 * A filter is known to be selective where its field is FIELD_KEYED or
 * FIELD_SORT.
 */
enum err	 query_bound(struct work *w, struct query *q);

/*
 * The rows of q as query_list() gives them, and how many there are in all, as
 * query_count() does: -1 where that is not known, because a bound cut q short
 * or no row is behind its place.  One statement.  q->upto is cleared where it
 * turns out that the rows end before it.
 */
enum err	 query_page(struct work *w, struct query *q, int most,
		    struct db_rows **rows, int64_t *total);

/*
 * query_bound() and query_page().  Where the text of q, as it is taken, finds
 * nothing that the actor may see, it is taken in the next way, so that what
 * he may not see makes no difference to what he is shown.  Three statements,
 * two more for each further way.
 */
enum err	 query_look(struct work *w, struct query *q, int most,
		    struct db_rows **rows, int64_t *total);

/*
 * Take the text of q in the way that query_look() told, for query_list() of
 * some of its rows: all of those that q's filters leave are looked at.  As
 * typed that is so without.  Two statements, or two more for each further way.
 */
enum err	 query_taken(struct work *w, enum taking way,
		    struct query *q);

/*
 * The rows of n lists with equally many cols, in one statement: a board with
 * a list in each lane, a card with what hangs on its record.  Column 0 is the
 * id, column 1 the number of the list from 0, then cols; the lists follow
 * each other.  A number comes as text where another list has text in that
 * column (db_int() reads it).  .back is not for these.
 */
enum err	 query_lanes(struct work *w, const struct query *lanes,
		    size_t n, struct db_rows **rows);

/*
 * The rows of n lists of any cols, rows[i] those of list i as query_list()
 * gives them, in one statement.  A number may come as text (db_int() reads
 * it).  .back is not for these.
 *
 * more  nmore SELECTs or expressions of one value each, then the cells of the
 *       only row of rows[n]
 */
enum err	 query_together(struct work *w, const struct query *lists,
		    size_t n, const struct sql *more, size_t nmore,
		    struct db_rows **rows);

/*
 * The condition that the reference at path is id, for a list that is read
 * later: in mem.
 */
const struct filter *where_is(struct arena *mem, const char *path,
		    int64_t id);

/*
 * One record's values at the paths cols; column 0 is the id.
 * ERR_NOTFOUND if there is no such record or the actor may not see it.
 */
enum err	 query_get(struct work *w, const struct entity *e, int64_t id,
		    const char *const *cols, struct db_rows **rows);

/*
 * One whole number or reference of one record; 0 where it is empty.
 */
enum err	 query_int(struct work *w, const struct entity *e, int64_t id,
		    const char *path, int64_t *out);

/*
 * How many records of q there are, counted up to most + 1 (1,000 is usual):
 * a result above most means "more than most".
 */
enum err	 query_count(struct work *w, const struct query *q, int most,
		    int64_t *out);

/*
 * The first record whose path equals value, as the actor may see it:
 * ERR_NOTFOUND if none.  For lookups: {"code", "K-1"}.
 */
enum err	 query_find(struct work *w, const struct entity *e,
		    const char *path, const struct db_val *value, int64_t *id);

/* Groups with sums.  Columns: by..., COUNT(*), SUM of each sums. */
struct query_sum {
	const struct entity	*entity;
	const char *const	*by;	/* paths; "date@month", "date@year" cut a
					   date to "2026-11", "2026"; "at@cut"
					   is how many of cuts a moment or a
					   number has reached */
	const char *const	*sums;	/* paths of F_MONEY, F_INT, F_DECIMAL */
	const struct filter	*where;
	const struct filter	*less;	/* one condition; records that meet it
					   are taken from the sums and not
					   counted: credit notes; or NULL */
	const int64_t		*cuts;	/* rising, at most CUTS_MOST */
	size_t			 ncuts;
	enum verb		 verb;	/* VERB_SEE, or VERB_EXPORT */
	bool			 top;	/* the greatest first sums, not by by */
	int			 limit;	/* groups, by the first by */
};
#define CUTS_MOST	800

/*
 * Groups of the records that the actor may see, or take out; a title
 * ("contact_id.") groups by the record that has it.  Sums are whole numbers in
 * the field's unit (db_int reads them); callers put "currency" among the bys
 * where money is summed.
 */
enum err	 query_sums(struct work *w, const struct query_sum *q,
		    struct db_rows **rows);

#endif
