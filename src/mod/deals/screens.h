#ifndef DEALS_SCREENS_H
#define DEALS_SCREENS_H

#include <stdint.h>

#include "base/err.h"
#include "core/db.h"
#include "core/request.h"
#include "core/view.h"
#include "mod/deals/deals.h"
#include "mod/deals/stages.h"

struct query;

/* GET /deals/board: lanes of the open stages of a pipeline. */
enum err	 deals_board(struct request *rq);

/* POST /deals/new: as crud_create(), unless a button of the lines asks. */
enum err	 deals_create(struct request *rq);

/* POST /deals/:id/edit: as crud_save(), unless a button of the lines asks. */
enum err	 deals_save(struct request *rq);

/* POST /deals/:id/stage: move a deal; back to the board, or to "next". */
enum err	 deals_move(struct request *rq);

/* GET /deals/:id/lose: ask why a deal is lost. */
enum err	 deals_lose(struct request *rq);

/* POST /deals/:id/pause: stop its clock. */
enum err	 deals_pause(struct request *rq);

/* POST /deals/:id/resume: let it go on. */
enum err	 deals_resume(struct request *rq);

/* The deal's part of its card: path, lines, steps, moves. */
enum err	 deals_card_fill(struct request *rq, int64_t id,
		    struct out *page);

/* The deal's part of its form: stages by pipeline, lines. */
enum err	 deals_form_fill(struct request *rq, int64_t id,
		    struct out *page);

/* Takes the lines of the form. */
enum err	 deals_form_save(struct request *rq, int64_t id);

/* The list of deals_panel(). */
size_t		 deals_ask(struct request *rq, int64_t id,
		    struct query *lists);

/* Deals on the card of a contact. */
enum err	 deals_panel(struct request *rq, int64_t id,
		    struct out *panel);

/* The list of deals_product_panel(). */
size_t		 deals_product_ask(struct request *rq, int64_t id,
		    struct query *lists);

/* The latest deals a product is a line of, on its card. */
enum err	 deals_product_panel(struct request *rq, int64_t id,
		    struct out *panel);

/* The clock of a deal's stage, by columns of its row. */
struct clock {
	int64_t		 since_s, due_s;	/* due 0: no limit */
	int64_t		 paused_since_s;	/* 0: it goes */
	const char	*pause_why;
};

/*
 * How the clock stands: "hold", "late", "warn", "none"; NULL without limit and
 * pause.  s, the stage, may be NULL.
 */
const char	*deal_clock_kind(const struct work *w, const struct stage *s,
		    const struct clock *c);

/*
 * Put kind, text and percent of the clock below node o: "35 min left",
 * "late by 3 h 10 min", "paused: meeting 24.11".  Nothing without limit and
 * pause.
 */
void		 deal_clock_show(struct work *w, const struct stage *s,
		    const struct clock *c, struct out *o);

/*
 * Put where a deal of pipeline_id can be moved: stages.N and reasons.N of
 * core/tpl/board_parts.cst.  ERR_DB.
 */
enum err	 deal_moves_show(struct work *w, const struct stages *all,
		    int64_t pipeline_id, struct out *page);

#endif
