#ifndef TRANSFER_REPAIR_H
#define TRANSFER_REPAIR_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/work.h"
#include "mod/transfer/proposal.h"
#include "mod/transfer/run.h"

/*
 * Do some rows of a run again, now that cells of them are corrected: of one
 * that was tried to see whether they pass, of one that was written to write
 * them in the same change.  What becomes of them is noted with the cells, and
 * the run's counts follow; the caller writes these down.  In the caller's
 * transaction.
 *
 * p      its columns and plan
 * lines  n of them, rising
 */
enum err	 repair_rows(struct work *w, struct run *run,
		    struct proposal *p, const int64_t *lines, size_t n);

#endif
