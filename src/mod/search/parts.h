#ifndef MOD_SEARCH_PARTS_H
#define MOD_SEARCH_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/crud_parts.h"
#include "core/query_all.h"
#include "core/request.h"
#include "core/seen.h"

/*
 * What the files of the search share.
 */

#define KINDS_MOST	12	/* of records that are searched */

/* One kind of record that the viewer may see. */
struct kind {
	const struct entity	*e;
	struct crud_cols	 cols;		/* of its lists; hits have them */
	size_t			 title;		/* column */
	struct query		 q;
	size_t			 n;		/* found, each once */
	bool			 more;		/* and more than were asked for */
};

/* Why a record stands where it does, the first of all first. */
enum rank {
	RANK_NUMBER,	/* has the number that was typed, whole */
	RANK_KNOWN,	/* starred or seen lately */
	RANK_WHOLE,	/* has all words whole */
	RANK_FOUND
};

/* One record that was found. */
struct hit {
	struct kind		*kind;
	const struct db_rows	*row;		/* one row, by kind's cols */
	int64_t			 id;
	enum rank		 rank;
	size_t			 order;		/* within the rank */
	bool			 star, seen;
};

/* All that was found. */
struct found {
	const char		*text;		/* trimmed; "" for none */
	bool			 exact;		/* only as it was typed */
	int			 limit;		/* of each kind */
	enum taken		 as;
	struct kind		 kinds[KINDS_MOST];
	size_t			 nkinds;
	struct seen		*known;		/* starred and seen */
	size_t			 nknown;
	struct hit		*hits;		/* in order */
	size_t			 n;
	bool			 capped;	/* not all could be looked at */
};

/*
 * Find f->text, whose exact and limit are set, among all that the actor may
 * see; without a text what he has starred and seen.  Four statements, or five
 * where a word is not found as it is.
 */
enum err	 found_read(struct work *w, struct found *f);

/*
 * Whether the text is too short to be looked for.
 */
bool		 found_too_short(const char *text);

/*
 * Show a hit as search.cst has it: icon, href, text or marks, sub, right,
 * star.
 */
void		 hit_show(struct request *rq, const struct found *f,
		    const struct hit *h, struct out *o);

/*
 * The words of h by which it was found, as they are written there, " " between
 * them; "" if its title does not have them.
 */
const char	*hit_words(struct work *w, const struct hit *h);

#endif
