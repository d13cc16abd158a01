#ifndef DOCUMENTS_DOCUMENTS_H
#define DOCUMENTS_DOCUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/vat.h"
#include "core/module.h"
#include "core/work.h"

/* Invoices and credit notes, their lines, and the money that came for them. */
extern const struct entity invoice_entity;
extern const struct entity invoice_line_entity;
extern const struct entity payment_entity;

/* One side of a paper; a text is NULL when there is none. */
struct paper_party {
	const char	*name;
	const char	*reg_no;	/* register number */
	const char	*vat_no;	/* VAT or tax number, as written */
	const char	*street, *city, *region, *postcode;
	const char	*country;	/* ISO 3166-1 alpha-2 */
	const char	*iban, *bank, *bic;
	const char	*phone, *email;
};

/* A line of a paper. */
struct paper_line {
	int64_t		 id;
	int64_t		 product_id;	/* 0: words only */
	const char	*code;		/* the seller's; NULL: none */
	const char	*name;
	const char	*unit;		/* UN/ECE Rec 20 */
	const char	*vat;		/* "S20", "O" */
	struct doc_line	 sum;		/* its numbers, worked out */
};

/* A document with all that is printed or sent of it. */
struct paper {
	int64_t		 id, rev;
	const char	*kind;		/* "invoice", "credit_note" */
	const char	*status;	/* "draft", "issued" */
	const char	*settled;	/* "no" "part" "full" "credited", or NULL */
	bool		 complete;	/* issued and frozen: it never changes */
	const char	*series, *number;	/* NULL: a draft */
	const char	*label;		/* both, as on the paper; NULL: a draft */
	const char	*date, *due_on;	/* "2026-11-21", or NULL */
	const char	*currency;	/* ISO 4217 */
	const char	*basis, *note;	/* or NULL */
	const char	*issuer;	/* name of who issued it, or NULL */
	int64_t		 contact_id, deal_id, parent_id;	/* 0: none */
	const char	*contact;	/* its name now; NULL: none */
	const char	*deal;		/* the deal's title; NULL: none */
	const char	*parent;	/* label of the credited invoice, or NULL */
	const char	*parent_date;
	struct paper_party seller, buyer;	/* of a draft: as they are now */
	struct doc_terms terms;
	struct paper_line *lines;	/* in the order of the paper */
	size_t		 nlines;
	struct doc_totals totals;	/* frozen: as issued */
	int64_t		 paid, credited, debt;	/* minor units */
};

/*
 * The documents with these ids that the actor may see, in the order of ids;
 * those he may not are left out.  Three statements and one for the VAT of
 * frozen ones, however many.  A document whose lines do not add up to it
 * (an import not finished) has complete false.
 *
 * ids   n of them, at most 1,000
 * out   n places; the papers live as long as the work
 * made  how many there are
 *
 * ERR_DB.
 */
enum err	 documents_load(struct work *w, const int64_t *ids, size_t n,
		    struct paper *out, size_t *made);

/* One document; ERR_NOTFOUND as for any record. */
enum err	 document_load(struct work *w, int64_t id, struct paper **out);

/* A period, and where the last part of it ended. */
struct document_span {
	const char	*from, *to;	/* "2026-01-01", both included; NULL: open */
	const char	*after_date;	/* of the last document had; NULL: none */
	int64_t		 after_id;	/* its id */
	bool		 export;	/* the verb export is needed too */
};

/*
 * Documents issued in a period, by date and id, for an export in parts: those
 * after the last one had.
 *
 * most   places of ids and dates, at most 1,000
 * dates  their dates, for the next part
 * n      how many there are; fewer than most: the period is at its end
 *
 * ERR_DB.
 */
enum err	 documents_period(struct work *w,
		    const struct document_span *span, size_t most,
		    int64_t *ids, const char **dates, size_t *n);

/*
 * Give the draft its number, freeze it and write down both sides.  The
 * number is the next of its series and year, without gaps: whoever issues
 * holds the series until his transaction ends.
 *
 * rev  as the user saw the document, or REV_ANY
 *
 * ERR_INVALID   something is missing; work_problem() says what
 * ERR_NOTFOUND, ERR_CONFLICT, ERR_DENIED as record_save()
 */
