#ifndef CORE_QUERY_ALL_H
#define CORE_QUERY_ALL_H

#include <stdbool.h>
#include <stddef.h>

#include "core/query.h"

/*
 * One text looked for in many lists at once, and where it stands in what was
 * found.
 */

struct query_all;	/* lists that are planned together */

/* How the text was taken: of all lists alike. */
enum taken {
	TAKEN_TYPED,
	TAKEN_LAYOUT,	/* as typed on the other keyboard layout */
	TAKEN_NEAREST	/* words that were not found as the nearest there are */
};

/*
 * Plan how text is found in n lists, whose entity and limit are set: their
 * text and match, what bounds them, and the order, in which whole words come
 * first where it is cheap.  For query_lanes().
 *
 * exact  as it was typed and no other way
 * lanes  must live as long as *all, for query_bound_again()
 *
 * A list without an index has match NULL and should be left out; so should
 * one that query_hopeless().  Two statements, or three where words are not
 * found as they are.  Some thousand entries of indexes are read, and the lists
 * read at most some thousand rows together.
 */
enum err	 query_bound_all(struct work *w, struct query *lanes, size_t n,
		    const char *text, bool exact, enum taken *as,
		    struct query_all **all);

/*
 * Whether there is no other way than as to take the text.
 */
bool		 query_bound_ends(const struct query_all *all,
		    enum taken as);

/*
 * Plan the same lists in the next way, because in the one that *as tells
 * nothing was found that the actor may see: so that what he may not see makes
 * no difference to him.  One statement or two.
 */
enum err	 query_bound_again(struct query_all *all, enum taken *as);

/*
 * Whether no record of q has its words.
 */
bool		 query_hopeless(const struct query *q);

/*
 * The same list, of the records with these ids alone: read by them, in their
 * order.
 */
struct query	 query_among(struct arena *mem, const struct query *q,
		    const struct db_val *ids, size_t n);

/*
 * The same list, of what has the only word of q's text, a number, whole.
 * False where the text is anything else.
 */
bool		 query_whole(struct arena *mem, const struct query *q,
		    struct query *out);

/* A piece of a text. */
struct marked {
	const char	*text;
	bool		 hit;	/* q's text was found by it */
};

/*
 * s cut into pieces by what q's text finds in it.  Returns how many; none is a
 * hit where nothing is found.
 *
 * phone  s is a telephone: its digits are one number
 * whole  set bits for the words of q's text that s has whole; may be NULL
 */
size_t		 query_mark(struct arena *mem, const struct query *q,
		    const char *s, bool phone, struct marked **out,
		    unsigned int *whole);

/*
 * The bits of all words of q's text, for comparison with query_mark()'s.
 */
unsigned int	 query_mark_all(const struct query *q);

#endif
