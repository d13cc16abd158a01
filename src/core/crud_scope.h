#ifndef CORE_CRUD_SCOPE_H
#define CORE_CRUD_SCOPE_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "core/form.h"
#include "core/query.h"
#include "core/work.h"

/*
 * Which records of an entity an address asks for: of a list, of a saved view,
 * of an export.  "kind=person&created_at.from=2026-01-01&q=kyiv&sort=-name".
 */

#define CRUD_FILTERS	40

struct crud_scope {
	struct filter	 where[CRUD_FILTERS + 1];	/* for query.where */
	size_t		 nwhere;
	const char	*text;		/* quick filter, or NULL */
	const char	*sort;		/* "-name", or NULL: the entity's own */
	struct str	 keep;		/* what was understood, as a query string */
};

/*
 * Read the parameters of an address.  What is no field of e is passed over;
 * a text is looked for anywhere in the field; "me" is the actor.
 *
 * ERR_INVALID, with work_problem(), for a value that its field cannot have.
 */
enum err	 crud_scope_read(struct work *w, const struct entity *e,
		    const struct param *params, struct crud_scope *out);

/*
 * Add "name=value" to a query string.
 */
void		 crud_scope_keep(struct str *s, const char *name,
		    const char *value);

#endif
