#ifndef TRANSFER_BATCH_H
#define TRANSFER_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/csv.h"
#include "base/err.h"
#include "core/work.h"
#include "mod/transfer/plan.h"

/*
 * Some rows of a file on their way to records: values put together from
 * columns, mapped, looked up, read, matched with what is there, saved.
 */

#define BATCH_ROWS	500

/* What became of a row. */
enum outcome {
	ROW_WAITS,		/* nothing yet */
	ROW_CREATED, ROW_CHANGED, ROW_SAME, ROW_REFUSED
};

struct row {
	int64_t			 line;		/* of the file; the first is 1 */
	const char *const	*cells;		/* ncells texts */
	size_t			 ncells;
	bool			 flawed;	/* quotes do not pair */
	enum outcome		 outcome;
	const char		*reason;	/* in words, when refused */
	const char		*cols;		/* row_columns() of a part; or NULL */
	int64_t			*ids;		/* by part: its record (joint.h) */
	enum outcome		 joined;	/* of its parts so far */
	unsigned int		 made;	/* bit by part, 1 without: it was
					   made or changed */
	bool			 named;	/* a record was made that it names */
	uint64_t		 was;	/* marks_name() of the title that its
					   record had; 0: none */
	/* While the batch is worked on: */
	const char		**texts;	/* by target; "" when empty */
	const char		**wrong;	/* by target: in words, or NULL */
	struct db_val		*vals;		/* by target */
	bool			*known;		/* by target: vals is final */
	int64_t			 id;		/* of the record matched, or 0 */
	const char		*currency;	/* of that record */
	const char		*key;		/* what it is matched by; or NULL */
	bool			 now;		/* in this pass */
};

struct batch {
	struct work		*w;		/* its arena ends with the batch */
	const struct plan	*plan;
	struct row		*rows;
	size_t			 n;
};

/*
 * A row of a table, copied to mem.
 */
void		 row_copy(struct arena *mem, const struct csv_row *from,
		    struct row *to);

/*
 * The columns of the file that a refused row is refused for, as "2 5" from 0;
 * "" when it is as a whole.
 */
const char	*row_columns(const struct batch *b, const struct row *r);

/*
 * What a row says by a rule, before the rule's own list of values.
 */
const char	*row_text(struct arena *mem, const struct map_rule *rule,
		    const struct row *r);

/*
 * The same with the rule's list of values: NULL for what is not in it.
 */
const char	*row_said(struct arena *mem, const struct map_rule *rule,
		    const struct row *r);

/*
 * The record of another part that a target takes, as a number; "" for none.
 */
const char	*row_given(struct arena *mem, const struct target *tg,
		    const struct row *r);

/*
 * Put the values of all rows together; refuse rows that are no rows.
 */
void		 batch_read(struct batch *b);

/*
 * Resolve, match and read the values of the rows that are now to be done,
 * without writing.  A row that is refused gets its reason; wrong[] says which
 * value.  Rows that must wait for an earlier one of the batch lose .now.
 * ERR_DB, ERR_RETRY.
 */
enum err	 batch_resolve(struct batch *b);

/*
 * All of it, but for joint plans: every row gets its outcome, in as few
 * statements as rows that speak of the same record allow.  ERR_DB, ERR_RETRY,
 * ERR_REPEAT.
 */
enum err	 batch_save(struct batch *b);

/*
 * Whether the row is done now, and nothing has become of it yet.
 */
bool		 row_doing(const struct row *r);

/*
 * Refuse a row because of a target's value; i PLAN_NONE: as a whole.  text
 * lives as long as the batch.
 */
void		 row_refuse(struct batch *b, struct row *r, size_t i,
		    const char *text);

#endif
