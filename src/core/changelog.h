#ifndef CORE_CHANGELOG_H
#define CORE_CHANGELOG_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/draft.h"
#include "core/work.h"

struct json_t;

/* What happened to a record; the change log keeps the number. */
enum action { DID_CREATE = 1, DID_EDIT, DID_DELETE, DID_RESTORE };

/*
 * The work's change set, made if there is none yet: a row of change_set with
 * who, when, through what and the form's request key.  ERR_REPEAT when that
 * key was used before.  Inside work_run() it is made at the end, unless
 * somebody needs its number now.
 */
enum err	 changelog_open(struct work *w);

/*
 * The number of the work's change set, which is made if there is none yet.
 * ERR_REPEAT as changelog_open().
 */
enum err	 changelog_number(struct work *w, int64_t *id);

/*
 * Log a batch of drafts that have been written: one change_row each.  data is
 * a JSON object, field: [old, new]; a creation holds every value, a deletion
 * the whole record.  Inside work_run() the rows of all batches are written
 * together at the end.
 */
enum err	 changelog_write(struct work *w, const struct draft *drafts,
		    size_t n);

/*
 * Log that something happened to the record of d, of which no field tells: a
 * row without values, which an undo passes over.  d is as record_hold() gave
 * it.
 */
enum err	 changelog_mark(struct work *w, const struct draft *d);

/*
 * Write what is not written yet, and w->set.answer.  ERR_REPEAT when the
 * form's request key was used before.  Called by work_run().
 */
enum err	 changelog_close(struct work *w);

/*
 * One logged record of a set, ready to be taken back.
 */
struct logged {
	const struct entity	*e;
	int64_t			 id;		/* of the change_row */
	int64_t			 record_id;
	enum action		 action;
	const struct change	*before;	/* values as they were */
	const struct change	*after;		/* as the set left them */
	bool			 followed;	/* nobody's right to it was asked */
	bool			 latest;	/* no later set changed it */
	const struct change	*expect;	/* undo: what must still stand */
};

/*
 * Up to 500 records of a set, the latest first, before row *cursor (0 at the
 * start; moved on).  *n is 0 at the end.
 */
enum err	 changelog_read(struct work *w, int64_t set_id,
		    int64_t *cursor, struct logged **list, size_t *n);

/*
 * Find out which of n logged records of set_id, all of one entity, no other
 * set has changed after it; the work's own set does not count.
 */
enum err	 changelog_latest(struct work *w, int64_t set_id,
		    struct logged *list, size_t n);

/*
 * Add to after of those of n logged records of set_id that it made, and that
 * are not the latest, what people have filled in since that the set had left
 * as it was, with the values that they found.
 */
enum err	 changelog_since(struct work *w, int64_t set_id,
		    struct logged *list, size_t n);

/*
 * A value as the log keeps it, in mem; NULL for what is neither a number nor a
 * text.
 */
struct db_val	 changelog_value(struct arena *mem, const struct json_t *j);

#endif
