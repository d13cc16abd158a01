#ifndef DEALS_DEALS_H
#define DEALS_DEALS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/module.h"
#include "core/work.h"
#include "mod/products/products.h"

/* Sales opportunities, their lines, and the settings they run by. */
extern const struct entity deal_entity;
extern const struct entity deal_line_entity;
extern const struct entity pipeline_entity;
extern const struct entity stage_entity;
extern const struct entity source_entity;
extern const struct entity loss_reason_entity;

/* Where a deal shall go. */
struct deal_move {
	int64_t		 stage_id;
	int64_t		 loss_reason_id;	/* for a lost stage; else 0 */
	const char	*lost_to;		/* who was chosen, or NULL */
	const char	*loss_note;		/* or NULL */
};

/*
 * Put deal id into another stage of its pipeline: starts the stage's clock,
 * sets chance and state, and notes the step in stage_log.  A lost stage needs
 * a reason; a stage may ask for an amount, an expected date, a person.  From a
 * won or lost stage back to an open one reopens the deal.
 *
 * rev  as in record_save()
 *
 * ERR_INVALID with problems of fields stage, loss_reason_id, amount,
 * expected_on, person_id; others as record_save().
 */
enum err	 deal_set_stage(struct work *w, int64_t id, int64_t rev,
		    const struct deal_move *to);

/*
 * Stop the clock of a deal's stage; why is what it waits for, or NULL.
 * ERR_INVALID if it stands already, or the deal is not open.
 */
enum err	 deal_pause(struct work *w, int64_t id, int64_t rev,
		    const char *why);

/*
 * Let the clock go on: the stage ends later by the pause.
 */
enum err	 deal_resume(struct work *w, int64_t id, int64_t rev);

/*
 * The lines of a deal in their order, for a document that is made of them;
 * names of products are in .product.  Lines of a deal the actor may not see
 * are none.  ERR_DB.
 */
enum err	 deal_lines(struct work *w, int64_t deal_id,
		    struct line **list, size_t *n);

/* How many deals stand in a stage, of one owner, team and currency. */
struct deal_count {
	int64_t		 stage_id;
	int64_t		 owner_id, team_id;	/* 0: nobody, none */
	const char	*currency;
	int64_t		 deals;
	int64_t		 amount;	/* minor units */
};

/*
 * The counts of a pipeline (0: of all) that the actor may see; those of deals
 * he only observes are not among them.  ERR_DB.
 */
enum err	 deal_counts(struct work *w, int64_t pipeline_id,
		    struct deal_count **list, size_t *n);

/* What a funnel is asked for. */
struct funnel_ask {
	int64_t		 pipeline_id;	/* 0: the first */
	int64_t		 owner_id;	/* 0: all that the actor may see */
	int32_t		 from, to;	/* days, included; or DATE_NONE: open */
};

/* What won deals come to. */
struct funnel_sum {
	const char	*currency;
	int64_t		 amount;	/* minor units */
};

/* One stage of a funnel. */
struct funnel_stage {
	int64_t		 stage_id;
	const char	*name;
	const char	*kind;		/* open won lost */
	int64_t		 entered;	/* deals that first came here in the
					   period, or passed by */
	int64_t		 moved;		/* of those, went on since */
	int64_t		 lost;		/* of those, lost here */
	int64_t		 left_minutes;	/* mean time of stays that ended in the
					   period, or -1 */
	int64_t		 median_minutes; /* their median, to a tenth; or -1 */
	struct funnel_sum *sums;	/* of a won stage, by currency */
	size_t		 nsums;
};

/* The stages of a pipeline in their order: open ones, won, lost. */
struct funnel {
	struct funnel_stage	*stages;
	size_t			 n;
};

/*
 * What became of the deals that the actor may see, in each of n periods.  A
 * deal passed the stages that it skipped, see mod/deals/passes.h.  Conversion
 * of a stage is moved / entered.
 * ERR_NOTFOUND if there is no such pipeline.
 */
enum err	 deal_funnel(struct work *w, const struct funnel_ask *asks,
		    size_t n, struct funnel *out);

/*
 * A stretch of time in words, in the language in force: "35 min",
 * "2 h 10 min", "23 h", "1 d 4 h".
 */
const char	*deal_minutes_show(struct arena *mem, int64_t minutes);

/*
 * An amount for a board or a list, in whole units.
 */
const char	*deal_amount_show(struct work *w, int64_t minor,
		    const char *currency);

/*
 * A date as a list shows it: "today", "tomorrow", "yesterday", "25.11".
 * "" for NULL.
 */
const char	*deal_day_show(struct work *w, const char *iso);

#endif
