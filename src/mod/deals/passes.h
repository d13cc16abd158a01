#ifndef DEALS_PASSES_H
#define DEALS_PASSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/tally.h"
#include "core/work.h"
#include "mod/deals/stages.h"

/*
 * How deals pass through the stages of their pipeline.
 *
 * A deal that reached a stage passed all open stages before it, skipped or
 * not, on the day it got there; whoever is won passed all of them.  It counts
 * at each stage once, on the day it first came.  A win or a loss counts as
 * long as it lasts, on the day the deal was closed: a deal that is taken up
 * again is neither won nor lost.  It is lost at the furthest stage that it
 * reached.  A deal that came in as won or lost came through the first stage.
 */

/* What a deal's counts follow from besides its steps. */
struct deal_at {
	int64_t		 id, pipeline_id, stage_id;
	int64_t		 owner_id, team_id;	/* 0: nobody, none */
	int64_t		 closed_at;		/* UTC seconds, or 0 */
	int64_t		 amount;		/* minor units */
	const char	*currency;
	bool		 counted;	/* it is there, and not in the bin */
	bool		 won;
};

/* A step of a deal, as stage_log has it. */
struct step {
	int64_t		 deal_id, id;
	int64_t		 from, to;	/* stages; from 0: it was made here */
	int64_t		 at;		/* UTC seconds */
	int64_t		 minutes;	/* in the former stage; -1: none */
};

/* Steps of several deals, each one's together and in their order. */
struct steps {
	struct step	*list;
	size_t		 n;
};

/*
 * The steps of deals, whose ids are JSON, "[1,7]", as they are now, not as the
 * transaction began.  ERR_DB.
 */
enum err	 steps_read(struct work *w, const char *json,
		    struct steps *out);

/*
 * The same of one deal.
 */
enum err	 steps_read_one(struct work *w, int64_t deal_id,
		    struct steps *out);

/*
 * The steps of one deal among them; how many.
 */
size_t		 steps_find(const struct steps *s, int64_t deal_id,
		    const struct step **out);

/*
 * Values of the second key of the funnel's tally; the first is the stage.
 * PASS_SUM: what won deals come to, by currency, on the day of the win.
 * PASS_STAY and above: stays that ended that day, by how long they were, see
 * stay_class(); amount is their minutes.
 */
enum { PASS_CAME, PASS_WENT, PASS_LOST, PASS_SUM, PASS_STAY };

/*
 * The class of a stay of so many minutes: four for each doubling.
 */
int64_t		 stay_class(int64_t minutes);

/*
 * Add sign times what n steps of a deal come to.
 */
void		 passes_add(struct work *w, const struct stages *all,
		    const struct deal_at *d, const struct step *s, size_t n,
		    int sign, struct counts *out);

/*
 * Add sign times what a deal brings if it is won.
 */
void		 passes_sum(struct work *w, const struct deal_at *d, int sign,
		    struct counts *out);

#endif
