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
 * of an export.
 *
 *	kind=person&created_at.in=last-30-days&contact_id.country.not=UA&
 *	any1.city=Lviv&any1.amount.from=1000&q=kyiv&sort=-name&cols=name,city&
 *	group=city&view=7
 *
 * A condition is PATH=value or PATH.OP=value; a path is a field, or a
 * reference and a field of its record.  Those that begin with any1. (to any9.)
 * belong together: one of them is enough.  OP is
 *
 *	not		is another, or empty
 *	is has begins	of a text: is it, holds it, begins with it
 *	from to		at least, at most
 *	in		of a date: a word of base/period.h
 *	empty filled	whatever the value
 */

#define CRUD_FILTERS	40
#define CRUD_GROUPS	9

/* A condition as it was asked for. */
struct crud_asked {
	const char		*name;	/* of the parameter */
	const char		*path;
	const struct field	*field;
	const struct field	*through;	/* reference it is reached by */
	enum op			 op;	/* OP_IN: a period */
	struct db_val		 value;
	const char		*text;	/* as it was given */
	int			 any;
};

struct crud_scope {
	struct filter	 where[CRUD_FILTERS + 1];	/* for query.where */
	struct crud_asked asked[CRUD_FILTERS];
	size_t		 nwhere;	/* of both */
	const char	*text;		/* quick filter, or NULL */
	const char	*sort;		/* "-name", or NULL: the entity's own */
	const char	*cols;		/* "name,city", or NULL: the usual */
	const struct field *group;	/* "group=city", or NULL: no groups */
	struct str	 keep;		/* what was understood, as a query string */
	size_t		 own;		/* letters of it before view=7 */
	int64_t		 view;		/* the view that it began with, or 0 */
};

/*
 * What was understood without the view it began with.
 */
const char	*crud_scope_own(struct work *w, const struct crud_scope *s);

/*
 * Read the parameters of an address.  What is no field of e, or of a related
 * record, is passed over; a text is looked for at the beginning of a
 * FIELD_KEYED field, anywhere in others; a telephone by its digits; "me" is
 * the actor.
 *
 * ERR_INVALID, with work_problem(), for a value that its field cannot have.
 */
enum err	 crud_scope_read(struct work *w, const struct entity *e,
		    const struct param *params, struct crud_scope *out);

/*
 * Whether name is a condition on records of e, and which: all of *out but its
 * value and text.
 */
bool		 crud_scope_name(struct work *w, const struct entity *e,
		    const char *name, struct crud_asked *out);

/*
 * Whether lists of e may be filtered by f, its own or a related record's.
 */
bool		 crud_scope_offers(const struct field *f);

/* An operator of conditions; "" is the usual one. */
struct crud_op {
	const char	*name;
	const char	*label;		/* N_("...") */
};

/*
 * Those that a condition on f may have; ends with {0}.
 */
const struct crud_op *crud_scope_ops(const struct field *f);

/*
 * The address of a list like this one, at path, with one condition ("city" or
 * "city=Lviv") left out, and name=value added; NULL: none.
 */
const char	*crud_scope_href(struct work *w, const char *path,
		    const struct crud_scope *scope, const char *without,
		    const char *name, const char *value);

/*
 * Add "name=value" to a query string.
 */
void		 crud_scope_keep(struct str *s, const char *name,
		    const char *value);

#endif
