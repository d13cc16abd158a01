#ifndef TRANSFER_MATCH_H
#define TRANSFER_MATCH_H

#include "base/err.h"
#include "mod/transfer/batch.h"
#include "mod/transfer/index.h"

/*
 * What rows have to do with records that are there, and with each other.
 */

/*
 * A text of e's field f as it is compared with others.
 */
const char	*match_plain(struct arena *mem, const struct entity *e,
		    const struct field *f, const char *text);

/*
 * A value of the database as it is compared.
 */
const char	*match_value(struct arena *mem, const struct db_val *v);

#define MATCH_MOST	5000	/* records that one statement finds */

/*
 * Give each row its key: what tells which record it speaks of.
 */
void		 match_keys(struct batch *b);

/*
 * Choose the rows that can be done now: those that speak of no record that
 * an earlier row, still to be done, speaks of too, or makes.
 */
void		 match_pick(struct batch *b);

/*
 * Find the records that rows speak of, by the plan's keys.  A row whose
 * record an earlier row of this pass speaks of too loses .now.
 */
enum err	 match_records(struct batch *b);

#endif
