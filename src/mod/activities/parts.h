#ifndef ACTIVITIES_PARTS_H
#define ACTIVITIES_PARTS_H

#include <stdbool.h>
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
				activity_priorities[], repeat_kinds[];

/* Rules for a batch before it is written. */
enum err	 activity_check(struct work *w, struct draft *drafts,
		    size_t n);

/* Listener: a contact that was spoken to knows when. */
enum err	 activity_saved(struct work *w, const struct event *ev);

/* Listener: who sees a record sees what hangs on it. */
enum err	 anchor_saved(struct work *w, const struct event *ev);

/* POST /activities/new and /activities/:id/edit: with boxes for weekdays. */
enum err	 activity_make(struct request *rq);
/* The same of one that is there. */
enum err	 activity_edit(struct request *rq);

/* The form's boxes for weekdays. */
enum err	 activity_form(struct request *rq, int64_t id,
		    struct out *page);

/* What a card says besides facts: overdue, done, who asked; giving back. */
enum err	 activity_card(struct request *rq, int64_t id,
		    struct out *page);

struct crud_row;
struct job;

/* In the listener: what is to be told of those that changed. */
enum err	 remind_plan(struct work *w, const struct event *ev);

/* GET /reminders: what is to be told now, and was not put away. */
enum err	 remind_list(struct request *rq);

/* GET /reminders/told: the same as pop-ups, for pages that ask. */
enum err	 remind_new(struct request *rq);

/* POST /reminders/close: all of them put away. */
enum err	 remind_close_all(struct request *rq);

/* POST /reminders/:id/close: one of them. */
enum err	 remind_close(struct request *rq);

/* POST /reminders/:id/later: told again in a while. */
enum err	 remind_later(struct request *rq);

/* Job: a letter for each reminder whose user wants one. */
enum err	 remind_letters(struct work *w, struct job *job);

/* Job: each morning what is overdue and due today. */
enum err	 daily_letters(struct work *w, struct job *job);

/* Job: forget what was put away, or told long ago. */
enum err	 remind_sweep(struct work *w, struct job *job);

/* For doctor: reminders of what is done, dropped or deleted. */
enum err	 remind_look(struct work *w, bool repair, int64_t *wrong);

/* A row of the list: what is overdue says so. */
void		 activity_row(struct work *w, const struct crud_row *row);

/* Tabs above the list: to do, overdue, today, next, asked of others. */
enum err	 activity_tabs(struct request *rq, struct out *page);

/* POST /activities/:id/back: given back to who asked, with a word. */
enum err	 back_take(struct request *rq);

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

/* "Yesterday 18:00", in the actor's zone. */
const char	*activity_moment(const struct work *w, int64_t at);

/* The icon of a kind. */
const char	*activity_icon(const char *kind);

#endif
