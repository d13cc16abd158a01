/* What ubl.c writes is valid EN 16931; what cannot be is refused before. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mod/accounting/codes.h"
#include "mod/accounting/ubl.h"
#include "base/vat.h"
#include "tests/unit/tap.h"

#define MAXLINES	8
#define VARIANTS	30	/* of each kind */
#define EXCHANGE	"../shared/exchange"

/* A document to make: who to whom, what, how. */
struct kind {
	const char	*name;
	const char	*taxes[3];	/* of its lines, in turn */
	bool		 payer;		/* the seller is a VAT payer */
	int		 buyer;		/* of buyers[] */
};

static const struct kind	 kinds[] = {
	{ "20 %",	{ "S20" },		true, 0 },
	{ "three rates", { "S20", "S14", "S7" }, true, 1 },
	{ "Polish",	{ "S23", "S8", "S5.5" }, true, 2 },
	{ "zero rated",	{ "Z", "S20" },		true, 0 },
	{ "exempt",	{ "E", "S7" },		true, 3 },
	{ "reverse",	{ "AE" },		true, 2 },
	{ "intra-EU",	{ "K" },		true, 2 },
	{ "export",	{ "G" },		true, 4 },
	{ "non payer",	{ "O" },		false, 0 },
	{ "non payer abroad", { "O" },		false, 2 },
};
#define NKINDS	(sizeof(kinds) / sizeof(kinds[0]))

static const struct ubl_party	 sellers[] = {
	{ .name = "ФОП Ґудзь Їжак Олексійович", .reg_no = "3012345678",
	  .street = "вул. Хрещатик, 1", .city = "Київ", .postcode = "01001",
	  .country = "UA", .phone = "+380 44 123-45-67" },
	{ .name = "ТОВ «Вітряк & Син» <\"UA\">", .reg_no = "65927481",
	  .vat_no = "UA107879126540", .street = "пр. Свободи, 7/2",
	  .city = "Львів", .region = "Львівська обл.", .postcode = "79000",
	  .country = "UA", .contact = "О'Коннор-Щербаківська Ірина",
	  .email = "ira@example.org" },
};

static const struct ubl_party	 buyers[] = {
	{ .name = "ПП \"Ялинка\"\x0b\x01 плюс", .reg_no = "12345678",
	  .city = "Одеса", .country = "UA" },
	{ .name = "Їжакевич Ярема  ]]> & Co", .country = "UA",
	  .street = "\t с. Ґуляйполе \n буд. 5 " },
	{ .name = "Größe Żółw s.r.o.", .vat_no = "DE136695976",
	  .reg_no = "HRB 12345", .street = "Łąkowa 2", .city = "Köln",
	  .postcode = "50667", .country = "DE", .email = "a@b.de" },
	{ .name = "東京商事 🐢", .country = "JP", .city = "東京" },
	{ .name = "Acme, Inc.", .reg_no = "12-3456789", .country = "US",
	  .region = "CA", .postcode = "94043", .city = "Mountain View" },
};

/* Quantity and price in millionths, discount in percent. */
static const struct { int64_t quantity, price; const char *unit, *name; }
goods[] = {
	{ 1000000, 100000000, "H87", "Стілець офісний" },
	{ 3000000, 9990000, "KGM", "Кава мелена, 1 кг" },
	{ 333333, 19990000, "HUR", "Налаштування & навчання" },
	{ 1500000, 333333, "MTR", "Кабель <RJ-45>" },
	{ 1000000000, 12500, "C62", "Гвинт М3×10" },
	{ 7000000, 123456789, "XBX", "  Ящик  " },
	{ 2000000, 1005000, "LTR", "Ёмкость ₴ №5" },
	{ 1, 999999999999, "TNE", "Пил\x1fок" },
	{ 999999000000, 1, "GRM", "Зерно" },
	{ 5000000, 0, "XPK", "Подарунок" },
	{ 0, 5000000, "SET", "Поза складом" },
};
#define NGOODS	(sizeof(goods) / sizeof(goods[0]))

/* One document with all that its pointers point to. */
struct paper {
	struct ubl_document	 d;
	struct doc_line		 line[MAXLINES];
	struct doc_totals	 totals;
	struct ubl_line		 ubl_line[MAXLINES];
	struct ubl_vat		 ubl_vat[MAXLINES];
};

