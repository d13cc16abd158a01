#ifndef CORE_SEARCH_H
#define CORE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/err.h"
#include "core/draft.h"
#include "core/module.h"
#include "core/work.h"

/*
 * The index that finds records by words (DESIGN 4.10).
 *
 * A record is found by the words of its FIELD_SEARCH fields as alike_text()
 * makes them, and by any three or more digits that stand together in its
 * telephones and codes.  Table posting has a row for each word, and one without
 * a word that has all of them; of the living alone, and nothing about rights,
 * which are the record's own and asked of it.
 *
 * A number is kept by its ends, from every second digit on, with what is
 * before that end backwards behind a dot: 12345 is #12345., #345.21, so that
 * 234 is found as #34 with .2 behind it (core/query_text.c).
 *
 * Each posting has the sign of its record: a bit for the first two and one for
 * the first three bytes of each word, so that of two frequent words the
 * postings of one pass over most records without the other.
 */

#define SEARCH_FOLD	2	/* raised when words are made in another way */
#define SEARCH_DIGITS	3	/* of a number that are looked for at least */

/*
 * The number that stands for e in the index; 0: e is not in it, for it has no
 * such field or only a handful of records (ENTITY_SMALL).
 */
int64_t		 search_kind(const struct entity *e);

/*
 * Its FIELD_SEARCH fields, ends with NULL.
 */
const struct field **search_fields(struct arena *mem, const struct entity *e);

/* What one record is found by. */
struct search_doc {
	const char	*words;		/* as in posting */
	const char	*numbers;
	const char	**keys;		/* words of its postings, by code */
	size_t		 nkeys;
	int64_t		 sign;		/* of all its words */
};

/*
 * The bits that the sign of a record has, which has a word that begins with
 * this one; 0 says nothing.
 */
int64_t		 search_sign(const char *word);

/*
 * The doc of a record with these values, in the order of fields; false for one
 * that is found by nothing, which the index does not hold.
 */
bool		 search_doc(struct arena *mem,
		    const struct field *const *fields,
		    const char *const *values, struct search_doc *out);

/*
 * Note what a batch of drafts that have been written is found by now.  Inside
 * work_run() it is written at the end, with that of all other batches.
 */
enum err	 search_write(struct work *w, const struct draft *drafts,
		    size_t n);

/*
 * Write what search_write() has noted: a statement for what comes, one for what
 * goes.  Called by work_run().
 */
enum err	 search_close(struct work *w);

/*
 * Take in the records of before the index, of all entities, until this
 * time (0: to the end); each step is a transaction of its own.  left says
 * whether there is more.  Outside any transaction.
 */
enum err	 search_fill(struct work *w, time_t until, bool *left);

/*
 * How many postings differ from a recount; with repair they are made
 * anew.  Outside any transaction.
 */
enum err	 search_look(struct work *w, bool repair, int64_t *wrong);

#endif
