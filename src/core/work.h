#ifndef CORE_WORK_H
#define CORE_WORK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "core/db.h"
#include "core/i18n.h"

struct conf;
struct memo;		/* what the transaction knows already; core/memo.h */
struct pending;		/* core/changelog.c */
struct search_pending;	/* core/search.c */
struct rights;		/* verbs and scopes by entity; core/rights.h */
struct site;		/* the firm's settings; core/site.h */
struct zone;		/* base/zone.h */

/* Through what a change was made; the change log keeps the number. */
enum channel {
	BY_FORM = 1, BY_BOARD, BY_IMPORT, BY_RULE, BY_TOOL, BY_UNDO, BY_MERGE
};

/* Who acts.  The system itself (a job, the tool) is user 0 with all rights. */
struct actor {
	int64_t			 user_id;
	const char		*name;		/* as shown; NULL for the system */
	const struct rights	*rights;	/* NULL: all */
	const int64_t		*teams;		/* own team and those below it */
	size_t			 nteams;	/* teams[0] is the own one */
	enum channel		 channel;
};

/* What this work has changed so far: one row of change_set, or none yet. */
struct change_set {
	int64_t		 id;		/* 0 until it is written: inside work_run()
					   at the end, else at the first save */
	int		 nrecords;
	const char	*request_key;	/* of the form; NULL outside forms */
	const char	*what;		/* of a batch: "import of x.csv"; or NULL */
	const char	*perm;		/* rights that it asked for, by a blank,
					   as "contact.delete"; or NULL */
	int64_t		 undoes;	/* the set this one takes back, else 0 */
	const char	*answer;	/* where the form led to; or NULL */
	struct pending	*pending;	/* rows that are not written yet */
	bool		 gone;		/* a record went to the bin */
};

/* A refused value: what the form shows beside the field, the import by row. */
struct problem {
	struct problem	*next;
	size_t		 row;		/* of the batch; 0 for a form */
	const char	*field;		/* NULL: of the record as a whole */
	const char	*text;		/* in the language of the work */
};

/*
 * What a rule needs, and all it may use: rules take a work, never a request.
 * A request has one, a job has one, a test makes one.  It is one transaction:
 * whoever made the work commits it if the rule says OK, else rolls it back.
 */
struct work {
	struct arena		*mem;	/* ends with the work */
	struct db		*db;
	const struct conf	*conf;
	const struct site	*site;
	struct actor		 actor;
	enum lang		 lang;	/* the actor's; t() speaks it */
	const struct zone	*zone;	/* the actor's */
	int64_t			 now_s;	/* UTC; the same moment for all of it */
	struct change_set	 set;
	struct problem		*problems;	/* newest first */
	struct memo		*memo;	/* of the transaction; NULL outside */
	struct search_pending	*found;	/* by what records are found now,
					   not written yet */
};

/*
 * Note that a value was refused.
 *
 * row    of the batch, 0 for a form
 * field  its name, or NULL when the record as a whole is wrong
 * text   what is wrong and what is expected, already translated; kept as it
 *        is, so it must live as long as the work
 *
 * Returns ERR_INVALID, so that a rule can say "return work_refuse(...)".
 */
enum err	 work_refuse(struct work *w, size_t row, const char *field,
		    const char *text);

/*
 * The first problem of this row and field, or NULL.  field NULL asks for any.
 */
const struct problem *work_problem(const struct work *w, size_t row,
		    const char *field);

/*
 * Run rule(w, arg) as one transaction: write the change log and commit when
 * it says OK, else roll back.  On ERR_RETRY (deadlock) all of it is run again,
 * up to 4 times, so a rule keeps nothing outside the database and *arg's
 * results.
 */
enum err	 work_run(struct work *w,
		    enum err (*rule)(struct work *, void *), void *arg);

/*
 * The firm's zone; before there is a firm the actor's, which may be NULL: UTC.
 */
const struct zone *work_firm_zone(const struct work *w);

/*
 * The date of a moment in the firm's zone, as days since 1970-01-01.
 */
int32_t		 work_firm_day(const struct work *w, int64_t at_s);

/*
 * Today's date in the actor's zone, as days since 1970-01-01.
 */
int32_t		 work_today(const struct work *w);

/*
 * The same where the firm is: the date that its papers bear, whoever makes
 * them.
 */
int32_t		 work_firm_today(const struct work *w);

#endif
