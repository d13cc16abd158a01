#ifndef TRANSFER_PROPOSAL_H
#define TRANSFER_PROPOSAL_H

#include <stddef.h>

#include "base/err.h"
#include "core/work.h"
#include "mod/transfer/columns.h"
#include "mod/transfer/import.h"
#include "mod/transfer/plan.h"
#include "mod/transfer/run.h"
#include "mod/transfer/table.h"

/*
 * What the browser proposes for a kept file, and what its user has made of it.
 */

#define PROPOSAL_ROWS	60	/* of the file, looked at */

struct proposal {
	const struct run	*run;
	struct table		 table;		/* its header has been read */
	struct row		*rows;		/* the first ones */
	size_t			 nrows;
	struct column		*columns;	/* table.ncols */
	struct map		 map;		/* with the constants */
	const char		*match;		/* a field's name, or "" */
	struct plan		 plan;
};

/*
 * Open the file of a run and say which column is what: as its user said, or
 * else guessed.  out->plan is not made.  ERR_INVALID, with work_problem(),
 * when the file cannot be read so; ERR_NOTFOUND when it is gone.
 */
enum err	 proposal_open(struct work *w, const struct run *run,
		    struct proposal *out);

/*
 * Make its plan.  ERR_INVALID, with work_problem().
 */
enum err	 proposal_plan(struct work *w, struct proposal *p);

/*
 * The value that every row is given for a field that no column fills, or NULL.
 */
const char	*proposal_constant(const struct proposal *p,
		    const char *field);

/*
 * The i-th field of e that may be given one value for all rows (kind), NULL
 * past the end.
 */
const struct field *proposal_choice(const struct entity *e, size_t i);

#endif
