#ifndef CORE_MEMO_H
#define CORE_MEMO_H

#include <stdbool.h>
#include <stdint.h>

#include "core/module.h"
#include "core/rights.h"
#include "core/work.h"

/*
 * What a transaction has found out already, so that it is not asked again:
 * records that are there, rows that it has locked, prices it has read.  It
 * lives from the beginning of the transaction to its end (work_run()); a work
 * without one, or one whose memo is full, remembers nothing and asks.
 */
struct memo;

/*
 * An empty memo in mem.
 */
struct memo	*memo_new(struct arena *mem);

/*
 * Remember what of (kind, id); what was known of it before is replaced.
 *
 * kind  an address that nobody else uses: a static of the caller's
 * what  lives as long as the transaction
 */
void		 memo_put(struct work *w, const void *kind, int64_t id,
		    const void *what);

/*
 * What was remembered of (kind, id), or NULL.
 */
const void	*memo_get(const struct work *w, const void *kind, int64_t id);

/*
 * Forget (kind, id).
 */
void		 memo_drop(struct work *w, const void *kind, int64_t id);

/*
 * Forget all: whose records are has changed.
 */
void		 memo_clear(struct work *w);

/* A record that the actor was found to see, or to edit. */
struct known {
	const struct rights	*rights;	/* as which he was asked for */
	bool			 see, edit;	/* which verbs reached it */
	const char		*title;		/* NULL: not asked */
};

/*
 * Remember that record id of e is there and within the actor's verb.
 * title may be NULL.
 */
void		 memo_know(struct work *w, const struct entity *e, int64_t id,
		    enum verb v, const char *title);

/*
 * What is known of a record, if the actor's verb (see or edit) was found to
 * reach it; else NULL.
 */
const struct known *memo_known(const struct work *w, const struct entity *e,
		    int64_t id, enum verb v);

#endif
