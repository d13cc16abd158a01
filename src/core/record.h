#ifndef CORE_RECORD_H
#define CORE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "core/module.h"
#include "core/work.h"

/*
 * The write gate.  No other file writes a table named by an entity
 * (tests/lint/writes.sh).  For every record it checks the actor's right,
 * validates by the entity's fields, compares the revision, writes the row and
 * the change log, and raises the event, all in w's transaction.
 */

struct draft;		/* a record on its way; see below */

/* A new value for one field.  Made by SET_...; a list of them ends with {0}. */
struct change {
	const char	*field;		/* a name from the entity's fields */
	enum ftype	 type;		/* must be the field's */
	struct db_val	 value;
};

#define SET_TEXT(name, v)	{ (name), F_TEXT, DB_S(v) }	/* F_LONG too */
#define SET_INT(name, v)	{ (name), F_INT, DB_I(v) }
#define SET_DECIMAL(name, v)	{ (name), F_DECIMAL, DB_I(v) }	/* x 1,000,000 */
#define SET_MONEY(name, v)	{ (name), F_MONEY, DB_I(v) }	/* minor units */
#define SET_DATE(name, v)	{ (name), F_DATE, DB_S(v) }	/* "2026-11-21" */
#define SET_TIME(name, v)	{ (name), F_TIME, DB_I(v) }	/* UTC seconds */
#define SET_BOOL(name, v)	{ (name), F_BOOL, DB_I(v) }
#define SET_CHOICE(name, v)	{ (name), F_CHOICE, DB_S(v) }
#define SET_REF(name, v)	{ (name), F_REF, DB_I(v) }	/* id; 0 empties */
#define SET_NULL(name, ftype)	{ (name), (ftype), DB_N }

#define REV_ANY		0	/* the change does not depend on what was there */

/*
 * Change one record.
 *
 * id       the record; above 0
 * rev      the revision the user saw (hidden field "rev" of the form), so that
 *          a stale form is noticed; REV_ANY for rules that no form stands behind
 * changes  the new values; fields not named stay as they are
 *
 * Setting deleted_at needs the verb delete, owner_id and team_id assign,
 * anything else edit.  A change to the value already there is not logged; if
 * nothing is left to change, the result is OK and nothing is written.
 *
 * ERR_INVALID   a value breaks its field's rules; see work_problem(w, 0, ...)
 * ERR_DENIED    the actor sees the record but may not do this to it
 * ERR_NOTFOUND  no such record, or the actor may not see it
 * ERR_CONFLICT  rev is old; the caller shows the merge page
 * ERR_DB        the transaction is lost; ERR_RETRY: run it again
 *
 *	const struct change c[] = {
 *		SET_REF("stage_id", stage), SET_TIME("stage_since", w->now_s), { 0 }
 *	};
 *	return record_save(w, &deal_entity, id, rev, c);
 */
enum err	 record_save(struct work *w, const struct entity *e,
		    int64_t id, int64_t rev, const struct change *changes);

/*
 * Make one record; its id is put into *id.  record_save_many() with one.
 */
enum err	 record_create(struct work *w, const struct entity *e,
		    const struct change *changes, int64_t *id);

/*
 * Move one record to the bin (deleted_at), or take it out again.
 */
enum err	 record_delete(struct work *w, const struct entity *e, int64_t id,
		    int64_t rev);
/* Out of the bin. */
enum err	 record_restore(struct work *w, const struct entity *e,
		    int64_t id);

/*
 * The record whose key is name, by whomever it is needed: his rights are not
 * asked.  Where there is none and it shall be made, it is taken out of the
 * bin, or made.  ERR_NOTFOUND.
 */
enum err	 record_named(struct work *w, const struct entity *e,
		    const char *name, bool make, int64_t *id);

/* One record of a batch. */
struct record {
	int64_t			 id;	/* 0: a new one; its id is put here */
	int64_t			 rev;
	const struct change	*changes;
	enum err		 err;	/* out: what became of this record */
	bool			 same;	/* out: there was nothing to change */
};

/*
 * Create or change n records of one entity: forms that make a record, imports,
 * bulk actions.  record_save() is this with n = 1.
 *
 * Statements are one per table and 500 records, so callers pass what they have
 * and never loop over record_save().  Owner and team of a new record are the
 * actor's unless set; a new record needs the verb create and every
 * FIELD_REQUIRED field.
 *
 * A record that is refused (rows[i].err as in record_save; why is in
 * work_problem(w, i, NULL)) does not stop the others: the import sets it
 * aside, the form shows it.  Returns OK when all were taken, ERR_INVALID when
 * some were refused, ERR_DB or ERR_RETRY when the transaction is lost and
 * with it all of them, ERR_REPEAT when the request key was used before.
 */
enum err	 record_save_many(struct work *w, const struct entity *e,
		    struct record *rows, size_t n);

/*
 * What an entity's check() and listeners see of one record: its fields as
 * they will be, and as they were.
 */
struct draft;

/*
 * Lock records until the transaction ends, and read them as they are now (not
 * as the transaction began), ids rising so that two who lock the same ones do
 * not wait for each other.  A save of one of them reads it no more.
 *
 * *out  n drafts in the order of ids, see draft_at(); draft_skipped() says of
 *       one that it is not there or the actor may not see it.
 *
 * A statement for 500 of those that this transaction does not hold yet.
 */
enum err	 record_hold(struct work *w, const struct entity *e,
		    const int64_t *ids, size_t n, struct draft **out);

/* A batch that has been written. */
struct event {
	const struct entity	*entity;
	struct draft		*drafts;
	size_t			 n;
};

/*
 * The i-th draft of a batch.
 */
struct draft	*draft_at(struct draft *drafts, size_t i);

/* The record's id; 0 in check() of a new one. */
int64_t		 draft_id(const struct draft *d);

/* The revision that it was read with, under its lock. */
int64_t		 draft_rev(const struct draft *d);

/* True for a record that is being made. */
bool		 draft_is_new(const struct draft *d);

/* True when a refusal already stands against it, or nothing changes in it. */
bool		 draft_skipped(const struct draft *d);

/* True when this save gives the field another value than it had. */
bool		 draft_changed(const struct draft *d, const char *field);

/* The value as it will be; NULL and 0 when empty. */
const char	*draft_text(const struct draft *d, const char *field);
/* The same for numbers, money, times, references. */
int64_t		 draft_int(const struct draft *d, const char *field);
/* The value as it was; of a new record empty. */
const char	*draft_old_text(const struct draft *d, const char *field);
/* The same for numbers. */
int64_t		 draft_old_int(const struct draft *d, const char *field);

/*
 * Set a field in check(): follows from others, may be FIELD_RULE.  The text
 * must live as long as the work; NULL empties.
 */
void		 draft_set_text(struct draft *d, const char *field,
		    const char *v);
/* The same for numbers; references: 0 empties. */
void		 draft_set_int(struct draft *d, const char *field, int64_t v);
/* Empty a field. */
void		 draft_set_null(struct draft *d, const char *field);

/*
 * Refuse the record in check(): text is what is wrong, translated, living as
 * long as the work; field NULL is the record as a whole.
 */
void		 draft_refuse(struct draft *d, const char *field,
		    const char *text);

#endif
