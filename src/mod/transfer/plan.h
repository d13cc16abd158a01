#ifndef TRANSFER_PLAN_H
#define TRANSFER_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "core/module.h"
#include "core/work.h"
#include "mod/transfer/map.h"

/*
 * What an import will do with each column: a mapping brought together with
 * the header of a file and the fields of an entity.
 */

#define PLAN_NONE	((size_t)-1)
#define PLAN_KEYS	8	/* fields to match by */

enum import_mode { MODE_CREATE, MODE_UPDATE, MODE_BOTH };

/* What becomes of a row that names a record which is not there. */
enum import_missing { MISSING_REFUSE, MISSING_CREATE, MISSING_EMPTY };

/* One field that the file fills. */
struct target {
	const struct map_rule	*rule;
	const struct field	*field;
	/* A reference found by what the file says of the record: */
	const struct entity	*of;	/* of which kind; NULL: no such thing */
	const struct field	*by;	/* its field that the file has */
	const struct field	*key;	/* a second one to try, or NULL */
	const char		*kind;	/* only records of this kind, or NULL */
	bool			 named;	/* by its title: may be made */
	/* A reference to another record of the row (joint.h): numbers of
	   parts, the first that is there; none: it is given by the file. */
	size_t			 from[2];
	size_t			 nfrom;
};

struct joint;	/* joint.h */

struct plan {
	const struct entity	*e;
	struct target		*targets;
	size_t			 n;
	size_t			 keys[PLAN_KEYS];	/* targets to match by */
	size_t			 nkeys;
	enum import_mode	 mode;
	enum import_missing	 missing;
	size_t			 currency;	/* targets, or PLAN_NONE */
	size_t			 owner;
	size_t			 title;
	struct joint		*joint;	/* more records of a row; or NULL */
	bool			 joined;	/* of a part: an empty cell leaves what is there */
};

/* What is asked for besides the mapping. */
struct plan_options {
	const char		*match;		/* "phone" "series,number"; NULL */
	const char		*mode;		/* create update both; NULL */
	const char		*missing;	/* refuse create empty; NULL */
};

/*
 * The field of e that an import may fill under this name.  "organisation" is
 * organisation_id given by the title of the record; *named says so.
 * "deal.amount" is of another record of the row (joint.h).  NULL for what rules
 * alone set, and for what is not there.
 */
const struct field *plan_field(const struct entity *e, const char *name,
		    bool *named);

/*
 * Bring it together.  Columns of map get their numbers.
 *
 * ERR_INVALID, with work_problem(w, 0, NULL), for an unknown field, column,
 * lookup or match field, or an option that does not fit.
 */
enum err	 plan_make(struct work *w, const struct entity *e,
		    struct map *map, const char *const *header, size_t ncols,
		    const struct plan_options *o, struct plan *out);

/*
 * The field whose values two records of e are compared by when they are to be
 * the same in f: of a telephone number its key, where e keeps one.
 */
const struct field *plan_key(const struct entity *e, const struct field *f);

#endif
