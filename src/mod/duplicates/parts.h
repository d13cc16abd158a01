#ifndef MOD_DUPLICATES_PARTS_H
#define MOD_DUPLICATES_PARTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "core/record.h"
#include "core/request.h"
#include "core/work.h"

/*
 * What the files of duplicates share.
 */

/* Two contacts of which somebody said that they are two. */
extern const struct entity	 not_duplicate_entity;

/* Two contacts that shall become one. */
struct merge {
	int64_t			 winner, loser;	/* ids */
	int64_t			 winner_rev, loser_rev;	/* as they were seen */
	const struct change	*changes;	/* of the winner; ends with {0} */
	const struct change *const *points;	/* further phones and addresses
						   that come of it, NULL at the
						   end: changes of a
						   contact_point */
};

/*
 * Make two contacts one, in w's transaction: the winner takes the changes,
 * whatever refers to the loser refers to the winner, and the loser goes to the
 * bin and leads there.
 *
 * The actor must have the right to edit both and to delete the loser; what
 * hangs on it follows whether he sees it or not.
 *
 * Errors as record_save(); ERR_CONFLICT when either was changed since,
 * ERR_INVALID when too much hangs on the loser.
 */
enum err	 duplicates_merge(struct work *w, const struct merge *m);

#define LINKS_MOST	20000	/* links_admit() says it, too */

/*
 * Refuse with words a record of entity of to which more refer than can be
 * moved while somebody waits: LINKS_MOST.  To be asked before anything is
 * written.  Two short statements for each field that may refer to it.
 */
enum err	 links_admit(struct work *w, const struct entity *of,
		    int64_t from);

/*
 * Make every reference to record from of entity of one to record to: of every
 * module, found from the fields of its entities, of the bin too.  Parts of the
 * record (tags, phones) that the other has already go to the bin, and so do
 * those that would tie it to itself.  The rights of the actor are not asked.
 */
enum err	 links_move(struct work *w, const struct entity *of,
		    int64_t from, int64_t to);

/*
 * Whether two texts say the same: in any case, telephones in any form.
 */
bool		 texts_same(struct arena *mem, const char *a, const char *b);

/*
 * What is kept beside the records follows: who observes, starred or saw it,
 * its files, its names in other programs.  A listener to contacts: a merge
 * gives it to the other, an undo takes it back.
 */
enum err	 sides_follow(struct work *w, const struct event *ev);

/* What a form of a contact says about others that it may be the same as. */
enum err	 warn_show(struct request *rq, int64_t id);

/* A form was saved that may be of a client who is there already. */
enum err	 warn_save(struct request *rq, int64_t id);

/* GET /contacts/alike?name=...: the same as one types; a fragment. */
enum err	 warn_typed(struct request *rq);

/* A listener: whether what warn_save() asks about was changed at all. */
enum err	 warn_note(struct work *w, const struct event *ev);

/* Panel of a contact's card: what it may be the same as. */
enum err	 duplicates_panel(struct request *rq, int64_t id,
		    struct out *panel);

/* GET /duplicates: pairs that are likely one. */
enum err	 queue_show(struct request *rq);

/* POST /duplicates/scan: all contacts are compared now. */
enum err	 scan_ask(struct request *rq);

/* POST /duplicates/apart: left and right are two, for ever. */
enum err	 apart_take(struct request *rq);

/* GET /contacts/:id/merge?with=: both side by side. */
enum err	 merge_show(struct request *rq);

/* POST the same: they become one. */
enum err	 merge_take(struct request *rq);

#endif
