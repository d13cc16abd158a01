#ifndef CORE_RIGHTS_H
#define CORE_RIGHTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/module.h"
#include "core/work.h"

/* How far a verb reaches. */
enum scope { SCOPE_NONE, SCOPE_OWN, SCOPE_TEAM, SCOPE_ALL };

enum verb {
	VERB_SEE, VERB_CREATE, VERB_EDIT, VERB_DELETE, VERB_EXPORT,
	VERB_IMPORT, VERB_BULK, VERB_ASSIGN, VERB_COUNT
};

/*
 * No right at all: of a visitor who is not signed in.
 */
extern const struct rights rights_none;

/*
 * "see" and so on, as permissions and the permission table spell them.
 */
const char	*verb_name(enum verb v);

/* The verb of this name; false if there is none. */
bool		 verb_find(const char *name, enum verb *out);

/*
 * The rights of a user's role, from the permission table.  mem must outlive
 * them.  ERR_DB.
 */
enum err	 rights_load(struct db *db, struct arena *mem, int64_t role_id,
		    const struct rights **out);

/*
 * How far the actor's verb on entity e reaches: all for the system, and for
 * an entity with .parent what its parent says (see stays see, any other verb
 * asks the parent's edit).
 */
enum scope	 rights_scope(const struct work *w, const struct entity *e,
		    enum verb v);

/*
 * Whether the actor has a permission spelled "deal.edit", at any scope, or
 * SIGNED or PUBLIC.
 */
bool		 rights_have(const struct work *w, const char *perm);

/*
 * Whether a record with this owner and team is within the actor's scope of
 * the verb.  Observers are not asked.  Ids 0 for none.
 */
bool		 rights_reach(const struct work *w, const struct entity *e,
		    enum verb v, int64_t owner_id, int64_t team_id);

#endif