static void
paper_lines(struct paper *p, const struct kind *k, unsigned variant)
{
	size_t	 i, n = variant % 5 + 1, taxes = 0;

	while (taxes < 3 && k->taxes[taxes] != NULL)
		taxes++;
	p->d.nlines = n;
	for (i = 0; i < n; i++) {
		struct doc_line	*l = &p->line[i];
		size_t		 g = (variant * 3 + i * 7) % NGOODS;

		l->quantity = goods[g].quantity;
		l->price = goods[g].price;
		if (variant % 3 == 1)
			l->discount_percent = (int64_t)(i + 1) * 11110000;
		if (variant % 11 == 10 && i == 0)
			l->discount_percent = 100 * DOC_ONE;
		if (variant % 7 == 6 && i == 1)
			l->quantity = -l->quantity;
		doc_tax_parse(k->taxes[i % taxes], &l->tax);
		p->ubl_line[i].name = goods[g].name;
		p->ubl_line[i].unit = goods[g].unit;
		if (variant % 4 == 2) {
			p->ubl_line[i].code = "A-17";
			p->ubl_line[i].gtin = "4006381333931";
			p->ubl_line[i].hs = "9401310000";
			p->ubl_line[i].description = "Опис\nу два рядки";
		}
	}
}

/* Copy what doc_compute() worked out. */
static enum err
paper_compute(struct arena *mem, struct paper *p, struct doc_terms *terms)
{
	struct doc_totals	*t = &p->totals;
	size_t			 i;
	enum err		 e;

	e = doc_compute(mem, terms, p->line, p->d.nlines, t);
	if (e != OK)
		return e;
	for (i = 0; i < p->d.nlines; i++) {
		struct ubl_line	*u = &p->ubl_line[i];
		struct doc_line	*l = &p->line[i];

		u->quantity = l->quantity;
		u->price = l->price;
		u->discount_percent = l->discount_percent;
		u->base = l->base;
		u->discount = l->discount;
		u->net = l->net;
		u->tax = (struct ubl_tax){ l->tax.category, l->tax.rate };
	}
	for (i = 0; i < t->nvat; i++)
		p->ubl_vat[i] = (struct ubl_vat){
			.tax = { t->vat[i].tax.category, t->vat[i].tax.rate },
			.lines = t->vat[i].lines,
			.discount = t->vat[i].discount,
			.taxable = t->vat[i].taxable, .vat = t->vat[i].vat
		};
	p->d.lines = p->ubl_line;
	p->d.vat = p->ubl_vat;
	p->d.nvat = t->nvat;
	p->d.lines_sum = t->lines;
	p->d.discount = t->discount;
	p->d.net = t->net;
	p->d.vat_sum = t->vat_sum;
	p->d.gross = t->gross;
	p->d.prepaid = t->prepaid;
	p->d.rounding = t->rounding;
	p->d.payable = t->payable;
	p->d.prices_with_vat = terms->prices_with_vat;
	p->d.discount_percent = terms->discount_percent;
	return OK;
}

static void
paper_details(struct ubl_document *d, unsigned variant)
{
	static const char *const	 currency[] = { "UAH", "EUR", "USD" };

	d->issued_on = "2026-02-28";
	d->currency = currency[variant % 3];
	if (variant % 2 == 0)
		d->due_on = "2026-03-14";
	if (variant % 3 == 0) {
		d->means = variant % 6 == 0 ? "30" : "58";
		d->iban = "UA213223130000026007233566001";
		d->bic = "322313";
		d->account_name = "ТОВ «Вітряк»";
		d->payment_ref = "РФ-15";
	} else if (variant % 3 == 1) {
		d->means = "10";
	}
	if (variant % 5 == 3) {
		d->note = "Дякуємо!\r\nЗ повагою, \"Вітряк\"";
		d->buyer_ref = "PO 7";
		d->order_no = "З-17";
		d->contract_no = "12/2026";
		d->terms = "14 днів";
	}
	if (d->credit && variant % 2 == 1) {
		d->credited_no = "РФ-15";
		d->credited_on = "2026-02-01";
	}
	if (variant % 4 == 3 && variant % 3 != 0) {
		d->vat_currency = "UAH";
		d->vat_there = 123456;
	}
}

/* The document of that kind and variant. */
static enum err
paper_make(struct arena *mem, size_t kind, unsigned variant, struct paper *p)
{
	const struct kind	*k = &kinds[kind];
	struct doc_terms	 terms = {
		.discount_percent = variant % 4 == 1 ? 7500000 :
		    variant % 8 == 2 ? 33333333 : 0,
		.prices_with_vat = variant % 2 == 1,
		.prepaid = variant % 6 == 4 ? 5000 : 0
	};

	memset(p, 0, sizeof(*p));
	p->d.credit = variant % 5 == 4;
	p->d.number = arena_fmt(mem, "РФ-%zu/%u", kind, variant);
	p->d.seller = sellers[k->payer];
	p->d.buyer = buyers[k->buyer];
	paper_details(&p->d, variant);
	if (strcmp(k->taxes[0], "K") == 0) {
		p->d.delivered_on = "2026-02-20";
		p->d.delivered_to = "DE";
	}
	paper_lines(p, k, variant);
	return paper_compute(mem, p, &terms);
}

