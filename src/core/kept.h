#ifndef CORE_KEPT_H
#define CORE_KEPT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/work.h"

/*
 * What a worker remembers of the database while setting "rev" stands still:
 * the session query brings rev, so a newer one forgets all before a page is
 * made.  Whoever changes what is kept raises rev in the same transaction
 * (site_touch).  Within a transaction nothing is remembered or believed,
 * because it sees its own changes.
 */

/*
 * db_query() asked once: the rows of this literal with these values.  They
 * stay with the worker until rev moves on, so at least to the request's end,
 * and must not be changed.
 *
 *	e = kept_query(w, &rows, "SELECT name FROM view WHERE owner_id = ?",
 *	    DB_ARGS(DB_I(user)));
 */
#define kept_query(w, rows, sql, ...)					\
	kept_query_((w), (rows), "" sql, __VA_ARGS__)
/* What the macro calls: it takes literals alone. */
enum err	 kept_query_(struct work *w, const struct db_rows **rows,
		    const char *sql, const struct db_val *args, size_t nargs);

/*
 * The same for a statement that the gates have composed, which need not
 * outlive the call.
 */
enum err	 kept_query_once(struct work *w, const struct db_rows **rows,
		    const char *sql, const struct db_val *args, size_t nargs);

/*
 * The same within a transaction too, for a caller who knows that it has not
 * changed what is asked: what others change meanwhile comes with a newer rev.
 */
#define kept_within(w, rows, sql, ...)					\
	kept_within_((w), (rows), "" sql, __VA_ARGS__)
/* What the macro calls: it takes literals alone. */
enum err	 kept_within_(struct work *w, const struct db_rows **rows,
		    const char *sql, const struct db_val *args, size_t nargs);

/*
 * Whether kept_note() was told of this fact since rev moved on.  Facts are
 * told apart by the text.
 */
bool		 kept_noted(const struct work *w, const char *fact);

/*
 * Remember a fact that can only change together with rev.
 */
void		 kept_note(const struct work *w, const char *fact);

/*
 * Whether kept_note_briefly() was told of this fact and its seconds have not
 * gone by, nor has rev moved on.
 */
bool		 kept_noted_briefly(const struct work *w, const char *fact);

/*
 * Remember for so many seconds a fact that may change meanwhile, where that
 * harms nobody: that more are found by a filter than are counted.
 */
void		 kept_note_briefly(const struct work *w, const char *fact,
		    int seconds);

/*
 * As kept_noted_briefly(), with the number that kept_tell_briefly() gave it.
 */
bool		 kept_told_briefly(const struct work *w, const char *fact,
		    int64_t *n);

/*
 * As kept_note_briefly(), with a number: an estimate, say, of how frequent a
 * word is.
 */
void		 kept_tell_briefly(const struct work *w, const char *fact,
		    int seconds, int64_t n);

#endif
