#ifndef TRANSFER_JOINT_H
#define TRANSFER_JOINT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "core/module.h"
#include "core/work.h"
#include "mod/transfer/batch.h"
#include "mod/transfer/columns.h"
#include "mod/transfer/map.h"
#include "mod/transfer/plan.h"

/*
 * Several records from one row: people with their firms, deals and products
 * from one sheet.  A column for a field of another record is called by the
 * part it belongs to:
 *
 *	contacts	organisation.name  deal.title  deal.amount  line.product
 *	deals		organisation.name  person.phone  line.quantity
 *
 * Parts are made in the order in which they refer to each other.  Each is
 * found again by its code, e-mail, telephone or name, in the file and among
 * what is there, so what stands on several rows becomes one record; a cell
 * that is empty takes nothing from a record found.  A row is written with all
 * its parts or not at all.
 */

#define JOINT_PARTS	4	/* of a sheet, the main one included */
#define JOINT_ALTS	8	/* ways to find a part again */

/* A kind of part; the main one has prefix "". */
struct joint_kind {
	const char	*prefix;	/* "organisation" */
	const char	*entity;	/* "contact" */
	const char	*kind;		/* its field kind, or NULL */
	const char	*label;		/* N_("Organisation") */
	/* Its references to other parts: field and prefix, best first. */
	const char	*links[4][2];
};

struct joint_part {
	const struct joint_kind	*kind;
	struct plan		 plan;	/* also of the main part */
	size_t			 alts[JOINT_ALTS][PLAN_KEYS];
	size_t			 nalts[JOINT_ALTS];	/* keys of each */
	size_t			 n;	/* alternatives */
};

struct joint {
	struct joint_part	 parts[JOINT_PARTS];
	size_t			 n;
	size_t			 main;
};

/*
 * The i-th kind of part that sheets of e may have besides e; NULL past the end.
 */
const struct joint_kind *joint_kind(const struct entity *e, size_t i);

/*
 * The part that a dotted name begins with, and the rest at *field; or NULL.
 */
const struct joint_kind *joint_find(const struct entity *e, const char *name,
		    const char **field);

/*
 * Take the rules of other parts out of map and make their plans; what is
 * left is the main plan's.  *out is NULL when there are none.  Errors as of
 * plan_make().
 */
enum err	 joint_split(struct work *w, const struct entity *e,
		    struct map *map, const char *const *header, size_t ncols,
		    const struct plan_options *o, struct joint **out);

/*
 * Let main refer to the parts, when it has been made.
 */
void		 joint_close(struct work *w, struct joint *j,
		    const struct plan *main);

/*
 * Whether the row says anything of part k; the main one is always there.
 */
bool		 joint_has(const struct joint *j, size_t k,
		    struct arena *mem, const struct row *r);

/*
 * batch_save() of such a plan.
 */
enum err	 joint_save(struct batch *b);

/*
 * Guess what columns of other parts are by their headers, where e itself has
 * no such field; a part is guessed when its name is there.
 */
void		 joint_guess(struct arena *mem, const struct entity *e,
		    const char *const *header, size_t ncols,
		    struct column *out);

#endif
