#ifndef DEALS_RULES_H
#define DEALS_RULES_H

#include <stddef.h>

#include "base/err.h"
#include "core/record.h"
#include "core/tally.h"
#include "core/work.h"
#include "mod/deals/stages.h"

/* What the rules of this module share; nobody else includes it. */

/* Complete and judge deals: pipeline, stage, state, chance, title. */
enum err	 deal_check(struct work *w, struct draft *drafts, size_t n);
/* Note steps from stage to stage, and bring both tallies to them. */
enum err	 deal_written(struct work *w, const struct event *ev);
/* Count passes anew when stages come, go or change places. */
enum err	 stage_written(struct work *w, const struct event *ev);
/* Workers keep the reasons of losses. */
enum err	 reason_written(struct work *w, const struct event *ev);
/* Complete and judge lines: unit, VAT, net. */
enum err	 deal_line_check(struct work *w, struct draft *drafts, size_t n);
/* Amounts and generated titles of deals follow their lines. */
enum err	 deal_line_written(struct work *w, const struct event *ev);
/* The next step of deals is their next planned activity. */
enum err	 deal_activity_written(struct work *w, const struct event *ev);
/* A stage belongs to a pipeline, its chance is a percentage. */
enum err	 stage_check(struct work *w, struct draft *drafts, size_t n);

/*
 * Note the steps of deals that have been written; *first is the number of the
 * first, above all others if none was made.
 */
enum err	 deal_steps_write(struct work *w, const struct event *ev,
		    int64_t *first);

/* How many deals stand where, and what they come to: counts.c. */
extern const struct tally board_tally;
/* How deals pass through stages, by days: passes.c. */
extern const struct tally funnel_tally;

/*
 * Save what follows from other records: the actor's rights were asked for
 * those already.  As record_save_many(); refusals count as ERR_INVALID.
 */
enum err	 deal_save_derived(struct work *w, const struct entity *e,
		    struct record *rows, size_t n);

/*
 * Make the pipeline, reasons and sources a new firm starts with, in the
 * firm's language.
 */
enum err	 deals_seed(struct work *w);

#endif
