/* How a document of ours becomes one of UBL, and the name of its file. */
#include <string.h>

#include "base/str.h"
#include "mod/accounting/books.h"
#include "tests/unit/tap.h"

static struct paper_line	 lines[] = {
	{ .name = "Кава", .unit = "KGM", .vat = "S20", .code = "K-1",
	  .sum = { .quantity = 3000000, .price = 9990000,
	  .tax = { "S", 20000000 } } },
	{ .name = "Чай", .unit = "H87", .vat = "S7", .sum = {
	  .quantity = 1000000, .price = 5000000, .tax = { "S", 7000000 } } },
};

/* The paper with its totals; lines of a paper lie apart from their sums. */
static struct paper
paper_make(struct arena *mem)
{
	struct paper	 p = {
		.id = 7, .kind = "invoice", .status = "issued",
		.complete = true, .label = "РФ-2026-0007",
		.date = "2026-02-28", .due_on = "2026-03-14",
		.currency = "UAH", .basis = "Договір 5", .note = "Дякуємо",
		.seller = { .name = "ТОВ «Вітряк»", .reg_no = "65927481",
		    .vat_no = "107879126540", .country = "UA",
		    .iban = "UA213223130000026007233566001" },
		.buyer = { .name = "Acme", .vat_no = "DE 136 695 976",
		    .country = "DE" },
		.terms = { .discount_percent = 5000000 },
		.lines = lines, .nlines = 2
	};
	struct doc_line	 l[] = { lines[0].sum, lines[1].sum };

	doc_compute(mem, &p.terms, l, 2, &p.totals);
	lines[0].sum = l[0];
	lines[1].sum = l[1];
	return p;
}

static void
check_paper(struct arena *mem)
{
	struct paper		 p = paper_make(mem);
	struct ubl_document	 d;

	books_ubl(mem, &p, &d);
	check(ubl_check(mem, &d) == NULL, "a good paper has no problems");
	check(!d.credit && d.nlines == 2 && d.nvat == 2 &&
	    d.payable == p.totals.payable && d.vat[1].vat ==
	    p.totals.vat[1].vat, "its lines and totals are carried over");
	check(str_eq(d.seller.vat_no, "UA107879126540") &&
	    str_eq(d.buyer.vat_no, "DE136695976"),
	    "VAT numbers get their countries");
	check(str_eq(d.means, "30") && str_eq(d.payment_ref, p.label),
	    "an invoice says how to pay it");
	p.currency = "EUR";
	books_ubl(mem, &p, &d);
	check(str_eq(d.means, "58"), "euros go by SEPA");
	p.kind = "credit_note";
	p.parent = "РФ-1";
	p.parent_date = "2026-01-01";
	books_ubl(mem, &p, &d);
	check(d.credit && d.means == NULL && str_eq(d.credited_no, "РФ-1"),
	    "a credit note names its invoice, and no payment");
	p.buyer = (struct paper_party){ .name = "Ярема", .country = "UA",
	    .vat_no = "3012345678" };
	books_ubl(mem, &p, &d);
	check(d.buyer.vat_no == NULL && str_eq(d.buyer.reg_no, "3012345678"),
	    "a person's tax number is no VAT number");
	p.buyer.country = NULL;
	books_ubl(mem, &p, &d);
	check(ubl_check(mem, &d) != NULL &&
	    str_eq(ubl_check(mem, &d)->field, "buyer.country"),
	    "a buyer without country is named");
}

static void
check_names(struct arena *mem)
{
	struct paper	 p = paper_make(mem);

	check(str_eq(books_file(mem, &p), "РФ-2026-0007-invoice.xml"),
	    "a file has the document's number");
	p.kind = "credit_note";
	p.label = "CN-1";
	check(str_eq(books_file(mem, &p), "CN-1-credit-note.xml"),
	    "and its kind");
	p.label = "../1 а:б\n";
	check(str_eq(books_file(mem, &p), "_._1_а_б_-credit-note-7.xml"),
	    "what file systems refuse is replaced, and the id added");
	p.label = ".1";
	check(str_eq(books_file(mem, &p), "_1-credit-note-7.xml"),
	    "no file is hidden");
}

int
main(void)
{
	struct arena	*mem = arena_new();

	check_paper(mem);
	check_names(mem);
	arena_free(mem);
	return done();
}
