#ifndef TRANSFER_IMPORT_H
#define TRANSFER_IMPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "core/work.h"
#include "mod/transfer/batch.h"
#include "mod/transfer/plan.h"
#include "mod/transfer/table.h"

/*
 * A whole file into records.  The browser and the tool share it.
 */

#define IMPORT_ROWS	5000			/* of one transaction */
#define IMPORT_AGAIN	20000	/* rows before, done again for one of a trial */
#define IMPORT_BYTES	(4 * 1024 * 1024)	/* of them, roughly */

struct import_counts {
	int64_t	 created, changed, same, refused;
};

struct import {
	const struct plan	*plan;
	const struct table	*table;	/* its header has been read */
	const char		*name;	/* of the file, as people know it */
	int64_t			 run_id;	/* its corrected cells count, and bad
						   says columns; 0: neither */
	bool			 trial;	/* all is done, then undone */
	FILE			*marks;	/* of a trial (marks.h); NULL: its own */
	int64_t			 mark_bytes;	/* of it that count */
	FILE			*bad;	/* gets the refused rows as CSV; or NULL */
	int64_t			 bad_bytes;	/* of it that count */
	int64_t			 done;	/* rows done before: they are skipped */
	int64_t			 since;	/* done before the transaction in hand */
	struct import_counts	 counts;	/* of those, and then of all */
	bool			 alone;	/* rows of a trial were tried without
					   the many that they lean on */
	size_t			 rows;	/* of a transaction; 0: IMPORT_ROWS */
	size_t			 again;	/* most; 0: IMPORT_AGAIN */
	int64_t			 until_us;	/* page_clock_us() to stop at; 0 */
	bool			 cut;	/* out: it was stopped then */
	/* Called in each transaction before it is committed; or NULL. */
	enum err		(*mark)(struct work *, const struct import *);
	void			*arg;	/* of mark */
};

/*
 * Do it, in transactions of IMPORT_ROWS rows and in constant memory; a
 * deadlock repeats one.  Everything is one change set: that of w when it has
 * one.  No transaction may be open.  w's channel is BY_IMPORT while it runs.
 *
 * At until_us it stops behind the transaction in hand, and cut says so; a
 * later run goes on with done.  A trial takes back all but the mark of each of
 * its transactions, and gives the counts of the import itself, unless alone
 * says otherwise.
 *
 * Refused rows go to bad as "line,reason," and the columns of the file; of a
 * run "columns," stands before these, see row_columns().  They and the marks
 * lie there before their transaction is committed and after its mark; what
 * lies behind the bytes that count is written over.
 *
 * ERR_INVALID, with work_problem(), when the file cannot be read on; what was
 * committed stays, and counts say it.  ERR_DB, ERR_RETRY, ERR_REPEAT, ERR_IO.
 */
enum err	 import_run(struct work *w, struct import *im);

/*
 * The rights that an import by this plan asks for, by a blank: to every part.
 */
const char	*import_perm(struct arena *mem, const struct plan *plan);

/*
 * What people are told of a trial that says alone.
 */
const char	*import_alone(void);

/*
 * The first most rows of the file (plan, table and run_id of im) as they would
 * be written, read, looked up and matched, but not judged by the gate.  In
 * w->mem.
 */
enum err	 import_preview(struct work *w, const struct import *im,
		    size_t most, struct batch *out);

#endif
