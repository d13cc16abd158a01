#ifndef MOD_DUPLICATES_SCAN_H
#define MOD_DUPLICATES_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/db.h"
#include "core/job.h"
#include "core/work.h"
#include "mod/duplicates/pair.h"

/*
 * The scan for duplicates, a regular job.  First the signs of every contact
 * (phones, addresses, codes, account, name) are written down as hashes; then
 * contacts that share a sign are compared, block by block in the order of
 * hashes; then pairs that were not found again go.  Every slice is a
 * transaction that ends with how far it came, so a scan that is cut off goes
 * on where it was.  Memory does not grow: a slice holds some thousand signs.
 */

#define BLOCK_ASK	12	/* share a sign: more must have another, too */
#define BLOCK_MOST	300	/* more say nothing: passed over */
#define BLOCK_PAIRS	50	/* pairs of a block that are kept */

/* How far the scan is. */
struct scan {
	int64_t	 number, at, last_id, contacts, pairs, began_at, ended_at;
	int	 stage;		/* 0: none is going on */
};

/*
 * Read it; for_update locks it until the transaction ends.
 */
enum err	 scan_read(struct work *w, bool for_update, struct scan *out);

/*
 * How much of it is done, 0 to 100.
 */
int		 scan_percent(const struct scan *s);

/*
 * What the job does: see core/job.h.
 */
enum err	 scan_slice(struct work *w, struct job *job);

/* What is known of contacts, by rows. */
struct facts {
	struct arena	*mem;
	struct db_rows	*rows;	/* of contacts, by their ids */
	struct db_rows	*parts;	/* their phones and addresses, by theirs */
};

/*
 * The facts of contacts with these ids, as the actor may see them, at most
 * 5,000 and without order; or, ids NULL, of the next most above after.
 * Two statements.
 */
enum err	 facts_read(struct work *w, const struct db_val *ids, size_t n,
		    int64_t after, int most, struct facts *out);

/*
 * The likeness of row r.
 */
void		 facts_likeness(const struct facts *f, size_t r,
		    struct likeness *out);

/* Columns of facts.rows. */
enum { FACT_ID, FACT_KIND, FACT_NAME, FACT_PHONE, FACT_EMAIL, FACT_TAX,
	FACT_REG, FACT_IBAN, FACT_CITY, FACT_BIRTHDAY, FACT_WORKS, FACT_OWNER,
	FACT_TEAM };

/*
 * The row of contact id, by halving; facts.rows->n if it is not there.
 */
size_t		 facts_find(const struct facts *f, int64_t id);

#endif
