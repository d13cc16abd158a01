#ifndef CORE_ROUTE_H
#define CORE_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "core/module.h"

/*
 * Which handler an address belongs to.
 */

/* The routes that this program serves, from all modules' tables. */
struct routes;

/* What an address was found to be. */
struct match {
	const struct route	*route;
	const struct module	*module;
	int64_t			 id;	/* of :id, else 0 */
	const char		*name;	/* of :name, else NULL; in mem */
	bool			 get, post;	/* methods of this path */
};

/*
 * Compile the tables of mods (ends with NULL) for a program: contacts.fcgi,
 * deals.fcgi, invoices.fcgi and reports.fcgi serve that module's pages, those
 * of the list's first module (core's own) and signing in; public.fcgi only
 * routes that are PUBLIC; any other name serves all.  Ends with mem.
 *
 * A path has at most 8 segments.  One that holds :id or :name has a literal
 * tail behind it at most: "/invoices/:id.xml".  Two routes of the same shape
 * and method are a mistake of ours and end the process.
 */
struct routes	*routes_new(struct arena *mem,
		    const struct module *const *mods, const char *program);

/*
 * Find path (decoded, begins with "/"; one "/" at the end is no matter) for
 * method.  A literal segment wins over :id, :id over :name, the leftmost
 * difference deciding.
 *
 * ERR_NOTFOUND if no route has this path, ERR_METHOD if one has but not for
 * method; out->get and out->post then say which.
 */
enum err	 routes_find(const struct routes *r, struct arena *mem,
		    enum method method, const char *path, struct match *out);

/*
 * Whether there is a GET route with exactly this text ("/search").
 */
bool		 routes_have(const struct routes *r, const char *path);

/*
 * The i-th route served, NULL past the end; its module goes out through mod.
 * For checks over all pages.
 */
const struct route *routes_at(const struct routes *r, size_t i,
		    const struct module **mod);

#endif
