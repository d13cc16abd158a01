#ifndef CORE_UNDO_H
#define CORE_UNDO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/work.h"

/*
 * Changes taken back, by the write gate as any other: a small one at once and
 * as a whole, or not at all; a large one, and an import, in the background,
 * some hundred records at a time, and what somebody has changed since stays.
 */

/*
 * Take a change set back: every record it made is deleted, every value it
 * changed set to what it was, every deletion reversed, in one new set.  The
 * actor must have now what he needed then: the rights that the set names, and
 * those to its records.
 *
 * ERR_NOTFOUND  no such set, or a record of it the actor may not see
 * ERR_DENIED    he has not; nothing is written
 * ERR_CONFLICT  a value has been changed again since; nothing is written, and
 *               work_problem() names it
 */
enum err	 record_undo(struct work *w, int64_t set_id);

/*
 * Whether a set is to be taken back in the background.
 */
enum err	 undo_large(struct work *w, int64_t set_id, bool *large);

/*
 * Take it back in the background: job "undo", named by the set's number.  The
 * new set is made by the first step.  Asked for again, it goes on.  Errors as
 * of record_undo(), but what was changed since is found out on the way.
 */
enum err	 undo_ask(struct work *w, int64_t set_id);

/*
 * One step of it, in a transaction, as the user who asked; *left says whether
 * there is more.  A record that cannot be set back stays, with the reason: a
 * value was changed by another set since, the user may not, it would break a
 * rule.
 */
enum err	 undo_step(struct work *w, int64_t set_id, bool *left);

/* How far it is. */
enum undo_state { UNDO_NONE, UNDO_RUNS, UNDO_DONE, UNDO_ENDED };

struct undo_run {
	int64_t		 set_id;
	int64_t		 user_id;	/* who asked for it */
	int64_t		 made_id;	/* the set that took it back; 0: none yet */
	int64_t		 total, done, kept;	/* logged rows */
	int64_t		 before;	/* next: rows below this number; 0: all */
	enum undo_state	 state;
	const char	*error;		/* why it ended by itself */
	const char	*what;		/* of the set: "import of x.csv"; or NULL */
	const char	*perm;		/* of the set: rights that it asked for */
	bool		 undone;	/* the set is taken back, however */
};

/*
 * The taking back of a set, which the actor may see: his own, or any with
 * role.edit; UNDO_NONE when nobody has asked for it.  ERR_NOTFOUND.
 */
enum err	 undo_look(struct work *w, int64_t set_id,
		    struct undo_run *out);

#endif