static enum err
to_file(void *arg, const void *data, size_t n)
{
	return fwrite(data, 1, n, arg) == n ? OK : ERR_IO;
}

static enum err
paper_write(struct arena *mem, const struct paper *p, const char *dir,
    unsigned n)
{
	FILE		*f = fopen(arena_fmt(mem, "%s/%03u.xml", dir, n), "wb");
	enum err	 e;

	e = ubl_write(mem, xml_new(mem, to_file, f), &p->d);
	fclose(f);
	return e;
}

/* Some hundred documents into dir; their number, 0 if one was refused. */
static unsigned
papers_write(const char *dir)
{
	struct arena			*mem = arena_new();
	const struct ubl_problem	*problem;
	static struct paper		 p;
	unsigned			 n = 0, variant;
	size_t				 kind;

	for (kind = 0; kind < NKINDS; kind++)
		for (variant = 0; variant < VARIANTS; variant++) {
			if (paper_make(mem, kind, variant, &p) != OK ||
			    (problem = ubl_check(mem, &p.d)) != NULL ||
			    paper_write(mem, &p, dir, n) != OK) {
				printf("# %s %u\n", kinds[kind].name, variant);
				arena_free(mem);
				return 0;
			}
			n++;
			arena_reset(mem);
		}
	arena_free(mem);
	return n;
}

/* Schema and rules, then the arithmetic, of all files of dir. */
static void
check_files(const char *dir, unsigned n)
{
	char	 command[400];

	snprintf(command, sizeof(command), EXCHANGE "/validate.sh -q ubl "
	    "%s/*.xml > %s/ubl; grep -v ^PASS %s/ubl | head -5; "
	    "test $(grep -c ^PASS %s/ubl) = %u", dir, dir, dir, dir, n);
	check(n > 0 && system(command) == 0,
	    "they pass the schema and the rules of EN 16931");
	snprintf(command, sizeof(command), "python3 " EXCHANGE
	    "/tools/recalc.py %s/*.xml > %s/sum; grep -A3 ^DIFF %s/sum | "
	    "head -9; grep -q '^%u of %u reproduced exactly' %s/sum", dir,
	    dir, dir, n, n, dir);
	check(n > 0 && system(command) == 0,
	    "and an independent program gets the same totals");
}

static void
check_valid(void)
{
	char		 dir[] = "/tmp/ubl-test-XXXXXX", command[60];
	const char	*ci = getenv("CI");
	unsigned	 n;

	if (mkdtemp(dir) == NULL)
		return;
	n = papers_write(dir);
	check(n == NKINDS * VARIANTS, "300 documents of every kind are written");
	if (access(EXCHANGE "/validate.sh", X_OK) == 0)
		check_files(dir, n);
	else if (ci != NULL && strcmp(ci, "true") == 0)
		check(0, "the validator " EXCHANGE "/validate.sh is there");
	else
		printf("ok %d - they pass the validator # SKIP there is no "
		    EXCHANGE "\n", ++ntests);
	snprintf(command, sizeof(command), "rm -r %s", dir);
	check(system(command) == 0, "the test cleans up");
}

/* Break a good paper in one place: is that field named? */
static int
refused(void (*spoil)(struct paper *), size_t kind, const char *field)
{
	struct arena			*mem = arena_new();
	static struct paper		 p;
	const struct ubl_problem	*problem;
	int				 named = 0;

	paper_make(mem, kind, 2, &p);
	spoil(&p);
	for (problem = ubl_check(mem, &p.d); problem != NULL;
	    problem = problem->next)
		named |= strcmp(problem->field, field) == 0;
	arena_free(mem);
	return named;
}

#define SPOIL(name, what) \
	static void spoil_##name(struct paper *p) { what; }
