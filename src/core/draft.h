#ifndef CORE_DRAFT_H
#define CORE_DRAFT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/module.h"
#include "core/record.h"
#include "core/rights.h"
#include "core/work.h"

/*
 * A record on its way through the write gate.  What modules may do with one
 * is in core/record.h; this is for the gate's own files.
 */

/* One field of a draft, by its slot. */
struct slot {
	struct db_val	 old;		/* as the table has it */
	struct db_val	 now;		/* as it will be */
	bool		 set;		/* a change or a rule gave it a value */
};

/* The fields of a kind of record by slot: its own, then the common. */
struct shape {
	const struct field *const *fields;	/* NULL: its table has no such */
	size_t			 n;
};

struct logged;	/* core/changelog.h */

struct draft {
	const struct entity	*e;
	const struct shape	*shape;
	struct work		*w;
	struct record		*r;
	size_t			 row;	/* of the caller's batch */
	struct slot		*slots;	/* the entity's fields, then the common */
	int64_t			 rev;	/* as the table has it */
	int64_t			 see_owner, see_team;	/* who carries rights */
	const struct logged	*undo;	/* what is taken back; or NULL */
	bool			 found;
	bool			 is_new;
};

/*
 * How many slots a record has.
 */
size_t		 slot_count(const struct shape *s);

/*
 * The field of slot i, or NULL where the table has no such common field.
 */
const struct field *slot_field(const struct shape *s, size_t i);

/*
 * The slot of a field's name; slot_count() if there is none.
 */
size_t		 slot_find(const struct shape *s, const char *name);

/*
 * n empty drafts for rows, the first of which is row first of the batch.
 */
struct draft	*drafts_new(struct work *w, const struct entity *e,
		    struct record *rows, size_t n, size_t first);

/*
 * Take the changes of the draft's record, refusing values that break their
 * field's rules: length, range, characters, choice.
 */
void		 draft_take(struct draft *d);

/*
 * Refuse what a required field lacks; fill owner and team of a new record.
 */
void		 draft_complete(struct draft *d);

/*
 * True while nothing has been refused.
 */
bool		 draft_live(const struct draft *d);

/*
 * Lock the rows of drafts that are no new ones and read them, as far as the
 * actor sees them: found, rev, old values.  One statement, for at most 500;
 * none for rows that this transaction holds already.
 */
enum err	 drafts_load(struct work *w, const struct entity *e,
		    struct draft *drafts, size_t n);

/*
 * The row of d is not as it was read any more.
 */
void		 draft_forget(const struct draft *d);

/*
 * Whether d gets another owner or team, or goes to the bin or out of it.
 */
bool		 draft_moved(const struct draft *d);

/*
 * Whether the actor's verb reaches d as it was read.
 */
bool		 draft_reached(const struct draft *d, enum verb v);

/*
 * Whether slot i gets another value than it has.
 */
bool		 slot_changes(const struct draft *d, size_t i);

/*
 * What is said of a record that is not there, or not for the actor's eyes.
 */
const char	*draft_unseen(void);

/*
 * Refuse a draft whose record the actor does not see, that he may not change
 * or make so, that was changed since he saw it, or, in an undo, since it was
 * left so (core/admit.c).
 */
void		 draft_admit(struct draft *d);

/*
 * Refuse drafts with a new reference to a record that the actor does not see,
 * or, where it carries the rights, may not edit (core/refs.c).  A statement
 * for each field that has such.
 */
enum err	 drafts_refs(struct work *w, struct draft *drafts, size_t n);

/*
 * What comes out of the bin must find what it belongs to: refuse drafts whose
 * parent, or what they cannot be without, is deleted (core/restored.c).
 */
enum err	 restored_check(struct work *w, struct draft *drafts, size_t n);

/*
 * Write up to 500 records of one entity as they were before what is logged of
 * them: rows[i] from undo[i].  record_save_many() otherwise, but for how far
 * rights reach: what is the latest of a record goes back also by those to where
 * it goes back to, and what was made last by that to make such.
 */
enum err	 record_set_back(struct work *w, const struct entity *e,
		    struct record *rows, size_t n,
		    const struct logged *undo);

#endif
