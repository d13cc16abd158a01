#ifndef ACCOUNTING_BOOKS_H
#define ACCOUNTING_BOOKS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/xml.h"
#include "core/work.h"
#include "mod/accounting/ubl.h"
#include "mod/documents/documents.h"

/*
 * A document of ours in the terms of UBL.  *out and what it points to live
 * as long as mem and p.
 *
 * Of the buyer's number: what is a VAT number by ubl_vat_id() is that; any
 * other stands as register number if he has none.  A seller with a VAT
 * number is a VAT payer.  An invoice in EUR is paid by SEPA transfer, others
 * by transfer, if the seller has an account; a credit note names no payment.
 */
void		 books_ubl(struct arena *mem, const struct paper *p,
		    struct ubl_document *out);

/*
 * The name of a document's file: "INV-2026-0007-invoice.xml".  What file
 * systems refuse (blanks, / \ : * ? " < > |) becomes "_", and the id is
 * added then, so that no two documents share a name.
 */
const char	*books_file(struct arena *mem, const struct paper *p);

/* What to do with every document of a walk. */
struct books_visit {
	/* part is the work with an arena that is emptied now and then: what is
	   allocated there goes with it.  An error ends the walk. */
	enum err	(*each)(struct work *part, const struct paper *p,
			    void *arg);
	void		*arg;
	size_t		 most;		/* look at so many; 0: at all */
};

/*
 * Visit the issued documents of the span, by date and id, 500 at a time and
 * in constant memory.  Returns the error of each(), ERR_DB, or OK.
 */
enum err	 books_walk(struct work *w, const struct document_span *span,
		    const struct books_visit *visit);

struct tool;

/*
 * kartoteka account-export: accounting_export() with words on standard error
 * for what is left out.  Prints "written N refused N".
 */
int		 accounting_command(struct tool *tool);

#endif
