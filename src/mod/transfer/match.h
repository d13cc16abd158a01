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
 * Give each row its key: what tells which record it speaks of.
 */
void		 match_keys(struct batch *b);

/*
 * Choose the rows that can be done now: those that speak of no record that
 * an earlier row, still to be done, speaks of too, or makes.
 */
void		 match_pick(struct batch *b);

/*
 * Find the records that references name, one statement for each column.
 * Those not there are refused or left empty, as the plan says; those to be
 * made are left unknown.
 */
enum err	 match_lookups(struct batch *b);

/*
 * Find the records that rows speak of, by the plan's keys.  A row whose
 * record an earlier row of this pass speaks of too loses .now.
 */
enum err	 match_records(struct batch *b);

/*
 * Make the records that references name and that are not there, each once,
 * with the owner of the first row that names it.  One that is there without
 * an owner takes that of its row.
 */
enum err	 match_missing(struct batch *b);

#endif
