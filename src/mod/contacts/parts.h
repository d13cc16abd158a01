#ifndef CONTACTS_PARTS_H
#define CONTACTS_PARTS_H

#include "base/err.h"
#include "core/record.h"
#include "core/work.h"

struct out;
struct query;
struct request;

/* Rules for a batch of contacts before it is written. */
enum err	 contact_check(struct work *w, struct draft *drafts, size_t n);

/* GET /contacts/:id: its card, or that of the one that it has become. */
enum err	 contact_show(struct request *rq);

/* What the card of a contact shows besides facts: kind, tags, people. */
enum err	 contact_card(struct request *rq, int64_t id, struct out *page);

/* What its form shows besides fields: tabs for the kind. */
enum err	 contact_form(struct request *rq, int64_t id, struct out *page);

/* POST /contacts/:id/links: tie a person to this organisation. */
enum err	 links_take(struct request *rq);

/* POST /contacts/:id/points: a further phone, address or messenger. */
enum err	 points_take(struct request *rq);

/* POST /contacts/:id/tags: mark with a word. */
enum err	 tags_take(struct request *rq);

/* POST /contact-links/:id/delete and so on: take one away. */
enum err	 part_delete(struct request *rq);

/* The list of points_panel(). */
size_t		 points_ask(struct request *rq, int64_t id,
		    struct query *lists);

/* The list of tags_panel(). */
size_t		 tags_ask(struct request *rq, int64_t id,
		    struct query *lists);

/* The lists of people_panel(). */
size_t		 people_ask(struct request *rq, int64_t id,
		    struct query *lists);

/* Panel of people (or employers) on a contact's card. */
enum err	 people_panel(struct request *rq, int64_t id,
		    struct out *panel);

/* Panel of the words a contact is marked with. */
enum err	 tags_panel(struct request *rq, int64_t id,
		    struct out *panel);

/* Panel of further phones and addresses. */
enum err	 points_panel(struct request *rq, int64_t id,
		    struct out *panel);

#endif
