/*
 * documents.c: papers with prices: invoices, credit notes, what was paid.
 *
 *	invoice.c line.c payment.c	the entities and their rules
 *	heads.c total.c series.c	locks, sums, debts, numbers
 *	make.c				issue, credit, make of a deal
 *	paper.c report.c sales.c	what others read
 *	form.c card.c panels.c paper_show.c	screens
 */
#include <stddef.h>

#include "core/crud.h"
#include "core/site.h"
#include "mod/documents/rules.h"
#include "mod/documents/screens.h"

static const struct entity *const documents_entities[] = {
	&invoice_entity, &invoice_line_entity, &payment_entity, NULL
};

static const struct route documents_routes[] = {
	{ GET, "/invoices", crud_list, "invoice.see", &invoice_entity },
	{ POST, "/invoices/views", crud_view_save, "invoice.see",
	  &invoice_entity },
	{ GET, "/invoices/new", invoice_new, "invoice.create",
	  &invoice_entity },
	{ POST, "/invoices/new", invoice_create, "invoice.create",
	  &invoice_entity },
	{ GET, "/invoices/:id", invoice_card, "invoice.see",
	  &invoice_entity },
	{ GET, "/invoices/:id/edit", invoice_edit, "invoice.edit",
	  &invoice_entity },
	{ POST, "/invoices/:id/edit", invoice_save, "invoice.edit",
	  &invoice_entity },
	{ GET, "/invoices/:id/delete", crud_confirm, "invoice.delete",
	  &invoice_entity },
	{ POST, "/invoices/:id/delete", crud_delete, "invoice.delete",
	  &invoice_entity },
	{ GET, "/invoices/:id/history", crud_history, "invoice.see",
	  &invoice_entity },
	{ GET, "/invoices/:id/print", invoice_print, "invoice.see",
	  &invoice_entity },
	{ POST, "/invoices/:id/issue", invoice_issue, "invoice.edit",
	  &invoice_entity },
	{ POST, "/invoices/:id/credit", invoice_credit, "invoice.create",
	  &invoice_entity },
	{ POST, "/invoices/:id/payments", invoice_pay, "payment.create",
	  &invoice_entity },
	{ GET, "/payments", crud_list, "payment.see", &payment_entity },
	{ POST, "/payments/views", crud_view_save, "payment.see",
	  &payment_entity },
	{ GET, "/payments/new", crud_new, "payment.create",
	  &payment_entity },
	{ POST, "/payments/new", crud_create, "payment.create",
	  &payment_entity },
	{ GET, "/payments/:id", crud_card, "payment.see", &payment_entity },
	{ GET, "/payments/:id/edit", crud_edit, "payment.edit",
	  &payment_entity },
	{ POST, "/payments/:id/edit", crud_save, "payment.edit",
	  &payment_entity },
	{ GET, "/payments/:id/delete", crud_confirm, "payment.delete",
	  &payment_entity },
	{ POST, "/payments/:id/delete", payment_remove, "payment.delete",
	  &payment_entity },
	{ GET, "/payments/:id/history", crud_history, "payment.see",
	  &payment_entity },
	{ POST, "/deals/:id/invoice", deal_invoice, "invoice.create",
	  NULL },
	{ 0 }
};

static const struct listener documents_listens[] = {
	{ "invoice", sales_written },
	{ "invoice", invoice_written },
	{ "invoice_line", line_written },
	{ "payment", payment_written },
	{ 0 }
};

static const struct panel documents_panels[] = {
	{ "contact", "invoice.see", contact_panel, "invoices",
	    contact_panel_ask, NULL },
	{ "deal", "invoice.see", deal_panel, "invoices", deal_panel_ask, NULL },
	{ 0 }
};

static const struct place documents_places[] = {
	{ N_("Invoices"), "/invoices", "file-invoice", "invoice.see",
	  "menu" },
	{ N_("Invoice"), "/invoices/new", "file-invoice", "invoice.create",
	  "create" },
	{ 0 }
};

/* The series that a new firm numbers by, named in its language. */
static enum err
documents_seed(struct work *w)
{
	static const struct {
		const char	*invoice, *note;
	}		 codes[LANG_COUNT] = {
		[LANG_EN] = { "INV", "CN" }, [LANG_UK] = { "РФ", "КН" },
		[LANG_RU] = { "СЧ", "КН" }
	};
	enum lang	 lang = w->site != NULL ? w->site->lang : w->lang;

	return db_exec(w->db, "INSERT INTO series (kind, code) "
	    "VALUES ('invoice', ?), ('credit_note', ?)",
	    DB_ARGS(DB_S(codes[lang].invoice), DB_S(codes[lang].note)));
}

static const struct sound documents_sounds[] = {
	{ N_("the numbers of documents, without gaps"), series_look },
	{ N_("what was paid of each document"), paid_look },
	{ 0 }
};

static const struct tally *const documents_tallies[] = {
	&sales_tally, NULL
};

const struct module documents_module = {
	.name = "documents",
	.needs = "contacts products deals",
	.entities = documents_entities,
	.routes = documents_routes,
	.listens = documents_listens,
	.panels = documents_panels,
	.places = documents_places,
	.sounds = documents_sounds,
	.tallies = documents_tallies,
	.seed = documents_seed
};
