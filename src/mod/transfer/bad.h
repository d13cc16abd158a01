#ifndef TRANSFER_BAD_H
#define TRANSFER_BAD_H

#include "base/err.h"
#include "core/request.h"
#include "mod/transfer/run.h"

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

#endif
