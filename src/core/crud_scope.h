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

/* A filter as it was asked for. */
struct crud_asked {
	const struct field	*field;
	enum op			 op;	/* OP_EQ, OP_GE, OP_LE */
	struct db_val		 value;
};

struct crud_scope {
	struct filter	 where[CRUD_FILTERS + 1];	/* for query.where */
	struct crud_asked asked[CRUD_FILTERS];
	size_t		 nwhere;	/* of both */
	const char	*text;		/* quick filter, or NULL */
	const char	*sort;		/* "-name", or NULL: the entity's own */
	struct str	 keep;		/* what was understood, as a query string */
};

/*
 * Read the parameters of an address.  What is no field of e is passed over;
 * a text is looked for at the beginning of a FIELD_KEYED field, anywhere in
 * others; a telephone by its digits; "me" is the actor.
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
