#ifndef CORE_SEEN_H
#define CORE_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/module.h"
#include "core/request.h"
#include "core/work.h"

struct sql;

/*
 * What the actor has looked at last, and what he has starred.  Only numbers
 * are kept: whether he may see a record is asked again whenever it is shown.
 */

#define SEEN_MOST	50	/* records kept of a user */
#define STARS_MOST	100	/* that he may star */

/* One of them. */
struct seen {
	const struct entity	*e;
	int64_t			 id;
	bool			 star;
};

/*
 * The starred ones, then those seen, each with the latest first; one may be
 * both.  One statement.  ERR_DB.
 */
enum err	 seen_read(struct work *w, struct seen **out, size_t *n);

/*
 * Note that the actor looks at record id of e now, which he may see.  A
 * statement; two when it is new to him.
 */
enum err	 seen_note(struct work *w, const struct entity *e, int64_t id);

/*
 * Star record id of e for the actor, or take the star away.  ERR_INVALID when
 * he has STARS_MOST already.
 */
enum err	 star_set(struct work *w, const struct entity *e, int64_t id,
		    bool on);

/*
 * A SELECT of whether the actor has starred record id of e, to be read beside
 * other things.
 */
void		 seen_star(struct work *w, const struct entity *e,
		    int64_t id, struct sql *out);

/*
 * rq->page is the card of record id of e, starred if on: it carries the image
 * that notes that it was seen, and the button with the star.
 */
void		 seen_card(struct request *rq, const struct entity *e,
		    int64_t id, bool on);

#endif
