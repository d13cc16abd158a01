#ifndef TRANSFER_REFER_H
#define TRANSFER_REFER_H

#include "base/err.h"
#include "mod/transfer/batch.h"

/*
 * References of rows: a client by name or code, who answers for it.
 */

/*
 * Find the records that references name, one statement for each column.
 * Those not there are refused or left empty, as the plan says; those to be
 * made are left unknown.
 */
enum err	 refer_find(struct batch *b);

/*
 * Make the records that references name and that are not there, each once,
 * with the owner of the first row that names it.  One that is there without
 * an owner takes that of its row.
 */
enum err	 refer_make(struct batch *b);

#endif
