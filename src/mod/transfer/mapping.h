#ifndef TRANSFER_MAPPING_H
#define TRANSFER_MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/module.h"
#include "core/work.h"
#include "mod/transfer/proposal.h"
#include "mod/transfer/run.h"

/*
 * Mappings saved by name: which column, by its header, goes to which field,
 * how records are matched and what empty ones mean.  A mapping is a record of
 * its own: private or for everybody, changed by its owner (one for everybody
 * also by administrators), in the change log, undone like any other.
 */
extern const struct entity mapping_entity;

struct mapping {
	int64_t			 id;
	int64_t			 owner_id;
	const struct entity	*e;
	const char		*name;
	const char		*columns;	/* lines, see mapping.sql */
	const char		*match;		/* "" none */
	const char		*mode, *missing;
	bool			 shared;
};

/*
 * Those that the actor may use for e, his own first; e NULL: for all kinds.
 */
enum err	 mapping_list(struct work *w, const struct entity *e,
		    struct mapping **out, size_t *n);

/*
 * One that the actor may use.  ERR_NOTFOUND.
 */
enum err	 mapping_get(struct work *w, int64_t id, struct mapping *out);

/*
 * Whether the actor may change it.
 */
bool		 mapping_writable(const struct work *w,
		    const struct mapping *m);

/*
 * Let a run be read by a mapping: its columns, settings and mapping_id.
 * Columns that the file does not have are passed over.
 */
void		 mapping_apply(struct work *w, const struct mapping *m,
		    const struct table *tb, struct run *run);

/*
 * The last one whose columns the file all has, or NULL at *out.
 */
enum err	 mapping_fit(struct work *w, const struct entity *e,
		    const struct table *tb, struct mapping **out);

/*
 * Save what a run is read by under a name: the actor's own mapping of that
 * name is changed, else one is made.  run->mapping_id is set.
 */
enum err	 mapping_save(struct work *w, const char *name, bool shared,
		    const struct proposal *p, struct run *run);

#endif
