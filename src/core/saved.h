#ifndef CORE_SAVED_H
#define CORE_SAVED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/module.h"
#include "core/work.h"

struct crud_scope;
struct request;

/*
 * Saved views: lists that somebody keeps under a name.  A view is a record of
 * its own: written by the write gate, in the change log, undone like any
 * other.  It holds the address of a list and nothing of what the list shows,
 * so that a shared one shows each reader what he may see.
 *
 *	own	seen by its owner alone
 *	role	and by those who have a role
 *	all	and by everybody
 *
 * Shared ones are changed by their owner and by administrators.  The page of
 * a list says with view=7 which view it began with, so that changes to it can
 * be kept.
 */
extern const struct entity view_entity;

#define SAVED_TABS	20	/* views above a list */

struct saved {
	int64_t		 id;
	int64_t		 owner_id;
	const char	*name;
	const char	*query;		/* of an address; "" all */
	bool		 shared;
};

/*
 * The views of e that the actor has above its list, in their order; kept by
 * the worker until a view changes.
 */
enum err	 saved_list(struct work *w, const struct entity *e,
		    struct saved **out, size_t *n);

/*
 * The view of e that is called so: the actor's own before a shared one.
 * ERR_NOTFOUND.
 */
enum err	 saved_find(struct work *w, const struct entity *e,
		    const char *name, const char **query);

/*
 * View id, one that the actor sees; *e is whose list it is.  ERR_NOTFOUND.
 */
enum err	 saved_get(struct work *w, int64_t id, struct saved *out,
		    const struct entity **e);

/*
 * A query string as the list of e understands it, without view=; ERR_INVALID
 * with work_problem() for a value that a field cannot have.
 */
enum err	 saved_query(struct work *w, const struct entity *e,
		    const char *query, const char **out);

/*
 * What a query asks for that is not there (any more), "“city2”, “x.y”"; NULL:
 * nothing.
 */
const char	*saved_gone(struct work *w, const struct entity *e,
		    const char *query);

/*
 * Whether the actor may change this view: his own; a shared one if he is an
 * administrator.
 */
bool		 saved_writable(const struct work *w, const struct saved *v);

/*
 * Show the views of a list as tabs, and what can be done with the one that it
 * shows: see list_parts.cst.
 */
enum err	 saved_show(struct request *rq, const struct entity *e,
		    const struct crud_scope *scope);

#endif