enum err	 document_issue(struct work *w, int64_t id, int64_t rev);

/*
 * Make a draft credit note with the lines of issued invoice id; its id is put
 * into *out.  ERR_INVALID if the invoice is a draft or credited wholly.
 */
enum err	 document_credit(struct work *w, int64_t id, int64_t *out);

/*
 * Make a draft invoice with the contact, currency and lines of a deal.
 * ERR_NOTFOUND if the actor does not see the deal; ERR_INVALID if it is lost.
 */
enum err	 document_from_deal(struct work *w, int64_t deal, int64_t *out);

/* Money that came for an invoice. */
struct receipt {
	int64_t		 amount;	/* minor units of the invoice's currency */
	const char	*date;		/* "2026-11-21" */
	const char	*purpose;	/* or NULL */
};

/*
 * Note that money came for invoice id.  More than is left to pay is refused,
 * with words: record the rest as a payment of its own without an invoice.
 * The payment's id is put into *payment unless that is NULL.
 */
enum err	 document_pay(struct work *w, int64_t id,
		    const struct receipt *r, int64_t *payment);

/* A row of a report. */
struct document_sum {
	int64_t		 id;		/* of the contact, owner, product; or 0 */
	const char	*group;		/* its name, "2026-11", "UA"; "" if none */
	const char	*currency;
	int64_t		 count;		/* documents; of products, lines */
	int64_t		 amount;	/* minor units */
};

enum document_by {
	BY_YEAR, BY_MONTH, BY_COUNTRY, BY_OWNER, BY_CONTACT, BY_PRODUCT,
	BY_DOCUMENT_END,
	BY_ALL = BY_DOCUMENT_END	/* one row for each currency */
};

/* What a report of documents is asked for. */
struct document_ask {
	const char		*from, *to;	/* dates, included; NULL: open */
	enum document_by	 by;
	int64_t			 owner_id;	/* 0: all that the actor may see */
	int64_t			 product_id;	/* only lines with it; or 0 */
	const char		*country;	/* of the buyer; or NULL */
	bool			 overdue;	/* of debts: should be paid by now */
	int			 most;		/* rows, at most 5,000 */
};

/*
 * "year" and so on; false if there is no such grouping.
 */
bool		 document_by_find(const char *name, enum document_by *out);

/*
 * What was sold: gross of issued invoices less credit notes of the period, as
 * far as the actor may see, in one statement.  Years and months in their
 * order, other groups with the greatest first, so that what is beyond .most
 * is the smallest.  By product, and of one product, each line counts with its
 * part of the gross.  A credit note is not counted, only taken away.  ERR_DB.
 */
enum err	 documents_sales(struct work *w,
		    const struct document_ask *ask,
		    struct document_sum **out, size_t *n);

/*
 * What clients owe: payable less paid and credited, the greatest first, by
 * contact, owner or all; a period is that of the documents' dates.
 */
enum err	 documents_debts(struct work *w,
		    const struct document_ask *ask,
		    struct document_sum **out, size_t *n);

/*
 * What one contact owes, by currency; below 0 what is owed to him.
 */
enum err	 contact_debts(struct work *w, int64_t contact,
		    struct document_sum **out, size_t *n);

/* An invoice that should have been paid. */
struct document_late {
	int64_t		 id;
	const char	*label;		/* "INV-2026-0007" */
	const char	*contact;	/* name, or NULL */
	int64_t		 contact_id;
	const char	*due_on;
	int32_t		 days;		/* late by */
	int64_t		 debt;		/* minor units */
	const char	*currency;
};

/*
 * The invoices that are past their day, the longest overdue first.
 *
 * owner_id  only this user's; 0: all that the actor may see
 * most      at most so many
 */
enum err	 documents_overdue(struct work *w, int64_t owner_id, int most,
		    struct document_late **out, size_t *n);

#endif
