#ifndef TRANSFER_FIXES_H
#define TRANSFER_FIXES_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/work.h"
#include "mod/transfer/batch.h"

/*
 * Cells of a kept file that its user has corrected: they are read instead of
 * the file's.
 */

#define FIX_CHARS	10000	/* of a corrected cell */
#define REASON_CHARS	4000	/* that are kept of why a row is refused */

/* How the row of a corrected cell stands. */
enum fix_state { FIX_REFUSED, FIX_PASSED, FIX_WRITTEN };

struct fix {
	int64_t		 line;
	size_t		 col;
	const char	*value;
	enum fix_state	 state;
	const char	*reason;	/* why it is refused; or NULL */
	const char	*cols;		/* for which columns: row_columns() */
};

/*
 * The corrected cells of run_id's lines from first to last, in their order;
 * in mem.
 */
enum err	 fixes_load(struct work *w, struct arena *mem,
		    int64_t run_id, int64_t first, int64_t last,
		    struct fix **list, size_t *n);

/*
 * Put corrected cells into rows that were just read; what changes is in mem.
 */
enum err	 fixes_apply(struct work *w, struct arena *mem,
		    int64_t run_id, struct row *rows, size_t n);

/*
 * Keep a corrected cell, over an earlier correction.
 */
enum err	 fix_put(struct work *w, int64_t run_id, const struct fix *fix);

/*
 * How a row stands after its cells were corrected.
 */
enum err	 fix_judge(struct work *w, int64_t run_id, int64_t line,
		    enum fix_state state, const char *reason,
		    const char *cols);

/*
 * Forget all corrections of a run: its file is read in another way.
 */
enum err	 fixes_drop(struct work *w, int64_t run_id);

#endif
