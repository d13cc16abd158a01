#ifndef CONTACTS_H
#define CONTACTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/module.h"
#include "core/work.h"

extern const struct entity	contact_entity, contact_point_entity,
				contact_link_entity, tag_entity,
				contact_tag_entity;

/* When a contact was spoken to. */
struct touch {
	int64_t	 contact_id;
	int64_t	 at_s;		/* UTC seconds */
};

/*
 * Note in n contacts that they were spoken to, where that is later than what
 * stands there.  Follows from what the actor was allowed to write down, so
 * his right to edit the contacts is not asked.
 */
enum err	 contacts_touch(struct work *w, const struct touch *list,
		    size_t n);

/*
 * Tie a person to an organisation: as the place where he works if he has none
 * yet, else as a further relation.
 *
 * role  what he is there, NULL or "" for nothing
 *
 * Errors are record_save()'s; ERR_INVALID when the kinds do not fit.
 */
enum err	 contact_link_add(struct work *w, int64_t organisation_id,
		    int64_t person_id, const char *role);

#endif
