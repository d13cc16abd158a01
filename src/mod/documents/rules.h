#ifndef DOCUMENTS_RULES_H
#define DOCUMENTS_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vat.h"
#include "core/record.h"
#include "core/tally.h"
#include "core/work.h"
#include "mod/documents/documents.h"

/* What the rules of this module share; nobody else includes it. */

#define DOCUMENT_MANY	1000	/* ids of one statement */

/* A growing set of ids. */
struct ids {
	struct arena	*mem;
	int64_t		*v;
	size_t		 n, cap;
};

/*
 * Add an id; 0 is not added.
 */
void		 ids_add(struct ids *s, int64_t id);

/*
 * Sort s, drop doubles, and write it as JSON, "[1,7]": one value for a
 * statement that joins JSON_TABLE, whatever the number of ids.
 */
const char	*ids_json(struct ids *s);

/*
 * Append s as a JSON string.
 */
void		 json_text(struct str *out, const char *s);

/* The head of a document, read under its lock. */
struct head {
	int64_t		 id;
	const char	*kind, *status, *settled, *currency, *label;
	bool		 complete, deleted;
	struct doc_terms terms;
	int64_t		 net, vat, gross, rounding, payable;
	int64_t		 paid, credited, debt;
	int64_t		 contact_id, parent_id, owner_id, team_id;
};

/*
 * Lock the documents of ids, in the order of ids, and read them as they are
 * now (not as the transaction began).  ERR_DB, ERR_RETRY.
 */
enum err	 heads_lock(struct work *w, struct ids *ids,
		    struct head **out, size_t *n);

/*
 * The head with this id in a list of heads_lock(), or NULL.
 */
struct head	*head_find(struct head *list, size_t n, int64_t id);

/* A line as the table has it. */
struct row {
	int64_t		 id, document_id;
	const char	*vat;
	struct doc_line	 sum;		/* its tax is not read yet */
	int64_t		 net, gross;	/* as stored, minor units */
};

/*
 * The living lines of documents (ids as ids_json() writes them) as they are
 * now, by document and place.  ERR_DB.
 */
enum err	 rows_read(struct work *w, const char *json, struct row **out,
		    size_t *n);

/* An imported document and the lines it has so far. */
struct filling;

/*
 * What the documents of heads that were imported as issued and are not frozen
 * hold; one place for each head, NULL for the others.  No statement if there
 * is none of them.  ERR_DB.
 */
enum err	 fillings_load(struct work *w, const struct head *heads,
		    size_t n, struct filling ***out);

/*
 * Add a line to an imported document; false if what it has comes to its gross
 * already and the line would change that (a gift would not).
 */
bool		 filling_takes(struct work *w, struct filling *f,
		    const struct doc_line *line);

/*
 * Work out documents from their lines and write what has changed: sums of
 * documents that are not frozen, net and gross of their lines.  One imported
 * as issued is frozen as soon as its lines come to its gross.
 *
 * A constant number of statements.  ERR_INVALID if a sum is too great.
 */
enum err	 documents_total(struct work *w, struct ids *ids);

/*
 * Let the sums of a draft wait for its lines, which the same form brings:
 * what it is saved with changes them only once.  Ends with
 * document_total_now().
 */
void		 document_total_wait(struct work *w, int64_t id);

/*
 * Whether the sums of a document wait; they are due from now on.
 */
bool		 document_total_waits(struct work *w, int64_t id);

/*
 * Work out the sums that waited, unless its lines have done so meanwhile.
 * As documents_total().
 */
enum err	 document_total_now(struct work *w, int64_t id);

/*
 * Write down the VAT of a draft that is about to be issued; once.
 */
enum err	 document_vat_write(struct work *w, const struct paper *p);

/*
 * Add up what was paid and credited of documents and write what has changed:
 * paid, credited, debt, settled.  ERR_DB, ERR_RETRY.
 */
enum err	 documents_settle(struct work *w, struct ids *ids);

/*
 * What issued papers come to by day, owner, team, currency and country of the
 * buyer: sales.c.
 */
extern const struct tally sales_tally;

/*
 * Bring the tally of sales to what papers come to now that they are written.
 */
enum err	 sales_written(struct work *w, const struct event *ev);

/*
 * documents_sales() of years, months, owners, countries or all, by the tally;
 * in no order.
 */
enum err	 sales_sums(struct work *w, const struct document_ask *ask,
		    struct document_sum **out, size_t *n);

/*
 * What is owed for a document of which so much is payable, paid, credited;
 * settled is the state that goes with it, or NULL.
 */
int64_t		 document_debt(const struct head *h, const char **settled);

/*
 * Save what follows from other records: the actor's own rights were asked
 * for those already.  As record_save_many().
 */
enum err	 save_derived(struct work *w, const struct entity *e,
		    struct record *rows, size_t n);

/* A number a document was given. */
struct number {
	const char	*series;	/* "INV" */
	const char	*number;	/* "2026-0007" */
	const char	*label;		/* "INV-2026-0007" */
};

/*
 * Take the next number of the series of a kind in a year; the series stays
 * locked until the transaction ends, so that a number is never skipped and
 * never given twice.  ERR_INVALID (noted) if the kind has no series.
 */
enum err	 series_take(struct work *w, const char *kind, int year,
		    struct number *out);

/*
 * How many numbers were given that no document bears: there must be none.
 * Nothing can be mended.
 */
enum err	 series_look(struct work *w, bool repair, int64_t *wrong);

/*
 * How many documents say another sum paid than their payments do.
 */
enum err	 paid_look(struct work *w, bool repair, int64_t *wrong);

/*
 * The number as it stands on the paper: "INV-2026-0007".
 */
const char	*number_label(struct arena *mem, const char *series,
		    const char *number);

/* A contact as the buyer of a document. */
struct buyer {
	int64_t			 id;	/* 0: none the actor may see */
	int64_t			 owner_id, team_id;	/* 0: none */
	struct paper_party	 party;
};

/*
 * Buyers as they are now: out[i] is the contact ids[i] (0: none).  One
 * statement.  ERR_DB.
 */
enum err	 buyers_load(struct work *w, const int64_t *ids, size_t n,
		    struct buyer *out);

/*
 * Put a party into the fields "seller_..." or "buyer_..." of a draft.
 */
void		 party_put(struct draft *d, const char *side,
		    const struct paper_party *p);

/*
 * The firm as it is now.
 */
void		 seller_load(const struct work *w, struct paper_party *out);

/*
 * What the lines of a paper come to: fills the sum of each and the totals.
 * ERR_INVALID if a sum is too great.
 */
enum err	 paper_compute(struct arena *mem, struct paper *p);

/* Complete and judge invoices and credit notes. */
enum err	 invoice_check(struct work *w, struct draft *drafts, size_t n);
/* Sums follow terms; a credit note takes away from its invoice. */
enum err	 invoice_written(struct work *w, const struct event *ev);
/* Complete and judge lines. */
enum err	 line_check(struct work *w, struct draft *drafts, size_t n);
/* Sums of documents follow their lines. */
enum err	 line_written(struct work *w, const struct event *ev);
/* Complete and judge payments. */
enum err	 payment_check(struct work *w, struct draft *drafts, size_t n);
/* Debts follow payments. */
enum err	 payment_written(struct work *w, const struct event *ev);

#endif
