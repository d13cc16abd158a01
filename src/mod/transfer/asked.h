#ifndef TRANSFER_ASKED_H
#define TRANSFER_ASKED_H

#include "base/err.h"
#include "core/module.h"
#include "core/request.h"
#include "mod/transfer/run.h"

/*
 * What the address of a page of imports asks for.
 */

/*
 * The entity that the address names by its plural.
 *
 * refusing  ENTITY_NOIMPORT or ENTITY_NOEXPORT
 * verb      "import" or "export"; ERR_DENIED for who has no such right
 */
enum err	 asked_entity(const struct request *rq,
		    unsigned int refusing, const char *verb,
		    const struct entity **out);

/*
 * The user's run that the address names.  ERR_NOTFOUND, ERR_DENIED.
 */
enum err	 asked_run(struct request *rq, struct run *run);

/*
 * Go on to a page of the run: "" or "/trial".
 */
enum err	 asked_see(struct request *rq, const struct run *run,
		    const char *tail);

#endif
