#ifndef ACTIVITIES_PARTS_H
#define ACTIVITIES_PARTS_H

#include <stdint.h>

#include "base/err.h"
#include "core/module.h"
#include "core/record.h"
#include "core/work.h"

struct out;
struct query;
struct request;

/* The kinds and states, with labels. */
extern const struct choice	activity_kinds[], activity_states[],
				activity_priorities[];

/* Rules for a batch before it is written. */
enum err	 activity_check(struct work *w, struct draft *drafts,
		    size_t n);

/* Listener: a contact that was spoken to knows when. */
enum err	 activity_saved(struct work *w, const struct event *ev);

/* Listener: who sees a record sees what hangs on it. */
enum err	 anchor_saved(struct work *w, const struct event *ev);

/* POST /contacts/:id/activities and so on: a note, call or task typed on a card. */
enum err	 quick_take(struct request *rq);

/* POST /activities/:id/done: done, with what came of it. */
enum err	 done_take(struct request *rq);

/* POST /activities/:id/postpone: due by another day. */
enum err	 postpone_take(struct request *rq);

/* The list that the panel of a contact's card shows. */
size_t		 story_contact_ask(struct request *rq, int64_t id,
		    struct query *lists);

/* The same for a deal. */
size_t		 story_deal_ask(struct request *rq, int64_t id,
		    struct query *lists);

/* The same for an invoice. */
size_t		 story_invoice_ask(struct request *rq, int64_t id,
		    struct query *lists);

/* Panels of cards: the quick form, open tasks, the story. */
enum err	 story_contact(struct request *rq, int64_t id,
		    struct out *panel);

/* The same for a deal. */
enum err	 story_deal(struct request *rq, int64_t id,
		    struct out *panel);

/* The same for an invoice. */
enum err	 story_invoice(struct request *rq, int64_t id,
		    struct out *panel);

/* The icon of a kind. */
const char	*activity_icon(const char *kind);

#endif
