#ifndef LISTS_BULK_H
#define LISTS_BULK_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/crud_scope.h"
#include "core/job.h"
#include "core/module.h"
#include "core/query.h"
#include "core/work.h"

/*
 * One change made to many records: those chosen in a list, or all that a list
 * has.  Some hundreds are changed at once, within the request; more by a job,
 * some hundred in a transaction, in the order of their ids.  All of it is one
 * change set and is undone as one.  Each record goes through the write gate by
 * itself: one that is refused stays as it is, with the reason, and does not
 * stop the others.
 */

enum bulk_act { BULK_SET, BULK_TAG, BULK_UNTAG, BULK_DELETE, BULK_ACTS };
enum bulk_state { BULK_RUNS = 1, BULK_DONE, BULK_STOPPED };

#define BULK_NOW	300	/* so many are changed within the request */
#define BULK_BATCH	250	/* of a transaction of the job */
#define BULK_BAD	1000	/* refusals that are kept */

struct bulk {
	int64_t			 id;
	int64_t			 user_id;
	const struct entity	*e;
	enum bulk_act		 act;
	const struct field	*field;		/* BULK_SET */
	const char		*value;		/* as programs write it; NULL: it
						   is emptied.  Or the tag */
	const char		*query;		/* of a list; NULL: chosen ones */
	int64_t			 upto, at_id;
	int64_t			 total;		/* -1: not known */
	enum taking		 way;		/* of the words of query */
	enum bulk_state		 state;
	int64_t			 changed, same, refused;
	const char		*error;
	int64_t			 set_id;
};

/* A record that is to be changed. */
struct bulk_row {
	int64_t		 id;
	int64_t		 rev;		/* that was seen, or REV_ANY */
	const char	*currency;	/* of its money, or NULL: the firm's */
	const char	*why;		/* out: refused, in words; NULL: not */
};

/* "set" and so on; NULL-safe search: BULK_ACTS for another word. */
const char	*bulk_act_name(enum bulk_act act);
/* The act of this name. */
enum bulk_act	 bulk_act_find(const char *name);

/*
 * The tags of records of e: an entity called "contact_tag" whose parent is
 * one of e and which has a tag_id.  NULL: they bear none.
 */
const struct entity *bulk_tags(struct work *w, const struct entity *e);

/*
 * Whether field f of records of e may be given to many at once.
 */
bool		 bulk_offers(struct work *w, const struct entity *e,
		    const struct field *f);

/* What was done, in words: "City: Lviv". */
const char	*bulk_words(struct work *w, const struct bulk *b);

/*
 * Change n records: counts go to b, reasons to the rows and to bulk_bad of
 * b->id.  Inside a transaction.
 */
enum err	 bulk_apply(struct work *w, struct bulk *b,
		    struct bulk_row *rows, size_t n);

/*
 * Keep a new one, in the state given; b->id is set.
 */
enum err	 bulk_new(struct work *w, struct bulk *b);

/* What has become of it. */
enum err	 bulk_put(struct work *w, const struct bulk *b);

/*
 * The actor's own, of e.  ERR_NOTFOUND.
 */
enum err	 bulk_get(struct work *w, const struct entity *e, int64_t id,
		    struct bulk *b);

/*
 * The list that b->query asks for.
 */
enum err	 bulk_scope(struct work *w, const struct bulk *b,
		    struct crud_scope *scope);

/*
 * The list, but of the records behind from, as far as upto, by id; its words
 * are taken in b's way.
 */
enum err	 bulk_query(struct work *w, const struct bulk *b,
		    const struct crud_scope *scope, int64_t from,
		    int64_t upto, struct query *q);

/*
 * Up to most records of the list behind b->at_id, as far as upto, by id, with
 * the revisions that fit: one that is changed before it is written is refused.
 */
enum err	 bulk_rows(struct work *w, const struct bulk *b,
		    const struct crud_scope *scope, int64_t upto, int most,
		    struct bulk_row **rows, size_t *n);

/*
 * Let a job do it.
 */
enum err	 bulk_ask(struct work *w, const struct bulk *b);

/*
 * Give the job a second, from its page.
 */
enum err	 bulk_look(struct work *w, struct bulk *b);

/*
 * Why the job was given up, in words; NULL: it was not.
 */
enum err	 bulk_failed(struct work *w, const struct bulk *b,
		    const char **why);

extern const struct job_kind lists_jobs[];

#endif
