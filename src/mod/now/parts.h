#ifndef NOW_PARTS_H
#define NOW_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/request.h"
#include "core/view.h"
#include "core/work.h"
#include "mod/deals/deals.h"
#include "mod/documents/documents.h"

/* Parts of the queue, each a tab. */
enum part { PART_LATE, PART_TODAY, PART_MONEY, PART_STEP, PARTS };

/* Why something is wanted; the smaller goes first. */
enum rank {
	RANK_URGENT,	/* overdue and of high priority */
	RANK_LATE,	/* overdue task, stage, next step */
	RANK_TODAY,	/* due before midnight */
	RANK_MONEY,	/* not paid in time */
	RANK_STEP	/* a deal that nobody has planned anything for */
};

/* One thing to do.  Texts are ready for the eye; NULL: none. */
struct item {
	enum part	 part;
	enum rank	 rank;
	int64_t		 at;		/* UTC s it was wanted by: the order */
	const char	*kind;		/* late warn info none */
	const char	*icon;
	const char	*title, *href;
	const char	*state;		/* why it stands here */
	const char	*rule;		/* what that rests on */
	const char	*who, *who_href;
	const char	*phone;		/* as written */
	const char	*sum;
	const char	*open;		/* words of the button that opens it */
	int64_t		 activity_id;	/* may be done and put off; or 0 */
	int64_t		 rev;		/* of it */
	bool		 call;		/* a call: phone is the first button */
	int64_t		 deal_id;	/* of a deal's own row, else 0 */
};

/*
 * Whose work is asked for.  Usual is mine; everybody's for those who have no
 * open deals of their own while others have: heads, bookkeepers.
 */
enum whose { WHOSE_USUAL, WHOSE_MINE, WHOSE_ALL };

#define ITEMS	400

/* What the page is made of. */
struct queue {
	struct work		*w;
	bool			 all;	/* everybody's, not only mine */
	struct item		 list[ITEMS];
	size_t			 n;
	bool			 cut;	/* there is more than was read */
	struct deal_count	*counts;	/* of open deals, as asked */
	size_t			 ncounts;
	bool			 deals;	/* any deal at all is seen */
	struct db_rows		*stages;	/* id, name, kind, pipeline */
	struct db_rows		*tasks;	/* see queue.c */
	struct document_late	*late;
	size_t			 nlate;
};

/*
 * Read what waits for the actor, or for everybody he sees, ranked; at most
 * six statements.  ERR_DB.
 */
enum err	 queue_read(struct work *w, enum whose whose,
		    struct queue *q);

/* Columns of queue.stages. */
enum { S_ID, S_NAME, S_KIND, S_PIPELINE };

/*
 * The stage's row, or -1.
 */
int		 queue_stage(const struct queue *q, int64_t stage_id);

/* The day beside the queue: calls and meetings of today. */
void		 now_agenda(struct request *rq, const struct queue *q);

/* Open deals by stage. */
void		 now_deals(struct request *rq, const struct queue *q);

/* Invoices that are past their day. */
void		 now_invoices(struct request *rq, const struct queue *q);

/*
 * "today", "yesterday", "12.11", "12.11.2025": a day within a sentence.
 */
const char	*now_day(const struct work *w, int32_t day);

/* "14:30" of a moment in the actor's zone. */
const char	*now_clock(const struct work *w, int64_t at);

#endif
