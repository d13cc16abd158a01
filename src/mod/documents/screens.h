#ifndef DOCUMENTS_SCREENS_H
#define DOCUMENTS_SCREENS_H

#include <stdint.h>

#include "base/err.h"
#include "core/i18n.h"
#include "mod/documents/documents.h"

struct out;
struct query;
struct request;

/* GET and POST /invoices/new and /invoices/:id/edit. */
enum err	 invoice_new(struct request *rq);
/* Take a new one. */
enum err	 invoice_create(struct request *rq);
/* The form of a draft; an issued one shows its card. */
enum err	 invoice_edit(struct request *rq);
/* Take it. */
enum err	 invoice_save(struct request *rq);

/* The grid of lines on the form, and what a new one begins with. */
enum err	 invoice_form(struct request *rq, int64_t id,
		    struct out *page);
/* Take the lines; issue the document if that button was pressed. */
enum err	 invoice_form_save(struct request *rq, int64_t id);
/* What the list needs of each row besides its columns. */
extern const char *const invoice_list_cols[];
/* How a row's invoice stands, and what a draft is called. */
void		 invoice_list_row(struct work *w, const struct crud_row *row);
/* Lists of invoices worth a click. */
enum err	 invoice_list_more(struct request *rq, struct out *page);

/* GET /invoices/:id: the paper, what was paid, and what may be done. */
enum err	 invoice_card(struct request *rq);
/* GET /invoices/:id/print: the paper alone, ?lang=uk|ru|en. */
enum err	 invoice_print(struct request *rq);
/* POST /invoices/:id/issue */
enum err	 invoice_issue(struct request *rq);
/* POST /invoices/:id/credit */
enum err	 invoice_credit(struct request *rq);
/* POST /invoices/:id/payments: amount, date, purpose. */
enum err	 invoice_pay(struct request *rq);
/* POST /payments/:id/delete */
enum err	 payment_remove(struct request *rq);
/* POST /deals/:id/invoice */
enum err	 deal_invoice(struct request *rq);

/* The list of contact_panel(). */
size_t		 contact_panel_ask(struct request *rq, int64_t id,
		    struct query *lists);

/* Invoices on a contact's card, and what he owes. */
enum err	 contact_panel(struct request *rq, int64_t id,
		    struct out *panel);
/* The list of deal_panel(). */
size_t		 deal_panel_ask(struct request *rq, int64_t id,
		    struct query *lists);

/* Invoices on a deal's card, and the button that makes one. */
enum err	 deal_panel(struct request *rq, int64_t id,
		    struct out *panel);

/* How a paper stands: "ok warn late info hold none" and the words for it. */
struct standing {
	const char	*kind, *text;
};

/*
 * The standing of a document with this status, settlement and day to pay.
 */
struct standing	 document_standing(struct work *w, const char *status,
		    const char *settled, const char *due_on);

/*
 * "Invoice № INV-2026-0007", or what a draft is called.
 */
const char	*paper_title(struct work *w, const struct paper *p);

/*
 * An amount of a document for the eye.
 */
const char	*amount_show(struct work *w, int64_t amount,
		    const char *currency);

/*
 * Show a paper below page.paper as core/tpl/paper_parts.cst wants it, in the
 * language of the work.
 */
void		 paper_show(struct work *w, const struct paper *p,
		    struct out *page);

#endif