SPOIL(number, p->d.number = " ")
SPOIL(date, p->d.issued_on = "28.02.2026")
SPOIL(no_day, p->d.due_on = "2026-02-30")
SPOIL(currency, p->d.currency = "ГРН")
SPOIL(means, p->d.means = "30"; p->d.iban = NULL)
SPOIL(seller_id, p->d.seller.reg_no = p->d.seller.vat_no = NULL)
SPOIL(seller_vat, p->d.seller.vat_no = NULL)
SPOIL(vat_prefix, p->d.seller.vat_no = "107879126540")
SPOIL(buyer_name, p->d.buyer.name = "")
SPOIL(buyer_country, p->d.buyer.country = NULL)
SPOIL(country_code, p->d.buyer.country = "Ukraine")
SPOIL(buyer_ids, p->d.buyer.vat_no = p->d.buyer.reg_no = NULL)
SPOIL(buyer_vat, p->d.buyer.vat_no = NULL)
SPOIL(delivery, p->d.delivered_to = NULL)
SPOIL(lines, p->d.nlines = 0)
SPOIL(line_name, p->ubl_line[1].name = "\n")
SPOIL(unit, p->ubl_line[1].unit = "шт")
SPOIL(price, p->ubl_line[0].price = -1)
SPOIL(rate, p->ubl_line[0].tax.rate = 0)
SPOIL(net, p->ubl_line[0].net++)
SPOIL(total, p->d.vat_sum++)
SPOIL(mix, p->ubl_vat[0].tax.category = "O"; p->ubl_vat[0].tax.rate = 0)

static void
check_refusals(void)
{
	check(refused(spoil_number, 0, "number"), "a number is needed");
	check(refused(spoil_date, 0, "date"), "a date is needed");
	check(refused(spoil_no_day, 0, "due_on"), "there is such a day");
	check(refused(spoil_currency, 0, "currency"), "currencies are codes");
	check(refused(spoil_means, 0, "iban"), "a transfer needs an account");
	check(refused(spoil_seller_id, 0, "seller.reg_no"),
	    "a seller without any number is refused");
	check(refused(spoil_seller_vat, 0, "seller.vat_no"),
	    "VAT needs the seller's VAT number");
	check(refused(spoil_vat_prefix, 0, "seller.vat_no"),
	    "a VAT number begins with its country");
	check(refused(spoil_buyer_name, 0, "buyer.name"),
	    "a buyer has a name");
	check(refused(spoil_buyer_country, 0, "buyer.country"),
	    "a buyer without country is refused");
	check(refused(spoil_country_code, 0, "buyer.country"),
	    "a country is a code");
	check(refused(spoil_buyer_ids, 5, "buyer.vat_no"),
	    "reverse charge needs a number of the buyer");
	check(refused(spoil_buyer_vat, 6, "buyer.vat_no"),
	    "a supply within the EU needs the buyer's VAT number");
	check(refused(spoil_delivery, 6, "delivered_on"),
	    "and where it was delivered to");
	check(refused(spoil_lines, 0, "lines"), "a document has lines");
	check(refused(spoil_line_name, 0, "line.2.name"),
	    "a line has a name");
	check(refused(spoil_unit, 0, "line.2.unit"), "units are codes");
	check(refused(spoil_price, 0, "line.1.price"),
	    "a price is not below zero");
	check(refused(spoil_rate, 0, "line.1.vat"), "S has a rate");
	check(refused(spoil_net, 0, "line.1.net"),
	    "a line's amounts belong together");
	check(refused(spoil_total, 0, "gross"), "totals must add up");
	check(refused(spoil_mix, 1, "vat"),
	    "O does not mix with other categories");
}

static int
vat_id_is(const char *country, const char *no, bool payer, const char *want)
{
	struct arena	*mem = arena_new();
	const char	*got = ubl_vat_id(mem, country, no, payer);
	int		 same = (got == NULL) == (want == NULL) &&
			    (want == NULL || strcmp(got, want) == 0);

	arena_free(mem);
	return same;
}

static void
check_numbers(void)
{
	check(vat_id_is("UA", "1078 7912 6540", false, "UA107879126540") &&
	    vat_id_is("UA", "ua107879126540", false, "UA107879126540") &&
	    vat_id_is("DE", "DE 136.695.976", false, "DE136695976") &&
	    vat_id_is("GR", "094259216", false, "EL094259216") &&
	    vat_id_is("PL", "526-10-40-567", false, "PL5261040567") &&
	    vat_id_is("UA", "3012345678", true, "UA3012345678"),
	    "a VAT number gets its country's prefix");
	check(vat_id_is("UA", "3012345678", false, NULL) &&
	    vat_id_is("US", "12-3456789", false, NULL) &&
	    vat_id_is("UA", "немає", false, NULL) &&
	    vat_id_is(NULL, "123456", true, NULL) &&
	    vat_id_is("UA", "", true, NULL) &&
	    vat_id_is("UA", NULL, true, NULL),
	    "what is no VAT number is none");
	check(code_is_unit("H87") && code_is_unit("XBX") &&
	    !code_is_unit("H8") && !code_is_unit("H87 ") &&
	    !code_is_unit("") && !code_is_unit(NULL) &&
	    !code_is_unit("A B") && code_is_country("UA") &&
	    !code_is_country("ua") && code_is_currency("UAH"),
	    "codes are found whole");
}

int
main(void)
{
	check_refusals();
	check_numbers();
	check_valid();
	return done();
}
