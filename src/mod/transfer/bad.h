#ifndef TRANSFER_BAD_H
#define TRANSFER_BAD_H

#include "base/err.h"
#include "core/request.h"
#include "mod/transfer/run.h"
#include "mod/transfer/table.h"

struct out;

/*
 * Rows that a trial or the writing has set aside: shown with what is wrong in
 * a form, and taken away as a file.
 */

/*
 * Show a page of them, from the parameter "from" on, at im (the page's node
 * import, see core/tpl/import.cst).  A row that was corrected says how it
 * stands.
 */
enum err	 bad_show(struct request *rq, const struct run *run,
		    struct out *im);

/* Where in the refused rows one looks for lines: all zero at the start. */
struct bad_lines {
	struct table	 tb;
	int64_t		 line;		/* of the row read last */
};

/*
 * Whether this line of the file was refused; asked for one after another, no
 * line before an earlier one.  ERR_DB, ERR_IO.
 */
enum err	 bad_line(struct work *w, const struct run *run,
		    struct bad_lines *at, int64_t line, bool *refused);

/*
 * Whether refused rows may be corrected: the change they belong to stands.
 *
 * hold  let nobody take it back until the transaction ends
 */
enum err	 bad_mendable(struct work *w, const struct run *run, bool hold,
		    bool *yes);

#endif
