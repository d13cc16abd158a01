#ifndef CORE_TALLY_H
#define CORE_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/module.h"
#include "core/work.h"

/*
 * Tallies: counts and sums that boards and reports read instead of the records
 * themselves (DESIGN 4.7).  A listener says in the save's transaction what its
 * records came to before and what they come to now; the difference is appended
 * to tally_delta and folded into tally by every so manieth save.
 */

/* What is counted under one key, or a part of it. */
struct count {
	int32_t		 day;		/* 0 of a tally without time */
	int64_t		 a, b;		/* keys as the tally uses them, or 0 */
	int64_t		 owner_id, team_id;	/* 0: nobody, none */
	char		 currency[4];	/* "" when nothing is summed */
	char		 code[9];	/* a key that is a word, or "" */
	int64_t		 n;
	int64_t		 amount;	/* minor units */
};

/* Many of them.  Starts as {0}. */
struct counts {
	struct count	*list;
	size_t		 n, cap;
};

/* A tally as a table row of a module: .tallies ends with NULL. */
struct tally {
	const char		*name;		/* "sales": tally.kind */
	const char		*label;		/* N_("...") for doctor */
	const struct entity	*entity;	/* whose records; their rights */
	bool			 daily;		/* has days, and months of them */
	/*
	 * Add what the records behind id *after come to, some thousand of
	 * them in the order of ids, and move *after to the last; it stays
	 * where it was when there are none.
	 */
	enum err		(*count)(struct work *, int64_t *after,
				    struct counts *);
};

/*
 * Copy a code of at most max letters into a count's currency or code; NULL is
 * "", what is longer is cut.
 */
void		 count_code(char *to, const char *from, size_t max);

/*
 * Add sign times c.
 */
void		 counts_add(struct work *w, struct counts *list,
		    const struct count *c, int sign);

/*
 * Bring those of one key together and drop what comes to nothing; in the
 * order of keys afterwards.
 */
void		 counts_merge(struct counts *list);

/* Counts of one tally on their way into tally_delta. */
struct tally_part {
	const struct tally	*tally;
	struct counts		 counts;
};

/*
 * Append the differences of n tallies, in one statement; none if there are no
 * differences.  In the transaction of the save.
 */
enum err	 tally_write(struct work *w, struct tally_part *parts,
		    size_t n);

/*
 * Fold deltas into tally, some thousand of them, but none that a transaction
 * has not committed; *left says whether there may be more.
 */
enum err	 tally_fold(struct work *w, bool *left);

/* What a tally is asked for. */
struct tally_ask {
	const struct tally	*tally;
	int32_t			 from, to;	/* days, included; or DATE_NONE:
						   open */
	int64_t			 a;		/* only this key; 0: all */
	int64_t			 owner_id;	/* only his; 0: all */
	const char		*code;		/* only this; NULL: all */
	/* What the answer tells apart, besides a, b and currency. */
	bool			 by_month;	/* .day is its first */
	bool			 by_year;
	bool			 by_owner;	/* and by team */
	bool			 by_code;
};

/*
 * The counts that the actor may see by owner and team, in one statement; what
 * is not told apart is 0 or "".  Records that he only observes are not among
 * them: see tally_observed().
 */
enum err	 tally_read(struct work *w, const struct tally_ask *ask,
		    struct counts *out);

/*
 * Leave of counts what an ask tells apart, and bring the rest together.
 */
void		 counts_keep(const struct tally_ask *ask, struct counts *list);

/*
 * The ids of records of e that the actor observes, at most 5,000, as JSON;
 * *n 0 also where he sees all anyway.  Those that his scope reaches without
 * that are among them: rights_reach() tells.
 */
enum err	 tally_observed(struct work *w, const struct entity *e,
		    const char **json, size_t *n);

/*
 * How many keys of a tally differ from the records, and with repair bring
 * them together; then none is left.  In a transaction of its own, whose
 * snapshot both are read from: saves go on meanwhile.
 */
enum err	 tally_look(struct work *w, const struct tally *t,
		    bool repair, int64_t *wrong);

/*
 * Fill the tallies that this base has not had yet from its records, some
 * thousand in a transaction, until the time (UTC seconds; 0: to the end; one
 * that has gone by: nothing is filled).  A run that was interrupted goes on
 * where it stopped.  *left says whether there is more to do.  Nobody may save
 * meanwhile.
 */
enum err	 tally_fill(struct work *w, int64_t until_s, bool *left);

#endif
